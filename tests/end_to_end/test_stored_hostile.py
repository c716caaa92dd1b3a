"""Stored inventories that come from somebody who means harm: each is refused in a sentence, by every
command that takes one; a sweep that was to build on it reads everything instead."""

import os
import shutil
import sqlite3
import struct
import subprocess

import pytest
from conftest import AT, CORPUS, PROGRAM
from test_determinism import same

SWEPT = CORPUS / "mutual-tls-estate"
PAGE = 4096


@pytest.fixture(scope="module")
def scratch(tmp_path_factory):
    """A sweep that nobody has touched."""
    folder = tmp_path_factory.mktemp("scratch") / "report"
    process = subprocess.run([PROGRAM, "-q", "--at", AT, "-o", folder, SWEPT], check=False)
    assert process.returncode == 1
    return folder


@pytest.fixture
def broken(scratch, tmp_path):
    return shutil.copy(scratch / "inventory.db", tmp_path / "broken.db")


def execute(*arguments, cwd):
    return subprocess.run([PROGRAM, *map(str, arguments)], cwd=cwd, capture_output=True,
                          stdin=subprocess.DEVNULL, timeout=120, check=False)


def refused(broken, scratch, folder, saying, *options):
    """By all that take inventories; and the sweep is the same without it."""
    whole = scratch / "inventory.db"
    for command in (["report", broken, "--html", "page.html", "--csv", "tables"],
                    ["show", broken, "00000000"], ["diff", whole, broken], ["diff", broken, whole],
                    ["merge", "-o", "merged.db", whole, broken]):
        process = execute(*command, *options, cwd=folder)
        assert process.returncode == 2, (command, process)
        assert saying in process.stderr and b"broken.db" in process.stderr, process.stderr
    assert sorted(path.name for path in folder.iterdir()) == ["broken.db"]
    again = execute("-q", "--at", AT, "-o", "again", "--previous", broken, SWEPT, *options,
                    cwd=folder)
    assert again.returncode == 1 and b"everything is read" in again.stderr, again.stderr
    assert same(scratch, folder / "again")


SCRIPTS = {
    "view-for-table": "DROP TABLE finding; CREATE VIEW finding AS SELECT * FROM problem",
    "endless-view": "DROP TABLE scan; CREATE VIEW scan (name, value) AS WITH RECURSIVE n(i) AS "
                    "(SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT 'at', i FROM n",
    "endless-view-of-stamps": "DROP TABLE searched_nothing; CREATE VIEW searched_nothing (part, "
                              "stamps) AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 "
                              "FROM n) SELECT i, zeroblob(24000000) FROM n",
    "trigger": "CREATE TRIGGER again AFTER INSERT ON problem BEGIN "
               "INSERT INTO problem SELECT * FROM problem; END",
    "generated-column": "ALTER TABLE finding ADD COLUMN more TEXT GENERATED ALWAYS AS "
                        "(hex(zeroblob(1000000))) VIRTUAL",
    "index-on-expression": "CREATE INDEX costly ON finding (hex(zeroblob(1000000)))",
    "statistics": "ANALYZE",
    "virtual-table": "CREATE VIRTUAL TABLE more USING fts5(words)",
    "table-missing": "DROP TABLE searched",
    "long-schema": f"CREATE TABLE more (column TEXT DEFAULT '{'x' * 900000}')",
    "many-tables": ";".join(f"CREATE TABLE more{i} (a, b, c)" for i in range(3000)),
}


@pytest.mark.parametrize("script", SCRIPTS)
def test_another_schema(script, broken, scratch, tmp_path):
    database = sqlite3.connect(broken)
    database.executescript(SCRIPTS[script])
    database.close()
    refused(broken, scratch, tmp_path, b"damaged, or written by another version")


def rewrite(path, table, change, script):
    """Rows that the table's own rules forbid: the rules are taken away for a moment."""
    database = sqlite3.connect(path)
    (sql,) = database.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (table,)).fetchone()
    for text, run in ((change(sql), script), (sql, "")):
        database.execute("PRAGMA writable_schema = ON")
        database.execute("UPDATE sqlite_schema SET sql = ? WHERE name = ?", (text, table))
        database.commit()
        database.close()
        database = sqlite3.connect(path)
        database.executescript(run)
    database.close()


@pytest.mark.parametrize("script", [
    "UPDATE finding SET message = NULL",
    "UPDATE finding SET message = x'00ff'",
    "UPDATE finding SET artifact = 'text'",
], ids=["null", "blob-for-text", "text-for-number"])
def test_wrong_types(script, broken, scratch, tmp_path):
    rewrite(broken, "finding",
            lambda sql: sql.replace(" NOT NULL", "").replace("STRICT", ""), script)
    process = execute("report", broken, "--summary", cwd=tmp_path)
    assert process.returncode == 2 and b"broken.db: damaged" in process.stderr


