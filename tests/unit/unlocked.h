/* Examines with passphrases: the usual ones, and one more. */
#ifndef UNLOCKED_H
#define UNLOCKED_H

#include "damaged.h"
#include "decoders/unlock.h"
#include "expected.h"

enum { PASSPHRASES_TRIED = 4 };

/* OpenSSL's old ciphers, for the whole group of tests. */
static inline int load_ciphers(void **state) {
    (void)state;
    return unlock_prepare() ? 0 : -1;
}

static inline int unload_ciphers(void **state) {
    (void)state;
    unlock_finish();
    return 0;
}

/* As collect, with these passphrases. */
static inline void collect_with(struct collected *collected, const char *name, struct span bytes,
                                const struct limits *limits,
                                const struct passphrases *passphrases) {
    struct limits standard = limits_default();
    struct origin origin = {.path = name};
    struct examine_sink sink = {.context = collected, .record = collect_record};
    collected->find_count = 0;
    collected->complaint_count = 0;
    collected->remark_count = 0;
    collected->skipped = (struct tally){0};
    collected->account = (struct account){0};
    examine(&origin, name, bytes, limits ? limits : &standard, passphrases, &sink,
            &collected->account);
    assert_balanced(collected);
}

/* A file of the corpus, with none, the empty one, "changeit" and, where it is not NULL, another. */
static inline void collect_unlocked(struct collected *collected, const char *file,
                                    const char *another, const struct limits *limits) {
    struct buffer content = corpus_file(file);
    struct span list[PASSPHRASES_TRIED] = {
        {0}, LITERAL(""), LITERAL("changeit"), span_text(another ? another : "")};
    struct passphrases passphrases = {list, another ? PASSPHRASES_TRIED : PASSPHRASES_TRIED - 1};
    collect_with(collected, text_base_name(file), buffer_span(&content), limits, &passphrases);
    buffer_release(&content);
}

/* The finds of this kind. */
static inline size_t count_of(const struct collected *collected, enum artifact_kind kind) {
    size_t count = 0;
    for (size_t i = 0; i < collected->find_count; i++) {
        count += collected->finds[i].kind == kind;
    }
    return count;
}

/* The public half of the key that all stores of the corpus share. */
static inline void shared_key(uint8_t spki_sha256[SHA256_BYTES]) {
    static struct collected collected;
    collect_file(&collected, "formats-keystores/pkcs7/python.p7c", NULL);
    assert_true(collected.find_count == 2);
    memcpy(spki_sha256, collected.finds[0].spki_sha256, SHA256_BYTES);
}

/* Exactly these numbers of finds; each private key is the shared one, and no problem. */
static inline void check_store(const struct collected *collected, const char *file, size_t keys,
                               size_t certificates, size_t stores) {
    uint8_t shared[SHA256_BYTES];
    shared_key(shared);
    if (count_of(collected, KIND_PRIVATE_KEY) != keys ||
        count_of(collected, KIND_CERTIFICATE) != certificates ||
        count_of(collected, KIND_KEYSTORE) != stores || collected->complaint_count) {
        fail_msg("%s: %zu keys, %zu certificates, %zu keystores, %zu problems", file,
                 count_of(collected, KIND_PRIVATE_KEY), count_of(collected, KIND_CERTIFICATE),
                 count_of(collected, KIND_KEYSTORE), collected->complaint_count);
    }
    for (size_t i = 0; i < collected->find_count; i++) {
        const struct find *find = &collected->finds[i];
        if (find->kind == KIND_PRIVATE_KEY) {
            assert_true(find->key_known);
            assert_memory_equal(find->spki_sha256, shared, SHA256_BYTES);
            assert_memory_equal(find->identity, shared, SHA256_BYTES);
        }
    }
}

/* One bit of each byte, another one from byte to byte; the sanitizers judge. A store has too many
 * for all of them. */
static inline void check_bytes_changed(const char *file) {
    static struct collected collected;
    struct buffer content = corpus_file(file);
    struct span copy = exact_copy(buffer_span(&content));
    uint8_t *bytes = (uint8_t *)(uintptr_t)copy.bytes;
    for (size_t i = 0; i < copy.length; i++) {
        uint8_t mask = (uint8_t)(1 << i % 8);
        bytes[i] ^= mask;
        collect(&collected, "changed", copy, NULL);
        bytes[i] ^= mask;
    }
    exact_free(copy);
    buffer_release(&content);
}

#endif
