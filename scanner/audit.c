#include "audit.h"

#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "checks/check.h"
#include "checks/describer.h"
#include "checks/truststores.h"
#include "rehearsal.h"
#include "stages.h"

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

/* Likewise what lies in folders of tests and examples only, or in documentation. */
static void mark_rehearsal(struct audit *audit, struct finding *finding, struct buffer *message) {
    const char *words = finding->severity == SEVERITY_NOTE
                            ? NULL
                            : rehearsal_of(audit->rehearsal, finding, audit->current->is_of_leaks);
    struct buffer longer = {0};
    if (!words) {
        return;
    }
    buffer_format(&longer, "%s %s", finding->message, words);
    buffer_release(message);
    *message = longer;
    finding->message = buffer_text(message);
    finding->severity = SEVERITY_NOTE;
}

/* A list in it may be as long as input wants. */
static void shorten(const struct audit *audit, struct finding *finding, struct buffer *message) {
    size_t length = strlen(finding->message), kept = (size_t)audit->message_bytes;
    struct buffer shorter = {0};
    if (length <= kept) {
        return;
    }
    while (kept > 0 && ((unsigned char)finding->message[kept] & 0xC0) == 0x80) {
        kept--; /* no character is cut in two */
    }
    buffer_append(&shorter, finding->message, kept);
    buffer_format(&shorter, "... (%zu more bytes)", length - kept);
    buffer_release(message);
    *message = shorter;
    finding->message = buffer_text(message);
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
    shorten(audit, &finding, &message);
    enum outcome outcome = message.failed
                               ? fail(error, "out of memory")
                               : inventory_add_finding(audit->inventory, &finding, error);
    buffer_release(&message);
    return outcome;
}

/* What the checks share. After a query of it was given up it is of no more use, and is made anew.
 */
static enum outcome open_shared(struct audit *audit, struct error *error) {
    audit->known = query_new(audit->inventory,
                             "SELECT source FROM known WHERE artifact = ?1"
                             " AND kind = 'published key'",
                             error);
    audit->describer = audit->known ? describer_new(audit->inventory, error) : NULL;
    return audit->describer ? rehearsal_open(audit->rehearsal, audit->inventory, error) : FAILED;
}

static enum outcome close_shared(struct audit *audit, struct error *error) {
    enum outcome outcome = query_free(audit->known, error);
    if (describer_free(audit->describer, error) != DONE) {
        outcome = FAILED;
    }
    if (rehearsal_close(audit->rehearsal, error) != DONE) {
        outcome = FAILED;
    }
    audit->known = NULL;
    audit->describer = NULL;
    return outcome;
}

/* A check that is given up has found nothing: what it has reported until then depends on the clock.
 */
static enum outcome run_check(struct audit *audit, const struct audit_options *options,
                              struct error *error) {
    const char *id = audit->current->id;
    enum outcome outcome = audit->current->run(audit, error);
    outcome = stage_end(options->stages, "check", id, outcome, error);
    if (outcome == SKIPPED) {
        close_shared(audit, NULL);
        outcome = inventory_forget_findings(audit->inventory, id, error);
        outcome = outcome == DONE ? open_shared(audit, error) : outcome;
    }
    return outcome;
}

enum outcome audit_run(struct inventory *inventory, const struct audit_options *options,
                       struct error *error) {
    char now[TIME_TEXT_BYTES];
    char soon[TIME_TEXT_BYTES];
    text_format_time(options->at, now);
    text_format_time(options->at + (int64_t)options->soon_days * 86400, soon);
    struct rehearsal rehearsal = {0};
    struct truststores truststores = {0};
    struct audit audit = {.inventory = inventory,
                          .at = now,
                          .soon = soon,
                          .profiles = options->profiles,
                          .profile_count = options->profile_count,
                          .system_root = options->system_root,
                          .message_bytes = options->message_bytes,
                          .truststores = &truststores,
                          .rehearsal = &rehearsal};
    if (!stage_begin(options->stages)) {
        return DONE;
    }
    enum outcome outcome = open_shared(&audit, error);
    if (outcome == DONE) {
        outcome = stage_end(options->stages, "check", "of truststores",
                            truststores_load(&truststores, inventory, error), error);
    }
    for (size_t i = 0; checks[i] && outcome == DONE && stage_begin(options->stages); i++) {
        audit.current = checks[i];
        outcome = run_check(&audit, options, error);
    }
    if (close_shared(&audit, error) != DONE) {
        outcome = FAILED;
    }
    truststores_release(&truststores);
    return outcome == FAILED ? FAILED : DONE;
}
