"""What a person does with the report: look, search, filter, sort, open, follow, copy."""

import csv
import datetime
import io
import os
import re
import shutil
import sqlite3
import subprocess
import time

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from conftest import CORPUS, Page, sweep
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

VIEWS = ["findings", "keys", "certificates", "chains", "truststores", "references", "others", "problems"]


def wait(page, question):
    WebDriverWait(page.browser, 10).until(lambda _: question())


def count(corpus_file, select):
    with sqlite3.connect(corpus_file.parent / "inventory.db") as inventory:
        return inventory.execute(select).fetchone()[0]


def test_first_screen(page, corpus_file):
    page.open()
    assert page.one("#overview").is_displayed() and not page.one("#account").is_displayed()
    errors = count(corpus_file, "SELECT count(*) FROM finding WHERE severity = 'error'")
    assert page.text(".tiles .error strong") == str(errors)
    actions = page.all(".actions > li")
    assert len(actions) == 10
    for action in actions:
        assert action.find_element("css selector", ".copied").text
    assert "incomplete" in page.text(".notice")
    extent = page.one(".actions .extent")
    number = int(extent.text.split()[1])
    page.run("arguments[0].click()", extent)
    wait(page, lambda: page.all("#records .status"))
    assert page.shown == number


def test_few_actions_are_told_whole(browser, tmp_path):
    sweep(tmp_path / "report", CORPUS / "api-gateway-remade")
    page = Page(browser, tmp_path / "report/index.html").open()
    told = page.all(".actions .clamp, .actions .copied")
    assert told and len(page.all(".actions > li")) <= 3
    for words in told:
        assert page.run("return arguments[0].scrollHeight <= arguments[0].clientHeight + 1", words)


@pytest.mark.parametrize("seconds, number", [(30 * 86400, 1), (30 * 86400 + 1, 0), (0, 1), (-1, 0)])
def test_soon_means_the_same_everywhere(seconds, number, browser, tmp_path):
    """A certificate that ends so long after the moment of judgement."""
    certificate = tmp_path / "web.crt"
    moment = datetime.datetime(2026, 11, 1, tzinfo=datetime.timezone.utc)
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "web.example")])
    end = moment + datetime.timedelta(seconds=seconds)
    made = (x509.CertificateBuilder().subject_name(name).issuer_name(name).serial_number(1)
            .public_key(key.public_key()).not_valid_before(moment - datetime.timedelta(days=60))
            .not_valid_after(end).sign(key, hashes.SHA256()))
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    sweep(tmp_path / "report", certificate)
    told = count(tmp_path / "report/index.html",
                 "SELECT count(*) FROM finding WHERE check_id = 'expires-soon'")
    page = Page(browser, tmp_path / "report/index.html").open()
    tile = page.one(".tiles a[href='#certificates?expires=soon'] strong").text
    page.open("#certificates?expires=soon")
    wait(page, lambda: page.all("#records .status"))
    assert (told, int(tile), page.shown) == (number, number, number)


def test_one_check_does_not_fill_what_to_do_first(browser, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    key = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "open.key").write_bytes(key)
    (folder / "open.key").chmod(0o644)
    for i in range(12):
        shutil.copy(CORPUS / "api-gateway-matching/client.crt", folder / f"{i}.crt")
        other = ec.generate_private_key(ec.SECP256R1()).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption())
        (folder / f"{i}.key").write_bytes(other)
        (folder / f"{i}.key").chmod(0o600)
    sweep(tmp_path / "report", folder)
    page = Page(browser, tmp_path / "report/index.html").open()
    titles = [each.text for each in page.all(".actions > li h4")]
    checks = count(tmp_path / "report/index.html",
                   "SELECT count(*) FROM (SELECT DISTINCT severity, check_id FROM finding)")
    assert len(titles) == 10 and len(set(titles)) == checks > 1


