#define _GNU_SOURCE
#include "decoders/configuration.h"

#include <strings.h>

#include "base/buffer.h"
#include "base/prose.h"
#include "base/text.h"
#include "base/words.h"

struct configuration configuration_of(const struct blob *blob, struct examiner *examiner,
                                      const char *family) {
    return (struct configuration){
        .blob = blob, .examiner = examiner, .family = family, .rest = blob->bytes};
}

bool configuration_accepts(const struct blob *blob) {
    return !blob->label[0] && blob->bytes.length > 0 && !prose_by_name(blob->name) &&
           !memchr(blob->bytes.bytes, 0, span_part(blob->bytes, 0, 4096).length);
}

static bool is_space(uint8_t byte) {
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n' || byte == '\f';
}

static struct span trimmed(struct span text) {
    while (text.length && is_space(text.bytes[0])) {
        text = span_from(text, 1);
    }
    while (text.length && is_space(text.bytes[text.length - 1])) {
        text.length--;
    }
    return text;
}

bool configuration_line(struct configuration *configuration, struct span *line) {
    while (configuration->rest.length) {
        struct span rest = configuration->rest;
        const uint8_t *end = memchr(rest.bytes, '\n', rest.length);
        size_t length = end ? (size_t)(end - rest.bytes) : rest.length;
        *line = trimmed(span_part(rest, 0, length));
        configuration->column = line->length ? (size_t)(line->bytes - rest.bytes) : 0;
        configuration->rest = span_from(rest, end ? length + 1 : length);
        configuration->line++;
        if (line->length && line->bytes[0] != '#' && line->bytes[0] != ';') {
            return true;
        }
    }
    return false;
}

void configuration_skip(struct configuration *configuration, struct span word) {
    struct span rest = configuration->rest;
    const uint8_t *found =
        rest.length ? memmem(rest.bytes, rest.length, word.bytes, word.length) : NULL;
    const uint8_t *at = rest.bytes;
    const uint8_t *limit = found ? found : rest.bytes + rest.length;
    const uint8_t *end;
    while (at < limit && (end = memchr(at, '\n', (size_t)(limit - at)))) {
        at = end + 1;
        configuration->line++;
    }
    if (!found && at < limit) { /* a last line without an end */
        at = limit;
        configuration->line++;
    }
    configuration->rest = span_from(rest, (size_t)(at - rest.bytes));
}

bool configuration_word(struct span *rest, struct span *word) {
    *rest = trimmed(*rest);
    if (rest->length == 0) {
        return false;
    }
    uint8_t quote = rest->bytes[0] == '"' || rest->bytes[0] == '\'' ? rest->bytes[0] : 0;
    size_t start = quote ? 1 : 0, end = start;
    while (end < rest->length &&
           (quote ? rest->bytes[end] != quote : !is_space(rest->bytes[end]))) {
        end++;
    }
    *word = span_part(*rest, start, end - start);
    *rest = span_from(*rest, end + (quote ? 1 : 0));
    return true;
}

static bool is_name_byte(uint8_t byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '_' || byte == '-' || byte == '.';
}

/* Where the line begins if nothing but white space and a quote stands before at; else where that
 * does. */
static size_t line_begin(struct span text, size_t at) {
    at -= at > 0 && (text.bytes[at - 1] == '"' || text.bytes[at - 1] == '\'');
    while (at > 0 && text.bytes[at - 1] != '\n' && is_space(text.bytes[at - 1])) {
        at--;
    }
    return at;
}

struct span configuration_run_around(struct span text, size_t at) {
    size_t start = at, end = at;
    while (start > 0 && is_name_byte(text.bytes[start - 1])) {
        start--;
    }
    while (end < text.length && is_name_byte(text.bytes[end])) {
        end++;
    }
    return span_part(text, start, end - start);
}

bool configuration_name_around(struct span text, size_t at, struct span *name) {
    struct span run = configuration_run_around(text, at);
    size_t start = (size_t)(run.bytes - text.bytes), end = start + run.length;
    size_t line = line_begin(text, start), dashes = start;
    while (dashes < end && text.bytes[dashes] == '-') {
        dashes++;
    }
    bool ends = end < text.length && memchr(" \t\r\f=:\"'", text.bytes[end], 8);
    bool stands = dashes > start || (ends && (line == 0 || text.bytes[line - 1] == '\n'));
    *name = span_part(text, dashes, stands ? end - dashes : 0);
    return start > 0 && end < text.length && (line > 0 || dashes > start);
}

bool configuration_setting(struct span line, struct span *name, struct span *value) {
    uint8_t quote =
        line.length && (line.bytes[0] == '"' || line.bytes[0] == '\'') ? line.bytes[0] : 0;
    size_t start = quote ? 1 : 0, end = start;
    while (end < line.length && is_name_byte(line.bytes[end])) {
        end++;
    }
    *name = span_part(line, start, end - start);
    struct span rest = span_from(line, end);
    if (quote && rest.length && rest.bytes[0] == quote) {
        rest = span_from(rest, 1);
    }
    struct span after = trimmed(rest);
    bool separated = after.length && (after.bytes[0] == '=' || after.bytes[0] == ':');
    if (name->length == 0 || (!separated && (rest.length == 0 || !is_space(rest.bytes[0])))) {
        return false;
    }
    after = separated ? span_from(after, 1) : after;
    bool found = configuration_word(&after, value);
    while (found && value->length && !quote && value->bytes[value->length - 1] == ',') {
        value->length--;
    }
    return found;
}

