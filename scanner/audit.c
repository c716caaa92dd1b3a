#include "audit.h"

#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "checks/check.h"
#include "checks/describer.h"
#include "checks/truststores.h"
#include "rehearsal.h"

/* A published key is no secret, so what is wrong with its things matters little: tests are full of
 * them. One check says that it is published; for the others it lowers what they report. */
static void mark_published(struct audit *audit, struct finding *finding, struct buffer *message) {
    if (!finding->artifact || strcmp(finding->check, "key-published") == 0) {
        return;
    }
    query_rewind(audit->known);
    query_bind_number(audit->known, 1, finding->artifact);
    if (query_next(audit->known)) {
        buffer_format(message, "%s Its key is published: %s.", finding->message,
                      query_text(audit->known, 0));
        finding->message = buffer_text(message);
        finding->severity = SEVERITY_NOTE;
    }
}

/* Likewise what lies in folders of tests and examples only. */
static void mark_rehearsal(struct audit *audit, struct finding *finding, struct buffer *message) {
    if (finding->severity == SEVERITY_NOTE || !rehearsal_is(audit->rehearsal, finding)) {
        return;
    }
    struct buffer longer = {0};
    buffer_format(&longer, "%s Its folder is one of tests or examples.", finding->message);
    buffer_release(message);
    *message = longer;
    finding->message = buffer_text(message);
    finding->severity = SEVERITY_NOTE;
}

enum outcome audit_report(struct audit *audit, const struct finding *reported,
                          struct error *error) {
    struct finding finding = *reported;
    struct buffer message = {0};
    if (audit->system_root && finding.path && strcmp(finding.path, audit->system_root) == 0) {
        return DONE;
    }
    finding.check = audit->current->id;
    finding.title = finding.title ? finding.title : audit->current->title;
    finding.remedy = finding.remedy ? finding.remedy : audit->current->remedy;
    finding.severity = finding.severity ? finding.severity : audit->current->severity;
    mark_published(audit, &finding, &message);
    mark_rehearsal(audit, &finding, &message);
    enum outcome outcome = message.failed
                               ? fail(error, "out of memory")
                               : inventory_add_finding(audit->inventory, &finding, error);
    buffer_release(&message);
    return outcome;
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
                          .profile_count = options->profile_count,
                          .system_root = options->system_root};
    struct truststores truststores = {0};
    audit.known = query_new(inventory,
                            "SELECT source FROM known WHERE artifact = ?1"
                            " AND kind = 'published key'",
                            error);
    audit.describer = describer_new(inventory, error);
    audit.truststores = &truststores;
    struct rehearsal rehearsal;
    enum outcome outcome = rehearsal_open(&rehearsal, inventory, error);
    audit.rehearsal = &rehearsal;
    if (outcome == DONE) {
        outcome = audit.known && audit.describer ? truststores_load(&truststores, inventory, error)
                                                 : FAILED;
    }
    for (size_t i = 0; checks[i] && outcome == DONE; i++) {
        audit.current = checks[i];
        outcome = checks[i]->run(&audit, error);
    }
    if (describer_free(audit.describer, error) != DONE ||
        rehearsal_close(&rehearsal, error) != DONE) {
        outcome = FAILED;
    }
    truststores_release(&truststores);
    return audit.known && query_free(audit.known, error) == DONE ? outcome : FAILED;
}
