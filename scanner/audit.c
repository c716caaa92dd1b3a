#include "audit.h"

#include "base/text.h"
#include "checks/check.h"

enum outcome audit_report(struct audit *audit, const struct finding *reported,
                          struct error *error) {
    struct finding finding = *reported;
    finding.check = audit->current->id;
    finding.title = finding.title ? finding.title : audit->current->title;
    finding.remedy = finding.remedy ? finding.remedy : audit->current->remedy;
    finding.severity = finding.severity ? finding.severity : audit->current->severity;
    return inventory_add_finding(audit->inventory, &finding, error);
}

enum outcome audit_run(struct inventory *inventory, const struct audit_options *options,
                       struct error *error) {
    char now[TIME_TEXT_BYTES];
    char soon[TIME_TEXT_BYTES];
    text_format_time(options->at, now);
    text_format_time(options->at + (int64_t)options->soon_days * 86400, soon);
    struct audit audit = {.inventory = inventory,
                          .at = now,
                          .soon = soon,
                          .profiles = options->profiles,
                          .profile_count = options->profile_count};
    for (size_t i = 0; checks[i]; i++) {
        audit.current = checks[i];
        if (checks[i]->run(&audit, error) != DONE) {
            return FAILED;
        }
    }
    return DONE;
}
