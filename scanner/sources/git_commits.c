#define _GNU_SOURCE
#include "sources/git_commits.h"

#include <stdlib.h>

#include "base/id_set.h"
#include "sources/git_pass.h"

enum {
    TAGS_MOST = 64,   /* tags of tags */
    PARENTS_EACH = 4, /* on average; real histories stay below 2 */
    ALIVE_EVERY = 1024,
};

struct gathering {
    struct commits *commits;
    struct repository *repository;
    struct intake *intake;
    struct id_set edge; /* commits whose parents a shallow clone left out */
    uint32_t *stack;
    size_t stack_count;
    size_t stack_capacity;
};

static void read_edge(struct gathering *gathering) {
    char path[PATH_BYTES];
    struct buffer file = {0};
    if (path_join(gathering->repository->absolute, "shallow", path)) {
        file_read(gathering->intake, path, SHALLOW_BYTES, &file);
    }
    struct span text = buffer_span(&file);
    struct span line;
    while (line_take(&text, &line)) {
        uint8_t id[GIT_KEY_BYTES];
        if (key_parse(line, gathering->repository->catalog.id_bytes, id) &&
            !id_set_add(&gathering->edge, span_of(id, sizeof id), NULL)) {
            gathering->commits->out_of_memory = true;
        }
    }
    buffer_release(&file);
}

/* Reads "WORD ID" from the front of text; false, and nothing taken, where it is not there. */
static bool take_id(struct span *text, const char *word, size_t id_bytes,
                    uint8_t id[GIT_KEY_BYTES]) {
    size_t length = strlen(word);
    struct span rest = *text;
    struct span line;
    if (!span_starts_with(rest, word, length) || !line_take(&rest, &line) ||
        !key_parse(span_from(line, length), id_bytes, id)) {
        return false;
    }
    *text = rest;
    return true;
}

/* The seconds of "WORD NAME <MAIL> SECONDS ZONE". */
static int64_t take_time(struct span *text, const char *word) {
    struct span line;
    if (!span_starts_with(*text, word, strlen(word)) || !line_take(text, &line)) {
        return INT64_MIN;
    }
    const uint8_t *mail = memrchr(line.bytes, '>', line.length);
    struct span rest = mail ? span_from(line, (size_t)(mail - line.bytes) + 1) : (struct span){0};
    while (rest.length && rest.bytes[0] == ' ') {
        rest = span_from(rest, 1);
    }
    bool negative = rest.length && rest.bytes[0] == '-';
    rest = span_from(rest, negative);
    int64_t seconds = 0;
    size_t digits = 0;
    for (; digits < rest.length && digits < 17 && rest.bytes[digits] >= '0' &&
           rest.bytes[digits] <= '9';
         digits++) {
        seconds = seconds * 10 + (rest.bytes[digits] - '0');
    }
    if (digits == 0) {
        return INT64_MIN;
    }
    return negative ? -seconds : seconds;
}

static void add_parent(struct gathering *gathering, struct commit *commit, const uint8_t *id) {
    struct commits *commits = gathering->commits;
    uint32_t parent = catalog_find(&gathering->repository->catalog, id);
    if (parent == NOWHERE) {
        commits->missing_parents++;
        return;
    }
    if (commits->parent_count >= intake_limits(gathering->intake)->commits * PARENTS_EACH) {
        commits->over_limit = true;
        return;
    }
    uint32_t *grown = array_grow(commits->parents, &commits->parent_capacity,
                                 commits->parent_count + 1, sizeof *grown);
    if (!grown) {
        commits->out_of_memory = true;
        return;
    }
    commits->parents = grown;
    grown[commits->parent_count++] = parent;
    commit->parent_count++;
}

