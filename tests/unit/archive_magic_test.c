/* decoders/archive_magic: each signature, each of its shorter beginnings, tar by its checksum. */
#include <stdio.h>

#include "corpus.h"
#include "decoders/archive_magic.h"

struct head {
    struct span bytes;
    enum archive_magic magic;
};

#define HEAD(bytes, magic)                                                                         \
    { {(const uint8_t *)(bytes), sizeof(bytes) - 1}, magic }

static const struct head heads[] = {
    HEAD("\x1F\x8B\x08", MAGIC_COMPRESSED),
    HEAD("BZh9\x31\x41\x59\x26\x53\x59", MAGIC_COMPRESSED),
    HEAD("\xFD"
         "7zXZ\0",
         MAGIC_COMPRESSED),
    HEAD("\x5D\0\0\x80\0\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\0", MAGIC_COMPRESSED),
    HEAD("LZIP", MAGIC_COMPRESSED),
    HEAD("\x28\xB5\x2F\xFD", MAGIC_COMPRESSED),
    HEAD("\x04\x22\x4D\x18", MAGIC_COMPRESSED),
    HEAD("\x1F\x9D", MAGIC_COMPRESSED),
    HEAD("PK\x03\x04", MAGIC_ARCHIVE),
    HEAD("PK\x05\x06", MAGIC_ARCHIVE),
    HEAD("PK\x30\x30PK\x03\x04", MAGIC_ARCHIVE),
    HEAD("7z\xBC\xAF\x27\x1C", MAGIC_ARCHIVE),
    HEAD("070701", MAGIC_ARCHIVE),
    HEAD("070702", MAGIC_ARCHIVE),
    HEAD("070707", MAGIC_ARCHIVE),
    HEAD("!<arch>\n", MAGIC_ARCHIVE),
    HEAD("\xED\xAB\xEE\xDB", MAGIC_ARCHIVE),
    HEAD("MSCF", MAGIC_ARCHIVE),
    HEAD("xar!", MAGIC_ARCHIVE),
    HEAD("Rar!\x1A\x07", MAGIC_UNSUPPORTED),
    HEAD("\x89LZO\0\x0D\x0A\x1A\x0A", MAGIC_UNSUPPORTED),
    HEAD("LRZI", MAGIC_UNSUPPORTED),
};

static void knows_each_head_and_no_shorter_one(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(heads); i++) {
        for (size_t length = 0; length <= heads[i].bytes.length; length++) {
            struct span cut = exact_copy(span_part(heads[i].bytes, 0, length));
            bool whole = length == heads[i].bytes.length;
            if (archive_magic(cut) != (whole ? heads[i].magic : MAGIC_NONE)) {
                fail_msg("row %zu, %zu bytes", i, length);
            }
            exact_free(cut);
        }
    }
}

static void knows_the_archives_of_the_corpus(void **state) {
    (void)state;
    static const struct {
        const char *file;
        enum archive_magic magic;
    } files[] = {
        {"archives/pair.tar", MAGIC_ARCHIVE},
        {"archives/pair.cpio", MAGIC_ARCHIVE},
        {"archives/pair.zip", MAGIC_ARCHIVE},
        {"archives/pair.7z", MAGIC_ARCHIVE},
        {"archives/sample.deb", MAGIC_ARCHIVE},
        {"archives/pair.tar.gz", MAGIC_COMPRESSED},
        {"archives/pair.tar.bz2", MAGIC_COMPRESSED},
        {"archives/pair.tar.xz", MAGIC_COMPRESSED},
        {"archives/pair.tar.zst", MAGIC_COMPRESSED},
        {"archives/backup.dat", MAGIC_COMPRESSED},
        {"encodings/pem/certificate.pem", MAGIC_NONE},
        {"encodings/der/certificate.der", MAGIC_NONE},
        {"hostile/garbage.crt", MAGIC_NONE},
        {"hostile/empty.pem", MAGIC_NONE},
    };
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct buffer file = corpus_file(files[i].file);
        if (archive_magic(buffer_span(&file)) != files[i].magic) {
            fail_msg("%s", files[i].file);
        }
        buffer_release(&file);
    }
}

