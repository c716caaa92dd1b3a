/* The archive decoder: every container whole and cut short at each byte, hostile ones, and what
 * must not be hidden in them. */
#include "damaged.h"
#include "decoders/archive_magic.h"
#include "expected.h"

#define PAIR                                                                                       \
    {                                                                                              \
        {KIND_CERTIFICATE, "X.509", "RSA", "", 2048, "etc/tls/server.crt!line 1"}, {               \
            KIND_PRIVATE_KEY, "PKCS#8", "RSA", "", 2048, "etc/tls/server.key!line 1"               \
        }                                                                                          \
    }

static const struct expected_file files[] = {
    {"archives/pair.tar", PAIR},
    {"archives/pair.tar.gz", PAIR},
    {"archives/pair.tar.bz2", PAIR},
    {"archives/pair.tar.xz", PAIR},
    {"archives/pair.tar.zst", PAIR},
    {"archives/pair.zip", PAIR},
    {"archives/pair.7z", PAIR},
    {"archives/pair.cpio", PAIR},
    {"archives/backup.dat", PAIR},
    {"archives/sample.deb",
     {{KIND_CERTIFICATE, "X.509", "RSA", "", 2048, "data.tar.xz!etc/tls/server.crt!line 1"},
      {KIND_PRIVATE_KEY, "PKCS#8", "RSA", "", 2048, "data.tar.xz!etc/tls/server.key!line 1"}}},
    {"archives/bundle.tgz",
     {{KIND_PRIVATE_KEY, "PKCS#1", "RSA", "", 2048, "etc/tls/bundle.pem!line 2"},
      {KIND_CERTIFICATE, "X.509", "RSA", "", 2048, "etc/tls/bundle.pem!line 29"},
      {KIND_CERTIFICATE, "X.509", "RSA", "", 2048, "etc/tls/server.der"}}},
    {"archives/outer.tar.gz",
     {{KIND_CERTIFICATE, "X.509", "RSA", "", 2048, "inner.tar.xz!etc/tls/server.crt!line 1"},
      {KIND_PRIVATE_KEY, "PKCS#8", "RSA", "", 2048, "inner.tar.xz!etc/tls/server.key!line 1"},
      {KIND_PRIVATE_KEY, "PKCS#8", "EC", "P-256", 256, "inner.tar.xz!etc/tls/spare.key!line 1"}}},
    {"archives/cert.pem.gz", {{KIND_CERTIFICATE, "X.509", "RSA", "", 2048, "line 1"}}},
    {"archives/key.der.xz", {{KIND_PRIVATE_KEY, "PKCS#8", "RSA", "", 2048, ""}}},
};

static void finds_what_every_container_holds(void **state) {
    (void)state;
    check_files(files, COUNT_OF(files));
}

static void members_are_accounted_for(void **state) {
    (void)state;
    static struct collected collected;
    collect_file(&collected, "archives/pair.zip", NULL);
    assert_int_equal(collected.account.seen[LAYER_MEMBER].things, 2);
    assert_int_equal(collected.account.read[LAYER_MEMBER].things, 2);
    collect_file(&collected, "archives/outer.tar.gz", NULL); /* a readme, one archive, its three */
    assert_int_equal(collected.account.read[LAYER_MEMBER].things, 5);
}

/* Where the next member of an ar file begins; at is the beginning of one. */
static size_t next_in_ar(struct span whole, size_t at) {
    char size[11] = "";
    if (whole.length < at + 60) {
        return whole.length;
    }
    memcpy(size, whole.bytes + at + 48, 10);
    size_t length = strtoul(size, NULL, 10);
    return at + 60 + length + length % 2;
}

/* tar and ar files may end behind any member, as far as one can see; the others know their end. */
static bool may_end_here(struct span whole, size_t length) {
    if (!span_starts_with(whole, "!<arch>\n", 8)) {
        return span_starts_with(whole, "etc/", 4) && length % 512 == 0;
    }
    size_t at = 8;
    while (at < length) {
        at = next_in_ar(whole, at);
    }
    return at == length;
}

