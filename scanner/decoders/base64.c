#include "decoders/base64.h"

static int digit_value(uint8_t byte) {
    if (byte >= 'A' && byte <= 'Z') {
        return byte - 'A';
    }
    if (byte >= 'a' && byte <= 'z') {
        return byte - 'a' + 26;
    }
    if (byte >= '0' && byte <= '9') {
        return byte - '0' + 52;
    }
    return byte == '+' ? 62 : byte == '/' ? 63 : -1;
}

static bool is_space(uint8_t byte) {
    return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t';
}

size_t base64_end(struct span text) {
    size_t at = 0;
    while (at < text.length && (digit_value(text.bytes[at]) >= 0 || text.bytes[at] == '=' ||
                                is_space(text.bytes[at]))) {
        at++;
    }
    return at;
}

size_t base64_longest_run(struct span text) {
    size_t longest = 0;
    size_t run = 0;
    for (size_t at = 0; at < text.length; at++) {
        run = digit_value(text.bytes[at]) >= 0 ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    return longest;
}

bool base64_decode(struct span text, struct buffer *out, size_t *bad) {
    uint32_t gathered = 0;
    unsigned digits = 0;
    bool padded = false;
    for (size_t at = 0; at < text.length; at++) {
        uint8_t byte = text.bytes[at];
        if (is_space(byte)) {
            continue;
        }
        int value = digit_value(byte);
        if ((value < 0 && byte != '=') || (value >= 0 && padded)) {
            *bad = at;
            return false;
        }
        if (byte == '=') {
            padded = true;
            continue;
        }
        gathered = gathered << 6 | (uint32_t)value;
        if (++digits % 4 == 0) {
            const uint8_t group[3] = {(uint8_t)(gathered >> 16), (uint8_t)(gathered >> 8),
                                      (uint8_t)gathered};
            buffer_append(out, group, sizeof group);
        }
    }
    if (digits % 4 == 1) {
        *bad = text.length;
        return false;
    }
    if (digits % 4 == 2) {
        buffer_append_byte(out, (uint8_t)(gathered >> 4));
    } else if (digits % 4 == 3) {
        buffer_append_byte(out, (uint8_t)(gathered >> 10));
        buffer_append_byte(out, (uint8_t)(gathered >> 2));
    }
    return true;
}

int base64_value(uint8_t digit) {
    return digit_value(digit == '-' ? '+' : digit == '_' ? '/' : digit);
}
