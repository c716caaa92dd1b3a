#include "sources/git_reftable.h"

#include <zlib.h>

enum {
    MAGIC_BYTES = 4,
    HEAD_BYTES = 24,      /* version 1; version 2 names the hash in four more */
    FOOTER_MORE = 44,     /* five positions and a checksum behind a copy of the head */
    BLOCK_HEAD_BYTES = 4, /* type, length */
    RESTART_BYTES = 3,
    COUNT_BYTES = 2,
    VALUE_BITS = 3, /* of the length of a name */
};

static uint32_t number(const uint8_t *bytes, size_t length) {
    uint32_t value = 0;
    for (size_t i = 0; i < length; i++) {
        value = value << 8 | bytes[i];
    }
    return value;
}

bool reftable_begin(struct reftable *table) {
    const struct span file = table->file;
    const uint8_t *bytes = file.bytes;
    if (file.length < HEAD_BYTES || memcmp(bytes, "REFT", MAGIC_BYTES) != 0) {
        return false;
    }
    const uint8_t version = bytes[MAGIC_BYTES];
    table->head = version == 2 ? HEAD_BYTES + 4 : HEAD_BYTES;
    const size_t footer = table->head + FOOTER_MORE;
    if (version < 1 || version > 2 || file.length < table->head + footer) {
        return false;
    }
    table->end = file.length - footer;
    table->block_size = number(bytes + MAGIC_BYTES + 1, 3);
    table->name.limit = REFTABLE_NAME_BYTES;
    const char *hash = table->id_bytes == 20 ? "sha1" : "s256";
    const uint8_t *last = bytes + table->end;
    return (version == 1 ? table->id_bytes == 20 : memcmp(bytes + HEAD_BYTES, hash, 4) == 0) &&
           memcmp(last, bytes, table->head) == 0 &&
           crc32(0, last, (uInt)(footer - 4)) == number(last + footer - 4, 4);
}

/* As offsets in packs. */
static bool take_number(struct span *rest, uint64_t *value) {
    uint8_t byte = 0x80;
    *value = 0;
    for (int i = 0; byte & 0x80; i++) {
        if (rest->length == 0 || i > 8) {
            return false;
        }
        byte = rest->bytes[0];
        *value = (i ? (*value + 1) << 7 : 0) | (byte & 0x7F);
        *rest = span_from(*rest, 1);
    }
    return true;
}

static bool take_bytes(struct span *rest, uint64_t length, struct span *taken) {
    if (length > rest->length) {
        return false;
    }
    *taken = span_part(*rest, 0, (size_t)length);
    *rest = span_from(*rest, (size_t)length);
    return true;
}

/* Finds the records of the next block of refs. False: there is none, or it is damaged. */
static bool enter_block(struct reftable *table) {
    const size_t begin = table->block;
    const size_t front = (begin ? 0 : table->head) + BLOCK_HEAD_BYTES;
    const struct span block = span_part(table->file, begin, table->end - begin);
    if (block.length < front || block.bytes[front - BLOCK_HEAD_BYTES] != 'r') {
        const size_t before = front - BLOCK_HEAD_BYTES;
        const uint8_t letter = block.length > before ? block.bytes[before] : 0;
        table->damaged |= block.length > before && letter != 'i' && letter != 'o' && letter != 'g';
        return false; /* indexes, objects and logs follow the refs */
    }
    const size_t length = number(block.bytes + front - 3, 3);
    if (length < front + COUNT_BYTES || length > block.length) {
        table->damaged = true;
        return false;
    }
    const size_t restarts = number(block.bytes + length - COUNT_BYTES, COUNT_BYTES);
    if (length - front - COUNT_BYTES < restarts * RESTART_BYTES) {
        table->damaged = true;
        return false;
    }
    table->rest = span_part(block, front, length - front - COUNT_BYTES - restarts * RESTART_BYTES);
    buffer_clear(&table->name);
    const bool padded =
        length < table->block_size && length < block.length && block.bytes[length] == 0;
    table->block = begin + (padded ? table->block_size : length);
    table->block = table->block < table->end ? table->block : table->end;
    return true;
}

static bool take_name(struct reftable *table, struct reftable_record *record, unsigned *type) {
    uint64_t prefix = 0;
    uint64_t suffix = 0;
    uint64_t update = 0;
    struct span bytes;
    if (!take_number(&table->rest, &prefix) || !take_number(&table->rest, &suffix) ||
        prefix > table->name.length || !take_bytes(&table->rest, suffix >> VALUE_BITS, &bytes) ||
        !take_number(&table->rest, &update)) {
        return false;
    }
    *type = suffix & ((1U << VALUE_BITS) - 1);
    table->name.length = (size_t)prefix;
    buffer_append(&table->name, bytes.bytes, bytes.length);
    record->name = buffer_span(&table->name);
    return !table->name.failed && record->name.length > 0 &&
           !memchr(record->name.bytes, 0, record->name.length);
}

static bool take_value(struct reftable *table, struct reftable_record *record, unsigned type) {
    struct span bytes;
    uint64_t length = 0;
    switch (type) {
    case 0:
        record->kind = REFTABLE_DELETED;
        return true;
    case 1: /* an id; 2: and that of what a tag stands for */
    case 2:
        record->kind = REFTABLE_ID;
        if (!take_bytes(&table->rest, type * table->id_bytes, &bytes)) {
            return false;
        }
        record->id = bytes.bytes;
        return true;
    case 3:
        record->kind = REFTABLE_SYMBOLIC;
        return take_number(&table->rest, &length) && length <= REFTABLE_NAME_BYTES &&
               take_bytes(&table->rest, length, &record->target);
    default:
        return false;
    }
}

bool reftable_take(struct reftable *table, struct reftable_record *record) {
    unsigned type = 0;
    *record = (struct reftable_record){0};
    while (table->rest.length == 0) {
        if (table->damaged || !enter_block(table)) {
            return false;
        }
    }
    if (!take_name(table, record, &type) || !take_value(table, record, type)) {
        table->damaged = true;
        table->rest = (struct span){0};
        return false;
    }
    return true;
}

void reftable_release(struct reftable *table) {
    buffer_release(&table->name);
}
