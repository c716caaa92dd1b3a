#include "sources/git_since.h"

#include <stdio.h>
#include <stdlib.h>

enum { DIGITS_LEAST = 4 /* of an abbreviated id, as git */, NAME_BYTES = 1024 };

struct asking {
    struct closure *closure;
    struct commits commits;
    struct references references;
    bool *old; /* of each commit */
};

static bool named(const struct references *references, const char *folder, const char *name,
                  uint8_t id[GIT_KEY_BYTES]) {
    char full[NAME_BYTES];
    snprintf(full, sizeof full, "%s%s", folder, name);
    for (size_t i = 0; i < references->count; i++) {
        if (strcmp(references->items[i].name, full) == 0) {
            memcpy(id, references->items[i].id, GIT_KEY_BYTES);
            return true;
        }
    }
    return false;
}

/* The rules of gitrevisions(7) for names of refs. */
static bool find_reference(const struct references *references, const char *name,
                           uint8_t id[GIT_KEY_BYTES]) {
    if (strcmp(name, "HEAD") == 0 && references->has_head) {
        memcpy(id, references->head, GIT_KEY_BYTES);
        return true;
    }
    return named(references, "", name, id) || named(references, "refs/", name, id) ||
           named(references, "refs/tags/", name, id) ||
           named(references, "refs/heads/", name, id) ||
           named(references, "refs/remotes/", name, id);
}

/* The only commit whose id begins with these digits; NOWHERE: none, or several. */
static uint32_t find_digits(const struct catalog *catalog, const char *digits) {
    const size_t length = strlen(digits);
    uint32_t found = NOWHERE;
    if (length < DIGITS_LEAST || length > 2 * catalog->id_bytes ||
        strspn(digits, "0123456789abcdef") != length) {
        return NOWHERE;
    }
    for (size_t i = 0; i < catalog->count; i = catalog_next(catalog, i)) {
        char text[2 * GIT_ID_MOST + 1];
        if (catalog->entries[i].type != GIT_OBJECT_COMMIT) {
            continue;
        }
        catalog_id_format(catalog, i, text);
        if (memcmp(text, digits, length) == 0) {
            if (found != NOWHERE) {
                return NOWHERE;
            }
            found = (uint32_t)i;
        }
    }
    return found;
}

/* The commit that a name without steps stands for; NOWHERE: none. */
static uint32_t find_named(struct asking *asking, const char *name) {
    struct repository *repository = asking->closure->repository;
    uint8_t id[GIT_KEY_BYTES];
    uint32_t entry = find_reference(&asking->references, name, id)
                         ? catalog_find(&repository->catalog, id)
                         : find_digits(&repository->catalog, name);
    return entry == NOWHERE
               ? NOWHERE
               : commits_peel(&asking->commits, repository, asking->closure->intake, entry);
}

/* The parent with this number, from 1; 0 is the commit itself. */
static uint32_t parent_of(const struct commits *commits, uint32_t commit, unsigned long number) {
    const struct commit *item = &commits->items[commit];
    return number == 0                   ? commit
           : number > item->parent_count ? NOWHERE
                                         : commits->parents[item->first_parent + number - 1];
}

/* Steps from commit as gitrevisions(7) writes them: "~", "~N", "^", "^N", in any number. */
static uint32_t follow_steps(const struct commits *commits, uint32_t commit, const char *steps) {
    while (commit != NOWHERE && *steps) {
        const char step = *steps++;
        char *end = NULL;
        bool counted = *steps >= '0' && *steps <= '9';
        unsigned long number = counted ? strtoul(steps, &end, 10) : 1;
        steps = counted ? end : steps;
        if (step == '^') {
            commit = parent_of(commits, commit, number);
            continue;
        }
        if (step != '~' || number > commits->count) { /* what lies about its id may be a circle */
            return NOWHERE;
        }
        for (; commit != NOWHERE && number; number--) {
            commit = parent_of(commits, commit, 1);
        }
    }
    return commit;
}

