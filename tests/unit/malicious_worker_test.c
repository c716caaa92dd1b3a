/* A worker in somebody else's hands: this program has a list of sources of its own, in which files
 * are not read but name what the worker tries. Sandbox, crew and scan are those of the program. */
#define _GNU_SOURCE
#include "lies.h"
#include "malice.h"

#include <dirent.h>
#include <signal.h>

#include "inventory/inventory.h"
#include "inventory/query.h"
#include "scan.h"
#include "worker.h"

#include "corpus.h"

/* --- the worker's side --- */

extern const struct source file_source;

/* What libarchive tells of its version is never freed. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void) {
    return "leak:libarchive.so";
}

static void try(const struct malice *malice, const struct origin *origin, struct intake *intake) {
    intake_begin(intake, origin, LAYER_FILE, 0);
    errno = 0;
    bool done = malice->attempt(intake_root(intake, 0));
    intake_skip(intake, origin, "test", done ? "succeeded" : "refused", strerror(errno));
}

static void load(const struct job *job, const struct job_item *item, struct intake *intake) {
    struct origin origin = {.root = job->root, .path = (const char *)item->payload.bytes};
    for (const struct malice *malice = malices; malice->name; malice++) {
        if (strcmp(origin.path, malice->name) == 0) {
            try(malice, &origin, intake);
            return;
        }
    }
    for (size_t i = 0; i < COUNT_OF(lies); i++) {
        if (strcmp(origin.path, lies[i].name) == 0) {
            intake_begin(intake, &origin, LAYER_FILE, 0);
            lies[i].tell(intake, &origin);
            sleep(60); /* the parent will not wait for that */
        }
    }
    file_source.load(job, item, intake);
}

/* It falls over the same object again and again, whatever it was told to be behind. */
static void fall_over_an_object(const struct job *job, const struct job_item *item,
                                struct intake *intake) {
    (void)item;
    struct origin origin = {.root = job->root, .path = job->argument, .object = {.length = 20}};
    intake_begin(intake, &origin, LAYER_GIT, 0);
    _exit(0);
}

static const struct source malicious = {"malicious", JOB_FILES, load};
static const struct source falling = {"falling", JOB_GIT_OBJECTS, fall_over_an_object};
const struct source *const sources[] = {&malicious, &falling, NULL};

/* --- the parent's side --- */

static char folder[] = "/tmp/malicious-XXXXXX";
static char root[64];
static char output[64];
static struct buffer good;

static void put(const char *name, struct span content) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", root, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(content.bytes, 1, content.length, file), content.length);
    assert_int_equal(fclose(file), 0);
}

static void empty_root(void) {
    DIR *stream = opendir(root);
    assert_non_null(stream);
    for (struct dirent *entry; (entry = readdir(stream));) {
        unlinkat(dirfd(stream), entry->d_name, 0);
    }
    closedir(stream);
}

static struct inventory *sweep(const struct limits *limits) {
    signal(SIGSEGV, SIG_DFL); /* else a worker that falls goes on with the tests behind this one */
    char *const paths[] = {root};
    static const struct passphrases none = {0};
    struct inventory *inventory = NULL;
    struct error error = {""};
    const struct scan_options options = {.paths = paths,
                                         .path_count = 1,
                                         .workers = 2,
                                         .at = 1793491200,
                                         .inventory = output,
                                         .quiet = true,
                                         .require_sandbox = true,
                                         .passphrases = &none,
                                         .passphrases_tried = "none",
                                         .limits = *limits};
    if (scan_run(&options, &inventory, &error) != DONE) {
        fail_msg("%s", error.text);
    }
    return inventory;
}

/* The one problem row of this file ("": of the run), or "". */
static void code_of(struct inventory *inventory, const char *name, char *code, size_t size) {
    char path[4096] = "";
    struct error error;
    struct query *query =
        query_new(inventory, "SELECT min(code), count(*) FROM problem WHERE path = ?", &error);
    snprintf(path, sizeof path, "%s%s%s", name[0] ? root : "", name[0] ? "/" : "", name);
    query_bind_text(query, 1, path);
    assert_true(query_next(query));
    snprintf(code, size, "%s", query_text(query, 0));
    assert_true(query_number(query, 1) <= 1);
    query_free(query, &error);
}

static void expect_code(struct inventory *inventory, const char *name, const char *expected) {
    char code[64];
    code_of(inventory, name, code, sizeof code);
    if (strcmp(code, expected) != 0) {
        fail_msg("%s: \"%s\", expected \"%s\"", name[0] ? name : "the run", code, expected);
    }
}

static void expect_good(struct inventory *inventory) {
    int64_t count = 0;
    struct error error;
    assert_int_equal(query_single(inventory,
                                  "SELECT count(*) FROM artifact WHERE kind = 'certificate'",
                                  &count, &error),
                     DONE);
    assert_int_equal(count, 2);
}

static void nothing_can_be_done(void **state) {
    (void)state;
    size_t count = 1;
    put(victim, buffer_span(&good));
    for (const struct malice *malice = malices; malice->name; malice++) {
        put(malice->name, span_text("x"));
        count++;
    }
    struct limits limits = limits_default();
    struct inventory *inventory = sweep(&limits);
    for (const struct malice *malice = malices; malice->name; malice++) {
        expect_code(inventory, malice->name, "refused");
    }
    expect_code(inventory, "", "");
    expect_good(inventory);
    inventory_free(inventory);
    DIR *stream = opendir(root);
    for (struct dirent *entry; (entry = readdir(stream));) {
        count -= entry->d_name[0] != '.';
    }
    closedir(stream);
    assert_int_equal(count, 0); /* nothing was added or taken away */
}

