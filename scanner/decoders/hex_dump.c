/* Dumps of memory and files with an offset on each line: xxd, hexdump -C, od -t x1, Wireshark,
 * openssl s_client -debug, also in logs, comments and patches; and records of firmware: Intel HEX,
 * Motorola S-records. The bytes become a child where what stands at the front of the dump, or
 * somewhere on a line of it, is of a form we know. */
#define _GNU_SOURCE
#include <ctype.h>

#include "base/hex_value.h"
#include "decoders/key_report.h"
#include "decoders/text_candidate.h"

enum {
    OFFSET_LEAST = 4, /* digits */
    OFFSET_MOST = 16,
    WIDTH_LEAST = 8, /* bytes on the first line */
    WIDTH_MOST = 64,
    HALF = 8, /* bytes before the wider gap, or a dash */
    PREFIX_MOST = 160,
    LINE_MOST = 512,
    LINES_LEAST = 3,
    BYTES_LEAST = 44,
};

static int pair_at(struct span line, size_t at) {
    int high = at + 1 < line.length ? hex_value(line.bytes[at]) : -1;
    int low = high < 0 ? -1 : hex_value(line.bytes[at + 1]);
    return low < 0 ? -1 : high << 4 | low;
}

/* Reads one line of a dump: offset, bytes in groups, perhaps characters. Returns how many bytes,
 * 0 where it is no such line. width: bytes on a full line, 0 while that is not known. */
static size_t read_dump_line(struct span line, size_t width, uint8_t bytes[WIDTH_MOST]) {
    size_t at = 0, count = 0;
    while (at < line.length && at < OFFSET_MOST && hex_value(line.bytes[at]) >= 0) {
        at++;
    }
    bool offset = at >= OFFSET_LEAST && at < line.length && (width || line.bytes[at - 1] == '0');
    at += offset && line.bytes[at] == ':';
    at += offset && span_starts_with(span_from(line, at), " -", 2) ? 2 : 0;
    if (!offset || at >= line.length || line.bytes[at] != ' ') {
        return 0;
    }
    for (size_t most = width ? width : WIDTH_MOST; count < most;) {
        size_t gap = at;
        while (at < line.length &&
               (line.bytes[at] == ' ' || (line.bytes[at] == '-' && at == gap))) {
            at++;
        }
        bool wide = at - gap > 1;
        int value = pair_at(line, at);
        if (value < 0 || (wide && count && count != HALF)) {
            break;
        }
        size_t group = at;
        for (; value >= 0 && count < most; value = pair_at(line, at)) {
            bytes[count++] = (uint8_t)value;
            at += 2;
        }
        size_t digits = at - group;
        bool apart = at >= line.length || isspace(line.bytes[at]) ||
                     (line.bytes[at] == '-' && count == HALF);
        if (!apart || (digits & (digits - 1))) {
            count -= digits / 2; /* a group is one, two, four or eight bytes */
            break;
        }
    }
    return width || count >= WIDTH_LEAST ? count : 0;
}

/* Intel HEX: ":LLAAAATT", LL bytes, checksum. S-records: "S1", length, address, bytes, checksum. */
static size_t read_record(struct span line, uint8_t bytes[256]) {
    uint8_t all[300];
    size_t count = 0;
    size_t at = line.length && line.bytes[0] == ':' ? 1 : 2;
    bool is_intel = at == 1;
    bool is_motorola = !is_intel && line.length > 2 && line.bytes[0] == 'S' &&
                       line.bytes[1] >= '1' && line.bytes[1] <= '3';
    if (!is_intel && !is_motorola) {
        return 0;
    }
    uint8_t sum = 0;
    for (int value = pair_at(line, at); value >= 0 && count < sizeof all;
         value = pair_at(line, at)) {
        all[count++] = (uint8_t)value;
        sum = (uint8_t)(sum + value);
        at += 2;
    }
    size_t head = is_intel ? 4 : (size_t)(line.bytes[1] - '0') + 2;
    bool whole = is_intel ? count && count == (size_t)all[0] + 5 && sum == 0 && all[3] == 0
                          : count && count == (size_t)all[0] + 1 && sum == 0xFF;
    if (!whole || count <= head + 1) {
        return 0;
    }
    memcpy(bytes, all + head, count - head - 1);
    return count - head - 1;
}

/* A dump being gathered, line by line. */
struct dump {
    struct buffer bytes;
    size_t start; /* offset of its first line */
    size_t width, lines;
    size_t column; /* of the offset, where something else stands before it on each line */
    uint64_t offset;
    bool ended;
};

static struct span line_at(struct span text, size_t at) {
    struct span rest = span_from(text, at);
    const uint8_t *end = memchr(rest.bytes, '\n', rest.length);
    size_t length = end ? (size_t)(end - rest.bytes) : rest.length;
    return span_part(rest, 0, length);
}

static struct span trimmed(struct span line) {
    while (line.length && isspace(line.bytes[0])) {
        line = span_from(line, 1);
    }
    while (line.length && isspace(line.bytes[line.length - 1])) {
        line.length--;
    }
    return line;
}

