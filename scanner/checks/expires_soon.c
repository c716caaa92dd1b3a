/* Certificates whose time is nearly over. */
#include "base/text.h"
#include "checks/row.h"

static const char suspects[] =
    "SELECT artifact.id, artifact.id IN (SELECT known.artifact FROM known"
    "  WHERE known.kind = 'web root') FROM artifact WHERE artifact.kind = 'certificate'"
    " AND artifact.not_after >= ?1 AND artifact.not_after <= ?2"
    " AND EXISTS (SELECT 1 FROM place JOIN file ON file.id = place.file"
    "  WHERE place.artifact = artifact.id AND file.live = 1)"
    " ORDER BY artifact.id";

/* ?3: days that a consumer wants to be left. */
static const char too_short[] =
    "SELECT artifact.id FROM artifact WHERE artifact.kind = 'certificate' AND artifact.role <> 'ca'"
    " AND artifact.not_after >= ?1"
    " AND artifact.not_after <= strftime('%Y-%m-%dT%H:%M:%SZ', ?1, ?3 || ' days') AND" ROW_LIVE
    " ORDER BY artifact.id";

static enum outcome report(struct row *row, struct error *error) {
    const struct thing *certificate = describer_thing(row->describer, query_number(row->query, 0));
    if (!certificate) {
        return fail(error, "out of memory");
    }
    struct buffer *message = &row->message;
    buffer_append_text(message, "Certificate ");
    say_thing(message, certificate);
    buffer_append_text(message, " expires on ");
    say_day(message, certificate->not_after);
    int64_t at = 0;
    int64_t end = 0;
    if (text_parse_time(row->audit->at, &at) && text_parse_time(certificate->not_after, &end)) {
        int64_t days = (end - at) / 86400;
        buffer_format(message, ", %lld day%s after the date of judgement", (long long)days,
                      days == 1 ? "" : "s");
    }
    buffer_append_text(message, ".");
    say_more_places(message, row->describer, certificate->artifact);
    if (row->rule) {
        return row_report_profile(row, certificate, NULL, row->profile, row->rule, error);
    }
    bool is_web_root = query_number(row->query, 1) != 0; /* its list is renewed by its maker */
    return row_report(row, certificate, is_web_root ? SEVERITY_NOTE : 0, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    enum outcome outcome = row_each(audit, suspects, report, error);
    return outcome == DONE ? row_each_rule(audit, RULE_DAYS_LEFT_LEAST, too_short, report, error)
                           : outcome;
}

const struct check expires_soon_check = {
    .id = "expires-soon",
    .severity = SEVERITY_WARNING,
    .title = "Certificate expires soon",
    .rule =
        "A certificate in use that is valid at the date of judgement and expires within the days "
        "set for it (30 by default). A note for roots of the web, whose lists others renew. Under a "
        "profile: within the days that its consumer wants left.",
    .remedy = "Renew it with its issuer now, and put the new certificate in all its places.",
    .reference = "RFC 5280 section 4.1.2.5",
    .run = run,
};