@pytest.mark.parametrize("table, column", [
    ("finding", "severity"), ("artifact", "kind"), ("file", "source"),
    ("account", "state"), ("truststore", "recognised"), ("chain", "verdict"),
    ("client_trust", "state"), ("signature", "verdict")])
def test_words_that_are_none_of_ours(table, column, broken, tmp_path):
    """What CHECK forbids is not looked for by SQLite where it may only read."""
    database = sqlite3.connect(broken)
    database.execute("PRAGMA ignore_check_constraints = ON")
    database.execute(f"UPDATE OR REPLACE {table} SET {column} = 'catastrophe'")
    assert database.total_changes
    database.commit()
    database.close()
    process = execute("report", broken, "--html", "page.html", "--json", "-", cwd=tmp_path)
    assert process.returncode == 2 and b"broken.db: holds text or words" in process.stderr


@pytest.mark.parametrize("script, saying", [
    ("UPDATE finding SET artifact = 999999999", b"damaged"),
    ("UPDATE place SET file = -1", b"damaged"),
    ("UPDATE finding SET message = char(27) || '[2J'", b"would not have written"),
    ("UPDATE file SET path = path || char(8238) || 'b'", b"would not have written"),
    ("UPDATE problem SET detail = char(0) || 'x'; "
     "INSERT INTO problem (path, trail, revision, stage, code, detail) "
     "VALUES ('', '', '', 'scan', 'limit', char(10) || 'x')", b"would not have written"),
    ("DELETE FROM scan WHERE name = 'at'", b"does not say when"),
    ("UPDATE scan SET value = '2026-13-40' WHERE name = 'at'", b"does not say when"),
    ("PRAGMA application_id = 7", b"not an inventory of certsweep"),
    ("PRAGMA user_version = 0", b"older"),
    ("PRAGMA user_version = 2147483647", b"newer"),
], ids=["artifact", "file", "escape", "turned", "nul", "no-date", "no-such-date", "foreign", "old",
        "new"])
def test_wrong_content(script, saying, broken, tmp_path):
    database = sqlite3.connect(broken)
    database.executescript("PRAGMA foreign_keys = OFF;" + script)
    database.close()
    process = execute("report", broken, "--summary", cwd=tmp_path)
    assert process.returncode == 2 and saying in process.stderr, process.stderr


def interior(child, count, offset=0):
    """A page of a table's tree, all of whose entries lead to one page."""
    page = bytearray(PAGE)
    at = PAGE
    for number in range(count):
        at -= 5
        struct.pack_into(">IB", page, at, child, number + 1)
        struct.pack_into(">H", page, offset + 12 + 2 * number, at)
    struct.pack_into(">BHHHBI", page, offset, 5, 0, count, at, 0, child)
    return page


def make_endless(path, root, layers=14, entries=100):
    """Pages that lead to each other in entries to the power of layers ways."""
    content = bytearray(path.read_bytes())
    last = len(content) // PAGE
    offset = 100 if root == 1 else 0
    head = content[:100]
    for layer in range(1, layers):
        content += interior(last + layer + 1, entries)
    row = bytes([2, 1, 2, 0])  # two bytes, row 1: a record of one NULL
    content += struct.pack(">BHHHBH", 13, 0, 1, PAGE - len(row), 0, PAGE - len(row)).ljust(
        PAGE - len(row), b"\0") + row
    content[(root - 1) * PAGE:root * PAGE] = interior(last + 1, entries, offset)
    content[:100] = head
    struct.pack_into(">I", content, 28, len(content) // PAGE)
    path.write_bytes(content)


def test_schema_without_end(broken, scratch, tmp_path):
    """What says which tables there are is itself a table, read before anything can be examined."""
    make_endless(broken, 1)
    refused(broken, scratch, tmp_path, b"within the limit inventory-seconds", "--limit",
            "inventory-seconds=1")


@pytest.mark.parametrize("table", ["finding", "place", "searched_nothing"])
def test_table_without_end(table, broken, scratch, tmp_path):
    database = sqlite3.connect(broken)
    (root,) = database.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?",
                               (table,)).fetchone()
    database.close()
    make_endless(broken, root)
    process = execute("report", broken, "--summary", cwd=tmp_path)
    assert process.returncode == 2 and b"broken.db: damaged" in process.stderr
    again = execute("-q", "--at", AT, "-o", "again", "--previous", broken, SWEPT, "--limit",
                    "inventory-seconds=1", cwd=tmp_path)
    assert again.returncode == 1 and same(scratch, tmp_path / "again"), again.stderr


