"""How severe a finding is where the place decides."""

import base64
import gzip
import shutil
import subprocess

from conftest import CORPUS, PROGRAM, git, run


def severities(sweep, store, check):
    result = sweep(CORPUS / store)
    return {row["path"].split(f"{store}/", 1)[1]: row["severity"]
            for row in result.findings if row["check"] == check}


def test_what_has_been_replaced_is_a_note(sweep):
    assert severities(sweep, "places-replaced", "expired") == {
        "letsencrypt/archive/shop/cert1.pem": "note",
        "tls/old-2025/pay.crt": "note",
        "renewed/archive/cart/cert1.pem": "note",
        "waiting/mail.crt": "error",
        "named/blog1.crt": "error",
        "other/wiki.crt": "error",
    }


def test_a_key_of_a_valid_certificate_is_not_removed_with_an_expired_one(sweep):
    remedies = {row["path"].rpartition("places-replaced/")[2]: row["remedy"]
                for row in sweep(CORPUS / "places-replaced").findings if row["check"] == "expired"}
    assert "Its key stays" in remedies["renewed/archive/cart/cert1.pem"]
    assert "with its key" in remedies["tls/old-2025/pay.crt"]


def test_what_nobody_presents_lacks_nothing_that_matters(sweep):
    assert severities(sweep, "places-carried", "chain-incomplete") == {
        "served/web.pem": "error",
        "logs/proxy.log": "note",
        "signer/signer.pem": "note",
    }


def test_a_truststore_for_clients_completes_no_chain(sweep):
    assert severities(sweep, "places-chain-files", "chain-incomplete") == {
        "wrong/www.crt": "warning",
    }


def test_a_server_that_sends_only_its_leaf_is_an_error(sweep):
    assert severities(sweep, "places-server-chains", "chain-incomplete") == {
        "kept-cert/cert.pem": "error",
        "nowhere-cert/cert.pem": "error",
        "apache/a.crt": "error",
    }
    told = {row["path"].rpartition("places-server-chains/")[2]: row
            for row in sweep(CORPUS / "places-server-chains").findings
            if row["check"] == "chain-incomplete"}
    row = told["nowhere-cert/cert.pem"]
    assert "nowhere-cert/nginx.conf names certificate" in row["message"]
    assert "on line 1," in row["message"]
    assert "nowhere-cert/fullchain.pem: name that file instead" in row["message"]
    assert row["remedy"].endswith("nowhere-cert/nginx.conf.")
    assert "chain.crt' >> " in told["apache/a.crt"]["remedy"]


def test_one_whole_copy_does_not_hide_one_without_its_chain(sweep):
    assert severities(sweep, "places-copies", "chain-incomplete") == {
        f"staging/{name}": "error"
        for name in ("secret.yaml", "web-fullchain.pem", "combined.pem", "agent.pem")
    } | {"staging/server.crt": "warning"}
    told = {row["path"].rpartition("/")[2]: row
            for row in sweep(CORPUS / "places-copies").findings
            if row["check"] == "chain-incomplete"}
    assert "production/combined.pem has its chain" in told["combined.pem"]["message"]
    assert "staging/combined.pem'" in told["combined.pem"]["remedy"]
    assert told["secret.yaml"]["remedy"].startswith("Its issuer must stand behind it")


def test_a_client_of_others_is_held_against_no_truststore_of_ours(sweep):
    assert severities(sweep, "places-outward", "issuer-not-in-truststore") == {
        "web/partners/shop/client.pem": "error", "web/clients/till.pem": "error"}
    assert severities(sweep, "places-outward", "chain-issuer-missing") == {
        f"web/{name}.pem": "note"
        for name in ("partners/bank/client", ".postgresql/postgresql", "behind")}


