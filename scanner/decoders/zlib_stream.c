/* Streams of zlib (RFC 1950), which no archive format has for itself: loose objects of git, columns
 * of databases, values of configurations. The header is two bytes, so a stream is only taken for
 * one when its first blocks unpack. */
#include <zlib.h>

#include "base/buffer.h"
#include "decoders/decoder.h"

enum {
    BYTES_LEAST = 16,
    CHUNK_BYTES = 1 << 14,
    PROOF_BYTES = 256, /* unpacked, before damage is worth a row */
};

enum result { RESULT_WHOLE, RESULT_CUT, RESULT_DENSE, RESULT_LIMIT };

struct unpacking {
    const struct blob *blob;
    struct examiner *examiner;
    z_stream stream;
    struct buffer content;
    enum result result;
};

/* A stored block (RFC 1951 section 3.2.4) gives its length twice. Streams of what was compressed
 * before have no others. */
static bool is_stored_block(struct span bytes) {
    unsigned length = (unsigned)(bytes.bytes[4] << 8 | bytes.bytes[3]);
    unsigned inverse = (unsigned)(bytes.bytes[6] << 8 | bytes.bytes[5]);
    return (bytes.bytes[2] & 6) == 0 && length > 0 && (length ^ inverse) == 0xFFFF;
}

/* CM 8, a window of 32 KiB, a check that makes both bytes a multiple of 31, no dictionary; the
 * first block compressed, or a stored one. */
static bool is_header(struct span bytes) {
    return bytes.length >= BYTES_LEAST && bytes.bytes[0] == 0x78 && !(bytes.bytes[1] & 0x20) &&
           (bytes.bytes[0] << 8 | bytes.bytes[1]) % 31 == 0 && (bytes.bytes[2] & 6) != 6 &&
           ((bytes.bytes[2] & 6) != 0 || is_stored_block(bytes));
}

/* Takes one chunk of what was unpacked into the content; false where a bound ends it. */
static bool keep(struct unpacking *unpacking, const uint8_t *chunk, size_t length) {
    const struct limits *limits = examiner_limits(unpacking->examiner);
    buffer_append(&unpacking->content, chunk, length);
    size_t total = unpacking->content.length;
    if (total > limits->archive_grace &&
        total / limits->archive_ratio > unpacking->blob->bytes.length) {
        unpacking->result = RESULT_DENSE;
        return false;
    }
    if (unpacking->content.failed || !examiner_charge(unpacking->examiner, 0, length)) {
        unpacking->result = RESULT_LIMIT;
        return false;
    }
    return true;
}

static void inflate_all(struct unpacking *unpacking) {
    uint8_t chunk[CHUNK_BYTES];
    int status = Z_OK;
    unpacking->result = RESULT_WHOLE;
    while (status == Z_OK) {
        unpacking->stream.next_out = chunk;
        unpacking->stream.avail_out = sizeof chunk;
        status = inflate(&unpacking->stream, Z_NO_FLUSH);
        if (!keep(unpacking, chunk, sizeof chunk - unpacking->stream.avail_out)) {
            return;
        }
    }
    if (status != Z_STREAM_END) {
        unpacking->result = RESULT_CUT;
    }
}

static void report(const struct unpacking *unpacking) {
    static const struct {
        const char *code, *sentence;
    } words[] = {
        [RESULT_CUT] = {"archive", "the zlib stream is damaged or breaks off"},
        [RESULT_DENSE] = {"ratio", "compression ratio above the limit archive-ratio: taken for a "
                                   "decompression bomb, the rest is unread"},
        [RESULT_LIMIT] = {"limit", "the zlib stream holds more than member-bytes or archive-bytes "
                                   "allow; the rest is unread"},
    };
    examiner_problem(unpacking->examiner, unpacking->blob, "archive", words[unpacking->result].code,
                     "%s", words[unpacking->result].sentence);
}

static bool accepts(const struct blob *blob) {
    return !blob->label[0] && is_header(blob->bytes) && blob->bytes.length <= UINT_MAX;
}

static bool decode(const struct blob *blob, struct examiner *examiner) {
    struct unpacking unpacking = {.blob = blob, .examiner = examiner};
    unpacking.content.limit = (size_t)examiner_limits(examiner)->member_bytes;
    unpacking.stream.next_in = (Bytef *)(uintptr_t)blob->bytes.bytes;
    unpacking.stream.avail_in = (uInt)blob->bytes.length;
    if (inflateInit(&unpacking.stream) != Z_OK) {
        return false;
    }
    inflate_all(&unpacking);
    bool proven = unpacking.result != RESULT_CUT || unpacking.content.length >= PROOF_BYTES;
    if (proven) {
        examiner_recognised(examiner);
        examiner_child(examiner, blob,
                       &(struct child){.element = "",
                                       .name = "",
                                       .label = "",
                                       .encoding = "der",
                                       .bytes = buffer_span(&unpacking.content)});
    }
    if (proven && unpacking.result != RESULT_WHOLE) {
        report(&unpacking);
    }
    inflateEnd(&unpacking.stream);
    buffer_wipe(&unpacking.content);
    return proven && unpacking.result == RESULT_WHOLE;
}

const struct decoder zlib_stream_decoder = {
    .name = "zlib",
    .accepts = accepts,
    .decode = decode,
};
