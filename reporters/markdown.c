/* A summary for a merge request or a chat: what was swept, what is wrong most and what to do about
 * it. Names that come from what was swept stand in code spans, where nothing is a link, an image, a
 * mention or markup. */
#include "base/buffer.h"
#include "checks/check.h"
#include "inventory/query.h"
#include "reporter.h"

enum { CHECKS_SHOWN = 10, REASONS_SHOWN = 10, NAME_BYTES_SHOWN = 160 };

/* The fence is longer than any run of backticks inside; a bar would end the table cell. Long names
 * are cut between characters. */
static void write_name(const char *name, FILE *out) {
    size_t longest = 0, run = 0, length = strlen(name);
    bool cut = length > NAME_BYTES_SHOWN;
    if (cut) {
        for (length = NAME_BYTES_SHOWN; length && (name[length] & 0xC0) == 0x80; length--) {
        }
    }
    for (size_t i = 0; i < length; i++) {
        run = name[i] == '`' ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    for (size_t i = 0; i <= longest; i++) {
        fputc('`', out);
    }
    fputs(longest ? " " : "", out);
    for (size_t i = 0; i < length; i++) {
        fputs(name[i] == '|' ? "\\" : "", out);
        fputc(name[i], out);
    }
    fputs(cut ? "..." : "", out);
    fputs(longest ? " " : "", out);
    for (size_t i = 0; i <= longest; i++) {
        fputc('`', out);
    }
}

/* Words of ours as plain text: every mark that means something is escaped. */
static void write_words(const char *words, FILE *out) {
    for (; *words; words++) {
        if (strchr("\\`*_{}[]<>()#+!|~&", *words)) {
            fputc('\\', out);
        }
        fputc(*words, out);
    }
}

static void write_count(int64_t count, const char *thing, FILE *out) {
    fprintf(out, "%lld %s%s", (long long)count, thing, count == 1 ? "" : "s");
}

static enum outcome write_title(struct inventory *inventory, FILE *out, struct error *error) {
    static const char *const names[] = {"error", "warning", "note"};
    struct query *query = query_new(inventory,
                                    "SELECT count(*) FILTER (WHERE severity = 'error'), "
                                    "count(*) FILTER (WHERE severity = 'warning'), "
                                    "count(*) FILTER (WHERE severity = 'note') FROM finding",
                                    error);
    fputs("# certsweep: ", out);
    if (query_next(query)) {
        for (int i = 0; i < 3; i++) {
            fputs(i ? ", " : "", out);
            write_count(query_number(query, i), names[i], out);
        }
    }
    fputs("\n\n", out);
    return query_free(query, error);
}

static enum outcome write_swept(struct inventory *inventory, const struct report_options *options,
                                FILE *out, struct error *error) {
    struct query *root = query_new(inventory, "SELECT shown FROM root ORDER BY id", error);
    int roots = 0;
    fputs("Swept ", out);
    while (query_next(root)) {
        if (roots++ < REASONS_SHOWN) {
            fputs(roots > 1 ? ", " : "", out);
            write_name(query_text(root, 0), out);
        }
    }
    if (roots > REASONS_SHOWN) {
        fprintf(out, " and %d more", roots - REASONS_SHOWN);
    }
    fprintf(out, ", judged at %s:", options->at);
    if (query_free(root, error) != DONE) {
        return FAILED;
    }
    struct query *kind = query_new(
        inventory,
        "SELECT replace(kind, '-', ' '), count(*) FROM artifact GROUP BY kind ORDER BY kind",
        error);
    int kinds = 0;
    while (query_next(kind)) {
        fputs(kinds++ ? ", " : " ", out);
        write_count(query_number(kind, 1), query_text(kind, 0), out);
    }
    fputs(kinds ? ".\n\n" : " nothing found.\n\n", out);
    return query_free(kind, error);
}

/* What git has of keys, where it is not what HEAD has. */
static enum outcome write_history(struct inventory *inventory, FILE *out, struct error *error) {
    struct query *query = query_new(
        inventory,
        "SELECT count(DISTINCT artifact) FILTER (WHERE reachable = 1), "
        "count(DISTINCT artifact) FILTER (WHERE reachable = 0) FROM artifact_place AS p "
        "WHERE kind = 'private-key' AND source = 'git' AND NOT EXISTS (SELECT 1 FROM place "
        "JOIN file ON file.id = place.file WHERE place.artifact = p.artifact AND file.at_head = 1)",
        error);
    if (query_next(query) && query_number(query, 0) + query_number(query, 1) > 0) {
        fputs("In git history, not at HEAD: ", out);
        write_count(query_number(query, 0), "private key", out);
        fputs(" that a ref leads to, ", out);
        fprintf(out, "%lld that none does.\n\n", (long long)query_number(query, 1));
    }
    return query_free(query, error);
}

static const struct check *find_check(const char *id) {
    for (size_t i = 0; checks[i]; i++) {
        if (strcmp(checks[i]->id, id) == 0) {
            return checks[i];
        }
    }
    return NULL;
}

/* Severity, check, title, count and first place, most severe first. */
static const char select_checks[] =
    "SELECT f.severity, f.check_id, f.title, number, f.path || iif(f.trail = '', '', '!' || f.trail) "
    "FROM (SELECT count(*) AS number, min(id) AS first FROM finding GROUP BY severity, check_id) "
    "JOIN finding AS f ON f.id = first ORDER BY CASE f.severity WHEN 'error' THEN 0 "
    "WHEN 'warning' THEN 1 ELSE 2 END, number DESC, f.check_id";

static enum outcome write_checks(struct inventory *inventory, FILE *out, struct error *error) {
    struct query *query = query_new(inventory, select_checks, error);
    int shown = 0;
    int64_t more = 0;
    while (query_next(query)) {
        if (shown++ >= CHECKS_SHOWN) {
            more += query_number(query, 3);
            continue;
        }
        if (shown == 1) {
            fputs("| severity | what is wrong | count | first place | what to do |\n"
                  "|---|---|---|---|---|\n",
                  out);
        }
        const struct check *check = find_check(query_text(query, 1));
        fprintf(out, "| %s | ", query_text(query, 0));
        write_words(query_text(query, 2), out);
        fprintf(out, " (`%s`) | %lld | ", query_text(query, 1), (long long)query_number(query, 3));
        write_name(query_text(query, 4), out);
        fputs(" | ", out);
        write_words(check ? check->remedy : "", out);
        fputs(" |\n", out);
    }
    if (more) {
        fprintf(out, "\nAnd %lld more, in the report.\n", (long long)more);
    }
    fputs(shown ? "\n" : "", out);
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
            fputs("**Incomplete:** not or only partly read:\n\n", out);
        }
        if (shown <= REASONS_SHOWN) {
            fputs("- ", out);
            write_words(query_text(query, 0), out);
            fprintf(out, ": %lld, first ", (long long)query_number(query, 1));
            write_name(query_text(query, 2)[0] ? query_text(query, 2) : "the scan", out);
            fputc('\n', out);
        }
    }
    if (shown > REASONS_SHOWN) {
        fprintf(out, "- and %d more reasons\n", shown - REASONS_SHOWN);
    }
    return query_free(query, error);
}

static enum outcome markdown_write(struct inventory *inventory,
                                   const struct report_options *options, FILE *out,
                                   struct error *error) {
    if (write_title(inventory, out, error) != DONE ||
        write_swept(inventory, options, out, error) != DONE ||
        write_history(inventory, out, error) != DONE ||
        write_checks(inventory, out, error) != DONE) {
        return FAILED;
    }
    return write_problems(inventory, out, error);
}

const struct reporter markdown_reporter = {"markdown", NULL, markdown_write};
