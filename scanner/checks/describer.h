/* What messages say about the things of the inventory: facts read by row, and their wording. All
 * texts are shown texts of the inventory; they live until describer_clear. */
#ifndef CHECKS_DESCRIBER_H
#define CHECKS_DESCRIBER_H

#include "base/arena.h"
#include "base/buffer.h"
#include "inventory/query.h"

/* Where something lies. */
struct place {
    int64_t file;
    const char *path;
    const char *container;
    const char *trail;
    const char *detail; /* the part of trail inside the container: "line 7" */
    const char *revision;
    const char *date;
    const char *encoding;
    uint64_t line; /* 0: not known */
    bool is_git;
    bool is_live;
    bool is_part; /* the container is a part of a text, see decoders/parts.c */
};

/* A key, certificate or request. Digests in hexadecimal, "" where there is none. */
struct thing {
    int64_t artifact;
    int64_t key; /* 0: not known */
    const char *sha256;
    const char *subject;
    const char *issuer;
    const char *serial;
    const char *not_before;
    const char *not_after;
    const char *signature_algorithm;
    const char *signature_digest;
    const char *subject_key_identifier;
    const char *authority_key_identifier;
    const char *role;
    const char *role_reason;
    const char *algorithm;
    const char *curve;
    int64_t bits; /* 0: says nothing */
    const char *spki_sha256;
    const char *modulus_sha1;
    struct place place; /* first live one, or else the first */
};

struct describer;

/* NULL and error on failure. */
struct describer *describer_new(struct inventory *inventory, struct error *error);
enum outcome describer_free(struct describer *describer, struct error *error); /* NULL: DONE */

/* Forgets the things described so far. */
void describer_clear(struct describer *describer);

/* The thing of this row of artifact; NULL where there is none or memory ran out. */
const struct thing *describer_thing(struct describer *describer, int64_t artifact);

/* Its place in this file; false where it has none there. */
bool describer_place_in(struct describer *describer, int64_t artifact, int64_t file,
                        struct place *place);

/* The thing at this row of place, and the place itself. */
const struct thing *describer_thing_at(struct describer *describer, int64_t id,
                                       struct place *place);

/* The thing at the first of these rows of place ("12 15 20") that fits, and that place; NULL where
 * none does or memory ran out. */
const struct thing *describer_first(struct describer *describer, const char *rows,
                                    bool (*fits)(const struct thing *thing,
                                                 const struct place *place),
                                    struct place *place);

/* Live files that hold it, one that is both on disk and at HEAD counted once. */
uint64_t describer_place_count(struct describer *describer, int64_t artifact);

/* "certs/a.pem", "a.tar!b.pem, line 7", "web.yaml, line 12 (tls.crt)", "b.key in commit
 * 0123456789ab of 2024-01-31". */
void say_place(struct buffer *out, const struct place *place);

/* "CN = a in certs/a.pem". */
void say_thing(struct buffer *out, const struct thing *thing);

/* "key 01ab... (RSA 2048, modulus_sha1 23cd...)". */
void say_key(struct buffer *out, const struct thing *thing);

/* " It lies in 3 more places." where there are any. */
void say_more_places(struct buffer *out, struct describer *describer, int64_t artifact);

/* The issuer's name and, where there is one, the identifier of its key. */
void say_issuer_of(struct buffer *out, const struct thing *certificate);

/* " A certificate with that name, but another key, is in ..." */
void say_namesake(struct buffer *out, const struct thing *namesake);

/* "2024-01-31" of a time. */
void say_day(struct buffer *out, const char *time);

/* The name, or what stands for an empty one. */
const char *name_or_none(const char *name);

#endif
