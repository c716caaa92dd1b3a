#define _GNU_SOURCE
#include "command.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "inventory/inventory.h"
#include "inventory/query.h"
#include "passphrases.h"
#include "reference.h"
#include "show.h"
#include "weak_key_files.h"
#include "worker.h"

/* --- what all of them share --- */

static enum outcome has_findings(struct inventory *inventory, enum severity least, bool *has,
                                 struct error *error) {
    static const char *const selects[] = {
        [SEVERITY_NOTE] = "SELECT count(*) FROM finding",
        [SEVERITY_WARNING] = "SELECT count(*) FROM finding WHERE severity <> 'note'",
        [SEVERITY_ERROR] = "SELECT count(*) FROM finding WHERE severity = 'error'",
    };
    int64_t count = 0;
    *has = false;
    if (least == 0) {
        return DONE;
    }
    enum outcome outcome = query_single(inventory, selects[least], &count, error);
    *has = count > 0;
    return outcome;
}

int command_verdict(struct inventory *inventory, const struct options *options,
                    struct error *error) {
    int64_t problems = 0;
    bool findings = false;
    if (query_single(inventory, "SELECT count(*) FROM problem", &problems, error) != DONE ||
        has_findings(inventory, options->fail_on, &findings, error) != DONE) {
        return EXIT_NO_RESULT;
    }
    return problems ? EXIT_INCOMPLETE : findings ? EXIT_FINDINGS : EXIT_CLEAN;
}

static void request(struct options *options, const char *format, const char *path) {
    if (options->request_count < REQUESTS_MOST) {
        options->requests[options->request_count++] = (struct report_request){format, path};
    }
}

/* A stored inventory and its moment of judgement. NULL and error where it cannot be used. */
static struct inventory *open_stored(const char *path, const struct options *options, int64_t *at,
                                     struct error *error) {
    struct inventory *inventory =
        inventory_open(path, options->scan.limits.inventory_seconds, error);
    if (!inventory) {
        return NULL;
    }
    struct query *query = query_new(inventory, "SELECT value FROM scan WHERE name = 'at'", error);
    bool known = query_next(query) && text_parse_time(query_text(query, 0), at);
    enum outcome outcome = query_free(query, error);
    if (outcome == DONE && !known) {
        outcome = fail(error, "%s: does not say when it was judged", path);
    }
    if (outcome != DONE) {
        inventory_free(inventory);
        return NULL;
    }
    return inventory;
}

/* Colours are for a terminal, and for those who have not asked to be spared them. */
static bool wants_colour(void) {
    const char *never = getenv("NO_COLOR");
    const char *terminal = getenv("TERM");
    return isatty(STDOUT_FILENO) && !(never && *never) &&
           !(terminal && strcmp(terminal, "dumb") == 0);
}

/* For all that is written from an inventory together. */
struct patience {
    uint64_t since; /* worker_clock() */
    uint64_t seconds;
    bool over;
};

static bool is_over(void *context) {
    struct patience *patience = context;
    patience->over = (worker_clock() - patience->since) / 1000 >= patience->seconds;
    return patience->over;
}

static void be_patient(struct patience *patience, struct inventory *inventory,
                       const struct options *options) {
    *patience =
        (struct patience){.since = worker_clock(), .seconds = options->scan.limits.report_seconds};
    inventory_watch(inventory, is_over, patience);
}

static enum outcome patience_ends(const struct patience *patience, struct inventory *inventory,
                                  enum outcome outcome, struct error *error) {
    inventory_watch(inventory, NULL, NULL);
    return outcome != DONE && patience->over
               ? fail(error, "reports: could not be written within the limit report-seconds")
               : outcome;
}

/* Writes what was asked for and gives it its name; keeps the inventory where it is a new one. The
 * reports are complete before the inventory is named, so a full disk leaves all the old ones. */
static enum outcome publish(struct inventory *inventory, struct options *options, bool is_new,
                            struct error *error) {
    char at[TIME_TEXT_BYTES];
    text_format_time(options->scan.at, at);
    if (options->summary) {
        request(options, "summary", "-");
    }
    options->report.at = at;
    options->report.colour = wants_colour();
    struct patience patience;
    be_patient(&patience, inventory, options);
    struct publication *publication = publication_new(
        inventory, &options->report, options->requests, options->request_count, error);
    enum outcome outcome = patience_ends(&patience, inventory, publication ? DONE : FAILED, error);
    if (outcome == DONE && is_new) {
        outcome = inventory_keep(inventory, error);
    }
    if (outcome == DONE) {
        outcome = publication_name(publication, error);
    }
    publication_free(publication);
    return outcome;
}

