/* What RSA keys show by their numbers alone: one by one, and all against each other. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "relations/batch_gcd.h"
#include "relations/modulus_flaws.h"
#include "relations/relation.h"
#include "relations/weak_key_lists.h"

/* Each modulus once: keys that differ in the exponent only come behind each other. */
static const char select_keys[] =
    "SELECT id, spki, modulus_at, modulus_bytes, exponent_at, exponent_bytes, modulus_sha1,"
    " lag(modulus_sha1) OVER moduli IS modulus_sha1 FROM key WHERE modulus_at IS NOT NULL"
    " AND modulus_bytes <= ?1 WINDOW moduli AS (ORDER BY modulus_sha1, id)"
    " ORDER BY modulus_sha1, id";

enum { SHARING_BITS_LEAST = 256, SMALL_EXPONENT = 65537 };

/* A row to be written once reading is over. */
struct weakness {
    int64_t key;
    const char *code;
    char detail[192];
    int64_t other;
};

struct state {
    struct relation_context *context;
    struct buffer weaknesses; /* struct weakness */
    struct buffer keys;       /* int64_t: the key of each number */
    mpz_t *numbers;           /* moduli that are compared with each other */
    size_t count, capacity;
    uint64_t bytes;  /* of them */
    uint64_t moduli; /* that there are to compare */
};

static void note(struct state *state, int64_t key, const char *code, const char *clause,
                 int64_t other) {
    struct weakness weakness = {.key = key, .code = code, .other = other};
    if (clause) {
        snprintf(weakness.detail, sizeof weakness.detail, "%s", clause);
        buffer_append(&state->weaknesses, &weakness, sizeof weakness);
    }
}

static void import(mpz_t number, struct span bytes) {
    mpz_import(number, bytes.length, 1, 1, 1, 0, bytes.bytes);
}

static void judge_exponent(struct state *state, int64_t key, const mpz_t exponent) {
    const char *bad = exponent_bad(exponent);
    char clause[64];
    note(state, key, "bad exponent", bad, 0);
    if (!bad && mpz_cmp_ui(exponent, SMALL_EXPONENT) < 0) {
        snprintf(clause, sizeof clause, "its public exponent is %lu", mpz_get_ui(exponent));
        note(state, key, "small exponent", clause, 0);
    }
}

/* Keeps a modulus for the comparison; false where memory ran out. */
static bool keep(struct state *state, int64_t key, const mpz_t modulus, uint64_t bytes) {
    state->moduli++;
    if (state->bytes + bytes > state->context->limits->shared_prime_bytes) {
        return true;
    }
    if (state->count == state->capacity) {
        size_t capacity = state->capacity ? 2 * state->capacity : 64;
        mpz_t *grown = realloc(state->numbers, capacity * sizeof *grown);
        if (!grown) {
            return false;
        }
        state->numbers = grown;
        state->capacity = capacity;
    }
    mpz_init_set(state->numbers[state->count++], modulus);
    state->bytes += bytes;
    buffer_append(&state->keys, &key, sizeof key);
    return !state->keys.failed;
}

static bool judge_modulus(struct state *state, int64_t key, const mpz_t modulus, uint64_t bytes) {
    char clause[64];
    const char *impossible = modulus_impossible(modulus, clause);
    note(state, key, "invalid", impossible, 0);
    if (impossible) {
        return true;
    }
    note(state, key, "roca", modulus_roca(modulus), 0);
    note(state, key, "fermat", modulus_fermat(modulus), 0);
    return mpz_sizeinbase(modulus, 2) < SHARING_BITS_LEAST || keep(state, key, modulus, bytes);
}

static bool judge_key(struct state *state, struct query *row) {
    const struct weak_key_lists *lists = state->context->weak_key_lists;
    int64_t key = query_number(row, 0);
    struct span spki = query_span(row, 1), digest = query_span(row, 6);
    uint64_t bytes = (uint64_t)query_number(row, 3);
    bool done = true;
    mpz_t modulus, exponent;
    mpz_inits(modulus, exponent, NULL);
    import(modulus, span_part(spki, (size_t)query_number(row, 2), (size_t)bytes));
    import(exponent, span_part(spki, (size_t)query_number(row, 4), (size_t)query_number(row, 5)));
    judge_exponent(state, key, exponent);
    if (lists && digest.length == SHA1_BYTES) {
        note(state, key, "debian", weak_key_lists_find(lists, digest.bytes), 0);
    }
    if (query_number(row, 7) == 0) {
        done = judge_modulus(state, key, modulus, bytes);
    }
    mpz_clears(modulus, exponent, NULL);
    return done;
}