def test_a_reference_through_a_link_leads_to_the_file(tmp_path, sweep):
    """As certbot keeps them; one link leads to another, one in a circle, one nowhere."""
    for kind, named in (("bad", "cert"), ("good", "fullchain"), ("again", "other")):
        etc = tmp_path / kind / "etc"
        live, archive = etc / "letsencrypt/live/a", etc / "letsencrypt/archive/a"
        live.mkdir(parents=True)
        archive.mkdir(parents=True)
        for name in ("cert", "chain", "fullchain", "privkey"):
            shutil.copy(CORPUS / f"places-server-chains/kept-cert/{name}.pem",
                        archive / f"{name}1.pem")
            (live / f"{name}.pem").symlink_to(f"../../archive/a/{name}1.pem")
        (live / "other.pem").symlink_to("cert.pem")
        (live / "circle.pem").symlink_to("circle.pem")
        (live / "nowhere.pem").symlink_to("../../../../../../../../../nowhere/cert1.pem")
        (etc / "nginx.conf").write_text(f"ssl_certificate /etc/letsencrypt/live/a/{named}.pem;\n"
                                        "ssl_certificate_key /etc/letsencrypt/live/a/privkey.pem;\n")
        told = [row for row in sweep(tmp_path / kind).findings
                if row["check"] == "chain-incomplete" and row["severity"] == "error"]
        assert [row["path"].rpartition("/")[2] for row in told] == \
            ([] if kind == "good" else ["cert1.pem"])
        assert all("/live/a/fullchain.pem: name that file instead" in row["message"]
                   for row in told)


def test_what_a_commit_says_is_no_file(repository, pair, sweep):
    (repository / "readme").write_bytes(b"x")
    git(repository, "add", "readme")
    git(repository, "commit", "-m", "pasted\n\n" + (pair / "pair.key").read_text())
    result = sweep(repository / ".git")
    commit = git(repository, "rev-parse", "HEAD")
    assert "key-committed" not in result.checks() and "key-in-archive" not in result.checks()
    told = [row for row in result.findings if row["check"] == "key-in-git-history"]
    assert len(told) == 1 and f"in the message of commit {commit}" in told[0]["message"]
    assert "git rm" not in told[0]["remedy"]


def test_a_note_is_called_one(repository, pair, sweep):
    (repository / "readme").write_bytes(b"x")
    git(repository, "add", "readme")
    git(repository, "commit", "-m", "begin")
    git(repository, "notes", "add", "-F", pair / "pair.key")
    told = [row["message"] for row in sweep(repository / ".git").findings
            if row["check"] == "key-in-git-history"]
    assert len(told) == 1 and "in a note of git (notes/commits)" in told[0]


def test_a_packed_value_is_no_archive(tmp_path, pair, sweep):
    packed = base64.b64encode(gzip.compress((pair / "pair.key").read_bytes())).decode()
    (tmp_path / "cloud.yaml").write_text(f"write_files:\n- encoding: gz+b64\n  content: {packed}\n",
                                         encoding="utf-8")
    result = sweep(tmp_path / "cloud.yaml")
    assert result.kinds() == ["private-key"] and "key-in-archive" not in result.checks()


def test_a_truststore_that_names_nothing_is_told(pair, sweep):
    result = sweep(pair, "--truststore", "*/pair.crt", "--truststore", "nosuch*")
    assert result.code == 3
    assert [row["reason"] for row in result.problems if "--truststore" in row["reason"]] == [
        "truststore-unmatched: --truststore nosuch* matches no file with a certificate"]
    assert sweep(pair, "--truststore", "*/pair.crt").problems == []


def test_a_report_of_an_incomplete_sweep_says_so(tmp_path, pair, sweep):
    (pair / "cut.pem").write_text("-----BEGIN CERTIFICATE-----\nMIIB\n", encoding="utf-8")
    assert sweep(pair).code == 3
    inventory = tmp_path / "report-1/inventory.db"
    process = subprocess.run([PROGRAM, "report", inventory, f"--json={tmp_path}/out.json"],
                             capture_output=True, text=True, check=False)
    assert process.returncode == 3 and "incomplete" in process.stderr


def test_a_locked_key_is_not_nowhere(tmp_path, pair, sweep):
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "www.crt").write_bytes((pair / "pair.crt").read_bytes())
    run("openssl", "pkcs8", "-topk8", "-in", pair / "pair.key", "-out", folder / "www.key",
        "-passout", "pass:not one of the usual")
    (folder / "nginx.conf").write_text("ssl_certificate www.crt;\nssl_certificate_key www.key;\n",
                                       encoding="utf-8")
    told = [row["message"] for row in sweep(folder).findings if row["check"] == "cert-without-key"]
    assert len(told) == 1 and "is locked and cannot be compared" in told[0]