static bool parse(struct gathering *gathering, struct commit *commit, struct span text) {
    const struct catalog *catalog = &gathering->repository->catalog;
    uint8_t id[GIT_KEY_BYTES];
    if (!take_id(&text, "tree ", catalog->id_bytes, id)) {
        return false;
    }
    commit->tree = catalog_find(catalog, id);
    commit->first_parent = (uint32_t)gathering->commits->parent_count;
    bool at_edge = id_set_find(&gathering->edge,
                               span_of(catalog->entries[commit->entry].id, GIT_KEY_BYTES)) != NULL;
    while (take_id(&text, "parent ", catalog->id_bytes, id)) {
        if (!at_edge) {
            add_parent(gathering, commit, id);
        }
    }
    commit->authored = take_time(&text, "author ");
    commit->committed = take_time(&text, "committer ");
    return true;
}

static void add_commit(struct gathering *gathering, uint32_t entry, struct span text) {
    struct commits *commits = gathering->commits;
    struct catalog *catalog = &gathering->repository->catalog;
    const struct limits *limits = intake_limits(gathering->intake);
    if (commits->count >= limits->commits) {
        commits->over_limit = true;
        return;
    }
    struct commit *grown =
        array_grow(commits->items, &commits->capacity, commits->count + 1, sizeof *grown);
    if (!grown) {
        commits->out_of_memory = true;
        return;
    }
    commits->items = grown;
    struct commit *commit = &grown[commits->count];
    *commit = (struct commit){.entry = entry, .tree = NOWHERE};
    if (parse(gathering, commit, text)) {
        catalog->entries[entry].mark = (uint32_t)++commits->count;
    } else {
        commits->unread++;
    }
}

static void each(void *context, uint32_t index, const struct unpacked *object) {
    struct gathering *gathering = context;
    if (index == NOWHERE) {
        return;
    }
    if (object->failure) {
        gathering->commits->unread++;
    } else {
        add_commit(gathering, index, object->bytes);
    }
}

/* The type of a loose object, whose file must be opened for it, is only known now. */
void commits_prepare(struct repository *repository, struct intake *intake) {
    struct catalog *catalog = &repository->catalog;
    for (size_t i = 0; i < catalog->count; i = catalog_next(catalog, i)) {
        int type = catalog->entries[i].type;
        uint64_t bytes = 0;
        catalog->entries[i].mark = 0;
        if (type == 0) {
            catalog_head(catalog, intake, i, &type, &bytes, NULL);
        }
        if (i % ALIVE_EVERY == 0) {
            intake_alive(intake);
        }
    }
}

static void gather(struct gathering *gathering) {
    struct catalog *catalog = &gathering->repository->catalog;
    struct pass pass = {.catalog = catalog,
                        .intake = gathering->intake,
                        .type = GIT_OBJECT_COMMIT,
                        .each = each,
                        .context = gathering};
    gathering->commits->out_of_memory |= !pass_run(&pass);
    /* from catalog indexes to indexes of commits, now that all have one */
    struct commits *commits = gathering->commits;
    for (size_t i = 0; i < commits->count; i++) {
        struct commit *commit = &commits->items[i];
        uint32_t *parents = commit->parent_count ? &commits->parents[commit->first_parent] : NULL;
        uint32_t kept = 0;
        for (uint32_t k = 0; k < commit->parent_count; k++) {
            const struct entry *parent = &catalog->entries[parents[k]];
            if (parent->type == GIT_OBJECT_COMMIT && parent->mark) {
                parents[kept++] = parent->mark - 1;
            } else {
                commits->missing_parents++;
            }
        }
        commit->parent_count = kept;
    }
}

/* What a tag's content says it is a tag of; NOWHERE: unreadable, or not there. */
static uint32_t tagged_by(struct commits *commits, struct repository *repository,
                          struct intake *intake, uint32_t entry) {
    struct object object;
    uint8_t id[GIT_KEY_BYTES];
    if (catalog_read(&repository->catalog, intake, entry, intake_limits(intake)->object_bytes,
                     &object, NULL) != DONE) {
        commits->unread++;
        return NOWHERE;
    }
    struct span text = object.bytes;
    uint32_t target = take_id(&text, "object ", repository->catalog.id_bytes, id)
                          ? catalog_find(&repository->catalog, id)
                          : NOWHERE;
    object_release(&object);
    return target;
}

