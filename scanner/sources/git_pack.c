#define _GNU_SOURCE
#include "sources/git_pack.h"

#include <fcntl.h>
#include <git2.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define ZLIB_CONST
#include <zlib.h>

#include "sources/git_delta.h"

enum {
    FAN_BYTES = 4 * 256,
    PACK_HEADER_BYTES = 12,
    DELTA_HEAD_BYTES = 20, /* two sizes of at most ten bytes */
};

static uint32_t number32(const uint8_t *bytes) {
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* Of an index: its pack's checksum and its own. */
static size_t trailer_bytes(const struct pack *pack) {
    return 2 * pack->id_bytes;
}

static const uint8_t *fan(const struct pack *pack) {
    return pack->index.bytes + (pack->version == 2 ? 8 : 0);
}

const uint8_t *pack_id(const struct pack *pack, uint32_t position) {
    const uint8_t *table = fan(pack) + FAN_BYTES;
    return pack->version == 2 ? table + (size_t)position * pack->id_bytes
                              : table + (size_t)position * (4 + pack->id_bytes) + 4;
}

uint64_t pack_offset(const struct pack *pack, uint32_t position) {
    if (pack->version == 1) {
        return number32(pack_id(pack, position) - 4);
    }
    size_t small = 8 + FAN_BYTES + (size_t)pack->count * (pack->id_bytes + 4);
    uint32_t offset = number32(pack->index.bytes + small + (size_t)position * 4);
    if (!(offset & 0x80000000U)) {
        return offset;
    }
    size_t large = small + (size_t)pack->count * 4 + (size_t)(offset & 0x7FFFFFFFU) * 8;
    if (large + 8 > pack->index.length - trailer_bytes(pack)) {
        return 0;
    }
    const uint8_t *wide = pack->index.bytes + large;
    return (uint64_t)number32(wide) << 32 | number32(wide + 4);
}

static bool base_offset_read(struct span data, uint64_t start, struct pack_head *head) {
    uint8_t byte = data.bytes[head->stream++];
    uint64_t distance = byte & 0x7F;
    while (byte & 0x80) {
        if (head->stream >= data.length || distance >> 50) {
            return false;
        }
        byte = data.bytes[head->stream++];
        distance = (distance + 1) << 7 | (byte & 0x7F);
    }
    head->base = start - distance;
    return distance > 0 && distance < start;
}

bool pack_head(const struct pack *pack, uint64_t start, struct pack_head *head) {
    *head = (struct pack_head){.stream = start};
    if (start < PACK_HEADER_BYTES || pack->data.length < PACK_HEADER_BYTES + pack->id_bytes ||
        start >= pack->data.length - pack->id_bytes) {
        return false;
    }
    struct span data = span_part(pack->data, 0, pack->data.length - pack->id_bytes);
    uint8_t byte = data.bytes[head->stream++];
    head->type = byte >> 4 & 7;
    head->size = byte & 15;
    for (unsigned shift = 4; byte & 0x80; shift += 7) {
        if (head->stream >= data.length || shift > 53) {
            return false;
        }
        byte = data.bytes[head->stream++];
        head->size |= (uint64_t)(byte & 0x7F) << shift;
    }
    if (head->stream >= data.length) {
        return false;
    }
    if (head->type == PACK_OFFSET_DELTA) {
        return base_offset_read(data, start, head) && head->stream < data.length;
    }
    if (head->type == PACK_NAME_DELTA) {
        head->base_id = data.bytes + head->stream;
        head->stream += pack->id_bytes;
        return head->stream < data.length;
    }
    return head->type >= GIT_OBJECT_COMMIT && head->type <= GIT_OBJECT_TAG;
}

uint32_t pack_position(const struct pack *pack, const uint8_t *id) {
    uint32_t low = id[0] ? number32(fan(pack) + 4 * (size_t)(id[0] - 1)) : 0;
    uint32_t high = number32(fan(pack) + 4 * (size_t)id[0]);
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = memcmp(id, pack_id(pack, middle), pack->id_bytes);
        if (order == 0) {
            return middle;
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return NOWHERE;
}

/* Sizes, order and fan-out of the index, so that every later look-up stays within it. */
static enum outcome check_index(struct pack *pack, struct error *error) {
    static const uint8_t magic[] = {0xFF, 't', 'O', 'c', 0, 0, 0, 2};
    struct span index = pack->index;
    pack->version = span_starts_with(index, magic, sizeof magic) ? 2 : 1;
    size_t head = FAN_BYTES + (pack->version == 2 ? 8 : 0);
    if (index.length < head + trailer_bytes(pack)) {
        return fail(error, "its index is too short");
    }
    pack->count = number32(fan(pack) + FAN_BYTES - 4);
    uint64_t each = pack->id_bytes + (pack->version == 2 ? 8 : 4);
    uint64_t least = head + pack->count * each + trailer_bytes(pack);
    uint64_t most = pack->version == 2 ? least + pack->count * 8ULL : least;
    if (index.length < least || index.length > most || pack->count == NOWHERE) {
        return fail(error, "its index has not the size that its tables say");
    }
    uint32_t at = 0;
    for (unsigned first = 0; first < 256; first++) {
        uint32_t end = number32(fan(pack) + 4 * (size_t)first);
        if (end < at || end > pack->count) {
            return fail(error, "the fan-out table of its index is not in order");
        }
        for (; at < end; at++) {
            const uint8_t *id = pack_id(pack, at);
            if (id[0] != first || (at && memcmp(pack_id(pack, at - 1), id, pack->id_bytes) > 0)) {
                return fail(error, "the ids in its index are not in order");
            }
        }
    }
    return DONE;
}

static bool map_file(const char *path, struct intake *intake, struct span *mapped) {
    char real[PATH_BYTES];
    struct stat facts;
    if (path_resolve(intake, path, real) != WHERE_INSIDE) {
        return false;
    }
    int file = open(real, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW | O_CLOEXEC);
    if (file < 0) {
        return false;
    }
    void *bytes = MAP_FAILED;
    if (fstat(file, &facts) == 0 && S_ISREG(facts.st_mode) && facts.st_size > 0) {
        bytes = mmap(NULL, (size_t)facts.st_size, PROT_READ, MAP_PRIVATE, file, 0);
    }
    close(file);
    if (bytes == MAP_FAILED) {
        return false;
    }
    *mapped = span_of(bytes, (size_t)facts.st_size);
    return true;
}

enum outcome pack_open(struct pack *pack, const char *index_path, size_t id_bytes,
                       struct intake *intake, struct error *error) {
    *pack = (struct pack){0};
    char data_path[PATH_BYTES + 8];
    size_t stem = strlen(index_path) - strlen(".idx");
    memcpy(data_path, index_path, stem);
    memcpy(data_path + stem, ".pack", sizeof ".pack");
    enum outcome outcome = DONE;
    if (!map_file(index_path, intake, &pack->index)) {
        outcome = fail(error, "its index cannot be read, or lies outside the roots");
    } else if (!map_file(data_path, intake, &pack->data)) {
        outcome = fail(error, "it cannot be read, or lies outside the roots");
    } else {
        outcome = pack_read(pack, pack->index, pack->data, id_bytes, intake, error);
    }
    if (outcome != DONE) {
        pack_close(pack);
    }
    return outcome;
}

enum outcome pack_read(struct pack *pack, struct span index, struct span data, size_t id_bytes,
                       struct intake *intake, struct error *error) {
    *pack = (struct pack){.index = index, .data = data, .id_bytes = id_bytes};
    enum outcome outcome = check_index(pack, error);
    if (outcome == DONE && !pack_follow(pack, intake)) {
        outcome = fail(error, "memory ran out while its tables were read");
    }
    return outcome;
}

uint32_t pack_node(const struct pack *pack, uint64_t offset) {
    uint32_t low = 0;
    uint32_t high = pack->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (pack->nodes[middle].offset < offset) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < pack->count && pack->nodes[low].offset == offset ? low : NOWHERE;
}

struct span pack_stream(const struct pack *pack, uint32_t node, const struct pack_head *head) {
    uint64_t end = pack->data.length - pack->id_bytes;
    for (uint32_t next = node + 1; next < pack->count; next++) {
        if (pack->nodes[next].offset > head->stream) {
            end = pack->nodes[next].offset < end ? pack->nodes[next].offset : end;
            break;
        }
    }
    return span_part(pack->data, (size_t)head->stream, (size_t)(end - head->stream));
}

void pack_close(struct pack *pack) {
    free(pack->nodes);
    if (pack->index.bytes) {
        munmap((void *)(uintptr_t)pack->index.bytes, pack->index.length);
    }
    if (pack->data.bytes) {
        munmap((void *)(uintptr_t)pack->data.bytes, pack->data.length);
    }
    *pack = (struct pack){0};
}

bool pack_size(const struct pack *pack, uint32_t position, uint64_t *bytes) {
    struct pack_head head;
    if (!pack_head(pack, pack_offset(pack, position), &head)) {
        return false;
    }
    if (head.type != PACK_OFFSET_DELTA && head.type != PACK_NAME_DELTA) {
        *bytes = head.size;
        return true;
    }
    uint8_t front[DELTA_HEAD_BYTES];
    struct span left = span_part(span_from(pack->data, (size_t)head.stream), 0, UINT32_MAX);
    z_stream stream = {.next_in = left.bytes,
                       .avail_in = (uInt)left.length,
                       .next_out = front,
                       .avail_out = sizeof front};
    if (inflateInit(&stream) != Z_OK) {
        return false;
    }
    inflate(&stream, Z_SYNC_FLUSH); /* what came out is judged below */
    size_t length = sizeof front - stream.avail_out;
    inflateEnd(&stream);
    uint64_t base = 0;
    struct span sizes = span_of(front, length);
    return delta_sizes(&sizes, &base, bytes);
}
