#include "base/exchange.h"

static const uint8_t *take(struct exchange *exchange, size_t length) {
    if (exchange->failed || exchange->in.length - exchange->position < length) {
        exchange->failed = true;
        return NULL;
    }
    const uint8_t *taken = exchange->in.bytes + exchange->position;
    exchange->position += length;
    return taken;
}

void exchange_number(struct exchange *exchange, uint64_t *number) {
    if (exchange->out) {
        for (int shift = 0; shift < 64; shift += 8) {
            buffer_append_byte(exchange->out, (uint8_t)(*number >> shift));
        }
        return;
    }
    const uint8_t *bytes = take(exchange, 8);
    *number = 0;
    for (int i = 7; bytes && i >= 0; i--) {
        *number = *number << 8 | bytes[i];
    }
}

void exchange_flag(struct exchange *exchange, bool *flag) {
    uint8_t byte = exchange->out && *flag ? 1 : 0;
    exchange_fixed(exchange, &byte, 1);
    if (!exchange->out) {
        *flag = byte == 1;
        exchange->failed |= byte > 1;
    }
}

void exchange_span(struct exchange *exchange, struct span *span) {
    uint64_t length = exchange->out ? span->length : 0;
    exchange_number(exchange, &length);
    if (exchange->out) {
        buffer_append(exchange->out, span->bytes, span->length);
        return;
    }
    const uint8_t *bytes = length <= SIZE_MAX ? take(exchange, (size_t)length) : NULL;
    *span = bytes ? span_of(bytes, (size_t)length) : (struct span){0};
}

void exchange_text(struct exchange *exchange, const char **text) {
    const char *source = *text && exchange->out ? *text : "";
    struct span span = span_of(source, strlen(source) + 1);
    exchange_span(exchange, &span);
    if (exchange->out) {
        return;
    }
    bool terminated =
        span.length > 0 && memchr(span.bytes, 0, span.length) == span.bytes + span.length - 1;
    exchange->failed |= !terminated;
    *text = terminated ? (const char *)span.bytes : "";
}

void exchange_fixed(struct exchange *exchange, void *bytes, size_t length) {
    if (exchange->out) {
        buffer_append(exchange->out, bytes, length);
        return;
    }
    const uint8_t *source = take(exchange, length);
    if (source) {
        memcpy(bytes, source, length);
    } else {
        memset(bytes, 0, length);
    }
}

bool exchange_complete(const struct exchange *exchange) {
    if (exchange->out) {
        return !exchange->failed && !exchange->out->failed;
    }
    return !exchange->failed && exchange->position == exchange->in.length;
}
