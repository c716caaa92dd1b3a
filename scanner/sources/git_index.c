#include "sources/git_index.h"

#include "sources/git_common.h"

enum {
    HEAD_BYTES = 12,
    MODE_AT = 24,   /* of an entry: behind times, device and inode */
    ID_AT = 40,     /* behind owner, group and size */
    FLAG_BYTES = 2, /* behind the id */
    ENTRY_ALIGNMENT = 8,
    FLAG_EXTENDED = 0x4000, /* two more bytes follow */
    MODE_KIND = 0170000,
    MODE_FILE = 0100000,
    MODE_LINK = 0120000,
    EXTENSION_BYTES = 8, /* name and length */
};

static uint32_t number(const uint8_t *bytes) {
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

bool index_begin(struct index_reader *reader) {
    struct span head = span_part(reader->rest, 0, HEAD_BYTES);
    if (head.length < HEAD_BYTES || reader->rest.length < HEAD_BYTES + reader->id_bytes ||
        memcmp(head.bytes, "DIRC", 4) != 0) {
        return false;
    }
    reader->path.limit = PATH_BYTES;
    reader->version = number(head.bytes + 4);
    reader->left = number(head.bytes + 8);
    /* the hash of all of it stands at the end */
    reader->rest =
        span_part(reader->rest, HEAD_BYTES, reader->rest.length - HEAD_BYTES - reader->id_bytes);
    return reader->version >= 2 && reader->version <= 4;
}

/* The number of bytes that the path before loses at its end (version 4): as offsets in packs. */
static bool take_cut(struct span *rest, uint64_t *cut) {
    uint8_t byte = 0x80;
    *cut = 0;
    for (int i = 0; byte & 0x80; i++) {
        if (rest->length == 0 || i > 8) {
            return false;
        }
        byte = rest->bytes[0];
        *cut = (i ? (*cut + 1) << 7 : 0) | (byte & 0x7F);
        *rest = span_from(*rest, 1);
    }
    return true;
}

/* rest begins with the path of an entry of which head bytes come before it. */
static bool take_path(struct index_reader *reader, struct span *rest, size_t head) {
    uint64_t cut = reader->path.length;
    if (reader->version == 4 && (!take_cut(rest, &cut) || cut > reader->path.length)) {
        return false;
    }
    const uint8_t *end = rest->length ? memchr(rest->bytes, 0, rest->length) : NULL;
    if (!end) {
        return false;
    }
    size_t length = (size_t)(end - rest->bytes);
    reader->path.length -= (size_t)cut;
    buffer_append(&reader->path, rest->bytes, length);
    size_t taken = length + 1;
    if (reader->version < 4) { /* padded with one to eight NULs */
        taken = (head + length + ENTRY_ALIGNMENT) / ENTRY_ALIGNMENT * ENTRY_ALIGNMENT - head;
    }
    if (reader->path.failed || taken > rest->length) {
        return false;
    }
    *rest = span_from(*rest, taken);
    return true;
}

bool index_take(struct index_reader *reader, struct index_entry *entry) {
    const uint8_t *bytes = reader->rest.bytes;
    const size_t flags_at = ID_AT + reader->id_bytes;
    if (reader->left == 0 || reader->rest.length < flags_at + FLAG_BYTES) {
        return false;
    }
    bool extended = reader->version > 2 && (bytes[flags_at] << 8 & FLAG_EXTENDED) != 0;
    size_t head = flags_at + FLAG_BYTES + (extended ? 2U : 0U);
    struct span rest = span_from(reader->rest, head);
    if (!take_path(reader, &rest, head)) {
        return false;
    }
    uint32_t kind = number(bytes + MODE_AT) & MODE_KIND;
    entry->is_file = kind == MODE_FILE || kind == MODE_LINK;
    entry->id = bytes + ID_AT;
    entry->path = buffer_span(&reader->path);
    reader->rest = rest;
    reader->left--;
    return true;
}

bool index_finish(struct index_reader *reader) {
    while (reader->rest.length >= EXTENSION_BYTES) {
        const uint8_t *bytes = reader->rest.bytes;
        uint64_t length = EXTENSION_BYTES + (uint64_t)number(bytes + 4);
        reader->split |= memcmp(bytes, "link", 4) == 0;
        if (length > reader->rest.length) {
            return false;
        }
        reader->rest = span_from(reader->rest, (size_t)length);
    }
    return reader->rest.length == 0;
}

void index_release(struct index_reader *reader) {
    buffer_release(&reader->path);
}
