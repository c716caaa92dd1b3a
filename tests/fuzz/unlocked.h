/* Runs the examiner with a few passphrases and a budget that no input makes long. */
#ifndef UNLOCKED_H
#define UNLOCKED_H

#include "decoders/unlock.h"
#include "examined.h"

/* Before the first input, so that it is not charged with what OpenSSL keeps. */
__attribute__((constructor)) static void prepare(void) {
    require(unlock_prepare() && atexit(unlock_finish) == 0, "OpenSSL's old ciphers can be loaded");
}

static inline void examine_unlocked(struct examined *examined, struct span bytes) {
    static const struct span list[] = {
        {0}, {(const uint8_t *)"", 0}, {(const uint8_t *)"changeit", 8}};
    struct passphrases passphrases = {list, sizeof list / sizeof *list};
    struct limits limits = small_limits();
    struct origin origin = {.path = "fuzzed"};
    struct examine_sink sink = {.context = examined, .record = examined_record};
    limits.store_entries = 16;
    limits.derivation_rounds = 20000;
    limits.derivation_memory = 1 << 20;
    *examined = (struct examined){0};
    examine(&origin, "fuzzed", bytes, &limits, &passphrases, &sink, &examined->account);
    require_balance(examined);
}

#endif
