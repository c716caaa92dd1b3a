/* decoders/gunzip: what zlib packs comes out again, and what is damaged is told. */
#include "decoders/gunzip.h"

#include <zlib.h>

#include "unit.h"

struct unpacked {
    struct buffer bytes;
    const char *fault;
    size_t consumed;
};

static void unpack(struct span packed, struct unpacked *unpacked) {
    struct gunzip *gunzip = gunzip_new(packed);
    struct span block;
    assert_non_null(gunzip);
    buffer_clear(&unpacked->bytes);
    while ((block = gunzip_next(gunzip)).length) {
        buffer_append(&unpacked->bytes, block.bytes, block.length);
    }
    assert_int_equal(gunzip_next(gunzip).length, 0); /* and stays at its end */
    unpacked->fault = gunzip_fault(gunzip);
    unpacked->consumed = gunzip_consumed(gunzip);
    gunzip_free(gunzip);
}

/* Appends one member; header NULL is the shortest. */
static void pack(struct buffer *out, struct span plain, int level, int strategy,
                 gz_header *header) {
    z_stream stream = {0};
    assert_int_equal(deflateInit2(&stream, level, Z_DEFLATED, 31, 8, strategy), Z_OK);
    size_t room = deflateBound(&stream, plain.length) + 1024;
    if (header) {
        assert_int_equal(deflateSetHeader(&stream, header), Z_OK);
    }
    assert_true(buffer_reserve(out, room));
    stream.next_in = (uint8_t *)(uintptr_t)plain.bytes;
    stream.avail_in = (uInt)plain.length;
    stream.next_out = out->bytes + out->length;
    stream.avail_out = (uInt)room;
    assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
    out->length += stream.total_out;
    deflateEnd(&stream);
}

/* Words and noise in turn, so that every kind of block and match is made. */
static struct buffer plain_of(size_t length) {
    static const char text[] =
        "static int value_of(const struct item *item) { return item->count; }\n";
    struct buffer plain = {0};
    uint32_t noise = 1;
    while (plain.length < length) {
        noise = noise * 1664525 + 1013904223;
        size_t part = noise >> 26;
        if (noise >> 12 & 7) {
            buffer_append(&plain, text + part % 60, sizeof text - 1 - part % 60);
        }
        for (size_t i = 0; i < part % 5; i++) {
            buffer_append_byte(&plain, (uint8_t)(noise >> (3 * i)));
        }
    }
    assert_false(plain.failed);
    plain.length = length;
    return plain;
}

static void check_whole(struct span packed, struct span plain, size_t row) {
    struct unpacked unpacked = {0};
    struct span copy = exact_copy(packed);
    assert_true(gunzip_begins(copy));
    unpack(copy, &unpacked);
    assert_null(unpacked.fault);
    assert_span_equal(buffer_span(&unpacked.bytes), plain, row);
    assert_int_equal(unpacked.consumed, packed.length);
    buffer_release(&unpacked.bytes);
    exact_free(copy);
}

static void whatever_zlib_packs_comes_out(void **state) {
    (void)state;
    static const size_t lengths[] = {0,     1,      2,      257,    32767,  32768,   32769,
                                     65535, 262143, 262144, 262145, 327680, 1 << 20, 3000001};
    static const int strategies[] = {Z_DEFAULT_STRATEGY, Z_FILTERED, Z_HUFFMAN_ONLY, Z_RLE,
                                     Z_FIXED};
    for (size_t i = 0; i < COUNT_OF(lengths); i++) {
        struct buffer plain = plain_of(lengths[i]);
        for (size_t j = 0; j < COUNT_OF(strategies) + 2; j++) {
            struct buffer packed = {0};
            bool by_strategy = j < COUNT_OF(strategies);
            pack(&packed, buffer_span(&plain),
                 by_strategy ? 6
                 : j % 2     ? 0
                             : 9,
                 by_strategy ? strategies[j] : Z_DEFAULT_STRATEGY, NULL);
            check_whole(buffer_span(&packed), buffer_span(&plain), i * 10 + j);
            buffer_release(&packed);
        }
        buffer_release(&plain);
    }
}