def test_a_bare_public_half_beside_the_key_makes_a_note(sweep):
    assert severities(sweep, "places-bare-halves", "key-orphaned") == {
        "tokens/sa.key": "note",
        "lost/web.key": "warning",
    }


def test_a_record_of_what_was_issued_is_presented_by_nobody(sweep):
    assert severities(sweep, "presented-listed", "chain-incomplete") == {
        "issued/all.pem": "note",
        "issued/two.pem": "error",
    }
    assert severities(sweep, "presented-listed", "chain-issuer-missing") == {
        "strange/all.pem": "note",
        "strange/two.pem": "warning",
    }


def test_a_client_without_its_issuer_may_be_known_to_its_server(sweep):
    assert severities(sweep, "presented-devices", "chain-issuer-missing") == {
        "thing/0a1b-certificate.pem.crt": "note",
        "kit/client.crt": "warning",
        "web/server.crt": "warning",
    }


def test_a_client_of_another_deployment_is_an_error(sweep):
    assert severities(sweep, "presented-twins", "issuer-not-in-truststore") == {
        "blue/client/client.crt": "error",
        "green/partner/client.crt": "warning",
    }


def test_what_a_server_is_told_outweighs_what_is_called_a_truststore(sweep):
    """A partner's client may call the partner; a client of the server's own roots calls it."""
    assert severities(sweep, "truststore-own-clients", "issuer-not-in-truststore") == {
        "database/caller/client.crt": "error", "remade/caller/client.crt": "error",
        "partner/caller/client.crt": "warning"}


def test_a_root_of_the_web_need_not_be_here(sweep):
    assert severities(sweep, "presented-roots", "chain-issuer-missing") == {
        "web/fullchain.pem": "note",
        "own/fullchain.pem": "warning",
        "chained/host.crt": "warning",
        "alone/host.crt": "error",
    }


def test_the_certificate_of_a_signed_commit_may_expire(sweep, repository, tmp_path):
    run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
        "-keyout", tmp_path / "ca.key", "-out", tmp_path / "ca.crt", "-subj", "/CN=Signing CA")
    run("openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
        "-keyout", tmp_path / "own.key", "-out", tmp_path / "own.csr", "-subj", "/CN=signer")
    run("openssl", "x509", "-req", "-in", tmp_path / "own.csr", "-CA", tmp_path / "ca.crt", "-CAkey",
        tmp_path / "ca.key", "-CAcreateserial", "-days", "1", "-out", tmp_path / "own.crt")
    body = f"tree {git(repository, 'write-tree')}\nauthor A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n"
    signed = run("openssl", "cms", "-sign", "-binary", "-outform", "PEM", "-signer",
                 tmp_path / "own.crt", "-inkey", tmp_path / "own.key", input=body.encode()).decode()
    signed = signed.replace(" CMS-----", " SIGNED MESSAGE-----").strip().replace("\n", "\n ")
    (tmp_path / "commit").write_text(f"{body}gpgsig {signed}\n\nsigned\n")
    commit = git(repository, "hash-object", "-t", "commit", "-w", tmp_path / "commit")
    git(repository, "update-ref", "HEAD", commit)
    result = sweep(repository, at="2099-01-01T00:00:00Z")
    assert "certificate" in result.kinds()
    assert not {"expired", "chain-issuer-missing"} & set(result.checks())


def test_what_others_test_with_is_a_note(sweep, pair, tmp_path):
    for folder in ("vendor/a/test", "node_modules/b/t", "test", "deploy/test"):
        (tmp_path / "tree" / folder).mkdir(parents=True)
        (tmp_path / "tree" / folder / "web.key").write_bytes((pair / "pair.key").read_bytes())
        key = tmp_path / "tree" / folder / "web.key"
        key.chmod(0o644)
    rows = {row["path"].split("tree/")[1]: row["severity"]
            for row in sweep(tmp_path / "tree").findings if row["check"] == "key-permissions"}
    assert len(rows) == 4 and set(rows.values()) == {"warning"}  # one key, and in use elsewhere
    for folder in ("test", "deploy"):
        shutil.rmtree(tmp_path / "tree" / folder)
    rows = [row["severity"] for row in sweep(tmp_path / "tree").findings
            if row["check"] == "key-permissions"]
    assert rows == ["note", "note"]
