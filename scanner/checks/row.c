#include "checks/row.h"

#include "base/place_name.h"
#include "checks/commands.h"

static enum outcome each(struct row row, const char *select, const char *text,
                         enum outcome (*report)(struct row *row, struct error *error),
                         struct error *error) {
    struct audit *audit = row.audit;
    row.describer = audit->describer;
    row.truststores = *audit->truststores;
    enum outcome outcome = DONE;
    row.query = query_new(audit->inventory, select, error);
    if (!row.query) {
        return FAILED;
    }
    query_bind_text(row.query, 1, audit->at);
    query_bind_text(row.query, 2, audit->soon);
    if (text) {
        query_bind_text(row.query, 3, text);
    } else {
        query_bind_number(row.query, 3, row.rule ? (int64_t)row.rule->number : 0);
    }
    while (outcome == DONE && query_next(row.query)) {
        describer_clear(row.describer);
        buffer_clear(&row.message);
        buffer_clear(&row.remedy);
        outcome = report(&row, error);
    }
    if (query_free(row.query, error) != DONE) {
        outcome = FAILED;
    }
    buffer_release(&row.message);
    buffer_release(&row.remedy);
    return outcome;
}

enum outcome row_each(struct audit *audit, const char *select,
                      enum outcome (*report)(struct row *row, struct error *error),
                      struct error *error) {
    return each((struct row){.audit = audit}, select, NULL, report, error);
}

enum outcome row_each_asked(struct audit *audit, const char *select, const char *text,
                            const void *question,
                            enum outcome (*report)(struct row *row, struct error *error),
                            struct error *error) {
    return each((struct row){.audit = audit, .question = question}, select, text, report, error);
}

enum outcome row_each_rule(struct audit *audit, enum profile_rule_kind kind, const char *select,
                           enum outcome (*report)(struct row *row, struct error *error),
                           struct error *error) {
    enum outcome outcome = DONE;
    for (unsigned i = 0; i < audit->profile_count && outcome == DONE; i++) {
        struct row row = {.audit = audit, .profile = audit->profiles[i]};
        row.rule = profile_rule(row.profile, kind);
        outcome = row.rule ? each(row, select, NULL, report, error) : DONE;
    }
    return outcome;
}

static enum outcome report_for(struct row *row, const struct thing *thing,
                               const struct place *place, enum severity severity,
                               const char *profile, struct error *error) {
    const struct check *check = row->audit->current;
    if (row->message.failed || row->remedy.failed) {
        return fail(error, "out of memory");
    }
    struct finding finding = {
        .check = check->id,
        .severity = severity ? severity : check->severity,
        .title = check->title,
        .message = buffer_text(&row->message),
        .remedy = row->remedy.length ? buffer_text(&row->remedy) : NULL,
        .artifact = thing->artifact,
        .path = place->path,
        .trail = place->trail,
        .revision = place->revision,
        .profile = profile,
    };
    return audit_report(row->audit, &finding, error);
}

const struct thing *row_authority(struct row *row, int64_t artifact) {
    static const char best[] =
        "SELECT place.id FROM (SELECT place.id, place.file, place.position FROM place"
        "  JOIN file ON file.id = place.file WHERE place.artifact = ?1 AND file.live = 1"
        "  ORDER BY place.id LIMIT 200) AS place ORDER BY"
        " EXISTS (SELECT 1 FROM reference WHERE reference.file = place.file"
        "  AND reference.role NOT IN ('certificate', 'keystore')) DESC,"
        " EXISTS (SELECT 1 FROM truststore WHERE truststore.file = place.file) DESC,"
        " NOT EXISTS (SELECT 1 FROM place AS before JOIN artifact ON artifact.id = before.artifact"
        "  WHERE before.file = place.file AND before.position < place.position"
        "  AND artifact.kind = 'certificate') DESC, place.id LIMIT 1";
    const struct thing *thing = describer_thing(row->describer, artifact);
    struct query *rows = thing ? query_new(row->audit->inventory, best, NULL) : NULL;
    if (!rows) {
        return thing;
    }
    row->authority = *thing;
    query_bind_number(rows, 1, artifact);
    struct place place;
    if (query_next(rows) && describer_thing_at(row->describer, query_number(rows, 0), &place)) {
        row->authority.place = place;
    }
    query_free(rows, NULL);
    return &row->authority;
}

enum outcome row_report_at(struct row *row, const struct thing *thing, const struct place *place,
                           enum severity severity, struct error *error) {
    return report_for(row, thing, place, severity, NULL, error);
}

