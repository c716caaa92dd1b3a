"""--system-roots: the machine's list is a truststore, named with its digest, and not judged."""

import hashlib
import pathlib
import re
import sqlite3

import pytest
from conftest import CORPUS
from cryptography import x509
from cryptography.hazmat.primitives import hashes

ROOTS = pathlib.Path("/etc/ssl/certs/ca-certificates.crt")
pytestmark = pytest.mark.skipif(not ROOTS.is_file(), reason="this machine has no list of roots there")


def rows(result, select):
    with sqlite3.connect(result.folder / "inventory.db") as inventory:
        return inventory.execute(select).fetchall()


def test_the_list_is_one_truststore_that_names_its_set(sweep):
    result = sweep(CORPUS / "api-gateway-matching", "--system-roots")
    blocks = re.findall(rb"-----BEGIN [^-]*-----[^-]*-----END [^-]*-----", ROOTS.read_bytes())
    certificates = map(x509.load_pem_x509_certificate, blocks)
    digests = sorted({certificate.fingerprint(hashes.SHA256()) for certificate in certificates})
    reason, = [reason for path, reason in rows(
        result, "SELECT path, reason FROM truststore JOIN file ON file.id = truststore.file"
                " WHERE recognised = 'system'") if path == str(ROOTS)]
    assert f"{len(digests)} certificates" in reason
    assert hashlib.sha256(b"".join(digests)).hexdigest() in reason


def test_nothing_inside_of_it_is_told_and_the_rest_is_as_it_was(sweep):
    store = CORPUS / "mutual-tls-estate"
    # In the list some roots have expired by then.
    with_roots = sweep(store, "--system-roots", at="2040-01-01T00:00:00Z")
    without = sweep(store, at="2040-01-01T00:00:00Z")
    assert not any(row["path"] == str(ROOTS) for row in with_roots.findings)
    assert {(row["check"], row["path"], row["trail"]) for row in with_roots.findings} == \
           {(row["check"], row["path"], row["trail"]) for row in without.findings}


def test_same_input_same_bytes(sweep):
    one, other = (sweep(CORPUS / "api-gateway-matching", "--system-roots", "--jobs", jobs)
                  for jobs in (1, 3))
    assert (one.folder / "inventory.db").read_bytes() == \
           (other.folder / "inventory.db").read_bytes()
