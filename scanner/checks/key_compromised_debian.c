/* Keys that everybody can make again: those of Debian's OpenSSL of 2006 to 2008. */
#include "checks/key_weaknesses.h"

static enum outcome run(struct audit *audit, struct error *error) {
    return key_weaknesses_report(
        audit, "debian",
        "Its private half is known: the list names the keys that one program can only have made.",
        0, error);
}

const struct check key_compromised_debian_check = {
    .id = "key-compromised-debian",
    .severity = SEVERITY_ERROR,
    .title = "Key on a list of known private keys",
    .rule =
        "The end of an RSA key's modulus_sha1 stands in a list of weak keys: Debian's openssl-blacklist where that is installed, or a file named with --weak-keys. The account of the report says which lists were used.",
    .remedy =
        "Make a new key, have the certificate issued for it, and revoke the old one. Whatever the old key ever protected may have been read.",
    .reference = "CVE-2008-0166; openssl-vulnkey(1)",
    .run = run,
};
