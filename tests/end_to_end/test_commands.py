"""report, diff, merge, explain: what works on a stored inventory, and what it refuses."""

import hashlib
import json
import os
import pathlib
import resource
import shutil
import sqlite3
import stat
import subprocess

import jsonschema
import pytest
from conftest import AT, CORPUS, PROGRAM, TREE, run

SCHEMA = json.loads((TREE / "docs/report.schema.json").read_text(encoding="utf-8"))

TABLES = ("root", "key", "artifact", "file", "place", "problem", "observation", "reference",
          "truststore", "signature", "chain", "chain_link", "chain_fault", "bundle", "cycle", "revocation",
          "raw_name", "finding")


def certsweep(*arguments, code=None, **options):
    process = subprocess.run([str(PROGRAM), *map(str, arguments)], capture_output=True, check=False,
                             timeout=300, stdin=subprocess.DEVNULL, **options)
    if code is not None:
        assert process.returncode == code, process.stderr
    return process


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    """The corpus, scanned once: its inventory, and the folder of reports of a sweep."""
    folder = tmp_path_factory.mktemp("stored")
    certsweep("scan", CORPUS, "--at", AT, "-q", "-o", folder / "all.db", code=3)
    certsweep(CORPUS, "--at", AT, "-q", "-o", folder / "sweep", code=3)
    return folder


def small(folder, *paths):
    """A small inventory of some stores of the corpus."""
    certsweep("scan", *(CORPUS / path for path in paths), "--at", AT, "-q", "-o", folder)
    return folder


def rows(path, table):
    with sqlite3.connect(path) as connection:
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        assert columns
        return connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()


def test_scan_writes_only_the_inventory(stored):
    assert sorted(os.listdir(stored)) == ["all.db", "sweep"]
    assert (stored / "all.db").read_bytes() == (stored / "sweep/inventory.db").read_bytes()


def test_report_equals_the_one_of_the_scan(stored, tmp_path):
    certsweep("report", stored / "all.db", "--html", tmp_path / "page.html", "--csv",
              tmp_path / "tables", code=3)
    assert (tmp_path / "page.html").read_bytes() == (stored / "sweep/index.html").read_bytes()
    for table in (stored / "sweep/csv").iterdir():
        assert (tmp_path / "tables" / table.name).read_bytes() == table.read_bytes()


def test_report_does_not_write_to_the_inventory(stored, tmp_path):
    copy = tmp_path / "read-only.db"
    shutil.copy(stored / "all.db", copy)
    before = copy.read_bytes()
    os.chmod(copy, 0o400)
    certsweep("report", copy, "--summary", code=3)
    assert copy.read_bytes() == before and os.listdir(tmp_path) == ["read-only.db"]


def test_summary_of_report_is_the_one_of_the_scan(tmp_path):
    database = tmp_path / "a.db"
    scanned = certsweep("scan", CORPUS / "archives", "--at", AT, "-o", database, "--summary")
    assert scanned.stdout == certsweep("report", database, "--summary").stdout != b""


def test_reports_to_standard_output(stored):
    page = certsweep("report", stored / "all.db", "--html", "-", code=3).stdout
    assert page == (stored / "sweep/index.html").read_bytes()


def test_nothing_to_report_is_a_usage_error(stored):
    assert certsweep("report", stored / "all.db", code=2).stderr


@pytest.mark.parametrize("arguments", [
    ["report"], ["diff", "a.db"], ["merge"], ["scan"], ["explain"], ["show", "a.db"], ["scan", str(CORPUS)],
    ["report", "--at", "2026-01-01", "x.db"], ["diff", "--html", "x", "a", "b"],
])
def test_usage(arguments):
    process = certsweep(*arguments, code=2)
    assert process.stderr and not process.stdout


# --- merge ---

def test_merge_of_all_stores_equals_one_scan(tmp_path):
    stores = sorted(path.name for path in CORPUS.iterdir() if path.is_dir()
                    and path.name not in ("recipes", "hostile"))
    whole = small(tmp_path / "whole.db", *stores)
    shards = [small(tmp_path / f"{name}.db", name) for name in stores]
    certsweep("merge", *shards, "-o", tmp_path / "merged.db", "-q", code=3)
    for table in TABLES:
        assert rows(tmp_path / "merged.db", table) == rows(whole, table), table


