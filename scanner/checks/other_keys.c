/* Keys that no certificate will ever have: named so that an inventory has them, and not judged. */
#include "checks/observed.h"

/* How a program makes a new one, by what the decoder's words begin with. */
static const struct {
    const char *begin;
    const char *command;
} replacements[] = {
    {"an OpenVPN static key", "openvpn --genkey secret FILE, and give it to both sides"},
    {"a client's key of OpenVPN", "openvpn --tls-crypt-v2 SERVER.key --genkey tls-crypt-v2-client"},
    {"a server's key of OpenVPN", "openvpn --genkey tls-crypt-v2-server FILE, and then new ones "
                                  "for all of its clients"},
    {"a WireGuard private key", "wg genkey, and give its public half (wg pubkey) to each peer"},
    {"a WireGuard preshared key", "wg genpsk, and give it to both sides"},
    {"an age secret key", "age-keygen, and encrypt anew what the old one opens"},
    {"a minisign secret key", "minisign -G, and hand out the new public key"},
    {"a signify secret key", "signify -G, and hand out the new public key"},
    {"an OpenPGP secret key", "gpg --full-generate-key, and revoke the old one"},
    {"a secret key in GnuPG", "gpg --full-generate-key, and revoke the old one"},
    {"a sigstore secret key", "cosign generate-key-pair, and hand out the new public key"},
    {"a Nebula secret key", "nebula-cert keygen, and sign its public half anew"},
};

static void say_remedy(struct buffer *remedy, const struct observed *observed) {
    for (size_t i = 0; i < sizeof replacements / sizeof *replacements; i++) {
        const char *begin = replacements[i].begin;
        if (strncmp(observed->detail, begin, strlen(begin)) == 0) {
            buffer_format(
                remedy,
                "Keep it where only the program that uses it can read it. If anybody else "
                "could have read it, replace it: %s.",
                replacements[i].command);
        }
    }
}

static enum outcome run_secret(struct audit *audit, struct error *error) {
    return observed_report(audit, "other-secret-key", say_remedy, error);
}

static enum outcome run_public(struct audit *audit, struct error *error) {
    return observed_report(audit, "other-public-key", NULL, error);
}

const struct check other_secret_key_check = {
    .id = "other-secret-key",
    .severity = SEVERITY_NOTE,
    .title = "Secret key of another kind",
    .rule = "A secret key that belongs to no certificate: of OpenVPN, WireGuard, OpenPGP, age, "
            "minisign, signify, sigstore, Nebula, Tor or SSH protocol 1. It is named, and neither "
            "paired nor judged.",
    .remedy = "Keep it where only the program that uses it can read it. If anybody else could have "
              "read it, replace it.",
    .reference = "docs/formats.md",
    .is_of_leaks = true,
    .run = run_secret,
};

const struct check other_public_key_check = {
    .id = "other-public-key",
    .severity = SEVERITY_NOTE,
    .title = "Public key or certificate of another kind",
    .rule =
        "A public key of OpenPGP, WireGuard, age, minisign, signify or Nebula, a certificate of "
        "Nebula, or an attribute certificate. It is named, and not judged.",
    .remedy = "Nothing is to be done.",
    .reference = "docs/formats.md",
    .run = run_public,
};
