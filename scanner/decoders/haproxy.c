/* What HAProxy is told of keys and certificates: keywords with their values in the lines "bind",
 * "server" and "load", folders for what is relative, and lists of certificates in files of their
 * own (HAProxy configuration manual, sections 3.1, 3.11 and 5). */
#define _GNU_SOURCE
#include "base/buffer.h"
#include "decoders/configuration.h"

static const struct directive of_bind[] = {
    {"crt", ROLE_KEYSTORE},
    {"ca-file", ROLE_CLIENT_TRUSTSTORE},
    {"ca-verify-file", ROLE_CLIENT_TRUSTSTORE},
    {"crl-file", ROLE_REVOCATIONS},
    {0},
};
static const struct directive of_server[] = {
    {"crt", ROLE_KEYSTORE},
    {"ca-file", ROLE_SERVER_TRUSTSTORE},
    {"crl-file", ROLE_REVOCATIONS},
    {0},
};
static const struct directive of_load[] = {
    {"crt", ROLE_CERTIFICATE},
    {"key", ROLE_KEY},
    {"issuer", ROLE_CHAIN},
    {0},
};

static const struct kind_of_line {
    const char *word;
    const struct directive *directives;
} kinds_of_line[] = {
    {"bind", of_bind},
    {"server", of_server},
    {"default-server", of_server},
    {"load", of_load},
};

/* By the first word; NULL: none we know. */
static const struct kind_of_line *kind_of_line(struct span word) {
    for (size_t i = 0; i < sizeof kinds_of_line / sizeof *kinds_of_line; i++) {
        if (configuration_is(word, kinds_of_line[i].word)) {
            return &kinds_of_line[i];
        }
    }
    return NULL;
}

/* Folders below which relative paths lie. */
struct bases {
    struct span certificates;
    struct span authorities;
    struct span keys;
};

static bool is_list(const struct blob *blob) {
    const char *at = strcasestr(blob->name, "crt-list");
    at = at ? at : strcasestr(blob->name, "crt_list");
    const char *extension = at ? strchr(at, '.') : NULL;
    return at && (!extension || configuration_is(span_text(extension), ".txt") ||
                  configuration_is(span_text(extension), ".cfg") ||
                  configuration_is(span_text(extension), ".lst") ||
                  configuration_is(span_text(extension), ".list"));
}

static bool haproxy_accepts(const struct blob *blob) {
    return configuration_accepts(blob) || (is_list(blob) && !blob->label[0]);
}

static void take_base(struct bases *bases, struct span word, struct span value) {
    struct span *base = configuration_is(word, "crt-base")   ? &bases->certificates
                        : configuration_is(word, "ca-base")  ? &bases->authorities
                        : configuration_is(word, "key-base") ? &bases->keys
                                                             : NULL;
    if (base) {
        *base = value;
    }
}

static struct span base_for(const struct bases *bases, enum reference_role role) {
    switch (role) {
    case ROLE_KEY:
        return bases->keys;
    case ROLE_CLIENT_TRUSTSTORE:
    case ROLE_SERVER_TRUSTSTORE:
    case ROLE_REVOCATIONS:
        return bases->authorities;
    default:
        return bases->certificates;
    }
}

static void report(struct configuration *configuration, const struct bases *bases,
                   const struct directive *directive, struct span name, struct span path) {
    struct span base = base_for(bases, directive->role);
    struct buffer joined = {0};
    if (base.length && path.length && path.bytes[0] != '/' && path.bytes[0] != '@') {
        buffer_append(&joined, base.bytes, base.length);
        buffer_append_byte(&joined, '/');
        buffer_append(&joined, path.bytes, path.length);
        path = buffer_span(&joined);
    }
    configuration_report(configuration, directive, name, path);
    buffer_release(&joined);
}

/* Keywords and their values behind the first word of a line. */
static void read_keywords(struct configuration *configuration, const struct bases *bases,
                          const struct directive *directives, struct span line) {
    struct span name, value;
    while (configuration_word(&line, &name)) {
        const struct directive *directive = directive_named(directives, name, false);
        if (directive && configuration_word(&line, &value)) {
            report(configuration, bases, directive, name, value);
        }
    }
}

/* What is loaded is a certificate; a line without one is none of HAProxy's. */
static bool names_certificate(struct span line) {
    struct span word;
    while (configuration_word(&line, &word)) {
        if (span_equal(word, span_text("crt"))) {
            return true;
        }
    }
    return false;
}

static void read_line(struct configuration *configuration, struct bases *bases, struct span line) {
    struct span word, value, rest = line;
    if (!configuration_word(&rest, &word)) {
        return;
    }
    const struct kind_of_line *kind = kind_of_line(word);
    if (kind) {
        if (kind->directives != of_load || names_certificate(rest)) {
            read_keywords(configuration, bases, kind->directives, rest);
        }
    } else if (configuration_word(&rest, &value)) {
        take_base(bases, word, value);
    }
}

/* "FILE [keywords] names": the keywords are those of a bind line. */
static void read_entry(struct configuration *configuration, struct span line) {
    static const struct bases none = {0};
    struct span path, rest = line;
    if (!configuration_word(&rest, &path)) {
        return;
    }
    configuration_report(configuration, &of_bind[0], span_text("crt-list"), path);
    const uint8_t *open = rest.length ? memchr(rest.bytes, '[', rest.length) : NULL;
    if (open) {
        rest = span_from(rest, (size_t)(open - rest.bytes) + 1);
        const uint8_t *end = memchr(rest.bytes, ']', rest.length);
        rest = span_part(rest, 0, end ? (size_t)(end - rest.bytes) : 0);
        read_keywords(configuration, &none, of_bind, rest);
    }
}

static bool haproxy_decode(const struct blob *blob, struct examiner *examiner) {
    struct configuration configuration = configuration_of(blob, examiner, "haproxy");
    struct bases bases = {0};
    struct span line;
    bool list = is_list(blob);
    while (configuration_line(&configuration, &line)) {
        configuration.block = configuration.line;
        if (list) {
            read_entry(&configuration, line);
        } else {
            read_line(&configuration, &bases, line);
        }
    }
    return false;
}

/* Keywords are read in lines that begin with a word we know. */
static bool confirms(struct span text, size_t at) {
    const uint8_t *before = memrchr(text.bytes, '\n', at);
    struct span word, line = span_from(text, before ? (size_t)(before + 1 - text.bytes) : 0);
    const uint8_t *end = memchr(line.bytes, '\n', line.length);
    line.length = end ? (size_t)(end - line.bytes) : line.length;
    return (!before && at > 0) || !end || (configuration_word(&line, &word) && kind_of_line(word));
}

static const struct anchor anchors[] = {
    {"[ \t\r\\x0c\"']crt[ \t\r\\x0c\"']", confirms}, {"c[ar][-l][-fv][efi]", confirms}, {0}};

const struct decoder haproxy_decoder = {
    .name = "haproxy",
    .accepts = haproxy_accepts,
    .decode = haproxy_decode,
    .anchors = anchors,
    .front = is_list,
};
