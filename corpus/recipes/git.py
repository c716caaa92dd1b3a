"""Input for git_history.sh and what the repository it builds must give."""

from recipes.common import ANY_PATH, ANY_TRAIL
from recipes.issuing import ec_key, issue, rsa_key
from recipes.store import Store


def build():
    """The input files of git_history.sh, and what must be found in the repository it builds."""
    inputs, repository = Store("git-history"), Store("git-repository", on_disk=False)
    for stem in ("deleted", "current", "branch", "unreachable", "staged"):
        party = issue(stem + ".example", rsa_key() if stem == "deleted" else ec_key())
        for path, item in ((f"{stem}.crt", party.certificate), (f"{stem}.key", party.private_key)):
            inputs.pem(path, item)
            # A blob that no tree names has no path.
            if path == "unreachable.key":
                repository.expect("artifact", ANY_PATH, ANY_TRAIL, item.kind, item.note)
            else:
                repository.pem(path, item)
            if stem == "staged":
                repository.expect("artifact", path, "staged!line 1", item.kind, item.note)
        inputs.no_finding("key-in-git-history", f"{stem}.key", "a plain file, no repository")
        inputs.no_finding("key-orphaned", f"{stem}.key", "its certificate is beside it")

    check = "key-in-git-history"
    repository.finding(check, "deleted.key", "in the first commit, deleted since")
    repository.finding(check, "branch.key", "added and deleted on a branch that was merged")
    repository.expect("finding", ANY_PATH, ANY_TRAIL, check, "stored, though no commit reaches it")
    repository.no_finding(check, "current.key", "HEAD has it")
    repository.finding("key-committed", "current.key", "HEAD has it, readable by all")
    repository.no_finding("key-committed", "deleted.key", "HEAD no longer has it")
    repository.expect("finding", "staged.key", "staged!line 1", "key-staged",
                      "in the index, in no commit")
    repository.no_finding("key-staged", "current.key", "HEAD has it")
    repository.no_finding("key-in-git-history", "staged.key", "no commit has it yet")
    repository.no_finding("key-orphaned", "deleted.key", "its certificate is at HEAD")
    repository.no_finding("key-orphaned", "branch.key", "its certificate is at HEAD")
    return [inputs, repository]
