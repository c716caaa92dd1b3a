/* Files that a compose file of Docker mounts or hands over as secrets: "./tls/server.key:/run/key",
 * "source:" and "file:" (Compose specification, volumes and secrets). What they are for is told by
 * their names. */
#define _GNU_SOURCE
#include "decoders/configuration.h"

static bool is_compose(const struct blob *blob) {
    const char *at = strstr(blob->name, "compose");
    return at && (strcasestr(at, ".yml") || strcasestr(at, ".yaml"));
}

static bool compose_accepts(const struct blob *blob) {
    return is_compose(blob) && configuration_accepts(blob);
}

/* The part of a mount that is a file of the host: it begins with a dot or a slash. */
static struct span host_path(struct span value) {
    const uint8_t *colon = value.length ? memchr(value.bytes, ':', value.length) : NULL;
    struct span path = span_part(value, 0, colon ? (size_t)(colon - value.bytes) : value.length);
    bool is_path = path.length && (path.bytes[0] == '.' || path.bytes[0] == '/');
    return is_path ? path : span_part(path, 0, 0);
}

static void report(struct configuration *configuration, struct span name, struct span path) {
    struct directive directive = {.role = configuration_role_of(path)};
    if (directive.role) {
        configuration->block = configuration->line;
        configuration_report(configuration, &directive, name, path);
    }
}

static bool compose_decode(const struct blob *blob, struct examiner *examiner) {
    struct configuration configuration = configuration_of(blob, examiner, "compose");
    struct span line, name, value;
    while (configuration_line(&configuration, &line)) {
        bool item = span_starts_with(line, "- ", 2);
        line = span_from(line, item ? 2 : 0);
        struct span word, rest = line;
        if (item && configuration_word(&rest, &word) && host_path(word).length) {
            report(&configuration, span_text("volumes"), host_path(word));
        } else if (configuration_setting(line, &name, &value) &&
                   (configuration_is(name, "file") || configuration_is(name, "source"))) {
            report(&configuration, name, host_path(value));
        }
    }
    return false;
}

static const struct anchor anchors[] = {{0}};

const struct decoder compose_decoder = {
    .name = "compose",
    .accepts = compose_accepts,
    .decode = compose_decode,
    .anchors = anchors,
    .front = is_compose,
};
