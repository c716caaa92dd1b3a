/* What an archive must not hide: content of unusual members, of members behind damage, and bytes
 * before and behind the archive. Each is reported, or at least told. */
#define _GNU_SOURCE
#include "expected.h"
#include "gzip_build.h"

static struct collected collected;

static void append_file(struct buffer *out, const char *file) {
    struct buffer content = corpus_file(file);
    buffer_append(out, content.bytes, content.length);
    buffer_release(&content);
}

static void examine_as(struct buffer *bytes, const char *name) {
    struct span copy = exact_copy(buffer_span(bytes));
    collect(&collected, name, copy, NULL);
    exact_free(copy);
    buffer_release(bytes);
}

static void check_not_hidden(const char *what) {
    if (collected.find_count + collected.complaint_count == 0) {
        fail_msg("%s: hidden", what);
    }
}

static void pad(struct buffer *out, size_t multiple) {
    while (out->length % multiple) {
        buffer_append_byte(out, 0);
    }
}

/* One member in the new ASCII form of cpio. */
static void append_cpio(struct buffer *out, const char *name, unsigned mode, unsigned links,
                        struct span content) {
    buffer_format(out, "070701%08x%08x%08x%08x%08x%08x%08zx%08x%08x%08x%08x%08zx%08x", 7u, mode, 0u,
                  0u, links, 0u, content.length, 0u, 0u, 0u, 0u, strlen(name) + 1, 0u);
    buffer_append(out, name, strlen(name) + 1);
    pad(out, 4);
    buffer_append(out, content.bytes, content.length);
    pad(out, 4);
}

static void end_cpio(struct buffer *out) {
    append_cpio(out, "TRAILER!!!", 0, 1, (struct span){0});
}

/* cpio and rpm store the content of a file with several names once, with the last of them. */
static void last_of_several_links_is_read(void **state) {
    (void)state;
    struct buffer certificate = corpus_file("encodings/pem/certificate.pem"), archive = {0};
    append_cpio(&archive, "a.pem", 0100644, 2, (struct span){0});
    append_cpio(&archive, "b.pem", 0100644, 2, buffer_span(&certificate));
    end_cpio(&archive);
    examine_as(&archive, "links.cpio");
    assert_non_null(find_of(&collected, KIND_CERTIFICATE));
    buffer_release(&certificate);
}

/* Unusual types, but with content: none at all, a pipe, a device, a folder. */
static void content_counts_and_not_the_type(void **state) {
    (void)state;
    static const unsigned modes[] = {0000644, 0010644, 0020644, 0060644, 0040755, 0140644};
    struct buffer certificate = corpus_file("encodings/pem/certificate.pem");
    for (size_t i = 0; i < COUNT_OF(modes); i++) {
        struct buffer archive = {0};
        append_cpio(&archive, "a.pem", modes[i], 1, buffer_span(&certificate));
        end_cpio(&archive);
        examine_as(&archive, "types.cpio");
        check_not_hidden("content of a member that is no regular file");
    }
    buffer_release(&certificate);
}

/* A byte changed in the header of the second member: what it held must not vanish unsaid. */
static void damaged_header_in_the_middle_is_told(void **state) {
    (void)state;
    static const size_t places[] = {0, 100, 124, 148, 257};
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        struct buffer archive = {0};
        append_file(&archive, "archives/pair.tar");
        size_t second = 512 + 3 * 512; /* behind a header and a certificate of three blocks */
        assert_memory_equal(archive.bytes + second, "etc/tls/server.key", 18);
        archive.bytes[second + places[i]] ^= 0x15;
        examine_as(&archive, "pair.tar");
        if (!find_of(&collected, KIND_PRIVATE_KEY) && collected.complaint_count == 0) {
            fail_msg("byte %zu of the header changed: the key is gone, and nobody says so",
                     places[i]);
        }
    }
}

static const char end_of_zip[] = "PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

static void bytes_before_a_zip_are_looked_at(void **state) {
    (void)state;
    struct buffer glued = {0}, program = {0};
    append_file(&glued, "encodings/pem/certificate.pem");
    buffer_append(&glued, end_of_zip, sizeof end_of_zip);
    examine_as(&glued, "certificate.pem");
    assert_non_null(find_of(&collected, KIND_CERTIFICATE));
    append_file(&program, "encodings/pem/rsa-pkcs1.pem");
    append_file(&program, "archives/pair.zip");
    examine_as(&program, "installer.bin");
    assert_non_null(find_of(&collected, KIND_CERTIFICATE));
    bool found = false;
    for (size_t i = 0; i < collected.find_count; i++) {
        found = found || strcmp(collected.finds[i].structure, "PKCS#1") == 0;
    }
    assert_true(found);
}

/* Numbers beyond 32 bits stand in a record of their own, which a locator tells of; a locator
 * without its record says nothing. */
