"""The page is one file, safe against what it shows, and the same each time."""

import re
import shutil

import pytest
from conftest import CORPUS, run

HOSTILE = ["<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "javascript:alert(1)",
           "=cmd|'/c calc'!A0", "]]><!--", "&lt;b&gt;", "</style><script>alert(1)</script>"]


def page_of(result):
    return (result.folder / "index.html").read_text(encoding="utf-8")


def test_one_file_that_loads_nothing(sweep):
    page = page_of(sweep(CORPUS))
    assert "Content-Security-Policy" in page and "default-src 'none'" in page
    assert not re.search(r"<(script|img|iframe|link|object|embed)[^>]+(src|href)\s*=", page)
    assert not re.search(r"<[^>]+\son\w+\s*=", page) and "unsafe-inline" not in page


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_stay_text(name, sweep, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
        "-nodes", "-days", "100", "-keyout", folder / "a.key", "-out", folder / "a.crt",
        "-subj", "/CN=" + name.replace("\\", "\\\\").replace("/", "\\/").replace("+", "\\+"))
    shutil.copy(folder / "a.crt", folder / name.replace("/", "_"))
    result = sweep(folder)
    page = page_of(result)
    assert "<img" not in page and "<script>alert" not in page
    for row in result.artifacts:
        assert not any(value.startswith(("=", "+", "@")) for value in row.values())


def test_title_of_the_working_folder_is_words(sweep):
    page = page_of(sweep(".", cwd=CORPUS / "mutual-tls-estate"))
    assert re.search(r"certificates in <span class=\"root\">(<[^>]+>)?the folder it was run in<", page)


def test_same_input_same_page(sweep):
    assert page_of(sweep(CORPUS)) == page_of(sweep(CORPUS))


def test_every_finding_is_on_the_page(sweep):
    result = sweep(CORPUS / "mutual-tls-estate")
    page = page_of(result)
    for row in result.findings:
        assert row["check"] in page