def test_only_a_command_is_copied(page):
    """Words around it may hold a name that a shell would obey."""
    page.open()
    page.run("Object.defineProperty(navigator, 'clipboard', { value: { writeText: async (text) => {"
             " window.taken = text; } } })")
    with_command = 0
    for action in page.all(".actions > li"):
        told = action.find_element("css selector", ".copied").text
        buttons = action.find_elements("css selector", ".copy")
        before, command = re.match(r"(.*?)((?:(?<=: )|^)(?:openssl|sed|umask) .*|$)", told).groups()
        assert len(buttons) == (bool(command) and " = " not in before)
        for act in buttons:
            with_command += 1
            page.run("arguments[0].click()", act)
            assert command.startswith(page.run("return window.taken")[:40])
    assert with_command >= 3


@pytest.mark.parametrize("view", VIEWS)
def test_view_shows_all_rows(view, page, corpus_file):
    tables = {"findings": "finding", "keys": "key", "certificates": "artifact WHERE kind = 'certificate'",
              "chains": "chain", "truststores": "truststore", "references": "reference",
              "others": "artifact WHERE kind <> 'certificate'", "problems": "problem"}
    page.open(f"#{view}")
    number = count(corpus_file, f"SELECT count(*) FROM {tables[view]}")
    if number == 0:
        assert page.one("#records .empty").is_displayed() and not page.all(".records")
        return
    assert page.shown == number
    assert page.all(".records .row") and page.one("nav [aria-current]").get_attribute("href").endswith(view)
    assert page.one(".records").get_attribute("aria-rowcount") == str(page.shown + 1)


def test_only_rows_in_sight_are_elements(page):
    page.open("#findings")
    before = len(page.all(".records .row"))
    assert before < page.shown
    page.run("scrollTo(0, document.body.scrollHeight)")
    wait(page, lambda: page.all(f".records .row[aria-rowindex='{page.shown + 1}']"))
    assert len(page.all(".records .row")) < before + 30


def test_search(page):
    page.open("#findings")
    every = page.shown
    page.one("input[data-name=q]").send_keys("renew expired.example")
    wait(page, lambda: page.shown < every)
    assert page.shown >= 1
    assert all("expired" in text for text in page.column("What is wrong, and why"))
    assert "q=renew+expired.example" in page.address


def test_search_for_a_digest_and_a_place(page, corpus_file):
    digest = count(corpus_file, "SELECT lower(hex(sha256)) FROM artifact WHERE kind = 'certificate' "
                                "AND subject LIKE '%proxy.example%'")
    page.open(f"#certificates?q={digest[8:40]}")
    assert page.shown == 1 and page.column("Certificate")[0].startswith("proxy.example")
    page.open("#keys?place=api-gateway-swapped/")
    assert 0 < page.shown < 10


def test_filter_by_choice(page, corpus_file):
    page.open("#findings")
    page.menu("Severity").click()
    wait(page, lambda: page.all(".menu[open] input"))
    next(label for label in page.all(".menu[open] label") if "Warning" in label.text).click()
    warnings = count(corpus_file, "SELECT count(*) FROM finding WHERE severity = 'warning'")
    assert page.shown == warnings and "severity=Warning" in page.address
    assert set(page.column("Severity")) == {"Warning"} or all("Warning" in each for each in
                                                              page.column("Severity"))
    page.one(".tools > button:not(.save)").click()
    assert page.shown > warnings and "severity" not in page.address


def test_number_on_the_first_screen_leads_to_its_rows(page):
    page.open()
    for position in range(len(page.all(".tiles a"))):
        tile = page.all(".tiles a")[position]
        number = int(tile.find_element("css selector", "strong").text.replace(",", ""))
        tile.click()
        wait(page, lambda: page.all("#records:not([hidden]) .status"))
        assert page.shown == number
        page.browser.back()
        wait(page, lambda: page.one("#overview").is_displayed())


