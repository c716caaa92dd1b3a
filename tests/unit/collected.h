/* Runs the examiner on bytes and keeps what it reports, so that a test can ask for it afterwards.
 * Three promises hold for whatever is examined and are asserted for each run: every record
 * survives the way through a message unchanged, the account of archive members balances, and asking
 * only the decoders that anchors call for changes nothing. */
#ifndef COLLECTED_H
#define COLLECTED_H

#include <stdio.h>

#include "base/arena.h"
#include "examine.h"
#include "unit.h"

enum { FINDS_MOST = 32, COMPLAINTS_MOST = 64, REMARKS_MOST = 128, LINKS_MOST = 128 };

/* One artifact record. */
struct find {
    enum artifact_kind kind;
    char structure[32];
    char encoding[8];
    char algorithm[64];
    char curve[16];
    char lock[160];
    char trail[160];
    char subject[160];
    bool locked;
    bool key_known;
    bool is_self_signed;
    bool is_self_signed_unknown;
    uint64_t bits;
    uint8_t identity[SHA256_BYTES];
    uint8_t spki_sha256[SHA256_BYTES];
    uint8_t facts[SHA256_BYTES]; /* digest of the whole artifact as it goes over the wire */
};

/* One problem record. */
struct complaint {
    char stage[16];
    char code[24];
    char detail[256];
    char trail[160];
};

/* One observation record. */
struct remark {
    char code[32];
    char trail[160];
    uint64_t line;
};

/* One reference record: "ssl_certificate 1/3 certificate: certs/a.pem", block and line. */
struct link {
    char text[256];
};

struct collected {
    struct find finds[FINDS_MOST];
    size_t find_count;
    struct complaint complaints[COMPLAINTS_MOST];
    size_t complaint_count;
    struct remark remarks[REMARKS_MOST];
    size_t remark_count;
    struct link links[LINKS_MOST];
    size_t link_count;
    struct tally skipped; /* by the problem records */
    struct account account;
};

#define KEEP_TEXT(field, text) snprintf((field), sizeof(field), "%s", (text))

static inline void collect_artifact(struct collected *collected, const struct record *record) {
    const struct artifact *artifact = &record->artifact;
    assert_true(collected->find_count < FINDS_MOST);
    struct find *find = &collected->finds[collected->find_count++];
    *find = (struct find){.kind = artifact->kind,
                          .locked = artifact->locked,
                          .key_known = artifact->key.known,
                          .is_self_signed = artifact->certificate.is_self_signed,
                          .is_self_signed_unknown = artifact->certificate.is_self_signed_unknown,
                          .bits = artifact->key.bits};
    KEEP_TEXT(find->structure, artifact->structure);
    KEEP_TEXT(find->encoding, artifact->encoding);
    KEEP_TEXT(find->algorithm, artifact->key.algorithm);
    KEEP_TEXT(find->curve, artifact->key.curve);
    KEEP_TEXT(find->lock, artifact->lock);
    KEEP_TEXT(find->trail, record->trail);
    KEEP_TEXT(find->subject, artifact->certificate.subject);
    memcpy(find->identity, artifact->identity, sizeof find->identity);
    memcpy(find->spki_sha256, artifact->key.spki_sha256, sizeof find->spki_sha256);
    struct artifact copy = *artifact;
    struct buffer message = {0};
    struct exchange exchange = {.out = &message};
    artifact_exchange(&exchange, &copy);
    assert_true(digest_sha256(buffer_span(&message), find->facts));
    buffer_release(&message);
}

static inline void collect_problem(struct collected *collected, const struct record *record) {
    const struct problem *problem = &record->problem;
    assert_true(collected->complaint_count < COMPLAINTS_MOST);
    struct complaint *complaint = &collected->complaints[collected->complaint_count++];
    KEEP_TEXT(complaint->stage, problem->stage);
    KEEP_TEXT(complaint->code, problem->code);
    KEEP_TEXT(complaint->detail, problem->detail);
    KEEP_TEXT(complaint->trail, record->trail);
    if (problem->skipped) {
        assert_int_equal(problem->layer, LAYER_MEMBER);
        tally_add(&collected->skipped, 1, problem->bytes);
    }
}

static inline void collect_observation(struct collected *collected, const struct record *record) {
    assert_true(collected->remark_count < REMARKS_MOST);
    struct remark *remark = &collected->remarks[collected->remark_count++];
    KEEP_TEXT(remark->code, record->observation.code);
    KEEP_TEXT(remark->trail, record->trail);
    remark->line = record->observation.line;
}

static inline void collect_reference(struct collected *collected, const struct record *record) {
    const struct file_reference *reference = &record->reference;
    assert_true(collected->link_count < LINKS_MOST);
    snprintf(collected->links[collected->link_count++].text, sizeof collected->links[0].text,
             "%s %llu/%llu %s: %s", reference->directive, (unsigned long long)reference->block,
             (unsigned long long)reference->line, reference_role_name(reference->role),
             reference->name);
}

/* Written, read and written again, the record must give the same bytes. */
static inline void assert_survives(struct record *record) {
    struct buffer first = {0}, second = {0};
    struct exchange write = {.out = &first};
    assert_true(record_exchange(&write, record));
    struct record copy = record_of(RECORD_DONE);
    struct exchange read = {.in = buffer_span(&first)};
    assert_true(record_exchange(&read, &copy));
    struct exchange again = {.out = &second};
    assert_true(record_exchange(&again, &copy));
    assert_span_equal(buffer_span(&second), buffer_span(&first), 0);
    buffer_release(&first);
    buffer_release(&second);
}

