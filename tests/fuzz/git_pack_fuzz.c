/* A pack and its index, both hostile. In front: a number of objects, and the offset of each in two
 * bytes; the rest is the pack. The index is made from that, with ids 0, 1, 2, ..., those of SHA-256
 * where the number is odd. */
#include "../unit/git_intake.h"
#include "fuzz.h"
#include "sources/git_unpack.h"

enum { OBJECTS_MOST = 255, FAN = 256 * 4 };

static void told(struct intake *intake, const char *state, struct span bytes) {
    (void)intake;
    (void)state;
    (void)bytes;
}

static void append_number(struct buffer *out, uint32_t number) {
    for (int shift = 24; shift >= 0; shift -= 8) {
        buffer_append_byte(out, (uint8_t)(number >> shift));
    }
}

static void make_index(struct buffer *out, const uint8_t *offsets, uint8_t count, size_t id_bytes) {
    static const uint8_t nothing[2 * GIT_ID_MOST] = {0};
    buffer_append(out, "\377tOc\0\0\0\2", 8);
    for (unsigned first = 0; first < 256; first++) {
        append_number(out, first < count ? first + 1 : count);
    }
    for (unsigned i = 0; i < count; i++) {
        buffer_append_byte(out, (uint8_t)i);
        buffer_append(out, nothing, id_bytes - 1);
    }
    for (unsigned i = 0; i < count; i++) {
        append_number(out, 0); /* checksum */
    }
    for (unsigned i = 0; i < count; i++) {
        append_number(out, (uint32_t)offsets[2 * i] << 8 | offsets[2 * i + 1]);
    }
    buffer_append(out, nothing, 2 * id_bytes);
}

struct seen {
    uint8_t visits[OBJECTS_MOST];
    const struct pack *pack;
};

static bool visit(void *context, const struct unpacked *object) {
    struct seen *seen = context;
    const struct node *node = &seen->pack->nodes[object->node];
    require(++seen->visits[node->position] == 1, "an object is visited once");
    require(node->soundness != OBJECT_BROKEN, "what is broken is not visited");
    for (size_t i = 0; i < object->bytes.length; i++) {
        seen->visits[node->position] += object->bytes.bytes[i] & 0; /* all of it can be read */
    }
    return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    struct intake intake = {.limits = limits_default(), .told = told};
    struct span input = span_of(bytes, length);
    struct buffer index = {0};
    struct error error;
    intake.limits.object_bytes = 1 << 20;
    if (length < 1 || (size_t)bytes[0] * 2 + 1 > length) {
        return 0;
    }
    const size_t id_bytes = bytes[0] & 1 ? 32 : 20;
    make_index(&index, bytes + 1, bytes[0], id_bytes);
    struct span data = span_from(input, 1 + (size_t)bytes[0] * 2);
    struct pack pack;
    if (pack_read(&pack, buffer_span(&index), data, id_bytes, &intake, &error) == DONE) {
        struct seen seen = {.pack = &pack};
        struct unpacker unpacker = {
            .pack = &pack, .intake = &intake, .visit = visit, .context = &seen};
        for (uint32_t i = 0; i < pack.count; i++) {
            uint64_t size = 0;
            pack_size(&pack, pack.nodes[i].position, &size);
            if (pack.nodes[i].base == NOWHERE && pack.nodes[i].soundness != OBJECT_BROKEN) {
                unpack_tree(&unpacker, i);
            }
        }
        unpacker_release(&unpacker);
    }
    free(pack.nodes);
    buffer_release(&index);
    return 0;
}
