#define _GNU_SOURCE
#include "decoders/pem_body.h"

#include <ctype.h>

#include "decoders/asn1.h"
#include "decoders/base64.h"
#include "decoders/pem_prefix.h"
#include "decoders/text_escape.h"

enum {
    NAME_BYTES = 64,  /* of a header */
    TOKEN_LEAST = 16, /* digits that make a comment line a line of the body */
    /* Less than this in one run is a mention in prose or source code, not a block: the shortest key
     * anyone writes has 60 digits in one line. */
    RUN_LEAST = 32,
    DISTINCT_LEAST = 10, /* a run of fewer different digits stands for a key that was left out */
    HEAD_BYTES = 512,    /* where that run must begin */
    TRIAL_BYTES = 1 << 16,
    OPEN_HEAD_BYTES = 16, /* likewise where no END marker vouches for the block */
};

/* What lies before the body's text on each of its lines, and where strings begin and end. */
struct reading {
    struct span file;
    size_t at, stop;
    struct span prefix; /* what stands before the BEGIN marker on its line: "# ", " * ", "> " */
    struct span shape;  /* the same with quotes, where numbers in it may differ: "12: ", times */
    char mark;          /* a comment mark that proved to stand before lines of the body */
    int quote;          /* the block is a source string: its quote; 0 otherwise */
    bool outside;       /* between two strings */
    bool one_a_line;    /* each line has one string of the body, whatever follows it */
    bool plus_is_space;
    bool has_text; /* something other than white space was met */
};

static bool is_blank(uint8_t byte) {
    return byte == ' ' || byte == '\t';
}

static size_t skip_blanks(struct span file, size_t at, size_t stop) {
    while (at < stop && is_blank(file.bytes[at])) {
        at++;
    }
    return at;
}

static size_t line_stop(struct span file, size_t at, size_t stop) {
    const uint8_t *end = at < stop ? memchr(file.bytes + at, '\n', stop - at) : NULL;
    return end ? (size_t)(end - file.bytes) : stop;
}

/* At the start of a line: passes over its prefix, or over all of it where it is a comment. */
static void begin_line(struct reading *reading, struct pem_body *body) {
    struct span file = reading->file;
    struct span line = span_part(file, reading->at, reading->stop - reading->at);
    size_t shaped = pem_shape_length(reading->shape, line);
    if (shaped) {
        reading->at += shaped;
        reading->outside = false;
        return;
    }
    if (reading->prefix.length &&
        span_starts_with(line, reading->prefix.bytes, reading->prefix.length)) {
        reading->at += reading->prefix.length;
        return;
    }
    size_t first = skip_blanks(file, reading->at, reading->stop);
    size_t end = line_stop(file, first, reading->stop);
    line = span_part(file, first, end - first);
    if (first > reading->at && line.length && body->indented == SIZE_MAX) {
        body->indented = reading->at;
    }
    if (line.length == 0 || (line.length == 1 && file.bytes[first] == '\r')) {
        bool inner = reading->has_text && end < reading->stop;
        body->empty = body->empty == SIZE_MAX && inner ? reading->at : body->empty;
        return;
    }
    size_t mark = pem_mark_length(line);
    if (mark == 0) {
        return;
    }
    size_t rest = skip_blanks(file, first + mark, end);
    bool known = reading->mark == (char)file.bytes[first];
    if (pem_is_token(span_part(file, rest, end - rest), known ? 1 : TOKEN_LEAST)) {
        reading->mark = (char)file.bytes[first];
        reading->at = rest;
    } else if (file.bytes[first] != '*' && file.bytes[first] != '>' && file.bytes[first] != '|') {
        body->comment = body->comment == SIZE_MAX ? first : body->comment;
        reading->at = end;
    }
}

static bool ends_in_blank(const struct buffer *text) {
    return text->length > 0 && is_blank(text->bytes[text->length - 1]);
}

