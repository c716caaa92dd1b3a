/* What a person sees on the terminal when a run ends. */
#include "inventory/query.h"
#include "reporter.h"

enum { FINDINGS_SHOWN = 10, PROBLEMS_SHOWN = 8 };

/* Colours by meaning; all "" where none are wanted. */
struct palette {
    const char *heading;
    const char *error;
    const char *warning;
    const char *note;
    const char *plain;
};

static struct palette palette_of(const struct report_options *options) {
    if (!options->colour) {
        return (struct palette){"", "", "", "", ""};
    }
    return (struct palette){"\033[1m", "\033[1;31m", "\033[33m", "\033[36m", "\033[0m"};
}

static const char *colour_of(const struct palette *palette, const char *severity) {
    return severity[0] == 'e'   ? palette->error
           : severity[0] == 'w' ? palette->warning
                                : palette->note;
}

static void write_heading(const struct palette *palette, const char *heading, FILE *out) {
    fprintf(out, "%s%s%s\n", palette->heading, heading, palette->plain);
}

static enum outcome write_counts(struct inventory *inventory, FILE *out, struct error *error) {
    struct query *query =
        query_new(inventory,
                  "SELECT layer, max(iif(state = 'seen', things, 0)), "
                  "max(iif(state = 'seen', bytes, 0)), max(iif(state = 'read', bytes, 0)) "
                  "FROM account WHERE layer <> 'entry' GROUP BY layer ORDER BY layer",
                  error);
    while (query_next(query)) {
        fprintf(out, "  %-16s %10lld   %14lld bytes, %lld read\n", query_text(query, 0),
                (long long)query_number(query, 1), (long long)query_number(query, 2),
                (long long)query_number(query, 3));
    }
    return query_free(query, error);
}

/* What an option kept from being looked at; its reason names the option. */
static enum outcome write_left_out(struct inventory *inventory, FILE *out, struct error *error) {
    struct query *query =
        query_new(inventory,
                  "SELECT reason, sum(things) FROM account WHERE state = 'not followed' "
                  "AND reason LIKE '% --%' GROUP BY reason ORDER BY reason",
                  error);
    while (query_next(query)) {
        fprintf(out, "  %-16s %10lld   %s\n", "(not all)", (long long)query_number(query, 1),
                query_text(query, 0));
    }
    return query_free(query, error);
}

static enum outcome write_kinds(struct inventory *inventory, FILE *out, struct error *error) {
    struct query *query = query_new(inventory,
                                    "SELECT kind, count(DISTINCT artifact), count(*) "
                                    "FROM artifact_place GROUP BY kind ORDER BY kind",
                                    error);
    int shown = 0;
    while (query_next(query)) {
        shown++;
        fprintf(out, "  %-16s %10lld   in %lld place%s\n", query_text(query, 0),
                (long long)query_number(query, 1), (long long)query_number(query, 2),
                query_number(query, 2) == 1 ? "" : "s");
    }
    fputs(shown ? "" : "  nothing\n", out);
    return query_free(query, error);
}

static enum outcome write_findings(struct inventory *inventory, const struct palette *palette,
                                   FILE *out, struct error *error) {
    int64_t width = 0;
    if (query_single(inventory, "SELECT min(60, max(length(check_id))) FROM finding", &width,
                     error) != DONE) {
        return FAILED;
    }
    struct query *query = query_new(
        inventory,
        "SELECT severity, check_id, count(*), min(path) FROM finding GROUP BY severity, check_id "
        "ORDER BY CASE severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, "
        "count(*) DESC, check_id",
        error);
    int shown = 0;
    int64_t more = 0;
    while (query_next(query)) {
        if (shown++ < FINDINGS_SHOWN) {
            const char *severity = query_text(query, 0);
            fprintf(out, "  %s%-8s%s %-*s %6lld   first: %s\n", colour_of(palette, severity),
                    severity, palette->plain, (int)width, query_text(query, 1),
                    (long long)query_number(query, 2), query_text(query, 3));
        } else {
            more += query_number(query, 2);
        }
    }
    fputs(shown ? "" : "  none\n", out);
    if (more) {
        fprintf(out, "  and %lld more, see the report\n", (long long)more);
    }
    return query_free(query, error);
}

static enum outcome write_problems(struct inventory *inventory, const struct palette *palette,
                                   FILE *out, struct error *error) {
    int64_t width = 0;
    if (query_single(inventory, "SELECT min(60, max(length(code))) FROM problem", &width, error) !=
        DONE) {
        return FAILED;
    }
    struct query *query = query_new(inventory,
                                    "SELECT code, count(*), min(path) FROM problem GROUP BY code "
                                    "ORDER BY count(*) DESC, code",
                                    error);
    int shown = 0;
    while (query_next(query)) {
        if (shown++ == 0) {
            write_heading(palette, "Not or only partly read", out);
        }
        if (shown <= PROBLEMS_SHOWN) {
            fprintf(out, "  %s%-*s%s %6lld   first: %s\n", palette->warning, (int)width,
                    query_text(query, 0), palette->plain, (long long)query_number(query, 1),
                    query_text(query, 2));
        }
    }
    if (shown > PROBLEMS_SHOWN) {
        fprintf(out, "  and %d more kinds, see problems.csv\n", shown - PROBLEMS_SHOWN);
    }
    return query_free(query, error);
}

static enum outcome summary_write(struct inventory *inventory, const struct report_options *options,
                                  FILE *out, struct error *error) {
    struct palette palette = palette_of(options);
    write_heading(&palette, "Swept", out);
    if (write_counts(inventory, out, error) != DONE ||
        write_left_out(inventory, out, error) != DONE) {
        return FAILED;
    }
    write_heading(&palette, "Found", out);
    if (write_kinds(inventory, out, error) != DONE) {
        return FAILED;
    }
    write_heading(&palette, "Findings", out);
    if (write_findings(inventory, &palette, out, error) != DONE ||
        write_problems(inventory, &palette, out, error) != DONE) {
        return FAILED;
    }
    if (options->page) {
        fprintf(out, "Report: %s\n", options->page);
    }
    return DONE;
}

const struct reporter summary_reporter = {"summary", NULL, summary_write};
