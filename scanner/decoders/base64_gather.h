/* Gathers a base64 value (RFC 4648 sections 4 and 5) that stands in a text: digits of either
 * alphabet, escaped for JSON or URLs, broken over lines and string literals. */
#ifndef DECODERS_BASE64_GATHER_H
#define DECODERS_BASE64_GATHER_H

#include "base/buffer.h"
#include "decoders/base64_form.h"

enum {
    BASE64_FRONT_DIGITS = 12, /* in a row at the begin of a value: they tell what it is */
    BASE64_JOIN_BYTES = 128,  /* quotes, operators and white space between two pieces of a value */
    BASE64_RUN_LEAST = 16,    /* digits in a row that make us look at where the run begins */
};

/* A value being gathered from the text. */
struct base64_value {
    struct buffer digits; /* may hold a private key: wiped by the caller */
    size_t start;         /* offset in the text */
    size_t end;           /* behind its last digit or padding */
    enum form form;
    struct span remark;     /* the mark of a remark before each of its lines, or empty */
    bool url;               /* digits of the URL alphabet were met */
    bool joined_over_empty; /* an empty line stands between two of its lines */
    size_t joints;          /* between its pieces */
};

static inline bool base64_is_digit(uint8_t byte) {
    return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
           (byte >= '0' && byte <= '9') || byte == '+' || byte == '/';
}

/* Of either alphabet. */
static inline bool base64_is_any_digit(uint8_t byte) {
    return base64_is_digit(byte) || byte == '-' || byte == '_';
}

/* Where the digits end that begin at at. */
static inline size_t base64_digits_end(struct span text, size_t at) {
    while (at < text.length && base64_is_any_digit(text.bytes[at])) {
        at++;
    }
    return at;
}

/* The next place where a value may begin: the start of a run of BASE64_RUN_LEAST digits. SIZE_MAX
 * where there is none. */
size_t base64_next_run(struct span text, size_t from);

/* Takes digits from value->end up to the first byte that is none, or until there are most. Returns
 * how many. */
size_t base64_take_run(struct span text, struct base64_value *value, size_t most);

/* Does a digit that JSON or a URL escapes stand at the front? */
bool base64_is_escaped_digit(struct span text);

/* Gathers the value that begins at start, of the form that the caller has set: of DER no more
 * digits than it announces. bound: bytes it may decode to; digits.failed where there are more. */
void base64_gather(struct span text, size_t start, uint64_t bound, struct base64_value *value);

#endif
