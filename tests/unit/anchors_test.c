/* The gate of anchors: what it lets through finds all that asking every decoder finds, over the
 * whole test material and, where the environment variable REAL names folders (separated by colons),
 * over those; and a search of a part agrees with one of the whole. */
#define _GNU_SOURCE
#include "anchors.h"

#include <dirent.h>
#include <sys/stat.h>

#include "base/pattern_set.h"
#include "collected.h"
#include "decoders/decoder.h"
#include "decoders/service_groups.h"

enum { FILE_BYTES_MOST = 8 << 20, DEPTH_MOST = 64 };

struct visit {
    struct anchors *anchors;
    uint64_t files, silent,
        bytes;               /* silent: nothing is reported of them, and no decoder is called */
    struct pattern_set *set; /* the anchors with a confirmation, in the order of confirming */
    const struct anchor *confirming[PATTERNS_MOST];
    uint64_t refused;
};

static void list_confirming(struct visit *visit) {
    const char *patterns[PATTERNS_MOST];
    size_t count = 0;
    for (size_t i = 0; decoders[i]; i++) {
        const struct anchor *anchor = decoders[i]->anchors;
        for (; anchor && anchor->pattern; anchor++) {
            if (anchor->confirms) {
                patterns[count] = anchor->pattern;
                visit->confirming[count++] = anchor;
            }
        }
    }
    visit->set = pattern_set_new(patterns, count, NULL);
    assert_non_null(visit->set);
}

struct seen {
    struct visit *visit;
    struct span text;
};

/* What a confirmation refuses of the window that it is shown, it refuses of the whole text too: the
 * reach of anchors covers what it looks at. */
static bool compare_with_the_whole(void *context, size_t pattern, size_t at) {
    struct seen *seen = context;
    const struct anchor *anchor = seen->visit->confirming[pattern];
    size_t before = at < ANCHOR_REACH ? at : ANCHOR_REACH;
    struct span window = span_part(seen->text, at - before, before + ANCHOR_REACH);
    if (!anchor->confirms(window, before)) {
        seen->visit->refused++;
        if (anchor->confirms(seen->text, at)) {
            fail_msg("%s: refused for what lies beyond the reach", anchor->pattern);
        }
    }
    return true;
}

/* As it is, and with its lines far from each other. */
static void assert_reach_suffices(struct visit *visit, struct span text) {
    enum { TEXT_MOST = 1 << 18, INDENT = 600 };
    struct buffer stretched = {0};
    struct seen seen = {visit, span_part(text, 0, TEXT_MOST)};
    pattern_set_search(visit->set, seen.text, 0, seen.text.length, compare_with_the_whole, &seen);
    for (size_t i = 0; i < seen.text.length && stretched.length < TEXT_MOST; i++) {
        buffer_append_byte(&stretched, text.bytes[i]);
        for (size_t j = 0; text.bytes[i] == '\n' && j < INDENT; j++) {
            buffer_append_byte(&stretched, ' ');
        }
    }
    seen.text = buffer_span(&stretched);
    pattern_set_search(visit->set, seen.text, 0, seen.text.length, compare_with_the_whole, &seen);
    buffer_release(&stretched);
}

static struct buffer read_file(const char *path) {
    struct buffer content = {.limit = FILE_BYTES_MOST};
    uint8_t chunk[65536];
    size_t length = 0;
    FILE *file = fopen(path, "rb");
    while (file && (length = fread(chunk, 1, sizeof chunk, file)) > 0) {
        buffer_append(&content, chunk, length);
    }
    if (file) {
        fclose(file);
    }
    return content;
}

/* Small limits: archive bombs are among the material, and passphrases are not tried here. */
static void assert_same(struct visit *visit, const char *path, struct span bytes) {
    struct limits limits = limits_default();
    struct buffer all = {0}, gated = {0};
    struct blob blob = {
        .trail = "", .container = "", .name = "", .label = "", .encoding = "der", .bytes = bytes};
    limits.archive_bytes = 64 << 20;
    transcribe(path, bytes, &limits, NULL, &all);
    transcribe(path, bytes, &limits, visit->anchors, &gated);
    if (!span_equal(buffer_span(&all), buffer_span(&gated))) {
        fail_msg("%s: the gate changes what is found", path);
    }
    bool worth =
        anchors_front(visit->anchors, &blob) || anchors_any(visit->anchors, bytes, 0, bytes.length);
    if (!worth) {
        buffer_clear(&all);
        transcribe("", bytes, &limits, NULL, &all);
        if (all.length) {
            fail_msg("%s: not worth examining, and yet there is something in it", path);
        }
    }
    assert_reach_suffices(visit, bytes);
    visit->files++;
    visit->silent += !worth;
    visit->bytes += bytes.length;
    buffer_release(&all);
    buffer_release(&gated);
}

