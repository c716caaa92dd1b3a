/* What curl is told of keys and certificates: options on command lines in scripts, and settings in
 * its own file (curl manual, --cacert, --cert, --key, --config). A passphrase may follow the
 * certificate's path behind a colon; it is cut off here. */
#define _GNU_SOURCE
#include "base/text.h"
#include "decoders/configuration.h"

static const struct directive directives[] = {
    {"cacert", ROLE_SERVER_TRUSTSTORE},
    {"capath", ROLE_SERVER_TRUSTSTORE},
    {"cert", ROLE_CERTIFICATE},
    {"E", ROLE_CERTIFICATE},
    {"key", ROLE_KEY},
    {"crlfile", ROLE_REVOCATIONS},
    {0},
};
static const struct directive keystore = {"cert", ROLE_KEYSTORE};

static bool is_settings(const struct blob *blob) {
    return strcmp(blob->name, ".curlrc") == 0 || strcmp(blob->name, "_curlrc") == 0;
}

static void report(struct configuration *configuration, struct span name, struct span value) {
    const struct directive *directive = directive_named(directives, name, false);
    if (!directive) {
        return;
    }
    if (directive->role == ROLE_CERTIFICATE) {
        const uint8_t *colon = value.length ? memchr(value.bytes, ':', value.length) : NULL;
        value = span_part(value, 0, colon ? (size_t)(colon - value.bytes) : value.length);
        directive = configuration_role_of(value) == ROLE_KEYSTORE ? &keystore : directive;
    }
    configuration_report(configuration, directive, name, value);
}

static void read_settings(struct configuration *configuration) {
    struct span line, name, value;
    while (configuration_line(configuration, &line)) {
        struct span option = line;
        if (line.bytes[0] == '-' ? configuration_option(&option, &name, &value)
                                 : configuration_setting(line, &name, &value)) {
            report(configuration, name, value);
        }
    }
}

/* What comes behind the word curl; empty where the line has none. */
static struct span arguments_of(struct span line) {
    struct span word;
    while (configuration_word(&line, &word)) {
        size_t start = word.length;
        while (start > 0 && !memchr("/`(\"'", word.bytes[start - 1], 5)) {
            start--;
        }
        if (span_equal(span_from(word, start), span_text("curl"))) {
            return line;
        }
    }
    return line;
}

/* Up to where the next command begins. */
static struct span first_command(struct span line) {
    for (size_t at = 0; at < line.length; at++) {
        uint8_t byte = line.bytes[at];
        if (byte == '|' || byte == ';' || (at > 0 && byte == '&' && line.bytes[at - 1] == '&')) {
            return span_part(line, 0, at);
        }
    }
    return line;
}

static void read_commands(struct configuration *configuration) {
    struct span line, name, value;
    bool goes_on = false;
    configuration_skip(configuration, span_text("curl"));
    while (configuration_line(configuration, &line)) {
        struct span rest = goes_on ? line : arguments_of(line);
        configuration->block = goes_on ? configuration->block : configuration->line;
        goes_on = rest.length && line.bytes[line.length - 1] == '\\';
        rest = first_command(rest);
        while (configuration_option(&rest, &name, &value)) {
            report(configuration, name, value);
        }
        if (!goes_on) {
            configuration_skip(configuration, span_text("curl"));
        }
    }
}

static bool curl_decode(const struct blob *blob, struct examiner *examiner) {
    struct configuration configuration = configuration_of(blob, examiner, "curl");
    if (is_settings(blob)) {
        read_settings(&configuration);
    } else {
        read_commands(&configuration);
    }
    return false;
}

/* What a confirmation looks at; behind that it says yes. */
enum { LOOKS_MOST = 16 };

/* Where the line at at ends, together with those that it says go on; 0: beyond text. */
static size_t command_end(struct span text, size_t at) {
    for (unsigned lines = 0; lines < LOOKS_MOST && at < text.length; lines++) {
        const uint8_t *end = memchr(text.bytes + at, '\n', text.length - at);
        if (!end) {
            return 0;
        }
        size_t last = (size_t)(end - text.bytes);
        while (last > at && memchr(" \t\r\f", text.bytes[last - 1], 4)) {
            last--;
        }
        at = (size_t)(end - text.bytes);
        if (last == 0 || text.bytes[last - 1] != '\\') {
            return at;
        }
        at++;
    }
    return 0;
}

static bool is_read(struct span name) {
    return directive_named(directives, name, false) ||
           (span_starts_with(name, "D", 1) &&
            directive_named(directives, span_from(name, 1), false));
}

/* Does [from, to) have an option that is read? */
static bool has_option(struct span text, size_t from, size_t to) {
    for (unsigned looks = 0; from < to; looks++) {
        const uint8_t *dash = memchr(text.bytes + from, '-', to - from);
        struct span name;
        from = dash ? (size_t)(dash - text.bytes) : to;
        if (dash && (looks == LOOKS_MOST || !configuration_name_around(text, from, &name) ||
                     is_read(name))) {
            return true;
        }
        while (from < to && text.bytes[from] == '-') {
            from++;
        }
    }
    return false;
}

/* Only a command with such an option names anything. */
static bool confirms(struct span text, size_t at) {
    static const char before[] = " \t\r\n\f/`(\"'";
    if (at > 0 && !memchr(before, text.bytes[at - 1], sizeof before - 1)) {
        return false;
    }
    size_t end = command_end(text, at);
    return end == 0 || has_option(text, at, end);
}

static const struct anchor anchors[] = {{"curl[ \t\r\\x0c\"']", confirms}, {0}};

const struct decoder curl_decoder = {
    .name = "curl",
    .accepts = configuration_accepts,
    .decode = curl_decode,
    .anchors = anchors,
    .front = is_settings,
};
