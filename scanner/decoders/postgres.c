/* What PostgreSQL is told of keys and certificates: settings of the server (PostgreSQL
 * documentation, section 20.3.3), and of clients in service files (section 34.17). */
#include "decoders/configuration.h"

static const struct directive directives[] = {
    {"ssl_cert_file", ROLE_CERTIFICATE},
    {"ssl_key_file", ROLE_KEY},
    {"ssl_ca_file", ROLE_CLIENT_TRUSTSTORE},
    {"ssl_crl_file", ROLE_REVOCATIONS},
    {"sslcert", ROLE_CERTIFICATE},
    {"sslkey", ROLE_KEY},
    {"sslrootcert", ROLE_SERVER_TRUSTSTORE},
    {"sslcrl", ROLE_REVOCATIONS},
    {"PGSSLCERT", ROLE_CERTIFICATE},
    {"PGSSLKEY", ROLE_KEY},
    {"PGSSLROOTCERT", ROLE_SERVER_TRUSTSTORE},
    {0},
};

static bool postgres_decode(const struct blob *blob, struct examiner *examiner) {
    struct configuration configuration = configuration_of(blob, examiner, "postgres");
    struct span line, name, value;
    while (configuration_line(&configuration, &line)) {
        if (configuration_section(line, &name)) {
            configuration.block = configuration.line;
        } else if (configuration_setting(line, &name, &value)) {
            const struct directive *directive = directive_named(directives, name, false);
            if (directive) {
                configuration_report(&configuration, directive, name, value);
            }
        }
    }
    return false;
}

static bool confirms(struct span text, size_t at) {
    struct span name;
    return !configuration_name_around(text, at, &name) || directive_named(directives, name, false);
}

static const struct anchor anchors[] = {
    {"ssl_[ck][aer][_lry]", confirms}, {"ssl[ckr][eor][lory]", confirms}, {"PGSSL", confirms}, {0}};

const struct decoder postgres_decoder = {
    .name = "postgres",
    .accepts = configuration_accepts,
    .decode = postgres_decode,
    .anchors = anchors,
};