def test_merge_with_itself_finds_nothing_twice(tmp_path):
    one = small(tmp_path / "one.db", "mutual-tls-estate", "git-history")
    certsweep("merge", one, one, "-o", tmp_path / "two.db", "-q")
    for table in TABLES:
        assert rows(tmp_path / "two.db", table) == rows(one, table), table


def host(folder, store, swapped):
    """An inventory of a machine's etc: a pair that belongs together or not, and who names it."""
    tls = folder / "etc/tls"
    tls.mkdir(parents=True)
    for number in (1, 2):
        run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
            "-nodes", "-days", "3650", "-keyout", tls / f"{number}.key", "-out", tls / f"{number}.crt",
            "-subj", "/CN=www.example")
    (tls / ("2.crt" if swapped else "1.crt")).rename(tls / "www.crt")
    (tls / "1.key").rename(tls / "www.key")
    for rest in tls.glob("[12].*"):
        rest.unlink()
    (folder / "etc/nginx.conf").write_text(
        "ssl_certificate /etc/tls/www.crt;\nssl_certificate_key /etc/tls/www.key;\n"
        "ssl_trusted_certificate /etc/tls/gone.pem;\n")
    certsweep("scan", "etc", "--at", AT, "-q", "-o", store, cwd=folder)
    return store


def places(path, check):
    with sqlite3.connect(path) as connection:
        return sorted(row[0] for row in connection.execute(
            "SELECT path FROM finding WHERE check_id = ?", (check,)))


def test_merge_keeps_machines_with_the_same_folders_apart(tmp_path):
    (tmp_path / "shards").mkdir()
    shards = [host(tmp_path / name, tmp_path / f"shards/{name}.db", name != "good")
              for name in ("good", "bad", "worse")]
    for shard, count in zip(shards, (0, 1, 1)):
        assert len(places(shard, "key-cert-mismatch")) == count
    merged = tmp_path / "all.db"
    certsweep("merge", *shards, "-q", "-o", merged)
    assert places(merged, "key-cert-mismatch") == ["bad/etc/tls/www.key", "worse/etc/tls/www.key"]
    assert [row[1:] for row in rows(merged, "root")] == [
        (f"{name}/etc", name) for name in ("good", "bad", "worse")]
    with sqlite3.connect(merged) as connection:
        assert connection.execute(
            "SELECT reference.path, file.path FROM reference JOIN file ON file.id = reference.file"
            " WHERE role = 'key' ORDER BY 1").fetchall() == [
                (f"{name}/etc/nginx.conf", f"{name}/etc/tls/www.key")
                for name in ("bad", "good", "worse")]
    certsweep("merge", merged, shards[0], "-q", "-o", tmp_path / "more.db")
    assert places(tmp_path / "more.db", "key-cert-mismatch") == places(merged, "key-cert-mismatch")


def test_merge_tells_inventories_of_one_name_by_their_folders(tmp_path):
    shards = [host(tmp_path / name, tmp_path / name / "inventory.db", True) for name in ("a", "b")]
    certsweep("merge", *(shard.relative_to(tmp_path) for shard in shards), "-q", "-o", "all.db",
              cwd=tmp_path)
    assert places(tmp_path / "all.db", "key-cert-mismatch") == [
        "a/inventory/etc/tls/www.key", "b/inventory/etc/tls/www.key"]


def test_merge_of_one_root_in_another_doubts_it_is_the_same(tmp_path):
    host(tmp_path, tmp_path / "outer.db", True)
    certsweep("scan", "etc/tls", "--at", AT, "-q", "-o", tmp_path / "inner.db", cwd=tmp_path)
    certsweep("merge", tmp_path / "outer.db", tmp_path / "inner.db", "-q", "-o", tmp_path / "all.db")
    assert [row[1:] for row in rows(tmp_path / "all.db", "root")] == [
        ("outer/etc", "outer"), ("inner/etc/tls", "inner")]


