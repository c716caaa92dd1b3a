#define _GNU_SOURCE
#include "dispatch.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "sources/object_store.h"
#include "sources/open.h"

enum { BATCH_FILES = 128, BATCH_BYTES = 64 * 1024 };

void dispatch_release(struct dispatch *dispatch) {
    for (size_t i = 0; i < dispatch->repository_count; i++) {
        free(dispatch->repositories[i].path);
    }
    free(dispatch->repositories);
    dispatch->repositories = NULL;
    dispatch->repository_count = 0;
    walk_met_release(&dispatch->met);
    buffer_release(&dispatch->paths);
}

enum outcome dispatch_flush(struct dispatch *dispatch, struct error *error) {
    struct job_item items[BATCH_FILES] = {0};
    struct job job = {.kind = dispatch->batch_kind,
                      .root = dispatch->batch_root,
                      .argument = "",
                      .items = items,
                      .item_count = dispatch->batch_count};
    if (dispatch->paths.failed) {
        return fail(error, "out of memory");
    }
    const uint8_t *path = dispatch->paths.bytes;
    for (uint64_t i = 0; i < dispatch->batch_count; i++) {
        size_t length = strlen((const char *)path) + 1;
        items[i].payload = span_of(path, length);
        path += length;
    }
    enum outcome outcome = dispatch->batch_count ? crew_submit(dispatch->crew, &job, error) : DONE;
    dispatch->batch_count = 0;
    buffer_clear(&dispatch->paths);
    return outcome;
}

static enum outcome add_file(struct dispatch *dispatch, enum job_kind kind, uint64_t root,
                             const char *path, struct error *error) {
    dispatch->batch_kind = kind;
    dispatch->batch_root = root;
    dispatch->ledger->files_offered++;
    buffer_append(&dispatch->paths, path, strlen(path) + 1);
    dispatch->batch_count++;
    bool full = dispatch->batch_count == BATCH_FILES || dispatch->paths.length > BATCH_BYTES;
    return full || dispatch->paths.failed ? dispatch_flush(dispatch, error) : DONE;
}

/* Names of files that may cost as much as thousands of others. What they are is told by content,
 * later; here the name decides only that workers share them. A single compressed file is no more
 * than a file. */
static bool is_heavy(const char *path) {
    static const char *const extensions[] = {
        ".tar",  ".tar.gz", ".tgz", ".tar.xz", ".txz", ".tar.zst", ".tar.bz2",
        ".tbz2", ".zip",    ".7z",  ".jar",    ".war", ".ear",     ".apk",
        ".rpm",  ".deb",    ".iso", ".cab",    ".img", ".whl",     NULL};
    return text_has_extension_of(path, extensions);
}

static enum outcome on_file(void *context, uint64_t root, const char *path, struct error *error) {
    bool heavy = is_heavy(path);
    if (heavy && dispatch_flush(context, error) != DONE) {
        return FAILED;
    }
    enum outcome outcome = add_file(context, JOB_FILES, root, path, error);
    return heavy && outcome == DONE ? dispatch_flush(context, error) : outcome;
}

enum outcome dispatch_linked_later(struct dispatch *dispatch, const struct record *record,
                                   struct error *error) {
    dispatch->ledger->files_offered--; /* and offered once more by the name that is read */
    return inventory_add_linked(dispatch->inventory, record, error);
}

static enum outcome on_linked(void *context, uint64_t root, const char *path, bool first,
                              struct error *error) {
    struct dispatch *dispatch = context;
    if (!first) {
        ledger_add(dispatch->ledger, LAYERS, "hard link to a file already read", 0);
        return DONE;
    }
    if (dispatch->batch_count && dispatch->batch_root != root &&
        dispatch_flush(dispatch, error) != DONE) {
        return FAILED;
    }
    return add_file(dispatch, JOB_LINKED_FILES, root, path, error);
}

enum outcome dispatch_linked(struct dispatch *dispatch, struct error *error) {
    if (inventory_each_linked(dispatch->inventory, on_linked, dispatch, error) != DONE) {
        return FAILED;
    }
    return dispatch_flush(dispatch, error);
}

static enum outcome submit_share(struct dispatch *dispatch, const struct repository *repository,
                                 unsigned share, unsigned shares, struct error *error) {
    char name[32];
    snprintf(name, sizeof name, "%u/%u", share, shares);
    struct job_item item = {.payload = span_text(name)};
    struct job job = {.kind = JOB_GIT_OBJECTS,
                      .root = repository->root,
                      .argument = repository->path,
                      .items = &item,
                      .item_count = 1};
    return crew_submit(dispatch->crew, &job, error);
}

static enum outcome on_git_directory(void *context, uint64_t root, const char *path,
                                     struct error *error) {
    struct dispatch *dispatch = context;
    if (dispatch->git->scope == GIT_NONE) {
        ledger_leave_out(dispatch->ledger, "git repository left out by --git=none", 1);
        return DONE;
    }
    struct repository *grown =
        realloc(dispatch->repositories, (dispatch->repository_count + 1) * sizeof *grown);
    char *copy = strdup(path);
    if (grown) {
        dispatch->repositories = grown;
    }
    if (!grown || !copy) {
        free(copy);
        return fail(error, "out of memory");
    }
    const struct repository *added = &grown[dispatch->repository_count++];
    grown[dispatch->repository_count - 1] = (struct repository){root, copy};
    const unsigned shares = object_store_shares(&dispatch->roots[root], path);
    enum outcome outcome = DONE;
    for (unsigned share = 0; share < shares && outcome == DONE; share++) {
        outcome = submit_share(dispatch, added, share, shares, error);
    }
    return outcome;
}

