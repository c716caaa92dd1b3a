/* Keys of Infineon's RSALib: smart cards, TPMs, tokens and identity cards. */
#include "checks/key_weaknesses.h"

static enum outcome run(struct audit *audit, struct error *error) {
    return key_weaknesses_report(
        audit, "roca",
        "Such a key can be factored from its public half (up to 2,048 bits at a price that is paid).",
        0, error);
}

const struct check key_compromised_roca_check = {
    .id = "key-compromised-roca",
    .severity = SEVERITY_ERROR,
    .title = "Key with the fingerprint of ROCA",
    .rule =
        "An RSA modulus that is, modulo every prime from 3 to 167, a power of 65537: keys made inside chips with Infineon's RSALib. Of other moduli fewer than one in a hundred million looks like that.",
    .remedy =
        "Update the device that made the key, or make a new key elsewhere; have the certificate issued for it, and revoke the old one.",
    .reference =
        "CVE-2017-15361; Nemec, Sys, Svenda, Klinec, Matyas: The Return of Coppersmith's Attack, CCS 2017",
    .run = run,
};