enum outcome row_report_profile(struct row *row, const struct thing *thing,
                                const struct place *place, const struct profile *profile,
                                const struct profile_rule *rule, struct error *error) {
    buffer_format(&row->message, " Profile %s (%s): ", profile->name, profile->title);
    say_profile_rule(&row->message, rule);
    buffer_format(&row->message, " (%s).", rule->source);
    return report_for(row, thing, place ? place : &thing->place, rule->severity, profile->name,
                      error);
}

enum outcome row_report_ruled(struct row *row, const struct thing *thing, const struct place *place,
                              enum severity severity, enum profile_rule_kind kind,
                              struct error *error) {
    size_t length = row->message.length;
    enum outcome outcome = DONE;
    bool told = false;
    for (unsigned i = 0; i < row->audit->profile_count && outcome == DONE; i++) {
        const struct profile *profile = row->audit->profiles[i];
        const struct profile_rule *rule = profile_rule(profile, kind);
        if (rule) {
            row->message.length = length;
            told = true;
            outcome = row_report_profile(row, thing, place, profile, rule, error);
        }
    }
    return told ? outcome
                : row_report_at(row, thing, place ? place : &thing->place, severity, error);
}

enum outcome row_report(struct row *row, const struct thing *thing, enum severity severity,
                        struct error *error) {
    return row_report_at(row, thing, &thing->place, severity, error);
}

void say_removal(struct row *row, const char *words, const struct place *file, const char *trails,
                 unsigned kept) {
    struct buffer command = {0};
    if (command_remove(&command, file, trails, kept)) {
        buffer_format(&row->remedy, "%sRemove %s: %s", words, strstr(trails, "; ") ? "them" : "it",
                      buffer_text(&command));
    }
    buffer_release(&command);
}

void say_replacement(struct row *row, const struct replacement_words *words,
                     const struct place *from, const struct place *store, const char *trails) {
    struct buffer command = {0};
    if (command_append(&command, from, store)) {
        say_removal(row, words->removing, store, trails, 0);
        buffer_append_text(&row->remedy, row->remedy.length ? " && " : words->appending);
        buffer_append_text(&row->remedy, buffer_text(&command));
    } else {
        buffer_format(&row->remedy, "%s%s.", words->neither, buffer_text(&command));
    }
    buffer_release(&command);
}

enum outcome row_report_listing(struct row *row, const char *where, struct error *error) {
    const struct thing *first = describer_thing(row->describer, query_number(row->query, 1));
    struct place place;
    if (!first ||
        !describer_place_in(row->describer, first->artifact, query_number(row->query, 0), &place)) {
        return fail(error, "out of memory");
    }
    int64_t count = query_number(row->query, 2);
    struct place list = place;
    list.detail = "";
    list.line = 0;
    buffer_format(&row->message, "%lld of the certificates listed in ", (long long)count);
    say_place(&row->message, &list);
    buffer_format(&row->message, " %s no issuer beside %s: what issued the first, %s, ",
                  count == 1 ? "has" : "have", count == 1 ? "it" : "them",
                  name_or_none(first->subject));
    buffer_format(&row->message, "%s.", where);
    buffer_append_text(&row->remedy,
                       "Nothing, where the file is a record of what was issued. Where "
                       "a program presents one of them, give it a file of its own "
                       "with its issuers.");
    return row_report_at(row, first, &place, SEVERITY_NOTE, error);
}

enum outcome truststores_say_near(struct row *row, int64_t certificate, const struct place **first,
                                  struct error *error) {
    static const char near[] =
        "SELECT file.path, file.container, count(*) OVER (), file.id FROM client_trust"
        " JOIN file ON file.id = client_trust.truststore"
        " JOIN truststore ON truststore.file = file.id WHERE client_trust.certificate = ?1"
        " ORDER BY truststore.recognised = 'weak name', client_trust.rank LIMIT 3";
    struct query *rows = query_new(row->audit->inventory, near, error);
    if (!rows) {
        return FAILED;
    }
    query_bind_number(rows, 1, certificate);
    int64_t named = 0;
    int64_t all = 0;
    *first = NULL;
    for (; query_next(rows); named++) {
        buffer_append_text(&row->message, named ? ", " : "no truststore near it (");
        place_name_append(&row->message, query_text(rows, 0), query_text(rows, 1), "");
        all = query_number(rows, 2);
        *first = named ? *first : truststores_of(&row->truststores, query_number(rows, 3));
    }
    if (all > named) {
        buffer_format(&row->message, " and %lld more", (long long)(all - named));
    }
    buffer_append_text(&row->message, named ? ")" : "no truststore");
    return query_free(rows, error);
}
