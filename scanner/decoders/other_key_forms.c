#define _GNU_SOURCE
#include "decoders/other_key_forms.h"

#include <ctype.h>

#include "decoders/text_escape.h"

enum {
    SPACES_MOST = 64,
    COMMENT_MOST = 512, /* of signify and minisign, which allow 1,024 */
    BECH32_SUM = 6,
    BECH32_MOST = 4096, /* a hybrid recipient of age has 1,959 */
};

/* Behind white space. */
static size_t after_spaces(struct span text, size_t at) {
    for (size_t i = 0; i < SPACES_MOST && at < text.length; i++) {
        struct character next = text_character_at(text, at);
        if (next.value < 0 || !isspace(next.value)) {
            break;
        }
        at += next.length;
    }
    return at;
}

/* Digits from at on, and one more than most where there are more. */
static size_t digits_at(struct span text, size_t at, bool (*is_digit)(uint8_t), size_t most) {
    size_t count = 0;
    while (count <= most && at + count < text.length && is_digit(text.bytes[at + count])) {
        count++;
    }
    return count;
}

static bool is_hex(uint8_t byte) {
    return isxdigit(byte) != 0;
}

static bool is_base64(uint8_t byte) {
    return isalnum(byte) || byte == '+' || byte == '/';
}

bool static_key_follows(struct span text, size_t at) {
    enum { LINE = 32 };
    for (unsigned lines = 0; lines < 4; lines++) { /* remarks may stand above */
        size_t start = after_spaces(text, at);
        if (start > at && digits_at(text, start, is_hex, LINE) == LINE) {
            return true;
        }
        struct span rest = span_part(text, start, COMMENT_MOST);
        const uint8_t *end =
            rest.length && *rest.bytes == '#' ? memchr(rest.bytes, '\n', rest.length) : NULL;
        if (!end) {
            return false;
        }
        at = (size_t)(end - text.bytes);
    }
    return false;
}

bool base64_line_follows(struct span text, size_t at) {
    enum { LEAST = 48 };
    size_t start = after_spaces(text, at);
    return start > at && digits_at(text, start, is_base64, LEAST) >= LEAST;
}

/* The first line of 32 digits and more, behind which headers have ended. */
static bool pgp_follows(struct span text, size_t at, const char *firsts) {
    enum { LEAST = 32 };
    size_t stop = at + OTHER_KEY_BEHIND / 2;
    bool fresh = false;
    while (at < text.length && at < stop) {
        if (fresh && byte_is_one_of(text.bytes[at], firsts) &&
            digits_at(text, at, is_base64, LEAST) >= LEAST) {
            return true;
        }
        struct character next = text_character_at(text, at);
        fresh = next.value == '\n' || (fresh && next.value == ' ');
        at += next.length;
    }
    return false;
}

/* Tag 5 in the old form and in the new. */
bool pgp_secret_follows(struct span text, size_t at) {
    return pgp_follows(text, at, "lx");
}

/* Tag 6. */
bool pgp_public_follows(struct span text, size_t at) {
    return pgp_follows(text, at, "mx");
}

/* Behind the rest of this line, whose end may be written \n, and the spaces of the next. */
static size_t next_line(struct span text, size_t at) {
    struct span rest = span_part(text, at, COMMENT_MOST);
    for (size_t i = 0; i < rest.length; i++) {
        if (rest.bytes[i] == '\n' || (i > 0 && rest.bytes[i] == 'n' && rest.bytes[i - 1] == '\\')) {
            return after_spaces(text, at + i + 1);
        }
    }
    return text.length;
}

