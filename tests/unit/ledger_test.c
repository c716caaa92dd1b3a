/* ledger: reasons are counted by layer, overflow into "other", and imbalance is found. */
#define _GNU_SOURCE
#include <stdio.h>
#include <unistd.h>

#include "inventory/query.h"
#include "ledger.h"
#include "unit.h"

static struct ledger_line *find_line(struct ledger *ledger, unsigned layer, const char *reason) {
    for (unsigned i = 0; i < ledger->count; i++) {
        if (ledger->lines[i].layer == layer && strcmp(ledger->lines[i].reason, reason) == 0) {
            return &ledger->lines[i];
        }
    }
    return NULL;
}

static void adds_up_by_layer_and_reason(void **state) {
    (void)state;
    struct ledger ledger = {0};
    ledger_add(&ledger, LAYER_FILE, "unreadable", 10);
    ledger_add(&ledger, LAYER_FILE, "limit", 1);
    ledger_add(&ledger, LAYER_GIT, "unreadable", 5);
    ledger_add(&ledger, LAYER_FILE, "unreadable", 20);
    ledger_add(&ledger, LAYERS, "symbolic link", 0);
    assert_int_equal(ledger.count, 4);
    assert_int_equal(find_line(&ledger, LAYER_FILE, "unreadable")->tally.things, 2);
    assert_int_equal(find_line(&ledger, LAYER_FILE, "unreadable")->tally.bytes, 30);
    assert_int_equal(find_line(&ledger, LAYER_GIT, "unreadable")->tally.things, 1);
    assert_int_equal(find_line(&ledger, LAYERS, "symbolic link")->tally.things, 1);
}

static void reasons_that_begin_alike_are_different(void **state) {
    (void)state;
    struct ledger ledger = {0};
    ledger_add(&ledger, LAYER_FILE, "limit", 1);
    ledger_add(&ledger, LAYER_FILE, "limit of size", 2);
    ledger_add(&ledger, LAYER_FILE, "lim", 4);
    assert_int_equal(ledger.count, 3);
    assert_int_equal(find_line(&ledger, LAYER_FILE, "lim")->tally.bytes, 4);
}

static void reasons_longer_than_a_line_are_cut_and_still_found(void **state) {
    (void)state;
    struct ledger ledger = {0};
    char reason[200];
    memset(reason, 'r', sizeof reason - 1);
    reason[sizeof reason - 1] = 0;
    ledger_add(&ledger, LAYER_FILE, reason, 1);
    ledger_add(&ledger, LAYER_FILE, reason, 1);
    assert_int_equal(ledger.count, 1);
    assert_int_equal(ledger.lines[0].tally.things, 2);
    assert_int_equal(strlen(ledger.lines[0].reason), sizeof ledger.lines[0].reason - 1);
}

/* More reasons than lines, on every layer: nothing is lost, nothing is written beyond the end. */
static void too_many_reasons_become_other(void **state) {
    (void)state;
    struct ledger ledger = {0};
    uint64_t things = 0, bytes = 0;
    for (unsigned i = 0; i < 500; i++) {
        char reason[32];
        snprintf(reason, sizeof reason, "reason %u", i / 2);
        ledger_add(&ledger, i % (LAYERS + 1), reason, i);
    }
    assert_true(ledger.count <= LEDGER_REASONS);
    for (unsigned i = 0; i < ledger.count; i++) {
        things += ledger.lines[i].tally.things;
        bytes += ledger.lines[i].tally.bytes;
    }
    assert_int_equal(things, 500);
    assert_int_equal(bytes, 499 * 500 / 2);
    for (unsigned layer = 0; layer <= LAYERS; layer++) {
        assert_non_null(find_line(&ledger, layer, "other"));
    }
}

/* 3 files of 30 bytes, one of them skipped; 2 members, both read. */
static void fill(struct ledger *ledger, struct account *account) {
    *ledger = (struct ledger){.files_offered = 3};
    *account = (struct account){0};
    tally_add(&account->seen[LAYER_FILE], 3, 30);
    tally_add(&account->read[LAYER_FILE], 2, 25);
    tally_add(&account->skipped[LAYER_FILE], 1, 5);
    tally_add(&account->seen[LAYER_MEMBER], 2, 7);
    tally_add(&account->read[LAYER_MEMBER], 2, 7);
    ledger_add(ledger, LAYER_FILE, "unreadable", 5);
    ledger_add(ledger, LAYERS, "socket", 0);
}

