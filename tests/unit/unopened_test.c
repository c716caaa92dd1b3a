/* Containers that are not opened: each kind has its row, wherever it is whole enough to be known.
 */
#include "damaged.h"

struct sample {
    const char *name; /* a word of the row */
    size_t length;
    struct {
        size_t at;
        const char *bytes;
        size_t length;
    } pieces[8];
};

#define PIECE(at, text)                                                                            \
    { at, text, sizeof text - 1 }

static const struct sample samples[] = {
    {"squashfs",
     96,
     {PIECE(0, "hsqs\1"), PIECE(12, "\0\0\2\0"), PIECE(20, "\1"), PIECE(22, "\x11\0"),
      PIECE(28, "\4")}},
    {"squashfs",
     96,
     {PIECE(0, "sqsh"), PIECE(7, "\1"), PIECE(28, "\0\3\0\1"), PIECE(34, "\0\x10")}},
    {"ext4", 2048, {PIECE(1024, "\x10"), PIECE(1028, "\x40"), PIECE(1080, "\x53\xEF")}},
    {"cramfs", 64, {PIECE(0, "\x45\x3D\xCD\x28"), PIECE(16, "Compressed ROMFS")}},
    {"JFFS2", 12, {PIECE(0, "\x85\x19\x03\x20\x0C\0\0\0\xB1\xB0\x1E\xE4")}},
    {"UBI", 64, {PIECE(0, "UBI#\1")}},
    {"EROFS", 1152, {PIECE(1024, "\xE2\xE1\xF5\xE0")}},
    {"Btrfs", 69632, {PIECE(65600, "_BHRfS_M")}},
    {"qcow2", 104, {PIECE(0, "QFI\xFB\0\0\0\3")}},
    {"VMDK", 512, {PIECE(0, "KDMV\1")}},
    {"VMDK", 512, {PIECE(0, "COWD\1")}},
    {"VHDX", 512, {PIECE(0, "vhdxfile")}},
    {"VHD", 512, {PIECE(0, "conectix")}},
    {"VirtualBox", 512, {PIECE(64, "\x7F\x10\xDA\xBE")}},
    {"Apple", 1000, {PIECE(0, "x"), PIECE(488, "koly\0\0\0\4\0\0\2\0")}},
    {"WIM", 208, {PIECE(0, "MSWIM\0\0\0")}},
    {"LUKS", 512, {PIECE(0, "LUKS\xBA\xBE\0\2")}},
    {"pack", 64, {PIECE(0, "PACK\0\0\0\2\0\0\0\3")}},
    {"bundle", 64, {PIECE(0, "# v2 git bundle\n0123")}},
    {"bundle", 64, {PIECE(0, "# v3 git bundle\n@obj")}},
};

static struct buffer made(const struct sample *sample) {
    struct buffer bytes = {0};
    for (size_t i = 0; i < sample->length; i++) {
        buffer_append_byte(&bytes, 0);
    }
    for (size_t i = 0; i < COUNT_OF(sample->pieces) && sample->pieces[i].bytes; i++) {
        memcpy(bytes.bytes + sample->pieces[i].at, sample->pieces[i].bytes,
               sample->pieces[i].length);
    }
    return bytes;
}

static void assert_told(const struct sample *sample, struct span bytes, bool told) {
    static struct collected collected;
    struct span copy = exact_copy(bytes);
    collect(&collected, "image.bin", copy, NULL);
    const struct complaint *complaint = complaint_of(&collected, "unsupported");
    if (told != (complaint && strstr(complaint->detail, sample->name))) {
        fail_msg("%s of %zu bytes: %s", sample->name, bytes.length, told ? "no row" : "a row");
    }
    exact_free(copy);
}

static void each_kind_has_a_row(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(samples); i++) {
        struct buffer bytes = made(&samples[i]);
        assert_told(&samples[i], buffer_span(&bytes), true);
        buffer_release(&bytes);
    }
}

/* Cut within its mark, nothing is known of it; a larger image only loses what nobody reads. */
static void cut_short(void **state) {
    (void)state;
    static struct collected collected;
    for (size_t i = 0; i < COUNT_OF(samples); i++) {
        struct buffer bytes = made(&samples[i]);
        size_t longest = bytes.length > 1200 ? 1200 : bytes.length;
        for (size_t length = 0; length < longest; length++) {
            struct span cut = exact_copy(span_part(buffer_span(&bytes), 0, length));
            collect(&collected, "image.bin", cut, NULL);
            assert_int_equal(collected.find_count, 0);
            exact_free(cut);
        }
        assert_told(&samples[i], span_part(buffer_span(&bytes), 0, 3), false);
        buffer_release(&bytes);
    }
}

static void squashfs_behind_a_kernel(void **state) {
    (void)state;
    static struct collected collected;
    struct buffer image = made(&samples[0]), firmware = {0};
    buffer_append_text(&firmware, "boot loader, not hsqs, nor sqsh");
    size_t at = firmware.length;
    buffer_append(&firmware, image.bytes, image.length);
    collect(&collected, "firmware.bin", buffer_span(&firmware), NULL);
    const struct complaint *complaint = complaint_of(&collected, "unsupported");
    assert_non_null(complaint);
    char place[32];
    snprintf(place, sizeof place, "from byte %zu on", at);
    assert_non_null(strstr(complaint->detail, place));
    buffer_release(&image);
    buffer_release(&firmware);
}

/* A mark and nothing else that would be true of such a container. */
static void other_bytes_are_silent(void **state) {
    (void)state;
    static struct collected collected;
    const struct span texts[] = {
        LITERAL("hsqs is how some write it, and sqsh is a shell for a database; both are text, "
                "as long as a super block has to be, and longer"),
        LITERAL("PACKAGE = certsweep\nPACK = a name of four letters that begins this line\n"),
        LITERAL("\x85\x19\x03\x20\x0C\0\0\0\xB1\xB0\x1E\xE5"),
        LITERAL("UBI# is not what it looks like, and so long that a head would have its place...."),
        LITERAL("# v2 git bundles are files that hold commits and what they need, it says here"),
        LITERAL("QFI\xFB\x7F\x7F\x7F\x7F and more of it, none of which is a disk that anybody has"),
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct span copy = exact_copy(texts[i]);
        collect(&collected, "text", copy, NULL);
        assert_int_equal(collected.find_count + collected.complaint_count, 0);
        exact_free(copy);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_has_a_row),
        cmocka_unit_test(cut_short),
        cmocka_unit_test(squashfs_behind_a_kernel),
        cmocka_unit_test(other_bytes_are_silent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
