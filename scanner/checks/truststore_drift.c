/* Truststores that were one once: the same name, mostly the same content. */
#include "base/text.h"
#include "checks/row.h"
#include <stdlib.h>

enum { COPIES = 16 }; /* of one name before it that a truststore is compared with */

struct copy {
    int64_t file;
    int64_t members;
    const char *name;
    const char *role; /* as the first configuration that names it has it; "": none does */
    bool is_git;
};

static const char select_stores[] =
    "SELECT truststore.file, file.path, file.container, count(DISTINCT artifact.id),"
    " file.source = 'git', coalesce((SELECT role FROM reference WHERE reference.file = file.id"
    "  AND role IN ('client truststore', 'server truststore', 'truststore') ORDER BY id LIMIT 1), '')"
    " FROM truststore JOIN file ON file.id = truststore.file"
    " JOIN place ON place.file = truststore.file JOIN artifact ON artifact.id = place.artifact"
    " WHERE artifact.kind = 'certificate' AND truststore.is_web_list = 0 AND" ROW_JUDGED_STORE
    " GROUP BY truststore.file ORDER BY truststore.file";

/* Members of ?1 and not of ?2: how many, the first, and three of them in words. */
static const char select_difference[] =
    "SELECT count(*), coalesce(min(id), 0), group_concat(iif(nth <= 3, subject, NULL), '; ')"
    " FROM (SELECT id, subject, row_number() OVER (ORDER BY id) AS nth FROM artifact"
    "  WHERE kind = 'certificate' AND id IN (SELECT artifact FROM place WHERE file = ?1)"
    "  AND id NOT IN (SELECT artifact FROM place WHERE file = ?2))";

static int compare_copies(const void *one, const void *other) {
    const struct copy *a = one;
    const struct copy *b = other;
    int order = strcmp(a->name, b->name);
    return order ? order : (a->file > b->file) - (a->file < b->file);
}

static void say_part(struct buffer *message, struct query *part, const char *word) {
    int64_t count = query_number(part, 0);
    if (count == 0) {
        return;
    }
    buffer_format(message, " %s: %s", word, query_text(part, 2));
    if (count > 3) {
        buffer_format(message, " and %lld more", (long long)(count - 3));
    }
    buffer_append_text(message, ".");
}

struct sides {
    const struct copy *one;
    const struct copy *other;
    struct query *only_one;
    struct query *only_other;
};

static enum outcome report(struct row *row, const struct sides *sides, struct error *error) {
    bool is_less = query_number(sides->only_other, 0) == 0;
    const struct copy *at = is_less ? sides->one : sides->other;
    const struct thing *member = describer_thing(
        row->describer, query_number(is_less ? sides->only_one : sides->only_other, 1));
    const struct thing *place_of = NULL;
    struct place here;
    struct place there;
    struct query *any = query_new(row->audit->inventory,
                                  "SELECT min(iif(file = ?1, id, NULL)), min(iif(file = ?2, id,"
                                  " NULL)) FROM place WHERE file IN (?1, ?2)",
                                  error);
    if (!any || !member) {
        return fail(error, "out of memory");
    }
    const struct copy *away = at == sides->one ? sides->other : sides->one;
    query_bind_number(any, 1, at->file);
    query_bind_number(any, 2, away->file);
    if (query_next(any)) {
        place_of = describer_thing_at(row->describer, query_number(any, 0), &here);
        place_of =
            place_of ? describer_thing_at(row->describer, query_number(any, 1), &there) : NULL;
    }
    if (query_free(any, error) != DONE || !place_of) {
        return fail(error, "out of memory");
    }
    here.detail = there.detail = "";
    buffer_append_text(&row->message, "Truststores ");
    say_place(&row->message, &here);
    buffer_append_text(&row->message, " and ");
    say_place(&row->message, &there);
    buffer_format(&row->message,
                  " have the name %s and most of their certificates in common, but "
                  "differ.",
                  at->name);
    say_part(&row->message, at == sides->one ? sides->only_one : sides->only_other,
             "Only in the first");
    say_part(&row->message, at == sides->one ? sides->only_other : sides->only_one,
             "Only in the second");
    bool same_role = strcmp(sides->one->role, sides->other->role) == 0;
    if (!same_role) {
        buffer_append_text(&row->message, " A configuration names only one of them, so that the "
                                          "other may be for something else.");
    }
    return row_report_at(row, member, &here, same_role ? 0 : SEVERITY_NOTE, error);
}

