/* base/companion and base/relay: errands of a second thread, and blocks on their way from it. */
#include "base/companion.h"

#include "base/relay.h"
#include "unit.h"

static void add_one(void *context) {
    int *number = context;
    ++*number;
}

static void errands_are_done_one_by_one(void **state) {
    (void)state;
    struct companion *companion = companion_new();
    int number = 0;
    assert_non_null(companion);
    for (int i = 0; i < 1000; i++) {
        assert_true(companion_begin(companion, add_one, &number));
        companion_wait(companion);
        assert_int_equal(number, i + 1);
    }
    companion_wait(companion); /* nothing under way */
    companion_free(companion);
}

static void nobody_does_no_errand(void **state) {
    (void)state;
    assert_false(companion_begin(NULL, add_one, NULL));
    companion_free(NULL);
}

/* Puts blocks of growing and shrinking lengths, each filled with its number. */
struct sending {
    struct relay *relay;
    unsigned count;
    unsigned sent;
};

static size_t length_of(unsigned number) {
    return 1 + number * 7919 % 5000;
}

static void send(void *context) {
    struct sending *sending = context;
    uint8_t block[5000];
    while (sending->sent < sending->count) {
        memset(block, (int)(sending->sent & 0xFF), length_of(sending->sent));
        if (!relay_put(sending->relay, span_of(block, length_of(sending->sent)))) {
            break;
        }
        sending->sent++;
    }
    relay_finish(sending->relay);
}

static void check_block(struct span block, unsigned number) {
    assert_int_equal(block.length, length_of(number));
    for (size_t i = 0; i < block.length; i++) {
        assert_int_equal(block.bytes[i], number & 0xFF);
    }
}

static void blocks_arrive_in_order(void **state) {
    (void)state;
    struct companion *companion = companion_new();
    for (unsigned count = 0; count < 300; count += 1 + count / 2) {
        struct sending sending = {.relay = relay_new(), .count = count};
        assert_non_null(sending.relay);
        assert_true(companion_begin(companion, send, &sending));
        for (unsigned i = 0; i < count; i++) {
            check_block(relay_take(sending.relay), i);
        }
        assert_int_equal(relay_take(sending.relay).length, 0);
        assert_int_equal(relay_take(sending.relay).length, 0);
        companion_wait(companion);
        assert_int_equal(sending.sent, count);
        relay_free(sending.relay);
    }
    companion_free(companion);
}

static void a_busy_companion_is_not_asked_again(void **state) {
    (void)state;
    struct companion *companion = companion_new();
    struct sending sending = {.relay = relay_new(), .count = 100};
    int number = 0;
    assert_true(companion_begin(companion, send, &sending)); /* waits for a taker */
    assert_false(companion_begin(companion, add_one, &number));
    relay_stop(sending.relay);
    companion_wait(companion);
    assert_int_equal(number, 0);
    assert_true(sending.sent < 100);
    relay_free(sending.relay);
    companion_free(companion);
}

/* The taker has enough: at once, in the middle, and with a block still in hand. */
static void a_stopped_relay_takes_no_more(void **state) {
    (void)state;
    struct companion *companion = companion_new();
    for (unsigned taken = 0; taken < 20; taken++) {
        struct sending sending = {.relay = relay_new(), .count = 1000};
        assert_true(companion_begin(companion, send, &sending));
        for (unsigned i = 0; i < taken; i++) {
            check_block(relay_take(sending.relay), i);
        }
        relay_stop(sending.relay);
        companion_wait(companion);
        assert_true(sending.sent < 1000);
        relay_free(sending.relay);
    }
    companion_free(companion);
    relay_free(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(errands_are_done_one_by_one),
        cmocka_unit_test(nobody_does_no_errand),
        cmocka_unit_test(blocks_arrive_in_order),
        cmocka_unit_test(a_busy_companion_is_not_asked_again),
        cmocka_unit_test(a_stopped_relay_takes_no_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
