#include "decoders/tls_handshake.h"

enum { RECORD_HEAD = 5, RECORD_MOST = 1 << 14, MESSAGE_HEAD = 4 };
enum { TYPE_HANDSHAKE = 22, MESSAGE_CERTIFICATE = 11 };

static size_t number(struct span bytes, size_t at, size_t length) {
    size_t value = 0;
    for (size_t i = at; i < at + length; i++) {
        value = value << 8 | bytes.bytes[i];
    }
    return value;
}

/* Content of the record at the front; 0 where there is none of a handshake. */
static size_t record_length(struct span bytes) {
    if (bytes.length < RECORD_HEAD || bytes.bytes[0] != TYPE_HANDSHAKE || bytes.bytes[1] != 3 ||
        bytes.bytes[2] > 4) {
        return 0;
    }
    size_t length = number(bytes, 3, 2);
    return length <= RECORD_MOST ? length : 0;
}

/* The message that a handshake begins with: hellos, certificates and what stands around them, with
 * a length below 16 MiB, as nearly all are. */
bool tls_begins(struct span bytes) {
    static const char types[] = "\x01\x02\x04\x0B\x0C\x0D\x0E\x0F\x10\x14\x16";
    return record_length(bytes) && bytes.length > RECORD_HEAD + 1 &&
           byte_is_one_of(bytes.bytes[RECORD_HEAD], types) && bytes.bytes[RECORD_HEAD + 1] < 16;
}

/* Certificates of one message, each behind three bytes of length; those that are there whole. */
static bool walk_list(const struct scattered *joined, size_t at, size_t end,
                      tls_certificate_found *found, void *context) {
    struct span bytes = buffer_span(&joined->bytes);
    end = end < bytes.length ? end : bytes.length;
    for (at += 3; end >= 3 && at <= end - 3;) {
        size_t length = number(bytes, at, 3);
        at += 3;
        if (length == 0 || length > end - at) {
            break;
        }
        if (!found(context, joined, at, length)) {
            return false;
        }
        at += length;
    }
    return true;
}

static bool walk_messages(const struct scattered *joined, tls_certificate_found *found,
                          void *context) {
    struct span bytes = buffer_span(&joined->bytes);
    for (size_t at = 0; bytes.length - at >= MESSAGE_HEAD;) {
        size_t length = number(bytes, at + 1, 3), start = at + MESSAGE_HEAD;
        if (bytes.bytes[at] == MESSAGE_CERTIFICATE &&
            !walk_list(joined, start, start + length, found, context)) {
            return false;
        }
        if (length > bytes.length - start) {
            break;
        }
        at = start + length;
    }
    return true;
}

/* Joins the records from at on; gives back where they end. */
static size_t join(const struct scattered *stream, size_t at, struct scattered *joined) {
    struct span bytes = buffer_span(&stream->bytes);
    size_t length = 0;
    while ((length = record_length(span_from(bytes, at)))) {
        size_t there = bytes.length - at - RECORD_HEAD;
        size_t part = length < there ? length : there;
        scattered_append_part(joined, stream, at + RECORD_HEAD, part);
        at += RECORD_HEAD + part;
        if (part < length) {
            break;
        }
    }
    return at;
}

bool tls_each_certificate(const struct scattered *stream, tls_certificate_found *found,
                          void *context) {
    struct span bytes = buffer_span(&stream->bytes);
    struct scattered joined = {0};
    bool going = true;
    for (size_t at = 0; going && at < bytes.length; at++) {
        const uint8_t *first = memchr(bytes.bytes + at, TYPE_HANDSHAKE, bytes.length - at);
        if (!first) {
            break;
        }
        at = (size_t)(first - bytes.bytes);
        if (tls_begins(span_from(bytes, at))) {
            scattered_clear(&joined);
            at = join(stream, at, &joined) - 1;
            going = !joined.bytes.failed && !joined.pieces.failed &&
                    walk_messages(&joined, found, context);
        }
    }
    bool failed = joined.bytes.failed || joined.pieces.failed;
    scattered_release(&joined);
    return !failed;
}
