"""Every command that a remedy of the corpus gives runs on the files it names, in a copy of its store;
one that mends is followed by another sweep, in which the finding is gone."""

import os
import re
import shutil
import subprocess

import pytest
from conftest import AT, CORPUS, PROGRAM, read_table

STORES = sorted(folder.name for folder in CORPUS.iterdir()
                if folder.is_dir() and folder.name not in ("recipes", "__pycache__"))
# A command begins where a sentence does, behind a colon or first of all, and ends before words.
COMMAND = re.compile(r"(?:^|: )((?:openssl|sed|tr|chmod|mv|iconv|rm|umask|file|keytool|tar|unzip|awk|"
                     r"\(umask|\{) .*?)(?= - (?:or|and)\b|; and put |; or (?:remove|have) |; then remove |"
                     r"; or put |, and put |\. |\.?$)")
# What somebody has to put in first, or a program that is not here.
PLACEHOLDER = re.compile(r"\bCERTIFICATE\b|INTERMEDIATES\.pem|NEW-NAME|KEY\.|\bCERT\.pem|"
                         r"store\.pem|-in KEY\b|-jdktrust|pkeyopt|-x509 makes|without -trustout|"
                         r"-fingerprint -sha256$|\| openssl pkcs12 -export")  # the last asks a terminal
# What only an OpenSSL of tomorrow can do.
BEYOND = {"chain-undecided", "key-not-compared"}
ANSWERS = b"certsweep\n" * 4  # whatever passphrase is asked for
MENDED = {"chain-has-root", "chain-incomplete", "chain-leaf-not-first", "chain-order",
          "chain-unrelated-cert", "chain-expired-alternate", "client-selfsigned-untrusted",
          "client-selfsigned-altered", "der-trailing-data", "extension-content-mismatch",
          "file-empty", "hash-link-stale", "issuer-not-in-truststore", "key-in-truststore",
          "key-permissions", "pem-blank-line", "pem-bom", "pem-crlf", "pem-dashes", "pem-indented",
          "pem-markers-glued", "pem-text-around", "pem-utf16", "truststore-duplicate",
          "truststore-expired", "truststore-has-leaf"}


def profile_of(store):
    match = re.match(r"profile-(.*?)(?:--|$)", store)
    return ["--profile", match.group(1)] if match else []


def findings(folder, store, report):
    subprocess.run([PROGRAM, ".", "-q", "--fail-on", "none", "-o", report, "--at", AT,
                    *profile_of(store)], cwd=folder, check=False, capture_output=True)
    return read_table(report / "csv/findings.csv")


def commands(remedy):
    return [match for match in COMMAND.findall(remedy) if not PLACEHOLDER.search(match)]


def identity(row):
    """Trails move with the lines above them."""
    return (row["check"], row["path"], row["fingerprint"] if "fingerprint" in row else row["title"])


def run_command(command, folder):
    return subprocess.run(["bash", "-c", "set -o pipefail; " + command], cwd=folder, check=False,
                          input=ANSWERS, capture_output=True, start_new_session=True)


def copy_of(store, target):
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(CORPUS / store, target, symlinks=True)
    for path in target.rglob("*"):
        if path.is_file() and not path.is_symlink():
            mode = re.search(r"mode-([0-7]{4})", path.name)
            path.chmod(int(mode.group(1), 8) if mode else 0o600)
    return target


@pytest.mark.parametrize("store", STORES)
def test_commands_of_remedies_run_and_mend(store, tmp_path):
    copy = copy_of(store, tmp_path / "copy")
    seen = set()
    for row in findings(copy, store, tmp_path / "report"):
        for command in commands(row["remedy"]):
            if (row["check"], command) in seen or "keytool" in command or row["check"] in BEYOND:
                continue
            seen.add((row["check"], command))
            done = run_command(command, copy_of(store, copy))
            fails = "To see it fail: " in row["remedy"] or "-check" in command
            assert fails or done.returncode == 0, (row["check"], command, done.stderr)
            said = row["remedy"].split(command)[0]
            if "must be equal" in said:
                lines = done.stdout.split(b"\n")
                assert len(lines) == 3 and lines[0] != lines[1], command
            told = "To see" in said or said.startswith("See ") or "what this prints" in said
            if row["check"] in MENDED and not told:
                left = {identity(other)
                        for other in findings(copy, store, tmp_path / "again")}
                assert identity(row) not in left, (row["check"], command)
            if row["check"].startswith("truststore-") and row["path"].endswith(".pem"):
                assert b"-----BEGIN" in (copy / row["path"]).read_bytes(), (row["check"], command)
            copy_of(store, copy)


def test_many_commands_are_given():
    """The pattern finds them: nothing is tested where it finds none."""
    assert commands("Remove it: sed -i -e '3,/-----END/d' 'a.pem'") == [
        "sed -i -e '3,/-----END/d' 'a.pem'"]
    assert commands("chmod 600 'a' - and, if others use the machine, make a new key.") == [
        "chmod 600 'a'"]
    assert not commands("Have it issued again.")


HOSTILE = [b"plain", b"it's", b"-dash", b"back\\slash", b"\\x41", b"two\nlines", b"\x1b[31mred'", b"\xff\xfe",
           "\u202eevil\U000e0041".encode(), b"$(id) `id` \\u{202e}", "\u00ad'\\".encode()]


def test_commands_name_the_file_whatever_it_is_called(tmp_path):
    """On each of these names the command makes the key private, and on no other file."""
    store = tmp_path / "store"
    store.mkdir()
    key = subprocess.run(["openssl", "genpkey", "-algorithm", "ED25519"], check=True,
                         capture_output=True).stdout
    for name in HOSTILE:
        path = os.path.join(os.fsencode(store), name + b".pem")
        with open(path, "wb") as file:
            file.write(key)
        os.chmod(path, 0o644)
    rows = [row for row in findings(store, "", tmp_path / "report")
            if row["check"] == "key-permissions"]
    assert len(rows) == len(HOSTILE)
    for number, row in enumerate(rows, start=1):
        command = re.search(r"chmod 600 (\$?'.*')", row["remedy"]).group(0)
        assert run_command(command, store).returncode == 0, command
        assert sum(entry.stat().st_mode & 0o777 == 0o600
                   for entry in os.scandir(os.fsencode(store))) == number, command
