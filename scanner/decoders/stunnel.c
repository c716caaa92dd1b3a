/* What stunnel is told of keys and certificates: settings, some for all services and some in the
 * section of one (stunnel manual, FILE options). */
#include "decoders/configuration.h"

static const struct directive directives[] = {
    {"cert", ROLE_CERTIFICATE},    {"key", ROLE_KEY},
    {"CAfile", ROLE_TRUSTSTORE},   {"CApath", ROLE_TRUSTSTORE},
    {"CRLfile", ROLE_REVOCATIONS}, {0},
};

static bool names_one(struct span name) {
    static const char *const names[] = {"cert", "CAfile", "CApath", NULL};
    return span_is_one_of(name, names);
}

static bool names_service(struct span name) {
    return configuration_is(name, "accept") || configuration_is(name, "connect");
}

/* Such settings are common; stunnel's alone stand with what is accepted and where it goes. */
static bool is_stunnel(struct configuration configuration) {
    bool service = false, named = false;
    struct span line, name, value;
    while (configuration_line(&configuration, &line)) {
        if (memchr(line.bytes, '=', line.length) && configuration_setting(line, &name, &value)) {
            service |= names_service(name);
            named |= names_one(name);
        }
    }
    return service && named;
}

static bool stunnel_decode(const struct blob *blob, struct examiner *examiner) {
    struct configuration configuration = configuration_of(blob, examiner, "stunnel");
    struct span line, name, value;
    if (!is_stunnel(configuration)) {
        return false;
    }
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
    struct span rest = span_from(text, at);
    const uint8_t *end = memchr(rest.bytes, '\n', rest.length);
    return !configuration_name_around(text, at, &name) ||
           (names_service(name) && (!end || memchr(rest.bytes, '=', (size_t)(end - rest.bytes))));
}

/* What is rarer than the names of certificates. */
#define BEHIND "[ \t=:\r\\x0c\"']"
static const struct anchor anchors[] = {{"[aA][cC][cC][eE][pP][tT]" BEHIND, confirms},
                                        {"[cC][oO][nN][nN][eE][cC][tT]" BEHIND, confirms},
                                        {0}};

const struct decoder stunnel_decoder = {
    .name = "stunnel",
    .accepts = configuration_accepts,
    .decode = stunnel_decode,
    .anchors = anchors,
};