bool configuration_section(struct span line, struct span *name) {
    bool found = line.length > 2 && line.bytes[0] == '[' && line.bytes[line.length - 1] == ']';
    *name = found ? span_part(line, 1, line.length - 2) : span_part(line, 0, 0);
    return found;
}

/* Most lines have no option, and taking them apart into words costs more than to see that. */
static bool may_hold_option(struct span line) {
    for (size_t at = 0; at < line.length; at++) {
        const uint8_t *dash = memchr(line.bytes + at, '-', line.length - at);
        if (!dash) {
            return false;
        }
        at = (size_t)(dash - line.bytes);
        if (at == 0 || is_space(dash[-1]) || dash[-1] == '"' || dash[-1] == '\'') {
            return true;
        }
    }
    return false;
}

bool configuration_option(struct span *rest, struct span *name, struct span *value) {
    struct span word, ahead;
    if (!may_hold_option(*rest)) {
        return false;
    }
    while (configuration_word(rest, &word)) {
        size_t dashes = 0, end = 0;
        while (dashes < word.length && word.bytes[dashes] == '-') {
            dashes++;
        }
        *name = span_from(word, dashes);
        if (dashes == 0 || name->length == 0) {
            continue;
        }
        if (dashes == 1 && name->bytes[0] == 'D') {
            *name = span_from(*name, 1);
        }
        while (end < name->length && is_name_byte(name->bytes[end])) {
            end++;
        }
        *value = span_from(*name, end + 1);
        if (end == name->length) {
            ahead = *rest;
            bool follows =
                configuration_word(&ahead, value) && (value->length == 0 || value->bytes[0] != '-');
            *rest = follows ? ahead : *rest;
            value->length = follows ? value->length : 0;
        }
        name->length = end;
        while (value->length && memchr("\"',;\\", value->bytes[value->length - 1], 5)) {
            value->length--;
        }
        return true;
    }
    return false;
}

void pair_line(struct pair *pair, const struct configuration *configuration) {
    if (pair->line && configuration->column < pair->column) {
        *pair = (struct pair){0};
    }
}

uint64_t pair_block(struct pair *pair, const struct configuration *configuration,
                    enum reference_role role) {
    if (pair->line == 0 || pair->has[role]) {
        *pair = (struct pair){.line = configuration->line, .column = configuration->column};
    }
    pair->has[role] = true;
    return pair->line;
}

enum reference_role configuration_role_of(struct span path) {
    static const char *const certificates[] = {".crt", ".cer", ".pem", ".p7b", NULL};
    static const char *const keystores[] = {".p12", ".pfx", ".jks", ".jceks", ".bks", NULL};
    static const char *const keys[] = {"key", "keys", "privkey", "private", NULL};
    char name[256];
    if (path.length == 0 || path.length >= sizeof name) {
        return 0;
    }
    memcpy(name, path.bytes, path.length);
    name[path.length] = 0;
    if (text_has_extension_of(name, certificates)) {
        return words_have(span_text(text_base_name(name)), keys) ? ROLE_KEY : ROLE_CERTIFICATE;
    }
    return text_has_extension_of(name, keystores) ? ROLE_KEYSTORE
           : text_has_extension(name, ".key")     ? ROLE_KEY
           : text_has_extension(name, ".crl")     ? ROLE_REVOCATIONS
                                                  : (enum reference_role)0;
}

bool configuration_is(struct span word, const char *text) {
    return word.length == strlen(text) &&
           strncasecmp((const char *)word.bytes, text, word.length) == 0;
}

const struct directive *directive_named(const struct directive *directives, struct span name,
                                        bool folded) {
    for (; directives->name; directives++) {
        if (folded ? configuration_is(name, directives->name)
                   : name.length && *name.bytes == (uint8_t)*directives->name &&
                         span_equal(name, span_text(directives->name))) {
            return directives;
        }
    }
    return NULL;
}

/* Words that stand where a path could: switched off, or to be filled in from elsewhere. */
static bool is_path(struct span value, const struct limits *limits) {
    static const char *const words[] = {"none", "off", "null", "true", "false", "~",  "|", ">",
                                        "|-",   ">-",  "''",   "\"\"", "|+",    ">+", NULL};
    for (size_t i = 0; words[i]; i++) {
        if (configuration_is(value, words[i])) {
            return false;
        }
    }
    return value.length > 0 && value.length <= limits->name_bytes &&
           !memchr(value.bytes, 0, value.length) && !memchr(value.bytes, '\n', value.length) &&
           !memmem(value.bytes, value.length, "-----", 5);
}

void configuration_report(struct configuration *configuration, const struct directive *directive,
                          struct span directive_name, struct span path) {
    const struct limits *limits = examiner_limits(configuration->examiner);
    if (!is_path(path, limits) || directive_name.length > limits->name_bytes) {
        return;
    }
    if (configuration->reported++ >= limits->references) {
        if (configuration->reported == limits->references + 1) {
            examiner_problem(
                configuration->examiner, configuration->blob, "decode", "limit",
                "names more files than the limit references (%llu): the rest is unread",
                (unsigned long long)limits->references);
        }
        return;
    }
    struct buffer name = {0}, written = {0};
    buffer_append(&name, directive_name.bytes, directive_name.length);
    buffer_append(&written, path.bytes, path.length);
    examiner_reference(configuration->examiner, configuration->blob,
                       &(struct file_reference){.family = configuration->family,
                                                .directive = buffer_text(&name),
                                                .role = directive->role,
                                                .line = configuration->line,
                                                .block = configuration->block,
                                                .name = buffer_text(&written)});
    buffer_release(&name);
    buffer_release(&written);
}
