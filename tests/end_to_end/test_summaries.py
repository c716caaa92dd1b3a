"""The summary on a terminal and the one for a chat; names of every kind in every report."""

import csv
import json
import os
import pty
import re
import subprocess

import pytest
from conftest import AT, CORPUS, PROGRAM

# What a shown text may not contain: controls, escape, bidirectional and invisible characters.
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")

HOSTILE = [
    b"<script>alert(1)</script>", b"<img src=x onerror=alert(1)>", b"</style><script>alert(1)",
    b"=cmd|' /c calc'!A0", b"+1+1", b"-1+1", b"@SUM(1)", b"=HYPERLINK(\"x\")",
    b"\x1b[31mred", b"\x1b]0;title\x07", b"a\x9bb", b"\x08\x08back", b"line\nbreak", b"cr\rback",
    b"tab\there", "bidi\u202egpj".encode(), "iso\u2066x\u2069".encode(), "zero\u200bwidth".encode(),
    "mark\u200f".encode(), "bom\ufeff".encode(), "sep\u2028x".encode(), b"latin-\xe9", b"\xff\xfe",
    b"\xc0\xaf", b"\xed\xa0\x80", b"back`tick", b"``two``", b"pipe|cell", b"[link](http:x)",
    b"![i](x)", b"@everyone", b"#1", b"*bold*", b"back\\slash", b"quo\"te", b"semi;colon", b"%s%n%x",
    b"{{template}}", b"${jndi:x}", b"x" * 240,
]


def certsweep(*arguments, **options):
    return subprocess.run([str(PROGRAM), *map(str, arguments)], capture_output=True, check=False,
                          timeout=300, **options)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """Keys without certificates under forty names: findings, places and problems of each."""
    folder = tmp_path_factory.mktemp("hostile")
    store = folder / "store"
    store.mkdir()
    key = (CORPUS / "api-gateway-matching").rglob("*.key")
    content = next(key).read_bytes()
    for name in HOSTILE:
        with open(os.fsencode(store) + b"/" + name.replace(b"/", b"_"), "wb") as file:
            file.write(content)
        with open(os.fsencode(store) + b"/" + name.replace(b"/", b"_")[:200] + b".pem", "wb") as file:
            file.write(b"")
    process = certsweep("scan", "store", "--at", AT, "-o", "i.db", "--csv", "csv", "--json", "j",
                        "--sarif", "s", "--cyclonedx", "c", "--markdown", "m", "--html", "h",
                        "--summary", cwd=folder)
    assert process.returncode == 3, process.stderr
    (folder / "summary").write_bytes(process.stdout)
    return folder


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


@pytest.mark.parametrize("name", ["summary", "m", "j", "s", "c", "h"])
def test_no_control_character_anywhere(name, hostile):
    text = (hostile / name).read_bytes().decode("utf-8")
    assert not FORBIDDEN.search(text.replace("\n", " ").replace("\r\n", " "))


def test_strings_inside_json_are_shown_text(hostile):
    documents = [json.loads(line) for line in (hostile / "j").open(encoding="utf-8")]
    documents += [json.loads((hostile / name).read_text(encoding="utf-8")) for name in "sc"]
    texts = [text for document in documents for text in strings(document)]
    assert len(texts) > 1000
    for text in texts:
        assert not FORBIDDEN.search(text.replace("\n", "")), text


def test_cells_are_neither_controls_nor_formulas(hostile):
    for table in (hostile / "csv").iterdir():
        with open(table, newline="", encoding="utf-8") as file:
            for row in csv.reader(file, strict=True):
                for cell in row:
                    assert not FORBIDDEN.search(cell) and not cell.startswith(("=", "+", "@"))


def test_every_name_is_told(hostile):
    with open(hostile / "csv/artifacts.csv", newline="", encoding="utf-8") as file:
        assert len(list(csv.DictReader(file))) == len(HOSTILE)


def outside_code(markdown):
    """The text with its code spans taken out, as CommonMark reads them."""
    return re.sub(r"(?<!`)(`+)(?!`)(.*?)(?<!`)\1(?!`)", "", markdown)


