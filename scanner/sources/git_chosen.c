#define _GNU_SOURCE
#include "sources/git_chosen.h"

#include <stdio.h>
#include <stdlib.h>

#include "git_choice.h"
#include "sources/git_since.h"
#include "sources/git_staged.h"

static const char *const scope_names[GIT_SCOPES] = {"all", "head", "worktree", "none"};

static void add_head(struct closure *closure, const uint8_t *id) {
    const struct repository *repository = closure->repository;
    uint32_t index = catalog_find(&repository->catalog, id);
    struct error error;
    struct object object;
    uint8_t tree[GIT_KEY_BYTES];
    if (index == NOWHERE ||
        catalog_read(&closure->repository->catalog, closure->intake, index,
                     intake_limits(closure->intake)->object_bytes, &object, &error) != DONE) {
        closure->absent++;
        return;
    }
    closure_mark(closure, index);
    if (span_starts_with(object.bytes, "tree ", 5) &&
        key_parse(span_from(object.bytes, 5), repository->catalog.id_bytes, tree)) {
        closure_add(closure, tree, true);
    }
    object_release(&object);
}

static void choose_heads(struct closure *closure) {
    struct references references;
    references_read(&references, closure->repository, closure->intake);
    if (references.has_head) {
        add_head(closure, references.head);
    }
    for (size_t i = 0; i < references.linked_head_count; i++) {
        add_head(closure, references.linked_heads[i]);
    }
    references_release(&references);
}

/* Files only: what stands for a folder or a submodule is no object of its own here. */
static void choose_staged(void *context, const struct index_entry *entry) {
    struct closure *closure = context;
    uint32_t index = catalog_find(&closure->repository->catalog, entry->id);
    if (entry->is_file && index != NOWHERE) {
        closure_mark(closure, index);
    }
}

static void choose(struct chosen *chosen, struct repository *repository, struct intake *intake) {
    const struct git_choice *choice = intake_git_choice(intake);
    struct closure closure = {.repository = repository, .intake = intake};
    struct staged staged = {.each = choose_staged, .context = &closure};
    if (!closure_init(&closure)) {
        chosen->out_of_memory = true;
        return;
    }
    if (choice->scope == GIT_HEAD) {
        choose_heads(&closure);
    }
    if (choice->since) {
        chosen->since_unknown = !since_choose(&closure, choice);
    }
    staged_read(&staged, repository, intake);
    closure_follow(&closure);
    chosen->unread = closure.absent + closure.unread;
    chosen->index_unread = staged.unread + staged.split;
    chosen->exhausted = closure.exhausted;
    chosen->out_of_memory = closure.out_of_memory;
    if (!chosen->since_unknown && !chosen->out_of_memory) {
        chosen->bits = closure.bits;
        closure.bits = NULL;
    }
    closure_release(&closure);
}

void chosen_make(struct repository *repository, struct intake *intake) {
    struct chosen *chosen = &repository->chosen;
    const struct git_choice *choice = intake_git_choice(intake);
    const struct catalog *catalog = &repository->catalog;
    if (chosen->made) {
        return;
    }
    chosen->made = true;
    if (choice->scope != GIT_ALL || choice->since) {
        choose(chosen, repository, intake);
    }
    for (size_t i = 0; chosen->bits && i < catalog->count; i = catalog_next(catalog, i)) {
        chosen->left_out += !chosen_has(chosen, i);
    }
}

/* One row where count of something is not 0. */
static void report(const struct repository *repository, struct intake *intake, const char *code,
                   uint64_t count, const char *what) {
    struct origin origin = repository_origin(repository);
    char sentence[256];
    if (count) {
        snprintf(sentence, sizeof sentence, "%s: %llu", what, (unsigned long long)count);
        intake_problem(intake, &origin, "git", code, sentence);
    }
}

void chosen_report(const struct repository *repository, struct intake *intake) {
    const struct chosen *chosen = &repository->chosen;
    const struct git_choice *choice = intake_git_choice(intake);
    char reason[48];
    snprintf(reason, sizeof reason,
             choice->since ? "git object left out by --since" : "git object left out by --git=%s",
             scope_names[choice->scope]);
    if (chosen->left_out) {
        intake_left_out(intake, reason, chosen->left_out);
    }
    if (chosen->since_unknown) {
        intake_left_out(intake, "repository without that --since, searched whole", 1);
    }
    report(repository, intake, "history-incomplete", chosen->unread,
           "objects of what was to be searched that are not there, or cannot be read");
    report(repository, intake, "unreadable", chosen->index_unread,
           "indexes that cannot be read, or not whole; what only they name is not searched");
    report(repository, intake, "limit", chosen->exhausted,
           "the limit history-steps ended the choice of objects; some are unread");
    report(repository, intake, "unreadable", chosen->out_of_memory,
           "memory ran out (worker-bytes) while objects were chosen: all are searched");
}

void chosen_release(struct chosen *chosen) {
    free(chosen->bits);
    *chosen = (struct chosen){0};
}