static void balances(void **state) {
    (void)state;
    struct ledger ledger;
    struct account account;
    fill(&ledger, &account);
    assert_string_equal(ledger_imbalance(&ledger, &account), "");
}

static void finds_each_imbalance(void **state) {
    (void)state;
    for (unsigned layer = 0; layer < LAYERS; layer++) {
        struct account good, account;
        struct ledger ledger;
        fill(&ledger, &good);
        struct tally *const parts[] = {&account.seen[layer], &account.read[layer],
                                       &account.skipped[layer]};
        for (size_t i = 0; i < COUNT_OF(parts); i++) {
            account = good;
            parts[i]->things++;
            assert_string_not_equal(ledger_imbalance(&ledger, &account), "");
            account = good;
            parts[i]->bytes++;
            assert_string_not_equal(ledger_imbalance(&ledger, &account), "");
        }
    }
}

static void finds_what_was_skipped_without_a_reason(void **state) {
    (void)state;
    struct ledger ledger;
    struct account account;
    fill(&ledger, &account);
    tally_add(&account.seen[LAYER_MEMBER], 1, 3);
    tally_add(&account.skipped[LAYER_MEMBER], 1, 3);
    assert_string_not_equal(ledger_imbalance(&ledger, &account), "");
    ledger_add(&ledger, LAYER_GIT, "limit", 3); /* of another layer */
    assert_string_not_equal(ledger_imbalance(&ledger, &account), "");
    fill(&ledger, &account);
    tally_add(&account.seen[LAYER_MEMBER], 1, 3);
    tally_add(&account.skipped[LAYER_MEMBER], 1, 3);
    ledger_add(&ledger, LAYER_MEMBER, "limit", 3);
    assert_string_equal(ledger_imbalance(&ledger, &account), "");
}

static void finds_a_file_that_no_worker_saw(void **state) {
    (void)state;
    struct ledger ledger;
    struct account account;
    fill(&ledger, &account);
    ledger.files_offered = 4;
    assert_string_not_equal(ledger_imbalance(&ledger, &account), "");
}

static void stores_both_sides(void **state) {
    (void)state;
    static const char *const expected[] = {
        "archive member|read||2|7", "archive member|seen||2|7", "entry|not followed|socket|1|0",
        "file|read||2|25",          "file|seen||3|30",          "file|skipped|unreadable|1|5",
    };
    struct error error = {""};
    struct ledger ledger;
    struct account account;
    struct buffer path = {0};
    fill(&ledger, &account);
    const char *folder = getenv("TMPDIR");
    buffer_format(&path, "%s/ledger_test.%ld.db", folder ? folder : "/tmp", (long)getpid());
    struct inventory *inventory = inventory_new(buffer_text(&path), &error);
    assert_non_null(inventory);
    assert_int_equal(ledger_store(&ledger, &account, inventory, &error), DONE);
    assert_int_equal(inventory_settle(inventory, &error), DONE);
    struct query *query = query_new(
        inventory,
        "SELECT layer||'|'||state||'|'||reason||'|'||things||'|'||bytes FROM account ORDER BY 1",
        &error);
    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        assert_true(query_next(query));
        assert_string_equal(query_text(query, 0), expected[i]);
    }
    assert_false(query_next(query));
    assert_int_equal(query_free(query, &error), DONE);
    inventory_free(inventory); /* not kept: removes its files */
    buffer_release(&path);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(adds_up_by_layer_and_reason),
        cmocka_unit_test(reasons_that_begin_alike_are_different),
        cmocka_unit_test(reasons_longer_than_a_line_are_cut_and_still_found),
        cmocka_unit_test(too_many_reasons_become_other),
        cmocka_unit_test(balances),
        cmocka_unit_test(finds_each_imbalance),
        cmocka_unit_test(finds_what_was_skipped_without_a_reason),
        cmocka_unit_test(finds_a_file_that_no_worker_saw),
        cmocka_unit_test(stores_both_sides),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