def test_merge_of_an_absolute_root_tells_what_a_configuration_misses(tmp_path):
    """An absolute name means the machine it was written on."""
    shards = []
    for name in ("a", "b"):
        host(tmp_path / name, tmp_path / f"{name}-relative.db", False)
        etc = tmp_path / name / "etc"
        (etc / "nginx.conf").write_text(f"ssl_certificate {etc}/tls/gone.pem;\n"
                                        f"ssl_certificate_key {etc}/tls/www.key;\n")
        certsweep("scan", tmp_path, "--at", AT, "-q", "-o", tmp_path / f"{name}.db")
        shards.append(tmp_path / f"{name}.db")
    certsweep("merge", *shards, "-q", "-o", tmp_path / "all.db")
    told = places(tmp_path / "all.db", "config-names-missing-file")
    assert f"a{tmp_path}/a/etc/nginx.conf" in told and f"b{tmp_path}/b/etc/nginx.conf" in told


def test_merge_judges_at_the_newest_date_or_as_told(tmp_path):
    store = CORPUS / "mutual-tls-estate"
    for name, at in (("old", "2020-01-01"), ("new", "2026-11-01")):
        certsweep("scan", store, "--at", at, "-q", "-o", tmp_path / f"{name}.db")
    shards = [tmp_path / "new.db", tmp_path / "old.db"]
    certsweep("merge", *shards, "-q", "-o", tmp_path / "a.db")
    assert ("at", "2026-11-01T00:00:00Z") in rows(tmp_path / "a.db", "scan")
    certsweep("merge", *shards, "-q", "-o", tmp_path / "b.db", "--at", "2099-01-01")
    assert any(row[1] == "expired" for row in rows(tmp_path / "b.db", "finding"))


# --- diff ---

def test_diff_of_the_same_is_empty_and_clean(stored):
    process = certsweep("diff", stored / "all.db", stored / "all.db", code=0)
    assert process.stdout == b"0 changes\n"


def test_diff_tells_what_came_and_went(tmp_path, pair):
    before, after = tmp_path / "before.db", tmp_path / "after.db"
    certsweep("scan", pair, "--at", AT, "-q", "-o", before)
    shutil.copy(pair / "pair.key", pair / "copy.key")
    os.unlink(pair / "pair.crt")
    certsweep("scan", pair, "--at", AT, "-q", "-o", after)
    lines = certsweep("diff", before, after, "--json", "-", "--fail-on", "warning", code=1).stdout
    changes = [json.loads(line) for line in lines.splitlines()]
    validator = jsonschema.Draft202012Validator({**SCHEMA, "oneOf": [{"$ref": "#/$defs/change"}]})
    for change in changes:
        validator.validate(change)
        assert set(change) <= set(SCHEMA["$defs"]["change"]["properties"])
    told = {(change["state"], change["what"], pathlib.PurePath(change["path"]).name)
            for change in changes}
    assert ("gone", "certificate", "pair.crt") in told
    assert ("added place", "private-key", "copy.key") in told
    assert ("new", "finding") in {(change["state"], change["what"]) for change in changes}
    assert any(change["what"] == "finding" and change["code"] == "key-orphaned"
               for change in changes)
    text = certsweep("diff", before, after).stdout.decode()
    assert text.endswith(f"{len(changes)} changes\n") and "- gone certificate" in text
    back = certsweep("diff", after, before, "--json", "-").stdout.splitlines()
    opposite = {"new": "gone", "gone": "new", "added place": "removed place",
                "removed place": "added place", "changed": "changed"}
    assert sorted(opposite[json.loads(line)["state"]] for line in back) \
        == sorted(change["state"] for change in changes)


@pytest.fixture(name="moved")
def fixture_moved(tmp_path):
    """A folder with findings, which is renamed between two sweeps; the folder as it is now."""
    folder = tmp_path / "estate/pki"
    shutil.copytree(CORPUS / "mutual-tls-estate", folder)
    certsweep("scan", "estate", "--at", AT, "-q", "-o", "before.db", cwd=tmp_path)
    folder.rename(tmp_path / "estate/renamed")
    return tmp_path / "estate/renamed"


