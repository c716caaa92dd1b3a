"""What lies in folders of tests and examples only is told as a note, so that it drowns nothing."""

import shutil

import pytest
from conftest import AT, CORPUS, git


def severities(result, check):
    return sorted(row["severity"] for row in result.findings if row["check"] == check)


@pytest.mark.parametrize("folder, expected", [
    ("deploy", "error"), ("src/test/resources", "note"), ("fixtures", "note"),
    ("testlint/testCerts", "note"), ("src/jvmTest/kotlin", "note"), ("jvmTest/kotlin", "error"), ("Tests/Fixtures", "note"), ("fixtures-expired", "note"), ("integration-tests", "note"), ("fuzz/corpus", "note"),
    ("contests", "error"),
    ("latest", "error"), ("contest/tests.d", "error"), ("tests", "note"),
    ("environments/test", "error"), ("test", "error")])
def test_folder(folder, expected, tmp_path, sweep):
    shutil.copytree(CORPUS / "api-gateway-remade", tmp_path / "root" / folder)
    result = sweep(tmp_path / "root", at=AT)
    assert severities(result, "client-selfsigned-altered") == [expected]
    said = [row["message"].endswith("Its folder is one of tests or examples.")
            for row in result.findings if row["check"] == "client-selfsigned-altered"]
    assert said == [expected == "note"]


def test_the_named_folder_itself_says_nothing(tmp_path, sweep):
    shutil.copytree(CORPUS / "api-gateway-remade", tmp_path / "tests/fixtures")
    result = sweep(tmp_path / "tests/fixtures", at=AT)
    assert severities(result, "client-selfsigned-altered") == ["error"]


def test_a_file_named_test_says_nothing(tmp_path, sweep):
    (tmp_path / "root").mkdir()
    shutil.copy(CORPUS / "pairs/exponents/other.pub.pem", tmp_path / "root/test.pem")
    shutil.copy(CORPUS / "pairs/late/server.key", tmp_path / "root/test.key")
    (tmp_path / "root/test.key").chmod(0o644)
    result = sweep(tmp_path / "root", at=AT)
    assert severities(result, "key-permissions") == ["warning"]


def test_a_fixture_that_is_used_elsewhere_is_no_fixture(tmp_path, sweep):
    root = tmp_path / "root"
    for folder in ("tests", "deploy"):
        (root / folder).mkdir(parents=True)
        shutil.copy(CORPUS / "pairs/late/server.key", root / folder)
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-qm", "keys")
    assert severities(sweep(root, at=AT), "key-committed") == ["warning"]
    git(root, "rm", "-q", "deploy/server.key")
    git(root, "commit", "-qm", "one less")
    assert severities(sweep(root, at=AT), "key-committed") == ["warning"], "history has it outside"


def test_the_past_of_a_fixture_counts_for_leaks_only(tmp_path, sweep):
    """The folder was renamed to one of tests: what is wrong now is wrong in a fixture."""
    root = tmp_path / "root"
    shutil.copytree(CORPUS / "api-gateway-remade", root / "certificates")
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-qm", "as it was")
    git(root, "mv", "certificates", "tests")
    git(root, "commit", "-qm", "renamed")
    result = sweep(root, at=AT)
    assert severities(result, "client-selfsigned-altered") == ["note"]
    assert "warning" in severities(result, "key-committed") + severities(result, "key-in-git-history")


def test_only_fixtures(tmp_path, sweep):
    root = tmp_path / "root"
    (root / "tests").mkdir(parents=True)
    shutil.copy(CORPUS / "pairs/late/server.key", root / "tests")
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-qm", "keys")
    assert severities(sweep(root, at=AT), "key-committed") == ["note"]


def test_documentation_is_no_deployment_but_may_leak(tmp_path, sweep):
    root = tmp_path / "root"
    root.mkdir()
    files = ("client.crt", "truststore.pem", "client.key")
    (root / "README.md").write_bytes(
        b"\n".join((CORPUS / "api-gateway-wrong-key" / name).read_bytes() for name in files))
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-qm", "manual")
    findings = sweep(root, at=AT).findings
    assert {row["check"] for row in findings if row["severity"] != "note"} == {"key-committed"}
    assert any(row["message"].endswith("stands in documentation.") for row in findings)
