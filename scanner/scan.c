#define _GNU_SOURCE
#include "scan.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/text.h"
#include "carry.h"
#include "checks/profile.h"
#include "crew.h"
#include "dispatch.h"
#include "inventory/inventory.h"
#include "judgement.h"
#include "ledger.h"
#include "loss.h"
#include "merging.h"
#include "progress.h"
#include "sandbox.h"
#include "signature_desk.h"
#include "sources/open.h"
#include "sources/standard_input.h"
#include "version.h"

static volatile sig_atomic_t stop_requested;

void scan_stop(void) {
    stop_requested = 1;
}

bool scan_was_stopped(void) {
    return stop_requested != 0;
}

struct scan {
    const struct scan_options *options;
    struct root *roots;
    uint64_t root_count;
    struct inventory *inventory;
    struct crew *crew;
    struct ledger ledger;
    struct dispatch dispatch;
    struct signature_desk desk;
    struct carry carry;
    struct progress progress;
};

static enum outcome add_problem(struct scan *scan, const char *shown, const struct record *record,
                                struct error *error) {
    const struct problem *problem = &record->problem;
    if (problem->skipped) {
        ledger_add(&scan->ledger, (unsigned)problem->layer, problem->code, problem->bytes);
    }
    return inventory_add_problem(scan->inventory, shown, record, error);
}

/* A problem of the run as a whole. */
static enum outcome add_run_problem(struct scan *scan, const char *code, const char *sentence,
                                    struct error *error) {
    struct record record = record_of(RECORD_PROBLEM);
    record.problem = (struct problem){.stage = "scan", .code = code, .detail = sentence};
    return add_problem(scan, "", &record, error);
}

static enum outcome on_record(void *context, const struct record *record, struct error *error) {
    struct scan *scan = context;
    if (record->type == RECORD_VERDICT) {
        signature_desk_answer(&scan->desk, record->pair, record->verdict);
        return DONE;
    }
    if (record->type == RECORD_LEFT_OUT) {
        ledger_leave_out(&scan->ledger, record->left_out.reason, record->left_out.things);
        return DONE;
    }
    if (record->type == RECORD_LINKED) {
        return dispatch_linked_later(&scan->dispatch, record, error);
    }
    if (record->type == RECORD_KNOWN) {
        return carry_over(&scan->carry, scan->inventory, record, on_record, scan, error);
    }
    if (!record_is_find(record->type)) {
        return carry_keep(&scan->carry, scan->inventory, record, error);
    }
    struct buffer shown = {0};
    root_show(&scan->roots[record->origin.root], record->origin.path, &shown);
    enum outcome outcome = DONE;
    if (record->type == RECORD_ARTIFACT) {
        scan->progress.finds++;
        outcome = inventory_add_artifact(scan->inventory, buffer_text(&shown), record, error);
    } else if (record->type == RECORD_PROBLEM) {
        outcome = add_problem(scan, buffer_text(&shown), record, error);
    } else if (record->type == RECORD_OBSERVATION) {
        outcome = inventory_add_observation(scan->inventory, buffer_text(&shown), record, error);
    } else if (record->type == RECORD_REFERENCE) {
        outcome = inventory_add_reference(scan->inventory, buffer_text(&shown), record, error);
    } else if (record->type == RECORD_POINTER) {
        outcome = inventory_add_pointer(scan->inventory, buffer_text(&shown), record, error);
    } else if (record->type == RECORD_APPEARANCE) {
        outcome = inventory_add_appearance(scan->inventory, buffer_text(&shown), record, error);
    }
    buffer_release(&shown);
    return outcome;
}

static enum outcome on_lost(void *context, const struct loss *loss, struct error *error) {
    struct scan *scan = context;
    char detail[LOSS_DETAIL_BYTES];
    struct record record = loss_record(loss, detail);
    if (loss->job->kind == JOB_SIGNATURES) {
        signature_desk_lost(&scan->desk, loss->item, &record.problem);
        return DONE;
    }
    return on_record(scan, &record, error);
}

static void on_tick(void *context, const struct account *so_far) {
    struct scan *scan = context;
    progress_tick(&scan->progress, so_far);
}

static bool on_stopped(void *context) {
    (void)context;
    return scan_was_stopped();
}

static bool on_no_more(void *context) {
    const struct scan *scan = context;
    return scan_was_stopped() || crew_is_exhausted(scan->crew);
}

/* --- the stages of a scan --- */

static enum outcome open_roots(struct scan *scan, struct error *error) {
    scan->roots = calloc(scan->options->path_count + 1, sizeof *scan->roots);
    if (!scan->roots) {
        return fail(error, "out of memory");
    }
    for (unsigned i = 0; i < scan->options->path_count; i++) {
        scan->root_count++;
        if (root_init(&scan->roots[i], scan->options->paths[i], error) != DONE) {
            return FAILED;
        }
        scan->roots[i].cross_mounts = scan->options->cross_mounts;
    }
    return DONE;
}

