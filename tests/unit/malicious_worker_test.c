/* A worker in somebody else's hands: this program has a list of sources of its own, in which files
 * are not read but name what the worker tries. Sandbox, crew and scan are those of the program. */
#define _GNU_SOURCE
#include "malice.h"

#include <dirent.h>

#include "inventory/inventory.h"
#include "inventory/query.h"
#include "scan.h"
#include "worker.h"

#include "corpus.h"

/* --- the worker's side --- */

static int socket_of_worker(void) {
    struct stat status;
    for (int file = 3; file < 1024; file++) {
        if (fstat(file, &status) == 0 && S_ISSOCK(status.st_mode)) {
            return file;
        }
    }
    return -1;
}

/* struct intake begins with its setting and its page. */
static struct worker_page *page_of(struct intake *intake) {
    return ((struct worker_page *const *)(void *)intake)[1];
}

static void send_garbage(struct intake *intake, const struct origin *origin) {
    (void)intake;
    (void)origin;
    uint8_t message[68] = {64};
    memset(message + 4, 0xA5, 64);
    (void)!write(socket_of_worker(), message, sizeof message);
}

static void send_overlong(struct intake *intake, const struct origin *origin) {
    (void)intake;
    (void)origin;
    (void)!write(socket_of_worker(), "\xFF\xFF\xFF\xFF", 4);
}

static void send_half(struct intake *intake, const struct origin *origin) {
    (void)intake;
    (void)origin;
    (void)!write(socket_of_worker(), "\0\4\0\0half", 8);
    _exit(0);
}

static void speak_of_another_root(struct intake *intake, const struct origin *origin) {
    struct origin other = *origin;
    other.root = 77;
    intake_problem(intake, &other, "test", "believed", "");
}

static void speak_of_another_file(struct intake *intake, const struct origin *origin) {
    struct origin other = *origin;
    other.path = "somewhere/else.crt";
    intake_problem(intake, &other, "test", "believed", "");
}

static void say(enum record_type type) {
    struct record record = record_of(type);
    struct buffer message = {0};
    struct exchange exchange = {.out = &message};
    record_exchange(&exchange, &record);
    uint8_t head[4] = {(uint8_t)message.length};
    (void)!write(socket_of_worker(), head, sizeof head);
    (void)!write(socket_of_worker(), message.bytes, message.length);
    buffer_release(&message);
}

static void judge_a_signature(struct intake *intake, const struct origin *origin) {
    (void)intake;
    (void)origin;
    say(RECORD_VERDICT);
}

static void fall(struct intake *intake, const struct origin *origin) {
    (void)intake;
    (void)origin;
    volatile uintptr_t nowhere = 8;
    *(volatile int *)nowhere = 1;
}

static void give_up(struct intake *intake, const struct origin *origin) {
    (void)intake;
    (void)origin;
    abort();
}

static void leave(struct intake *intake, const struct origin *origin) {
    (void)intake;
    (void)origin;
    _exit(0);
}

static void turn(struct intake *intake, const struct origin *origin) {
    (void)intake;
    (void)origin;
    for (volatile uint64_t turns = 0;; turns++) {
    }
}

static void pretend_progress(struct intake *intake, const struct origin *origin) {
    (void)origin;
    for (;;) {
        intake_alive(intake);
    }
}

static void pretend_to_be_early(struct intake *intake, const struct origin *origin) {
    (void)origin;
    atomic_store(&page_of(intake)->since, UINT64_MAX);
    atomic_store(&page_of(intake)->begun, UINT64_MAX);
    pause();
    for (;;) {
        sched_yield();
    }
}

static void scribble(struct intake *intake, const struct origin *origin) {
    (void)origin;
    memset(page_of(intake), 0xFF, sizeof(struct worker_page));
    _exit(0);
}

static void claim_to_be_done(struct intake *intake, const struct origin *origin) {
    (void)intake;
    (void)origin;
    for (int i = 0; i < 3; i++) {
        say(RECORD_DONE);
    }
    pause();
}

/* code: what the parent says of the file. alone: spoils more than that. */
static const struct lie {
    const char *name;
    void (*tell)(struct intake *intake, const struct origin *origin);
    const char *code;
    bool alone;
} lies[] = {
    {"garbage", send_garbage, "parser-crash", false},
    {"overlong", send_overlong, "parser-crash", false},
    {"half", send_half, "parser-crash", false},
    {"another-root", speak_of_another_root, "parser-crash", false},
    {"another-file", speak_of_another_file, "parser-crash", false},
    {"verdict", judge_a_signature, "parser-crash", false},
    {"fall", fall, "parser-crash", false},
    {"abort", give_up, "parser-crash", false},
    {"exit", leave, "parser-crash", false},
    {"turn", turn, "timeout", false},
    {"progress", pretend_progress, "timeout", true},
    {"early", pretend_to_be_early, "timeout", true},
    {"scribble", scribble, "account", true},
    {"done", claim_to_be_done, "account", true},
};

extern const struct source file_source;

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

static const struct source malicious = {"malicious", JOB_FILES, load};
const struct source *const sources[] = {&malicious, NULL};

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
        if (!lies[i].alone) {
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
    };
    return cmocka_run_group_tests(tests, prepare, clean);
}
