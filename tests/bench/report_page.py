#!/usr/bin/python3
"""Time and size of the HTML report for 1,000, 10,000 and 100,000 certificates.

    tests/bench/report_page.py [NUMBER...]

Makes certificates (each with a key of its own, a tenth expired, spread over the folders of 40 teams),
sweeps them, opens the page in headless Chromium and uses it. A line a size: bytes of the page, seconds to
open it on the first screen and straight on the findings, milliseconds to sort, search and filter the
certificates, each until the rows are laid out. Needs python3-cryptography, python3-selenium and
chromium-driver.
"""

import datetime
import pathlib
import subprocess
import sys
import tempfile
import time

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

TREE = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TREE / "tests/browser"))
from driver import open_browser  # noqa: E402

NOW = datetime.datetime(2026, 11, 1)
PEM = serialization.Encoding.PEM
TEAMS = 40


def name(common):
    return x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Bench"),
                      x509.NameAttribute(NameOID.COMMON_NAME, common)])


def certificate(number, subject, key, issuer, issuer_key, days, authority):
    start = NOW - datetime.timedelta(days=400 if days < 0 else 30)
    builder = (x509.CertificateBuilder().subject_name(name(subject)).issuer_name(name(issuer))
               .public_key(key.public_key()).serial_number(number + 1).not_valid_before(start)
               .not_valid_after(NOW + datetime.timedelta(days=days))
               .add_extension(x509.BasicConstraints(authority, None), critical=True))
    if not authority:
        builder = builder.add_extension(
            x509.SubjectAlternativeName([x509.DNSName(subject), x509.DNSName(f"www.{subject}")]),
            critical=False).add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


def make_store(folder, number):
    authorities = []
    (folder / "trust").mkdir()
    with open(folder / "trust/truststore.pem", "wb") as store:
        for each in range(20):
            key = ec.generate_private_key(ec.SECP256R1())
            authorities.append((f"Bench CA {each}", key))
            store.write(certificate(10 ** 6 + each, authorities[-1][0], key, authorities[-1][0], key,
                                    3650, True).public_bytes(PEM))
    for each in range(number):
        key = ec.generate_private_key(ec.SECP256R1())
        issuer, issuer_key = authorities[each % len(authorities)]
        days = -(each % 300) - 1 if each % 10 == 0 else 1 + each * 7 % 1500
        place = folder / f"team-{each % TEAMS}" / f"service-{each}"
        place.mkdir(parents=True)
        (place / "server.crt").write_bytes(
            certificate(each, f"service-{each}.example", key, issuer, issuer_key, days,
                        False).public_bytes(PEM))
        if each % 2:
            (place / "server.key").write_bytes(key.private_bytes(
                PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))


USE = """
const done = arguments[arguments.length - 1];
const table = document.querySelector("table.records");
const times = {};
const timed = (name, act) => {
    const start = performance.now();
    act();
    table.getBoundingClientRect();
    times[name] = Math.round(performance.now() - start);
};
const title = (words) => [...table.querySelectorAll("thead button")].find((each) => each.textContent === words);
timed("sort by name", () => title("Certificate").click());
timed("sort by name, down", () => title("Certificate").click());
timed("sort by expiry", () => title("Expires").click());
const menu = [...document.querySelectorAll(".tools .menu")].find((each) => each.textContent === "Expires");
menu.open = true;
setTimeout(() => {
    timed("filter by expiry", () => menu.querySelector("input").click());
    timed("filter taken back", () => menu.querySelector("input").click());
    const search = document.querySelector(".tools input[data-name=q]");
    const status = document.querySelector(".status");
    const start = performance.now();
    new MutationObserver((_, observer) => {
        observer.disconnect();
        table.getBoundingClientRect();
        times["search"] = Math.round(performance.now() - start - 120); /* waits for the next letter */
        const again = performance.now();
        new MutationObserver(() => {
            table.getBoundingClientRect();
            times["search again"] = Math.round(performance.now() - again - 120);
            done(times);
        }).observe(status, { childList: true });
        search.value = "service-77 ca";
        search.dispatchEvent(new Event("input"));
    }).observe(status, { childList: true });
    search.value = "service-7";
    search.dispatchEvent(new Event("input"));
}, 300);
"""


def opened(browser, page, address):
    """Seconds until the view is drawn."""
    browser.get("about:blank")
    start = time.monotonic()
    browser.get(f"file://{page}{address}")
    browser.execute_script("document.body.getBoundingClientRect()")
    return time.monotonic() - start


def measure(number):
    with tempfile.TemporaryDirectory() as scratch:
        folder, report = pathlib.Path(scratch, "store"), pathlib.Path(scratch, "report")
        folder.mkdir()
        make_store(folder, number)
        start = time.monotonic()
        subprocess.run([TREE / "build/certsweep", folder, "-o", report, "--at", "2026-11-01"],
                       capture_output=True, check=False)
        swept = time.monotonic() - start
        page = report / "index.html"
        size = page.stat().st_size / 1e6
        browser = open_browser()
        try:
            browser.set_script_timeout(120)
            first = sorted(opened(browser, page, "") for _ in range(3))
            findings = sorted(opened(browser, page, "#findings") for _ in range(3))
            opened(browser, page, "#certificates")
            used = browser.execute_async_script(USE)
        finally:
            browser.quit()
    print(f"{number} certificates: swept and reported in {swept:.1f} s, page "
          f"{size:.1f} MB; opens in {first[1]:.2f} s ({first[0]:.2f} to "
          f"{first[2]:.2f}), on the findings in {findings[1]:.2f} s ({findings[0]:.2f} to "
          f"{findings[2]:.2f}); ms:", ", ".join(f"{name} {ms}" for name, ms in used.items()),
          flush=True)


if __name__ == "__main__":
    for size in map(int, sys.argv[1:] or ("1000", "10000", "100000")):
        measure(size)
