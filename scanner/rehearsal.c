#include "rehearsal.h"

#include <string.h>

#include "base/prose.h"
#include "base/text.h"

enum outcome rehearsal_open(struct rehearsal *rehearsal, struct inventory *inventory,
                            struct error *error) {
    *rehearsal = (struct rehearsal){0};
    rehearsal->roots = query_new(inventory, "SELECT shown FROM root ORDER BY id", error);
    if (!rehearsal->roots) {
        return FAILED;
    }
    rehearsal->places = query_new(inventory,
                                  "SELECT file.path, file.container FROM place"
                                  " JOIN file ON file.id = place.file WHERE place.artifact = ?1"
                                  " AND (file.live = 1 OR ?2 OR NOT EXISTS (SELECT 1"
                                  "  FROM place AS now JOIN file ON file.id = now.file"
                                  "  WHERE now.artifact = ?1 AND file.live = 1))",
                                  error);
    return rehearsal->places ? DONE : FAILED;
}

enum outcome rehearsal_close(struct rehearsal *rehearsal, struct error *error) {
    struct query *queries[] = {rehearsal->roots, rehearsal->places};
    enum outcome outcome = DONE;
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        if (queries[i] && query_free(queries[i], error) != DONE) {
            outcome = FAILED;
        }
    }
    *rehearsal = (struct rehearsal){0};
    return outcome;
}

/* fixtures-expired, integration-tests */
static bool is_of_fixtures(struct span name) {
    static const size_t tail = sizeof "-tests" - 1;
    struct span end = name.length > tail ? span_from(name, name.length - tail) : (struct span){0};
    return (name.length > 8 && span_starts_with(name, "fixtures", 8)) ||
           span_equal(end, span_text("-tests")) || span_equal(end, span_text("_tests"));
}

/* Beside sources: test, testing, androidTest and the other sets of Gradle. */
static bool is_of_tests(struct span name) {
    static const size_t tail = sizeof "test" - 1;
    struct span end = name.length >= tail ? span_from(name, name.length - tail) : (struct span){0};
    return span_equal(name, span_text("testing")) || span_equal(end, span_text("test"));
}

/* path is in lower case. Looks at folders only: a file called test.key says nothing of its use. Nor
 * does a folder called test, which may be an environment that is deployed, but where it stands
 * beside sources. Go keeps the tests of a package beside it, and builds nothing else of that name.
 * What was copied from others is deployed by nobody: foreign becomes true below such a folder, and
 * holds for what follows. */
static bool has_folder_of(const char *path, bool *foreign) {
    static const char *const words[] = {
        "tests",    "testdata", "test-data",    "test_data",  "testcert",  "testcerts",
        "fixture",  "fixtures", "__tests__",    "example",    "examples",  "sample",
        "samples",  "mocks",    "__fixtures__", "unittests",  "fuzz",      "benches",
        "test-ca",  "test_ca",  "test-certs",   "test_certs", "test-keys", "test_keys",
        "testkeys", NULL};
    static const char *const of_others[] = {"vendor",      "godeps",   "node_modules",
                                            "third_party", "external", NULL};
    static const char *const there[] = {"test", "testing", "t", "spec", "demo", NULL};
    bool sources = false;
    for (const char *end = strchr(path, '/'); end; end = strchr(path, '/')) {
        struct span name = span_of(path, (size_t)(end - path));
        if (span_is_one_of(name, words) || is_of_fixtures(name) || (sources && is_of_tests(name)) ||
            (*foreign && span_is_one_of(name, there))) {
            return true;
        }
        *foreign = *foreign || span_is_one_of(name, of_others);
        sources = span_equal(name, span_text("src"));
        path = end + 1;
    }
    return text_has_extension(path, "_test.go");
}

static bool has_such_folder(const char *path, bool *foreign) {
    struct buffer lower = {0};
    text_lower(&lower, path);
    bool has = has_folder_of(buffer_text(&lower), foreign);
    buffer_release(&lower);
    return has;
}

/* The part below the longest root that it lies in. */
static const char *below_root(struct rehearsal *rehearsal, const char *path) {
    const char *below = path;
    query_rewind(rehearsal->roots);
    while (query_next(rehearsal->roots)) {
        const char *root = query_text(rehearsal->roots, 0);
        size_t length = strlen(root);
        while (length && root[length - 1] == '/') {
            length--;
        }
        if (strncmp(path, root, length) == 0 && path[length] == '/' && path + length + 1 > below) {
            below = path + length + 1;
        }
    }
    return below;
}

static const char in_folder[] = "Its folder is one of tests or examples.";
static const char in_documentation[] = "It stands in documentation.";

static const char *words_of(struct rehearsal *rehearsal, const char *path, const char *container,
                            bool documents) {
    bool above = false, foreign = false;
    /* most paths have none, below whichever root they lie */
    bool any = has_such_folder(path, &above) || above;
    if ((any && has_such_folder(below_root(rehearsal, path), &foreign)) ||
        has_such_folder(container, &foreign)) {
        return in_folder;
    }
    return documents && prose_is_documentation(path) ? in_documentation : NULL;
}

const char *rehearsal_of(struct rehearsal *rehearsal, const struct finding *finding,
                         bool is_of_leaks) {
    const bool documents = !is_of_leaks;
    const char *words = NULL;
    if (finding->path && *finding->path) {
        words = words_of(rehearsal, finding->path, finding->trail ? finding->trail : "", documents);
        if (!words) {
            return NULL;
        }
    }
    query_rewind(rehearsal->places);
    query_bind_number(rehearsal->places, 1, finding->artifact);
    query_bind_number(rehearsal->places, 2, is_of_leaks);
    while (finding->artifact && query_next(rehearsal->places)) {
        const char *here = words_of(rehearsal, query_text(rehearsal->places, 0),
                                    query_text(rehearsal->places, 1), documents);
        if (!here) {
            return NULL;
        }
        words = words ? words : here;
    }
    return words;
}
