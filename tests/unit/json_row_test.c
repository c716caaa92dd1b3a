/* json_row: an object on a line of its own, or a failure that is told once. */
#define _GNU_SOURCE
#include "json_row.h"

#include "answered.h"
#include "written.h"

static unsigned blocks_left; /* before memory runs out */

static void *take(size_t size) {
    if (blocks_left == 0) {
        return NULL;
    }
    blocks_left--;
    return malloc(size);
}

static int supplied(void **state) {
    (void)state;
    blocks_left = UINT32_MAX;
    json_set_alloc_funcs(take, free);
    return 0;
}

static void fill(struct json_row *row) {
    static const char *const cells[][ANSWER_COLUMNS] = {{"7", NULL, "1", "0", NULL}};
    struct answer answer = {cells, 1, false, false};
    answer_with(&answer, 1);
    struct query *query = query_new(NULL, "SELECT 1", NULL);
    assert_true(query_next(query));
    json_row_text(row, "text", "a\"\n");
    json_row_text(row, "none", "");
    json_row_number(row, "number", -5);
    json_row_bool(row, "yes", true);
    json_row_bool(row, "no", false);
    json_row_number_of(row, "seven", query, 0);
    json_row_number_of(row, "null", query, 1);
    json_row_bool_of(row, "one", query, 2);
    json_row_bool_of(row, "zero", query, 3);
    json_row_bool_of(row, "nothing", query, 4);
    assert_int_equal(query_free(query, NULL), DONE);
}

static const char filled[] = "{\"text\":\"a\\\"\\n\",\"none\":null,\"number\":-5,\"yes\":true,"
                             "\"no\":false,\"seven\":7,\"null\":null,\"one\":true,\"zero\":false,"
                             "\"nothing\":null}\n";

static void members_keep_their_order(void **state) {
    (void)state;
    struct written written;
    struct error error = {""};
    struct json_row row = json_row_new();
    fill(&row);
    assert_int_equal(json_row_write(&row, written_open(&written), "\n", &error), DONE);
    assert_written(&written, filled);
    assert_null(row.object);
}

static void no_utf8_is_told_at_the_end(void **state) {
    (void)state;
    struct written written;
    struct error error = {""};
    struct json_row row = json_row_new();
    json_row_text(&row, "bad", "\xFF");
    json_row_text(&row, "good", "a");
    assert_int_equal(json_row_write(&row, written_open(&written), "\n", &error), FAILED);
    assert_string_equal(error.text, "out of memory");
    assert_written(&written, "\n");
}

/* From no block at all to one less than it takes: told each time, and nothing is lost silently. */
static void memory_runs_out_at_each_block(void **state) {
    (void)state;
    unsigned failures = 0;
    for (unsigned blocks = 0;; blocks++) {
        struct written written;
        struct error error = {""};
        blocks_left = blocks;
        struct json_row row = json_row_new();
        fill(&row);
        enum outcome outcome = json_row_write(&row, written_open(&written), "\n", &error);
        if (outcome == DONE) {
            assert_written(&written, filled);
            break;
        }
        assert_string_equal(error.text, "out of memory");
        fclose(written.out);
        free(written.text);
        failures++;
    }
    assert_true(failures > 10);
}

/* The caller, who watches the stream, says why. */
static void full_disk_is_the_streams_to_tell(void **state) {
    (void)state;
    struct error error = {""};
    FILE *out = fopen("/dev/full", "w");
    assert_non_null(out);
    setbuf(out, NULL);
    struct json_row row = json_row_new();
    fill(&row);
    assert_int_equal(json_row_write(&row, out, "\n", &error), DONE);
    assert_true(ferror(out));
    fclose(out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(members_keep_their_order, supplied),
        cmocka_unit_test_setup(no_utf8_is_told_at_the_end, supplied),
        cmocka_unit_test_setup(memory_runs_out_at_each_block, supplied),
        cmocka_unit_test_setup(full_disk_is_the_streams_to_tell, supplied),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
