/* Where the objects that held something appear in the history. The objects of one job are searched
 * for together, when its first item is loaded, and each is reported when its own item comes. */
#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "sources/git_lfs.h"
#include "sources/git_places.h"
#include "sources/git_reach.h"

struct history {
    const struct job *job; /* what it was made for */
    struct repository *repository;
    struct commits commits;
    struct references references;
    struct places places;
    struct reached *reached; /* of each place, then of each item of the job that is no file */
    uint32_t *ranks;         /* of each commit: its place in the order */
};

/* Kept from the first item of a job to its last; a worker loads one job at a time. */
static struct history current;

static void history_release(struct history *history) {
    free(history->ranks);
    free(history->reached);
    references_release(&history->references);
    commits_release(&history->commits);
    places_release(&history->places);
    *history = (struct history){0};
}

static struct entry *entry_of(const struct history *history, struct span id) {
    const struct catalog *catalog = &history->repository->catalog;
    uint32_t at = id.length == catalog->id_bytes ? catalog_find(catalog, id.bytes) : NOWHERE;
    return at == NOWHERE ? NULL : &catalog->entries[at];
}

/* One row "history-incomplete" where count of something is not 0. */
static void incomplete(const struct history *history, struct intake *intake, uint64_t count,
                       const char *what) {
    struct origin origin = repository_origin(history->repository);
    char sentence[256];
    if (count) {
        snprintf(sentence, sizeof sentence, "%s: %llu", what, (unsigned long long)count);
        intake_problem(intake, &origin, "git", "history-incomplete", sentence);
    }
}

static void limited(const struct history *history, struct intake *intake, bool hit,
                    const char *sentence) {
    struct origin origin = repository_origin(history->repository);
    if (hit) {
        intake_problem(intake, &origin, "git", "limit", sentence);
    }
}

static void report_problems(const struct history *history, const struct references *references,
                            const struct trees *trees, struct intake *intake) {
    const struct commits *commits = &history->commits;
    incomplete(history, intake, references->unread,
               "what only they reach counts as unreachable; refs that cannot be read");
    incomplete(history, intake, commits->missing_tips, "refs to objects that are not there");
    incomplete(history, intake, commits->missing_parents,
               "parents of commits that are not there, or cannot be read");
    incomplete(history, intake, commits->unread, "commits and tags that cannot be read");
    incomplete(history, intake, history->places.unread_indexes,
               "what is staged there is told without its path; indexes that cannot be read, or not "
               "whole");
    incomplete(history, intake, trees->absent, "folders (trees) of commits that are not there");
    incomplete(history, intake, trees->unread, "folders (trees) of commits that cannot be read");
    limited(history, intake, commits->over_limit,
            "more commits than the limit commits; places in the rest are not listed");
    limited(history, intake, trees->exhausted,
            "the limit history-steps ended the search; places and first commits are missing");
    limited(history, intake, trees->too_deep,
            "folders deeper than the limit directory-depth; places in them are not listed");
    limited(history, intake, history->places.long_path,
            "paths longer than the limit name-bytes; these places are not listed");
    limited(history, intake,
            commits->out_of_memory || trees->out_of_memory || history->places.out_of_memory,
            "memory ran out (worker-bytes) while the history was searched; places are missing");
}

static void want_items(struct history *history, const struct job *job) {
    for (uint64_t i = 0; i < job->item_count; i++) {
        const struct entry *entry = entry_of(history, job->items[i].payload);
        if (entry && entry->type != GIT_OBJECT_COMMIT && entry->type != GIT_OBJECT_TAG) {
            places_want(&history->places, entry->id);
        }
    }
}

/* The inverse of the order of the commits. False: memory ran out. */
static bool set_ranks(struct history *history) {
    const struct commits *commits = &history->commits;
    history->ranks = calloc(commits->count + 1, sizeof *history->ranks);
    for (uint32_t i = 0; history->ranks && commits->order && i < commits->count; i++) {
        history->ranks[commits->order[i]] = i;
    }
    return history->ranks != NULL;
}

