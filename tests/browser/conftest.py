"""A report of the corpus and a browser to look at it with."""

import os
import pathlib
import subprocess

import pytest
from driver import open_browser

TREE = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = pathlib.Path(os.environ.get("CERTSWEEP", TREE / "build/certsweep")).resolve()
CORPUS = TREE / "corpus"
AT = "2026-11-01T00:00:00Z"


def sweep(folder, *paths, **options):
    """Sweeps and returns the process; the report is in folder."""
    return subprocess.run([PROGRAM, "-o", folder, "--at", AT, *map(str, paths)], check=False,
                          capture_output=True, stdin=subprocess.DEVNULL, timeout=300, **options)


class Page:
    """A report in the browser."""

    def __init__(self, browser, file):
        self.browser = browser
        self.file = file

    def open(self, address=""):
        self.browser.get("about:blank")
        self.browser.get(f"file://{self.file}{address}")
        return self

    def all(self, selector):
        return self.browser.find_elements("css selector", selector)

    def one(self, selector):
        return self.browser.find_element("css selector", selector)

    def text(self, selector):
        return self.one(selector).text

    def run(self, script, *arguments):
        return self.browser.execute_script(script, *arguments)

    @property
    def address(self):
        return self.run("return location.hash")

    @property
    def shown(self):
        """How many rows the table has, in sight or not."""
        return int(self.text(".status").split(" of ")[0].replace(",", ""))

    def column(self, title):
        """Cells in sight of a column."""
        titles = [each.text for each in self.all(".records thead th")]
        return [row.find_elements("css selector", "th, td")[titles.index(title)].text
                for row in self.all(".records .row")]

    def menu(self, title):
        return next(each for each in self.all(".tools .menu")
                    if each.find_element("css selector", "summary").text.startswith(title))

    def complaints(self):
        """What the console has to say: errors, violations of the policy."""
        return [entry["message"] for entry in self.browser.get_log("browser")]


@pytest.fixture(scope="session")
def browser():
    browser = open_browser()
    yield browser
    browser.quit()


@pytest.fixture(scope="session")
def corpus_file(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpus") / "report"
    process = sweep(folder, CORPUS)
    assert process.returncode in (1, 3), process.stderr
    return folder / "index.html"


@pytest.fixture
def page(browser, corpus_file):
    """The corpus report; the test fails if the browser complained."""
    page = Page(browser, corpus_file)
    page.complaints()
    yield page
    assert page.complaints() == []
