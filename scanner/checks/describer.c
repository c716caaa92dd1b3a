#include "checks/describer.h"

#include <stdlib.h>

#include "base/place_name.h"

enum question {
    FACTS,
    LIVE_PLACE,
    ANY_PLACE,
    PLACE_IN_FILE,
    PLACE_ROW,
    LIVE_FILES,
    QUESTIONS,
};

#define PLACE_COLUMNS                                                                              \
    "SELECT file.id, file.path, file.container, place.trail, file.revision, file.date,"            \
    " place.encoding, file.source, file.live, place.artifact, file.is_part"                        \
    " FROM place JOIN file ON file.id = place.file "

static const char *const selects[QUESTIONS] = {
    [FACTS] = "SELECT artifact.key, lower(hex(sha256)), subject, issuer, serial, not_before,"
              " not_after, signature_algorithm, signature_digest, authority_key_identifier, role,"
              " role_reason, artifact.algorithm, coalesce(curve, ''), bits,"
              " lower(hex(spki_sha256)), lower(hex(modulus_sha1)), subject_key_identifier"
              " FROM artifact LEFT JOIN key ON key.id = artifact.key WHERE artifact.id = ?1",
    /* In the order of the index, so that the first row ends the search. */
    [LIVE_PLACE] = PLACE_COLUMNS "WHERE place.artifact = ?1 AND file.live = 1"
                                 " ORDER BY place.id LIMIT 1",
    [ANY_PLACE] = PLACE_COLUMNS "WHERE place.artifact = ?1 ORDER BY place.id LIMIT 1",
    [PLACE_IN_FILE] = PLACE_COLUMNS "WHERE place.artifact = ?1 AND place.file = ?2"
                                    " ORDER BY place.position, place.id LIMIT 1",
    [PLACE_ROW] = PLACE_COLUMNS "WHERE place.id = ?1",
    /* Equal paths stand together: places are numbered in the order of their files. */
    [LIVE_FILES] = "SELECT file.path, file.container FROM place"
                   " JOIN file ON file.id = place.file"
                   " WHERE place.artifact = ?1 AND file.live = 1 ORDER BY place.id",
};

struct describer {
    struct query *queries[QUESTIONS];
    struct arena arena;
};

struct describer *describer_new(struct inventory *inventory, struct error *error) {
    struct describer *describer = calloc(1, sizeof *describer);
    if (!describer) {
        fail(error, "out of memory");
        return NULL;
    }
    for (int i = 0; i < QUESTIONS; i++) {
        describer->queries[i] = query_new(inventory, selects[i], error);
        if (!describer->queries[i]) {
            describer_free(describer, NULL);
            return NULL;
        }
    }
    return describer;
}

enum outcome describer_free(struct describer *describer, struct error *error) {
    enum outcome outcome = DONE;
    if (!describer) {
        return DONE;
    }
    for (int i = 0; i < QUESTIONS; i++) {
        if (describer->queries[i] && query_free(describer->queries[i], error) != DONE) {
            outcome = FAILED;
        }
    }
    arena_release(&describer->arena);
    free(describer);
    return outcome;
}

void describer_clear(struct describer *describer) {
    arena_release(&describer->arena);
}

static struct query *ask(struct describer *describer, enum question question, int64_t id) {
    struct query *query = describer->queries[question];
    query_rewind(query);
    query_bind_number(query, 1, id);
    return query;
}

static const char *keep(struct describer *describer, struct query *row, int column) {
    const char *text = query_text(row, column);
    return arena_text(&describer->arena, text, strlen(text));
}

/* What a trail adds to the container. */
static const char *inner_part(const char *trail, const char *container) {
    size_t length = strlen(container);
    if (length == 0 || strncmp(trail, container, length) != 0) {
        return trail;
    }
    return trail[length] == '!' ? trail + length + 1 : trail + length;
}

static void read_place(struct describer *describer, struct query *row, struct place *place) {
    *place = (struct place){
        .file = query_number(row, 0),
        .path = keep(describer, row, 1),
        .container = keep(describer, row, 2),
        .trail = keep(describer, row, 3),
        .revision = keep(describer, row, 4),
        .date = keep(describer, row, 5),
        .encoding = keep(describer, row, 6),
        .is_git = strcmp(query_text(row, 7), "git") == 0,
        .is_live = query_number(row, 8) != 0,
        .is_part = query_number(row, 10) != 0,
    };
    place->detail = inner_part(place->trail, place->container);
    if (strncmp(place->detail, "line ", 5) == 0) {
        place->line = strtoull(place->detail + 5, NULL, 10);
    }
}

static void read_facts(struct describer *describer, struct query *row, struct thing *thing) {
    *thing = (struct thing){
        .key = query_number(row, 0),
        .sha256 = keep(describer, row, 1),
        .subject = keep(describer, row, 2),
        .issuer = keep(describer, row, 3),
        .serial = keep(describer, row, 4),
        .not_before = keep(describer, row, 5),
        .not_after = keep(describer, row, 6),
        .signature_algorithm = keep(describer, row, 7),
        .signature_digest = keep(describer, row, 8),
        .authority_key_identifier = keep(describer, row, 9),
        .role = keep(describer, row, 10),
        .role_reason = keep(describer, row, 11),
        .algorithm = keep(describer, row, 12),
        .curve = keep(describer, row, 13),
        .bits = query_number(row, 14),
        .spki_sha256 = keep(describer, row, 15),
        .modulus_sha1 = keep(describer, row, 16),
        .subject_key_identifier = keep(describer, row, 17),
        .place = {.path = "",
                  .container = "",
                  .trail = "",
                  .detail = "",
                  .revision = "",
                  .date = "",
                  .encoding = ""},
    };
}