def changes_of_findings(folder, code):
    certsweep("scan", "estate", "--at", AT, "-q", "-o", "after.db", cwd=folder)
    lines = certsweep("diff", "before.db", "after.db", "--json", "-", "--fail-on", "note", cwd=folder,
                      code=code).stdout
    return [change for change in map(json.loads, lines.splitlines()) if change["what"] == "finding"]


def test_diff_of_a_renamed_folder_is_no_news(tmp_path, moved):
    changes = changes_of_findings(tmp_path, 0)
    assert changes and {change["state"] for change in changes} == {"moved"}
    for change in changes:
        assert change["old_path"] == change["path"].replace("renamed", "pki") != change["path"]
    text = certsweep("diff", "before.db", "after.db", cwd=tmp_path, code=0).stdout.decode()
    assert text.count("~ moved") == len(changes) and ", before in estate/pki/" in text
    assert moved.is_dir()


def test_diff_takes_a_copy_for_news(tmp_path, moved):
    shutil.copytree(moved, tmp_path / "estate/copy")
    changes = changes_of_findings(tmp_path, 1)
    assert "new" in {change["state"] for change in changes}


# --- show ---

def test_show_by_digest_and_by_file(tmp_path):
    inventory = small(tmp_path / "a.db", "api-gateway-remade")
    with sqlite3.connect(inventory) as connection:
        key, modulus = connection.execute("SELECT hex(spki_sha256), hex(modulus_sha1) FROM key"
                                          ).fetchone()
        certificates = [row[0] for row in connection.execute(
            "SELECT lower(hex(sha256)) FROM artifact WHERE kind = 'certificate' ORDER BY id")]
    whole = certsweep("show", inventory, key, code=0).stdout.decode()
    assert modulus.lower() in whole and all(one in whole for one in certificates)
    assert all(f"api-gateway-remade/{name}, line 1" in whole
               for name in ("client.crt", "private.key", "truststore.pem"))
    assert "client-selfsigned-altered" in whole and "group: paired, 1 private, 2 cert" in whole
    assert certsweep("show", inventory, key[:8], code=0).stdout.decode() == whole
    colons = ":".join(certificates[0][i:i + 2] for i in range(0, 64, 2)).upper()
    one = certsweep("show", inventory, colons, code=0).stdout.decode()
    assert certificates[0] in one and f"certificate {certificates[1]}" not in one
    sha1 = run("openssl", "x509", "-noout", "-fingerprint", "-sha1", "-in",
               CORPUS / "api-gateway-remade/client.crt").decode().strip().partition("=")[2]
    assert "CN = orders client" in certsweep("show", inventory, sha1, code=0).stdout.decode()
    assert "truststores that hold it" in certsweep("show", inventory, modulus, code=0
                                                   ).stdout.decode()
    for file in ("client.crt", "api-gateway-remade/client.crt"):
        text = certsweep("show", inventory, file, code=0).stdout.decode()
        assert text.startswith("file ") and "client-selfsigned-altered" in text
    assert "a truststore" in certsweep("show", inventory, "truststore.pem", code=0).stdout.decode()


def test_show_by_what_openssl_prints(tmp_path):
    inventory = small(tmp_path / "a.db", "api-gateway-remade")
    client = CORPUS / "api-gateway-remade/client.crt"
    fact = {name: run("openssl", "x509", "-noout", f"-{name}", "-in", client).decode().strip()
            for name in ("serial", "fingerprint", "modulus")}
    article = "SHA1(stdin)= " + hashlib.sha1(fact["modulus"].encode() + b"\n").hexdigest()
    number = fact["serial"].partition("=")[2]
    colons = ":".join(number[i:i + 2] for i in range(0, len(number), 2)).lower()
    for what in (*fact.values(), article, number, "0x" + number.lower(), "00:" + colons):
        if what == fact["modulus"]:
            continue
        text = certsweep("show", inventory, what, code=0).stdout.decode()
        assert "CN = orders client" in text and f"serial {number.lower()}" in text, what