/* How the checksum stands in its field of 8 bytes. */
struct checksum_form {
    char fill; /* before the digits */
    size_t width;
    char end; /* behind them */
};

/* A tar header of version 7, without "ustar". */
static struct buffer tar_header(struct checksum_form form) {
    struct buffer header = {0};
    char digits[12];
    unsigned sum = 0;
    assert_true(buffer_reserve(&header, 512));
    memset(header.bytes, 0, 512);
    header.length = 512;
    memcpy(header.bytes, "etc/tls/server.key", 18);
    memcpy(header.bytes + 100, "0000600", 8);
    memcpy(header.bytes + 124, "00000003300", 12);
    memset(header.bytes + 148, ' ', 8);
    for (size_t i = 0; i < 512; i++) {
        sum += header.bytes[i];
    }
    size_t length = (size_t)snprintf(digits, sizeof digits, "%o", sum);
    memset(header.bytes + 148, form.fill, form.width);
    memset(header.bytes + 148 + form.width, form.end, 8 - form.width);
    memcpy(header.bytes + 148 + form.width - length, digits, length);
    return header;
}

static void knows_tar_by_its_checksum(void **state) {
    (void)state;
    static const struct checksum_form forms[] = {{'0', 6, 0},   {' ', 6, 0}, {'0', 7, 0},
                                                 {' ', 6, ' '}, {'0', 8, 0}, {' ', 8, 0}};
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        struct buffer header = tar_header(forms[i]);
        assert_int_equal(archive_magic(buffer_span(&header)), MAGIC_ARCHIVE);
        struct span cut = exact_copy(span_part(buffer_span(&header), 0, 511));
        assert_int_equal(archive_magic(cut), MAGIC_NONE);
        exact_free(cut);
        header.bytes[3]++;
        assert_int_equal(archive_magic(buffer_span(&header)), MAGIC_NONE);
        buffer_release(&header);
    }
}

static void zeros_and_text_are_no_tar(void **state) {
    (void)state;
    struct buffer bytes = tar_header((struct checksum_form){'0', 6, 0});
    memcpy(bytes.bytes + 148, "abcdefgh", 8);
    assert_int_equal(archive_magic(buffer_span(&bytes)), MAGIC_NONE);
    memset(bytes.bytes + 148, ' ', 8);
    assert_int_equal(archive_magic(buffer_span(&bytes)), MAGIC_NONE);
    memset(bytes.bytes, 0, bytes.length);
    assert_int_equal(archive_magic(buffer_span(&bytes)), MAGIC_NONE);
    buffer_release(&bytes);
}

static void knows_zip_by_its_end(void **state) {
    (void)state;
    struct buffer bytes = {0};
    buffer_append_text(&bytes, "#!/bin/sh\n");
    buffer_append(&bytes, "PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 22);
    assert_int_equal(archive_magic(buffer_span(&bytes)), MAGIC_ARCHIVE);
    buffer_append_byte(&bytes, '\n');
    assert_int_equal(archive_magic(buffer_span(&bytes)), MAGIC_NONE);
    buffer_release(&bytes);
}

static void knows_a_disc_image_by_its_descriptor(void **state) {
    (void)state;
    struct buffer bytes = {0};
    for (size_t i = 0; i < 32769; i++) {
        buffer_append_byte(&bytes, 0);
    }
    assert_int_equal(archive_magic(buffer_span(&bytes)), MAGIC_NONE);
    buffer_append_text(&bytes, "CD001");
    assert_int_equal(archive_magic(buffer_span(&bytes)), MAGIC_ARCHIVE);
    buffer_release(&bytes);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_each_head_and_no_shorter_one),
        cmocka_unit_test(knows_the_archives_of_the_corpus),
        cmocka_unit_test(knows_tar_by_its_checksum),
        cmocka_unit_test(zeros_and_text_are_no_tar),
        cmocka_unit_test(knows_zip_by_its_end),
        cmocka_unit_test(knows_a_disc_image_by_its_descriptor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
