/* base/text: points in time, read strictly and written for the years 0 to 9999. */
#include "base/text.h"
#include "unit.h"

static const int64_t year_0 = -62167219200;
static const int64_t year_9999_end = 253402300799;

struct moment {
    const char *text;
    int64_t seconds;
};

static void reads_dates_and_times(void **state) {
    (void)state;
    static const struct moment rows[] = {
        {"1970-01-01", 0},
        {"1970-01-01T00:00:00Z", 0},
        {"1969-12-31T23:59:59Z", -1},
        {"2026-11-01T00:00:00Z", 1793491200},
        {"2024-02-29", 1709164800},
        {"2000-02-29T12:00:00Z", 951825600},
        {"2038-01-19T03:14:08Z", 2147483648},
        {"0000-01-01T00:00:00Z", -62167219200},
        {"9999-12-31T23:59:59Z", 253402300799},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int64_t seconds = 7;
        assert_true(text_parse_time(rows[i].text, &seconds));
        assert_int_equal(seconds, rows[i].seconds);
    }
}

static void refuses_days_that_do_not_exist(void **state) {
    (void)state;
    static const char *const texts[] = {
        "2023-02-29", "1900-02-29", "2024-02-30", "2024-02-31", "2024-04-31",
        "2024-00-10", "2024-13-10", "2024-01-00", "2024-01-32", "2023-02-29T00:00:00Z",
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        int64_t seconds = 0;
        if (text_parse_time(texts[i], &seconds)) {
            fail_msg("\"%s\" is no day, but is read", texts[i]);
        }
    }
}

static void refuses_times_that_do_not_exist(void **state) {
    (void)state;
    static const char *const texts[] = {"2024-01-01T24:00:00Z", "2024-01-01T00:60:00Z",
                                        "2024-01-01T00:00:60Z", "2024-01-01T00:00:61Z",
                                        "2024-06-30T23:59:60Z", "2024-01-01T99:99:99Z"};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        int64_t seconds = 0;
        if (text_parse_time(texts[i], &seconds)) {
            fail_msg("\"%s\" is no time, but is read", texts[i]);
        }
    }
}

static void refuses_other_forms(void **state) {
    (void)state;
    static const char *const texts[] = {
        "",
        "now",
        "2024",
        "2024-01",
        "2024-1-1",
        "24-01-01",
        "02024-01-01",
        "-001-01-01",
        "+2024-01-01",
        " 2024-01-01",
        "2024-01-01 ",
        "2024- 1- 1",
        "2024-01-\t1",
        "2024/01/01",
        "20240101",
        "2024-01-01T00:00:00",
        "2024-01-01T00:00Z",
        "2024-01-01T0:0:0Z",
        "2024-01-01T 0: 0: 0Z",
        "2024-01-01 00:00:00Z",
        "2024-01-01T00:00:00+00:00",
        "2024-01-01T00:00:00.5Z",
        "2024-01-01T00:00:00ZZ",
        "2024-01-01\n",
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        int64_t seconds = 0;
        if (text_parse_time(texts[i], &seconds)) {
            fail_msg("\"%s\" has another form, but is read", texts[i]);
        }
    }
}

static void writes_the_years_0_to_9999(void **state) {
    (void)state;
    char text[TIME_TEXT_BYTES];
    text_format_time(0, text);
    assert_string_equal(text, "1970-01-01T00:00:00Z");
    text_format_time(year_0, text);
    assert_string_equal(text, "0000-01-01T00:00:00Z");
    text_format_time(year_9999_end, text);
    assert_string_equal(text, "9999-12-31T23:59:59Z");
}

static void writes_nothing_outside_of_them(void **state) {
    (void)state;
    const int64_t outside[] = {year_0 - 1, year_9999_end + 1, INT64_MIN,
                               INT64_MAX,  INT64_MIN / 2,     INT64_MAX / 2};
    for (size_t i = 0; i < COUNT_OF(outside); i++) {
        char text[TIME_TEXT_BYTES] = "before";
        text_format_time(outside[i], text);
        assert_string_equal(text, "");
    }
}

/* Every day of 400 years, which is how long the calendar takes to repeat. */
static void reads_every_day_it_writes(void **state) {
    (void)state;
    for (int64_t day = 0; day < 146097; day++) {
        int64_t moment = day * 86400 + day % 86400, back = 0, midnight = 0;
        char text[TIME_TEXT_BYTES];
        text_format_time(moment, text);
        assert_true(text_parse_time(text, &back));
        assert_int_equal(back, moment);
        text[10] = 0; /* the date alone */
        assert_true(text_parse_time(text, &midnight));
        assert_int_equal(midnight, day * 86400);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_dates_and_times),
        cmocka_unit_test(refuses_days_that_do_not_exist),
        cmocka_unit_test(refuses_times_that_do_not_exist),
        cmocka_unit_test(refuses_other_forms),
        cmocka_unit_test(writes_the_years_0_to_9999),
        cmocka_unit_test(writes_nothing_outside_of_them),
        cmocka_unit_test(reads_every_day_it_writes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
