/* Archives that a second thread unpacks ahead: the same records in the same order as without it,
 * whatever is damaged and whichever limit is hit. */
#include <archive.h>
#include <archive_entry.h>

#include "base/companion.h"
#include "collected.h"
#include "corpus.h"
#include "gzip_build.h"

static struct companion *companion;

static int begin(void **state) {
    (void)state;
    companion = companion_new();
    return companion ? 0 : -1;
}

static int end(void **state) {
    (void)state;
    companion_free(companion);
    return 0;
}

static void transcribe_with(struct companion *ahead, struct span bytes, const struct limits *limits,
                            struct buffer *transcript, struct account *account) {
    struct origin origin = {.path = "noise.tar.gz"};
    struct examine_sink sink = {.context = transcript, .record = append_record, .companion = ahead};
    examine(&origin, "noise.tar.gz", bytes, limits, NULL, &sink, account);
}

static void check_alike(struct span bytes, const struct limits *limits, size_t row) {
    struct buffer alone = {0}, ahead = {0};
    struct account accounts[2] = {0};
    struct span copy = exact_copy(bytes);
    transcribe_with(NULL, copy, limits, &alone, &accounts[0]);
    transcribe_with(companion, copy, limits, &ahead, &accounts[1]);
    assert_span_equal(buffer_span(&ahead), buffer_span(&alone), row);
    assert_memory_equal(&accounts[0], &accounts[1], sizeof accounts[0]);
    exact_free(copy);
    buffer_release(&alone);
    buffer_release(&ahead);
}

static void append_noise(struct buffer *out, size_t length) {
    uint32_t state = 1;
    for (size_t i = 0; i < length; i++) {
        state = state * 1664525 + 1013904223;
        buffer_append_byte(out, (uint8_t)(state >> 24));
    }
}

/* The new ASCII form of cpio. */
static void append_member(struct buffer *out, const char *name, struct span content) {
    buffer_format(out, "070701%08x%08x%08x%08x%08x%08x%08zx%08x%08x%08x%08x%08zx%08x", 7u, 0100644u,
                  0u, 0u, 1u, 0u, content.length, 0u, 0u, 0u, 0u, strlen(name) + 1, 0u);
    buffer_append(out, name, strlen(name) + 1);
    while (out->length % 4) {
        buffer_append_byte(out, 0);
    }
    buffer_append(out, content.bytes, content.length);
    while (out->length % 4) {
        buffer_append_byte(out, 0);
    }
}

/* Noise between certificates, an archive of the same kind in it, and something behind its end. */
static struct buffer large_archive(unsigned depth) {
    struct buffer archive = {0}, noise = {0}, packed = {0};
    struct buffer pem = corpus_file("encodings/pem/certificate.pem");
    append_noise(&noise, 300000);
    for (unsigned i = 0; i < 6; i++) {
        append_member(&archive, "noise", span_of(noise.bytes, 50000 * (i + 1)));
        append_member(&archive, "a.pem", buffer_span(&pem));
    }
    if (depth > 0) {
        struct buffer inner = large_archive(depth - 1);
        append_member(&archive, "inner.cpio.gz", buffer_span(&inner));
        append_member(&archive, "b.pem", buffer_span(&pem));
        buffer_release(&inner);
    }
    append_member(&archive, "TRAILER!!!", (struct span){0});
    buffer_append(&archive, pem.bytes, pem.length);
    append_gzip(&packed, buffer_span(&archive));
    buffer_release(&pem);
    buffer_release(&noise);
    buffer_release(&archive);
    return packed;
}

static void whole_archives_give_the_same(void **state) {
    (void)state;
    struct limits limits = limits_default();
    for (unsigned depth = 0; depth < 3; depth++) {
        struct buffer packed = large_archive(depth);
        check_alike(buffer_span(&packed), &limits, depth);
        buffer_release(&packed);
    }
}

static void damaged_archives_give_the_same(void **state) {
    (void)state;
    struct limits limits = limits_default();
    struct buffer packed = large_archive(1);
    for (size_t length = 70000; length < packed.length; length += packed.length / 20) {
        check_alike(span_of(packed.bytes, length), &limits, length);
    }
    for (size_t at = 20; at < packed.length; at += packed.length / 20) {
        packed.bytes[at] ^= 0x55;
        check_alike(buffer_span(&packed), &limits, at);
        packed.bytes[at] ^= 0x55;
    }
    buffer_release(&packed);
}

static void archives_over_a_limit_give_the_same(void **state) {
    (void)state;
    struct buffer packed = large_archive(2);
    for (unsigned i = 0; i < 8; i++) {
        struct limits limits = limits_default();
        limits.member_bytes = i == 0 ? 100000 : limits.member_bytes;
        limits.archive_members = i == 1 ? 5 : i == 2 ? 20 : limits.archive_members;
        limits.archive_bytes = i == 3 ? 400000 : i == 4 ? 3000000 : limits.archive_bytes;
        limits.archive_ratio = i >= 5 ? 1 : limits.archive_ratio;
        limits.archive_grace = i >= 5 ? 1000ULL << 2 * (i - 5) : limits.archive_grace;
        check_alike(buffer_span(&packed), &limits, i);
    }
    buffer_release(&packed);
}