/* Does the rest of the line no longer belong to the body: "echo ... >> file", "... # remark"? */
static bool ends_line(const struct reading *reading, int value, struct pem_body *body) {
    struct span text = buffer_span(&body->text);
    bool redirected = value == '>' && (!text.length || text.bytes[text.length - 1] != '\n') &&
                      span_starts_with(span_from(reading->file, reading->at), ">", 1);
    bool remark = value == '#' && ends_in_blank(&body->text);
    if (remark && body->comment == SIZE_MAX) {
        body->comment = reading->at - 1;
    }
    return redirected || remark || (value == '>' && ends_in_blank(&body->text));
}

/* Takes one character; what stands between two strings counts as a line end. */
static void take_character(struct reading *reading, struct pem_body *body) {
    struct character next = text_character_at(reading->file, reading->at);
    bool raw_newline = next.value == '\n' && !next.escaped;
    reading->at += next.length;
    if (reading->quote && next.value == reading->quote) {
        reading->outside = !reading->outside;
        if (reading->one_a_line) {
            reading->at = line_stop(reading->file, reading->at, reading->stop);
        }
        return;
    }
    if (reading->outside && !raw_newline) {
        return;
    }
    if (!next.escaped && !reading->quote && ends_line(reading, next.value, body)) {
        reading->at = line_stop(reading->file, reading->at, reading->stop);
        return;
    }
    reading->has_text |= next.value > ' ';
    body->escaped |= next.escaped && (next.value == '\n' || next.value == '\r');
    if (next.value == '+' && reading->plus_is_space && !next.escaped) {
        next.value = ' ';
    }
    buffer_append_byte(&body->text, next.value < 0 ? 0x7F : (uint8_t)next.value);
    if (raw_newline && (!reading->quote || reading->shape.length)) {
        begin_line(reading, body);
    }
}

static bool fits(const struct reading *reading, struct span line) {
    return pem_shape_length(reading->shape, line) > 0 ||
           (reading->prefix.length > 0 &&
            span_starts_with(line, reading->prefix.bytes, reading->prefix.length));
}

/* The lines of the body begin as that of the BEGIN marker does; where something else stands there
 * too, a mark or an assignment, as that of the END marker. */
static void read_text(struct span file, const struct pem_block *block, struct pem_body *body) {
    struct reading reading = {.file = file,
                              .at = block->body_offset,
                              .stop = block->body_offset + block->body.length,
                              .prefix = pem_prefix_of(file, block->begin.start),
                              .shape = pem_shape_of(file, block->begin.start),
                              .quote = pem_quote_of(block->body),
                              .plus_is_space = block->begin.plus_is_space};
    size_t second = line_stop(file, reading.at, reading.stop) + 1;
    struct span line = span_part(file, second, second < reading.stop ? reading.stop - second : 0);
    if (block->ended && !fits(&reading, line)) {
        struct reading likewise = reading;
        likewise.prefix = pem_prefix_of(file, block->end.start);
        likewise.shape = pem_shape_of(file, block->end.start);
        reading = fits(&likewise, line) ? likewise : reading;
    }
    reading.one_a_line = pem_shape_length(reading.shape, line) > 0;
    while (reading.at < reading.stop && !body->text.failed) {
        take_character(&reading, body);
    }
}

static size_t after_blanks(struct span text, size_t at) {
    while (at < text.length && isspace(text.bytes[at])) {
        at++;
    }
    return at;
}

/* Length of "Name:" at the front, 0 where there is none. */
static size_t header_name(struct span line) {
    size_t length = 0;
    while (length < line.length && length < NAME_BYTES &&
           (isalnum(line.bytes[length]) || line.bytes[length] == '-')) {
        length++;
    }
    return length && length < line.length && line.bytes[length] == ':' ? length + 1 : 0;
}

/* Where a header's value ends: at the end of its line; where line ends became spaces, behind the
 * one word that the headers of locked keys have. */
