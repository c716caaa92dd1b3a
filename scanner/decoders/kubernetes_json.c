#include "decoders/kubernetes_json.h"

/* Takes a string off the front, without its quotes; escapes stay as they are. */
static struct span take_string(struct span *text, struct mappings *mappings) {
    size_t at = 1;
    while (at < text->length && text->bytes[at] != '"') {
        mappings->line += text->bytes[at] == '\n';
        at += text->bytes[at] == '\\' ? 2 : 1;
    }
    struct span string = span_part(*text, 1, at > text->length ? text->length - 1 : at - 1);
    *text = span_from(*text, at < text->length ? at + 1 : text->length);
    return string;
}

static bool is_space(uint8_t byte) {
    return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t';
}

/* A string before ':' is a key. */
static void read_string(struct span *text, struct mappings *mappings) {
    struct span string = take_string(text, mappings);
    size_t at = 0;
    while (at < text->length && is_space(text->bytes[at])) {
        mappings->line += text->bytes[at] == '\n';
        at++;
    }
    *text = span_from(*text, at);
    if (text->length && text->bytes[0] == ':') {
        mappings_key(mappings, string);
    } else {
        mappings_value(mappings, string);
    }
}

void kubernetes_json_walk(struct span text, struct mappings *mappings) {
    mappings->line = 1;
    while (text.length) {
        uint8_t byte = text.bytes[0];
        if (byte == '"') {
            read_string(&text, mappings);
            continue;
        }
        if ((byte == '{' || byte == '[') && !mappings_open(mappings, 0, byte == '[')) {
            return;
        }
        if ((byte == '}' || byte == ']') && mappings->count) {
            mappings_close(mappings);
        }
        mappings->line += byte == '\n';
        text = span_from(text, 1);
    }
}
