/* markdown: names are code and nothing else, lists end, and a query that fails is told. */
#define _GNU_SOURCE
#include "checks/check.h"
#include "reporter.h"

#include "answered.h"
#include "written.h"

static const struct check expired = {.id = "expired", .remedy = "renew_it"};
const struct check *const checks[] = {&expired, NULL};

extern const struct reporter markdown_reporter;

enum { TITLE, ROOTS, KINDS, HISTORY, CHECKS, PROBLEMS, QUERIES };

static const char *const none_counted[][ANSWER_COLUMNS] = {{"0", "0", "0"}};
static const char *const one_root[][ANSWER_COLUMNS] = {{"root"}};

static void empty(struct answer answers[QUERIES]) {
    memset(answers, 0, QUERIES * sizeof *answers);
    answers[TITLE] = (struct answer){none_counted, 1, false, false};
    answers[ROOTS] = (struct answer){one_root, 1, false, false};
    answers[HISTORY] = (struct answer){none_counted, 1, false, false};
}

static enum outcome write_to(struct written *written, const struct answer answers[QUERIES]) {
    struct error error = {""};
    struct report_options options = {.at = "2026-11-01T00:00:00Z"};
    answer_with(answers, QUERIES);
    return markdown_reporter.write(NULL, &options, written_open(written), &error);
}

static void expect(const struct answer answers[QUERIES], const char *expected) {
    struct written written;
    assert_int_equal(write_to(&written, answers), DONE);
    assert_written(&written, expected);
}

#define HEAD "# certsweep: 0 errors, 0 warnings, 0 notes\n\n"
#define SWEPT "Swept `root`, judged at 2026-11-01T00:00:00Z:"

static void nothing_found(void **state) {
    (void)state;
    struct answer answers[QUERIES];
    empty(answers);
    expect(answers, HEAD SWEPT " nothing found.\n\n");
    answers[TITLE].count = 0;
    expect(answers, "# certsweep: \n\n" SWEPT " nothing found.\n\n");
}

static void much_found(void **state) {
    (void)state;
    static const char *const title[][ANSWER_COLUMNS] = {{"1", "2", "0"}};
    static const char *const kinds[][ANSWER_COLUMNS] = {{"certificate", "2"}, {"crl", "1"}};
    static const char *const history[][ANSWER_COLUMNS] = {{"1", "2"}};
    static const char *const found[][ANSWER_COLUMNS] = {
        {"error", "expired", "It <has> expired", "3", "a|b"},
        {"note", "of-an-older-version", "Gone", "1", "``c`"}};
    static const char *const problems[][ANSWER_COLUMNS] = {{"limit", "2", "deep"},
                                                           {"timeout", "1", ""}};
    struct answer answers[QUERIES] = {
        [TITLE] = {title, 1, false, false},  [ROOTS] = {one_root, 1, false, false},
        [KINDS] = {kinds, 2, false, false},  [HISTORY] = {history, 1, false, false},
        [CHECKS] = {found, 2, false, false}, [PROBLEMS] = {problems, 2, false, false}};
    expect(
        answers,
        "# certsweep: 1 error, 2 warnings, 0 notes\n\n" SWEPT " 2 certificates, 1 crl.\n\n"
        "In git history, not at HEAD: 1 private key that a ref leads to, 2 that none does.\n\n"
        "| severity | what is wrong | count | first place | what to do |\n|---|---|---|---|---|\n"
        "| error | It \\<has\\> expired (`expired`) | 3 | `a\\|b` | renew\\_it |\n"
        "| note | Gone (`of-an-older-version`) | 1 | ``` ``c` ``` |  |\n\n"
        "**Incomplete:** not or only partly read:\n\n"
        "- limit: 2, first `deep`\n- timeout: 1, first `the scan`\n");
}

static void lists_end(void **state) {
    (void)state;
    static const char *const names[12][ANSWER_COLUMNS] = {{"a"}, {"b"}, {"c"}, {"d"}, {"e"}, {"f"},
                                                          {"g"}, {"h"}, {"i"}, {"j"}, {"k"}, {"l"}};
    static const char *const one[] = {"note", "expired", "x", "2", "y"};
    static const char *found[12][ANSWER_COLUMNS];
    for (size_t i = 0; i < COUNT_OF(found); i++) {
        memcpy(found[i], one, sizeof one);
    }
    struct answer answers[QUERIES];
    empty(answers);
    answers[ROOTS] = (struct answer){names, 12, false, false};
    answers[CHECKS] =
        (struct answer){(const char *const(*)[ANSWER_COLUMNS])found, 12, false, false};
    answers[PROBLEMS] = (struct answer){names, 12, false, false};
    struct written written;
    assert_int_equal(write_to(&written, answers), DONE);
    fclose(written.out);
    assert_non_null(strstr(written.text, "`j` and 2 more, judged"));
    assert_non_null(strstr(written.text, "\nAnd 4 more, in the report.\n"));
    assert_non_null(strstr(written.text, "- and 2 more reasons\n"));
    assert_null(strstr(written.text, "`k`"));
    free(written.text);
}

/* 160 bytes of it are shown, and no half of a character. */
static void long_names_are_cut_between_characters(void **state) {
    (void)state;
    char name[200];
    memset(name, 'x', sizeof name - 1);
    name[sizeof name - 1] = 0;
    memcpy(name + 158, "\xE2\x82\xAC", 3);
    const char *const roots[][ANSWER_COLUMNS] = {{name}};
    char expected[512];
    snprintf(expected, sizeof expected,
             HEAD "Swept `%.158s...`, judged at 2026-11-01T00:00:00Z: nothing found.\n\n", name);
    struct answer answers[QUERIES];
    empty(answers);
    answers[ROOTS] = (struct answer){roots, 1, false, false};
    expect(answers, expected);
    memset(name, '\x80', sizeof name - 1); /* no character begins there */
    expect(answers, HEAD "Swept `...`, judged at 2026-11-01T00:00:00Z: nothing found.\n\n");
}

static void each_query_that_fails_is_told(void **state) {
    (void)state;
    for (size_t i = 0; i < 2 * QUERIES; i++) {
        struct answer answers[QUERIES];
        struct written written;
        empty(answers);
        answers[i / 2].unasked = i % 2;
        answers[i / 2].broken = true;
        assert_int_equal(write_to(&written, answers), FAILED);
        fclose(written.out);
        free(written.text);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_found),
        cmocka_unit_test(much_found),
        cmocka_unit_test(lists_end),
        cmocka_unit_test(long_names_are_cut_between_characters),
        cmocka_unit_test(each_query_that_fails_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
