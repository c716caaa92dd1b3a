/* Expired certificates that have been replaced: a valid one for the same names lies in their
 * folder, or they lie in one that says what is old below its folder, as certbot's archive and
 * backups are; and no configuration names them. */
#include <ctype.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/digest.h"
#include "base/text.h"
#include "base/words.h"
#include "relations/relation.h"

/* A valid certificate at one of its places. */
struct heir {
    uint8_t scope[SHA256_BYTES]; /* digest of its names and its folder */
    const char *file;            /* name of the file */
    int64_t place;
};

struct retirements {
    struct buffer heirs; /* struct heir, sorted */
    struct arena arena;
    struct buffer whole;   /* path and container of the place at hand */
    struct buffer scratch; /* what is digested */
    struct buffer found;   /* int64_t: retired, place of its heir, ... */
};

static const char select_heirs[] =
    "SELECT file.path, file.container, subject_name, alternative_names, place.id"
    " FROM artifact JOIN place ON place.artifact = artifact.id JOIN file ON file.id = place.file"
    " WHERE artifact.kind = 'certificate' AND not_before <= ?1 AND not_after >= ?1"
    " AND role <> 'ca' AND file.live = 1 AND subject_name IN (SELECT subject_name FROM artifact"
    "  WHERE artifact.kind = 'certificate' AND not_after <> '' AND not_after < ?1)"
    " AND NOT EXISTS (SELECT 1 FROM truststore WHERE truststore.file = file.id)"
    " ORDER BY place.id";

/* Every place in use of what has expired; whether a configuration names it. */
static const char select_expired[] =
    "SELECT file.path, file.container, subject_name, alternative_names, artifact.id,"
    " EXISTS (SELECT 1 FROM reference WHERE reference.file = file.id)"
    " FROM artifact JOIN place ON place.artifact = artifact.id JOIN file ON file.id = place.file"
    " WHERE artifact.kind = 'certificate' AND not_after <> '' AND not_after < ?1"
    " AND role <> 'ca' AND file.live = 1 AND subject || alternative_names <> ''"
    " AND NOT EXISTS (SELECT 1 FROM truststore WHERE truststore.file = file.id)"
    " ORDER BY artifact.id, place.id";

static size_t folder_length(struct span whole) {
    size_t length = whole.length;
    while (length > 0 && whole.bytes[length - 1] != '/' && whole.bytes[length - 1] != '!') {
        length--;
    }
    return length;
}

static const char *stand_at(struct retirements *state, struct query *row) {
    const char *container = query_text(row, 1);
    buffer_clear(&state->whole);
    buffer_format(&state->whole, "%s%s%s", query_text(row, 0), *container ? "!" : "", container);
    const char *whole = buffer_text(&state->whole);
    return whole + folder_length(buffer_span(&state->whole));
}

static void digest_scope(struct retirements *state, struct query *row, size_t folder,
                         uint8_t scope[SHA256_BYTES]) {
    struct span name = query_span(row, 2);
    const char *others = query_text(row, 3);
    buffer_clear(&state->scratch);
    buffer_append(&state->scratch, name.bytes, name.length);
    buffer_append(&state->scratch, others, strlen(others) + 1);
    buffer_append(&state->scratch, state->whole.bytes, folder);
    digest_sha256(buffer_span(&state->scratch), scope);
}

static int compare_heirs(const void *one, const void *other) {
    const struct heir *a = one, *b = other;
    int order = memcmp(a->scope, b->scope, sizeof a->scope);
    order = order ? order : strcmp(a->file, b->file);
    return order ? order : (a->place > b->place) - (a->place < b->place);
}

static enum outcome load_heirs(struct retirements *state, struct relation_context *context,
                               struct error *error) {
    struct query *rows = query_new(context->inventory, select_heirs, error);
    if (!rows) {
        return FAILED;
    }
    query_bind_text(rows, 1, context->at);
    while (query_next(rows)) {
        const char *file = stand_at(state, rows);
        struct heir heir = {.file = arena_text(&state->arena, file, strlen(file)),
                            .place = query_number(rows, 4)};
        digest_scope(state, rows, folder_length(buffer_span(&state->whole)), heir.scope);
        buffer_append(&state->heirs, &heir, sizeof heir);
    }
    if (state->heirs.length) {
        qsort(state->heirs.bytes, state->heirs.length / sizeof(struct heir), sizeof(struct heir),
              compare_heirs);
    }
    enum outcome outcome = query_free(rows, error);
    return state->heirs.failed || state->whole.failed ? fail(error, "out of memory") : outcome;
}

