/* sources/git_index: what the index of a work tree names. */
#include "sources/git_index.h"

#include "sources/git_common.h"
#include "unit.h"

enum { ROOM = 1024 };

struct sample {
    uint8_t bytes[ROOM];
    size_t length;
    size_t id_bytes;
};

static void put(struct sample *sample, const void *bytes, size_t length) {
    assert_true(length <= ROOM - sample->length);
    memcpy(sample->bytes + sample->length, bytes, length);
    sample->length += length;
}

static void put_number(struct sample *sample, uint32_t number) {
    const uint8_t bytes[] = {(uint8_t)(number >> 24), (uint8_t)(number >> 16),
                             (uint8_t)(number >> 8), (uint8_t)number};
    put(sample, bytes, sizeof bytes);
}

static void put_head(struct sample *sample, uint32_t version, uint32_t count) {
    put(sample, "DIRC", 4);
    put_number(sample, version);
    put_number(sample, count);
}

/* cut: bytes that the path before loses, with version 4; else below 0. */
static void put_entry(struct sample *sample, uint32_t mode, uint8_t id, bool extended, int cut,
                      const char *path) {
    const uint8_t zeros[8] = {0};
    uint8_t ids[GIT_ID_MOST];
    const size_t start = sample->length;
    memset(ids, id, sizeof ids);
    for (int i = 0; i < 6; i++) {
        put_number(sample, 7);
    }
    put_number(sample, mode);
    for (int i = 0; i < 3; i++) {
        put_number(sample, 7);
    }
    put(sample, ids, sample->id_bytes);
    put(sample, extended ? "\x40\1\0\0" : "\0\1", extended ? 4 : 2);
    if (cut >= 0) {
        put(sample, &(uint8_t){(uint8_t)cut}, 1);
        put(sample, path, strlen(path) + 1);
        return;
    }
    put(sample, path, strlen(path));
    put(sample, zeros, 8 - (sample->length - start) % 8);
}

static void put_end(struct sample *sample) {
    const uint8_t zeros[GIT_ID_MOST] = {0};
    put(sample, zeros, sample->id_bytes);
}

static struct sample sample_of(uint32_t version, bool extension, size_t id_bytes) {
    struct sample sample = {.id_bytes = id_bytes};
    const bool cuts = version == 4;
    put_head(&sample, version, 3);
    put_entry(&sample, 0100644, 1, false, cuts ? 0 : -1, "folder/a.pem");
    put_entry(&sample, 0120000, 2, version > 2, cuts ? 5 : -1, cuts ? "bc" : "folder/bc");
    put_entry(&sample, 0160000, 3, false, cuts ? 9 : -1, "sub");
    if (extension) {
        put(&sample, "TREE\0\0\0\3abc", 11);
    }
    put_end(&sample);
    return sample;
}

/* What all entries say, joined; "" where the index is not sound to its end. */
static const char *tell(struct span file, size_t id_bytes, struct buffer *out) {
    struct index_reader reader = {.rest = file, .id_bytes = id_bytes};
    struct index_entry entry;
    buffer_clear(out);
    bool sound = index_begin(&reader);
    while (sound && index_take(&reader, &entry)) {
        buffer_format(out, "%.*s %d %d;", (int)entry.path.length, (const char *)entry.path.bytes,
                      entry.id[id_bytes - 1], entry.is_file);
    }
    sound = sound && reader.left == 0 && index_finish(&reader);
    buffer_append_text(out, reader.split ? "split" : "");
    index_release(&reader);
    return sound ? buffer_text(out) : "";
}

static void reads_all_versions(void **state) {
    (void)state;
    struct buffer out = {0};
    for (uint32_t i = 0; i < 6; i++) {
        struct sample sample = sample_of(2 + i / 2, true, i % 2 ? GIT_ID_MOST : GIT_KEY_BYTES);
        assert_string_equal(tell(span_of(sample.bytes, sample.length), sample.id_bytes, &out),
                            "folder/a.pem 1 1;folder/bc 2 1;sub 3 0;");
    }
    buffer_release(&out);
}

static void says_that_a_part_is_elsewhere(void **state) {
    (void)state;
    struct buffer out = {0};
    struct sample sample = {.id_bytes = GIT_KEY_BYTES};
    put_head(&sample, 2, 0);
    put(&sample, "link\0\0\0\0", 8);
    put_end(&sample);
    assert_string_equal(tell(span_of(sample.bytes, sample.length), sample.id_bytes, &out), "split");
    buffer_release(&out);
}

static void refuses_other_versions(void **state) {
    (void)state;
    struct buffer out = {0};
    for (uint32_t version = 0; version < 7; version++) {
        struct sample sample = {.id_bytes = GIT_KEY_BYTES};
        struct index_reader reader = {.id_bytes = GIT_KEY_BYTES};
        put_head(&sample, version, 0);
        put_end(&sample);
        reader.rest = span_of(sample.bytes, sample.length);
        assert_int_equal(index_begin(&reader), version >= 2 && version <= 4);
    }
    buffer_release(&out);
}

static void refuses_what_is_cut_short(void **state) {
    (void)state;
    struct buffer out = {0};
    for (uint32_t i = 0; i < 6; i++) {
        struct sample sample = sample_of(2 + i / 2, false, i % 2 ? GIT_ID_MOST : GIT_KEY_BYTES);
        for (size_t length = 0; length < sample.length; length++) {
            uint8_t *copy = malloc(length + 1); /* of its own, for reads beyond it to be seen */
            memcpy(copy, sample.bytes, length);
            assert_string_equal(tell(span_of(copy, length), sample.id_bytes, &out), "");
            free(copy);
        }
    }
    buffer_release(&out);
}

/* A path of version 4 may not lose more than it has, nor grow beyond what a path can be. */
static void refuses_impossible_paths(void **state) {
    (void)state;
    struct buffer out = {0};
    struct sample sample = {.id_bytes = GIT_KEY_BYTES};
    put_head(&sample, 4, 1);
    put_entry(&sample, 0100644, 1, false, 1, "a");
    put_end(&sample);
    assert_string_equal(tell(span_of(sample.bytes, sample.length), sample.id_bytes, &out), "");

    enum { ENTRIES = 100, EACH = 64 + 63, BYTES = ENTRIES * EACH + 64 };
    static uint8_t large[BYTES];
    struct sample head = {.id_bytes = GIT_KEY_BYTES};
    put_head(&head, 4, ENTRIES);
    memcpy(large, head.bytes, head.length);
    for (size_t i = 0; i < ENTRIES; i++) { /* each path is the one before and 63 bytes more */
        memset(large + head.length + i * EACH + 63, 'x', 63);
    }
    assert_string_equal(
        tell(span_of(large, head.length + ENTRIES * EACH + GIT_KEY_BYTES), GIT_KEY_BYTES, &out),
        "");
    buffer_release(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_all_versions),
        cmocka_unit_test(refuses_other_versions),
        cmocka_unit_test(says_that_a_part_is_elsewhere),
        cmocka_unit_test(refuses_what_is_cut_short),
        cmocka_unit_test(refuses_impossible_paths),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
