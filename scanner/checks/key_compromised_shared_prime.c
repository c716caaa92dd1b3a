/* RSA keys that were made with too little randomness: two of them have a prime in common. */
#include "checks/key_weaknesses.h"

static enum outcome run(struct audit *audit, struct error *error) {
    return key_weaknesses_report(audit, "shared prime",
                                 "Whoever has both public keys can compute both private ones.", 0,
                                 error);
}

const struct check key_compromised_shared_prime_check = {
    .id = "key-compromised-shared-prime",
    .severity = SEVERITY_ERROR,
    .title = "Key that shares a prime with another",
    .rule =
        "Two different RSA moduli of the inventory have a common factor. All are compared with each other, up to the limit shared-prime-bytes.",
    .remedy =
        "Make new keys for both where randomness is to be had (not in the first minute of a device's life), have the certificates issued for them, and revoke the old ones.",
    .reference =
        "Heninger, Durumeric, Wustrow, Halderman: Mining Your Ps and Qs, USENIX Security 2012",
    .run = run,
};
