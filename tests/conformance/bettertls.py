"""Judges the test cases of BetterTLS with the program, and compares.

    tests/conformance/bettertls.py FILE [--most N] [--list]

FILE is what `bettertls export-tests` of github.com/Netflix/bettertls writes: a root, and suites of cases,
each with the certificates that a server sends. Every case becomes one of limbo.py. Cases whose host
name is not among the names of the certificate are left out: that name alone decides them. So are those
whose names python cannot read. --most: judge so many of a suite, drawn by chance but always the same.
"""

import argparse
import base64
import datetime
import json
import random
import sys

import limbo
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding


def loaded(text):
    return x509.load_der_x509_certificate(base64.b64decode(text))


def pem(text):
    return loaded(text).public_bytes(Encoding.PEM).decode()


def has_name(leaf, name):
    """False too where python cannot read the names."""
    try:
        names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, ValueError):
        return False
    listed = names.get_values_for_type(x509.DNSName)
    return name in listed + [str(ip) for ip in names.get_values_for_type(x509.IPAddress)]


def case_of(exported, root):
    sent = exported["certificates"]
    start = loaded(sent[0]).not_valid_before + datetime.timedelta(days=1)
    return {"trusted_certs": [pem(root)], "peer_certificate": pem(sent[0]),
            "untrusted_intermediates": [pem(one) for one in sent[1:] if one != root],
            "validation_time": start.isoformat(), "validation_kind": "SERVER",
            "max_chain_depth": None, "crls": []}


def judge_all(path, most=None):
    """Yields suite, name, expected, accepted, reasons."""
    with open(path, encoding="utf-8") as file:
        export = json.load(file)
    for suite, content in export["suites"].items():
        cases = [case for case in content["testCases"] if suite != "nameconstraints"
                 or has_name(loaded(case["certificates"][0]), case["hostname"])]
        if most and len(cases) > most:
            cases = random.Random(1).sample(cases, most)
        for case in cases:
            judged = limbo.judge(case_of(case, export["trustRoot"]))
            yield suite, f"{suite} {case['id']}", case["expected"] == "ACCEPT", *judged


def main():
    parser = argparse.ArgumentParser(description="Compares with cases of BetterTLS.")
    parser.add_argument("file")
    parser.add_argument("--most", type=int)
    parser.add_argument("--list", action="store_true", help="every case, not only disagreements")
    arguments = parser.parse_args()
    results = judge_all(arguments.file, arguments.most)
    return 0 if limbo.tell(results, arguments.list) else 1


if __name__ == "__main__":
    sys.exit(main())
