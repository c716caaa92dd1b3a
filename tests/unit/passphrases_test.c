/* passphrases: files of them, good and bad. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "passphrases.h"
#include "unit.h"

static char folder[] = "/tmp/passphrases-XXXXXX";
static char path[64];

static int make_folder(void **state) {
    (void)state;
    bool made = mkdtemp(folder) != NULL;
    snprintf(path, sizeof path, "%s/list", folder);
    return made ? 0 : -1;
}

static int remove_folder(void **state) {
    (void)state;
    unlink(path);
    return rmdir(folder);
}

static void write_file(struct span content) {
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(content.bytes, 1, content.length, file), content.length);
    assert_int_equal(fclose(file), 0);
}

static void reads_one_a_line(void **state) {
    (void)state;
    struct passphrase_list list = {0};
    struct error error = {""};
    write_file(LITERAL("\xEF\xBB\xBF"
                       "first\nsecond \r\n\nsecond \nSchl\xC3\xBCssel"));
    assert_int_equal(passphrases_load(&list, path, &error), DONE);
    assert_int_equal(passphrases_add_usual(&list, &error), DONE);
    const struct span expected[] = {
        LITERAL("first"),   LITERAL("second "), LITERAL(""), LITERAL("Schl\xC3\xBCssel"), {0},
        LITERAL("changeit")};
    assert_int_equal(list.count, COUNT_OF(expected));
    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        assert_span_equal(list.items[i], expected[i], i);
        assert_true((list.items[i].bytes == NULL) == (expected[i].bytes == NULL));
    }
    passphrases_release(&list);
    assert_int_equal(list.count, 0);
    passphrases_release(&list);
}

static void check_refused(struct span content, const char *word) {
    struct passphrase_list list = {0};
    struct error error = {""};
    write_file(content);
    assert_int_equal(passphrases_load(&list, path, &error), FAILED);
    assert_non_null(strstr(error.text, word));
    assert_null(strstr(error.text, "aaaa"));
    passphrases_release(&list);
}

static void lines_have_a_length_and_a_number(void **state) {
    (void)state;
    struct passphrase_list list = {0};
    struct error error = {""};
    struct buffer content = {0};
    for (int i = 0; i < PASSPHRASE_BYTES; i++) {
        buffer_append_byte(&content, 'a');
    }
    buffer_append_text(&content, "\r\n");
    write_file(buffer_span(&content));
    assert_int_equal(passphrases_load(&list, path, &error), DONE);
    assert_int_equal(list.items[0].length, PASSPHRASE_BYTES);
    passphrases_release(&list);
    content.length -= 2;
    buffer_append_text(&content, "a\n");
    check_refused(buffer_span(&content), "line 1 is longer");
    buffer_append_text(&content, "aaaa");
    check_refused(buffer_span(&content), "line 1 is longer");
    buffer_clear(&content);
    for (int i = 0; i <= PASSPHRASES_MOST; i++) {
        buffer_format(&content, "aaaa%d\n", i);
    }
    check_refused(buffer_span(&content), "more than");
    buffer_release(&content);
    check_refused(LITERAL("aaaa\naaaa\xFF\n"), "line 2 is not UTF-8");
    check_refused(LITERAL("aaaa\0aaaa\n"), "line 1 is not UTF-8");
}

static void an_empty_file_is_an_empty_list(void **state) {
    (void)state;
    struct passphrase_list list = {0};
    struct error error = {""};
    write_file(LITERAL(""));
    assert_int_equal(passphrases_load(&list, path, &error), DONE);
    assert_int_equal(list.count, 0);
    passphrases_release(&list);
}

static void follows_no_link_and_reads_no_folder(void **state) {
    (void)state;
    struct passphrase_list list = {0};
    struct error error = {""};
    unlink(path);
    assert_int_equal(symlink("/dev/null", path), 0);
    assert_int_equal(passphrases_load(&list, path, &error), FAILED);
    unlink(path);
    assert_int_equal(passphrases_load(&list, path, &error), FAILED);
    assert_int_equal(passphrases_load(&list, folder, &error), FAILED);
    passphrases_release(&list);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_one_a_line),
        cmocka_unit_test(lines_have_a_length_and_a_number),
        cmocka_unit_test(an_empty_file_is_an_empty_list),
        cmocka_unit_test(follows_no_link_and_reads_no_folder),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
