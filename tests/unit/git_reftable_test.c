/* sources/git_reftable: the records of one table of refs. */
#include "sources/git_reftable.h"

#include <zlib.h>

#include "unit.h"

enum { ROOM = 1 << 14, ID = 20, LONG_ID = 32 };

struct sample {
    uint8_t bytes[ROOM];
    size_t length;
    size_t head;
};

static void put(struct sample *sample, const void *bytes, size_t length) {
    assert_true(length <= ROOM - sample->length);
    memcpy(sample->bytes + sample->length, bytes, length);
    sample->length += length;
}

static void put_number(struct sample *sample, uint64_t number, int length) {
    while (length-- > 0) {
        put(sample, &(uint8_t){(uint8_t)(number >> (8 * length))}, 1);
    }
}

static void put_head(struct sample *sample, uint8_t version, uint32_t block_size) {
    sample->length = 0;
    put(sample, "REFT", 4);
    put(sample, &version, 1);
    put_number(sample, block_size, 3);
    put_number(sample, 1, 8);
    put_number(sample, 1, 8);
    put(sample, "s256", version == 2 ? 4 : 0);
    sample->head = sample->length;
}

/* Lengths below 16 fit the one byte that each is given. */
static void put_record(struct sample *sample, uint8_t prefix, const char *suffix, uint8_t type,
                       const void *value, size_t value_length) {
    put(sample, (uint8_t[]){prefix, (uint8_t)(strlen(suffix) << 3 | type)}, 2);
    put(sample, suffix, strlen(suffix));
    put(sample, &(uint8_t){0}, 1);
    put(sample, value, value_length);
}

/* Puts a block of some records between its head and its restarts. begin: its first byte, 0 for the
 * first, which the header of the file is part of. */
static void end_block(struct sample *sample, size_t begin) {
    const size_t front = (begin ? begin : sample->head) + 4;
    put_number(sample, front - begin, 3);
    put_number(sample, 1, 2);
    size_t length = sample->length - begin;
    for (int i = 0; i < 3; i++) {
        sample->bytes[front - 3 + (size_t)i] = (uint8_t)(length >> (16 - 8 * i));
    }
}

static void put_foot(struct sample *sample) {
    uint8_t head[64];
    memcpy(head, sample->bytes, sample->head);
    const size_t at = sample->length;
    put(sample, head, sample->head);
    for (int i = 0; i < 5; i++) {
        put_number(sample, 0, 8);
    }
    put_number(sample, crc32(0, sample->bytes + at, (uInt)(sample->length - at)), 4);
}

static struct sample sample_of(uint8_t version, uint32_t block_size) {
    static const uint8_t ids[2 * LONG_ID] = {7, 7, 7};
    const size_t id_bytes = version == 2 ? LONG_ID : ID;
    struct sample sample;
    put_head(&sample, version, block_size);
    put(&sample, "r\0\0\0", 4);
    put_record(&sample, 0, "HEAD", 3, "\4main", 5);
    put_record(&sample, 0, "refs/a", 1, ids, id_bytes);
    put_record(&sample, 5, "b", 2, ids, 2 * id_bytes);
    end_block(&sample, 0);
    while (block_size && sample.length % block_size) {
        put(&sample, "", 1);
    }
    const size_t begin = sample.length;
    put(&sample, "r\0\0\0", 4);
    put_record(&sample, 0, "refs/c", 0, "", 0);
    put_record(&sample, 5, "dd", 1, ids, id_bytes);
    end_block(&sample, begin);
    put(&sample, "i\0\0\0", 4);
    put_foot(&sample);
    return sample;
}

/* What all records say, joined; "damaged" behind what comes before the damage. */
static const char *tell(struct span file, size_t id_bytes, struct buffer *out) {
    struct reftable table = {.file = file, .id_bytes = id_bytes};
    struct reftable_record record;
    buffer_clear(out);
    if (!reftable_begin(&table)) {
        return "none";
    }
    while (reftable_take(&table, &record)) {
        buffer_append(out, record.name.bytes, record.name.length);
        buffer_format(out, " %d", (int)record.kind);
        buffer_append(out, record.target.bytes, record.target.length);
        buffer_append_text(out, record.id && record.id[2] != 7 ? "?;" : ";");
    }
    buffer_append_text(out, table.damaged ? "damaged" : "");
    reftable_release(&table);
    return buffer_text(out);
}