uint32_t commits_peel(struct commits *commits, struct repository *repository, struct intake *intake,
                      uint32_t entry) {
    const struct entry *entries = repository->catalog.entries;
    for (int i = 0; i < TAGS_MOST && entry != NOWHERE; i++) {
        if (entries[entry].type == GIT_OBJECT_COMMIT) {
            return entries[entry].mark ? entries[entry].mark - 1 : NOWHERE;
        }
        entry = entries[entry].type == GIT_OBJECT_TAG
                    ? tagged_by(commits, repository, intake, entry)
                    : NOWHERE;
    }
    return NOWHERE;
}

static void push(struct gathering *gathering, uint32_t commit) {
    uint32_t *grown = array_grow(gathering->stack, &gathering->stack_capacity,
                                 gathering->stack_count + 1, sizeof *grown);
    if (!grown) {
        gathering->commits->out_of_memory = true;
        return;
    }
    gathering->stack = grown;
    grown[gathering->stack_count++] = commit;
}

static void add_tree(struct commits *commits, uint32_t entry) {
    uint32_t *grown =
        array_grow(commits->trees, &commits->tree_capacity, commits->tree_count + 1, sizeof *grown);
    if (!grown) {
        commits->out_of_memory = true;
        return;
    }
    commits->trees = grown;
    grown[commits->tree_count++] = entry;
}

/* Follows a ref, through tags, to what it stands for. */
static void follow_tip(struct gathering *gathering, const uint8_t *id) {
    struct commits *commits = gathering->commits;
    struct repository *repository = gathering->repository;
    struct entry *entries = repository->catalog.entries;
    uint32_t entry = catalog_find(&repository->catalog, id);
    for (int i = 0; i < TAGS_MOST && entry != NOWHERE; i++) {
        switch (entries[entry].type) {
        case GIT_OBJECT_COMMIT:
            if (entries[entry].mark) {
                push(gathering, entries[entry].mark - 1);
            }
            return;
        case GIT_OBJECT_TAG:
            entries[entry].mark = 1;
            entry = tagged_by(commits, repository, gathering->intake, entry);
            break;
        case GIT_OBJECT_TREE:
            add_tree(commits, entry);
            return;
        default:
            entries[entry].mark = 1;
            return;
        }
    }
    commits->missing_tips++;
}

/* Marks everything that the commits on the stack descend from. */
static void mark_ancestors(struct gathering *gathering, bool from_head) {
    struct commits *commits = gathering->commits;
    while (gathering->stack_count) {
        struct commit *commit = &commits->items[gathering->stack[--gathering->stack_count]];
        bool *flag = from_head ? &commit->from_head : &commit->reachable;
        if (*flag) {
            continue;
        }
        *flag = true;
        for (uint32_t i = 0; i < commit->parent_count; i++) {
            push(gathering, commits->parents[commit->first_parent + i]);
        }
    }
    intake_alive(gathering->intake);
}

void commits_read(struct commits *commits, struct repository *repository,
                  const struct references *references, struct intake *intake) {
    *commits = (struct commits){0};
    struct gathering gathering = {.commits = commits, .repository = repository, .intake = intake};
    read_edge(&gathering);
    gather(&gathering);
    for (size_t i = 0; i < references->count; i++) {
        follow_tip(&gathering, references->items[i].id);
    }
    if (references->has_head) {
        follow_tip(&gathering, references->head);
    }
    mark_ancestors(&gathering, false);
    if (references->has_head) {
        uint64_t counted = commits->missing_tips;
        follow_tip(&gathering, references->head);
        mark_ancestors(&gathering, true);
        commits->missing_tips = counted;
    }
    if (!commits_sort(commits, repository)) {
        commits->out_of_memory = true;
    }
    id_set_release(&gathering.edge);
    free(gathering.stack);
}

void commits_release(struct commits *commits) {
    free(commits->items);
    free(commits->parents);
    free(commits->order);
    free(commits->trees);
    *commits = (struct commits){0};
}