static enum outcome compare(struct row *row, const struct copy *one, const struct copy *other,
                            bool *reported, struct error *error) {
    struct sides sides = {.one = one, .other = other};
    sides.only_one = query_new(row->audit->inventory, select_difference, error);
    sides.only_other = query_new(row->audit->inventory, select_difference, error);
    enum outcome outcome = sides.only_one && sides.only_other ? DONE : FAILED;
    if (outcome == DONE) {
        query_bind_number(sides.only_one, 1, one->file);
        query_bind_number(sides.only_one, 2, other->file);
        query_bind_number(sides.only_other, 1, other->file);
        query_bind_number(sides.only_other, 2, one->file);
        if (query_next(sides.only_one) && query_next(sides.only_other)) {
            int64_t common = one->members - query_number(sides.only_one, 0);
            int64_t most = one->members > other->members ? one->members : other->members;
            bool differ =
                query_number(sides.only_one, 0) > 0 || query_number(sides.only_other, 0) > 0;
            *reported = differ && common * 2 >= most;
            if (*reported) {
                outcome = report(row, &sides, error);
            }
        }
    }
    if (sides.only_one && query_free(sides.only_one, error) != DONE) {
        outcome = FAILED;
    }
    if (sides.only_other && query_free(sides.only_other, error) != DONE) {
        outcome = FAILED;
    }
    return outcome;
}

static enum outcome load(struct row *row, struct buffer *copies, struct arena *arena,
                         struct error *error) {
    struct query *rows = query_new(row->audit->inventory, select_stores, error);
    while (query_next(rows)) {
        const char *container = query_text(rows, 2);
        const char *name = text_base_name(*container ? container : query_text(rows, 1));
        const char *nested = strrchr(name, '!');
        name = nested ? nested + 1 : name;
        struct copy copy = {.file = query_number(rows, 0),
                            .members = query_number(rows, 3),
                            .name = arena_text(arena, name, strlen(name)),
                            .role =
                                arena_text(arena, query_text(rows, 5), strlen(query_text(rows, 5))),
                            .is_git = query_number(rows, 4) != 0};
        buffer_append(copies, &copy, sizeof copy);
    }
    enum outcome outcome = query_free(rows, error);
    return copies->failed ? fail(error, "out of memory") : outcome;
}

/* Each with those of its name before it, until one is reported. */
static enum outcome compare_all(struct row *row, struct copy *copies, size_t count,
                                struct error *error) {
    for (size_t i = 1; i < count; i++) {
        bool reported = false;
        for (size_t back = 1; back <= COPIES && back <= i && !reported; back++) {
            const struct copy *other = &copies[i - back];
            if (strcmp(other->name, copies[i].name) != 0) {
                break;
            }
            describer_clear(row->describer);
            buffer_clear(&row->message);
            /* What servers hold clients against is another thing than the reverse. */
            bool apart = *other->role && *copies[i].role && strcmp(other->role, copies[i].role);
            if (other->is_git == copies[i].is_git && !apart &&
                compare(row, other, &copies[i], &reported, error) != DONE) {
                return FAILED;
            }
        }
    }
    return DONE;
}

static enum outcome run(struct audit *audit, struct error *error) {
    struct row row = {.audit = audit, .describer = audit->describer};
    struct buffer copies = {0};
    struct arena arena = {0};
    enum outcome outcome = load(&row, &copies, &arena, error);
    size_t count = copies.length / sizeof(struct copy);
    if (outcome == DONE && count > 1) {
        qsort(copies.bytes, count, sizeof(struct copy), compare_copies);
        outcome = compare_all(&row, (struct copy *)(void *)copies.bytes, count, error);
    }
    buffer_release(&copies);
    arena_release(&arena);
    buffer_release(&row.message);
    buffer_release(&row.remedy);
    return outcome;
}

const struct check truststore_drift_check = {
    .id = "truststore-drift",
    .severity = SEVERITY_WARNING,
    .title = "Copies of a truststore differ",
    .rule =
        "Two truststores with one file name in different places share at least half of their certificates, but not all. A note where a configuration names only one of them; nothing where configurations give them different roles. Lists of the web's roots are left out.",
    .remedy = "Bring them to one version, or give them different names.",
    .reference = "certsweep rulebook, section 3",
    .run = run,
};
