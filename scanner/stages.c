#include "stages.h"

#include <stdio.h>

#include "inventory/inventory.h"
#include "worker.h"

static bool is_over(void *context) {
    struct stages *stages = context;
    uint64_t now = worker_clock();
    if (!stages->stopped_at && stages->stopped()) {
        stages->stopped_at = now;
    }
    stages->over = stages->over || (stages->stopped_at &&
                                    (now - stages->stopped_at) / 1000 >= stages->stop_seconds);
    stages->late = stages->over || stages->late || (now - stages->since) / 1000 >= stages->seconds;
    return stages->late;
}

void stages_begin(struct stages *stages, struct inventory *inventory, const struct limits *limits,
                  bool (*stopped)(void)) {
    *stages = (struct stages){.inventory = inventory,
                              .seconds = limits->judgement_seconds,
                              .stop_seconds = limits->stop_seconds,
                              .stopped = stopped,
                              .since = worker_clock()};
    inventory_watch(inventory, is_over, stages);
}

enum outcome stages_end(struct stages *stages, struct error *error) {
    inventory_watch(stages->inventory, NULL, NULL);
    if (!stages->over || stages->told) {
        return DONE;
    }
    return inventory_add_unjudged(stages->inventory, "interrupted",
                                  "the sweep was interrupted: not everything was judged", error);
}

bool stage_begin(struct stages *stages) {
    stages->since = worker_clock();
    stages->late = false;
    return !is_over(stages);
}

enum outcome stage_end(struct stages *stages, const char *kind, const char *name,
                       enum outcome outcome, struct error *error) {
    char detail[128];
    if (!stages->late) {
        return outcome;
    }
    if (stages->over) {
        snprintf(detail, sizeof detail, "the sweep was interrupted: %s %s was not finished", kind,
                 name);
    } else {
        snprintf(detail, sizeof detail, "%s %s was not finished within the limit judgement-seconds",
                 kind, name);
    }
    stages->told = stages->over;
    *error = (struct error){""};
    return inventory_add_unjudged(stages->inventory, stages->over ? "interrupted" : "timeout",
                                  detail, error) == DONE
               ? SKIPPED
               : FAILED;
}
