/* What MySQL and MariaDB are told of keys and certificates: settings in the sections of option
 * files, where '-' and '_' are one (MySQL Reference Manual, Using Option Files; Command Options for
 * Encrypted Connections). */
#include "decoders/configuration.h"

static const struct directive of_server[] = {
    {"ssl-ca", ROLE_CLIENT_TRUSTSTORE}, {"ssl-capath", ROLE_CLIENT_TRUSTSTORE},
    {"ssl-cert", ROLE_CERTIFICATE},     {"ssl-key", ROLE_KEY},
    {"ssl-crl", ROLE_REVOCATIONS},      {0},
};
static const struct directive of_client[] = {
    {"ssl-ca", ROLE_SERVER_TRUSTSTORE}, {"ssl-capath", ROLE_SERVER_TRUSTSTORE},
    {"ssl-cert", ROLE_CERTIFICATE},     {"ssl-key", ROLE_KEY},
    {"ssl-crl", ROLE_REVOCATIONS},      {0},
};

static bool begins(struct span text, const char *word) {
    return span_starts_with(text, word, strlen(word));
}

/* Settings of this section; NULL where it is none of MySQL's. */
static const struct directive *directives_of(struct span section) {
    bool server = begins(section, "mysqld") || begins(section, "mariadbd") ||
                  begins(section, "server") || begins(section, "mariadb-") ||
                  configuration_is(section, "mariadb");
    bool client = begins(section, "client") || begins(section, "mysql") ||
                  begins(section, "mariadb") || begins(section, "xtrabackup");
    return server ? of_server : client ? of_client : NULL;
}

static const struct directive *directive_of(const struct directive *directives, struct span name) {
    char plain[16];
    if (name.length >= sizeof plain) {
        return NULL;
    }
    for (size_t i = 0; i < name.length; i++) {
        plain[i] = (char)(name.bytes[i] == '_' ? '-' : name.bytes[i]);
    }
    return directive_named(directives, span_of(plain, name.length), false);
}

static bool mysql_decode(const struct blob *blob, struct examiner *examiner) {
    struct configuration configuration = configuration_of(blob, examiner, "mysql");
    const struct directive *directives = NULL;
    struct span line, name, value;
    while (configuration_line(&configuration, &line)) {
        if (configuration_section(line, &name)) {
            configuration.block = configuration.line;
            directives = directives_of(name);
        } else if (directives && configuration_setting(line, &name, &value)) {
            const struct directive *directive = directive_of(directives, name);
            if (directive) {
                configuration_report(&configuration, directive, name, value);
            }
        }
    }
    return false;
}

static bool confirms(struct span text, size_t at) {
    struct span name;
    return !configuration_name_around(text, at, &name) || directive_of(of_server, name);
}

static const struct anchor anchors[] = {{"ssl[-_][ck][aer]", confirms}, {0}};

const struct decoder mysql_decoder = {
    .name = "mysql",
    .accepts = configuration_accepts,
    .decode = mysql_decode,
    .anchors = anchors,
};