static bool is_named(const struct entry *entry) {
    return entry && (entry->type == GIT_OBJECT_COMMIT || entry->type == GIT_OBJECT_TAG);
}

/* Asks for the refs of all places, and of commits and tags. False: memory ran out. */
static bool set_reached(struct history *history, const struct job *job, struct intake *intake) {
    const struct places *places = &history->places;
    const size_t count = places->count + job->item_count;
    history->reached = calloc(count + 1, sizeof *history->reached);
    for (size_t i = 0; history->reached && i < places->count; i++) {
        history->reached[i].one = places->items[i].commit;
        history->reached[i].other = places->items[i].last;
    }
    for (size_t i = 0; history->reached && i < job->item_count; i++) {
        struct reached *reached = &history->reached[places->count + i];
        const struct entry *entry = entry_of(history, job->items[i].payload);
        *reached = (struct reached){.one = NOWHERE, .other = NOWHERE};
        if (is_named(entry)) {
            uint32_t index = (uint32_t)(entry - history->repository->catalog.entries);
            reached->one = commits_peel(&history->commits, history->repository, intake, index);
        }
    }
    return history->reached && reach_find(history->reached, count, &history->commits,
                                          &history->references, history->repository, intake);
}

/* False: memory ran out, or no such root. */
static bool search_history(struct history *history, const struct job *job, struct intake *intake) {
    history_release(history);
    history->repository = repository_of(job, intake);
    if (!history->repository) {
        return false;
    }
    history->job = job;
    struct references *references = &history->references;
    struct trees trees = {
        .repository = history->repository,
        .intake = intake,
        .graph = {.catalog = &history->repository->catalog, .wanted = &history->places.wanted}};
    references_read(references, history->repository, intake);
    commits_prepare(history->repository, intake);
    want_items(history, job);
    if (history->places.hit_count) {
        trees_begin(&trees);
    }
    commits_read(&history->commits, history->repository, references, intake);
    if (history->places.hit_count) {
        trees_read(&trees, &history->commits);
    }
    places_search(&history->places, &history->commits, references, &trees);
    report_problems(history, references, &trees, intake);
    trees_release(&trees);
    limited(history, intake, references->count > REACH_REFS_MOST,
            "more than 8192 refs; which of the rest reach a place is not told");
    return set_ranks(history) && set_reached(history, job, intake);
}

/* The id of a commit and its author date; "" where there is none. */
struct named_commit {
    char revision[2 * GIT_ID_MOST + 1];
    char date[TIME_TEXT_BYTES];
};

static struct named_commit name_commit(const struct history *history, uint32_t commit) {
    struct named_commit named = {"", ""};
    if (commit != NOWHERE) {
        const struct commit *item = &history->commits.items[commit];
        catalog_id_format(&history->repository->catalog, item->entry, named.revision);
        if (item->authored != INT64_MIN) {
            text_format_time(item->authored, named.date);
        }
    }
    return named;
}

/* Reports one place: commits by index, or NOWHERE. */
static void appear(const struct history *history, struct intake *intake,
                   const struct appearance *appearance, uint32_t first, uint32_t last,
                   const struct reached *reached) {
    struct origin origin = repository_origin(history->repository);
    struct named_commit names[2] = {name_commit(history, first), name_commit(history, last)};
    struct appearance named = *appearance;
    struct buffer refs = {0};
    if (reached) {
        reached_show(reached, &refs);
    }
    named.rank = first != NOWHERE     ? (uint64_t)history->ranks[first] + 1
                 : appearance->staged ? (uint64_t)history->commits.count + 1
                                      : 0;
    named.revision = names[0].revision;
    named.date = names[0].date;
    named.last = names[1].revision;
    named.last_date = names[1].date;
    named.refs = buffer_text(&refs);
    intake_appearance(intake, &origin, &named);
    buffer_release(&refs);
}