static void reads_all_records(void **state) {
    (void)state;
    static const char expected[] = "HEAD 2main;refs/a 1;refs/b 1;refs/c 0;refs/dd 1;";
    struct buffer out = {0};
    for (uint32_t block_size = 0; block_size <= 512; block_size += 256) {
        struct sample short_ids = sample_of(1, block_size);
        struct sample long_ids = sample_of(2, block_size);
        assert_string_equal(tell(span_of(short_ids.bytes, short_ids.length), ID, &out), expected);
        assert_string_equal(tell(span_of(long_ids.bytes, long_ids.length), LONG_ID, &out),
                            expected);
        assert_string_equal(tell(span_of(short_ids.bytes, short_ids.length), LONG_ID, &out),
                            "none");
        assert_string_equal(tell(span_of(long_ids.bytes, long_ids.length), ID, &out), "none");
    }
    buffer_release(&out);
}

static void reads_an_empty_table(void **state) {
    (void)state;
    struct buffer out = {0};
    struct sample sample;
    put_head(&sample, 1, 0);
    put_foot(&sample);
    assert_string_equal(tell(span_of(sample.bytes, sample.length), ID, &out), "");
    buffer_release(&out);
}

/* Cut with the old footer, which is then not where it should be; and with one that fits. */
static void says_where_it_is_cut_short(void **state) {
    (void)state;
    struct buffer out = {0};
    const struct sample whole = sample_of(1, 0);
    const size_t blocks = whole.length - whole.head - 44;
    for (size_t length = 0; length < whole.length; length++) {
        struct span exact = exact_copy(span_of(whole.bytes, length));
        assert_string_equal(tell(exact, ID, &out), "none");
        exact_free(exact);
    }
    for (size_t length = whole.head + 1; length < blocks - 4; length++) {
        struct sample cut = whole;
        cut.length = length;
        put_foot(&cut);
        struct span exact = exact_copy(span_of(cut.bytes, cut.length));
        const char *told = tell(exact, ID, &out);
        const size_t first = (size_t)whole.bytes[whole.head + 2] << 8 | whole.bytes[whole.head + 3];
        assert_true(length == first || strstr(told, "damaged"));
        exact_free(exact);
    }
    buffer_release(&out);
}

static void refuses_what_lies(void **state) {
    (void)state;
    struct buffer out = {0};
    static const struct {
        uint8_t prefix;
        const char *suffix;
        uint8_t type;
        const char *value;
        size_t length;
    } records[] = {
        {1, "refs/a", 0, "", 0},         /* shares what is not there */
        {0, "", 0, "", 0},               /* no name */
        {0, "refs/a", 4, "", 0},         /* a type that nobody knows */
        {0, "refs/a", 1, "short", 5},    /* half an id */
        {0, "refs/a", 3, "\x7Fmain", 5}, /* a longer target than there is */
        {0, "refs/a", 3, "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 10},
    };
    for (size_t i = 0; i < COUNT_OF(records); i++) {
        struct sample sample;
        put_head(&sample, 1, 0);
        put(&sample, "r\0\0\0", 4);
        put_record(&sample, records[i].prefix, records[i].suffix, records[i].type, records[i].value,
                   records[i].length);
        end_block(&sample, 0);
        put_foot(&sample);
        assert_string_equal(tell(span_of(sample.bytes, sample.length), ID, &out), "damaged");
    }
    buffer_release(&out);
}

/* Each name is the one before and some more, until there is no room for it. */
static void bounds_names(void **state) {
    (void)state;
    struct buffer out = {0};
    struct sample sample;
    put_head(&sample, 1, 0);
    put(&sample, "r\0\0\0", 4);
    put_record(&sample, 0, "refs/0123456789", 0, "", 0);
    for (unsigned shared = 15; shared <= REFTABLE_NAME_BYTES; shared += 15) {
        if (shared < 128) {
            put(&sample, &(uint8_t){(uint8_t)shared}, 1);
        } else {
            put(&sample, (uint8_t[]){(uint8_t)(0x80 | ((shared >> 7) - 1)), shared & 0x7F}, 2);
        }
        put(&sample, &(uint8_t){15 << 3}, 1);
        put(&sample, "refs/0123456789", 16); /* with the difference of updates, 0 */
    }
    end_block(&sample, 0);
    put_foot(&sample);
    const char *told = tell(span_of(sample.bytes, sample.length), ID, &out);
    assert_non_null(strstr(told, "damaged"));
    assert_true(strlen(told) > 15 * REFTABLE_NAME_BYTES);
    buffer_release(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_all_records),
        cmocka_unit_test(reads_an_empty_table),
        cmocka_unit_test(says_where_it_is_cut_short),
        cmocka_unit_test(refuses_what_lies),
        cmocka_unit_test(bounds_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