static void bytes_before_a_large_zip_are_looked_at(void **state) {
    (void)state;
    static const char record[56] = "PK\x06\x06", locator[20] = "PK\x06\x07";
    for (int has_record = 0; has_record < 2; has_record++) {
        struct buffer glued = {0}, zip = {0};
        append_file(&glued, "encodings/pem/rsa-pkcs1.pem");
        append_file(&zip, "archives/pair.zip");
        size_t end = zip.length - 22;
        buffer_append(&glued, zip.bytes, end);
        size_t at = glued.length;
        if (has_record) {
            buffer_append(&glued, record, sizeof record);
            memcpy(glued.bytes + at + 32, zip.bytes + end + 10, 2); /* entries */
            memcpy(glued.bytes + at + 40, zip.bytes + end + 12, 4); /* size of the list */
            memcpy(glued.bytes + at + 48, zip.bytes + end + 16, 4); /* where it begins */
        }
        buffer_append(&glued, locator, sizeof locator);
        buffer_append(&glued, zip.bytes + end, 22);
        examine_as(&glued, "installer.bin");
        bool found = false;
        for (size_t i = 0; i < collected.find_count; i++) {
            found = found || strcmp(collected.finds[i].structure, "PKCS#1") == 0;
        }
        assert_true(found);
        buffer_release(&zip);
    }
}

static void bytes_behind_an_archive_are_looked_at_or_told(void **state) {
    (void)state;
    static const char *const archives[] = {"archives/pair.tar", "archives/pair.cpio",
                                           "archives/sample.deb", "archives/key.der.xz",
                                           "archives/cert.pem.gz"};
    for (size_t i = 0; i < COUNT_OF(archives); i++) {
        struct buffer glued = {0};
        append_file(&glued, archives[i]);
        append_file(&glued, "encodings/pem/ec-sec1.pem");
        examine_as(&glued, "glued.bin");
        bool found = false;
        for (size_t j = 0; j < collected.find_count; j++) {
            found = found || strcmp(collected.finds[j].structure, "SEC1") == 0;
        }
        if (!found && collected.complaint_count == 0) {
            fail_msg("%s: what stands behind it is hidden", archives[i]);
        }
    }
}

/* Tar pads to whole records; zeros at the end are part of it. */
static void zeros_behind_an_archive_are_nothing(void **state) {
    (void)state;
    struct buffer archive = {0};
    append_file(&archive, "archives/pair.tar");
    for (size_t i = 0; i < 20000; i++) {
        buffer_append_byte(&archive, 0);
    }
    examine_as(&archive, "pair.tar");
    assert_int_equal(collected.find_count, 2);
    assert_int_equal(collected.complaint_count, 0);
}

static void check_pair(const struct buffer *archive, size_t at) {
    collect(&collected, "pair.zip", buffer_span(archive), NULL);
    if (collected.find_count < 2 && collected.complaint_count == 0) {
        fail_msg("byte %zu changed: members are lost, and nobody says so", at);
    }
}

/* Each byte of a zip file's directory changed: its members are found all the same, or it is told
 * that they are not. */
static void damaged_directory_of_a_zip_is_told(void **state) {
    (void)state;
    static const uint8_t changes[] = {0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0xFF};
    struct buffer archive = {0};
    append_file(&archive, "archives/pair.zip");
    const uint8_t *directory = memmem(archive.bytes, archive.length, "PK\x01\x02", 4);
    assert_non_null(directory);
    for (size_t at = (size_t)(directory - archive.bytes); at < archive.length; at++) {
        uint8_t before = archive.bytes[at];
        bool of_end_record = at >= archive.length - 22;
        for (size_t i = 0; i < (of_end_record ? COUNT_OF(changes) : 1); i++) {
            archive.bytes[at] = before ^ changes[i];
            check_pair(&archive, at);
        }
        archive.bytes[at] = before == 1 ? 0 : 1;
        check_pair(&archive, at);
        archive.bytes[at] = before;
    }
    buffer_release(&archive);
}

static void kinds_that_are_not_opened_are_told(void **state) {
    (void)state;
    static const struct {
        const char *bytes;
        size_t length;
    } heads[] = {
        {"Rar!\x1A\x07\x01\0rest", 12}, {"\x89LZO\0\x0D\x0A\x1A\x0A", 9}, {"LRZI\0\x06", 6}};
    for (size_t i = 0; i < COUNT_OF(heads); i++) {
        collect(&collected, "archive", span_of(heads[i].bytes, heads[i].length), NULL);
        assert_non_null(complaint_of(&collected, "unsupported"));
    }
}

/* Names of members come from anyone; the trail holds them as they are, up to its limit. */
static void long_member_names_are_cut(void **state) {
    (void)state;
    struct buffer certificate = corpus_file("encodings/pem/certificate.pem"), archive = {0};
    char name[3000];
    struct limits limits = limits_default();
    memset(name, 'n', sizeof name);
    memcpy(name + sizeof name - 5, ".pem", 5);
    append_cpio(&archive, name, 0100644, 1, buffer_span(&certificate));
    end_cpio(&archive);
    limits.name_bytes = 50;
    collect(&collected, "x.cpio", buffer_span(&archive), &limits);
    assert_int_equal(collected.find_count, 1);
    assert_true(strlen(collected.finds[0].trail) <= 53);
    assert_non_null(strstr(collected.finds[0].trail, "..."));
    buffer_release(&archive);
    buffer_release(&certificate);
}

