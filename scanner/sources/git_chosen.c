#define _GNU_SOURCE
#include "sources/git_chosen.h"

#include <stdio.h>
#include <stdlib.h>

#include "git_choice.h"
#include "sources/git_heads.h"
#include "sources/git_since.h"
#include "sources/git_staged.h"

static const char *const scope_names[GIT_SCOPES] = {"all", "head", "worktree", "none"};

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
        heads_add(&closure);
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
