"""How severe a finding is where the place decides."""

from conftest import CORPUS


def severities(sweep, store, check):
    result = sweep(CORPUS / store)
    return {row["path"].split(f"{store}/", 1)[1]: row["severity"]
            for row in result.findings if row["check"] == check}


def test_what_has_been_replaced_is_a_note(sweep):
    assert severities(sweep, "places-replaced", "expired") == {
        "letsencrypt/archive/shop/cert1.pem": "note",
        "tls/old-2025/pay.crt": "note",
        "waiting/mail.crt": "error",
        "named/blog1.crt": "error",
        "other/wiki.crt": "error",
    }


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