def test_sort(page):
    page.open("#certificates")
    header = next(each for each in page.all(".records thead button") if each.text == "Expires")
    header.click()
    assert page.one("[aria-sort=ascending]").text.startswith("Expires")
    dates = [text.split()[0] for text in page.column("Expires")]
    assert dates == sorted(dates) and "sort=expires" in page.address
    page.one("[aria-sort] button").click()
    dates = [text.split()[0] for text in page.column("Expires")]
    assert dates == sorted(dates, reverse=True) and "sort=-expires" in page.address


def test_group(page):
    page.open("#findings?group=check")
    headings = page.all(".records .heading")
    assert len(headings) > 10 and not page.all(".records .row")
    totals = [int(each.find_element("css selector", ".total").text.split()[0]) for each in headings]
    rows = min(totals[:8])  # no more than are in sight at once
    headings[totals.index(rows)].click()
    wait(page, lambda: len(page.all(".records .row")) == rows)
    assert len(set(page.column("Check"))) == 1


def test_columns_can_be_chosen(page):
    page.open("#certificates")
    page.menu("Columns").click()
    wait(page, lambda: page.all(".menu[open] input"))
    next(label for label in page.all(".menu[open] label") if label.text == "Serial").click()
    assert "Serial" in [each.text for each in page.all(".records thead th")]
    address = page.address
    page.open(address)
    assert "Serial" in [each.text for each in page.all(".records thead th")]


def test_open_a_broken_chain(page):
    page.open("#chains?chain=Issuer+missing")
    page.one(".records .row .toggle").click()
    wait(page, lambda: page.all(".more .chain"))
    assert page.all(".chain .step.broken .cross") and page.all(".chain .box.missing")
    words = page.text(".more")
    assert "SHA-256 of the DER" in words and "Places" in words


def test_row_addresses(page, corpus_file):
    spki = count(corpus_file, "SELECT lower(hex(spki_sha256)) FROM key_group WHERE state = 'paired' "
                              "ORDER BY key DESC")
    page.open(f"#key={spki[:16]}")
    assert page.one(".row.target.open") and spki in page.text(".more")
    assert page.run("return document.activeElement.closest('tr').className").count("target")
    finding = page.one(".more .related a")
    title = finding.text
    page.run("arguments[0].click()", finding)
    wait(page, lambda: page.address.startswith("#finding="))
    assert title in page.text(".row.target")
    page.browser.back()
    wait(page, lambda: page.address.startswith("#key="))
    page.open("#key=0000000000000000")
    assert "not on this page" in page.text(".status")


def test_every_kind_of_row_opens(page):
    for view in VIEWS:
        page.open(f"#{view}")
        if page.all("#records .empty:not([hidden])"):
            continue
        for position in range(min(8, len(page.all(".records .row")))):
            page.run("document.querySelectorAll('.records .row .toggle')[arguments[0]].click()", position)
        assert page.all(".more .detail"), view
        own = page.one(".more .own-address a").get_attribute("href").split("#")[1]
        page.open(f"#{own}")
        assert page.one(".row.target.open")


def test_truststore_tells_members_dependants_and_gaps(page):
    page.open("#truststores?sort=-dependants")
    page.one(".records .row .toggle").click()
    words = page.text(".more")
    assert "Members, in the order of the file" in words and "Depend on it:" in words
    assert "Not here, but in other truststores" in words


def test_configuration_leads_to_what_it_names(browser, tmp_path):
    shutil.copytree(CORPUS / "api-gateway-matching", tmp_path / "site")
    (tmp_path / "site/nginx.conf").write_text(
        "server {\n    ssl_certificate client.crt;\n    ssl_certificate_key private.key;\n"
        "    ssl_client_certificate truststore.pem;\n}\n")
    sweep(tmp_path / "report", tmp_path / "site")
    page = Page(browser, tmp_path / "report/index.html").open("#references")
    assert page.shown == 3 and set(page.column("Found")) == {"found"}
    page.one(".records .row .toggle").click()
    assert "What is in that file" in page.text(".more")
    page.open("#truststores")
    page.one(".records .row .toggle").click()
    assert "Named by" in page.text(".more") and page.complaints() == []


