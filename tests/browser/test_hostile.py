"""None of the hostile names runs, changes the page, a cell or a terminal."""

import csv
import re
import subprocess
import time

import pytest
from conftest import Page, sweep
from hostile import NAMES, make_store

VIEWS = ["", "#findings", "#keys", "#certificates", "#chains", "#truststores", "#references", "#others", "#problems",
         "#account"]
# C0 but line ends, DEL, C1, and what reorders or hides text.
UNSEEN = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e"
                    "\u2060-\u206f\ufeff\ufff9-\ufffb]")
STATE = """return {
    hacked: window.hacked,
    alien: document.querySelectorAll("img, iframe, object, embed, base, link, form:not(dialog form), "
        + "meta[http-equiv=refresh]").length,
    scripts: document.querySelectorAll("script:not([type])").length,
    styles: document.querySelectorAll("style").length,
    handlers: [...document.querySelectorAll("*")].filter((each) => [...each.attributes].some(
        (attribute) => attribute.name.startsWith("on"))).length,
    links: [...document.querySelectorAll("a")].map((each) => each.getAttribute("href") ?? each.href.baseVal)
        .filter((href) => !href.startsWith("#")),
    nowhere: location.protocol,
    text: document.body.innerText,
};"""


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "store").mkdir()
    make_store(folder / "store")
    process = sweep(folder / "report", folder / "store")
    assert process.returncode in (1, 3), process.stderr
    return process, folder / "report"


def check(page):
    state = page.run(STATE)
    assert state["hacked"] is None and state["alien"] == 0 and state["handlers"] == 0
    assert state["scripts"] == 1 and state["styles"] == 1 and state["links"] == []
    assert state["nowhere"] == "file:"
    assert not UNSEEN.search(state["text"]), UNSEEN.search(state["text"])
    return state["text"]


@pytest.mark.parametrize("view", VIEWS)
def test_nothing_runs(view, browser, report):
    page = Page(browser, report[1] / "index.html")
    page.complaints()
    page.open(view)
    check(page)
    for part in range(40 if view and page.all(".records") else 0):
        page.run("scrollTo(0, arguments[0])", part * 800)
        time.sleep(0.02)
        page.run("document.querySelectorAll('.records .row:not(.open) .toggle')[3]?.click()")
        if part % 4 == 0:
            check(page)
    check(page)
    assert page.complaints() == []


def test_names_are_all_there(browser, report):
    """As text, with the escapes of what cannot be shown."""
    page = Page(browser, report[1] / "index.html")
    page.open("#certificates")
    assert page.shown == len(NAMES)
    strings = page.open("#certificates?hide=").run(
        "return [...document.querySelectorAll('.records .row')].map((each) => each.innerText).join(' ')")
    assert "<script>window.hacked=1</script>" in strings


def test_searching_for_them_runs_nothing(browser, report):
    page = Page(browser, report[1] / "index.html")
    page.open("#certificates?q=%3Cscript%3Ewindow.hacked%3D1%3C%2Fscript%3E&place=%22%3E%3Cimg")
    check(page)
    page.open("#%3Cimg%20src=x%20onerror=window.hacked=1%3E")
    check(page)
    page.open("#key=<script>")
    check(page)
    assert page.complaints() == []


def test_file_holds_no_raw_name(report):
    text = (report[1] / "index.html").read_text(encoding="utf-8")
    assert not UNSEEN.search(text)
    assert text.count("<script") == len(re.findall(r'<script type="application/json" id="data-', text)) + 1
    assert "<img" not in text and "<iframe" not in text


def test_no_cell_is_a_formula(report):
    for path in sorted((report[1] / "csv").iterdir()):
        text = path.read_text(encoding="utf-8")
        assert not UNSEEN.search(text.removeprefix("\ufeff")), path
        for row in csv.reader(text.splitlines()):
            assert not any(cell[:1] in ("=", "+", "@", "\t", "\r") or re.match(r"-(?!\d+$)", cell)
                           for cell in row), path


def test_no_cell_of_the_filtered_view_is_a_formula(browser, report):
    page = Page(browser, report[1] / "index.html").open("#certificates")
    page.run("""
        URL.createObjectURL = (blob) => { blob.text().then((text) => (window.saved = text)); return "#"; };
        HTMLAnchorElement.prototype.click = () => {};""")
    page.one(".tools .save").click()
    time.sleep(0.5)
    rows = list(csv.reader(page.run("return window.saved").splitlines()))
    assert len(rows) == len(NAMES) + 1
    assert not any(cell[:1] in ("=", "+", "@", "\t", "\r") or re.match(r"-(?!\d+$)", cell)
                   for row in rows for cell in row)


def test_terminal_is_told_nothing_it_would_obey(report):
    process, _ = report
    for stream in (process.stdout, process.stderr):
        assert not UNSEEN.search(stream.decode("utf-8"))


# Name of the subject as OpenSSL takes it, and what the list of certificates shows of it.
SHORT_NAMES = {"/O=a, CN = feigned/CN=Schlüssel für מיולר": "Schlüssel für מיולר",
               '/CN="><img src=x onerror=window.hacked=1>/O=b': '"\\"><img src=x onerror=window.hacked=1>"',
               "/CN=first/CN=last": "last", "/O=none": "O = none"}


def test_short_names_are_whole_and_found(browser, tmp_path):
    for number, subject in enumerate(SHORT_NAMES):
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                        "-nodes", "-utf8", "-keyout", tmp_path / f"{number}.key", "-subj", subject,
                        "-out", tmp_path / f"{number}.pem"], check=True, capture_output=True)
    sweep(tmp_path / "report", tmp_path)
    page = Page(browser, tmp_path / "report/index.html")
    page.open("#certificates")
    shown = {each.text for each in page.all(".records .row strong")}
    assert set(SHORT_NAMES.values()) <= shown
    check(page)
    page.open("#certificates?q=SCHLÜSSEL")
    assert page.shown == 1
