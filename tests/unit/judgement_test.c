/* Relations and checks of its own, some of which never end: each that is given up costs a row, and
 * what the others found and stored is whole. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "checks/check.h"
#include "inventory/inventory.h"
#include "inventory/query.h"
#include "judgement.h"
#include "relations/relation.h"

#include "unit.h"

static bool interrupt; /* the endless relation is met by a signal */

static enum outcome never_end(struct inventory *inventory, struct error *error) {
    int64_t count = 0;
    return query_single(inventory,
                        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
                        " SELECT count(*) FROM n",
                        &count, error);
}

/* Each first adds a row, which must survive that its query is given up. */
static enum outcome relate_without_end(struct relation_context *context, struct error *error) {
    if (inventory_add_known(context->inventory, 1, "web root", "endless", error) != DONE) {
        return FAILED;
    }
    if (interrupt) {
        scan_stop();
    }
    return never_end(context->inventory, error);
}

static enum outcome relate(struct relation_context *context, struct error *error) {
    return inventory_add_known(context->inventory, 2, "web root", "swift", error);
}

static const struct relation endless_relation = {"endless", relate_without_end};
static const struct relation swift_relation = {"swift", relate};
const struct relation *const relations[] = {&endless_relation, &swift_relation, NULL};

static enum outcome report(struct audit *audit, struct error *error) {
    struct finding finding = {.message = "found", .path = "a", .trail = "", .revision = ""};
    return audit_report(audit, &finding, error);
}

static enum outcome check_without_end(struct audit *audit, struct error *error) {
    return report(audit, error) == DONE ? never_end(audit->inventory, error) : FAILED;
}

static const struct check endless_check = {.id = "endless",
                                           .severity = SEVERITY_ERROR,
                                           .title = "",
                                           .rule = "",
                                           .remedy = "",
                                           .reference = "",
                                           .run = check_without_end};
static const struct check swift_check = {.id = "swift",
                                         .severity = SEVERITY_ERROR,
                                         .title = "",
                                         .rule = "",
                                         .remedy = "",
                                         .reference = "",
                                         .run = report};
const struct check *const checks[] = {&endless_check, &swift_check, NULL};

static struct inventory *judged(const char *path) {
    struct error error = {""};
    struct inventory *inventory = inventory_new(path, &error);
    struct signature_desk desk = {.inventory = inventory};
    struct scan_options options = {.at = 1793491200, .limits = limits_default()};
    options.limits.judgement_seconds = interrupt ? 60 : 1;
    options.limits.stop_seconds = 1;
    assert_non_null(inventory);
    assert_int_equal(inventory_settle(inventory, &error), DONE);
    if (judge(inventory, &desk, &options, &error) != DONE ||
        inventory_finish(inventory, &error) != DONE) {
        fail_msg("%s", error.text);
    }
    return inventory;
}

static void expect(struct inventory *inventory, const char *select, int64_t expected) {
    int64_t number = -1;
    struct error error = {""};
    assert_int_equal(query_single(inventory, select, &number, &error), DONE);
    if (number != expected) {
        fail_msg("%s: %lld", select, (long long)number);
    }
}

static void what_takes_too_long_is_given_up(void **state) {
    struct inventory *inventory = judged(*state);
    expect(inventory, "SELECT count(*) FROM problem WHERE code = 'timeout'", 2);
    expect(inventory, "SELECT count(*) FROM problem WHERE detail LIKE 'relation endless%'", 1);
    expect(inventory, "SELECT count(*) FROM problem WHERE detail LIKE 'check endless%'", 1);
    expect(inventory, "SELECT count(*) FROM known", 2);
    expect(inventory, "SELECT count(*) FROM finding WHERE check_id = 'endless'", 0);
    expect(inventory, "SELECT count(*) FROM finding WHERE check_id = 'swift'", 1);
    inventory_free(inventory);
}

static void a_signal_ends_the_rest(void **state) {
    interrupt = true;
    struct inventory *inventory = judged(*state);
    expect(inventory, "SELECT count(*) FROM problem WHERE code = 'interrupted'", 1);
    expect(inventory, "SELECT count(*) FROM problem", 1);
    expect(inventory, "SELECT count(*) FROM known", 1);
    expect(inventory, "SELECT count(*) FROM finding", 0);
    inventory_free(inventory);
}

static int prepare(void **state) {
    static char folder[] = "/tmp/judgement-XXXXXX";
    static char path[64];
    if (!mkdtemp(folder)) {
        return -1;
    }
    snprintf(path, sizeof path, "%s/a.db", folder);
    *state = path;
    return 0;
}

static int clean(void **state) {
    char *end = strrchr(*state, '/');
    *end = 0;
    return rmdir(*state);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_takes_too_long_is_given_up),
        cmocka_unit_test(a_signal_ends_the_rest),
    };
    return cmocka_run_group_tests(tests, prepare, clean);
}
