/* What PostgreSQL is told of keys and certificates: settings of the server (PostgreSQL
 * documentation, section 20.3.3), and of clients in service files (section 34.17) and in connection
 * strings of both kinds (section 34.1.1), which may stand anywhere in a line. */
#define _GNU_SOURCE
#include "decoders/configuration.h"

static const struct directive parameters[] = {
    {"sslcert", ROLE_CERTIFICATE},
    {"sslkey", ROLE_KEY},
    {"sslrootcert", ROLE_SERVER_TRUSTSTORE},
    {"sslcrl", ROLE_REVOCATIONS},
    {0},
};
static const struct directive settings[] = {
    {"ssl_cert_file", ROLE_CERTIFICATE},       {"ssl_key_file", ROLE_KEY},
    {"ssl_ca_file", ROLE_CLIENT_TRUSTSTORE},   {"ssl_crl_file", ROLE_REVOCATIONS},
    {"PGSSLCERT", ROLE_CERTIFICATE},           {"PGSSLKEY", ROLE_KEY},
    {"PGSSLROOTCERT", ROLE_SERVER_TRUSTSTORE}, {0},
};

static bool bounds_parameter(uint8_t byte) {
    return byte_is_one_of(byte, "?& \t\r\"'`;<>");
}

/* "sslcert=" behind what begins a parameter of a connection string. */
static const struct directive *parameter_at(struct span line, size_t at) {
    for (const struct directive *parameter = parameters; parameter->name; parameter++) {
        size_t length = strlen(parameter->name);
        if (at > 0 && bounds_parameter(line.bytes[at - 1]) && at + length < line.length &&
            line.bytes[at + length] == '=' &&
            span_starts_with(span_from(line, at), parameter->name, length)) {
            return parameter;
        }
    }
    return NULL;
}

/* What one line names belongs together. */
static void read_parameters(struct configuration *configuration, struct span line) {
    uint64_t block = configuration->block;
    configuration->block = configuration->line;
    for (size_t at = 0; at < line.length; at++) {
        const uint8_t *found = memmem(line.bytes + at, line.length - at, "ssl", 3);
        if (!found) {
            break;
        }
        at = (size_t)(found - line.bytes);
        const struct directive *parameter = parameter_at(line, at);
        if (parameter) {
            size_t length = strlen(parameter->name), start = at + length + 1, end = start;
            while (end < line.length && !bounds_parameter(line.bytes[end])) {
                end++;
            }
            configuration_report(configuration, parameter, span_part(line, at, length),
                                 span_part(line, start, end - start));
        }
    }
    configuration->block = block;
}

static const struct directive *setting_named(struct span name) {
    const struct directive *setting = directive_named(settings, name, false);
    return setting ? setting : directive_named(parameters, name, false);
}

static bool postgres_decode(const struct blob *blob, struct examiner *examiner) {
    struct configuration configuration = configuration_of(blob, examiner, "postgres");
    struct span line, name, value;
    while (configuration_line(&configuration, &line)) {
        if (configuration_section(line, &name)) {
            configuration.block = configuration.line;
            continue;
        }
        bool set = configuration_setting(line, &name, &value);
        const struct directive *setting = set ? setting_named(name) : NULL;
        if (setting) {
            configuration_report(&configuration, setting, name, value);
        } else {
            read_parameters(&configuration, line);
        }
    }
    return false;
}

static bool confirms(struct span text, size_t at) {
    struct span name;
    return !configuration_name_around(text, at, &name) || setting_named(name) ||
           parameter_at(text, at);
}

static const struct anchor anchors[] = {
    {"ssl_[ck][aer][_lry]", confirms}, {"ssl[ckr][eor][lory]", confirms}, {"PGSSL", confirms}, {0}};

const struct decoder postgres_decoder = {
    .name = "postgres",
    .accepts = configuration_accepts,
    .decode = postgres_decode,
    .anchors = anchors,
};