static void long_runs_come_out(void **state) {
    (void)state;
    struct buffer plain = {0}, packed = {0};
    assert_true(buffer_reserve(&plain, 5 << 20));
    memset(plain.bytes, 0, 5 << 20);
    plain.length = 5 << 20;
    pack(&packed, buffer_span(&plain), 9, Z_DEFAULT_STRATEGY, NULL);
    check_whole(buffer_span(&packed), buffer_span(&plain), 0);
    buffer_release(&packed);
    buffer_release(&plain);
}

static void headers_with_everything(void **state) {
    (void)state;
    char name[] = "server.key", comment[] = "as of today";
    uint8_t extra[] = "AB\2\0xy";
    for (unsigned fields = 0; fields < 16; fields++) {
        struct buffer packed = {0}, plain = plain_of(1000);
        gz_header header = {.name = fields & 1 ? (uint8_t *)name : NULL,
                            .comment = fields & 2 ? (uint8_t *)comment : NULL,
                            .extra = fields & 4 ? extra : NULL,
                            .extra_len = fields & 4 ? 6 : 0,
                            .hcrc = (fields & 8) != 0};
        pack(&packed, buffer_span(&plain), 6, Z_DEFAULT_STRATEGY, &header);
        check_whole(buffer_span(&packed), buffer_span(&plain), fields);
        size_t length = 10 + (fields & 1 ? sizeof name : 0) + (fields & 2 ? sizeof comment : 0) +
                        (fields & 4 ? 8 : 0) + (fields & 8 ? 2 : 0);
        for (size_t cut = 0; cut <= length; cut++) {
            struct span copy = exact_copy(span_of(packed.bytes, cut));
            assert_int_equal(gunzip_begins(copy), cut == length);
            exact_free(copy);
        }
        buffer_release(&packed);
        buffer_release(&plain);
    }
}

static void what_is_no_header(void **state) {
    (void)state;
    assert_true(gunzip_begins(LITERAL("\x1F\x8B\x08\0\0\0\0\0\0\x03")));
    assert_false(gunzip_begins(LITERAL("\x1F\x8B\x07\0\0\0\0\0\0\x03")));
    assert_false(gunzip_begins(LITERAL("\x1F\x8B\x08\x20\0\0\0\0\0\x03")));
    assert_false(gunzip_begins(LITERAL("\x1F\x8B\x08\x80\0\0\0\0\0\x03")));
    assert_false(gunzip_begins(LITERAL("\x1F\x8C\x08\0\0\0\0\0\0\x03")));
    assert_false(gunzip_begins(LITERAL("\x1F\x8B\x08\x04\0\0\0\0\0\x03\xFF\xFF"
                                       "abc")));
}

static void members_follow_each_other(void **state) {
    (void)state;
    static const size_t lengths[] = {10, 0, 300000, 1, 0};
    struct buffer packed = {0}, all = {0};
    struct unpacked unpacked = {0};
    for (size_t i = 0; i < COUNT_OF(lengths); i++) {
        struct buffer plain = plain_of(lengths[i]);
        pack(&packed, buffer_span(&plain), 6, Z_DEFAULT_STRATEGY, NULL);
        buffer_append(&all, plain.bytes, plain.length);
        buffer_release(&plain);
    }
    check_whole(buffer_span(&packed), buffer_span(&all), 0);
    size_t members = packed.length;
    buffer_append(&packed, "\x1F\x8B\x08 what follows is no member", 29);
    unpack(buffer_span(&packed), &unpacked);
    assert_null(unpacked.fault);
    assert_int_equal(unpacked.consumed, members);
    assert_span_equal(buffer_span(&unpacked.bytes), buffer_span(&all), 0);
    buffer_release(&unpacked.bytes);
    buffer_release(&packed);
    buffer_release(&all);
}

static void cut_at(struct span packed, struct span plain, size_t length) {
    struct unpacked unpacked = {0};
    struct span cut = exact_copy(span_part(packed, 0, length));
    unpack(cut, &unpacked);
    assert_string_equal(unpacked.fault, "truncated gzip input");
    assert_true(unpacked.bytes.length <= plain.length);
    assert_span_equal(buffer_span(&unpacked.bytes), span_part(plain, 0, unpacked.bytes.length),
                      length);
    if (length + 8 >= packed.length) { /* only the checksum is missing */
        assert_int_equal(unpacked.bytes.length, plain.length);
    }
    buffer_release(&unpacked.bytes);
    exact_free(cut);
}