const struct thing *describer_thing(struct describer *describer, int64_t artifact) {
    struct thing *thing = arena_take(&describer->arena, sizeof *thing);
    struct query *row = ask(describer, FACTS, artifact);
    if (!thing || !query_next(row)) {
        return NULL;
    }
    read_facts(describer, row, thing);
    thing->artifact = artifact;
    row = ask(describer, LIVE_PLACE, artifact);
    if (!query_next(row)) {
        row = ask(describer, ANY_PLACE, artifact);
        if (!query_next(row)) {
            return thing;
        }
    }
    read_place(describer, row, &thing->place);
    return thing;
}

bool describer_place_in(struct describer *describer, int64_t artifact, int64_t file,
                        struct place *place) {
    struct query *row = ask(describer, PLACE_IN_FILE, artifact);
    query_bind_number(row, 2, file);
    if (!query_next(row)) {
        return false;
    }
    read_place(describer, row, place);
    return true;
}

const struct thing *describer_thing_at(struct describer *describer, int64_t id,
                                       struct place *place) {
    struct query *row = ask(describer, PLACE_ROW, id);
    if (!query_next(row)) {
        return NULL;
    }
    read_place(describer, row, place);
    return describer_thing(describer, query_number(row, 9));
}

const struct thing *describer_first(struct describer *describer, const char *rows,
                                    bool (*fits)(const struct thing *thing,
                                                 const struct place *place),
                                    struct place *place) {
    while (*rows) {
        char *end = NULL;
        const struct thing *thing = describer_thing_at(describer, strtoll(rows, &end, 10), place);
        if (thing && fits(thing, place)) {
            return thing;
        }
        rows = end == rows ? "" : end + strspn(end, " ");
    }
    return NULL;
}

uint64_t describer_place_count(struct describer *describer, int64_t artifact) {
    struct query *row = ask(describer, LIVE_FILES, artifact);
    struct buffer path = {0}, container = {0};
    uint64_t count = 0;
    while (query_next(row)) {
        if (count && strcmp(buffer_text(&path), query_text(row, 0)) == 0 &&
            strcmp(buffer_text(&container), query_text(row, 1)) == 0) {
            continue;
        }
        count++;
        buffer_clear(&path);
        buffer_append_text(&path, query_text(row, 0));
        buffer_clear(&container);
        buffer_append_text(&container, query_text(row, 1));
    }
    buffer_release(&path);
    buffer_release(&container);
    return count;
}

void say_place(struct buffer *out, const struct place *place) {
    place_name_append(out, place->path, place->container, place->detail);
    if (place->is_git && !place->is_live && *place->revision) {
        buffer_format(out, " in commit %.12s", place->revision);
        if (*place->date) {
            buffer_append_text(out, " of ");
            say_day(out, place->date);
        }
    } else if (place->is_git && place->is_live) {
        buffer_append_text(out, " at HEAD");
    }
}

const char *name_or_none(const char *name) {
    return *name ? name : "(empty name)";
}

void say_thing(struct buffer *out, const struct thing *thing) {
    buffer_format(out, "%s in ", name_or_none(thing->subject));
    say_place(out, &thing->place);
}

void say_key(struct buffer *out, const struct thing *thing) {
    buffer_format(out, "key %s (%s", thing->spki_sha256, thing->algorithm);
    if (*thing->curve) {
        buffer_format(out, " %s", thing->curve);
    } else if (thing->bits > 0) {
        buffer_format(out, " %lld", (long long)thing->bits);
    }
    if (*thing->modulus_sha1) {
        buffer_format(out, ", modulus_sha1 %s", thing->modulus_sha1);
    }
    buffer_append_text(out, ")");
}

void say_issuer_of(struct buffer *out, const struct thing *certificate) {
    buffer_append_text(out, name_or_none(certificate->issuer));
    if (*certificate->authority_key_identifier) {
        buffer_format(out, " (authority key identifier %s)", certificate->authority_key_identifier);
    }
}

void say_namesake(struct buffer *out, const struct thing *namesake) {
    buffer_append_text(out, " A certificate with that name, but another key");
    if (*namesake->subject_key_identifier) {
        buffer_format(out, " (subject key identifier %s)", namesake->subject_key_identifier);
    }
    buffer_append_text(out, ", is in ");
    say_place(out, &namesake->place);
    buffer_append_text(out, ".");
}

void say_more_places(struct buffer *out, struct describer *describer, int64_t artifact) {
    uint64_t count = describer_place_count(describer, artifact);
    if (count > 1) {
        buffer_format(out, " It lies in %llu more place%s.", (unsigned long long)(count - 1),
                      count == 2 ? "" : "s");
    }
}

void say_day(struct buffer *out, const char *time) {
    buffer_format(out, "%.10s", time);
}