/* A commit stands for itself, a tag for the commit that it leads to. */
static void report_named(const struct history *history, struct intake *intake,
                         struct appearance *appearance, const struct entry *entry,
                         const struct reached *reached) {
    const uint32_t commit = reached->one;
    const struct commit *item = commit == NOWHERE ? NULL : &history->commits.items[commit];
    appearance->reachable =
        entry->type == GIT_OBJECT_TAG ? entry->mark == 1 : item && item->reachable;
    appearance->at_head = appearance->reachable && item && item->from_head;
    appear(history, intake, appearance, commit, commit, reached);
}

static void report_places(const struct history *history, struct intake *intake,
                          struct appearance *appearance, const struct hit *hit) {
    struct origin origin = repository_origin(history->repository);
    for (uint32_t at = hit->first; at != NOWHERE; at = history->places.items[at].next) {
        const struct place *place = &history->places.items[at];
        appearance->path = place->path;
        appearance->at_head = place->at_head;
        appearance->reachable = place->reachable;
        appearance->staged = place->staged;
        appear(history, intake, appearance, place->commit, place->last, &history->reached[at]);
    }
    if (hit->cut) {
        origin.object = appearance->object;
        intake_problem(intake, &origin, "git", "limit",
                       "more places than the limit blob-places; the rest is not listed");
    }
}

/* The content that a pointer stands for may not be here. */
static void report_pointer(const struct history *history, struct intake *intake,
                           const struct appearance *appearance, const struct entry *entry) {
    struct catalog *catalog = &history->repository->catalog;
    struct origin origin = repository_origin(history->repository);
    struct error error;
    struct object object;
    struct lfs_pointer pointer;
    char sentence[256];
    size_t index = (size_t)(entry - catalog->entries);
    if (entry->type != GIT_OBJECT_BLOB ||
        catalog_read(catalog, intake, index, LFS_POINTER_BYTES, &object, &error) != DONE) {
        return;
    }
    if (lfs_pointer_read(object.bytes, &pointer) &&
        !lfs_is_stored(history->repository, intake, &pointer)) {
        origin.object = appearance->object;
        snprintf(sentence, sizeof sentence,
                 "a pointer of Git LFS, whose content is unread: the store of this repository does "
                 "not have oid sha256:%s of %llu bytes",
                 pointer.id, (unsigned long long)pointer.bytes);
        intake_problem(intake, &origin, "git", "lfs-missing", sentence);
    }
    object_release(&object);
}

static void report_item(struct history *history, const struct job_item *item,
                        struct intake *intake) {
    const struct entry *entry = entry_of(history, item->payload);
    struct appearance appearance = {.path = ""};
    if (item->payload.length > OBJECT_ID_BYTES) {
        return;
    }
    appearance.object.length = item->payload.length;
    if (item->payload.length) {
        memcpy(appearance.object.bytes, item->payload.bytes, item->payload.length);
    }
    if (entry) {
        report_pointer(history, intake, &appearance, entry);
    }
    const struct hit *hit = entry ? places_hit(&history->places, entry->id) : NULL;
    if (is_named(entry)) {
        const size_t number = (size_t)(item - history->job->items);
        report_named(history, intake, &appearance, entry,
                     &history->reached[history->places.count + number]);
    } else if (hit && hit->first != NOWHERE) {
        report_places(history, intake, &appearance, hit);
    } else {
        appearance.reachable = entry && entry->type != GIT_OBJECT_TREE && entry->mark == 1;
        appear(history, intake, &appearance, NOWHERE, NOWHERE, NULL);
    }
}

static void load(const struct job *job, const struct job_item *item, struct intake *intake) {
    /* an address may come again with the next job, but that one begins with its first item */
    bool made = current.job == job && item != job->items;
    if (!made && !search_history(&current, job, intake)) {
        struct origin origin = {.root = job->root, .path = job->argument};
        intake_problem(intake, &origin, "git", "unreadable",
                       "memory ran out before the history was searched");
        return;
    }
    report_item(&current, item, intake);
    if (item + 1 == job->items + job->item_count) {
        history_release(&current);
    }
}

const struct source git_history_source = {"git history", JOB_GIT_HISTORY, load};
