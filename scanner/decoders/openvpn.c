/* What OpenVPN is told of keys and certificates: an option a line (OpenVPN manual, TLS mode
 * options). What stands inline between <ca> and </ca> is found as the PEM it is. */
#include "decoders/configuration.h"

static const struct directive directives[] = {
    {"ca", ROLE_TRUSTSTORE},          {"capath", ROLE_TRUSTSTORE},
    {"cert", ROLE_CERTIFICATE},       {"key", ROLE_KEY},
    {"extra-certs", ROLE_CHAIN},      {"pkcs12", ROLE_KEYSTORE},
    {"crl-verify", ROLE_REVOCATIONS}, {0},
};

/* Every OpenVPN configuration says what kind of device it wants. */
static bool is_openvpn(struct configuration configuration) {
    struct span line;
    while (configuration_line(&configuration, &line)) {
        if (span_starts_with(line, "dev tun", 7) || span_starts_with(line, "dev tap", 7)) {
            return true;
        }
    }
    return false;
}

static bool openvpn_decode(const struct blob *blob, struct examiner *examiner) {
    struct configuration configuration = configuration_of(blob, examiner, "openvpn");
    struct span line, name, value;
    if (!is_openvpn(configuration)) {
        return false;
    }
    while (configuration_line(&configuration, &line)) {
        if (configuration_word(&line, &name)) {
            const struct directive *directive = directive_named(directives, name, false);
            if (directive && configuration_word(&line, &value)) {
                configuration_report(&configuration, directive, name, value);
            }
        }
    }
    return false;
}

static const struct anchor anchors[] = {{"dev t[au][np]", NULL}, {0}};

const struct decoder openvpn_decoder = {
    .name = "openvpn",
    .accepts = configuration_accepts,
    .decode = openvpn_decode,
    .anchors = anchors,
};
