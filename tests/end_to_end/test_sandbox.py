"""Kernels that cannot confine a worker, or not by all means."""

import os
import sqlite3

import pytest
from older_kernel import without

LANDLOCK = ("landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self")
KERNELS = {
    "as it is": (None, "landlock, seccomp"),
    "without openat2": (without("openat2"), "landlock, seccomp"),
    "without Landlock": (without(*LANDLOCK), "this kernel lacks Landlock"),
    "without Landlock and openat2": (without("openat2", *LANDLOCK), "this kernel lacks Landlock"),
    "without seccomp": (without(seccomp=False), "this kernel lacks seccomp filters"),
    "without any": (without("openat2", *LANDLOCK, seccomp=False),
                    "this kernel lacks Landlock and seccomp filters"),
}


@pytest.fixture
def folder(pair):
    """Finds three folders down, a link to elsewhere, and one on the way to more."""
    (pair / "a/b/c").mkdir(parents=True)
    os.rename(pair / "pair.crt", pair / "a/b/c/pair.crt")
    os.symlink("/etc/ssl/certs", pair / "a/certs")
    os.symlink("/etc/passwd", pair / "a/b/passwd.pem")
    return pair


@pytest.mark.parametrize("kernel", KERNELS)
def test_same_finds_and_one_warning(kernel, sweep, folder):
    restrict, described = KERNELS[kernel]
    result = sweep(folder, preexec_fn=restrict)
    assert result.code == 0 and not result.problems
    assert result.kinds() == ["certificate", "private-key"]
    confined = described == "landlock, seccomp"
    assert result.stderr.decode().count("warning") == (0 if confined else 1)
    assert confined or described in result.stderr.decode()
    stored = sqlite3.connect(result.folder / "inventory.db").execute(
        "SELECT value FROM scan WHERE name = 'sandbox'").fetchone()
    assert stored == (described,)
    page = (result.folder / "index.html").read_text(encoding="utf-8")
    assert confined or described in page


@pytest.mark.parametrize("kernel", KERNELS)
def test_a_sandbox_can_be_required(kernel, sweep, folder):
    restrict, described = KERNELS[kernel]
    result = sweep(folder, "--require-sandbox", preexec_fn=restrict)
    if described == "landlock, seccomp":
        assert result.code == 0
    else:
        assert result.code == 4 and described in result.stderr.decode()
        assert not (result.folder / "inventory.db").exists()