/* --- scan and merge --- */

/* The operator's own first, then what is usual. */
static enum outcome load_passphrases(const struct options *options, struct passphrase_list *list,
                                     struct error *error) {
    for (unsigned i = 0; i < options->passphrase_file_count; i++) {
        if (passphrases_load(list, options->passphrase_files[i], error) != DONE) {
            return FAILED;
        }
    }
    return options->no_default_passphrases ? DONE : passphrases_add_usual(list, error);
}

/* Keeps other runs out of an output folder until the process ends. */
static enum outcome claim_folder(const char *output, int *folder, struct error *error) {
    if (mkdir(output, 0700) != 0 && errno != EEXIST) {
        return fail(error, "%s: cannot be created: %s", output, strerror(errno));
    }
    *folder = open(output, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (*folder < 0) {
        return fail(error, "%s: %s", output, strerror(errno));
    }
    if (flock(*folder, LOCK_EX | LOCK_NB) != 0) {
        return fail(error, "%s: another run is writing there", output);
    }
    return DONE;
}

/* Where things go: for a sweep into one folder, else the inventory alone. */
struct destination {
    char *inventory;
    char *page;
    char *tables;
    const char *results[REQUESTS_MOST + 1];
    int folder; /* -1 without one */
};

static void destination_release(struct destination *destination) {
    free(destination->inventory);
    free(destination->page);
    free(destination->tables);
    if (destination->folder >= 0) {
        close(destination->folder);
    }
}

static enum outcome choose_folder(struct destination *destination, struct options *options,
                                  struct error *error) {
    const char *folder = options->output;
    if (claim_folder(folder, &destination->folder, error) != DONE) {
        return FAILED;
    }
    if (asprintf(&destination->inventory, "%s/inventory.db", folder) < 0 ||
        asprintf(&destination->page, "%s/index.html", folder) < 0 ||
        asprintf(&destination->tables, "%s/csv", folder) < 0) {
        return fail(error, "out of memory");
    }
    request(options, "html", destination->page);
    request(options, "csv", destination->tables);
    options->report.page = destination->page;
    return DONE;
}

static enum outcome choose_destination(struct destination *destination, struct options *options,
                                       struct error *error) {
    *destination = (struct destination){.folder = -1};
    unsigned count = 0;
    for (unsigned i = 0; i < options->request_count; i++) {
        destination->results[count++] = options->requests[i].path;
    }
    destination->results[count++] = options->output;
    options->scan.results = destination->results;
    options->scan.result_count = count;
    if (options->command == COMMAND_SWEEP) {
        if (choose_folder(destination, options, error) != DONE) {
            return FAILED;
        }
    } else {
        destination->inventory = strdup(options->output);
    }
    options->scan.inventory = destination->inventory;
    return destination->inventory ? DONE : fail(error, "out of memory");
}

static int produce(struct options *options,
                   enum outcome (*what)(const struct scan_options *, struct inventory **,
                                        struct error *),
                   struct error *error) {
    struct destination destination;
    struct inventory *inventory = NULL;
    struct weak_key_lists lists = {0};
    int code = EXIT_NO_RESULT;
    options->scan.weak_key_lists = &lists;
    if (weak_key_files_load(&lists, options->weak_key_files, options->weak_key_file_count, error) !=
        DONE) {
        weak_key_lists_release(&lists);
        return EXIT_USAGE;
    }
    if (choose_destination(&destination, options, error) == DONE &&
        what(&options->scan, &inventory, error) == DONE &&
        publish(inventory, options, true, error) == DONE) {
        code = command_verdict(inventory, options, error);
    }
    inventory_free(inventory);
    destination_release(&destination);
    weak_key_lists_release(&lists);
    return code;
}

int command_scan(struct options *options, struct error *error) {
    struct passphrase_list list = {0};
    struct passphrases passphrases = {0};
    int code = EXIT_USAGE;
    if (load_passphrases(options, &list, error) == DONE) {
        passphrases = (struct passphrases){.items = list.items, .count = list.count};
        options->scan.passphrases = &passphrases;
        code = produce(options, scan_run, error);
    }
    passphrases_release(&list);
    return code;
}

int command_merge(struct options *options, struct error *error) {
    static const struct passphrases none = {0};
    int64_t newest = INT64_MIN;
    for (unsigned i = 0; i < options->argument_count; i++) {
        int64_t seconds = 0;
        struct inventory *shard = open_stored(options->arguments[i], options, &seconds, error);
        if (!shard) {
            return EXIT_USAGE;
        }
        inventory_free(shard);
        newest = seconds > newest ? seconds : newest;
    }
    if (!options->has_at) {
        options->scan.at = newest;
    }
    options->scan.passphrases = &none;
    return produce(options, scan_merge, error);
}

/* --- from what is stored --- */

int command_report(struct options *options, struct error *error) {
    struct inventory *inventory =
        open_stored(options->arguments[0], options, &options->scan.at, error);
    if (!inventory) {
        return EXIT_USAGE;
    }
    int code = EXIT_NO_RESULT;
    if (publish(inventory, options, false, error) == DONE) {
        code = command_verdict(inventory, options, error);
    }
    if (code == EXIT_INCOMPLETE && !options->summary) {
        fprintf(stderr, "certsweep: %s: this sweep is incomplete, its table of problems says why\n",
                options->arguments[0]);
    }
    inventory_free(inventory);
    return code;
}

/* New findings and new problems count, known ones do not. */
static int news_verdict(struct inventory *inventory, const struct options *options,
                        struct error *error) {
    static const char problems[] = "SELECT count(*) FROM problem_change WHERE state = 'new'";
    static const char findings[] =
        "SELECT coalesce(max(CASE severity WHEN 'error' THEN 3 WHEN 'warning' THEN 2 ELSE 1 END), "
        "0) FROM finding_change WHERE is_news";
    int64_t count = 0, worst = 0;
    if (query_single(inventory, problems, &count, error) != DONE ||
        query_single(inventory, findings, &worst, error) != DONE) {
        return EXIT_NO_RESULT;
    }
    bool fails = options->fail_on && worst >= (int64_t)options->fail_on;
    return count ? EXIT_INCOMPLETE : fails ? EXIT_FINDINGS : EXIT_CLEAN;
}

int command_diff(struct options *options, struct error *error) {
    int code = EXIT_USAGE;
    struct inventory *inventory =
        open_stored(options->arguments[1], options, &options->scan.at, error);
    if (inventory && inventory_beside(inventory, options->arguments[0],
                                      options->scan.limits.inventory_seconds, error) == DONE) {
        if (!options->request_count) {
            request(options, "diff", "-");
        }
        code = publish(inventory, options, false, error) == DONE
                   ? news_verdict(inventory, options, error)
                   : EXIT_NO_RESULT;
    }
    inventory_free(inventory);
    return code;
}

int command_show(struct options *options, struct error *error) {
    int64_t at = 0;
    uint64_t found = 0;
    struct inventory *inventory = open_stored(options->arguments[0], options, &at, error);
    if (!inventory) {
        return EXIT_USAGE;
    }
    const char *what = options->arguments[1];
    int code = EXIT_NO_RESULT;
    struct patience patience;
    be_patient(&patience, inventory, options);
    enum outcome shown = show_write(inventory, what, stdout, &found, error);
    if (patience_ends(&patience, inventory, shown, error) == DONE && fflush(stdout) == 0) {
        code = found ? EXIT_CLEAN : EXIT_USAGE;
    }
    if (code == EXIT_USAGE) {
        fail(error,
             "'%s' is no digest of a key or certificate in this inventory (at least 8 "
             "digits), no serial number, and in the name of no file, subject or host of it",
             what);
    }
    inventory_free(inventory);
    return code;
}

int command_explain(struct options *options, struct error *error) {
    if (!reference_explain(options->arguments[0], stdout)) {
        fail(error, "'%s' is no check; certsweep --describe checks lists them",
             options->arguments[0]);
        return EXIT_USAGE;
    }
    return fflush(stdout) == 0 ? EXIT_CLEAN : EXIT_NO_RESULT;
}
