/* Container images: names of images and layers in the trail, files that later layers delete, and
 * archives that are only named like images. */
#include <stdio.h>

#include "damaged.h"
#include "expected.h"

static struct collected collected;

enum { BLOCK = 512 };

/* One member of a tar file. */
static void append_member(struct buffer *out, const char *name, struct span content) {
    char header[BLOCK] = {0};
    unsigned sum = 0;
    snprintf(header, 100, "%s", name);
    snprintf(header + 100, 8, "%07o", 0644u);
    snprintf(header + 124, 12, "%011zo", content.length);
    snprintf(header + 136, 12, "%011o", 0u);
    memset(header + 148, ' ', 8);
    header[156] = '0';
    memcpy(header + 257,
           "ustar\0"
           "00",
           8);
    for (size_t i = 0; i < BLOCK; i++) {
        sum += (unsigned char)header[i];
    }
    snprintf(header + 148, 8, "%06o", sum);
    buffer_append(out, header, BLOCK);
    buffer_append(out, content.bytes, content.length);
    while (out->length % BLOCK) {
        buffer_append_byte(out, 0);
    }
}

static void end_tar(struct buffer *out) {
    for (size_t i = 0; i < (size_t)2 * BLOCK; i++) {
        buffer_append_byte(out, 0);
    }
}

#define HEX "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde"
#define LOWER HEX "1/layer.tar"
#define UPPER HEX "2/layer.tar"

/* A layer with files of these names, a certificate in each that is no whiteout. */
static struct buffer layer_of(const char *const *names) {
    struct buffer certificate = corpus_file("encodings/pem/ec-certificate.pem"), layer = {0};
    for (; *names; names++) {
        bool whiteout = strstr(*names, ".wh.") != NULL;
        append_member(&layer, *names, whiteout ? (struct span){0} : buffer_span(&certificate));
    }
    end_tar(&layer);
    buffer_release(&certificate);
    return layer;
}

static void examine_image(const char *manifest, const char *const *lower,
                          const char *const *upper) {
    struct buffer below = layer_of(lower), above = layer_of(upper), image = {0};
    append_member(&image, LOWER, buffer_span(&below));
    append_member(&image, UPPER, buffer_span(&above));
    append_member(&image, "manifest.json", span_text(manifest));
    end_tar(&image);
    struct span copy = exact_copy(buffer_span(&image));
    collect(&collected, "image.tar", copy, NULL);
    exact_free(copy);
    buffer_release(&image);
    buffer_release(&above);
    buffer_release(&below);
}

static const char two_layers[] = "[{\"Config\":\"c.json\",\"RepoTags\":[\"app:1.0\",\"app:2\"],"
                                 "\"Layers\":[\"" LOWER "\",\"" UPPER "\"]}]";

static const char *const files[] = {"etc/tls/a.crt", "etc/tls/b.crt", "opt/c.crt", "srv/x/y/d.crt",
                                    NULL};

/* The names of the files said to be deleted, joined with spaces. */
static const char *deleted(void) {
    static char names[1000];
    names[0] = 0;
    for (size_t i = 0; i < collected.remark_count; i++) {
        if (strcmp(collected.remarks[i].code, "image-deleted-file") == 0) {
            const char *name = strstr(collected.remarks[i].trail, "layer.tar!");
            assert_non_null(name);
            snprintf(names + strlen(names), sizeof names - strlen(names), "%s%s",
                     names[0] ? " " : "", name + 10);
        }
    }
    return names;
}

static void trails_name_image_layer_and_path(void **state) {
    (void)state;
    examine_image(two_layers, files, (const char *const[]){"new.crt", NULL});
    assert_int_equal(collected.find_count, 5);
    assert_string_equal(collected.finds[0].trail, "app:1.0!" LOWER "!etc/tls/a.crt!line 1");
    assert_string_equal(collected.finds[4].trail, "app:1.0!" UPPER "!new.crt!line 1");
    assert_string_equal(deleted(), "");
    assert_int_equal(collected.complaint_count, 0);
}

