#include "decoders/kubernetes_yaml.h"

/* One line without its end. */
struct line {
    struct span rest; /* from the key on */
    size_t column;
    bool broken; /* the document is no YAML: wait for the next */
};

static struct span without(struct span text, size_t length) {
    return span_from(text, length);
}

static size_t blanks(struct span text) {
    size_t count = 0;
    while (count < text.length && text.bytes[count] == ' ') {
        count++;
    }
    return count;
}

static struct span trimmed(struct span text) {
    text = without(text, blanks(text));
    while (text.length &&
           (text.bytes[text.length - 1] == ' ' || text.bytes[text.length - 1] == '\r')) {
        text.length--;
    }
    return text;
}

static bool ends_word(struct span text, size_t at) {
    return at >= text.length || text.bytes[at] == ' ' || text.bytes[at] == '\r';
}

static bool is_plain(uint8_t byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '-' || byte == '_' || byte == '.' ||
           byte == '/' || byte == '<' || byte == '$';
}

/* Takes "key:" or a quoted one off the front; false where the line does not start so. */
static bool take_key(struct span *rest, struct span *key) {
    size_t start = 0, end = 0, next = 0;
    uint8_t quote = rest->length ? rest->bytes[0] : 0;
    if (quote == '"' || quote == '\'') {
        start = 1;
        end = 1;
        while (end < rest->length && rest->bytes[end] != quote) {
            end++;
        }
        next = end + 1;
    } else {
        while (end < rest->length && is_plain(rest->bytes[end])) {
            end++;
        }
        next = end;
    }
    if (end == start || next >= rest->length || rest->bytes[next] != ':' ||
        !ends_word(*rest, next + 1)) {
        return false;
    }
    *key = span_part(*rest, start, end - start);
    *rest = span_from(*rest, next + 1);
    return true;
}

/* The scalar of a value: without quotes, comment, anchor. */
static struct span scalar(struct span value) {
    value = trimmed(value);
    uint8_t quote = value.length ? value.bytes[0] : 0;
    if (quote == '"' || quote == '\'') {
        value = span_from(value, 1);
        size_t end = 0;
        while (end < value.length && value.bytes[end] != quote) {
            end++;
        }
        return span_part(value, 0, end);
    }
    for (size_t at = 1; at < value.length; at++) {
        if (value.bytes[at] == '#' && value.bytes[at - 1] == ' ') {
            return trimmed(span_part(value, 0, at - 1));
        }
    }
    return value.length && quote == '#' ? span_part(value, 0, 0) : value;
}

static void close_beyond(struct mappings *mappings, size_t column) {
    while (mappings->count && mappings->open[mappings->count - 1].column > column) {
        mappings_close(mappings);
    }
}

static void close_all(struct mappings *mappings) {
    while (mappings->count) {
        mappings_close(mappings);
    }
}

/* data: on one line, or what stands for it. */
static void read_data_value(struct mappings *mappings, struct span value) {
    struct mapping *inner = &mappings->open[mappings->count - 1];
    if (value.length && value.bytes[0] == '{' && !span_starts_with(value, "{{", 2)) {
        inner->facts |= mappings_names_in(value);
    } else if (value.length && value.bytes[0] != '&') {
        inner->facts |= FACT_UNDECIDED;
    }
}

static void read_key(struct mappings *mappings, struct line *line, struct span key) {
    close_beyond(mappings, line->column);
    bool is_sibling = mappings->count && mappings->open[mappings->count - 1].column == line->column;
    if (!is_sibling && !mappings_open(mappings, line->column, false)) {
        mappings_forget(mappings);
        line->broken = true;
        return;
    }
    struct span value = scalar(line->rest);
    mappings_key(mappings, key);
    mappings_value(mappings, value);
    if (mappings->open[mappings->count - 1].key == KEY_DATA) {
        read_data_value(mappings, value);
    }
}

/* Lines without a key: parts of longer scalars, which stand further in than every key they belong
 * to; templates; or no YAML at all. */
static void read_other(struct mappings *mappings, struct line *line) {
    if (span_starts_with(line->rest, "{{", 2) || span_starts_with(line->rest, "<%", 2)) {
        mappings_doubt(mappings);
    } else if (mappings->count == 0 || line->column <= mappings->open[0].column) {
        mappings_forget(mappings);
        line->broken = true;
    }
}

/* "- " before a key opens the next item of a list, which ends the mapping of the item before. */
static void take_dashes(struct mappings *mappings, struct line *line) {
    while (line->rest.length && line->rest.bytes[0] == '-' && ends_word(line->rest, 1)) {
        close_beyond(mappings, line->column);
        size_t step = 1 + blanks(span_from(line->rest, 1));
        line->rest = span_from(line->rest, step);
        line->column += step;
    }
}

static void read_line(struct mappings *mappings, struct line *line, struct span text) {
    struct span key;
    bool is_end = span_starts_with(text, "---", 3) || span_starts_with(text, "...", 3);
    if (is_end && ends_word(text, 3)) {
        close_all(mappings);
        line->broken = false;
        return;
    }
    line->column = blanks(text);
    line->rest = span_from(text, line->column);
    if (line->broken || trimmed(line->rest).length == 0 || line->rest.bytes[0] == '#') {
        return;
    }
    take_dashes(mappings, line);
    if (trimmed(line->rest).length == 0) {
        return;
    }
    if (take_key(&line->rest, &key)) {
        read_key(mappings, line, key);
    } else {
        read_other(mappings, line);
    }
}

void kubernetes_yaml_walk(struct span text, struct mappings *mappings) {
    struct line line = {0};
    if (span_starts_with(text, "\xEF\xBB\xBF", 3)) {
        text = span_from(text, 3);
    }
    while (text.length) {
        const uint8_t *end = memchr(text.bytes, '\n', text.length);
        size_t length = end ? (size_t)(end - text.bytes) : text.length;
        mappings->line++;
        read_line(mappings, &line, span_part(text, 0, length));
        text = span_from(text, length + 1);
    }
    close_all(mappings);
}
