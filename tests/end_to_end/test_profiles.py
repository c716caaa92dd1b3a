"""What breaks a consumer's rule is told in its name, with its severity, and nothing else is."""

import pytest
from conftest import CORPUS

# store, profile: {(check, file): severity of the finding that names the profile}
BROKEN = {
    ("profile-gcp-lb--keys", "gcp-lb"): {
        ("key-weak", "long.crt"): "error", ("key-weak", "curve.crt"): "error",
        ("eku-no-client-auth", "plain-client.crt"): "error",
        ("eku-no-client-auth", "below-client.crt"): "error"},
    ("profile-openssl-4--keys", "openssl-4"): {
        ("key-weak", "small.crt"): "error", ("key-weak", "short.crt"): "error",
        ("signature-weak", "digest.crt"): "error"},
    ("profile-openssl-4--keys", "openssl-2"): {},
    ("profile-azure-frontdoor--keys", "azure-frontdoor"): {("key-weak", "curve.crt"): "error"},
    ("profile-cloudflare-custom--days", "cloudflare-custom"): {("expires-soon", "near.crt"): "error"},
    ("profile-aws-cloudfront--bundles", "aws-cloudfront"): {
        ("chain-has-root", "rooted.pem"): "error", ("chain-unrelated-cert", "mixed.pem"): "error",
        ("chain-order", "late.pem"): "error"},
    ("profile-nginx--first", "nginx"): {("chain-leaf-not-first", "late.pem"): "error"},
    ("profile-mysql--names", "mysql"): {("same-dn-leaf-ca", "same.crt"): "error"},
    ("profile-kubernetes--forms", "kubernetes"): {
        ("key-encrypted", "locked.key"): "error", ("format-unread", "der.cer"): "warning"},
    ("profile-curl-schannel--client", "curl-schannel"): {
        ("format-unread", "pem-client.crt"): "error"},
    ("profile-aws-alb--text", "aws-alb"): {
        ("pem-text-around", "dash.pem"): "error", ("pem-text-around", "text.pem"): "error"},
}


@pytest.mark.parametrize("store, profile", BROKEN)
def test_breaches_name_the_profile(store, profile, sweep):
    found = {(row["check"], row["path"].rsplit("/", 1)[1]): row
             for row in sweep(CORPUS / store, "--profile", profile).findings if row["profile"]}
    assert {each: row["severity"] for each, row in found.items()} == BROKEN[store, profile]
    assert all(row["profile"] == profile and f"Profile {profile} (" in row["message"]
               for row in found.values())


def test_a_security_level_is_not_taken_for_a_version(sweep):
    found = sweep(CORPUS / "profile-openssl-4--keys", "--profile", "openssl-3").findings
    told = [row["message"] for row in found if row["profile"]]
    assert told and all("OpenSSL of any version at security level 3" in each for each in told)


def test_without_a_profile_no_rule_of_one_is_applied(sweep):
    for store, _ in BROKEN:
        assert not any(row["profile"] for row in sweep(CORPUS / store).findings)


def test_two_profiles_are_two_findings(sweep):
    store = CORPUS / "profile-aws-cloudfront--bundles"
    found = [row["profile"] for row in
             sweep(store, "--profile", "aws-cloudfront", "--profile", "aws-iam").findings
             if row["check"] == "chain-order"]
    assert sorted(found) == ["aws-cloudfront", "aws-iam"]
