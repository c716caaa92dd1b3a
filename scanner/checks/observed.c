#include "checks/observed.h"

/* A file on disk comes before the same path at HEAD, whose revision is not empty. The bare columns
 * are those of the row with the least min(). */
static const char select_files[] =
    "SELECT path, container, revision, trail, line, column, detail, count(*),"
    " min(line * 1000000 + min(column, 999999))"
    " FROM observation WHERE code = ?1 AND live = 1 AND (?2 = '' OR instr(detail, ?2) <> 1)"
    " GROUP BY path, container, revision ORDER BY path, container, revision";

static void read_observed(struct query *row, struct observed *observed) {
    *observed = (struct observed){
        .place = {.path = query_text(row, 0),
                  .container = query_text(row, 1),
                  .revision = query_text(row, 2),
                  .trail = query_text(row, 3),
                  .detail = "",
                  .date = "",
                  .encoding = "",
                  .line = (uint64_t)query_number(row, 4),
                  .is_live = true},
        .column = (uint64_t)query_number(row, 5),
        .detail = query_text(row, 6),
        .count = (uint64_t)query_number(row, 7),
    };
    observed->place.is_git = *observed->place.revision != 0;
}

bool observed_can_mend(const struct observed *observed) {
    const struct place *place = &observed->place;
    return command_can_read(place) && strcmp(place->trail, place->container) == 0;
}

static void say_observed(struct buffer *message, const struct observed *observed) {
    say_place(message, &observed->place);
    if (observed->place.line) {
        buffer_format(message, ", line %llu", (unsigned long long)observed->place.line);
    }
    if (observed->column) {
        buffer_format(message, ", column %llu", (unsigned long long)observed->column);
    }
    if (!observed->place.line && *observed->place.trail &&
        strcmp(observed->place.trail, observed->place.container) != 0) {
        buffer_format(message, " (%s)", observed->place.trail);
    }
    buffer_format(message, ": %s.", observed->detail);
    if (observed->count > 1) {
        buffer_format(message, " %llu more in this file.",
                      (unsigned long long)(observed->count - 1));
    }
}

/* The path and container of the row before, to pass over the same file at HEAD. */
static bool is_same_file(struct buffer *last, const struct place *place) {
    struct buffer file = {0};
    buffer_format(&file, "%s\n%s", place->path, place->container);
    bool same = span_equal(buffer_span(last), buffer_span(&file));
    buffer_release(last);
    *last = file;
    return same;
}

/* What is asked: profile and rule are NULL where no profile does. */
struct question {
    const char *code;
    const char *except;
    const struct profile *profile;
    const struct profile_rule *rule;
    void (*say_remedy)(struct buffer *remedy, const struct observed *observed);
};

static enum outcome answer(struct audit *audit, const struct question *question,
                           struct error *error) {
    struct query *query = query_new(audit->inventory, select_files, error);
    if (!query) {
        return FAILED;
    }
    struct buffer message = {0}, remedy = {0}, last = {0};
    enum outcome outcome = DONE;
    query_bind_text(query, 1, question->code);
    query_bind_text(query, 2, question->except ? question->except : "");
    while (outcome == DONE && query_next(query)) {
        struct observed observed;
        read_observed(query, &observed);
        if (is_same_file(&last, &observed.place)) {
            continue;
        }
        buffer_clear(&message);
        buffer_clear(&remedy);
        say_observed(&message, &observed);
        if (question->say_remedy) {
            question->say_remedy(&remedy, &observed);
        }
        if (question->rule) {
            buffer_format(&message, " Profile %s (%s): ", question->profile->name,
                          question->profile->title);
            say_profile_rule(&message, question->rule);
            buffer_format(&message, " (%s).", question->rule->source);
        }
        if (message.failed || remedy.failed || last.failed) {
            outcome = fail(error, "out of memory");
            break;
        }
        outcome = audit_report(audit,
                               &(struct finding){
                                   .message = buffer_text(&message),
                                   .remedy = remedy.length ? buffer_text(&remedy) : NULL,
                                   .path = observed.place.path,
                                   .trail = observed.place.trail,
                                   .revision = observed.place.revision,
                                   .severity = question->rule ? question->rule->severity : 0,
                                   .profile = question->rule ? question->profile->name : NULL,
                               },
                               error);
    }
    if (query_free(query, error) != DONE) {
        outcome = FAILED;
    }
    buffer_release(&message);
    buffer_release(&remedy);
    buffer_release(&last);
    return outcome;
}

enum outcome observed_report(struct audit *audit, const char *code,
                             void (*say_remedy)(struct buffer *remedy,
                                                const struct observed *observed),
                             struct error *error) {
    struct question question = {.code = code, .say_remedy = say_remedy};
    return answer(audit, &question, error);
}

enum outcome observed_report_rule(struct audit *audit, const char *code, const char *except,
                                  enum profile_rule_kind kind, struct error *error) {
    enum outcome outcome = DONE;
    for (unsigned i = 0; i < audit->profile_count && outcome == DONE; i++) {
        struct question question = {.code = code, .except = except, .profile = audit->profiles[i]};
        question.rule = profile_rule(question.profile, kind);
        outcome = question.rule ? answer(audit, &question, error) : DONE;
    }
    return outcome;
}
