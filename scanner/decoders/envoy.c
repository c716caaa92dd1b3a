/* What Envoy is told of keys and certificates, in YAML or JSON: "filename" below certificate_chain,
 * private_key and trusted_ca (Envoy API, extensions.transport_sockets.tls.v3). What stands there as
 * inline_string is found as the PEM it is. */
#define _GNU_SOURCE
#include "decoders/configuration.h"
#include "decoders/key_report.h"

static const struct directive sources[] = {
    {"certificate_chain", ROLE_CERTIFICATE},
    {"certificateChain", ROLE_CERTIFICATE},
    {"private_key", ROLE_KEY},
    {"privateKey", ROLE_KEY},
    {"trusted_ca", ROLE_CLIENT_TRUSTSTORE},
    {"trustedCa", ROLE_CLIENT_TRUSTSTORE},
    {"crl", ROLE_REVOCATIONS},
    {0},
};
static const struct directive upstream = {"trusted_ca", ROLE_SERVER_TRUSTSTORE};

struct envoy {
    struct configuration configuration;
    struct pair pair;
    const struct directive *source; /* whose filename may come; NULL: of nothing we know */
    struct span source_name;
    bool is_filename; /* the next value is one */
    bool is_upstream; /* the context that began last is for connections to servers */
};

static bool is_one_of(struct span name, const char *one, const char *other) {
    return span_equal(name, span_text(one)) || span_equal(name, span_text(other));
}

static void take_key(struct envoy *envoy, struct span name) {
    const struct directive *source = directive_named(sources, name, false);
    envoy->is_filename = envoy->source && span_equal(name, span_text("filename"));
    if (is_one_of(name, "tls_certificates", "tlsCertificates") ||
        is_one_of(name, "common_tls_context", "commonTlsContext")) {
        envoy->pair = (struct pair){0};
    }
    if (source) {
        envoy->source = source;
        envoy->source_name = name;
    } else if (!envoy->is_filename) {
        envoy->source = NULL;
    }
}

static void take_value(struct envoy *envoy, struct span value) {
    struct configuration *configuration = &envoy->configuration;
    if (memmem(value.bytes, value.length, "streamTlsContext", 16)) {
        envoy->is_upstream = memmem(value.bytes, value.length, "UpstreamTlsContext", 18);
    }
    if (envoy->is_filename) {
        bool trust = envoy->source->role == ROLE_CLIENT_TRUSTSTORE && envoy->is_upstream;
        configuration->block = pair_block(&envoy->pair, configuration, envoy->source->role);
        configuration_report(configuration, trust ? &upstream : envoy->source, envoy->source_name,
                             value);
    }
    envoy->source = NULL;
    envoy->is_filename = false;
}

static bool is_punctuation(uint8_t byte) {
    return memchr(" \t\r\f{}[],", byte, 9) != NULL;
}

/* Takes one key or value off the front of a line that begins with neither space nor bracket. */
static size_t take_word(struct envoy *envoy, struct span rest) {
    uint8_t quote = rest.bytes[0] == '"' || rest.bytes[0] == '\'' ? rest.bytes[0] : 0;
    size_t start = quote ? 1 : 0, end = start;
    while (end < rest.length &&
           (quote ? rest.bytes[end] != quote : !is_punctuation(rest.bytes[end]))) {
        end++;
    }
    struct span word = span_part(rest, start, end - start);
    size_t next = end + (quote && end < rest.length ? 1 : 0);
    bool is_key = quote ? next < rest.length && rest.bytes[next] == ':'
                        : word.length > 1 && word.bytes[word.length - 1] == ':';
    if (!is_key) {
        take_value(envoy, word);
        return next;
    }
    take_key(envoy, quote ? word : span_part(word, 0, word.length - 1));
    return next + (quote ? 1 : 0);
}

static void read_line(struct envoy *envoy, struct span line) {
    while (line.length && line.bytes[0] != '#') {
        bool dash = line.bytes[0] == '-' && line.length > 1 && line.bytes[1] == ' ';
        size_t length = dash || is_punctuation(line.bytes[0]) ? 1 : take_word(envoy, line);
        line = span_from(line, length);
    }
}

/* Without one of these as a key a file is none of Envoy's. */
static const char *const telling[] = {"certificate_chain", "certificateChain", "trusted_ca",
                                      "trustedCa", NULL};

/* Does the word that begins at at stand as a key? True where that is decided beyond text. */
static bool tells_at(struct span text, size_t at) {
    struct span rest = span_from(text, at);
    for (size_t i = 0; telling[i]; i++) {
        size_t length = strlen(telling[i]);
        if (span_starts_with(rest, telling[i], length)) {
            rest = span_from(rest, length);
            size_t quote = rest.length && (rest.bytes[0] == '"' || rest.bytes[0] == '\'') ? 1 : 0;
            return rest.length <= quote || rest.bytes[quote] == ':';
        }
    }
    return false;
}

static bool tells(struct span text) {
    for (size_t i = 0; telling[i]; i++) {
        for (size_t at = text_find(text, 0, telling[i]); at != SIZE_MAX;
             at = text_find(text, at + 1, telling[i])) {
            if (tells_at(text, at)) {
                return true;
            }
        }
    }
    return false;
}

static bool envoy_decode(const struct blob *blob, struct examiner *examiner) {
    struct envoy envoy = {.configuration = configuration_of(blob, examiner, "envoy")};
    struct span line;
    if (!tells(blob->bytes)) {
        return false;
    }
    while (configuration_line(&envoy.configuration, &line)) {
        pair_line(&envoy.pair, &envoy.configuration);
        read_line(&envoy, line);
    }
    return false;
}

static const struct anchor anchors[] = {
    {"certificate[_C][ch]", tells_at}, {"trusted[_C][ac]", tells_at}, {0}};

const struct decoder envoy_decoder = {
    .name = "envoy",
    .accepts = configuration_accepts,
    .decode = envoy_decode,
    .anchors = anchors,
};
