/* Keys that everybody has, one finding a key. */
#include "base/words.h"
#include "checks/row.h"

/* The key's first artifact in use, how many artifacts have the key, and where it is published. */
static const char suspects[] =
    "SELECT min(artifact.id), count(*), known.source, artifact.key"
    " FROM known JOIN artifact ON artifact.id = known.artifact"
    " WHERE known.kind = 'published key' AND artifact.kind IN ('private-key', 'certificate',"
    "  'request') AND" ROW_LIVE " GROUP BY artifact.key ORDER BY min(artifact.id)";

static const char *const harmless_words[] = {
    "test",     "tests",  "testing", "testdata",    "testcerts", "fixture",  "fixtures",  "example",
    "examples", "sample", "samples", "demo",        "demos",     "doc",      "docs",      "spec",
    "specs",    "mock",   "mocks",   "integration", "corpus",    "unittest", "unittests", NULL};

/* All live places of the key: do their paths say that they are tests? */
static enum outcome is_harmless(struct row *row, int64_t key, bool *harmless, struct error *error) {
    struct query *places =
        query_new(row->audit->inventory,
                  "SELECT file.path || '/' || file.container FROM artifact JOIN place"
                  " ON place.artifact = artifact.id JOIN file ON file.id = place.file"
                  " WHERE artifact.key = ?1 AND file.live = 1",
                  error);
    if (!places) {
        return FAILED;
    }
    query_bind_number(places, 1, key);
    *harmless = true;
    while (*harmless && query_next(places)) {
        *harmless = words_have(span_text(query_text(places, 0)), harmless_words);
    }
    return query_free(places, error);
}

static enum outcome report(struct row *row, struct error *error) {
    const struct thing *first = describer_thing(row->describer, query_number(row->query, 0));
    bool harmless = false;
    if (!first) {
        return fail(error, "out of memory");
    }
    if (is_harmless(row, query_number(row->query, 3), &harmless, error) != DONE) {
        return FAILED;
    }
    struct buffer *message = &row->message;
    buffer_append_text(message, "The private half of ");
    say_key(message, first);
    buffer_format(message, " is published (%s). It is in use here: ", query_text(row->query, 2));
    say_place(message, &first->place);
    int64_t more = query_number(row->query, 1) - 1;
    if (more > 0) {
        buffer_format(message, ", and %lld more thing%s with this key", (long long)more,
                      more == 1 ? "" : "s");
    }
    buffer_append_text(message, harmless ? ". All its places look like tests, examples or "
                                           "documents."
                                         : ".");
    return row_report(row, first, harmless ? SEVERITY_NOTE : 0, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return row_each(audit, suspects, report, error);
}

const struct check key_published_check = {
    .id = "key-published",
    .severity = SEVERITY_ERROR,
    .title = "Published private key in use",
    .rule =
        "A key whose private half is published, in a document or in the test suite of a public project: whoever wants it has it. A note where all its places look like tests, examples or documents.",
    .remedy = "Make a new key, and revoke and replace whatever certifies this one.",
    .reference = "certsweep rulebook, section 5",
    .run = run,
};
