"""What a path deviates in is told of the certificates whose signature somebody checks, and a path
without is taken where there is one."""

from datetime import datetime, timedelta, timezone

import pytest
from conftest import read_table, run


def ec_key(path, *options):
    run("openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", *options, "-out", path)
    return path


def root(folder, digest):
    key = ec_key(folder / "root.key")
    run("openssl", "req", "-x509", "-new", "-key", key, "-subj", "/CN=Root", "-days", "3650",
        digest, "-out", folder / "root.pem")


def issue(folder, name, issuer, digest, *, ca=False, key=None, out=None):
    """By issuer.key, under the name of issuer.pem."""
    request, settings = folder / "request", folder / "settings"
    key = key or ec_key(folder / f"{name}.key")
    run("openssl", "req", "-new", "-key", key, "-subj", f"/CN={name}", "-out", request)
    settings.write_text("basicConstraints=critical,CA:TRUE\nsubjectKeyIdentifier=hash\n"
                        "authorityKeyIdentifier=keyid:always\n" if ca else
                        "extendedKeyUsage=serverAuth\nsubjectAltName=DNS:a.example\n"
                        "authorityKeyIdentifier=keyid:always\n", encoding="ascii")
    run("openssl", "x509", "-req", "-in", request, "-CA", folder / f"{issuer}.pem",
        "-CAkey", folder / f"{issuer}.key", "-days", "365", digest, "-extfile", settings,
        "-out", folder / f"{out or name}.pem")


def judged(sweep, tmp_path, *sent):
    """The row of the leaf, the first that is sent, with the root in a truststore; the day after
    openssl made them."""
    store = tmp_path / "store"
    store.mkdir()
    (store / "server.pem").write_bytes(b"".join(one.read_bytes() for one in sent))
    (store / "truststore.pem").write_bytes((tmp_path / "root.pem").read_bytes())
    tomorrow = datetime.now(timezone.utc) + timedelta(days=1)
    result = sweep(store, at=tomorrow.strftime("%Y-%m-%dT%H:%M:%SZ"))
    [row] = [row for row in read_table(result.folder / "csv/chains.csv")
             if row["subject"] == "CN = Leaf" and row["position"] == "0"]
    assert (row["valid"], row["anchor"]) == ("true", "truststore")
    return row


@pytest.mark.parametrize("digest, told", (
    ("-sha1", "signature-digest-broken in CN = Leaf"), ("-sha256", "")))
def test_a_signature_over_a_broken_digest_is_told(sweep, tmp_path, digest, told):
    root(tmp_path, "-sha256")
    issue(tmp_path, "Leaf", "root", digest)
    assert judged(sweep, tmp_path, tmp_path / "Leaf.pem")["deviations"] == told


def test_that_of_an_anchor_is_nobodys_matter(sweep, tmp_path):
    root(tmp_path, "-sha1")
    issue(tmp_path, "Leaf", "root", "-sha256")
    assert judged(sweep, tmp_path, tmp_path / "Leaf.pem")["deviations"] == ""


def test_the_path_without_is_taken(sweep, tmp_path):
    root(tmp_path, "-sha256")
    issue(tmp_path, "CA", "root", "-sha1", ca=True)
    issue(tmp_path, "Leaf", "CA", "-sha256")
    issue(tmp_path, "CA", "root", "-sha256", ca=True, key=tmp_path / "CA.key", out="other")
    sent = [tmp_path / f"{name}.pem" for name in ("Leaf", "CA", "other")]
    assert judged(sweep, tmp_path, *sent)["deviations"] == ""


def test_a_curve_without_a_name_is_told(sweep, tmp_path):
    root(tmp_path, "-sha256")
    ec_key(tmp_path / "Leaf.key", "-param_enc", "explicit")
    issue(tmp_path, "Leaf", "root", "-sha256", key=tmp_path / "Leaf.key")
    row = judged(sweep, tmp_path, tmp_path / "Leaf.pem")
    assert row["deviations"] == "curve-not-named in CN = Leaf"
