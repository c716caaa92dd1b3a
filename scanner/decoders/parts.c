/* Text files that hold several files, each under a name: values of YAML and JSON (a Kubernetes
 * Secret or ConfigMap, a kubeconfig, variables of a deployment), and what OpenVPN reads inline
 * (OpenVPN manual, Inline file support). Without the names a CA that stands before the certificate
 * it issued would look like a bundle in the wrong order. Nothing is unwrapped here: what follows
 * is told which bytes are which part. */
#define _GNU_SOURCE
#include "base/buffer.h"
#include "decoders/decoder.h"

enum {
    LEVELS_MOST = 64,
    NAME_MOST = 128, /* bytes; longer keys name no file */
    VALUE_LEAST = 64 /* bytes; what is shorter is neither a key nor a certificate */
};

/* A mapping that is open at a line. */
struct level {
    size_t column; /* of its keys */
    uint64_t line; /* of the first of them, from 1 */
};

struct parts {
    const struct blob *blob;
    struct examiner *examiner;
    struct level levels[LEVELS_MOST];
    size_t count;
    uint64_t line;
    size_t at;          /* where the line begins */
    struct buffer name; /* of the part that is open; empty: none */
    size_t start;
    size_t column; /* of its key */
    bool is_tag;   /* it ends at a tag of its own, wherever its lines begin */
};

static void end_part(struct parts *parts, size_t end) {
    if (parts->name.length > 0) {
        examiner_part(parts->examiner, parts->blob, parts->start, end, buffer_text(&parts->name));
    }
    buffer_clear(&parts->name);
}

static void begin_part(struct parts *parts, struct span name, uint64_t line, size_t column) {
    buffer_clear(&parts->name);
    buffer_format(&parts->name, "block %llu/%.*s", (unsigned long long)line, (int)name.length,
                  (const char *)name.bytes);
    parts->start = parts->at;
    parts->column = column;
    parts->is_tag = false;
}

static bool is_key_byte(uint8_t byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '-' || byte == '_' || byte == '.';
}

/* Takes blanks and dashes of list items off the front; tells the column of what follows, and
 * whether it begins an item. */
static size_t indentation(struct span line, bool *begins) {
    size_t column = 0;
    *begins = false;
    while (column < line.length) {
        bool dash =
            line.bytes[column] == '-' && column + 1 < line.length && line.bytes[column + 1] == ' ';
        if (!dash && line.bytes[column] != ' ' && line.bytes[column] != '\t') {
            break;
        }
        *begins = *begins || dash;
        column++;
    }
    return column;
}

/* "key: " or '"key":' at the front, which YAML and JSON tell apart from "word:word"; value is what
 * follows on the line. */
static bool take_key(struct span line, struct span *key, struct span *value) {
    uint8_t quote =
        line.length && (line.bytes[0] == '"' || line.bytes[0] == '\'') ? line.bytes[0] : 0;
    size_t start = quote ? 1 : 0, end = start;
    while (end < line.length && is_key_byte(line.bytes[end])) {
        end++;
    }
    size_t next = end + (quote && end < line.length && line.bytes[end] == quote ? 1 : 0);
    if (end == start || end - start > NAME_MOST || next >= line.length || line.bytes[next] != ':') {
        return false;
    }
    *key = span_part(line, start, end - start);
    *value = span_from(line, next + 1);
    return quote || value->length == 0 || strchr(" \t\r", value->bytes[0]) != NULL;
}

/* The line on which the mapping of a key in this column begins. */
static uint64_t mapping_line(struct parts *parts, size_t column, bool begins) {
    while (parts->count && (parts->levels[parts->count - 1].column > column ||
                            (begins && parts->levels[parts->count - 1].column == column))) {
        parts->count--;
    }
    if (parts->count == 0 || parts->levels[parts->count - 1].column < column) {
        if (parts->count == LEVELS_MOST) {
            parts->count = 0;
        }
        parts->levels[parts->count++] = (struct level){column, parts->line};
    }
    return parts->levels[parts->count - 1].line;
}

