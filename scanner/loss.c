#define _GNU_SOURCE
#include "loss.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

static void describe_loss(const struct loss *loss, char detail[LOSS_DETAIL_BYTES]) {
    if (loss->late) {
        snprintf(detail, LOSS_DETAIL_BYTES, "not finished within the limit %s", loss->late);
    } else if (loss->out_of_memory) {
        snprintf(detail, LOSS_DETAIL_BYTES,
                 "needs more memory than there is, or than worker-bytes allows");
    } else if (loss->signal == SIGBUS) {
        snprintf(detail, LOSS_DETAIL_BYTES,
                 "it became shorter, or its disk failed, while it was read");
    } else if (loss->signal) {
        snprintf(detail, LOSS_DETAIL_BYTES, "the worker that read this was ended by signal %d (%s)",
                 loss->signal, strsignal(loss->signal));
    } else {
        snprintf(detail, LOSS_DETAIL_BYTES, "the worker that read this ended unexpectedly");
    }
    if (loss->given_up) {
        size_t length = strlen(detail);
        snprintf(detail + length, LOSS_DETAIL_BYTES - length,
                 "; the rest of its share of the repository was given up");
    }
}

static const char *code_of(const struct loss *loss) {
    if (loss->late) {
        return strcmp(loss->late, "job-record-bytes") == 0 ? "limit" : "timeout";
    }
    return loss->out_of_memory      ? "out-of-memory"
           : loss->signal == SIGBUS ? "changed-during-read"
                                    : "parser-crash";
}

struct record loss_record(const struct loss *loss, char detail[LOSS_DETAIL_BYTES]) {
    describe_loss(loss, detail);
    bool file = job_names_files(loss->job->kind);
    const struct object_id no_object = {.length = 0};
    struct record record = record_of(RECORD_PROBLEM);
    record.origin = (struct origin){
        .root = loss->job->root,
        .path = file ? (const char *)loss->item->payload.bytes : loss->job->argument,
        .object = loss->busy ? loss->object : no_object,
    };
    record.problem = (struct problem){.stage = "worker",
                                      .code = code_of(loss),
                                      .detail = detail,
                                      .skipped = loss->busy,
                                      .layer = loss->layer,
                                      .bytes = loss->bytes};
    return record;
}