/* A damaged archive is looked at as plain bytes too, and may show the same thing there, at another
 * place. */
static bool holds_facts(const struct collected *collected, const struct find *find) {
    for (size_t i = 0; i < collected->find_count; i++) {
        if (memcmp(collected->finds[i].facts, find->facts, sizeof find->facts) == 0) {
            return true;
        }
    }
    return false;
}

static size_t count_of_both(const struct collected *full, const struct collected *part) {
    size_t count = 0;
    for (size_t i = 0; i < full->find_count; i++) {
        count += holds_facts(part, &full->finds[i]);
    }
    return count;
}

/* No find that the whole archive does not hold; and what is still an archive yields everything, or
 * a problem. */
static void check_cut_archive(const char *file, size_t step) {
    static struct collected full, part;
    struct buffer content = corpus_file(file);
    struct span whole = buffer_span(&content);
    collect(&full, "whole", whole, NULL);
    for (size_t length = 0; length < whole.length; length += step) {
        struct span cut = exact_copy(span_part(whole, 0, length));
        collect(&part, "cut", cut, NULL);
        for (size_t i = 0; i < part.find_count; i++) {
            if (!holds_facts(&full, &part.finds[i])) {
                fail_msg("%s cut to %zu bytes yields another artifact", file, length);
            }
        }
        bool told = part.complaint_count || count_of_both(&full, &part) == full.find_count;
        if (archive_magic(cut) != MAGIC_NONE && !told && !may_end_here(whole, length)) {
            fail_msg("%s cut to %zu bytes is passed over in silence", file, length);
        }
        exact_free(cut);
    }
    buffer_release(&content);
}

static void every_container_cut_short(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        bool large = strcmp(files[i].file, "archives/pair.tar") == 0; /* mostly zeros */
        bool again = strstr(files[i].file, "backup") || strstr(files[i].file, "bundle");
        if (!again) { /* two more of gzip in other clothes */
            check_cut_archive(files[i].file, large ? 16 : 1);
        }
    }
}

static void every_bit_of_a_container(void **state) {
    (void)state;
    struct buffer file = corpus_file("archives/cert.pem.gz");
    check_bits_turned("turned.gz", buffer_span(&file), NAME_PROMISES_NOTHING);
    buffer_release(&file);
}

struct hostile {
    const char *file;
    const char *code;
};

static void hostile_containers_are_told(void **state) {
    (void)state;
    static const struct hostile rows[] = {
        {"hostile/zeros.pem.xz", "ratio"},
        {"hostile/blanks.pem.xz", "ratio"},
        {"hostile/deep.gz", "depth"},
        {"hostile/deep.tar.gz", "depth"},
        {"hostile/truncated.tar.gz", "archive"},
        {"hostile/corrupt.zip", "archive"},
        {"hostile/encrypted.zip", "encrypted"},
    };
    static struct collected collected;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        collect_file(&collected, rows[i].file, NULL);
        if (!complaint_of(&collected, rows[i].code)) {
            fail_msg("%s: no problem \"%s\"", rows[i].file, rows[i].code);
        }
    }
}

/* An xar file that cannot even be opened: nothing may be asked of it. */
static void a_container_that_does_not_open_is_told(void **state) {
    (void)state;
    struct collected collected = {0};
    collect(&collected, "x.xar",
            LITERAL("xar!0(S113\x91\x37\x94\x02 `\0\0\x30\x30\x30\x30\x30\x91\x37\x94\x02 B\0E\0"
                    "G\0I\0\x31\x33\x91\x37\x94\x02 `\0\0\x30N`\0"),
            NULL);
    assert_non_null(complaint_of(&collected, "archive"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_what_every_container_holds),
        cmocka_unit_test(members_are_accounted_for),
        cmocka_unit_test(every_container_cut_short),
        cmocka_unit_test(every_bit_of_a_container),
        cmocka_unit_test(hostile_containers_are_told),
        cmocka_unit_test(a_container_that_does_not_open_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