static void visit_folder(struct visit *visit, const char *folder, unsigned depth) {
    DIR *directory = depth < DEPTH_MOST ? opendir(folder) : NULL;
    struct dirent *entry = NULL;
    while (directory && (entry = readdir(directory))) {
        struct buffer path = {0};
        struct stat status;
        buffer_format(&path, "%s/%s", folder, entry->d_name);
        bool seen = lstat(buffer_text(&path), &status) == 0;
        if (seen && S_ISDIR(status.st_mode) && entry->d_name[0] != '.') {
            visit_folder(visit, buffer_text(&path), depth + 1);
        } else if (seen && S_ISREG(status.st_mode) && status.st_size <= FILE_BYTES_MOST) {
            struct buffer content = read_file(buffer_text(&path));
            assert_same(visit, buffer_text(&path), buffer_span(&content));
            buffer_release(&content);
        }
        buffer_release(&path);
    }
    if (directory) {
        closedir(directory);
    }
}

static void test_gate_changes_nothing_over_the_corpus(void **state) {
    const char *folder = getenv("CORPUS");
    struct visit visit = {.anchors = anchors_new()};
    (void)state;
    assert_non_null(visit.anchors);
    list_confirming(&visit);
    visit_folder(&visit, folder ? folder : "corpus", 0);
    assert_true(visit.files > 300 && visit.silent > 10 && visit.refused > 1000);
    pattern_set_free(visit.set);
    anchors_free(visit.anchors);
}

static void test_gate_changes_nothing_over_real_folders(void **state) {
    const char *real = getenv("REAL");
    struct visit visit = {.anchors = anchors_new()};
    (void)state;
    if (!real) {
        anchors_free(visit.anchors);
        skip();
    }
    list_confirming(&visit);
    char *folders = strdup(real), *rest = NULL;
    for (char *folder = strtok_r(folders, ":", &rest); folder;
         folder = strtok_r(NULL, ":", &rest)) {
        visit_folder(&visit, folder, 0);
    }
    printf("%llu files of %llu bytes, %llu call for no decoder\n", (unsigned long long)visit.files,
           (unsigned long long)visit.bytes, (unsigned long long)visit.silent);
    free(folders);
    pattern_set_free(visit.set);
    anchors_free(visit.anchors);
}

#define DIGITS_29 "AAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define DIGITS_348                                                                                 \
    DIGITS_29 DIGITS_29 DIGITS_29 DIGITS_29 DIGITS_29 DIGITS_29 DIGITS_29 DIGITS_29 DIGITS_29      \
        DIGITS_29 DIGITS_29 DIGITS_29

/* Anchors with long looks around them, each far inside a text that calls for nothing. */
static void test_a_part_is_told_from_its_surroundings(void **state) {
    static const char *const rows[] = {
        "-----BEGIN CERTIFICATE-----",
        "\" LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t\"",
        " MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA" DIGITS_348, /* as long as it says */
        "const x = { 0x30, 0x82, 0x01, 0x22, 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7",
        "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ",
        "PuTTY-User-Key-File-2: ssh-rsa",
        "{\"kty\":\"RSA\"}",
        "<ds:X509Certificate>",
        "example. IN DNSKEY 257 3 8 AwEAAa",
        "Private-key-format: v1.3",
    };
    enum { LENGTH = 8192, PLACE = 4000 };
    struct anchors *anchors = anchors_new();
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        uint8_t bytes[LENGTH];
        size_t length = strlen(rows[i]), met = 0;
        memset(bytes, '\n', sizeof bytes);
        assert_false(anchors_any(anchors, span_of(bytes, sizeof bytes), 0, sizeof bytes));
        memcpy(bytes + PLACE, rows[i], length);
        struct span text = exact_copy(span_of(bytes, sizeof bytes));
        assert_true(anchors_any(anchors, text, 0, LENGTH));
        assert_false(anchors_any(anchors, text, 0, PLACE));
        assert_false(anchors_any(anchors, text, PLACE + length, LENGTH));
        assert_true(anchors_any(anchors, text, PLACE - ANCHOR_REACH, PLACE + ANCHOR_REACH));
        for (size_t at = PLACE; at < PLACE + length; at++) {
            met += anchors_any(anchors, text, at, at + 1);
        }
        assert_true(met > 0);
        exact_free(text);
    }
    anchors_free(anchors);
}