/* Likewise with steps behind it. */
static uint32_t find_commit(struct asking *asking, const char *name) {
    char stem[NAME_BYTES];
    size_t length = strcspn(name, "~^");
    if (length >= sizeof stem) {
        return NOWHERE;
    }
    memcpy(stem, name, length);
    stem[length] = 0;
    return follow_steps(&asking->commits, find_named(asking, stem), name + length);
}

/* A commit comes after its parents in the order, so one pass backwards reaches all ancestors. */
static void mark_ancestors(struct asking *asking, uint32_t commit) {
    const struct commits *commits = &asking->commits;
    asking->old[commit] = true;
    for (size_t i = commits->count; i-- > 0;) {
        const struct commit *item = &commits->items[commits->order[i]];
        for (uint32_t k = 0; asking->old[commits->order[i]] && k < item->parent_count; k++) {
            asking->old[commits->parents[item->first_parent + k]] = true;
        }
    }
}

static bool mark_old(struct asking *asking, const struct git_choice *choice) {
    const struct commits *commits = &asking->commits;
    asking->old = calloc(commits->count + 1, sizeof *asking->old);
    if (!asking->old || !commits->order) {
        asking->closure->out_of_memory = true;
        return true;
    }
    if (!choice->since_is_date) {
        uint32_t commit = find_commit(asking, choice->since);
        if (commit != NOWHERE) {
            mark_ancestors(asking, commit);
        }
        return commit != NOWHERE;
    }
    for (size_t i = 0; i < commits->count; i++) {
        int64_t committed = commits->items[i].committed;
        asking->old[i] = committed != INT64_MIN && committed < choice->since_date;
    }
    return true;
}

static void add_tree(struct closure *closure, const struct commit *commit) {
    if (commit->tree == NOWHERE) {
        closure->absent++;
    } else {
        closure_add(closure, closure->repository->catalog.entries[commit->tree].id, true);
    }
}

/* Everything in the old commits upon which new ones build. */
static void gather_old(struct asking *asking, struct closure *before) {
    const struct commits *commits = &asking->commits;
    for (size_t i = 0; i < commits->count; i++) {
        const struct commit *item = &commits->items[i];
        for (uint32_t k = 0; !asking->old[i] && k < item->parent_count; k++) {
            uint32_t parent = commits->parents[item->first_parent + k];
            if (asking->old[parent]) {
                add_tree(before, &commits->items[parent]);
            }
        }
    }
    closure_follow(before);
}

static void gather_new(struct asking *asking) {
    struct closure *closure = asking->closure;
    const struct commits *commits = &asking->commits;
    const struct catalog *catalog = &closure->repository->catalog;
    for (size_t i = 0; i < commits->count; i++) {
        if (!asking->old[i]) {
            closure_mark(closure, commits->items[i].entry);
            add_tree(closure, &commits->items[i]);
        }
    }
    for (size_t i = 0; i < catalog->count; i = catalog_next(catalog, i)) {
        if (catalog->entries[i].type == GIT_OBJECT_TAG) {
            uint32_t commit =
                commits_peel(&asking->commits, closure->repository, closure->intake, (uint32_t)i);
            if (commit == NOWHERE || !asking->old[commit]) {
                closure_mark(closure, (uint32_t)i);
            }
        }
    }
    closure_follow(closure);
}

bool since_choose(struct closure *closure, const struct git_choice *choice) {
    struct asking asking = {.closure = closure};
    struct closure before = {.repository = closure->repository, .intake = closure->intake};
    struct repository *repository = closure->repository;
    references_read(&asking.references, repository, closure->intake);
    commits_prepare(repository, closure->intake);
    commits_read(&asking.commits, repository, &asking.references, closure->intake);
    bool known = mark_old(&asking, choice);
    if (known && !closure->out_of_memory) {
        closure->out_of_memory = !closure_init(&before) || asking.commits.out_of_memory;
    }
    if (known && !closure->out_of_memory) {
        gather_old(&asking, &before);
        closure->except = before.bits;
        gather_new(&asking);
        closure->except = NULL;
        closure->exhausted |= before.exhausted;
    }
    closure_release(&before);
    free(asking.old);
    commits_release(&asking.commits);
    references_release(&asking.references);
    return known;
}