static size_t value_end(struct span text, size_t at) {
    const uint8_t *newline = memchr(text.bytes + at, '\n', text.length - at);
    if (newline) {
        return (size_t)(newline - text.bytes) + 1;
    }
    at = after_blanks(text, at);
    while (at < text.length && !isspace(text.bytes[at])) {
        at++;
    }
    return at;
}

/* A header goes on where the next line is indented more than its own (RFC 1421); one that ends in a
 * backslash (RFC 4716) has been joined already. */
static size_t continued(struct span text, size_t indent, size_t end) {
    while (end > 0 && text.bytes[end - 1] == '\n') {
        size_t next = end;
        while (next < text.length && is_blank(text.bytes[next])) {
            next++;
        }
        if (next - end <= indent || next == text.length || text.bytes[next] == '\n') {
            return end;
        }
        end = value_end(text, next);
    }
    return end;
}

static void split(struct pem_body *body) {
    struct span text = buffer_span(&body->text);
    size_t first = after_blanks(text, 0);
    size_t end = first;
    for (;;) {
        size_t start = after_blanks(text, end);
        size_t name = header_name(span_from(text, start));
        if (name == 0) {
            break;
        }
        size_t line = start;
        while (line > end && is_blank(text.bytes[line - 1])) {
            line--;
        }
        end = continued(text, start - line, value_end(text, start + name));
    }
    body->headers = span_part(text, first, end - first);
    body->content = span_from(text, end);
}

/* What a run of digits looks like so far. */
struct run {
    bool seen[128];
    size_t length, distinct, small, capital;
};

/* Paths and identifiers have letters of one case, a run of few different digits stands for a key
 * that was left out. */
static bool run_is_encoded(struct run *run, uint8_t digit) {
    run->length++;
    run->distinct += !run->seen[digit & 0x7F];
    run->seen[digit & 0x7F] = true;
    run->small += islower(digit) != 0;
    run->capital += isupper(digit) != 0;
    return run->length >= RUN_LEAST && run->distinct >= DISTINCT_LEAST && run->small &&
           run->capital;
}

/* Without an END marker the first digits must be those of a form we know: DER, OpenSSH, RFC 4716,
 * or base64 of PEM. */
static bool is_known_head(struct span content) {
    static const char *const heads[] = {"b3BlbnNzaC", "AAAA", "P2/56", "LS0tLS1CRUdJTi"};
    struct span head = span_from(content, after_blanks(content, 0));
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        if (span_starts_with(head, heads[i], strlen(heads[i]))) {
            return true;
        }
    }
    return head.length > 1 && head.bytes[0] == 'M' && head.bytes[1] >= 'A' && head.bytes[1] <= 'I';
}

/* Nothing but one DER sequence, however short: a key whose numbers are zero. */
static bool is_small_element(struct span content) {
    enum { BYTES_MOST = 512 };
    struct buffer bytes = {.limit = BYTES_MOST};
    size_t bad = 0;
    bool small = content.length <= 2 * BYTES_MOST && base64_decode(content, &bytes, &bad) &&
                 !bytes.failed && bytes.length > 2 && bytes.bytes[0] == TAG_SEQUENCE &&
                 asn1_announced(buffer_span(&bytes)) == bytes.length;
    buffer_wipe(&bytes);
    return small;
}

/* Is there content? A long run of digits near the start, in text; lines may be short. */
static bool has_long_run(const struct pem_body *body, bool ended) {
    struct span content = body->content;
    struct run run = {0};
    bool line_start = false;
    if (!ended && body->headers.length == 0 && !is_known_head(content)) {
        return false;
    }
    size_t head = after_blanks(content, 0) + (ended ? HEAD_BYTES : OPEN_HEAD_BYTES);
    for (size_t at = 0; at < content.length && (at < head || run.length); at++) {
        uint8_t byte = content.bytes[at];
        bool digit = isalnum(byte) || byte == '+' || byte == '/';
        bool newline = byte == '\n' || byte == '\r';
        if (digit && run_is_encoded(&run, byte)) {
            return true;
        }
        if (iscntrl(byte) && !isspace(byte)) {
            return false;
        }
        line_start = newline || (line_start && is_blank(byte));
        if (!digit && !(line_start && ended)) {
            run = (struct run){0};
        }
    }
    return false;
}