const char *commented_key(struct span text, size_t at, bool *is_secret) {
    enum { MINISIGN_DIGITS = 211, SIGNIFY_DIGITS = 139, PUBLIC_DIGITS = 56 };
    struct span value = span_from(text, next_line(text, at));
    size_t digits = digits_at(value, 0, is_base64, MINISIGN_DIGITS);
    bool minisign_locked = span_starts_with(value, "RWRTY0Iy", 8); /* Ed, Sc, B2 */
    bool minisign_open = span_starts_with(value, "RWQAAEIy", 8);   /* Ed, none, B2 */
    bool signify = span_starts_with(value, "RWRCSwAA", 8);         /* Ed, BK, rounds */
    *is_secret = minisign_locked || minisign_open || signify;
    if ((minisign_locked || minisign_open) && digits == MINISIGN_DIGITS) {
        return minisign_open ? "a minisign secret key, not locked"
                             : "a minisign secret key, locked";
    }
    if (signify && digits == SIGNIFY_DIGITS) {
        bool open = span_starts_with(span_from(value, 8), "AA", 2) &&
                    byte_is_one_of(value.bytes[10], "ABCD");
        return open ? "a signify secret key, not locked" : "a signify secret key, locked";
    }
    if (*is_secret || digits != PUBLIC_DIGITS || !span_starts_with(value, "RW", 2)) {
        return NULL;
    }
    /* What ends here may have been a signature. */
    struct span comment = span_part(text, at, (size_t)(value.bytes - text.bytes) - at);
    bool whole = value.length > digits || memmem(comment.bytes, comment.length, "public key", 10);
    return whole ? "a minisign or signify public key" : NULL;
}

/* Is the nearest heading in brackets above at one of these? */
static bool stands_below_heading(struct span text, size_t at) {
    static const char *const headings[] = {"[Interface]", "[Peer]", "[WireGuard", "[wireguard"};
    size_t from = at > OTHER_KEY_ABOVE ? at - OTHER_KEY_ABOVE : 0;
    for (size_t i = at; i > from; i--) {
        bool begins = text.bytes[i - 1] == '[' &&
                      (i - 1 == 0 || isspace(text.bytes[i - 2]) || !isalnum(text.bytes[i - 2]));
        for (size_t j = 0; begins && j < sizeof headings / sizeof *headings; j++) {
            if (span_starts_with(span_from(text, i - 1), headings[j], strlen(headings[j]))) {
                return true;
            }
        }
    }
    return false;
}

bool wireguard_follows(struct span text, size_t at) {
    enum { DIGITS = 43 };
    size_t start = after_spaces(text, at);
    if (start >= text.length || text.bytes[start] != '=') {
        return false;
    }
    start = after_spaces(text, start + 1);
    bool whole = digits_at(text, start, is_base64, DIGITS) == DIGITS &&
                 start + DIGITS < text.length && text.bytes[start + DIGITS] == '=';
    return whole && stands_below_heading(text, at);
}

bool expression_follows(struct span text, size_t at) {
    size_t start = after_spaces(text, at);
    return start < text.length && text.bytes[start] == '(';
}

bool tor_follows(struct span text, size_t at) {
    static const uint8_t zeros[3] = {0};
    return text.length >= at + 3 + 32 && memcmp(text.bytes + at, zeros, sizeof zeros) == 0;
}

/* A line end, a zero, the cipher, four reserved zeros. */
bool ssh1_follows(struct span text, size_t at) {
    static const uint8_t zeros[4] = {0};
    return text.length > at + 8 && text.bytes[at] == '\n' && text.bytes[at + 1] == 0 &&
           memcmp(text.bytes + at + 3, zeros, sizeof zeros) == 0;
}

