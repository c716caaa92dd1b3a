#include "decoders/scattered.h"

static size_t piece_count(const struct scattered *scattered) {
    return scattered->pieces.length / sizeof(struct scattered_piece);
}

static struct scattered_piece piece(const struct scattered *scattered, size_t index) {
    struct scattered_piece copy;
    memcpy(&copy, scattered->pieces.bytes + index * sizeof copy, sizeof copy);
    return copy;
}

/* The number of the piece that holds the byte at. */
static size_t piece_of(const struct scattered *scattered, size_t at) {
    size_t low = 0, high = piece_count(scattered);
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (piece(scattered, middle).at <= at) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

void scattered_append(struct scattered *scattered, struct span bytes, size_t origin) {
    struct scattered_piece next = {scattered->bytes.length, origin};
    if (bytes.length) {
        buffer_append(&scattered->pieces, &next, sizeof next);
        buffer_append(&scattered->bytes, bytes.bytes, bytes.length);
    }
}

size_t scattered_piece_end(const struct scattered *scattered, size_t at) {
    size_t next = piece_of(scattered, at) + 1;
    return next < piece_count(scattered) ? piece(scattered, next).at : scattered->bytes.length;
}

size_t scattered_origin(const struct scattered *scattered, size_t at) {
    struct scattered_piece holder = piece(scattered, piece_of(scattered, at));
    return holder.origin + (at - holder.at);
}

void scattered_append_part(struct scattered *scattered, const struct scattered *other, size_t at,
                           size_t length) {
    while (length && at < other->bytes.length) {
        size_t end = scattered_piece_end(other, at);
        size_t part = length < end - at ? length : end - at;
        scattered_append(scattered, span_part(buffer_span(&other->bytes), at, part),
                         scattered_origin(other, at));
        at += part;
        length -= part;
    }
}

bool scattered_is_one_piece(const struct scattered *scattered, size_t at, size_t length) {
    size_t origin = scattered_origin(scattered, at), end = at + length;
    for (size_t next = at; next < end; next = scattered_piece_end(scattered, next)) {
        if (scattered_origin(scattered, next) != origin + (next - at)) {
            return false;
        }
    }
    return true;
}

void scattered_clear(struct scattered *scattered) {
    buffer_clear(&scattered->bytes);
    buffer_clear(&scattered->pieces);
}

void scattered_release(struct scattered *scattered) {
    buffer_release(&scattered->bytes);
    buffer_release(&scattered->pieces);
}