/* An archive of one member of noise, and behind its end what is hidden there. */
static struct buffer stream_with_something_behind(size_t noise, const char *hidden) {
    struct buffer content = {0}, archive = {0}, packed = {0};
    uint32_t state = 1;
    while (content.length < noise) {
        state = state * 1664525 + 1013904223;
        buffer_append_byte(&content, (uint8_t)(state >> 24));
    }
    append_cpio(&archive, "noise", 0100644, 1, buffer_span(&content));
    end_cpio(&archive);
    append_file(&archive, hidden);
    append_gzip(&packed, buffer_span(&archive));
    buffer_release(&content);
    buffer_release(&archive);
    return packed;
}

/* Short streams and long ones, with the end of the archive anywhere in the unpacker's blocks. */
static void bytes_in_the_stream_behind_its_archive_are_looked_at(void **state) {
    (void)state;
    static const size_t lengths[] = {0, 1000, 261000, 261800, 261900, 262144, 700000, 3 << 20};
    for (size_t i = 0; i < COUNT_OF(lengths); i++) {
        struct buffer packed =
            stream_with_something_behind(lengths[i], "encodings/pem/certificate.pem");
        examine_as(&packed, "hidden.cpio.gz");
        assert_non_null(find_of(&collected, KIND_CERTIFICATE));
        assert_int_equal(collected.complaint_count, 0);
    }
}

static void bytes_behind_a_compressed_archive_are_looked_at_or_told(void **state) {
    (void)state;
    static const char *const archives[] = {"archives/pair.tar.gz", "archives/pair.tar.xz",
                                           "archives/pair.tar.bz2"};
    for (size_t i = 0; i < COUNT_OF(archives); i++) {
        struct buffer glued = {0};
        append_file(&glued, archives[i]);
        append_file(&glued, "encodings/pem/ec-sec1.pem");
        examine_as(&glued, "glued.bin");
        if (collected.find_count < 3 && collected.complaint_count == 0) {
            fail_msg("%s: what stands behind it is hidden", archives[i]);
        }
    }
}

static void bytes_behind_an_empty_stream_are_looked_at(void **state) {
    (void)state;
    struct buffer glued = {0};
    append_gzip(&glued, (struct span){0});
    append_file(&glued, "encodings/pem/certificate.pem");
    examine_as(&glued, "nothing.gz");
    assert_non_null(find_of(&collected, KIND_CERTIFICATE));
}

/* What is left of a stream is looked at, and told to be no more than that. */
static void what_comes_before_damage_is_looked_at(void **state) {
    (void)state;
    struct buffer plain = corpus_file("encodings/pem/certificate.pem"), packed = {0};
    buffer_append(&plain, "and more", 8);
    append_gzip(&packed, buffer_span(&plain));
    collect(&collected, "cut.pem.gz", span_of(packed.bytes, packed.length - 12), NULL);
    assert_non_null(find_of(&collected, KIND_CERTIFICATE));
    assert_non_null(complaint_of(&collected, "archive"));
    packed.bytes[packed.length - 7] ^= 1; /* of the checksum */
    collect(&collected, "checksum.pem.gz", buffer_span(&packed), NULL);
    assert_non_null(find_of(&collected, KIND_CERTIFICATE));
    assert_non_null(complaint_of(&collected, "archive"));
    buffer_release(&packed);
    buffer_release(&plain);
}

/* The archive ends before its stream does, which is damaged further on. */
static void damage_behind_the_end_of_an_archive_is_told(void **state) {
    (void)state;
    struct buffer packed = {0};
    append_file(&packed, "archives/pair.tar.gz");
    packed.bytes[packed.length - 7] ^= 1;
    examine_as(&packed, "pair.tar.gz");
    assert_int_equal(collected.find_count, 2);
    assert_non_null(complaint_of(&collected, "archive"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(last_of_several_links_is_read),
        cmocka_unit_test(content_counts_and_not_the_type),
        cmocka_unit_test(damaged_header_in_the_middle_is_told),
        cmocka_unit_test(bytes_before_a_zip_are_looked_at),
        cmocka_unit_test(bytes_before_a_large_zip_are_looked_at),
        cmocka_unit_test(bytes_behind_an_archive_are_looked_at_or_told),
        cmocka_unit_test(zeros_behind_an_archive_are_nothing),
        cmocka_unit_test(damaged_directory_of_a_zip_is_told),
        cmocka_unit_test(kinds_that_are_not_opened_are_told),
        cmocka_unit_test(long_member_names_are_cut),
        cmocka_unit_test(bytes_in_the_stream_behind_its_archive_are_looked_at),
        cmocka_unit_test(bytes_behind_a_compressed_archive_are_looked_at_or_told),
        cmocka_unit_test(bytes_behind_an_empty_stream_are_looked_at),
        cmocka_unit_test(what_comes_before_damage_is_looked_at),
        cmocka_unit_test(damage_behind_the_end_of_an_archive_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
