#include "sources/git_heads.h"

#include <stdio.h>

#include "git_choice.h"
#include "sources/git_references.h"

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

void heads_add(struct closure *closure) {
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

void heads_report(struct repository *repository, struct intake *intake) {
    const struct git_choice *choice = intake_git_choice(intake);
    struct closure closure = {.repository = repository, .intake = intake};
    bool refused = repository->complaint_count && !repository->catalog.count; /* told already */
    if (choice->scope != GIT_ALL || choice->since || repository->promised || refused ||
        !closure_init(&closure)) {
        return;
    }
    heads_add(&closure);
    closure_follow(&closure);
    uint64_t missing = closure.absent + closure.unread;
    if (missing) {
        struct origin origin = repository_origin(repository);
        char sentence[128];
        snprintf(sentence, sizeof sentence,
                 "objects that HEAD names and that are not there, or cannot be read: %llu",
                 (unsigned long long)missing);
        intake_problem(intake, &origin, "git", "history-incomplete", sentence);
    }
    closure_release(&closure);
}