/* The first heir of this scope, or where it would stand. */
static size_t first_heir(const struct heir *heirs, size_t count, const uint8_t *scope, int least) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (memcmp(heirs[middle].scope, scope, SHA256_BYTES) < least) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Beside server.crt, server-new.crt waits for its turn; cert12.pem is no new cert1.pem. */
static bool waits_for(const char *heir, const char *retired) {
    const char *end = strrchr(retired, '.');
    size_t length = end ? (size_t)(end - retired) : strlen(retired);
    return strncmp(heir, retired, length) == 0 && heir[length] && heir[length] != '.' &&
           !isdigit((unsigned char)heir[length]);
}

/* The place of an heir of this scope, 0 where there is none. file: the name of the retired one's
 * where the two share a folder. The names of heirs are in order, so the first and the last stand
 * for all between that begin like both. */
static int64_t heir_of(const struct retirements *state, const uint8_t *scope, const char *file) {
    const struct heir *heirs = (const struct heir *)(const void *)state->heirs.bytes;
    size_t count = state->heirs.length / sizeof *heirs;
    size_t first = first_heir(heirs, count, scope, 0), end = first_heir(heirs, count, scope, 1);
    if (first == end) {
        return 0;
    }
    if (!file || !waits_for(heirs[first].file, file)) {
        return heirs[first].place;
    }
    return waits_for(heirs[end - 1].file, file) ? 0 : heirs[end - 1].place;
}

/* "old", "archive-2", "2025". */
static bool says_old(struct span folder) {
    static const char *const words[] = {"old",     "archive",  "archives", "archived", "backup",
                                        "backups", "bak",      "previous", "expired",  "retired",
                                        "former",  "obsolete", "history",  "outdated", NULL};
    for (size_t i = 0; i + 4 <= folder.length; i++) {
        if (memcmp(folder.bytes + i, "20", 2) == 0 && isdigit(folder.bytes[i + 2]) &&
            isdigit(folder.bytes[i + 3])) {
            return true;
        }
    }
    return words_have(folder, words);
}

/* The place of an heir of the certificate at the place of this row. */
static int64_t find_heir(struct retirements *state, struct query *row) {
    uint8_t scope[SHA256_BYTES];
    const char *file = stand_at(state, row);
    size_t folder = folder_length(buffer_span(&state->whole));
    if (query_number(row, 5) != 0) {
        return 0;
    }
    digest_scope(state, row, folder, scope);
    int64_t heir = heir_of(state, scope, file);
    if (heir || folder == 0) {
        return heir;
    }
    size_t above = folder_length(span_of(state->whole.bytes, folder - 1));
    if (!says_old(span_of(state->whole.bytes + above, folder - 1 - above))) {
        return 0;
    }
    digest_scope(state, row, above, scope);
    return heir_of(state, scope, NULL);
}

/* Retired is what has an heir at each of its places. */
static enum outcome find(struct retirements *state, struct relation_context *context,
                         struct error *error) {
    struct query *rows = query_new(context->inventory, select_expired, error);
    if (!rows) {
        return FAILED;
    }
    query_bind_text(rows, 1, context->at);
    int64_t pair[2] = {0};
    while (query_next(rows)) {
        int64_t heir = find_heir(state, rows);
        if (query_number(rows, 4) != pair[0]) {
            if (pair[1]) {
                buffer_append(&state->found, pair, sizeof pair);
            }
            pair[0] = query_number(rows, 4);
            pair[1] = heir;
        }
        pair[1] = heir ? pair[1] : 0;
    }
    if (pair[1]) {
        buffer_append(&state->found, pair, sizeof pair);
    }
    enum outcome outcome = query_free(rows, error);
    bool failed = state->found.failed || state->whole.failed || state->scratch.failed;
    return failed ? fail(error, "out of memory") : outcome;
}

static enum outcome derive(struct relation_context *context, struct error *error) {
    struct retirements state = {0};
    enum outcome outcome = load_heirs(&state, context, error);
    if (outcome == DONE && state.heirs.length) {
        outcome = find(&state, context, error);
    }
    const int64_t *found = (const int64_t *)(const void *)state.found.bytes;
    size_t count = state.found.length / (2 * sizeof *found);
    for (size_t i = 0; i < count && outcome == DONE; i++) {
        outcome =
            inventory_add_retirement(context->inventory, found[2 * i], found[2 * i + 1], error);
    }
    buffer_release(&state.heirs);
    buffer_release(&state.whole);
    buffer_release(&state.scratch);
    buffer_release(&state.found);
    arena_release(&state.arena);
    return outcome;
}

const struct relation retirements_relation = {.name = "retirements", .derive = derive};