/* Does a value of several lines begin here, or stand here whole? */
static bool holds_file(struct span value) {
    size_t at = 0;
    while (at < value.length && value.bytes[at] == ' ') {
        at++;
    }
    bool block = at < value.length && (value.bytes[at] == '|' || value.bytes[at] == '>');
    return block || value.length - at >= VALUE_LEAST;
}

static bool take_tag(struct parts *parts, struct span line) {
    static const char *const tags[] = {"<ca>", "<cert>", "<key>", "<extra-certs>", NULL};
    for (size_t i = 0; tags[i]; i++) {
        if (span_starts_with(line, tags[i], strlen(tags[i]))) {
            end_part(parts, parts->at);
            begin_part(parts, span_of(tags[i] + 1, strlen(tags[i]) - 2), 1, 0);
            parts->is_tag = true;
            return true;
        }
    }
    if (span_starts_with(line, "</", 2)) {
        end_part(parts, parts->at);
        return true;
    }
    return false;
}

static void read_line(struct parts *parts, struct span line) {
    bool begins = false;
    size_t column = indentation(line, &begins);
    struct span rest = span_from(line, column), key, value;
    if (rest.length == 0 || take_tag(parts, rest) || (parts->name.length && parts->is_tag)) {
        return;
    }
    bool is_inner = parts->name.length > 0 && column > parts->column;
    if (is_inner) {
        return;
    }
    end_part(parts, parts->at);
    if (span_starts_with(line, "---", 3)) {
        parts->count = 0;
    } else if (take_key(rest, &key, &value)) {
        uint64_t mapping = mapping_line(parts, column, begins);
        if (holds_file(value)) {
            begin_part(parts, key, mapping, column);
        }
    }
}

static size_t skip_back(struct span text, size_t at, const char *bytes) {
    while (at > 0 && text.bytes[at - 1] && strchr(bytes, text.bytes[at - 1])) {
        at--;
    }
    return at;
}

/* The first line of a value below "key: |", or behind "key: ". */
static bool follows_key(struct span text, size_t at) {
    size_t before = skip_back(text, at, " \t\r\n\"'");
    if (before == 0) {
        return at > 0; /* what stands before that is not seen */
    }
    before = skip_back(text, before, "|>-+");
    before = skip_back(text, before, " ");
    return before == 0 || text.bytes[before - 1] == ':';
}

static const struct anchor anchors[] = {{"<ca>", NULL},
                                        {"<cert>", NULL},
                                        {"-----BEGIN ", follows_key},
                                        {"LS0tLS1CRUdJTi", follows_key},
                                        {0}};

/* The question that the search for anchors answers, for who is asked without one. */
static bool has_anchor(struct span text) {
    for (size_t i = 0; anchors[i].pattern; i++) {
        size_t length = strlen(anchors[i].pattern);
        struct span rest = text;
        const uint8_t *found;
        while ((found = memmem(rest.bytes, rest.length, anchors[i].pattern, length)) != NULL) {
            if (!anchors[i].confirms || anchors[i].confirms(text, (size_t)(found - text.bytes))) {
                return true;
            }
            rest = span_from(rest, (size_t)(found - rest.bytes) + length);
        }
    }
    return false;
}

static bool parts_accepts(const struct blob *blob) {
    return !blob->label[0] && blob->bytes.length > 0 &&
           !memchr(blob->bytes.bytes, 0, span_part(blob->bytes, 0, 4096).length);
}

static bool parts_decode(const struct blob *blob, struct examiner *examiner) {
    struct parts parts = {.blob = blob, .examiner = examiner};
    struct span rest = blob->bytes;
    bool any = has_anchor(blob->bytes);
    while (any && rest.length) {
        const uint8_t *end = memchr(rest.bytes, '\n', rest.length);
        size_t length = end ? (size_t)(end - rest.bytes) : rest.length;
        parts.at = (size_t)(rest.bytes - blob->bytes.bytes);
        parts.line++;
        read_line(&parts, span_part(rest, 0, length));
        rest = span_from(rest, end ? length + 1 : length);
    }
    end_part(&parts, blob->bytes.length);
    buffer_release(&parts.name);
    return false;
}

const struct decoder parts_decoder = {
    .name = "parts",
    .accepts = parts_accepts,
    .decode = parts_decode,
    .anchors = anchors,
};