static enum outcome hold_standard_input(struct scan *scan, struct error *error) {
    for (uint64_t i = 0; i < scan->root_count; i++) {
        if (strcmp(scan->roots[i].shown, "-") != 0) {
            continue;
        }
        enum outcome outcome =
            standard_input_hold(&scan->roots[i], scan->options->limits.standard_input_bytes, error);
        if (outcome == FAILED) {
            return FAILED;
        }
        if (outcome == SKIPPED && add_run_problem(scan, "limit", error->text, error) != DONE) {
            return FAILED;
        }
    }
    return DONE;
}

/* A worker that the kernel cannot confine still works, but nobody shall overlook it. */
static enum outcome note_sandbox(struct scan *scan, struct error *error) {
    struct sandbox_support support = sandbox_support();
    if (support.landlock && support.seccomp) {
        return inventory_set_fact(scan->inventory, "sandbox", "landlock, seccomp", error);
    }
    const char *missing = support.seccomp    ? "this kernel lacks Landlock"
                          : support.landlock ? "this kernel lacks seccomp filters"
                                             : "this kernel lacks Landlock and seccomp filters";
    if (scan->options->require_sandbox) {
        return fail(error, "--require-sandbox: %s", missing);
    }
    fprintf(stderr, "certsweep: warning: %s: parsers of untrusted bytes run less confined\n",
            missing);
    return inventory_set_fact(scan->inventory, "sandbox", missing, error);
}

static enum outcome note_profiles(struct scan *scan, struct error *error) {
    struct buffer names = {0};
    for (unsigned i = 0; i < scan->options->profile_count; i++) {
        buffer_format(&names, "%s%s", i ? "," : "", scan->options->profiles[i]->name);
    }
    enum outcome outcome =
        names.length ? inventory_set_fact(scan->inventory, "profiles", buffer_text(&names), error)
                     : DONE;
    buffer_release(&names);
    return outcome;
}

static enum outcome note_facts(struct scan *scan, struct error *error) {
    char at[TIME_TEXT_BYTES];
    char days[16];
    text_format_time(scan->options->at, at);
    snprintf(days, sizeof days, "%u", scan->options->soon_days);
    if (inventory_set_fact(scan->inventory, "program", "certsweep", error) != DONE ||
        inventory_set_fact(scan->inventory, "version", CERTSWEEP_VERSION, error) != DONE ||
        inventory_set_fact(scan->inventory, "at", at, error) != DONE ||
        inventory_set_fact(scan->inventory, "expires_soon_days", days, error) != DONE ||
        note_profiles(scan, error) != DONE) {
        return FAILED;
    }
    for (uint64_t i = 0; i < scan->root_count; i++) {
        if (inventory_add_root(scan->inventory, scan->roots[i].shown, error) != DONE) {
            return FAILED;
        }
    }
    return note_sandbox(scan, error);
}

static enum outcome start_crew(struct scan *scan, struct error *error) {
    const struct scan_options *options = scan->options;
    scan->crew = crew_new(&(struct crew_setting){.workers = options->workers,
                                                 .roots = scan->roots,
                                                 .root_count = scan->root_count,
                                                 .limits = &options->limits,
                                                 .git = &options->git,
                                                 .passphrases = options->passphrases,
                                                 .previous = scan->carry.previous,
                                                 .events = {.context = scan,
                                                            .record = on_record,
                                                            .lost = on_lost,
                                                            .tick = on_tick,
                                                            .stopped = on_stopped}},
                          error);
    return scan->crew ? DONE : FAILED;
}

static enum outcome start(struct scan *scan, struct error *error) {
    scan->inventory = inventory_new(scan->options->inventory, error);
    const struct scan_options *options = scan->options;
    if (!scan->inventory || note_facts(scan, error) != DONE ||
        carry_open(&scan->carry, options->previous, options->passphrases_tried, &options->limits,
                   scan->inventory, error) != DONE ||
        hold_standard_input(scan, error) != DONE) {
        return FAILED;
    }
    return start_crew(scan, error);
}

/* A file that has this name by a link, of either kind, has others: it is swept under those. */
static void pass_over(struct scan *scan, const char *path) {
    struct stat status, link;
    if (stat(path, &status) != 0 || lstat(path, &link) != 0 ||
        (!S_ISDIR(status.st_mode) && (S_ISLNK(link.st_mode) || status.st_nlink > 1))) {
        return;
    }
    uint64_t id[2] = {status.st_dev, status.st_ino};
    id_set_add(&scan->dispatch.met.results, span_of(id, sizeof id), NULL);
}

