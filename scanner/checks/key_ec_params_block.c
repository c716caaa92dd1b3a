/* EC PARAMETERS before the key, as openssl ecparam writes it: harmless, but one consumer or other
 * refuses the file. */
#include "checks/row.h"

static const char suspects[] =
    "SELECT observation.path, observation.container, observation.trail, observation.revision,"
    " observation.line FROM observation WHERE code = 'key-ec-params-block' AND live = 1"
    " AND (revision = '' OR NOT EXISTS (SELECT 1 FROM observation AS other"
    "  WHERE other.code = observation.code AND other.path = observation.path"
    "  AND other.container = observation.container AND other.revision = ''))"
    " ORDER BY observation.id";

static enum outcome report(struct row *row, struct error *error) {
    struct query *query = row->query;
    enum outcome outcome = DONE;
    struct place place = {.path = query_text(query, 0),
                          .container = query_text(query, 1),
                          .trail = query_text(query, 2),
                          .detail = "",
                          .revision = query_text(query, 3),
                          .date = "",
                          .encoding = "",
                          .is_git = *query_text(query, 3) != 0,
                          .is_live = true};
    for (unsigned i = 0; i < row->audit->profile_count && outcome == DONE; i++) {
        const struct profile *profile = row->audit->profiles[i];
        if (!profile_rule(profile, RULE_KEY_WITHOUT_PARAMETERS)) {
            continue;
        }
        buffer_clear(&row->message);
        say_place(&row->message, &place);
        buffer_format(
            &row->message,
            ", line %lld: a block EC PARAMETERS stands before this private key; %s refuses "
            "the file.",
            (long long)query_number(query, 4), profile->title);
        outcome = row->message.failed
                      ? fail(error, "out of memory")
                      : audit_report(row->audit,
                                     &(struct finding){.message = buffer_text(&row->message),
                                                       .path = place.path,
                                                       .trail = place.trail,
                                                       .revision = place.revision,
                                                       .profile = profile->name},
                                     error);
    }
    return outcome;
}

static enum outcome run(struct audit *audit, struct error *error) {
    return audit->profile_count ? row_each(audit, suspects, report, error) : DONE;
}

const struct check key_ec_params_block_check = {
    .id = "key-ec-params-block",
    .severity = SEVERITY_ERROR,
    .title = "EC PARAMETERS before the private key",
    .rule = "A PEM block EC PARAMETERS stands before a block EC PRIVATE KEY, judged for a consumer "
            "that refuses it. Only with a profile.",
    .remedy = "Take the block out: openssl pkey -in KEY -out KEY.new, or openssl ecparam -genkey "
              "-noout when making one.",
    .reference = "the profile's source; RFC 5915",
    .run = run,
};