static void what_came_before_the_cut_comes_out(void **state) {
    (void)state;
    struct buffer small = plain_of(3000), large = plain_of(2000000), packed = {0};
    pack(&packed, buffer_span(&small), 6, Z_DEFAULT_STRATEGY, NULL);
    for (size_t length = 10; length < packed.length; length++) {
        cut_at(buffer_span(&packed), buffer_span(&small), length);
    }
    buffer_clear(&packed);
    pack(&packed, buffer_span(&large), 6, Z_DEFAULT_STRATEGY, NULL);
    for (size_t length = 10; length < packed.length; length += 8191) {
        cut_at(buffer_span(&packed), buffer_span(&large), length);
    }
    buffer_release(&packed);
    buffer_release(&small);
    buffer_release(&large);
}

/* The checksum sees to it that no other content passes for whole; some bits fill up a byte. */
static void every_bit_turned(void **state) {
    (void)state;
    enum { HEADER = 10 };
    struct buffer plain = plain_of(700), packed = {0};
    struct unpacked unpacked = {0};
    pack(&packed, buffer_span(&plain), 6, Z_DEFAULT_STRATEGY, NULL);
    struct span copy = exact_copy(buffer_span(&packed));
    uint8_t *bytes = (uint8_t *)(uintptr_t)copy.bytes;
    for (size_t bit = HEADER * 8; bit < copy.length * 8; bit++) {
        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        unpack(copy, &unpacked);
        bool same = span_equal(buffer_span(&unpacked.bytes), buffer_span(&plain));
        if (!unpacked.fault && !same) {
            fail_msg("bit %zu turned: nothing is told", bit);
        }
        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    exact_free(copy);
    buffer_release(&unpacked.bytes);
    buffer_release(&packed);
    buffer_release(&plain);
}

static void a_wrong_checksum_is_told_and_loses_nothing(void **state) {
    (void)state;
    for (size_t back = 1; back <= 8; back++) {
        struct buffer plain = plain_of(400000), packed = {0};
        struct unpacked unpacked = {0};
        pack(&packed, span_of(plain.bytes, 300000), 6, Z_DEFAULT_STRATEGY, NULL);
        packed.bytes[packed.length - back] ^= 0x10;
        pack(&packed, span_of(plain.bytes + 300000, 100000), 6, Z_DEFAULT_STRATEGY, NULL);
        unpack(buffer_span(&packed), &unpacked);
        assert_string_equal(unpacked.fault, "gzip checksum or length is wrong");
        assert_span_equal(buffer_span(&unpacked.bytes), buffer_span(&plain), back);
        assert_int_equal(unpacked.consumed, packed.length);
        buffer_release(&unpacked.bytes);
        buffer_release(&packed);
        buffer_release(&plain);
    }
}

/* Blocks of deflate that RFC 1951 forbids. */
static void what_is_no_deflate_is_told(void **state) {
    (void)state;
    static const struct span blocks[] = {
        {(const uint8_t *)"\x07", 1},                 /* type 3 */
        {(const uint8_t *)"\x01\x05\0\0\0hello", 10}, /* a stored length without its complement */
        {(const uint8_t *)"\x03\x02\0\0\0\0\0\0\0\0", 10}, /* a match before anything came out */
        {(const uint8_t *)"\xFD\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 12},
    };
    for (size_t i = 0; i < COUNT_OF(blocks); i++) {
        struct buffer packed = {0};
        struct unpacked unpacked = {0};
        buffer_append(&packed, "\x1F\x8B\x08\0\0\0\0\0\0\x03", 10);
        buffer_append(&packed, blocks[i].bytes, blocks[i].length);
        struct span copy = exact_copy(buffer_span(&packed));
        unpack(copy, &unpacked);
        assert_non_null(unpacked.fault);
        assert_int_equal(unpacked.bytes.length, 0);
        exact_free(copy);
        buffer_release(&unpacked.bytes);
        buffer_release(&packed);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_zlib_packs_comes_out),
        cmocka_unit_test(long_runs_come_out),
        cmocka_unit_test(headers_with_everything),
        cmocka_unit_test(what_is_no_header),
        cmocka_unit_test(members_follow_each_other),
        cmocka_unit_test(what_came_before_the_cut_comes_out),
        cmocka_unit_test(every_bit_turned),
        cmocka_unit_test(a_wrong_checksum_is_told_and_loses_nothing),
        cmocka_unit_test(what_is_no_deflate_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
