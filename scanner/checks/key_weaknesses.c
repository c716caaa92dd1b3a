#include "checks/key_weaknesses.h"

/* The first thing in use that has the key, how many there are, and the first with the other key. */
static const char select_keys[] =
    "SELECT min(artifact.id), count(*), weakness.detail, (SELECT min(other.id) FROM artifact AS"
    "  other WHERE other.key = weakness.other) FROM key_weakness AS weakness"
    " JOIN artifact ON artifact.key = weakness.key"
    " WHERE weakness.code = ?3 AND (?3 <> 'small exponent' OR artifact.kind = 'private-key'"
    "  OR artifact.kind = 'certificate' AND artifact.is_ca = 0 OR artifact.kind = 'public-key'"
    "  AND EXISTS (SELECT 1 FROM used_place WHERE used_place.artifact = artifact.id"
    "   AND used_place.use IS NULL)) AND" ROW_LIVE " GROUP BY weakness.key ORDER BY 1";

struct question {
    const char *meaning;
    enum severity severity;
};

static void say_owner(struct buffer *message, const struct thing *thing) {
    buffer_append_text(message, "The ");
    say_key(message, thing);
    buffer_append_text(message, *thing->subject ? " of " : " in ");
    if (*thing->subject) {
        say_thing(message, thing);
    } else {
        say_place(message, &thing->place);
    }
}

static enum outcome report(struct row *row, struct error *error) {
    const struct question *question = row->question;
    int64_t other = query_number(row->query, 3), more = query_number(row->query, 1) - 1;
    const struct thing *first = describer_thing(row->describer, query_number(row->query, 0));
    const struct thing *twin = other ? describer_thing(row->describer, other) : NULL;
    struct buffer *message = &row->message;
    if (!first || (other && !twin)) {
        return fail(error, "out of memory");
    }
    say_owner(message, first);
    buffer_format(message, ": %s.", query_text(row->query, 2));
    if (twin) {
        buffer_append_text(message, " The other one: ");
        say_key(message, twin);
        buffer_append_text(message, " in ");
        say_place(message, &twin->place);
        buffer_append_text(message, ".");
    }
    buffer_format(message, " %s", question->meaning);
    if (more > 0) {
        buffer_format(message, " %lld more thing%s this key.", (long long)more,
                      more == 1 ? " has" : "s have");
    }
    return row_report(row, first, question->severity, error);
}

enum outcome key_weaknesses_report(struct audit *audit, const char *code, const char *meaning,
                                   enum severity severity, struct error *error) {
    struct question question = {meaning, severity};
    return row_each_asked(audit, select_keys, code, &question, report, error);
}
