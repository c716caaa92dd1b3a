/* csv: RFC 4180, and no cell that a spreadsheet would reckon with. */
#define _GNU_SOURCE
#include "reporter.h"

#include "answered.h"
#include "written.h"

extern const struct reporter problems_reporter;

static void cells_are_quoted_where_they_must_be(void **state) {
    (void)state;
    static const char *const rows[][2] = {
        {"", ""},
        {"plain", "plain"},
        {"a,b", "\"a,b\""},
        {"a\"b", "\"a\"\"b\""},
        {"a\r\nb", "\"a\r\nb\""},
        {" a", "\" a\""},
        {"=1+1", "\"'=1+1\""},
        {"+1", "\"'+1\""},
        {"-1", "-1"},
        {"-", "\"'-\""},
        {"-1+1", "\"'-1+1\""},
        {"@a", "\"'@a\""},
        {"\ta", "\"'\ta\""},
        {"\ra", "\"'\ra\""},
        {"\uFF1Da", "\"'\uFF1Da\""},
        {"\uFF20", "\"'\uFF20\""},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *const cells[][ANSWER_COLUMNS] = {{rows[i][0], "t", NULL, "s", "r"}};
        struct answer answer = {cells, 1, false, false};
        struct report_options options = {.csv_bom = i % 2};
        struct written written;
        struct error error = {""};
        char expected[128];
        snprintf(expected, sizeof expected, "%spath,trail,revision,stage,reason\r\n%s,t,,s,r\r\n",
                 i % 2 ? "\uFEFF" : "", rows[i][1]);
        answer_with(&answer, 1);
        assert_int_equal(problems_reporter.write(NULL, &options, written_open(&written), &error),
                         DONE);
        assert_written(&written, expected);
    }
}

static void failing_queries_are_told(void **state) {
    (void)state;
    static const struct answer answers[] = {{NULL, 0, true, false}, {NULL, 0, false, true}};
    for (size_t i = 0; i < COUNT_OF(answers); i++) {
        struct report_options options = {0};
        struct written written;
        struct error error = {""};
        answer_with(&answers[i], 1);
        assert_int_equal(problems_reporter.write(NULL, &options, written_open(&written), &error),
                         FAILED);
        assert_true(strlen(error.text) > 0);
        assert_written(&written, "path,trail,revision,stage,reason\r\n");
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_are_quoted_where_they_must_be),
        cmocka_unit_test(failing_queries_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
