"""Damaged files, repositories and inventories through the whole program: it never crashes, and what
a worker could not bear is a row. MALFORMED=N makes N times as many; tests/fuzz/malformed.c
tries a million inputs in one process."""

import os
import random
import shutil
import subprocess

import pytest
from conftest import CORPUS, PROGRAM, git

TIMES = int(os.environ.get("MALFORMED", "1"))


def damaged(content, other, chance):
    """Bits flipped, bytes replaced, a piece left out or doubled, cut short, or spliced."""
    changed = bytearray(content)
    start, length = chance.randrange(len(changed)), chance.randrange(1, 200)
    kind = chance.randrange(6)
    if kind < 2:
        for _ in range(chance.randint(1, 6)):
            changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    elif kind == 2:
        changed[start:start + 4] = bytes(chance.choice((0, 0x7F, 0x80, 0x84, 0xFF))
                                         for _ in changed[start:start + 4])
    elif kind == 3:
        del changed[start:start + length]
    elif kind == 4:
        changed[start:start] = other[start % len(other):][:length]
    else:
        del changed[start:]
    return bytes(changed)


def crashes(result):
    return [row for row in result.problems if row["reason"].startswith("parser-crash")]


def material():
    return [path.read_bytes() for path in sorted(CORPUS.rglob("*"))
            if path.is_file() and 0 < path.stat().st_size < 1 << 17]


@pytest.mark.parametrize("seed", range(TIMES))
def test_damaged_files(sweep, tmp_path, seed):
    chance, contents = random.Random(seed), material()
    folder = tmp_path / "damaged"
    folder.mkdir()
    for number in range(1200):
        content, other = chance.choice(contents), chance.choice(contents)
        (folder / f"{number}.pem").write_bytes(damaged(content, other, chance))
    result = sweep(folder, "--limit", "derivation-rounds=20000", "-q")
    assert result.code == 3 and result.artifacts and not crashes(result)


def make_repository(folder):
    git(folder, "init", "-q")
    for path in sorted((CORPUS / "git-history").iterdir()):
        shutil.copy(path, folder)
        git(folder, "add", ".")
        git(folder, "commit", "-qm", path.name)
    git(folder, "tag", "-am", "first", "first")
    git(folder, "gc", "-q")
    (folder / "later.txt").write_text("not packed\n")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "loose objects")


@pytest.mark.parametrize("seed", range(TIMES))
def test_damaged_repositories(sweep, tmp_path, seed):
    """Everything below .git in turn: packs, their indices, loose objects, refs, the index."""
    chance = random.Random(seed)
    whole = tmp_path / "whole"
    whole.mkdir()
    make_repository(whole)
    names = sorted(path.relative_to(whole) for path in (whole / ".git").rglob("*")
                   if path.is_file() and path.stat().st_size and "hooks" not in path.parts)
    heavy = [name for name in names if name.suffix in (".pack", ".idx")]
    for number in range(60):
        copy = tmp_path / "all" / str(number)
        shutil.copytree(whole / ".git", copy / ".git")
        name = chance.choice(heavy if number % 3 else names)
        (copy / name).chmod(0o600)
        content = (copy / name).read_bytes()
        (copy / name).write_bytes(damaged(content, content, chance))
    result = sweep(tmp_path / "all", "-q")
    assert result.code == 3 and result.artifacts and not crashes(result)


@pytest.mark.parametrize("seed", range(TIMES))
def test_damaged_inventories(sweep, tmp_path, seed):
    """As something to report on, to compare with, to merge, and to build on: told or usable."""
    chance = random.Random(seed)
    folder = CORPUS / "mutual-tls-estate"
    content = (sweep(folder, "-q").folder / "inventory.db").read_bytes()
    whole, broken = tmp_path / "whole.db", tmp_path / "broken.db"
    whole.write_bytes(content)
    for number in range(60):
        broken.write_bytes(damaged(content, content, chance))
        command = (["report", broken, "--json", "-", "--html", "page.html"],
                   ["diff", whole, broken], ["merge", "-o", "merged.db", whole, broken],
                   ["scan", "-o", "next.db", "--previous", broken, folder])[number % 4]
        process = subprocess.run([PROGRAM, *map(str, command)], cwd=tmp_path, check=False,
                                 capture_output=True, timeout=300)
        assert process.returncode in (0, 1, 2, 3, 4), command
        assert process.returncode not in (2, 4) or process.stderr