/* Names of settings stand in prose and programs too; what is read of them is no setting there. */
static void test_names_call_where_they_are_settings(void **state) {
    static const struct {
        const char *text;
        bool calls;
    } rows[] = {
        {"\ncurl --cacert ca.pem x\n", true},
        {"\n\"/usr/bin/curl\" x \\\n -y \\\n -E me.p12 x\n", true},
        {"\ncurl -a -b -c -d -e -f -g -h -i -j -k -l -m -n -o -p -q -r\n", true}, /* given up */
        {"\ncurl x\n--cacert ca.pem\n", false},
        {"\nlibcurl --cacert ca.pem\n", false},
        {"\ncurl --certainly\n", false},
        {"\n bind :443 ssl crt x.pem\n", true},
        {"\nbinds :443 ssl crt x.pem\n", false},
        {"\nssl_cert_file = 'x'\n", true},
        {"\n# ssl_cert_file = 'x'\n", false},
        {"\nssl_cert_file(x)\n", false},
        {"\nssl_key = x\n", true},
        {"\nuse ssl-key for it\n", false},
        {"\nx sslcert=a\n", true},
        {"\nx.sslcert=a\n", false},
        {"\ntls a.crt a.key {\n", true},
        {"\ntls a.crt and more\n", false},
        {"\n key_file: x.pem\n", true},
        {"\n key_file: \"/x\"\n", true},
        {"\n key_file = value;\n", false},
        {"\n key_file = its->value.x;\n", false},
        {"\n --key_file \\\n", true},
        {"\n SSL_CERT_FILE=\n", false},
        {"\nthe key_file is x\n", false},
        {"\ntls(key-file(/x))\n", true},
        {"\naccept = 443\n", true},
        {"\naccept 443\n", false},
        {"\naccepts = 443\n", false},
        {"\n \"certificate_chain\": {\n", true},
        {"\ntrusted_ca:\n", true},
        {"\ncertificate_chain, trusted_ca_path: x\n", false},
        {"x\n-----BEGIN PGP SIGNATURE-----\n\niQ\n-----END PGP SIGNATURE-----\n", false},
        {"x\n -----BEGIN PGP SIGNATURE-----\n \n iQ\n -----END PGP SIGNATURE-----\n\nx", false},
        {"x\n-----BEGIN PGP SIGNATURE-----\n\niQ\n-----END PGP SIGNATURE", true},
        {"x\n-----BEGIN PGP SIGNATURE-----\n\niQ\n-----END PGP MESSAGE-----\n", true},
        {"x\n-----BEGIN PGP SIGNATURE-----\n-----BEGIN CERTIFICATE-----\n-----END PGP SIGNATURE-----\n",
         true},
    };
    struct anchors *anchors = anchors_new();
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct span text = exact_copy(span_text(rows[i].text));
        if (anchors_any(anchors, text, 0, text.length) != rows[i].calls) {
            fail_msg("%s", rows[i].text);
        }
        exact_free(text);
    }
    anchors_free(anchors);
}

/* Each setting of a service, alone in a file with what its group needs. */
static void test_each_setting_of_services_calls(void **state) {
    static const char *const signs[] = {"=", ": ", " = "};
    struct anchors *anchors = anchors_new();
    size_t silent = 0;
    (void)state;
    for (size_t number = 0; number < service_group_count; number++) {
        const struct service_group *group = &service_groups[number];
        for (const struct directive *one = group->directives; one->name; one++) {
            for (size_t i = 0; i < COUNT_OF(signs); i++) {
                char text[256];
                int length = snprintf(text, sizeof text, "\nx%sx\n%s%s/a/b.pem\n",
                                      group->needs ? group->needs : "", one->name, signs[i]);
                assert_in_range(length, 1, sizeof text - 1);
                if (!anchors_any(anchors, span_text(text), 0, (size_t)length)) {
                    print_error("nothing calls for: %s\n", text);
                    silent++;
                }
            }
        }
    }
    anchors_free(anchors);
    assert_int_equal(silent, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gate_changes_nothing_over_the_corpus),
        cmocka_unit_test(test_gate_changes_nothing_over_real_folders),
        cmocka_unit_test(test_a_part_is_told_from_its_surroundings),
        cmocka_unit_test(test_names_call_where_they_are_settings),
        cmocka_unit_test(test_each_setting_of_services_calls),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
