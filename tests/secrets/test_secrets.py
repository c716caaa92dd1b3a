"""No private number, passphrase or line of armour leaves the program: not in a report, a table, the
inventory, what is printed, a temporary file, nor what a killed run or worker leaves behind."""

import base64
import contextlib
import json
import os
import pathlib
import re
import resource
import signal
import subprocess
import time

import pytest
from forms import FORMS, PROTECTED, damaged
from keys import make_keys
from search import Search

TREE = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = pathlib.Path(os.environ.get("CERTSWEEP", TREE / "build/certsweep")).resolve()
AT = "2026-11-01T00:00:00Z"
PASSPHRASES = [f"squirrel {word} on a tin roof".encode()
               for word in ("amber", "cobalt", "crimson", "indigo", "ochre", "umber")]
FORMATS = {"html": "page.html", "csv": "tables", "json": "all.jsonl", "sarif": "findings.sarif",
           "cyclonedx": "bill.json", "markdown": "summary.md"}


class Estate:
    """The keys in all their forms, whole and damaged, and the search for what they hold."""

    def __init__(self, folder):
        self.folder = folder
        self.keys = make_keys()
        self.search = Search()
        self.files = 0
        for passphrase in PASSPHRASES:
            self.search.add_text(f"passphrase {passphrase.decode()}", passphrase)
        (folder.parent / "passphrases").write_bytes(b"\n".join(PASSPHRASES) + b"\n")
        for number, key in enumerate(self.keys):
            for part, secret in enumerate(key.secrets):
                self.search.add_secret(f"{key.name} number {part}", secret)
            self.write(number, key)
        self.archive, self.repository = self.pack()

    def write(self, number, key):
        (self.folder / key.name).mkdir()
        for position, (name, form) in enumerate(FORMS.items()):
            if name in PROTECTED and (number + position) % 4:
                continue  # each costs a derivation for every passphrase
            content = form(key, PASSPHRASES[number % len(PASSPHRASES)])
            if content is None:
                continue
            if name in PROTECTED:
                self.add_armour(f"{key.name}/{name}", content)
            (self.folder / key.name / f"key.{name}").write_bytes(content)
            self.files += 1
            if (number + position) % 3 == 0:
                (self.folder / key.name / f"damaged.{name}").write_bytes(
                    damaged(content, number + position))
                self.files += 1

    def add_armour(self, name, content):
        """What is locked is no private number yet, but nothing to hand out either."""
        if not content.startswith(b"-----BEGIN"):
            self.search.add_secret(name, content[len(content) // 2:])
            return
        for line in content.splitlines()[1:-1]:
            if len(line) >= 48 and b":" not in line:
                self.search.add(name, {line[4:20], line[-20:]})

    def pack(self):
        """The same keys once more: in an archive of an archive, and in a repository."""
        inner, outer = self.folder.parent / "keys.tar.gz", self.folder.parent / "outer.zip"
        subprocess.run(["tar", "-C", self.folder, "-czf", inner, "."], check=True)
        subprocess.run(["/usr/bin/python3", "-m", "zipfile", "-c", outer, inner], check=True)
        repository = self.folder.parent / "repository"
        for command in (["init", "-q"], ["add", "."],
                        ["-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-qm",
                         "keys"], ["gc", "-q"]):
            subprocess.run(["git", f"--git-dir={repository}", f"--work-tree={self.folder}",
                            *command], check=True, env=dict(os.environ,
                                                            GIT_CONFIG_GLOBAL="/dev/null"))
        return outer, repository

    def require_none(self, what, content):
        found = self.search.found(content)
        assert not found, f"{what} holds {found[:5]} and {len(found)} secrets in all"
        assert not re.search(rb"-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----.{0,9}[A-Za-z0-9+/]{12}",
                             content, re.S), f"{what} holds the armour of a private key"

    def require_none_below(self, folder):
        """Every file; returns how many bytes were searched."""
        searched = 0
        for place, _, names in os.walk(folder):
            for name in names:
                content = pathlib.Path(place, name).read_bytes()
                self.require_none(os.path.join(place, name), content)
                searched += len(content)
        return searched


@pytest.fixture(scope="module")
def estate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("estate") / "keys"
    folder.mkdir()
    return Estate(folder)


class Program:
    """Runs in a folder of its own, with its temporary folder inside."""

    def __init__(self, folder, passphrases):
        self.folder = folder
        self.options = ["--at", AT, "--passphrase-file", passphrases]
        (folder / "temporary").mkdir()
        self.environment = dict(os.environ, TMPDIR=str(folder / "temporary"))

    def start(self, *arguments):
        def allow_cores():
            resource.setrlimit(resource.RLIMIT_CORE,
                               (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        return subprocess.Popen([PROGRAM, *map(str, arguments)], cwd=self.folder,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, env=self.environment,
                                preexec_fn=allow_cores)

    def __call__(self, *arguments):
        process = self.start(*arguments)
        stdout, stderr = process.communicate(timeout=600)
        number = len(list(self.folder.glob("printed-*")))
        (self.folder / f"printed-{number}").write_bytes(stdout + b"\n" + stderr)
        assert process.returncode in (0, 1, 3), stderr
        return stdout


@pytest.fixture
def program(estate, tmp_path):
    return Program(tmp_path, estate.folder.parent / "passphrases")


def workers_of(process):
    children = pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children")
    try:
        return [int(child) for child in children.read_text().split()]
    except OSError:
        return []


def is_confined(worker):
    """Behind its system-call filter, and without the right to leave a core."""
    process = pathlib.Path(f"/proc/{worker}")
    try:
        return "Seccomp:\t2" in (process / "status").read_text() and \
            re.search(r"Max core file size +0 +0", (process / "limits").read_text())
    except OSError:
        return False


def test_the_search_finds_what_is_there(estate):
    """A planted secret in each spelling, at odd offsets, between what reports look like."""
    row = b'{"path":"a/b.pem","sha256":"' + b"00ff" * 16 + b'"}\n'
    secret = estate.keys[0].secrets[0]
    body = base64.b64encode(b"x" + secret)
    spellings = [secret, secret[5:], secret[::-1], secret.hex().encode(),
                 secret.hex().upper().encode(), secret[::-1].hex().encode(),
                 ":".join(f"{byte:02x}" for byte in secret).encode(),
                 ", ".join(f"0x{byte:02X}" for byte in secret).encode(),
                 str(int.from_bytes(secret, "big")).encode(), body,
                 b"\n".join(body[at:at + 64] for at in range(0, len(body), 64)),
                 json.dumps(base64.encodebytes(secret).decode()).encode(),
                 body.replace(b"/", b"\\/"), base64.urlsafe_b64encode(b"xy" + secret),
                 "".join(f"\\x{byte:02x}" for byte in secret).encode(),
                 "".join(f"%{byte:02x}" for byte in secret).encode()]
    for spelling in spellings:
        for offset in (0, 1, 7):
            planted = row * 3 + b"=" * offset + spelling + row
            assert f"{estate.keys[0].name} number 0" in estate.search.found(planted), spelling
    for passphrase in PASSPHRASES:
        assert estate.search.found(row + b"tried '" + passphrase + b"'")
    assert not estate.search.found(row * 1000)
    with pytest.raises(AssertionError):
        estate.require_none("", b"-----BEGIN RSA PRIVATE KEY-----\nMIICXAIBAAKBgQC")


def test_the_search_finds_a_key_in_each_of_its_forms(estate):
    """The very files that are swept hold what is searched for."""
    files = sorted(estate.folder.rglob("key.*"))
    assert len(files) > 1500
    assert not [path for path in files if not estate.search.found(path.read_bytes())]


def test_no_secret_in_any_output(estate, program):
    requests = [argument for name, file in FORMATS.items() for argument in (f"--{name}", file)]
    program("-o", "report", *requests, "--summary", *program.options, estate.folder)
    with open(program.folder / "all.jsonl", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    private = [row for row in rows if row.get("kind") == "private-key" and row["spki_sha256"]]
    assert len({row["spki_sha256"] for row in private}) >= 200, "all were read, and could leak"
    assert sum(row.get("locked") is True for row in private) > 100, "locked ones were opened"
    program("scan", "-o", "packed.db", *program.options, estate.archive,
            estate.repository, "-q")
    program("scan", "-o", "again.db", *program.options, "--previous", "report/inventory.db",
            estate.folder)
    program("merge", "-o", "merged.db", "report/inventory.db", "packed.db", "--json", "merged.json")
    for name, file in FORMATS.items():
        program("report", "packed.db", f"--{name}", f"packed-{file}", "--summary")
    program("report", "packed.db", "--cyclonedx", "newer.json", "--cyclonedx-version", "1.7")
    program("diff", "report/inventory.db", "packed.db")
    for row in private[::40]:
        program("show", "report/inventory.db", row["spki_sha256"])
    for path in sorted(estate.folder.rglob("key.*"))[::97]:
        program("show", "report/inventory.db", path)
    program("explain", "key-orphaned")
    assert estate.require_none_below(program.folder) > 1 << 20


@pytest.mark.parametrize("number", range(8))
def test_no_secret_in_what_a_killed_run_leaves(estate, program, number):
    process = program.start("-o", "report", "--json", "all.jsonl", *program.options, estate.folder)
    until = time.monotonic() + 30
    while process.poll() is None and not list(program.folder.glob("report/*.staging")) \
            and time.monotonic() < until:
        time.sleep(0.001)
    time.sleep(0.05 * number)
    process.kill()
    stdout, stderr = process.communicate()
    estate.require_none("what was printed", stdout + stderr)
    estate.require_none_below(program.folder)


def test_no_secret_after_a_worker_crashed(estate, program):
    """Workers are ended as by a wild pointer, where cores are allowed and the folder is theirs."""
    process = program.start("-o", "report", "--jobs", "2", *program.options, estate.folder,
                            estate.archive)
    crashed = 0
    while process.poll() is None and crashed < 10:
        for worker in filter(is_confined, workers_of(process)):
            time.sleep(0.01)  # until it has said so itself
            with contextlib.suppress(ProcessLookupError):
                os.kill(worker, signal.SIGSEGV)
                crashed += 1
    stdout, stderr = process.communicate()
    assert process.returncode == 3 and crashed > 0
    estate.require_none("what was printed", stdout + stderr)
    estate.require_none_below(program.folder)
    assert "parser-crash" in (program.folder / "report/csv/problems.csv").read_text()
    assert not [path for path in program.folder.rglob("*") if path.name.startswith("core")]