static void liars_and_fallers_cost_a_row(void **state) {
    (void)state;
    struct limits limits = limits_default();
    limits.blob_seconds = 1;
    put(victim, buffer_span(&good));
    for (size_t i = 0; i < COUNT_OF(lies); i++) {
        if (!lies[i].alone) {
            put(lies[i].name, span_text("x"));
        }
    }
    struct inventory *inventory = sweep(&limits);
    for (size_t i = 0; i < COUNT_OF(lies); i++) {
        if (!lies[i].alone) {
            expect_code(inventory, lies[i].name, lies[i].code);
        }
    }
    expect_code(inventory, "", "");
    expect_good(inventory);
    inventory_free(inventory);
}

/* What the worker says of itself may be false; then the run as a whole says that it is. */
static void false_progress_costs_a_row(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(lies); i++) {
        if (!lies[i].alone || lies[i].tell == talk_without_end) {
            continue;
        }
        struct limits limits = limits_default();
        limits.job_seconds = 1;
        empty_root();
        put(lies[i].name, span_text("x"));
        struct inventory *inventory = sweep(&limits);
        bool of_run = strcmp(lies[i].code, "account") == 0;
        expect_code(inventory, of_run ? "" : lies[i].name, lies[i].code);
        inventory_free(inventory);
    }
}

static int64_t number(struct inventory *inventory, const char *select) {
    int64_t count = 0;
    struct error error;
    assert_int_equal(query_single(inventory, select, &count, &error), DONE);
    return count;
}

static void floods_are_dammed(void **state) {
    (void)state;
    struct limits limits = limits_default();
    limits.job_record_bytes = 100000;
    put("a.pem", buffer_span(&good));
    put("flood", span_text("x"));
    put("z.pem", buffer_span(&good));
    struct inventory *inventory = sweep(&limits);
    assert_int_equal(number(inventory, "SELECT count(*) FROM problem WHERE path LIKE '%flood' "
                                       "AND code = 'limit' AND detail LIKE '%job-record-bytes'"),
                     1);
    assert_in_range(number(inventory, "SELECT count(*) FROM problem WHERE code = 'flood'"), 200,
                    391);
    assert_int_equal(number(inventory, "SELECT count(DISTINCT path) FROM artifact_place"), 2);
    expect_code(inventory, "", "");
    inventory_free(inventory);
}

/* Where a repository cost a worker, its successor goes on: by the word of the one that is lost. */
static void circles_end(void **state) {
    (void)state;
    struct limits limits = limits_default();
    limits.job_losses = 3;
    char path[sizeof root + 16];
    static const char *const names[] = {"bare", "bare/objects", "bare/refs"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        snprintf(path, sizeof path, "%s/%s", root, names[i]);
        assert_int_equal(mkdir(path, 0700), 0);
    }
    put("bare/HEAD", span_text("ref: refs/heads/main\n"));
    put("z.pem", buffer_span(&good));
    struct inventory *inventory = sweep(&limits);
    assert_int_equal(number(inventory, "SELECT count(*) FROM problem WHERE path LIKE '%bare' "
                                       "AND code = 'parser-crash'"),
                     2); /* and the second says what follows from the third */
    assert_int_equal(
        number(inventory, "SELECT count(*) FROM problem WHERE detail LIKE '%given up'"), 1);
    expect_good(inventory);
    inventory_free(inventory);
    put("bare/HEAD", span_text(""));
    snprintf(path, sizeof path, "%s/bare/HEAD", root);
    unlink(path);
    for (size_t i = COUNT_OF(names); i-- > 0;) {
        snprintf(path, sizeof path, "%s/%s", root, names[i]);
        assert_int_equal(rmdir(path), 0);
    }
}

/* So many bad files that no more workers are started: what was found until then is kept. */
static void too_many_losses_end_the_sweep(void **state) {
    (void)state;
    struct limits limits = limits_default();
    limits.worker_losses = 2;
    put(victim, buffer_span(&good));
    for (size_t i = 0; i < COUNT_OF(lies); i++) {
        if (strcmp(lies[i].code, "parser-crash") == 0) {
            put(lies[i].name, span_text("x"));
        }
    }
    struct inventory *inventory = sweep(&limits);
    expect_code(inventory, "", "limit");
    assert_in_range(number(inventory, "SELECT count(*) FROM problem WHERE code = 'parser-crash'"),
                    3, 4);
    inventory_free(inventory);
}

static int prepare(void **state) {
    (void)state;
    good = corpus_file("pairs/issuing/issuing.pem");
    if (!mkdtemp(folder)) {
        return -1;
    }
    snprintf(root, sizeof root, "%s/in", folder);
    snprintf(output, sizeof output, "%s/out.db", folder);
    return mkdir(root, 0700);
}

static int start(void **state) {
    (void)state;
    empty_root();
    return 0;
}

static int clean(void **state) {
    (void)state;
    empty_root();
    buffer_release(&good);
    unlink(output);
    return rmdir(root) || rmdir(folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(nothing_can_be_done, start),
        cmocka_unit_test_setup(liars_and_fallers_cost_a_row, start),
        cmocka_unit_test_setup(false_progress_costs_a_row, start),
        cmocka_unit_test_setup(floods_are_dammed, start),
        cmocka_unit_test_setup(circles_end, start),
        cmocka_unit_test_setup(too_many_losses_end_the_sweep, start),
    };
    return cmocka_run_group_tests(tests, prepare, clean);
}
