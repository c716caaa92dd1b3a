/* Keystores that Java programs are told of: Kafka's and ZooKeeper's properties, system properties
 * on command lines, Spring Boot's in properties, YAML and the environment (Kafka documentation,
 * Broker Configs; JSSE Reference Guide; Spring Boot, SSL). Passphrases beside them are passed over.
 */
#include "decoders/configuration.h"

/* The end of a setting's name: something may stand before it. */
static const struct directive endings[] = {
    {"ssl.keystore.location", ROLE_KEYSTORE},
    {"ssl.truststore.location", ROLE_TRUSTSTORE},
    {"ssl.keyStore.location", ROLE_KEYSTORE},
    {"ssl.trustStore.location", ROLE_TRUSTSTORE},
    {"SSL_KEYSTORE_LOCATION", ROLE_KEYSTORE},
    {"SSL_TRUSTSTORE_LOCATION", ROLE_TRUSTSTORE},
    {"javax.net.ssl.keyStore", ROLE_KEYSTORE},
    {"javax.net.ssl.trustStore", ROLE_TRUSTSTORE},
    {"server.ssl.key-store", ROLE_KEYSTORE},
    {"server.ssl.keyStore", ROLE_KEYSTORE},
    {"server.ssl.trust-store", ROLE_CLIENT_TRUSTSTORE},
    {"server.ssl.trustStore", ROLE_CLIENT_TRUSTSTORE},
    {"SERVER_SSL_KEY_STORE", ROLE_KEYSTORE},
    {"SERVER_SSL_TRUST_STORE", ROLE_CLIENT_TRUSTSTORE},
    {"server.ssl.certificate", ROLE_CERTIFICATE},
    {"server.ssl.certificate-private-key", ROLE_KEY},
    {"server.ssl.trust-certificate", ROLE_CLIENT_TRUSTSTORE},
    {0},
};
/* In YAML a setting stands below "ssl:". */
static const struct directive below_ssl[] = {
    {"key-store", ROLE_KEYSTORE},
    {"trust-store", ROLE_CLIENT_TRUSTSTORE},
    {0},
};

static const struct directive *directive_for(struct span name) {
    for (const struct directive *ending = endings; ending->name; ending++) {
        size_t length = strlen(ending->name);
        if (name.length < length ||
            memcmp(name.bytes + name.length - length, ending->name, length) != 0) {
            continue;
        }
        uint8_t before = name.length > length ? name.bytes[name.length - length - 1] : '.';
        if (before == '.' || before == '_') {
            return ending;
        }
    }
    return directive_named(below_ssl, name, false);
}

static void read_options(struct configuration *configuration, struct span line) {
    struct span name, value;
    while (configuration_option(&line, &name, &value)) {
        const struct directive *directive = directive_for(name);
        if (directive) {
            configuration_report(configuration, directive, name, value);
        }
    }
}

static bool java_settings_decode(const struct blob *blob, struct examiner *examiner) {
    struct configuration configuration = configuration_of(blob, examiner, "java");
    struct span line, name, value;
    while (configuration_line(&configuration, &line)) {
        bool setting = configuration_setting(line, &name, &value);
        const struct directive *directive = setting ? directive_for(name) : NULL;
        if (directive) {
            configuration_report(&configuration, directive, name, value);
        } else {
            read_options(&configuration, line);
        }
    }
    return false;
}

/* -Dname is an option too. */
static bool confirms(struct span text, size_t at) {
    struct span name;
    return !configuration_name_around(text, at, &name) || directive_for(name) ||
           (span_starts_with(name, "D", 1) && directive_for(span_from(name, 1)));
}

static const struct anchor anchors[] = {{"[sS][sS][lL][._][kKtT][eErR][yYuU]", confirms},
                                        {"server\\.ssl\\.", confirms},
                                        {"[ty]-store", confirms},
                                        {0}};

const struct decoder java_settings_decoder = {
    .name = "java-settings",
    .accepts = configuration_accepts,
    .decode = java_settings_decode,
    .anchors = anchors,
};