def test_markdown_is_inert(hostile):
    text = (hostile / "m").read_text(encoding="utf-8")
    plain = outside_code(text)
    assert "store" in text and "store" not in plain
    for mark in ("<", "![", "](", "@", "onerror", "http:"):
        assert mark not in plain.replace("\\" + mark[0], ""), mark


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_markdown_of_one_name(name, tmp_path):
    store = os.fsencode(tmp_path) + b"/store"
    os.mkdir(store)
    with open(store + b"/" + name.replace(b"/", b"_"), "wb") as file:
        file.write(next((CORPUS / "api-gateway-matching").rglob("*.key")).read_bytes())
    text = certsweep("scan", "store", "--at", AT, "-q", "-o", "i.db", "--markdown", "-",
                     cwd=tmp_path).stdout.decode("utf-8")
    plain = outside_code(text)
    assert "store/" in text and "store/" not in plain
    rows = [line for line in plain.splitlines() if line.startswith("|")]
    assert rows and all(len(re.findall(r"(?<!\\)\|", row)) == 6 for row in rows)


def on_terminal(*arguments, **environment):
    master, slave = pty.openpty()
    process = subprocess.run([str(PROGRAM), *map(str, arguments)], stdout=slave,
                             stderr=subprocess.DEVNULL, check=False,
                             env={**os.environ, "TERM": "xterm", "NO_COLOR": "", **environment})
    os.close(slave)
    output = b""
    while True:
        try:
            part = os.read(master, 65536)
        except OSError:
            break
        if not part:
            break
        output += part
    os.close(master)
    return process.returncode, output.replace(b"\r\n", b"\n")


def test_colours_on_a_terminal_only(tmp_path):
    database = tmp_path / "i.db"
    certsweep("scan", CORPUS / "mutual-tls-estate", "--at", AT, "-q", "-o", database)
    plain = certsweep("report", database, "--summary").stdout
    assert b"\x1b" not in plain
    _, coloured = on_terminal("report", database, "--summary")
    assert b"\x1b[" in coloured and re.sub(rb"\x1b\[[0-9;]*m", b"", coloured) == plain
    assert on_terminal("report", database, "--summary", NO_COLOR="1")[1] == plain
    assert on_terminal("report", database, "--summary", TERM="dumb")[1] == plain


def test_columns_of_the_summary_line_up(tmp_path):
    database = tmp_path / "i.db"
    certsweep("scan", CORPUS, "--at", AT, "-q", "-o", database)
    text = certsweep("report", database, "--summary").stdout.decode()
    findings = text.split("Findings\n")[1].split("Not or only")[0]
    starts = {line.index("first: ") for line in findings.splitlines() if "first: " in line}
    assert len(starts) == 1


@pytest.mark.parametrize("jobs", [2, 8])
def test_same_bytes_for_any_number_of_workers(jobs, tmp_path):
    made = {}
    for number in (1, jobs):
        folder = tmp_path / str(number)
        folder.mkdir()
        certsweep("scan", CORPUS, "--at", AT, "-q", "-j", number, "-o", folder / "i.db", "--csv",
                  folder / "csv", "--json", folder / "j", "--sarif", folder / "s", "--cyclonedx",
                  folder / "c", "--markdown", folder / "m", "--html", folder / "h")
        made[number] = {str(path.relative_to(folder)): path.read_bytes()
                        for path in folder.rglob("*") if path.is_file()}
    assert len(made[1]) == 14 and made[1] == made[jobs]


def test_report_of_the_inventory_equals_the_one_of_the_scan(tmp_path):
    names = {"--json": "j", "--sarif": "s", "--cyclonedx": "c", "--markdown": "m"}
    for folder, first in (("a", ["scan", str(CORPUS), "--at", AT, "-q", "-o", "a/i.db"]),
                          ("b", ["report", "a/i.db"])):
        (tmp_path / folder).mkdir()
        asked = [part for option, name in names.items() for part in (option, f"{folder}/{name}")]
        certsweep(*first, *asked, cwd=tmp_path)
    for name in names.values():
        one = (tmp_path / "a" / name).read_bytes()
        assert one and one == (tmp_path / "b" / name).read_bytes()
