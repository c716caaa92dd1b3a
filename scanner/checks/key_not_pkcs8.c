/* A private key in the form of its own algorithm, where a consumer reads PKCS#8 only. */
#include "checks/commands.h"
#include "checks/row.h"

static const char suspects[] =
    "SELECT min(place.id), place.structure FROM place"
    " JOIN artifact ON artifact.id = place.artifact JOIN file ON file.id = place.file"
    " WHERE artifact.kind = 'private-key' AND file.live = 1"
    " AND place.structure IN ('PKCS#1', 'SEC1') AND place.encoding IN ('pem', 'der')"
    " GROUP BY file.path, file.container, place.artifact ORDER BY 1";

static enum outcome report_for(struct row *row, const struct profile *profile,
                               struct error *error) {
    struct place place;
    const struct thing *key =
        describer_thing_at(row->describer, query_number(row->query, 0), &place);
    if (!key) {
        return fail(error, "out of memory");
    }
    buffer_clear(&row->message);
    buffer_clear(&row->remedy);
    buffer_append_text(&row->message, "Private ");
    say_key(&row->message, key);
    buffer_append_text(&row->message, " in ");
    say_place(&row->message, &place);
    buffer_format(&row->message, " is %s; %s reads PKCS#8 only.", query_text(row->query, 1),
                  profile->title);
    buffer_append_text(&row->remedy, "Convert it: openssl pkcs8 -topk8 -nocrypt -in ");
    if (command_can_read(&place)) {
        command_quote(&row->remedy, place.path);
    } else {
        buffer_append_text(&row->remedy, "KEY");
    }
    buffer_append_text(&row->remedy, " -out KEY.pk8");
    if (row->message.failed || row->remedy.failed) {
        return fail(error, "out of memory");
    }
    struct finding finding = {.message = buffer_text(&row->message),
                              .remedy = buffer_text(&row->remedy),
                              .artifact = key->artifact,
                              .path = place.path,
                              .trail = place.trail,
                              .revision = place.revision,
                              .profile = profile->name};
    return audit_report(row->audit, &finding, error);
}

static enum outcome report(struct row *row, struct error *error) {
    enum outcome outcome = DONE;
    for (unsigned i = 0; i < row->audit->profile_count && outcome == DONE; i++) {
        const struct profile *profile = row->audit->profiles[i];
        if (profile_rule(profile, RULE_KEY_PKCS8)) {
            outcome = report_for(row, profile, error);
        }
    }
    return outcome;
}

static enum outcome run(struct audit *audit, struct error *error) {
    return audit->profile_count ? row_each(audit, suspects, report, error) : DONE;
}

const struct check key_not_pkcs8_check = {
    .id = "key-not-pkcs8",
    .severity = SEVERITY_ERROR,
    .title = "Private key that is not PKCS#8",
    .rule = "A private key in the form RSA PRIVATE KEY or EC PRIVATE KEY (PKCS#1, SEC1), judged "
            "for a consumer that reads PKCS#8 only. Only with a profile.",
    .remedy = "openssl pkcs8 -topk8 -nocrypt -in KEY -out KEY.pk8",
    .reference = "RFC 5958; the profile's source",
    .run = run,
};