static int bech32_value(uint8_t byte) {
    static const char digits[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    const char *found = byte ? strchr(digits, tolower(byte)) : NULL;
    return found ? (int)(found - digits) : -1;
}

static uint32_t bech32_step(uint32_t sum, uint32_t value) {
    static const uint32_t terms[] = {0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3};
    uint32_t top = sum >> 25;
    sum = (sum & 0x1FFFFFF) << 5 ^ value;
    for (unsigned i = 0; i < 5; i++) {
        sum ^= top >> i & 1 ? terms[i] : 0;
    }
    return sum;
}

/* Over what stands before the digit 1 that divides the word, at separator, and what follows. */
static bool has_right_sum(struct span word, size_t separator) {
    uint32_t sum = 1;
    for (size_t i = 0; i < separator; i++) {
        sum = bech32_step(sum, (uint32_t)tolower(word.bytes[i]) >> 5);
    }
    sum = bech32_step(sum, 0);
    for (size_t i = 0; i < separator; i++) {
        sum = bech32_step(sum, (uint32_t)tolower(word.bytes[i]) & 31);
    }
    for (size_t i = separator + 1; i < word.length; i++) {
        int value = bech32_value(word.bytes[i]);
        if (value < 0) {
            return false;
        }
        sum = bech32_step(sum, (uint32_t)value);
    }
    return sum == 1;
}

static bool is_of_word(uint8_t byte) {
    return isalnum(byte) || byte == '-';
}

bool bech32_at(struct span text, size_t at, size_t *end) {
    size_t separator = at;
    bool small = false, capital = false;
    *end = at;
    for (; *end < text.length && is_of_word(text.bytes[*end]); ++*end) {
        uint8_t byte = text.bytes[*end];
        separator = byte == '1' ? *end : separator;
        small |= islower(byte) != 0;
        capital |= isupper(byte) != 0;
    }
    return !(at > 0 && is_of_word(text.bytes[at - 1])) && !(small && capital) && separator > at &&
           *end - separator > BECH32_SUM + 1 && *end - at <= BECH32_MOST &&
           has_right_sum(span_part(text, at, *end - at), separator - at);
}

/* A packet at the front: its tag and where it ends. 0 where there is none, or it is cut. */
static size_t packet_end(struct span bytes, unsigned *tag, size_t *body) {
    uint8_t head = bytes.length > 6 ? bytes.bytes[0] : 0;
    size_t length = 0;
    if (!(head & 0x80)) {
        return 0;
    }
    if (head & 0x40) {
        uint8_t first = bytes.bytes[1];
        *tag = head & 0x3F;
        *body = first < 192 ? 2 : first == 255 ? 6 : 3;
        length = first < 192    ? first
                 : first == 255 ? (size_t)bytes.bytes[2] << 24 | (size_t)bytes.bytes[3] << 16 |
                                      (size_t)bytes.bytes[4] << 8 | bytes.bytes[5]
                                : ((size_t)first - 192) * 256 + bytes.bytes[2] + 192;
        length = first >= 224 && first < 255 ? SIZE_MAX : length; /* in parts: never a key */
    } else {
        unsigned octets = 1U << (head & 3);
        *tag = head >> 2 & 0xF;
        *body = 1 + octets;
        for (unsigned i = 0; i < octets && octets <= 4; i++) {
            length = length << 8 | bytes.bytes[1 + i];
        }
        length = octets > 4 ? SIZE_MAX : length;
    }
    return length <= bytes.length && *body <= bytes.length - length ? *body + length : 0;
}

/* Version, time and an algorithm that there is; then a name, a signature, a subkey, trust, or
 * nothing. */
static bool is_ring(struct span bytes, unsigned wanted) {
    enum { SIGNATURE = 2, TRUST = 12, NAME = 13, ALGORITHM_MOST = 28, LEAST = 32 };
    unsigned tag = 0, next = 0;
    size_t body = 0, ignored = 0;
    size_t end = packet_end(bytes, &tag, &body);
    if (end == 0 || tag != wanted || end - body < LEAST) {
        return false;
    }
    uint8_t version = bytes.bytes[body], algorithm = bytes.bytes[body + (version < 4 ? 7 : 5)];
    bool key = version >= 2 && version <= 6 && algorithm >= 1 && algorithm <= ALGORITHM_MOST;
    bool last = end == bytes.length;
    bool more = !last && packet_end(span_from(bytes, end), &next, &ignored) > 0;
    return key && (last || (more && (next == NAME || next == SIGNATURE || next == TRUST ||
                                     next == wanted || next == 7 || next == 14)));
}

bool is_secret_ring(struct span bytes) {
    return is_ring(bytes, 5);
}

bool is_public_ring(struct span bytes) {
    return is_ring(bytes, 6);
}
