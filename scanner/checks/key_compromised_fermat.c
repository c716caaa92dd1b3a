/* RSA keys whose primes are neighbours. */
#include "checks/key_weaknesses.h"

static enum outcome run(struct audit *audit, struct error *error) {
    return key_weaknesses_report(
        audit, "fermat", "Whoever sees the public key can compute the private one within a second.",
        0, error);
}

const struct check key_compromised_fermat_check = {
    .id = "key-compromised-fermat",
    .severity = SEVERITY_ERROR,
    .title = "Key whose primes are too close together",
    .rule = "An RSA modulus that Fermat's method factors within 100 rounds.",
    .remedy =
        "Make a new key with another program (openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072), have the certificate issued for it, and revoke the old one.",
    .reference = "CVE-2022-26320; FIPS 186-5 appendix A.1.3",
    .run = run,
};
