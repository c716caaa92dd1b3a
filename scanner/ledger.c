#include "ledger.h"

#include <stdio.h>
#include <stdlib.h>

static struct ledger_line *line_of(struct ledger *ledger, unsigned layer, const char *reason) {
    for (unsigned i = 0; i < ledger->count; i++) {
        struct ledger_line *line = &ledger->lines[i];
        if (line->layer == layer && strncmp(line->reason, reason, sizeof line->reason - 1) == 0) {
            return line;
        }
    }
    /* Room is kept for one "other" line a layer. */
    if (ledger->count >= LEDGER_REASONS - LAYERS - 1 && strcmp(reason, "other") != 0) {
        return line_of(ledger, layer, "other");
    }
    struct ledger_line *line = &ledger->lines[ledger->count++];
    line->layer = layer;
    snprintf(line->reason, sizeof line->reason, "%s", reason);
    return line;
}

void ledger_add(struct ledger *ledger, unsigned layer, const char *reason, uint64_t bytes) {
    tally_add(&line_of(ledger, layer, reason)->tally, 1, bytes);
}

void ledger_leave_out(struct ledger *ledger, const char *reason, uint64_t things) {
    tally_add(&line_of(ledger, LAYERS, reason)->tally, things, 0);
}

static struct tally skipped_with_reason(const struct ledger *ledger, unsigned layer) {
    struct tally sum = {0};
    for (unsigned i = 0; i < ledger->count; i++) {
        if (ledger->lines[i].layer == layer) {
            tally_add(&sum, ledger->lines[i].tally.things, ledger->lines[i].tally.bytes);
        }
    }
    return sum;
}

static bool equal(struct tally one, struct tally other) {
    return one.things == other.things && one.bytes == other.bytes;
}

const char *ledger_imbalance(const struct ledger *ledger, const struct account *account) {
    for (unsigned i = 0; i < LAYERS; i++) {
        struct tally accounted = account->read[i];
        tally_add(&accounted, account->skipped[i].things, account->skipped[i].bytes);
        if (!equal(account->seen[i], accounted)) {
            return "bytes or things seen are not those read and skipped";
        }
        if (!equal(account->skipped[i], skipped_with_reason(ledger, i))) {
            return "something was skipped without a reason";
        }
    }
    return account->seen[LAYER_FILE].things == ledger->files_offered
               ? ""
               : "the workers did not see every file of the walk";
}

static enum outcome store_layer(const struct account *account, unsigned layer,
                                struct inventory *inventory, struct error *error) {
    if (account->seen[layer].things == 0) {
        return DONE;
    }
    if (inventory_add_account(inventory, layer_name(layer), "seen", "", account->seen[layer],
                              error) != DONE) {
        return FAILED;
    }
    return inventory_add_account(inventory, layer_name(layer), "read", "", account->read[layer],
                                 error);
}

static int by_layer_and_reason(const void *one, const void *other) {
    const struct ledger_line *a = one;
    const struct ledger_line *b = other;
    return a->layer != b->layer ? (a->layer > b->layer) - (a->layer < b->layer)
                                : strcmp(a->reason, b->reason);
}

/* In order, because even the order of insertion shows in the bytes of the file. */
enum outcome ledger_store(struct ledger *ledger, const struct account *account,
                          struct inventory *inventory, struct error *error) {
    qsort(ledger->lines, ledger->count, sizeof *ledger->lines, by_layer_and_reason);
    for (unsigned i = 0; i < LAYERS; i++) {
        if (store_layer(account, i, inventory, error) != DONE) {
            return FAILED;
        }
    }
    for (unsigned i = 0; i < ledger->count; i++) {
        const struct ledger_line *line = &ledger->lines[i];
        bool entry = line->layer == LAYERS;
        if (inventory_add_account(inventory, entry ? "entry" : layer_name(line->layer),
                                  entry ? "not followed" : "skipped", line->reason, line->tally,
                                  error) != DONE) {
            return FAILED;
        }
    }
    return DONE;
}
