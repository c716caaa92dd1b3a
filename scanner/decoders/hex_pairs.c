#include "decoders/hex_pairs.h"

bool hex_skip_gap(struct hex_pairs *pairs) {
    for (size_t i = 0; i < HEX_GAP_BYTES && pairs->at < pairs->text.length; i++) {
        uint8_t byte = pairs->text.bytes[pairs->at];
        uint8_t next = pairs->at + 1 < pairs->text.length ? pairs->text.bytes[pairs->at + 1] : 0;
        bool continuation = byte == '\\' && (next == '\n' || next == '\r');
        if (hex_value(byte) >= 0) {
            return true;
        }
        if (byte == 0 || (!strchr(" \t\r\n:,\"'+-", byte) && !continuation)) {
            return false;
        }
        pairs->at++;
    }
    return false;
}

int hex_next_byte(struct hex_pairs *pairs) {
    if (!hex_skip_gap(pairs)) {
        return -1;
    }
    int high = hex_at(pairs->text, pairs->at);
    int low = hex_at(pairs->text, pairs->at + 1);
    if (high < 0 || low < 0) {
        return -1;
    }
    pairs->at += 2;
    return high << 4 | low;
}

bool hex_accepts(const struct blob *blob) {
    return !blob->label[0] && blob->bytes.length >= HEX_BYTES_LEAST * 2;
}