def test_keyboard(page):
    page.open("#findings")
    body = page.one("body")
    body.send_keys("/")
    assert page.run("return document.activeElement.dataset.name") == "q"
    page.browser.switch_to.active_element.send_keys(Keys.ESCAPE)
    page.one("body").send_keys("j")
    page.browser.switch_to.active_element.send_keys("j")
    assert page.run("return document.activeElement.closest('tr').ariaRowIndex") == "3"
    page.browser.switch_to.active_element.send_keys(Keys.ENTER)
    assert page.one(".row.open").get_attribute("aria-rowindex") == "3"
    assert page.run("return document.activeElement.closest('tr').ariaRowIndex") == "3"
    page.browser.switch_to.active_element.send_keys("]")
    wait(page, lambda: page.address.startswith("#keys"))
    page.one("body").send_keys("?")
    assert page.one("dialog").is_displayed()
    page.one("dialog button").click()


def test_csv_of_the_filtered_view(page):
    page.open("#findings?severity=Error&sort=check")
    page.run("""
        window.saved = null;
        const make = URL.createObjectURL;
        URL.createObjectURL = (blob) => { blob.text().then((text) => (window.saved = text)); return make(blob); };
        HTMLAnchorElement.prototype.click = () => {};
    """)
    page.one(".tools .save").click()
    wait(page, lambda: page.run("return window.saved"))
    rows = list(csv.DictReader(io.StringIO(page.run("return window.saved"), newline="")))
    assert len(rows) == page.shown and {row["Severity"] for row in rows} == {"Error"}
    assert all(row["message"] and row["What to do"] and row["Where"] for row in rows)


def test_print_shows_all_rows(page):
    page.open("#problems")
    page.run("dispatchEvent(new Event('beforeprint'))")
    assert len(page.all(".records .row")) == page.shown
    page.run("dispatchEvent(new Event('afterprint'))")


def test_paper_has_heads_in_words_and_leaves_out_what_is_said_twice(page):
    page.open("#findings")
    assert "About" in [each.text for each in page.all(".records thead th")]
    page.run("dispatchEvent(new Event('beforeprint'))")
    heads = page.all(".records thead th")
    assert "About" not in [each.text for each in heads] and not page.all(".records thead button")
    page.run("dispatchEvent(new Event('afterprint'))")
    assert page.all(".records thead button") and "About" in [
        each.text for each in page.all(".records thead th")]


def test_names_end_with_their_box(browser, tmp_path):
    now = datetime.datetime(2026, 1, 1)
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "\u6771" * 60)])
    issuer = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "W" * 60)])
    made = (x509.CertificateBuilder().subject_name(name).issuer_name(issuer).public_key(key.public_key())
            .serial_number(7).not_valid_before(now).not_valid_after(now + datetime.timedelta(days=9000))
            .sign(key, hashes.SHA256()))
    (tmp_path / "long.crt").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    sweep(tmp_path / "report", tmp_path / "long.crt")
    page = Page(browser, tmp_path / "report/index.html").open("#chains")
    page.one(".records .row .toggle").click()
    wait(page, lambda: page.all(".chain .box"))
    for box in page.all(".chain .box"):
        assert page.run("return arguments[0].scrollWidth <= arguments[0].clientWidth + 1", box)


def test_narrow_shows_cards(page):
    page.browser.set_window_size(480, 900)
    try:
        for view in ["", *VIEWS]:
            page.open(f"#{view}")
            time.sleep(0.05)
            assert page.run("return document.documentElement.scrollWidth <= innerWidth"), view
            assert view == "" or page.all(".records .row, .empty:not([hidden])")
    finally:
        page.browser.set_window_size(1400, 1000)


