#!/usr/bin/python3
"""Builds the stores of test material beside this script, and expected.csv.

Every run wipes the stores and makes them again with new keys. Each recipe says what a
sweep of its stores must find, so that the material and the expectation cannot drift
apart. README.md describes the stores and the columns.

    build.py            all recipes
    build.py NAME...    only these; the rows of the others stay

Needs: python3-cryptography, openssl; 7z (p7zip-full) and zstd for two of the archives, mksquashfs and mkfs.ext4; for keys of
other kinds age, gpg, minisign, openvpn, signify-openbsd and wireguard-tools.
"""

import csv
import importlib
import sys

from recipes.common import CHECKS, HERE, LARGEST_CORPUS, LARGEST_FILE

RECIPES = ("api_gateway", "estate", "encodings", "text", "keystores", "ssh", "other_keys",
           "post_quantum", "oddities", "carriers", "disguises", "named", "databases", "chains",
           "archives", "git", "pairs", "places", "presented", "file_findings", "configurations",
           "configured_services", "profiles", "truststores", "certificate_rules", "outlook", "weak_keys", "inline", "rarities",
           "doubts", "revocation", "indirect_lists", "other_kinds", "written", "unopened", "captures",
           "wrapped", "small_keys", "copies", "hostile")
COLUMNS = ("store", "expect", "path", "trail", "value", "why")
EXPECTED = HERE / "expected.csv"


def rows_of_others(stores):
    """Rows of stores that are not built now."""
    built = {store.name for store in stores}
    with open(EXPECTED, encoding="utf-8", newline="") as table:
        return [row for row in list(csv.reader(table))[1:] if row[0] not in built]


def write_expectations(rows):
    with open(EXPECTED, "w", encoding="utf-8", newline="") as output:
        writer = csv.writer(output, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows)


def assert_coverage(rows):
    """Every check needs a hit and a near-miss."""
    seen = {(row[1], row[4]) for row in rows}
    for check in CHECKS:
        assert {("finding", check), ("no-finding", check)} <= seen, check


def assert_sizes():
    sizes = [path.stat().st_size for path in HERE.rglob("*") if path.is_file()]
    assert max(sizes) <= LARGEST_FILE and sum(sizes) <= LARGEST_CORPUS


def main():
    names = sys.argv[1:] or RECIPES
    stores = []
    for name in names:
        built = importlib.import_module(f"recipes.{name}").build()
        stores += built if isinstance(built, list) else [built]
    rows = [row for store in stores for row in store.rows]
    if sys.argv[1:]:
        rows = rows_of_others(stores) + rows
    rows = sorted(map(tuple, rows), key=lambda row: row[0])
    assert_coverage(rows)
    assert_sizes()
    write_expectations(rows)
    print(f"{len(stores)} stores, {len(rows)} rows")


if __name__ == "__main__":
    main()
