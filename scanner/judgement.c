#include "judgement.h"

#include "audit.h"
#include "base/text.h"
#include "relations/relation.h"
#include "stages.h"

static enum outcome relate(struct inventory *inventory, struct signature_desk *desk,
                           const struct scan_options *options, struct stages *stages,
                           struct error *error) {
    char at[TIME_TEXT_BYTES];
    text_format_time(options->at, at);
    struct signature_service service = signature_desk_service(desk);
    struct relation_context context = {
        .inventory = inventory,
        .limits = &options->limits,
        .at = at,
        .truststore_globs = options->truststore_globs,
        .truststore_glob_count = options->truststore_glob_count,
        .system_root = options->system_root,
        .signatures = &service,
        .weak_key_lists = options->weak_key_lists,
    };
    enum outcome outcome = DONE;
    for (size_t i = 0; relations[i] && outcome != FAILED && stage_begin(stages); i++) {
        outcome = relations[i]->derive(&context, error);
        outcome = stage_end(stages, "relation", relations[i]->name, outcome, error);
    }
    return outcome;
}

enum outcome judge(struct inventory *inventory, struct signature_desk *desk,
                   const struct scan_options *options, struct error *error) {
    struct stages stages;
    stages_begin(&stages, inventory, &options->limits, scan_was_stopped);
    const struct audit_options audit = {
        .at = options->at,
        .soon_days = options->soon_days,
        .profiles = options->profiles,
        .profile_count = options->profile_count,
        .system_root = options->system_root,
        .message_bytes = options->limits.message_bytes,
        .stages = &stages,
    };
    enum outcome outcome = relate(inventory, desk, options, &stages, error);
    if (outcome != FAILED) {
        outcome = audit_run(inventory, &audit, error);
    }
    return outcome == FAILED ? FAILED : stages_end(&stages, error);
}
