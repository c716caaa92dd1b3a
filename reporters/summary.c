/* What a person sees on the terminal when a run ends. */
#include "inventory/query.h"
#include "reporter.h"

enum { FINDINGS_SHOWN = 10, PROBLEMS_SHOWN = 8 };

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

static enum outcome write_kinds(struct inventory *inventory, FILE *out, struct error *error) {
    struct query *query = query_new(inventory,
                                    "SELECT kind, count(DISTINCT artifact), count(*) "
                                    "FROM artifact_place GROUP BY kind ORDER BY kind",
                                    error);
    fputs("Found\n", out);
    while (query_next(query)) {
        fprintf(out, "  %-16s %10lld   in %lld places\n", query_text(query, 0),
                (long long)query_number(query, 1), (long long)query_number(query, 2));
    }
    return query_free(query, error);
}

static enum outcome write_findings(struct inventory *inventory, FILE *out, struct error *error) {
    struct query *query = query_new(
        inventory,
        "SELECT severity, check_id, count(*), min(path) FROM finding GROUP BY severity, check_id "
        "ORDER BY CASE severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, "
        "count(*) DESC, check_id",
        error);
    int shown = 0;
    int64_t more = 0;
    fputs("Findings\n", out);
    while (query_next(query)) {
        if (shown++ < FINDINGS_SHOWN) {
            fprintf(out, "  %-8s %-28s %6lld   first: %s\n", query_text(query, 0),
                    query_text(query, 1), (long long)query_number(query, 2), query_text(query, 3));
        } else {
            more += query_number(query, 2);
        }
    }
    if (shown == 0) {
        fputs("  none\n", out);
    }
    if (more) {
        fprintf(out, "  and %lld more, see the report\n", (long long)more);
    }
    return query_free(query, error);
}

static enum outcome write_problems(struct inventory *inventory, FILE *out, struct error *error) {
    struct query *query = query_new(inventory,
                                    "SELECT code, count(*), min(path) FROM problem GROUP BY code "
                                    "ORDER BY count(*) DESC, code",
                                    error);
    int shown = 0;
    while (query_next(query)) {
        if (shown++ == 0) {
            fputs("Not or only partly read\n", out);
        }
        if (shown <= PROBLEMS_SHOWN) {
            fprintf(out, "  %-24s %6lld   first: %s\n", query_text(query, 0),
                    (long long)query_number(query, 1), query_text(query, 2));
        }
    }
    if (shown > PROBLEMS_SHOWN) {
        fprintf(out, "  and %d more kinds, see problems.csv\n", shown - PROBLEMS_SHOWN);
    }
    return query_free(query, error);
}

static enum outcome summary_write(struct inventory *inventory, const struct report_options *options,
                                  FILE *out, struct error *error) {
    fputs("Swept\n", out);
    if (write_counts(inventory, out, error) != DONE || write_kinds(inventory, out, error) != DONE ||
        write_findings(inventory, out, error) != DONE ||
        write_problems(inventory, out, error) != DONE) {
        return FAILED;
    }
    if (options->page) {
        fprintf(out, "Report: %s\n", options->page);
    }
    return DONE;
}

const struct reporter summary_reporter = {"summary", NULL, summary_write};
