/* relations/revoked_serials: who is listed under which issuer, also in what is cut off. */
#include "relations/revoked_serials.h"
#include "unit.h"

static uint8_t own[32], other[32];

/* A serial number with a reason, then under the other issuer, then under the list's own again. */
static size_t write_list(uint8_t list[256]) {
    static const uint8_t first[] = {2, 0, 5, 1}, second[] = {1, 5, 4, 1, 6, 0}, third[] = {1, 0, 9};
    size_t length = 0;
    memset(own, 1, sizeof own);
    memset(other, 2, sizeof other);
    memcpy(list, first, sizeof first);
    length += sizeof first;
    list[length++] = 0;
    memcpy(list + length, other, sizeof other);
    length += sizeof other;
    memcpy(list + length, second, sizeof second);
    length += sizeof second;
    list[length++] = 0;
    memcpy(list + length, own, sizeof own);
    length += sizeof own;
    memcpy(list + length, third, sizeof third);
    return length + sizeof third;
}

static uint64_t reason(const struct id_set *serials, bool of_other, const char *serial) {
    return revoked_serials_reason(
        serials, of_other ? span_of(other, sizeof other) : (struct span){0}, serial);
}

static void test_entries_count_for_the_issuer_they_stand_under(void **state) {
    (void)state;
    uint8_t list[256];
    struct id_set serials = {0};
    size_t length = write_list(list);
    assert_true(revoked_serials_index(&serials, span_of(own, sizeof own), span_of(list, length)));
    assert_int_equal(reason(&serials, false, "05"), 2);
    assert_int_equal(reason(&serials, false, "0005"), 2);
    assert_int_equal(reason(&serials, false, "00"), 10);
    assert_int_equal(reason(&serials, false, "06"), 0);
    assert_int_equal(reason(&serials, true, "05"), 5);
    assert_int_equal(reason(&serials, true, "06"), 1);
    assert_int_equal(reason(&serials, true, "00"), 0);
    assert_int_equal(reason(&serials, true, ""), 0);
    assert_int_equal(serials.count, 4);
    id_set_release(&serials);
}

static void test_what_is_cut_off_lists_no_more_than_the_whole(void **state) {
    (void)state;
    uint8_t list[256];
    size_t length = write_list(list);
    for (size_t end = 0; end < length; end++) {
        struct id_set serials = {0};
        uint8_t *part = malloc(end + 1); /* so that reading beyond it is seen */
        assert_non_null(part);
        memcpy(part, list, end);
        assert_true(revoked_serials_index(&serials, span_of(own, sizeof own), span_of(part, end)));
        assert_true(serials.count <= 3);
        assert_int_equal(reason(&serials, false, "05"), end < 4 ? 0 : 2);
        free(part);
        id_set_release(&serials);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_entries_count_for_the_issuer_they_stand_under),
        cmocka_unit_test(test_what_is_cut_off_lists_no_more_than_the_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
