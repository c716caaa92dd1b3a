"""Judges the certificates of NIST's path validation suite (PKITS) with the program, and compares.

    tests/conformance/pkits.py FOLDER [AT]

FOLDER has certs/*.crt and crls/*.crl of either edition; AT is a day on which they are valid
(2008-01-01, the default, for the first edition; 2020-01-01 for the second). All are swept together,
under names that say nothing, and the trust anchor is named as the only truststore. A certificate
called ValidXEE must have a valid path on which a list says of each certificate below the anchor that
it is good, and one called InvalidXEE must not. Settings that the suite varies (policies asked for by the user) stay
as they are by default.
"""

import contextlib
import csv
import hashlib
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile

TREE = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = pathlib.Path(os.environ.get("CERTSWEEP", TREE / "build/certsweep")).resolve()
ANCHOR = "TrustAnchorRootCertificate"


# The path of each leaf: how many certificates below the anchor no list calls good, and a verdict.
UNCLEARED = """
    SELECT lower(hex(leaf.sha256)), sum(coalesce(revocation.state, 'no list') <> 'good')
    FROM chain_link AS link JOIN artifact AS leaf ON leaf.id = link.certificate
    LEFT JOIN revocation ON revocation.certificate = link.member
    WHERE link.position < (SELECT max(position) FROM chain_link AS top
                           WHERE top.certificate = link.certificate)
    GROUP BY link.certificate"""


def rows_of(folder, at, work):
    """SHA-256 of each leaf -> its row of chains.csv, and the number of UNCLEARED."""
    store = work / "store"
    store.mkdir()
    for number, path in enumerate(sorted(folder.glob("c*/*.cr[tl]"))):
        name = "truststore.crt" if path.stem == ANCHOR else f"{number}{path.suffix}"
        shutil.copy(path, store / name)
    subprocess.run([PROGRAM, "-q", "-o", work / "report", "--truststore", "*/truststore.crt",
                    "--at", at, store], check=False)
    with open(work / "report/csv/chains.csv", newline="", encoding="utf-8") as table:
        rows = {row["certificate"]: row for row in csv.DictReader(table)
                if row["position"] == "0"}
    with contextlib.closing(sqlite3.connect(work / "report/inventory.db")) as inventory:
        return rows, dict(inventory.execute(UNCLEARED))


def judge_all(folder, at):
    """Yields name, whether it is to be accepted, whether it is, and the row."""
    with tempfile.TemporaryDirectory() as work:
        rows, uncleared = rows_of(folder, at, pathlib.Path(work))
    for path in sorted(folder.glob("certs/*EE.crt")):
        if path.stem.startswith(("Valid", "Invalid")):
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            row = rows.get(digest, {})
            accepted = (row.get("valid") == "true" and row.get("anchor") == "truststore"
                        and uncleared.get(digest) == 0)
            yield path.stem, path.stem.startswith("Valid"), accepted, row


def main():
    folder, at = pathlib.Path(sys.argv[1]), (sys.argv[2:] + ["2008-01-01"])[0]
    results = list(judge_all(folder, at))
    wrong = [result for result in results if result[1] is not result[2]]
    for name, expected, _, row in wrong:
        print(f"{name}: expected {'accepted' if expected else 'refused'}:", row.get("verdict"),
              row.get("faults"), row.get("revocation"))
    print(f"{len(results) - len(wrong)} of {len(results)} agree")


if __name__ == "__main__":
    main()