static enum outcome judge_keys(struct state *state, struct error *error) {
    struct query *rows = query_new(state->context->inventory, select_keys, error);
    bool done = true;
    if (!rows) {
        return FAILED;
    }
    query_bind_number(rows, 1, (int64_t)(state->context->limits->modulus_bits / 8 + 1));
    while (done && query_next(rows)) {
        done = judge_key(state, rows);
    }
    if (query_free(rows, error) != DONE) {
        return FAILED;
    }
    return done ? DONE : fail(error, "out of memory");
}

/* The first other number that has part of this factor: few have any. */
static size_t partner(const struct state *state, const mpz_t *factors, size_t of) {
    mpz_t shared;
    size_t found = of;
    mpz_init(shared);
    for (size_t i = 0; i < state->count && found == of; i++) {
        if (i != of && mpz_cmp_ui(factors[i], 1) > 0) {
            mpz_gcd(shared, factors[of], factors[i]);
            found = mpz_cmp_ui(shared, 1) > 0 ? i : of;
        }
    }
    mpz_clear(shared);
    return found;
}

static bool is_over(void *inventory) {
    return inventory_is_over(inventory);
}

static enum outcome compare(struct state *state, struct error *error) {
    mpz_t *factors = calloc(state->count + 1, sizeof *factors);
    const int64_t *keys = (const void *)state->keys.bytes;
    if (!factors) {
        return fail(error, "out of memory");
    }
    for (size_t i = 0; i < state->count; i++) {
        mpz_init(factors[i]);
    }
    bool compared = batch_gcd((const mpz_t *)state->numbers, state->count, factors, is_over,
                              state->context->inventory);
    enum outcome outcome = compared ? DONE : fail(error, "moduli could not be compared");
    for (size_t i = 0; i < state->count && outcome == DONE; i++) {
        if (mpz_cmp_ui(factors[i], 1) > 0) {
            size_t other = partner(state, (const mpz_t *)factors, i);
            note(state, keys[i], "shared prime", "its modulus shares a prime with another key's",
                 other == i ? 0 : keys[other]);
        }
    }
    for (size_t i = 0; i < state->count; i++) {
        mpz_clear(factors[i]);
    }
    free(factors);
    return outcome;
}

/* What was compared, for the reader of the report. */
static enum outcome note_extent(const struct state *state, struct error *error) {
    struct inventory *inventory = state->context->inventory;
    char extent[128];
    snprintf(extent, sizeof extent, "%zu of %" PRIu64 " RSA moduli compared with each other%s",
             state->count, state->moduli,
             state->count < state->moduli ? " (limit shared-prime-bytes)" : "");
    if (inventory_set_fact(inventory, "shared_primes", extent, error) != DONE) {
        return FAILED;
    }
    if (state->count < state->moduli &&
        inventory_add_unjudged(inventory, "limit", extent, error) != DONE) {
        return FAILED;
    }
    const struct weak_key_lists *lists = state->context->weak_key_lists;
    if (!lists || lists->ends.count == 0) {
        return inventory_set_fact(inventory, "weak_key_lists",
                                  "none: keys of CVE-2008-0166 (Debian) not looked for", error);
    }
    struct buffer names = {0};
    for (size_t i = 0; i < lists->names.length; i += strlen((char *)lists->names.bytes + i) + 1) {
        buffer_format(&names, "%s%s", i ? ", " : "", (const char *)lists->names.bytes + i);
    }
    buffer_format(&names, ": %zu keys", lists->ends.count);
    enum outcome outcome =
        inventory_set_fact(inventory, "weak_key_lists", buffer_text(&names), error);
    buffer_release(&names);
    return outcome;
}

static enum outcome write_all(const struct state *state, struct error *error) {
    const struct weakness *each = (const void *)state->weaknesses.bytes;
    enum outcome outcome = state->weaknesses.failed ? fail(error, "out of memory") : DONE;
    for (size_t i = 0; i < state->weaknesses.length / sizeof *each && outcome == DONE; i++) {
        outcome = inventory_add_key_weakness(state->context->inventory, each[i].key, each[i].code,
                                             each[i].detail, each[i].other, error);
    }
    return outcome;
}

static enum outcome derive(struct relation_context *context, struct error *error) {
    struct state state = {.context = context};
    enum outcome outcome = judge_keys(&state, error);
    outcome = outcome == DONE ? compare(&state, error) : outcome;
    outcome = outcome == DONE ? write_all(&state, error) : outcome;
    outcome = outcome == DONE ? note_extent(&state, error) : outcome;
    for (size_t i = 0; i < state.count; i++) {
        mpz_clear(state.numbers[i]);
    }
    free(state.numbers);
    buffer_release(&state.keys);
    buffer_release(&state.weaknesses);
    return outcome;
}

const struct relation key_weaknesses_relation = {.name = "key weaknesses", .derive = derive};
