/* The archive decoder at each of its limits: one below and it says so, at it and it does not. */
#include "expected.h"

static struct collected collected;

/* pair.*: two members, a certificate and a key. */
enum { PAIR_MEMBERS = 2 };

static const char *const containers[] = {
    "archives/pair.tar", "archives/pair.tar.gz", "archives/pair.tar.xz", "archives/pair.tar.zst",
    "archives/pair.zip", "archives/pair.7z",     "archives/pair.cpio",   "archives/pair.tar.bz2",
};

static uint64_t largest_member;
static uint64_t all_members;

static int measure(void **state) {
    (void)state;
    collect_file(&collected, "archives/pair.zip", NULL);
    all_members = collected.account.read[LAYER_MEMBER].bytes;
    struct limits limits = limits_default();
    /* The larger member is the one that a limit in the middle leaves out. */
    for (limits.member_bytes = 1; limits.member_bytes <= all_members; limits.member_bytes++) {
        collect_file(&collected, "archives/pair.zip", &limits);
        if (collected.account.skipped[LAYER_MEMBER].things == 0) {
            largest_member = limits.member_bytes;
            break;
        }
    }
    return largest_member ? 0 : -1;
}

/* Finds inside members; those at a line of the archive itself come from another look at it. */
static size_t finds_in_members(void) {
    size_t count = 0;
    for (size_t i = 0; i < collected.find_count; i++) {
        count += strncmp(collected.finds[i].trail, "line ", 5) != 0;
    }
    return count;
}

static void check(const char *file, const struct limits *limits, const char *code, size_t finds) {
    collect_file(&collected, file, limits);
    if (finds_in_members() != finds) {
        fail_msg("%s: %zu finds, expected %zu", file, finds_in_members(), finds);
    }
    if (code && !complaint_of(&collected, code)) {
        fail_msg("%s: no problem \"%s\"", file, code);
    }
    if (!code && collected.complaint_count) {
        fail_msg("%s: problem \"%s\"", file, collected.complaints[0].code);
    }
}

static void members_that_are_too_large(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(containers); i++) {
        struct limits limits = limits_default();
        limits.member_bytes = largest_member;
        check(containers[i], &limits, NULL, PAIR_MEMBERS);
        limits.member_bytes = largest_member - 1;
        check(containers[i], &limits, "limit", PAIR_MEMBERS - 1);
        assert_int_equal(collected.account.skipped[LAYER_MEMBER].things, 1);
        limits.member_bytes = 1;
        check(containers[i], &limits, "limit", 0);
    }
}

static void members_that_are_too_many(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(containers); i++) {
        struct limits limits = limits_default();
        limits.archive_members = PAIR_MEMBERS;
        check(containers[i], &limits, NULL, PAIR_MEMBERS);
        limits.archive_members = PAIR_MEMBERS - 1;
        check(containers[i], &limits, "limit", PAIR_MEMBERS - 1);
    }
}

static void more_content_than_an_archive_may_have(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(containers); i++) {
        struct limits limits = limits_default();
        limits.archive_bytes = all_members;
        check(containers[i], &limits, NULL, PAIR_MEMBERS);
        limits.archive_bytes = all_members - 1;
        check(containers[i], &limits, "limit", PAIR_MEMBERS - 1);
        limits.archive_bytes = 1;
        check(containers[i], &limits, "limit", 0);
    }
}

/* Layers share one budget: the inner archive is spent when the outer one unpacks it, and again by
 * its own members. */
static void layers_share_the_budget(void **state) {
    (void)state;
    struct limits limits = limits_default();
    collect_file(&collected, "archives/outer.tar.gz", NULL);
    uint64_t bytes = collected.account.read[LAYER_MEMBER].bytes;
    uint64_t members = collected.account.read[LAYER_MEMBER].things;
    size_t finds = collected.find_count;
    limits.archive_bytes = bytes;
    limits.archive_members = members;
    check("archives/outer.tar.gz", &limits, NULL, finds);
    limits.archive_bytes = bytes - 1;
    check("archives/outer.tar.gz", &limits, "limit", finds - 1);
    limits.archive_bytes = bytes;
    limits.archive_members = members - 1;
    check("archives/outer.tar.gz", &limits, "limit", finds - 1);
}

static void content_that_is_too_dense(void **state) {
    (void)state;
    struct limits limits = limits_default();
    limits.archive_ratio = 1;
    limits.archive_grace = 100;
    check("archives/bundle.tgz", &limits, "ratio", 2); /* those of the first member */
    limits.archive_grace = 1 << 20;
    check("archives/bundle.tgz", &limits, NULL, 3);
    limits.archive_grace = 100;
    limits.archive_ratio = 100;
    check("archives/bundle.tgz", &limits, NULL, 3);
}

/* A tar.gz unwraps two layers at once, and the armour in it a third. */
static void containers_that_are_too_deep(void **state) {
    (void)state;
    struct limits limits = limits_default();
    limits.depth = 2;
    check("archives/pair.tar", &limits, NULL, PAIR_MEMBERS);
    limits.depth = 1;
    check("archives/pair.tar", &limits, "depth", 0);
    limits.depth = 3;
    check("archives/pair.tar.gz", &limits, NULL, PAIR_MEMBERS);
    limits.depth = 2;
    check("archives/pair.tar.gz", &limits, "depth", 0);
    limits.depth = 5; /* tar.gz in which tar.xz in which armour */
    check("archives/outer.tar.gz", &limits, NULL, 3);
    limits.depth = 4;
    check("archives/outer.tar.gz", &limits, "depth", 0);
}

/* However small the limits: nothing is lost from the account, which collect() asserts. */
static void accounts_balance_at_every_limit(void **state) {
    (void)state;
    for (uint64_t bound = 1; bound < 4000; bound += 97) {
        struct limits limits = limits_default();
        limits.member_bytes = bound;
        collect_file(&collected, "archives/outer.tar.gz", &limits);
        limits.archive_bytes = bound * 2;
        collect_file(&collected, "archives/sample.deb", &limits);
        limits.archive_members = bound / 97 + 1;
        collect_file(&collected, "archives/bundle.tgz", &limits);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members_that_are_too_large),
        cmocka_unit_test(members_that_are_too_many),
        cmocka_unit_test(more_content_than_an_archive_may_have),
        cmocka_unit_test(layers_share_the_budget),
        cmocka_unit_test(content_that_is_too_dense),
        cmocka_unit_test(containers_that_are_too_deep),
        cmocka_unit_test(accounts_balance_at_every_limit),
    };
    return cmocka_run_group_tests(tests, measure, NULL);
}