static bool is_real(const struct pem_body *body, bool ended) {
    return has_long_run(body, ended) || (ended && is_small_element(body->content));
}

static bool is_digit(uint8_t byte) {
    return isalnum(byte) || byte == '+' || byte == '/';
}

static bool is_either_digit(uint8_t byte) {
    return is_digit(byte) || byte == '-' || byte == '_';
}

/* False where none is of the URL alphabet, or memory ran out. */
static bool decode_digits(struct pem_body *body, struct buffer *digits, bool (*takes)(uint8_t)) {
    bool url = false;
    size_t bad = 0;
    buffer_clear(digits);
    buffer_clear(&body->bytes);
    for (size_t i = 0; i < body->content.length; i++) {
        uint8_t byte = body->content.bytes[i];
        if (takes(byte)) {
            url |= byte == '-' || byte == '_';
            buffer_append_byte(digits, byte == '-' ? '+' : byte == '_' ? '/' : byte);
        }
    }
    base64_decode(buffer_span(digits), &body->bytes, &bad);
    return url && !digits->failed;
}

static bool is_one_element(const struct pem_body *body) {
    return asn1_announced(buffer_span(&body->bytes)) == body->bytes.length;
}

/* Decodes what is base64 and passes over the rest, noting where it began. */
static void decode(struct pem_body *body, uint64_t limit) {
    struct buffer digits = {0};
    size_t bad = 0;
    body->bytes.limit = limit > SIZE_MAX / 4 ? SIZE_MAX / 4 : (size_t)limit;
    body->clean = base64_decode(body->content, &body->bytes, &bad);
    if (!body->clean) {
        struct span content = body->content;
        struct span before = span_part(content, 0, bad);
        for (size_t i = 0; i < before.length; i++) {
            body->bad_line += before.bytes[i] == '\n';
        }
        const uint8_t *text = body->text.bytes;
        for (const uint8_t *at = text; at < body->content.bytes; at++) {
            body->bad_line += *at == '\n';
        }
        if (!decode_digits(body, &digits, is_either_digit) || !is_one_element(body)) {
            decode_digits(body, &digits, is_digit);
        }
        body->over_limit |= digits.failed;
    }
    body->over_limit |= body->bytes.failed;
    buffer_wipe(&digits);
}

static void read_part(struct span file, const struct pem_block *block, size_t length,
                      struct pem_body *body) {
    struct pem_block part = *block;
    part.body = span_part(block->body, 0, length);
    buffer_clear(&body->text);
    body->indented = body->empty = body->comment = SIZE_MAX;
    read_text(file, &part, body);
    split(body);
}

bool pem_body_read(struct span file, const struct pem_block *block, uint64_t limit,
                   struct pem_body *body) {
    *body = (struct pem_body){0};
    body->text.limit = limit > SIZE_MAX / 8 ? SIZE_MAX / 4 : (size_t)limit * 2;
    /* Most markers without content stand in long texts: a look at the beginning is enough. */
    read_part(file, block, TRIAL_BYTES, body);
    bool is_part = block->body.length > TRIAL_BYTES;
    if (!is_real(body, block->ended) && !(is_part && body->content.length == 0)) {
        return false;
    }
    if (is_part) {
        read_part(file, block, block->body.length, body);
    }
    body->over_limit = body->text.failed;
    if (!is_real(body, block->ended)) {
        return false;
    }
    decode(body, limit);
    return true;
}

void pem_body_release(struct pem_body *body) {
    buffer_wipe(&body->text);
    buffer_wipe(&body->bytes);
}