def test_show_by_part_of_a_name(tmp_path):
    inventory = tmp_path / "a.db"
    certsweep("scan", "api-gateway-remade", "-o", inventory, "-q", "--at", AT, cwd=CORPUS)
    for what in ("lient.CR", f"{CORPUS}/api-gateway-remade/client.crt", "./api-gateway-remade/client.crt"):
        text = certsweep("show", inventory, what, code=0).stdout.decode()
        assert text.startswith("file ") and text.count("file ") == 1, what
    assert "client-selfsigned-altered" in certsweep("show", inventory, "Orders Cl", code=0).stdout.decode()
    many = certsweep("show", inventory, "e", code=0).stdout.decode().splitlines()
    assert many[0].endswith(" names have this in them:")
    assert len(many) == 1 + int(many[0].split()[0]) and any("orders client" in line for line in many)


@pytest.mark.parametrize("what", ["", "lient.crd", "0000000", "00000000", "%", "serial=", "a=b=c", "' OR 1", "zz:zz"])
def test_show_of_nothing(tmp_path, what):
    result = certsweep("show", small(tmp_path / "a.db", "api-gateway-remade"), what, code=2)
    assert not result.stdout and b"no digest" in result.stderr


# --- explain ---

def test_explain():
    text = certsweep("explain", "key-orphaned", code=0).stdout.decode()
    assert "Rule:" in text and "Remedy:" in text and "Reference:" in text
    assert b"no-such-check" in certsweep("explain", "no-such-check", code=2).stderr


def test_file_named_like_a_command(tmp_path, pair):
    shutil.copy(pair / "pair.crt", tmp_path / "report")
    process = certsweep("./report", "-o", "out", "--at", AT, cwd=tmp_path)
    assert process.returncode in (0, 1) and b"certificate" in process.stdout


def test_every_command_has_help_of_its_own():
    pages = {certsweep(*word, "--help", code=0).stdout
             for word in ([], ["scan"], ["report"], ["diff"], ["merge"], ["explain"])}
    assert len(pages) == 6
    assert all(word in certsweep("--help").stdout
               for word in (b"scan", b"report", b"diff", b"merge", b"explain"))


@pytest.mark.skipif(not shutil.which("bash"), reason="no bash")
def test_completion_is_sound_bash():
    script = certsweep("--describe", "completion", code=0).stdout
    ask = script + b"\nCOMP_WORDS=(certsweep report --c) COMP_CWORD=2 _certsweep\n" \
                   b"_ask() { COMP_WORDS=(certsweep report --c); COMP_CWORD=2; _certsweep; }\n" \
                   b"_ask; echo \"${COMPREPLY[@]}\""
    process = subprocess.run(["bash", "-c", ask], capture_output=True, check=True)
    assert b"--csv" in process.stdout and b"--truststore" not in process.stdout


def test_manual_names_every_option():
    page = certsweep("--describe", "man", code=0).stdout.decode()
    for option in ("csv\\-bom", "truststore", "fail\\-on", "html"):
        assert option in page


# --- a hostile or damaged inventory ---

def damaged(path, stored, change):
    shutil.copy(stored / "all.db", path)
    connection = sqlite3.connect(path)
    connection.executescript(change)
    connection.commit()
    connection.close()
    return path


@pytest.mark.parametrize("change, words", [
    ("PRAGMA user_version = 999", b"newer"),
    ("PRAGMA user_version = 0", b"older"),
    ("PRAGMA application_id = 7", b"not an inventory"),
    ("DROP VIEW key_group; CREATE VIEW key_group AS SELECT 1", b"another version"),
    ("CREATE TRIGGER evil AFTER INSERT ON scan BEGIN SELECT 1; END", b"another version"),
    ("CREATE TABLE extra (x)", b"another version"),
    ("UPDATE artifact SET subject = 'CN = ' || char(27) || '[31m'", b"text"),
    ("UPDATE finding SET path = char(8238) || 'gpj.exe'", b"text"),
    ("UPDATE file SET path = path || CAST(x'ff41' AS TEXT)", b"text"),
    ("PRAGMA foreign_keys = OFF; UPDATE place SET artifact = 999999", b"damaged"),
    ("DELETE FROM scan WHERE name = 'at'", b"when it was judged"),
])
def test_foreign_inventory_is_refused(change, words, stored, tmp_path):
    database = damaged(tmp_path / "changed.db", stored, change)
    process = certsweep("report", database, "--html", tmp_path / "x.html")
    assert process.returncode == 2 and words in process.stderr
    assert b"\x1b" not in process.stderr and not (tmp_path / "x.html").exists()


