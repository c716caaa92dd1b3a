/* The worker's side of a load, for programs that read repositories without a worker: one root, and
 * a function that is told what became of each object. */
#ifndef GIT_INTAKE_H
#define GIT_INTAKE_H

#include <stdio.h>

#include "sources/git_repository.h"
#include "sources/open.h"

struct intake {
    struct limits limits;
    struct root root;
    struct git_choice git;
    bool worth; /* what intake_worth answers */
    /* state: "read", "passed" or the code of the skip; bytes only where it was read */
    void (*told)(struct intake *intake, const char *state, struct span bytes);
    struct origin origin; /* of the object that was begun */
    uint64_t begun;       /* its bytes */
    uint64_t problems;
    char problem[512]; /* the last one */
    struct buffer loaded;
    void *context;
};

const struct limits *intake_limits(const struct intake *intake) {
    return &intake->limits;
}

const struct root *intake_root(const struct intake *intake, uint64_t index) {
    return index == 0 ? &intake->root : NULL;
}

const struct git_choice *intake_git_choice(const struct intake *intake) {
    return &intake->git;
}

uint64_t intake_root_count(const struct intake *intake) {
    (void)intake;
    return 1;
}

void intake_begin(struct intake *intake, const struct origin *origin, enum layer layer,
                  uint64_t bytes) {
    (void)layer;
    intake->origin = *origin;
    intake->begun = bytes;
}

struct companion *intake_companion(const struct intake *intake) {
    (void)intake;
    return NULL;
}

struct buffer *intake_buffer(struct intake *intake) {
    return &intake->loaded;
}

void intake_blob(struct intake *intake, const struct origin *origin, const char *name,
                 struct span bytes) {
    (void)origin;
    (void)name;
    intake->told(intake, "read", bytes);
}

bool intake_blob_vouched(struct intake *intake, const struct origin *origin, struct span bytes,
                         bool (*vouches)(void *context), void *context) {
    bool sound = vouches(context);
    if (sound) {
        intake_blob(intake, origin, "", bytes);
    }
    return sound;
}

bool intake_worth(const struct intake *intake, struct span bytes, size_t from, size_t to) {
    (void)bytes;
    return intake->worth && from < to;
}

size_t intake_reach(const struct intake *intake) {
    (void)intake;
    return 64;
}

void intake_pass(struct intake *intake) {
    intake->told(intake, "passed", span_of(NULL, 0));
}

void intake_problem(struct intake *intake, const struct origin *origin, const char *stage,
                    const char *code, const char *sentence) {
    (void)origin;
    (void)stage;
    (void)code;
    intake->problems++;
    snprintf(intake->problem, sizeof intake->problem, "%s", sentence);
}

void intake_skip(struct intake *intake, const struct origin *origin, const char *stage,
                 const char *code, const char *sentence) {
    intake_problem(intake, origin, stage, code, sentence);
    intake->told(intake, code, span_of(NULL, 0));
}

void intake_stamp_begin(struct intake *intake, const struct stamp *stamp) {
    (void)intake;
    (void)stamp;
}

bool intake_stamp_end(struct intake *intake, const struct origin *origin) {
    (void)intake;
    (void)origin;
    return true;
}

bool intake_withheld(const struct intake *intake, const struct origin *origin,
                     const struct stamp *stamp) {
    (void)intake;
    (void)origin;
    (void)stamp;
    return false;
}

bool intake_pack_known(const struct intake *intake, const struct origin *origin,
                       const struct stamp *stamp) {
    return intake_withheld(intake, origin, stamp);
}

void intake_pack_done(struct intake *intake, const struct origin *origin, const struct stamp *stamp,
                      uint32_t done, uint32_t total) {
    (void)intake;
    (void)origin;
    (void)stamp;
    (void)done;
    (void)total;
}

bool intake_has_previous(const struct intake *intake) {
    (void)intake;
    return false;
}

bool intake_known(struct intake *intake, const struct origin *origin, const struct stamp *stamp,
                  uint64_t bytes) {
    (void)intake;
    (void)origin;
    (void)stamp;
    (void)bytes;
    return false;
}

void intake_pointer(struct intake *intake, const struct origin *origin, const char *content) {
    (void)intake;
    (void)origin;
    (void)content;
}

void intake_left_out(struct intake *intake, const char *reason, uint64_t things) {
    (void)intake;
    (void)reason;
    (void)things;
}

void intake_linked(struct intake *intake, const struct origin *origin,
                   const struct linked *linked) {
    (void)intake;
    (void)origin;
    (void)linked;
}

void intake_appearance(struct intake *intake, const struct origin *repository,
                       const struct appearance *appearance) {
    (void)intake;
    (void)repository;
    (void)appearance;
}

void intake_alive(struct intake *intake) {
    (void)intake;
}

#endif
