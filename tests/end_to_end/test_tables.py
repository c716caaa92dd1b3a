"""The CSV tables: their dictionary, their numbers against other tools, and what spreadsheets do."""

import csv
import datetime
import re
import sqlite3
import subprocess

from conftest import AT, CORPUS, TREE, read_table
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256

NAMES = ("artifacts", "groups", "findings", "problems", "certificates", "truststores", "chains",
         "appearances")


def dictionary():
    """Table -> columns, as docs/reports.md explains them."""
    page = (TREE / "docs/reports.md").read_text(encoding="utf-8")
    tables = {}
    for name, section in re.findall(r"^### (\w+)\.csv[^\n]*\n(.*?)(?=^##)", page, re.M | re.S):
        rows = [row for row in section.splitlines() if row.startswith("| ")][1:]
        tables[name] = [column for row in rows
                        for column in row.split("|")[1].replace(" ", "").split(",")]
    return tables


def test_dictionary_explains_every_column(sweep):
    folder = sweep(CORPUS / "mutual-tls-estate").folder / "csv"
    explained = dictionary()
    assert sorted(explained) == sorted(NAMES)
    for name in NAMES:
        with open(folder / f"{name}.csv", newline="", encoding="utf-8") as table:
            assert sorted(next(csv.reader(table))) == sorted(explained[name]), name


def test_every_row_has_every_column(sweep):
    folder = sweep(CORPUS).folder / "csv"
    for name in NAMES:
        with open(folder / f"{name}.csv", newline="", encoding="utf-8") as table:
            rows = list(csv.reader(table, strict=True))
        assert len({len(row) for row in rows}) == 1, name


def test_certificates_against_cryptography(sweep):
    """Names, dates and days left of every PEM certificate that lies in a file of its own."""
    store = CORPUS / "mutual-tls-estate"
    result = sweep(store)
    rows = {row["sha256"]: row for row in read_table(result.folder / "csv/certificates.csv")}
    assert len(rows) == len({row["sha256"] for row in result.artifacts
                             if row["kind"] == "certificate"})
    at = datetime.datetime.fromisoformat(AT.replace("Z", ""))
    compared = 0
    for path in sorted(store.rglob("*")):
        if not path.is_file() or b"-----BEGIN CERTIFICATE-----" not in path.read_bytes():
            continue
        for block in re.findall(b"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----",
                                path.read_bytes(), re.S):
            certificate = x509.load_pem_x509_certificate(block)
            row = rows[certificate.fingerprint(SHA256()).hex()]
            assert int(row["days_left"]) == (certificate.not_valid_after - at).days
            assert int(row["serial"], 16) == certificate.serial_number
            compared += 1
    assert compared > 5


CURVES = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}


def test_curves_and_digests_against_cryptography(sweep):
    result = sweep(CORPUS / "encodings")
    rows = {row["sha256"]: row for row in read_table(result.folder / "csv/certificates.csv")}
    curves = {row["spki_sha256"]: row["curve"] for row in result.groups}
    compared = set()
    for path in sorted((CORPUS / "encodings/algorithms").glob("*.crt")):
        if path.name == "rsa-pss.crt":
            continue  # its digest is unknown to this module; see below
        certificate = x509.load_pem_x509_certificate(path.read_bytes())
        row = rows[certificate.fingerprint(SHA256()).hex()]
        curve = getattr(getattr(certificate.public_key(), "curve", None), "name", "")
        digest = certificate.signature_hash_algorithm
        assert row["curve"] == curves[row["spki_sha256"]] == CURVES.get(curve, curve)
        assert row["signature_digest"].lower() == (digest.name if digest else "")
        compared.add(row["curve"])
    assert {"", "P-256", "P-384", "P-521", "secp256k1"} <= compared


def test_digest_of_pss(sweep, tmp_path):
    """It stands in the parameters, SHA-1 by being left out (RFC 4055 section 3.1)."""
    folder = tmp_path / "pss"
    folder.mkdir()
    for digest in ("sha1", "sha384"):
        for kind, options in (("crt", ["-x509"]), ("csr", [])):
            subprocess.run(["openssl", "req", "-new", *options, "-newkey", "rsa:2048", "-nodes",
                            "-keyout", "/dev/null", "-subj", "/CN=pss", "-sigopt",
                            "rsa_padding_mode:pss", f"-{digest}", "-out",
                            folder / f"{digest}.{kind}"], check=True, capture_output=True)
    told = {(row["path"].rsplit("/", 1)[1], row["signature_algorithm"], row["signature_digest"])
            for row in sweep(folder).artifacts}
    assert told == {("sha1.crt", "rsassaPss", "SHA1"), ("sha1.csr", "rsassaPss", "SHA1"),
                    ("sha384.crt", "rsassaPss", "SHA384"), ("sha384.csr", "rsassaPss", "SHA384")}