static void a_single_compressed_file_gives_the_same(void **state) {
    (void)state;
    struct limits limits = limits_default();
    struct buffer plain = corpus_file("encodings/pem/certificate.pem"), packed = {0};
    append_noise(&plain, 500000);
    append_gzip(&packed, buffer_span(&plain));
    check_alike(buffer_span(&packed), &limits, 0);
    check_alike(span_of(packed.bytes, packed.length - 100), &limits, 1);
    limits.member_bytes = 300000;
    check_alike(buffer_span(&packed), &limits, 2);
    buffer_release(&packed);
    buffer_release(&plain);
}

static void add_to_zip(struct archive *zip, const char *name, struct span content) {
    struct archive_entry *entry = archive_entry_new();
    archive_entry_set_pathname(entry, name);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, (la_int64_t)content.length);
    assert_int_equal(archive_write_header(zip, entry), ARCHIVE_OK);
    assert_int_equal(archive_write_data(zip, content.bytes, content.length), content.length);
    archive_entry_free(entry);
}

/* Members of every length, certificates among them, and one that is too long to be held ahead. */
static struct buffer large_zip(unsigned members, bool with_large) {
    struct buffer noise = {0}, packed = {0};
    struct buffer pem = corpus_file("encodings/pem/certificate.pem");
    struct archive *zip = archive_write_new();
    size_t used = 0, room = (size_t)members * 30000 + (40 << 20);
    append_noise(&noise, 60000);
    assert_true(buffer_reserve(&packed, room));
    archive_write_set_format_zip(zip);
    assert_int_equal(archive_write_open_memory(zip, packed.bytes, room, &used), ARCHIVE_OK);
    for (unsigned i = 0; i < members; i++) {
        char name[32];
        snprintf(name, sizeof name, i % 40 == 7 ? "caf\xE9-%u" : "noise-%u", i);
        add_to_zip(zip, name, span_of(noise.bytes, (size_t)i * 7919 % 60000));
        if (i % 50 == 3) {
            add_to_zip(zip, "a.pem", buffer_span(&pem));
        }
        if (with_large && i == members / 2) {
            struct buffer large = {0};
            for (unsigned j = 0; j < 300; j++) {
                buffer_append(&large, noise.bytes, noise.length);
            }
            add_to_zip(zip, "large", buffer_span(&large));
            buffer_release(&large);
        }
    }
    assert_int_equal(archive_write_free(zip), ARCHIVE_OK);
    packed.length = used;
    buffer_release(&pem);
    buffer_release(&noise);
    return packed;
}

static void whole_zip_files_give_the_same(void **state) {
    (void)state;
    struct limits limits = limits_default();
    for (unsigned members = 4; members <= 400; members *= 10) {
        struct buffer packed = large_zip(members, members == 40);
        check_alike(buffer_span(&packed), &limits, members);
        check_alike(buffer_span(&packed), &limits, members);
        buffer_release(&packed);
    }
}

static void damaged_zip_files_give_the_same(void **state) {
    (void)state;
    struct limits limits = limits_default();
    struct buffer packed = large_zip(30, false);
    size_t list = packed.length - 2500;
    for (size_t at = 20; at < packed.length; at += at < list ? packed.length / 20 : 211) {
        packed.bytes[at] ^= 0x55;
        check_alike(buffer_span(&packed), &limits, at);
        packed.bytes[at] ^= 0x55;
    }
    buffer_release(&packed);
}

static void zip_files_over_a_limit_give_the_same(void **state) {
    (void)state;
    struct buffer packed = large_zip(30, false);
    for (unsigned i = 0; i < 9; i++) {
        struct limits limits = limits_default();
        limits.member_bytes = i == 0 ? 40000 : i == 1 ? 1 : limits.member_bytes;
        limits.archive_members = i == 2 ? 5 : i == 3 ? 21 : limits.archive_members;
        limits.archive_bytes = i == 4 ? 400000 : i == 5 ? 800000 : limits.archive_bytes;
        limits.archive_ratio = i >= 6 ? 1 : limits.archive_ratio;
        limits.archive_grace = i >= 6 ? 1000ULL << 5 * (i - 6) : limits.archive_grace;
        check_alike(buffer_span(&packed), &limits, i);
    }
    buffer_release(&packed);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_archives_give_the_same),
        cmocka_unit_test(damaged_archives_give_the_same),
        cmocka_unit_test(archives_over_a_limit_give_the_same),
        cmocka_unit_test(a_single_compressed_file_gives_the_same),
        cmocka_unit_test(whole_zip_files_give_the_same),
        cmocka_unit_test(damaged_zip_files_give_the_same),
        cmocka_unit_test(zip_files_over_a_limit_give_the_same),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
