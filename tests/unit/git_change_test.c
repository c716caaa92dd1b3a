/* sources/git_change: a search of what changed says what a search of the whole says. */
#include "sources/git_change.h"

#include "anchors.h"
#include "random_text.h"
#include "unit.h"

struct intake {
    struct anchors *anchors;
};

size_t intake_reach(const struct intake *intake) {
    (void)intake;
    return ANCHOR_REACH;
}

bool intake_worth(const struct intake *intake, struct span bytes, size_t from, size_t to) {
    struct blob blob = {
        .trail = "", .container = "", .name = "", .label = "", .encoding = "der", .bytes = bytes};
    return anchors_any(intake->anchors, bytes, from, to) || anchors_front(intake->anchors, &blob);
}

/* What anchors are made of, whole or nearly: pieces of them meet at seams. */
static const char *const rows[] = {
    "\n-----BEGIN CERTIFICATE-----\n",
    "\n-----BEGIN PGP SIGNATURE-----\n\niQ\n-----END PGP SIGNATURE-----\n",
    "\" LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t\"",
    "\nssl_cert_file = 'server.crt'\n",
    "\ncurl --silent \\\n --cacert ca.pem https://x\n",
    "\n bind :443 ssl crt x.pem\n",
    "\ncert = me.pem\naccept = 443\n",
    "\"certificate_chain\": { \"filename\": \"x\" }\n",
    "const x = { 0x30, 0x82, 0x01, 0x22, 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7",
    "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ",
    "{\"kty\":\"RSA\"}",
    "30820122300d06092a864886f70d01010105000382010f003082010a0282010100",
};

enum { ROUNDS = 100000, BASE_MOST = 6000, RESULT_MOST = 12000 };

/* Appends a part of a row, or bytes that mean nothing. */
static void append_piece(struct buffer *text, uint32_t *seed) {
    const char *row = rows[random_below(seed, COUNT_OF(rows))];
    struct span piece = span_text(row);
    size_t from = random_below(seed, 3) ? random_below(seed, (uint32_t)piece.length) : 0;
    piece = span_part(piece, from, 1 + random_below(seed, (uint32_t)piece.length));
    if (random_below(seed, 3)) {
        buffer_append(text, piece.bytes, piece.length);
    }
    for (uint32_t i = random_below(seed, 4) ? 0 : random_below(seed, 1500); i > 0; i--) {
        buffer_append_byte(text, (uint8_t) "\n\n abcXYZ0"[random_below(seed, 10)]);
    }
}

/* Puts result and its runs together of parts of base and new pieces. */
static void change(struct span base, struct buffer *result, struct delta_runs *runs,
                   struct delta_run items[], size_t most, uint32_t *seed) {
    *runs = (struct delta_runs){.items = items, .base_length = base.length};
    buffer_clear(result);
    size_t from = 0;
    while (runs->count < most && result->length < RESULT_MOST / 2) {
        struct span run = span_part(base, from, 1 + random_below(seed, (uint32_t)base.length));
        if (run.length) {
            items[runs->count++] =
                (struct delta_run){.at = result->length, .length = run.length, .from = from};
            buffer_append(result, run.bytes, run.length);
        }
        from = random_below(seed, 2) ? from + run.length + random_below(seed, 40)
                                     : random_below(seed, (uint32_t)base.length);
        if (random_below(seed, 4) == 0) {
            return;
        }
        if (random_below(seed, 2)) {
            append_piece(result, seed);
        }
    }
}

static void answers_as_a_search_of_the_whole(void **state) {
    (void)state;
    struct intake intake = {anchors_new()};
    uint32_t seed = 1;
    size_t asked = 0, worth = 0;
    struct buffer base = {0}, result = {0};
    assert_non_null(intake.anchors);
    for (int round = 0; round < ROUNDS; round++) {
        struct delta_run items[8];
        struct delta_runs runs;
        buffer_clear(&base);
        for (uint32_t i = 1 + random_below(&seed, 6); i > 0 && base.length < BASE_MOST; i--) {
            append_piece(&base, &seed);
        }
        if (base.length == 0 || intake_worth(&intake, buffer_span(&base), 0, base.length)) {
            continue;
        }
        change(buffer_span(&base), &result, &runs, items, COUNT_OF(items), &seed);
        bool whole = intake_worth(&intake, buffer_span(&result), 0, result.length);
        if (change_is_worth(&intake, buffer_span(&result), &runs) != whole) {
            fail_msg("round %d: a search of the whole says %s", round, whole ? "yes" : "no");
        }
        asked++;
        worth += whole;
    }
    assert_true(asked > ROUNDS / 8 && worth > asked / 50 && worth < asked);
    buffer_release(&base);
    buffer_release(&result);
    anchors_free(intake.anchors);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_as_a_search_of_the_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
