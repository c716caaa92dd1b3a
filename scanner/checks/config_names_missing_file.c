/* A configuration that names a key or certificate that is not there. */
#include "checks/row.h"

static const char suspects[] =
    "SELECT path, container, trail, revision, family, directive, role, line, name FROM reference"
    " WHERE verdict = 'missing' ORDER BY id";

static enum outcome report(struct row *row, struct error *error) {
    struct query *query = row->query;
    struct place place = {.path = query_text(query, 0),
                          .container = query_text(query, 1),
                          .trail = query_text(query, 2),
                          .detail = "",
                          .revision = query_text(query, 3),
                          .date = "",
                          .encoding = "",
                          .is_git = *query_text(query, 3) != 0,
                          .is_live = true};
    say_place(&row->message, &place);
    buffer_format(&row->message,
                  ", line %lld: %s names %s (%s, %s), and no key or certificate was found there. "
                  "A symbolic link counts only where what it leads to was swept.",
                  (long long)query_number(query, 7), query_text(query, 5), query_text(query, 8),
                  query_text(query, 4), query_text(query, 6));
    if (row->message.failed) {
        return fail(error, "out of memory");
    }
    return audit_report(row->audit,
                        &(struct finding){.message = buffer_text(&row->message),
                                          .path = place.path,
                                          .trail = place.trail,
                                          .revision = place.revision},
                        error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return row_each(audit, suspects, report, error);
}

const struct check config_names_missing_file_check = {
    .id = "config-names-missing-file",
    .severity = SEVERITY_WARNING,
    .title = "Configuration names a file that is not there",
    .rule = "A configuration file names a key, certificate or truststore by a plain path that is "
            "relative, or lies below what was swept, and nothing of that kind is there, nor under "
            "the end of that path elsewhere below the same root. Variables, templates and paths "
            "outside what was swept are left out.",
    .remedy = "Put the file there, or correct the path. Where the file is made at deployment, "
              "nothing is wrong.",
    .reference = "documentation of each server's TLS directives",
    .run = run,
};