def test_damaged_bytes_are_refused_or_read(stored, tmp_path):
    """Whatever is overwritten: an error in words or a report, never a crash."""
    good = (stored / "all.db").read_bytes()
    page = 4096
    for at in (0, 16, 100, page - 8, page, page * 3 + 5, len(good) // 2, len(good) - page):
        bad = bytearray(good)
        bad[at:at + 64] = b"\xff" * 64
        (tmp_path / "bad.db").write_bytes(bad)
        assert certsweep("report", tmp_path / "bad.db", "--summary").returncode in (2, 3)
    for length in (0, 1, 15, 99, 100, page, len(good) // 2):
        (tmp_path / "short.db").write_bytes(good[:length])
        process = certsweep("report", tmp_path / "short.db", "--summary", code=2)
        assert process.stderr


@pytest.mark.parametrize("name", ["no-such.db", "", "folder", "fifo"])
def test_what_is_no_file_is_refused(name, tmp_path):
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "fifo")
    for command in (["report", name, "--summary"], ["diff", name, name],
                    ["merge", name, "-o", "x.db"]):
        assert certsweep(*command, cwd=tmp_path, code=2).stderr


# --- writing ---

def test_written_for_the_owner_only(stored, tmp_path):
    os.umask(0)
    certsweep("report", stored / "all.db", "--html", tmp_path / "a.html", "--csv", tmp_path / "b")
    assert stat.S_IMODE(os.stat(tmp_path / "a.html").st_mode) == 0o600
    assert stat.S_IMODE(os.stat(tmp_path / "b").st_mode) == 0o700
    for table in (tmp_path / "b").iterdir():
        assert stat.S_IMODE(os.stat(table).st_mode) == 0o600


def limited(size):
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def test_no_room_leaves_the_old_reports_whole(stored, tmp_path):
    """As on a full disk: nothing may grow beyond 64 KiB."""
    old = {}
    for name in ("page.html", "tables/artifacts.csv", "tables/groups.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"old")
        old[name] = b"old"
    process = certsweep("report", stored / "all.db", "--html", "page.html", "--csv", "tables",
                        cwd=tmp_path, preexec_fn=limited(65536), code=4)
    assert b"page.html" in process.stderr
    here = {str(path.relative_to(tmp_path)): path.read_bytes() for path in tmp_path.rglob("*")
            if path.is_file()}
    assert here == old


def test_no_room_leaves_the_old_sweep_whole(tmp_path):
    certsweep(CORPUS / "archives", "--at", AT, "-o", "out", "-q", cwd=tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    certsweep(CORPUS, "--at", AT, "-o", "out", "-q", cwd=tmp_path, preexec_fn=limited(200000),
              code=4)
    assert before == {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}


def test_full_device(stored):
    process = certsweep("report", stored / "all.db", "--html", "/dev/full", code=4)
    assert b"/dev/full" in process.stderr
    assert stat.S_ISCHR(os.stat("/dev/full").st_mode)


def test_link_at_the_temporary_name_is_not_followed(stored, tmp_path):
    victim = tmp_path / "victim"
    victim.write_bytes(b"precious")
    (tmp_path / "a.html.partial").symlink_to(victim)
    certsweep("report", stored / "all.db", "--html", tmp_path / "a.html", code=3)
    assert victim.read_bytes() == b"precious" and not (tmp_path / "a.html").is_symlink()


def test_results_within_a_root_are_not_swept(tmp_path, pair):
    arguments = ["scan", pair, "--at", AT, "-q", "-o", pair / "i.db", "--csv", pair / "tables"]
    certsweep(*arguments)
    first = (pair / "i.db").read_bytes()
    certsweep(*arguments)
    assert (pair / "i.db").read_bytes() == first
