/* Captures of a network, and recorded streams of TLS. A certificate that stands in one piece is
 * found by carving, as in any other file; here are those that go over several packets or records.
 * Of each direction of a connection the front is put together, where handshakes are. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "decoders/asn1.h"
#include "decoders/capture_packets.h"
#include "decoders/decoder.h"
#include "decoders/tls_handshake.h"

/* Bytes of each direction that are put together: a chain of 100 certificates. */
enum { FRONT_BYTES = 1 << 18 };

/* So far before the first segment that was captured others of the same connection may belong. */
enum { WINDOW_BYTES = 1 << 20 };

struct segment {
    struct tcp_segment tcp;
    size_t order;
};

struct reading {
    const struct blob *blob;
    struct examiner *examiner;
    struct buffer segments; /* of struct segment */
    size_t count;
    uint64_t finds;
    bool full; /* more segments than member-bytes allows */
    bool stopped;
};

static bool keep(void *context, const struct tcp_segment *tcp) {
    struct reading *reading = context;
    struct segment segment = {*tcp, reading->count++};
    buffer_append(&reading->segments, &segment, sizeof segment);
    reading->full = reading->segments.failed;
    return !reading->full;
}

static int by_connection(const void *left, const void *right) {
    const struct segment *one = left, *other = right;
    int order = memcmp(one->tcp.ends, other->tcp.ends, sizeof one->tcp.ends);
    return order ? order : (one->order > other->order) - (one->order < other->order);
}

/* Sequence numbers are compared around the base, which is subtracted before: RFC 9293 section 3.4.
 */
static int by_sequence(const void *left, const void *right) {
    const struct segment *one = left, *other = right;
    int32_t here = (int32_t)one->tcp.sequence, there = (int32_t)other->tcp.sequence;
    int order = (here > there) - (here < there);
    return order ? order : (one->order > other->order) - (one->order < other->order);
}

/* What was put together need not be looked through piece by piece: there would be public keys. */
static void claim(struct reading *reading, const struct scattered *joined, size_t at,
                  size_t length) {
    for (size_t end = at + length; at < end;) {
        size_t next = scattered_piece_end(joined, at), origin = scattered_origin(joined, at);
        next = next < end ? next : end;
        examiner_claim(reading->examiner, origin, origin + (next - at));
        at = next;
    }
}

static bool pass_on(void *context, const struct scattered *joined, size_t at, size_t length) {
    struct reading *reading = context;
    size_t origin = scattered_origin(joined, at);
    char place[32];
    struct span certificate = span_part(buffer_span(&joined->bytes), at, length);
    if (scattered_is_one_piece(joined, at, length) || asn1_announced(certificate) != length) {
        return true;
    }
    if (reading->finds++ == examiner_limits(reading->examiner)->blocks) {
        examiner_problem(reading->examiner, reading->blob, "decode", "limit",
                         "more certificates than the limit blocks allows; the rest is unread");
        reading->stopped = true;
        return false;
    }
    claim(reading, joined, at, length);
    snprintf(place, sizeof place, "byte %zu", origin);
    examiner_child(reading->examiner, reading->blob,
                   &(struct child){.element = place,
                                   .name = "",
                                   .label = "",
                                   .encoding = "der",
                                   .position = origin,
                                   .bytes = certificate});
    return true;
}

static void read_stream(struct reading *reading, const struct scattered *stream) {
    if (stream->bytes.failed || stream->pieces.failed ||
        !tls_each_certificate(stream, pass_on, reading)) {
        examiner_problem(reading->examiner, reading->blob, "decode", "limit",
                         "out of memory while a connection was put together");
        reading->stopped = true;
    }
}

/* Segments of one direction of one connection, from its first on. What was sent again counts once;
 * behind a gap a new stream begins. */
static void read_connection(struct reading *reading, struct segment *segments, size_t count) {
    struct scattered stream = {0};
    uint32_t base = segments[0].tcp.sequence;
    int64_t next = INT64_MIN;
    for (size_t i = 0; i < count; i++) {
        segments[i].tcp.sequence -= base;
    }
    qsort(segments, count, sizeof *segments, by_sequence);
    for (size_t i = 0; i < count && stream.bytes.length < FRONT_BYTES && !reading->stopped; i++) {
        const struct tcp_segment *tcp = &segments[i].tcp;
        int64_t start = (int32_t)tcp->sequence, end = start + (int64_t)tcp->length;
        if (start < -WINDOW_BYTES) {
            continue; /* of more than 2 GiB the numbers begin anew */
        }
        if (start > next && stream.bytes.length) {
            read_stream(reading, &stream);
            scattered_clear(&stream);
        }
        size_t again = start < next ? (size_t)(next - start) : 0;
        if (again < tcp->length) {
            struct span payload = span_part(reading->blob->bytes, tcp->offset,
                                            tcp->length < FRONT_BYTES ? tcp->length : FRONT_BYTES);
            scattered_append(&stream, span_from(payload, again), tcp->offset + again);
        }
        next = end > next ? end : next;
    }
    if (!reading->stopped) {
        read_stream(reading, &stream);
    }
    scattered_release(&stream);
}

/* A SYN that is no repetition begins another connection between the same ends. */
static void read_connections(struct reading *reading) {
    struct segment *segments = (void *)reading->segments.bytes;
    size_t count = reading->segments.length / sizeof *segments;
    if (count) {
        qsort(segments, count, sizeof *segments, by_connection);
    }
    for (size_t first = 0, i = 1; i <= count && !reading->stopped; i++) {
        bool same = i < count && memcmp(segments[i].tcp.ends, segments[first].tcp.ends,
                                        sizeof segments[i].tcp.ends) == 0;
        if (!same ||
            (segments[i].tcp.begins && segments[i].tcp.sequence != segments[first].tcp.sequence)) {
            read_connection(reading, segments + first, i - first);
            first = i;
        }
    }
}

static bool begins(const struct blob *blob) {
    return !blob->label[0] && (capture_begins(blob->bytes) || tls_begins(blob->bytes));
}

static bool decode(const struct blob *blob, struct examiner *examiner) {
    struct reading reading = {.blob = blob, .examiner = examiner};
    uint64_t limit = examiner_limits(examiner)->member_bytes;
    if (!capture_begins(blob->bytes)) {
        struct scattered stream = {0};
        scattered_append(&stream, span_part(blob->bytes, 0, (size_t)limit), 0);
        read_stream(&reading, &stream);
        scattered_release(&stream);
        return false;
    }
    reading.segments.limit = (size_t)limit;
    capture_each_segment(blob->bytes, keep, &reading);
    if (reading.full) {
        examiner_problem(examiner, blob, "decode", "limit",
                         "more packets than member-bytes allows; connections in the rest are not "
                         "put together");
    }
    read_connections(&reading);
    buffer_release(&reading.segments);
    return false;
}

const struct decoder capture_decoder = {
    .name = "capture",
    .accepts = begins,
    .decode = decode,
};