/* May an offset begin here? */
static bool offset_may_begin(struct span line, size_t at) {
    uint8_t before = at > 0 ? line.bytes[at - 1] : ' ';
    return hex_value(line.bytes[at]) >= 0 && (!isalnum(before) || before == 'x');
}

/* As read_dump_line, where a time, a mark or a name stands before the offset. All lines of one dump
 * have it in the same column, and it grows. */
static size_t read_prefixed_line(struct dump *dump, struct span line, uint8_t bytes[WIDTH_MOST]) {
    size_t at = dump->lines ? dump->column : 1;
    size_t last = dump->lines ? dump->column : PREFIX_MOST;
    size_t count = 0;
    for (; at < line.length && at <= last; at++) {
        count = offset_may_begin(line, at) ? read_dump_line(span_from(line, at), dump->width, bytes)
                                           : 0;
        if (count) {
            break;
        }
    }
    uint64_t offset = 0;
    for (size_t i = at; count && hex_value(line.bytes[i]) >= 0; i++) {
        offset = offset << 4 | (uint64_t)hex_value(line.bytes[i]);
    }
    if (count == 0 || (dump->lines && offset <= dump->offset)) {
        return 0;
    }
    dump->column = at;
    dump->offset = offset;
    return count;
}

/* Adds one line; false where it does not go on with the dump. */
static bool take_line(struct dump *dump, struct span whole) {
    uint8_t bytes[256];
    size_t count = 0;
    struct span line = trimmed(whole);
    if (line.length < 2 || line.length > LINE_MOST || dump->ended) {
        return false;
    }
    if (line.bytes[0] == ':' || line.bytes[0] == 'S') {
        count = read_record(line, bytes);
    } else {
        bool plain = hex_value(line.bytes[0]) >= 0 && !dump->column;
        count = plain ? read_dump_line(line, dump->width, bytes) : 0;
        count = count || (plain && dump->lines) ? count : read_prefixed_line(dump, whole, bytes);
        dump->width = dump->width ? dump->width : count;
        dump->ended = count < dump->width;
    }
    dump->lines += count > 0;
    buffer_append(&dump->bytes, bytes, count);
    return count > 0;
}

/* The places in the dump where something of a form we know begins. */
static void examine_dump(const struct blob *blob, struct examiner *examiner,
                         const struct dump *dump, uint64_t line) {
    struct span bytes = buffer_span(&dump->bytes);
    if (dump->lines >= LINES_LEAST && bytes.length >= BYTES_LEAST && !dump->bytes.failed) {
        text_candidate_examine(blob, examiner, "hex", dump->start, bytes, line);
    }
}

static bool accepts(const struct blob *blob) {
    return !blob->label[0] && blob->bytes.length >= BYTES_LEAST * 2;
}

static bool decode(const struct blob *blob, struct examiner *examiner) {
    struct span text = blob->bytes;
    struct text_lines counter = {0};
    struct dump dump = {.bytes = {.limit = (size_t)examiner_limits(examiner)->member_bytes}};
    size_t at = 0;
    while (at < text.length) {
        struct span line = line_at(text, at);
        dump.start = dump.lines ? dump.start : at;
        bool goes_on = take_line(&dump, line);
        at = goes_on || !dump.lines ? at + line.length + 1 : at;
        if (dump.lines && (!goes_on || at >= text.length)) {
            examine_dump(blob, examiner, &dump, text_line_at(&counter, text, dump.start));
            dump.lines = dump.width = dump.column = 0;
            dump.ended = false;
            buffer_clear(&dump.bytes);
        }
    }
    buffer_wipe(&dump.bytes);
    return false;
}

/* Is the line around this place the first of a dump? */
static bool confirms(struct span text, size_t at) {
    struct dump dump = {0};
    bool first = take_line(&dump, line_at(text, text_line_start(text, at, PREFIX_MOST)));
    buffer_wipe(&dump.bytes);
    return first;
}

static const struct anchor anchors[] = {
    {"0: [0-9A-Fa-f][0-9A-Fa-f]", confirms},
    {"0 [0-9A-Fa-f][0-9A-Fa-f] [0-9A-Fa-f][0-9A-Fa-f] ", confirms},
    {"0  [0-9A-Fa-f][0-9A-Fa-f] [0-9A-Fa-f][0-9A-Fa-f] ", confirms},
    {"0   [0-9A-Fa-f][0-9A-Fa-f] [0-9A-Fa-f][0-9A-Fa-f] ", confirms},
    {"0 - [0-9A-Fa-f][0-9A-Fa-f] [0-9A-Fa-f][0-9A-Fa-f] ", confirms},
    {":[0-4][0-9A-F][0-9A-F][0-9A-F][0-9A-F][0-9A-F]00", confirms},
    {"S[1-3][0-4][0-9A-F]", confirms},
    {0},
};

const struct decoder hex_dump_decoder = {
    .name = "hex-dump",
    .accepts = accepts,
    .decode = decode,
    .anchors = anchors,
};