static enum outcome on_git_link(void *context, uint64_t root, const char *path,
                                struct error *error) {
    struct dispatch *dispatch = context;
    struct job_item item = {0};
    struct job job = {
        .kind = JOB_GIT_LINK, .root = root, .argument = path, .items = &item, .item_count = 1};
    return crew_submit(dispatch->crew, &job, error);
}

static enum outcome on_problem(void *context, uint64_t root, const char *path, const char *code,
                               const char *sentence, struct error *error) {
    struct dispatch *dispatch = context;
    struct record record = record_of(RECORD_PROBLEM);
    struct buffer shown = {0};
    record.problem = (struct problem){.stage = "walk", .code = code, .detail = sentence};
    root_show(&dispatch->roots[root], path, &shown);
    enum outcome outcome =
        inventory_add_problem(dispatch->inventory, buffer_text(&shown), &record, error);
    buffer_release(&shown);
    return outcome;
}

static enum outcome on_link(void *context, uint64_t root, const char *path, const char *target,
                            struct error *error) {
    struct dispatch *dispatch = context;
    struct buffer shown = {0};
    root_show(&dispatch->roots[root], path, &shown);
    enum outcome outcome =
        inventory_add_link(dispatch->inventory, buffer_text(&shown), target, error);
    buffer_release(&shown);
    return outcome;
}

static void on_not_followed(void *context, const char *reason) {
    struct dispatch *dispatch = context;
    ledger_add(dispatch->ledger, LAYERS, reason, 0);
}

static bool on_stopped(void *context) {
    struct dispatch *dispatch = context;
    return dispatch->stopped(dispatch->context);
}

enum outcome dispatch_root(struct dispatch *dispatch, uint64_t index, struct error *error) {
    const struct root *root = &dispatch->roots[index];
    struct walk_sink sink = {.context = dispatch,
                             .file = on_file,
                             .git_directory = on_git_directory,
                             .git_link = on_git_link,
                             .problem = on_problem,
                             .link = on_link,
                             .not_followed = on_not_followed,
                             .stopped = on_stopped};
    if (root->folder < 0) {
        struct job_item item = {0};
        struct job job = {
            .kind = JOB_INPUT, .root = index, .argument = "", .items = &item, .item_count = 1};
        return root->input >= 0 ? crew_submit(dispatch->crew, &job, error) : DONE;
    }
    if (walk(index, root, dispatch->limits, &dispatch->met, &sink, error) != DONE) {
        return FAILED;
    }
    return dispatch_flush(dispatch, error);
}

/* Ids of one history job, gathered from the inventory. */
struct question {
    struct dispatch *dispatch;
    const struct repository *repository;
    uint8_t ids[JOB_ITEMS_MOST][OBJECT_ID_BYTES];
    struct job_item items[JOB_ITEMS_MOST];
    uint64_t count;
};

static enum outcome submit_question(struct question *question, struct error *error) {
    struct job job = {.kind = JOB_GIT_HISTORY,
                      .root = question->repository->root,
                      .argument = question->repository->path,
                      .items = question->items,
                      .item_count = question->count};
    enum outcome outcome =
        question->count ? crew_submit(question->dispatch->crew, &job, error) : DONE;
    question->count = 0;
    return outcome;
}

static enum outcome on_object(void *context, struct span id, struct error *error) {
    struct question *question = context;
    if (id.length > OBJECT_ID_BYTES) {
        return DONE;
    }
    memcpy(question->ids[question->count], id.bytes, id.length);
    question->items[question->count].payload = span_of(question->ids[question->count], id.length);
    question->count++;
    return question->count == JOB_ITEMS_MOST ? submit_question(question, error) : DONE;
}

static enum outcome ask_history(struct question *question, struct error *error) {
    struct dispatch *dispatch = question->dispatch;
    const struct repository *repository = question->repository;
    struct buffer shown = {0}, clean = {0};
    root_show(&dispatch->roots[repository->root], repository->path, &shown);
    text_show_name(&clean, buffer_span(&shown));
    enum outcome outcome =
        inventory_each_object(dispatch->inventory, buffer_text(&clean), on_object, question, error);
    buffer_release(&shown);
    buffer_release(&clean);
    return outcome == DONE ? submit_question(question, error) : outcome;
}

enum outcome dispatch_histories(struct dispatch *dispatch, struct error *error) {
    struct question *question = calloc(1, sizeof *question);
    enum outcome outcome = DONE;
    if (!question) {
        return fail(error, "out of memory");
    }
    for (size_t i = 0; i < dispatch->repository_count && outcome == DONE; i++) {
        question->dispatch = dispatch;
        question->repository = &dispatch->repositories[i];
        outcome = ask_history(question, error);
    }
    free(question);
    return outcome;
}