/* Earlier reports, and the inventory being written, may lie within a root. */
static enum outcome pass_over_results(struct scan *scan, struct error *error) {
    static const char *const endings[] = {"", ".partial", ".staging"};
    for (unsigned i = 0; i < scan->options->result_count; i++) {
        pass_over(scan, scan->options->results[i]);
    }
    for (unsigned i = 0; i < sizeof endings / sizeof *endings; i++) {
        char *path = NULL;
        if (asprintf(&path, "%s%s", scan->options->inventory, endings[i]) < 0) {
            return fail(error, "out of memory");
        }
        pass_over(scan, path);
        free(path);
    }
    return DONE;
}

static enum outcome sweep(struct scan *scan, struct error *error) {
    scan->dispatch = (struct dispatch){.crew = scan->crew,
                                       .ledger = &scan->ledger,
                                       .inventory = scan->inventory,
                                       .roots = scan->roots,
                                       .limits = &scan->options->limits,
                                       .git = &scan->options->git,
                                       .stopped = on_no_more,
                                       .context = scan};
    if (pass_over_results(scan, error) != DONE) {
        return FAILED;
    }
    for (uint64_t i = 0; i < scan->root_count; i++) {
        if (dispatch_root(&scan->dispatch, i, error) != DONE) {
            return FAILED;
        }
    }
    if (crew_drain(scan->crew, error) != DONE || dispatch_linked(&scan->dispatch, error) != DONE ||
        crew_drain(scan->crew, error) != DONE ||
        inventory_follow_pointers(scan->inventory, error) != DONE ||
        dispatch_histories(&scan->dispatch, error) != DONE) {
        return FAILED;
    }
    return crew_drain(scan->crew, error);
}

static enum outcome close_account(struct scan *scan, struct error *error) {
    struct account account = crew_account(scan->crew);
    account_add(&account, &scan->carry.account);
    const char *imbalance = ledger_imbalance(&scan->ledger, &account);
    if (scan_was_stopped()) {
        if (add_run_problem(scan, "interrupted",
                            "the scan was interrupted: what was found so far is here, the rest "
                            "was not looked at",
                            error) != DONE) {
            return FAILED;
        }
    } else if (crew_is_exhausted(scan->crew)) {
        if (add_run_problem(scan, "limit",
                            "more workers were lost than the limit worker-losses allows: the rest "
                            "was not looked at",
                            error) != DONE) {
            return FAILED;
        }
    } else if (imbalance[0] && add_run_problem(scan, "account", imbalance, error) != DONE) {
        return FAILED;
    }
    return ledger_store(&scan->ledger, &account, scan->inventory, error);
}

/* What follows once everything that was found is in staging. */
static enum outcome conclude(struct scan *scan, struct error *error) {
    scan->desk = (struct signature_desk){.crew = scan->crew, .inventory = scan->inventory};
    if (inventory_settle(scan->inventory, error) != DONE ||
        judge(scan->inventory, &scan->desk, scan->options, error) != DONE) {
        return FAILED;
    }
    return inventory_finish(scan->inventory, error);
}

static enum outcome run(struct scan *scan, struct error *error) {
    if (open_roots(scan, error) != DONE || start(scan, error) != DONE ||
        sweep(scan, error) != DONE || close_account(scan, error) != DONE) {
        return FAILED;
    }
    return conclude(scan, error);
}

static enum outcome merge(struct scan *scan, struct error *error) {
    const struct scan_options *options = scan->options;
    scan->inventory = inventory_new(options->inventory, error);
    if (!scan->inventory ||
        merging_take(scan->inventory, options->paths, options->path_count, error) != DONE) {
        return FAILED;
    }
    if (note_facts(scan, error) != DONE || start_crew(scan, error) != DONE) {
        return FAILED;
    }
    return conclude(scan, error);
}

static enum outcome perform(enum outcome (*what)(struct scan *, struct error *),
                            const struct scan_options *options, struct inventory **inventory,
                            struct error *error) {
    struct scan scan = {.options = options, .progress = progress_start(options->quiet)};
    enum outcome outcome = what(&scan, error);
    progress_end(&scan.progress);
    crew_free(scan.crew);
    dispatch_release(&scan.dispatch);
    signature_desk_release(&scan.desk);
    carry_release(&scan.carry);
    for (uint64_t i = 0; i < scan.root_count; i++) {
        root_release(&scan.roots[i]);
    }
    free(scan.roots);
    if (outcome == DONE) {
        *inventory = scan.inventory;
    } else {
        inventory_free(scan.inventory);
    }
    return outcome;
}

enum outcome scan_run(const struct scan_options *options, struct inventory **inventory,
                      struct error *error) {
    return perform(run, options, inventory, error);
}

enum outcome scan_merge(const struct scan_options *options, struct inventory **inventory,
                        struct error *error) {
    return perform(merge, options, inventory, error);
}