def test_without_script_all_errors_remain(page, corpus_file):
    page.browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        page.open()
        rows = page.all(".plain-errors tbody tr")
        assert len(rows) == count(corpus_file, "SELECT count(*) FROM finding WHERE severity = 'error'")
        assert page.one(".plain-errors").is_displayed() and page.one("#account").is_displayed()
        assert all(len(row.find_elements("css selector", "td")) == 3 for row in rows)
    finally:
        page.browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_bound_is_told(browser, tmp_path):
    sweep(tmp_path / "report", CORPUS, "--limit", "report-rows=7")
    page = Page(browser, tmp_path / "report/index.html").open("#findings")
    assert len(page.all(".records .row")) == 7
    assert "csv/findings.csv" in page.text(".status") and "inventory.db" in page.text(".status")
    page.open("#keys")
    page.one(".records .row .toggle").click()
    assert page.all(".more .detail") and page.complaints() == []


def test_history_of_a_key_in_git(browser, tmp_path):
    """State, first and last commit and refs stand at each place of a key's details."""
    repository = tmp_path / "repository"
    environment = dict(os.environ, GIT_CONFIG_GLOBAL="/dev/null", GIT_CONFIG_SYSTEM="/dev/null",
                       GIT_AUTHOR_NAME="A", GIT_AUTHOR_EMAIL="a@example.org",
                       GIT_COMMITTER_NAME="A", GIT_COMMITTER_EMAIL="a@example.org",
                       GIT_AUTHOR_DATE="2026-01-02T03:04:05Z")
    key = (CORPUS / "api-gateway-remade/private.key").read_bytes()

    def git(*arguments):
        return subprocess.run(["git", "-C", repository, *arguments], check=True, env=environment,
                              capture_output=True, text=True).stdout.strip()

    subprocess.run(["git", "init", "-q", "-b", "main", repository], check=True, env=environment)
    (repository / "a.key").write_bytes(key)
    git("add", "-A")
    git("commit", "-q", "-m", "key")
    first = git("rev-parse", "HEAD")
    git("commit", "-q", "--allow-empty", "-m", "go on")
    last = git("rev-parse", "HEAD")
    git("rm", "-q", "a.key")
    git("commit", "-q", "-m", "gone")
    sweep(tmp_path / "report", repository)
    page = Page(browser, tmp_path / "report/index.html")
    page.complaints()
    page.open("#keys")
    page.one(".records .row .toggle").click()
    wait(page, lambda: page.all(".more"))
    text = page.text(".more")
    assert "Only in history" in text
    assert (f"first in {first[:10]} of 2026-01-02, last in {last[:10]} of 2026-01-02; "
            "refs: heads/main" in text)
    assert page.complaints() == []


def test_whole_in_one_place_is_not_called_complete(browser, tmp_path):
    """The verdict of the best place does not hide that another place lacks the chain."""
    sweep(tmp_path / "report", CORPUS / "places-copies")
    report = tmp_path / "report/index.html"
    short = count(report, "SELECT count(DISTINCT artifact) FROM finding JOIN chain ON certificate = artifact"
                          " WHERE check_id = 'chain-incomplete' AND verdict = 'complete'")
    page = Page(browser, report).open("#chains?chain=Partly+incomplete")
    wait(page, lambda: page.all("#records .status"))
    assert short > 0 and page.shown == short


def test_clients_refused_are_those_no_near_truststore_lets_in(browser, tmp_path):
    sweep(tmp_path / "report", CORPUS / "mutual-tls-estate")
    report = tmp_path / "report/index.html"
    refused = count(report, "SELECT count(*) FROM client_trust AS one WHERE NOT EXISTS (SELECT 1 FROM client_trust"
                            " AS other WHERE other.certificate = one.certificate AND other.state IN ('member', 'path'))")
    near = count(report, "SELECT count(*) FROM client_trust WHERE state NOT IN ('member', 'path')")
    page = Page(browser, report).open("#truststores")
    wait(page, lambda: page.all("#records .status"))
    shown = sum(int(cell) for cell in page.column("Clients refused"))
    assert near > refused == shown > 0
