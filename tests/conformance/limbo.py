"""Judges the cases of a file in the format of x509-limbo with the program, and compares.

    tests/conformance/limbo.py FILE [--list] [CASE...]

Each case becomes a folder: truststore.pem, server.pem (the leaf and what is sent with it) and CRLs.
The program sweeps it with --truststore and --at, and its verdict is read from csv/chains.csv; see
docs/conformance.md. Server names are not judged here, so cases that only they decide are skipped.
"""

import argparse
import base64
import csv
import datetime
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile

from cryptography import x509

TREE = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = pathlib.Path(os.environ.get("CERTSWEEP", TREE / "build/certsweep")).resolve()

# Cases in which only the name that was asked for decides.
NAMES_ONLY = {
    "rfc5280::ca-as-leaf-wrong-san",
    "webpki::san::mismatch-domain-san", "webpki::san::mismatch-subdomain-san",
    "webpki::san::mismatch-subdomain-apex-san", "webpki::san::mismatch-apex-subdomain-san",
    "webpki::san::wildcard-embedded-leftmost-san", "webpki::san::wildcard-not-in-leftmost-san",
    "webpki::san::wildcard-match-across-labels-san", "webpki::san::wildcard-embedded-ulabel-san",
    "webpki::san::san-wildcard-only", "webpki::san::san-wildcard-only-tld",
    "webpki::san::public-suffix-wildcard-san",
    "webpki::san::public-suffix-multi-label-wildcard-san",
    "webpki::san::public-suffix-private-namespace-wildcard-san",
    "webpki::san::unicode-emoji-san", "webpki::san::no-san",
    "webpki::cn::ipv4-hex-mismatch", "webpki::cn::ipv4-leading-zeros-mismatch",
    "webpki::cn::ipv6-uppercase-mismatch", "webpki::cn::ipv6-uncompressed-mismatch",
    "webpki::cn::ipv6-non-rfc5952-mismatch", "webpki::cn::punycode-not-in-san",
    "webpki::cn::utf8-vs-punycode-mismatch", "webpki::cn::not-in-san", "webpki::cn::case-mismatch",
}


def moment_of(case):
    """Dates in certificates are whole seconds, so fractions of the time asked for are dropped."""
    text = case["validation_time"]
    if text is None:
        return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    return text[:19] + "Z"


def write_case(case, folder):
    (folder / "truststore.pem").write_text("\n".join(case["trusted_certs"]), encoding="ascii")
    sent = [case["peer_certificate"], *case["untrusted_intermediates"]]
    (folder / "server.pem").write_text("\n".join(sent), encoding="ascii")
    for number, crl in enumerate(case["crls"] or []):
        (folder / f"{number}.crl").write_text(crl, encoding="ascii")


def leaf_digest(case):
    body = case["peer_certificate"].split("-----")[2]
    return hashlib.sha256(base64.b64decode("".join(body.split()))).hexdigest()


def verdict_of(case, row):
    """What the row of csv/chains.csv says: accepted, and why not."""
    reasons = []
    if row is None:
        return False, ["no verdict"]
    if row["valid"] != "true":
        reasons.append(f"{row['verdict']}: {row['faults'] or row['detail']}")
    if row["anchor"] != "truststore":
        reasons.append("ends at no trusted certificate")
    if row["deviations"]:
        reasons.append(row["deviations"])
    wanted = "client" if case["validation_kind"] == "CLIENT" else "server"
    if wanted not in row["purposes"].split():
        reasons.append(f"not for a {wanted}")
    if case["crls"] and row["revocation"].split(":")[0] != "good":
        reasons.append("revocation " + (row["revocation"] or "unknown: no list covers it"))
    return not reasons, reasons


def self_issued_count(case):
    """They do not count for the depth; our limit counts every certificate."""
    loaded = [x509.load_pem_x509_certificate(text.encode())
              for text in case["untrusted_intermediates"]]
    return sum(certificate.subject == certificate.issuer for certificate in loaded)


def judge(case):
    options = []
    if case["max_chain_depth"] is not None:
        depth = case["max_chain_depth"] + self_issued_count(case) + 2
        options = ["--limit", f"path-length={depth}"]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name) / "case"
        folder.mkdir()
        write_case(case, folder)
        report = pathlib.Path(name) / "report"
        process = subprocess.run(
            [PROGRAM, "-o", report, "--at", moment_of(case), "--jobs", "1", *options,
             "--truststore", "*/truststore.pem", folder],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False)
        assert process.returncode in (0, 1, 3), process.stderr
        digest = leaf_digest(case)
        with open(report / "csv/chains.csv", newline="", encoding="utf-8") as table:
            rows = [row for row in csv.DictReader(table) if row["certificate"] == digest]
        return verdict_of(case, rows[0] if rows else None)


def judge_all(path, only=()):
    """Yields id, expected, accepted, reasons; accepted is None where the case is skipped."""
    with open(path, encoding="utf-8") as file:
        cases = json.load(file)["testcases"]
    for case in cases:
        expected = case["expected_result"] == "SUCCESS"
        if only and case["id"] not in only:
            continue
        if case["id"] in NAMES_ONLY:
            yield case["id"], expected, None, []
        else:
            yield case["id"], expected, *judge(case)


def tell(results, every):
    """Prints cases, those that disagree or every one, and for each group how many agree. results:
    group, name, expected, accepted (None: skipped), reasons. True where all agree."""
    agreed = {}
    for group, name, expected, accepted, reasons in results:
        count = agreed.setdefault(group, [0, 0, 0])
        count[2] += accepted is None
        count[1] += accepted is not None
        count[0] += accepted is expected
        if every or accepted is not None and accepted is not expected:
            word = {True: "accepted", False: "refused", None: "skipped"}[accepted]
            print(f"{name}: {word}, expected {'accepted' if expected else 'refused'}:",
                  "; ".join(reasons))
    for group, (same, judged, skipped) in sorted(agreed.items()):
        print(f"{group}: {same} of {judged} agree, {skipped} skipped")
    return all(same == judged for same, judged, _ in agreed.values())


def main():
    parser = argparse.ArgumentParser(description="Compares with cases of x509-limbo.")
    parser.add_argument("file")
    parser.add_argument("cases", nargs="*")
    parser.add_argument("--list", action="store_true", help="every case, not only disagreements")
    arguments = parser.parse_args()
    tell((("webpki" if case[0].startswith("webpki") else "others", *case)
          for case in judge_all(arguments.file, arguments.cases)), arguments.list)
    return 0


if __name__ == "__main__":
    sys.exit(main())