def test_self_signed_is_empty_where_undecided(sweep):
    result = sweep(CORPUS / "post-quantum-undecided")
    told = {row["subject"].split("CN = ")[1]: row["is_self_signed"]
            for row in read_table(result.folder / "csv/certificates.csv")}
    assert told["alone.client.example"] == ""
    assert told["issued.server.example"] == told["classic.client.example"] == "false"
    assert told["Another Issuer"] == "true"


def test_truststores_of_a_certificate_hold_it(sweep):
    result = sweep(CORPUS / "api-gateway-matching")
    stores = read_table(result.folder / "csv/truststores.csv")
    assert stores and all(int(row["members"]) > 0 and row["reason"] for row in stores)
    names = {row["path"] for row in stores}
    holders = {name for row in read_table(result.folder / "csv/certificates.csv")
               for name in row["truststores"].split("; ") if name}
    assert holders == names


def test_chains_agree_with_the_inventory(sweep):
    result = sweep(CORPUS / "mutual-tls-estate")
    chains = read_table(result.folder / "csv/chains.csv")
    verdicts = {row["sha256"]: row["chain"]
                for row in read_table(result.folder / "csv/certificates.csv")}
    with sqlite3.connect(result.folder / "inventory.db") as inventory:
        count = inventory.execute("SELECT count(*) FROM chain").fetchone()[0]
    assert len({row["certificate"] for row in chains}) == count > 0
    for row in chains:
        assert verdicts[row["certificate"]] == row["verdict"]
        assert row["position"] != "0" or row["member"] == row["certificate"]


def test_findings_begin_with_the_gravest(sweep):
    severities = [row["severity"] for row in sweep(CORPUS).findings]
    assert set(severities) == {"error", "warning", "note"}
    assert severities == sorted(severities, key=["error", "warning", "note"].index)


def test_findings_count_days_as_tables_do(sweep):
    """Half a day over is a day, half a day left is none, at any hour of judgement."""
    for at in (AT, "2026-11-01T13:00:00Z", "2026-11-20T23:59:59Z"):
        result = sweep(CORPUS / "mutual-tls-estate", at=at)
        left = {row["sha256"]: int(row["days_left"])
                for row in read_table(result.folder / "csv/certificates.csv") if row["days_left"]}
        told = 0
        for row in result.findings:
            for days, side in re.findall(r", (\d+) days? (before|after) the date", row["message"]):
                assert int(days) == left[row["subject"]] * (1 if side == "after" else -1), row
                told += 1
        assert told > 2


def test_byte_order_mark_only_when_asked(sweep):
    plain, marked = sweep(CORPUS / "archives"), sweep(CORPUS / "archives", "--csv-bom")
    for name in NAMES:
        one = (plain.folder / f"csv/{name}.csv").read_bytes()
        other = (marked.folder / f"csv/{name}.csv").read_bytes()
        assert other == b"\xef\xbb\xbf" + one


def test_no_cell_is_a_formula(sweep, tmp_path, pair):
    folder = tmp_path / "hostile"
    folder.mkdir()
    for name in ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\uff1d1", "\uff0b1", "\uff20x"):
        (folder / name).write_bytes((pair / "pair.crt").read_bytes())
    result = sweep(".", cwd=folder)
    for name in NAMES:
        for row in read_table(result.folder / f"csv/{name}.csv"):
            assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b",
                                            "\uff0d", "\uff20")) for cell in row.values()
                           if not cell.lstrip("-").isdigit()), row


def test_plan_for_2035_has_what_is_due_by_2030(sweep, tmp_path, pair):
    """A short key that lasts beyond 2035 is in both counts: RSA 2048 here, and P-256 beside it."""
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:P-256", "-nodes", "-keyout", "/dev/null", "-subj", "/CN=p256",
                    "-days", "7300", "-out", str(pair / "p256.crt")],
                   check=True, capture_output=True)
    messages = sorted(row["message"] for row in sweep(pair).findings
                      if row["check"] == "quantum-vulnerable")
    assert len(messages) == 2
    assert messages[0].startswith("1 certificate (RSA) is valid beyond 2030"), messages
    assert re.match(r"2 certificates \((EC,RSA|RSA,EC)\) are valid beyond 2035", messages[1]), messages