def test_huge_cell(broken, scratch, tmp_path):
    database = sqlite3.connect(broken)
    database.execute("UPDATE searched SET what = zeroblob(140000000) "
                     "WHERE id = (SELECT min(id) FROM searched)")
    database.commit()
    database.close()
    refused(broken, scratch, tmp_path, b"broken.db: ")


@pytest.mark.parametrize("script", [
    "UPDATE artifact SET der = (SELECT der FROM artifact WHERE der IS NOT NULL ORDER BY id LIMIT 1)",
    "UPDATE key SET spki = zeroblob(100000000) WHERE id = 1",
    "UPDATE key SET spki = x''",
], ids=["other-der", "other-spki", "no-spki"])
def test_lies_about_what_was_found(script, broken, tmp_path):
    """Whose digests would give them away is compared before it is taken."""
    database = sqlite3.connect(broken)
    database.executescript(script)
    database.close()
    process = execute("-q", "--at", AT, "-o", "again", "--previous", broken, SWEPT, cwd=tmp_path)
    assert process.returncode == 4 and b"run without --previous" in process.stderr
    assert not (tmp_path / "again/inventory.db").exists()


@pytest.mark.parametrize("script", [
    "INSERT INTO searched_nothing (stamps) VALUES (zeroblob(48))",
    "INSERT INTO searched_nothing (stamps) VALUES (zeroblob(23))",
    "INSERT INTO searched_nothing (stamps) VALUES (x'ff0000000000000000000000000000000000000000000000'), (zeroblob(24))",
    "INSERT INTO searched (stamp, locked, what) VALUES (zeroblob(24), 0, zeroblob(24))",
    "INSERT INTO searched (stamp, locked, what) VALUES (zeroblob(7), 0, zeroblob(24))",
    "UPDATE searched SET what = zeroblob(length(what))",
], ids=["twice", "cut", "disordered", "other-stamp", "short-stamp", "zeros"])
def test_lies_about_what_was_searched(script, broken, scratch, tmp_path):
    database = sqlite3.connect(broken)
    database.executescript(script)
    database.close()
    again = execute("-q", "--at", AT, "-o", "again", "--previous", broken, SWEPT, cwd=tmp_path)
    assert again.returncode == 1 and b"broken.db: damaged; everything is read" in again.stderr
    assert same(scratch, tmp_path / "again")


@pytest.mark.parametrize("make", [
    os.mkfifo, os.mkdir, lambda path: os.symlink("/dev/zero", path),
    lambda path: path.write_bytes(b""), lambda path: path.write_text("text " * 5000),
    lambda path: path.write_bytes(b"SQLite format 3\0" + bytes(8192)),
], ids=["fifo", "folder", "device", "empty", "text", "zeros"])
def test_no_database(make, scratch, tmp_path):
    broken = tmp_path / "broken.db"
    make(broken)
    refused(broken, scratch, tmp_path, b"broken.db")


def test_journals_beside_it_are_not_looked_at(broken, scratch, tmp_path):
    """A hot journal would be rolled back into the file, a log read instead of it."""
    content = broken.read_bytes()
    journal = struct.pack(">QIIIII", 0xd9d505f920a163d7, 1, 0, len(content) // PAGE, 512, PAGE)
    page = struct.pack(">I", 1) + bytes(PAGE) + struct.pack(">I", 0)
    for ending in ("-journal", "-wal", "-shm"):
        (tmp_path / f"broken.db{ending}").write_bytes(journal.ljust(512, b"\0") + page)
    process = execute("report", broken, "--csv", "tables", cwd=tmp_path)
    assert process.returncode == 1, process.stderr
    assert same(scratch / "csv", tmp_path / "tables")
    assert broken.read_bytes() == content and (tmp_path / "broken.db-journal").exists()


def test_reports_without_end(broken, tmp_path):
    """Much to tell takes long: what is written so far is no report."""
    database = sqlite3.connect(broken)
    database.execute("INSERT INTO finding (check_id, severity, title, message, remedy, subject, "
                     "artifact, path, trail, revision, profile) WITH RECURSIVE n(i) AS (SELECT 1 "
                     "UNION ALL SELECT i + 1 FROM n LIMIT 1000000) SELECT check_id, severity, title, "
                     "message, remedy, subject, artifact, path, trail, revision, profile "
                     "FROM n JOIN (SELECT * FROM finding WHERE artifact IS NOT NULL LIMIT 1)")
    database.commit()
    database.close()
    process = execute("report", broken, "--json", "all.jsonl", "--csv", "tables", "--limit",
                      "report-seconds=1", cwd=tmp_path)
    assert process.returncode == 4 and b"within the limit report-seconds" in process.stderr
    assert not list(tmp_path.glob("*.jsonl*")) and not list((tmp_path / "tables").glob("*"))