static void whiteouts_delete_in_lower_layers(void **state) {
    (void)state;
    static const struct {
        const char *const upper[4];
        const char *deleted;
    } rows[] = {
        {{"etc/tls/.wh.a.crt"}, "etc/tls/a.crt"},
        {{"./etc/tls/.wh.a.crt"}, "etc/tls/a.crt"},
        {{"etc/.wh.tls"}, "etc/tls/a.crt etc/tls/b.crt"},
        {{".wh.srv", "etc/tls/.wh.b.crt"}, "etc/tls/b.crt srv/x/y/d.crt"},
        {{"etc/tls/.wh..wh..opq", "etc/tls/a.crt"}, "etc/tls/a.crt etc/tls/b.crt"},
        {{".wh..wh..opq"}, "etc/tls/a.crt etc/tls/b.crt opt/c.crt srv/x/y/d.crt"},
        {{"srv/x/.wh..wh..opq"}, "srv/x/y/d.crt"},
        {{"etc/tls/.wh.a"}, ""},
        {{"etc/.wh.tl"}, ""},
        {{"opt/.wh..wh.plnk"}, ""},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        examine_image(two_layers, files, rows[i].upper);
        if (strcmp(deleted(), rows[i].deleted) != 0) {
            fail_msg("row %zu: \"%s\", expected \"%s\"", i, deleted(), rows[i].deleted);
        }
        assert_int_equal(collected.complaint_count, 0);
    }
}

/* A layer deletes nothing of its own, nothing above it, and nothing another image still has. */
static void whiteouts_leave_other_layers_alone(void **state) {
    (void)state;
    static const char *const upper[] = {"etc/tls/.wh.a.crt", NULL};
    static const char *const both[] = {"etc/tls/.wh.a.crt", "etc/tls/a.crt", NULL};
    examine_image("[{\"RepoTags\":[\"app:1\"],\"Layers\":[\"" UPPER "\",\"" LOWER "\"]}]", files,
                  upper);
    assert_string_equal(deleted(), "");
    examine_image("[{\"RepoTags\":[\"app:1\"],\"Layers\":[\"" LOWER "\",\"" UPPER "\"]},"
                  "{\"RepoTags\":[\"base:1\"],\"Layers\":[\"" LOWER "\"]}]",
                  files, upper);
    assert_string_equal(deleted(), "");
    examine_image(two_layers, (const char *const[]){"opt/z.crt", NULL}, both);
    assert_string_equal(deleted(), "");
}

static void images_of_the_corpus(void **state) {
    (void)state;
    static const char *const names[] = {"formats-images/images/docker.tar",
                                        "formats-images/images/oci.tar"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        size_t count = 0;
        collect_file(&collected, names[i], NULL);
        for (size_t j = 0; j < collected.remark_count; j++) {
            count += strcmp(collected.remarks[j].code, "image-deleted-file") == 0;
        }
        assert_int_equal(count, 2);
        assert_int_equal(collected.find_count, 4);
        assert_int_equal(collected.complaint_count, 0);
    }
}

/* Every manifest cut short, and others that are none: the archive is read all the same. */
static void manifests_that_cannot_be_read(void **state) {
    (void)state;
    static const char *const others[] = {"[]",
                                         "{}",
                                         "[[[[[[[[",
                                         "[{\"Layers\":[\"",
                                         "[{\"Layers\":\"x\"}]",
                                         "[{\"Layers\":[1,2]}]",
                                         "[{\"RepoTags\":null,\"Layers\":[null]}]",
                                         "[{\"a\":{\"b\":[}]}",
                                         "\\",
                                         "[\"\\",
                                         "[{]"};
    static const char *const upper[] = {"etc/tls/.wh.a.crt", NULL};
    for (size_t length = 0; length < sizeof two_layers - 1; length++) {
        char cut[sizeof two_layers] = {0};
        memcpy(cut, two_layers, length);
        examine_image(cut, files, upper);
        assert_int_equal(collected.find_count, 4);
    }
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        examine_image(others[i], files, upper);
        assert_int_equal(collected.find_count, 4);
        assert_string_equal(deleted(), "");
    }
}

/* Nothing is said, and nothing lost, where the survey stops at a limit. */
static void limits_hold_for_the_survey(void **state) {
    (void)state;
    struct buffer file = corpus_file("formats-images/images/oci.tar");
    for (uint64_t bytes = 1; bytes < 20000; bytes += 331) {
        struct limits limits = limits_default();
        limits.archive_bytes = bytes;
        collect(&collected, "oci.tar", buffer_span(&file), &limits);
        limits = limits_default();
        limits.member_bytes = bytes;
        collect(&collected, "oci.tar", buffer_span(&file), &limits);
        limits = limits_default();
        limits.archive_grace = bytes;
        limits.archive_ratio = 1;
        collect(&collected, "oci.tar", buffer_span(&file), &limits);
    }
    buffer_release(&file);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trails_name_image_layer_and_path),
        cmocka_unit_test(whiteouts_delete_in_lower_layers),
        cmocka_unit_test(whiteouts_leave_other_layers_alone),
        cmocka_unit_test(images_of_the_corpus),
        cmocka_unit_test(manifests_that_cannot_be_read),
        cmocka_unit_test(limits_hold_for_the_survey),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
