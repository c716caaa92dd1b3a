/* search_log: what is kept of a stamped thing, and what is not. */
#define _GNU_SOURCE
#include "search_log.h"
#include "unit.h"

static const struct stamp stamp = {"a stamp of 24 bytes....."};
static const struct origin origin = {.path = "a/b"};

static struct account one_file(void) {
    struct account account = {0};
    tally_add(&account.seen[LAYER_FILE], 1, 100);
    tally_add(&account.read[LAYER_FILE], 1, 100);
    return account;
}

static struct record find(void) {
    struct record record = record_of(RECORD_ARTIFACT);
    record.artifact.der = LITERAL("certificate");
    record.artifact.key.spki = LITERAL("key");
    return record;
}

static void a_file_without_finds_is_a_stamp(void **state) {
    (void)state;
    struct search_log log = {0};
    struct account before = {0}, after = one_file();
    struct searched searched;
    search_log_begin(&log, &stamp, &before);
    assert_false(search_log_end(&log, &after, &origin, "root", &searched));
    assert_span_equal(buffer_span(&log.nothing), stamp_span(&stamp), 0);
    search_log_release(&log);
}

static void finds_are_kept_without_what_the_inventory_has(void **state) {
    (void)state;
    struct search_log log = {0};
    struct account before = one_file(), after = one_file();
    struct searched searched;
    struct record record = find();
    tally_add(&after.seen[LAYER_MEMBER], 3, 30);
    search_log_begin(&log, &stamp, &before);
    search_log_note(&log, &record);
    assert_true(search_log_end(&log, &after, &origin, "root", &searched));
    assert_int_equal(log.nothing.length, 0);
    assert_int_equal(searched.account.seen[LAYER_FILE].things, 0);
    assert_int_equal(searched.account.seen[LAYER_MEMBER].bytes, 30);
    assert_null(memmem(log.records.bytes, log.records.length, "certificate", 11));
    assert_span_equal(record.artifact.der, LITERAL("certificate"), 0);
    search_log_release(&log);
}

static void members_and_passphrases_count_as_finds(void **state) {
    (void)state;
    struct search_log log = {0};
    struct account before = {0}, after = one_file();
    struct searched searched;
    search_log_begin(&log, &stamp, &before);
    log.locked = true;
    assert_true(search_log_end(&log, &after, &origin, "root", &searched));
    assert_true(searched.locked);
    tally_add(&after.seen[LAYER_MEMBER], 1, 1);
    search_log_begin(&log, &stamp, &before);
    assert_true(search_log_end(&log, &after, &origin, "root", &searched));
    assert_false(searched.locked);
    search_log_release(&log);
}

static void what_was_spoiled_is_not_kept(void **state) {
    (void)state;
    struct search_log log = {0};
    struct account before = {0}, after = one_file();
    struct searched searched;
    struct record record = find();
    search_log_begin(&log, &stamp, &before);
    search_log_note(&log, &record);
    search_log_spoil(&log);
    assert_false(search_log_end(&log, &after, &origin, "root", &searched));
    search_log_note(&log, &record); /* belongs to nothing */
    assert_false(search_log_end(&log, &after, &origin, "root", &searched));
    assert_int_equal(log.nothing.length, 0);
    search_log_release(&log);
}

static void the_place_counts(void **state) {
    (void)state;
    struct origin other = {.path = "a/c"};
    struct stamp one, two, three;
    assert_true(stamp_place(&stamp, &origin, "root", &one));
    assert_true(stamp_place(&stamp, &other, "root", &two));
    assert_true(stamp_place(&stamp, &origin, "roo", &three));
    assert_int_not_equal(stamp_compare(&one, &two), 0);
    assert_int_not_equal(stamp_compare(&one, &three), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_without_finds_is_a_stamp),
        cmocka_unit_test(finds_are_kept_without_what_the_inventory_has),
        cmocka_unit_test(members_and_passphrases_count_as_finds),
        cmocka_unit_test(what_was_spoiled_is_not_kept),
        cmocka_unit_test(the_place_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
