/* Runs the examiner on fuzzed bytes under small limits, and asserts what holds for any bytes: every
 * record survives the way through a message, the account of archive members balances, and the gate
 * of anchors lets everything through that finds something. */
#ifndef EXAMINED_H
#define EXAMINED_H

#include "base/arena.h"
#include "examine.h"
#include "fuzz.h"

enum { CERTIFICATES_MOST = 64 };

struct examined {
    uint64_t artifacts;
    uint64_t problems;
    uint64_t observations;
    struct tally skipped;                                  /* by the problem records */
    uint8_t certificates[CERTIFICATES_MOST][SHA256_BYTES]; /* identities of the first ones */
    size_t certificate_count;
    struct account account;
};

static inline void require_survives(struct record *record) {
    struct buffer first = {0}, second = {0};
    struct exchange write = {.out = &first};
    require(record_exchange(&write, record), "a record can be written");
    struct record copy = record_of(RECORD_DONE);
    struct exchange read = {.in = buffer_span(&first)};
    require(record_exchange(&read, &copy), "a record that was written can be read");
    struct exchange again = {.out = &second};
    require(record_exchange(&again, &copy), "a record that was read can be written");
    require(span_equal(buffer_span(&first), buffer_span(&second)), "records survive a message");
    buffer_release(&first);
    buffer_release(&second);
}

static inline void examined_record(void *context, struct record *record) {
    struct examined *examined = context;
    require_survives(record);
    if (record->type == RECORD_ARTIFACT) {
        examined->artifacts++;
        if (record->artifact.kind == KIND_CERTIFICATE &&
            examined->certificate_count < CERTIFICATES_MOST) {
            memcpy(examined->certificates[examined->certificate_count++], record->artifact.identity,
                   SHA256_BYTES);
        }
    } else if (record->type == RECORD_OBSERVATION) {
        examined->observations++;
    } else if (record->type == RECORD_PROBLEM) {
        examined->problems++;
        tally_add(&examined->skipped, record->problem.skipped ? 1 : 0,
                  record->problem.skipped ? record->problem.bytes : 0);
    }
}

static inline void require_balance(const struct examined *examined) {
    const struct tally *seen = &examined->account.seen[LAYER_MEMBER];
    const struct tally *read = &examined->account.read[LAYER_MEMBER];
    const struct tally *skipped = &examined->account.skipped[LAYER_MEMBER];
    require(seen->things == read->things + skipped->things, "members seen are read or skipped");
    require(seen->bytes == read->bytes + skipped->bytes, "bytes seen are read or skipped");
    require(skipped->things == examined->skipped.things, "each skipped member has its row");
    require(skipped->bytes == examined->skipped.bytes, "and the row has its bytes");
}

/* Small enough that no input takes long. */
static inline struct limits small_limits(void) {
    struct limits limits = limits_default();
    limits.member_bytes = 1 << 18;
    limits.archive_bytes = 1 << 20;
    limits.archive_members = 64;
    limits.archive_ratio = 50;
    limits.archive_grace = 1 << 16;
    limits.depth = 4;
    limits.der_bytes = 1 << 15;
    limits.crl_bytes = 1 << 15;
    limits.modulus_bits = 4096;
    limits.name_bytes = 256;
    limits.alternative_names = 16;
    limits.blocks = 32;
    return limits;
}

static inline void append_record(void *context, struct record *record) {
    struct exchange exchange = {.out = context};
    require(record_exchange(&exchange, record), "a record can be written");
}

/* Asking only the decoders that anchors call for changes nothing. */
static inline void require_gated_alike(const char *name, struct span bytes,
                                       const struct limits *limits) {
    static struct anchors *anchors;
    struct buffer transcripts[2] = {0};
    anchors = anchors ? anchors : anchors_new();
    for (int gated = 0; gated < 2; gated++) {
        struct origin origin = {.path = name};
        struct account account = {0};
        struct examine_sink sink = {.context = &transcripts[gated],
                                    .record = append_record,
                                    .anchors = gated ? anchors : NULL};
        examine(&origin, name, bytes, limits, NULL, &sink, &account);
    }
    require(span_equal(buffer_span(&transcripts[0]), buffer_span(&transcripts[1])),
            "anchors call for every decoder that finds something");
    buffer_release(&transcripts[0]);
    buffer_release(&transcripts[1]);
}

static inline void examine_fuzzed(struct examined *examined, const char *name, struct span bytes) {
    struct limits limits = small_limits();
    struct origin origin = {.path = name};
    struct examine_sink sink = {.context = examined, .record = examined_record};
    *examined = (struct examined){0};
    examine(&origin, name, bytes, &limits, NULL, &sink, &examined->account);
    require_balance(examined);
    require_gated_alike(name, bytes, &limits);
}

#endif