static inline void collect_record(void *context, struct record *record) {
    struct collected *collected = context;
    assert_survives(record);
    if (record->type == RECORD_ARTIFACT) {
        collect_artifact(collected, record);
    } else if (record->type == RECORD_OBSERVATION) {
        collect_observation(collected, record);
    } else if (record->type == RECORD_REFERENCE) {
        collect_reference(collected, record);
    } else {
        assert_int_equal(record->type, RECORD_PROBLEM);
        collect_problem(collected, record);
    }
}

static inline void assert_balanced(const struct collected *collected) {
    const struct account *account = &collected->account;
    const struct tally *seen = &account->seen[LAYER_MEMBER];
    const struct tally *read = &account->read[LAYER_MEMBER];
    const struct tally *skipped = &account->skipped[LAYER_MEMBER];
    assert_int_equal(seen->things, read->things + skipped->things);
    assert_int_equal(seen->bytes, read->bytes + skipped->bytes);
    assert_int_equal(skipped->things, collected->skipped.things);
    assert_int_equal(skipped->bytes, collected->skipped.bytes);
}

/* Appends the record as it goes over the wire to a buffer. */
static inline void append_record(void *context, struct record *record) {
    struct exchange exchange = {.out = context};
    assert_true(record_exchange(&exchange, record));
}

/* All records that examining these bytes gives, in order; anchors NULL asks every decoder. */
static inline void transcribe(const char *name, struct span bytes, const struct limits *limits,
                              const struct anchors *anchors, struct buffer *transcript) {
    struct origin origin = {.path = name};
    struct account account = {0};
    struct examine_sink sink = {.context = transcript, .record = append_record, .anchors = anchors};
    examine(&origin, name, bytes, limits, NULL, &sink, &account);
}

/* Only decoders that anchors call for are asked, and yet nothing is missed. Long rows of inputs
 * that differ by a byte are sampled: it costs two examinations more. */
static inline void assert_gated_alike(const char *name, struct span bytes,
                                      const struct limits *limits) {
    enum { ALWAYS = 64, SAMPLED = 16 };
    static struct anchors *anchors;
    static unsigned runs;
    struct buffer all = {0}, gated = {0};
    if (runs++ >= ALWAYS && runs % SAMPLED) {
        return;
    }
    anchors = anchors ? anchors : anchors_new();
    assert_non_null(anchors);
    transcribe(name, bytes, limits, NULL, &all);
    transcribe(name, bytes, limits, anchors, &gated);
    assert_span_equal(buffer_span(&gated), buffer_span(&all), 0);
    buffer_release(&all);
    buffer_release(&gated);
}

/* As collect, with a memory of what was decoded before. */
static inline void collect_recalling(struct collected *collected, const char *name,
                                     struct span bytes, const struct limits *limits,
                                     struct recall *recall) {
    struct limits standard = limits_default();
    struct origin origin = {.path = name};
    struct examine_sink sink = {.context = collected, .record = collect_record, .recall = recall};
    collected->find_count = 0;
    collected->complaint_count = 0;
    collected->remark_count = 0;
    collected->link_count = 0;
    collected->skipped = (struct tally){0};
    collected->account = (struct account){0};
    examine(&origin, name, bytes, limits ? limits : &standard, NULL, &sink, &collected->account);
    assert_balanced(collected);
    assert_gated_alike(name, bytes, limits ? limits : &standard);
}

/* Examines bytes as a file of this name, without passphrases; limits NULL are the defaults. */
static inline void collect(struct collected *collected, const char *name, struct span bytes,
                           const struct limits *limits) {
    collect_recalling(collected, name, bytes, limits, NULL);
}

/* The first complaint with this code, NULL where there is none. */
static inline const struct complaint *complaint_of(const struct collected *collected,
                                                   const char *code) {
    for (size_t i = 0; i < collected->complaint_count; i++) {
        if (strcmp(collected->complaints[i].code, code) == 0) {
            return &collected->complaints[i];
        }
    }
    return NULL;
}

/* True when something was observed under this code. */
static inline bool has_remark(const struct collected *collected, const char *code) {
    for (size_t i = 0; i < collected->remark_count; i++) {
        if (strcmp(collected->remarks[i].code, code) == 0) {
            return true;
        }
    }
    return false;
}

/* The first find of this kind, NULL where there is none. */
static inline const struct find *find_of(const struct collected *collected,
                                         enum artifact_kind kind) {
    for (size_t i = 0; i < collected->find_count; i++) {
        if (collected->finds[i].kind == kind) {
            return &collected->finds[i];
        }
    }
    return NULL;
}

/* True when collected has this very artifact at the same place. */
static inline bool holds_find(const struct collected *collected, const struct find *find) {
    for (size_t i = 0; i < collected->find_count; i++) {
        const struct find *other = &collected->finds[i];
        if (memcmp(other->facts, find->facts, sizeof find->facts) == 0 &&
            strcmp(other->trail, find->trail) == 0) {
            return true;
        }
    }
    return false;
}

#endif
