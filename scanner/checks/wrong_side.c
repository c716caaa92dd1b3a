#include "checks/wrong_side.h"

#include "base/id_set.h"
#include "base/place_name.h"
#include "base/text.h"
#include "base/words.h"
#include "checks/commands.h"

static const char *const client_words[] = {"client", "clients", "clientcert", "clientcrt", NULL};
static const char *const server_words[] = {"server", "servers", "servercert", "servercrt", NULL};

#define UNFIT(usage)                                                                               \
    " AND artifact.is_ca = 0 AND instr(artifact.extended_key_usage, '" usage "') = 0"              \
    " AND instr(artifact.extended_key_usage, 'anyExtendedKeyUsage') = 0"

/* What a configuration presents on this side, whatever it is called. */
#define PRESENTED(usage, side)                                                                     \
    "SELECT artifact.id, artifact.extended_key_usage, place.id, named.path, named.container,"      \
    " named.line, named.directive, min(named.id)"                                                  \
    " FROM presentation AS named JOIN place ON place.file = named.file"                            \
    " JOIN artifact ON artifact.id = place.artifact AND artifact.kind = 'certificate'"             \
    " WHERE named.side = '" side                                                                   \
    "'" UNFIT(usage) " GROUP BY artifact.id, place.file ORDER BY artifact.id, place.id"

/* With its places whose path has the word: one may be called so where others are not. */
#define CALLED(word, usage, roles, more)                                                           \
    "SELECT * FROM (SELECT artifact.id, artifact.extended_key_usage,"                              \
    "  (SELECT group_concat(id, ' ') FROM (SELECT place.id FROM place"                             \
    "   JOIN file ON file.id = place.file WHERE place.artifact = artifact.id AND file.live = 1"    \
    "   AND (file.path LIKE '%" word "%' OR file.container LIKE '%" word "%')"                     \
    "   AND NOT EXISTS (SELECT 1 FROM truststore WHERE truststore.file = file.id"                  \
    "    AND truststore.recognised = 'system') ORDER BY place.id LIMIT 64)) AS places"             \
    " FROM artifact WHERE artifact.kind = 'certificate'"                                           \
    " AND artifact.role IN (" roles ", 'other')" UNFIT(usage) more                                 \
        ")"                                                                                        \
        " WHERE places IS NOT NULL ORDER BY id"

struct side {
    const char *name;
    const char *others;       /* who refuses it */
    const char *const *words; /* of file names that say so */
    const char *const *other_words;
    const char *presented;
    const char *called;
    enum severity severity; /* of what is only called so; 0: the check's own */
};

const struct side client_side = {
    .name = "client",
    .others = "servers",
    .words = client_words,
    .other_words = server_words,
    .presented = PRESENTED("clientAuth", "client"),
    .called = CALLED("client", "clientAuth", "'server'", ""),
};

/* What lies without its key is rather kept by somebody who calls that server. */
const struct side server_side = {
    .name = "server",
    .others = "clients",
    .words = server_words,
    .other_words = client_words,
    .presented = PRESENTED("serverAuth", "server"),
    .called = CALLED("server", "serverAuth", "'client'",
                     " AND EXISTS (SELECT 1 FROM artifact AS own JOIN place ON place.artifact ="
                     "  own.id JOIN file ON file.id = place.file WHERE own.key = artifact.key"
                     "  AND own.kind = 'private-key' AND file.live = 1)"),
    .severity = SEVERITY_WARNING,
};

struct question {
    const struct side *side;
    struct id_set *told; /* certificates */
};

/* The file's name says it, and neither it nor the subject says the other side. */
static bool is_called(const struct side *side, const struct thing *certificate,
                      const struct place *place) {
    bool is_member = *place->container && !place->is_part;
    const char *path = is_member ? place->container : place->path;
    struct span name = span_text(text_base_name(path));
    struct span subject = span_text(certificate->subject);
    return words_have(name, side->words) && !words_have(name, side->other_words) &&
           !words_have(subject, side->other_words);
}

static bool is_called_client(const struct thing *certificate, const struct place *place) {
    return is_called(&client_side, certificate, place);
}

static bool is_called_server(const struct thing *certificate, const struct place *place) {
    return is_called(&server_side, certificate, place);
}

static enum outcome report(struct row *row, const struct thing *certificate,
                           const struct place *place, const char *how, enum severity severity,
                           struct error *error) {
    const struct side *side = ((const struct question *)row->question)->side;
    buffer_format(&row->message,
                  " %s a %s's, but its extended key usage is %s: %s refuse it as a %s's.", how,
                  side->name, query_text(row->query, 1), side->others, side->name);
    say_more_places(&row->message, row->describer, certificate->artifact);
    buffer_append_text(&row->remedy, row->audit->current->remedy);
    command_inspect(&row->remedy, place, "-ext extendedKeyUsage");
    return row_report_at(row, certificate, place, severity, error);
}

static enum outcome report_presented(struct row *row, struct error *error) {
    const struct question *question = row->question;
    struct place place;
    const struct thing *certificate =
        describer_thing_at(row->describer, query_number(row->query, 2), &place);
    if (!certificate ||
        !id_set_add(question->told, span_of(&certificate->artifact, sizeof certificate->artifact),
                    NULL)) {
        return fail(error, "out of memory");
    }
    place_name_append(&row->message, query_text(row->query, 3), query_text(row->query, 4), "");
    buffer_format(&row->message, " line %lld, %s, presents certificate %s in ",
                  (long long)query_number(row->query, 5), query_text(row->query, 6),
                  name_or_none(certificate->subject));
    say_place(&row->message, &place);
    return report(row, certificate, &place, "as", 0, error);
}

static enum outcome report_called(struct row *row, struct error *error) {
    const struct question *question = row->question;
    struct place place;
    int64_t artifact = query_number(row->query, 0);
    if (id_set_find(question->told, span_of(&artifact, sizeof artifact))) {
        return DONE;
    }
    const struct thing *certificate = describer_first(
        row->describer, query_text(row->query, 2),
        question->side == &client_side ? is_called_client : is_called_server, &place);
    if (!certificate) {
        return DONE;
    }
    buffer_format(&row->message, "Certificate %s in ", name_or_none(certificate->subject));
    say_place(&row->message, &place);
    return report(row, certificate, &place, "is called", question->side->severity, error);
}

enum outcome wrong_side_report(struct audit *audit, const struct side *side, struct error *error) {
    struct id_set told = {0};
    struct question question = {.side = side, .told = &told};
    enum outcome outcome =
        row_each_asked(audit, side->presented, NULL, &question, report_presented, error);
    if (outcome == DONE) {
        outcome = row_each_asked(audit, side->called, NULL, &question, report_called, error);
    }
    id_set_release(&told);
    return outcome;
}
