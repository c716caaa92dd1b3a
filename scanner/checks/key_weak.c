/* Keys too small to rely on, one finding a key, however many certificates hold it. */
#include "checks/key_weaknesses.h"

/* The first live certificate with the key, the first live private key, and how many certificates.
 */
static const char suspects[] =
    "SELECT * FROM (SELECT key.id,"
    " (SELECT min(artifact.id) FROM artifact WHERE artifact.key = key.id"
    "  AND artifact.kind = 'certificate' AND EXISTS (SELECT 1 FROM place"
    "   JOIN file ON file.id = place.file"
    "   WHERE place.artifact = artifact.id AND file.live = 1)) AS certificate,"
    " (SELECT min(artifact.id) FROM artifact WHERE artifact.key = key.id"
    "  AND artifact.kind = 'private-key' AND EXISTS (SELECT 1 FROM place"
    "   JOIN file ON file.id = place.file"
    "   WHERE place.artifact = artifact.id AND file.live = 1)) AS private_key,"
    " (SELECT count(*) FROM artifact WHERE artifact.key = key.id"
    "  AND artifact.kind = 'certificate' AND EXISTS (SELECT 1 FROM place"
    "   JOIN file ON file.id = place.file"
    "   WHERE place.artifact = artifact.id AND file.live = 1)) AS certificates"
    " FROM key WHERE (key.algorithm IN ('RSA', 'RSA-PSS') AND key.bits < 2048)"
    "  OR (key.algorithm = 'EC' AND key.bits < 256) OR key.algorithm = 'DSA')"
    " WHERE certificate IS NOT NULL OR private_key IS NOT NULL ORDER BY id";

static const char *why(const struct thing *thing) {
    if (strcmp(thing->algorithm, "DSA") == 0) {
        return "DSA is no longer approved for signatures (FIPS 186-5)";
    }
    return strcmp(thing->algorithm, "EC") == 0 ? "elliptic-curve keys need 256 bits or more"
                                               : "RSA keys need 2048 bits or more";
}

static enum outcome report(struct row *row, struct error *error) {
    int64_t certificate = query_number(row->query, 1);
    int64_t private_key = query_number(row->query, 2);
    int64_t certificates = query_number(row->query, 3);
    const struct thing *subject =
        describer_thing(row->describer, certificate ? certificate : private_key);
    const struct thing *key = private_key ? describer_thing(row->describer, private_key) : NULL;
    if (!subject || (private_key && !key)) {
        return fail(error, "out of memory");
    }
    struct buffer *message = &row->message;
    buffer_append_text(message, certificate ? "The " : "Private ");
    say_key(message, subject);
    if (certificate) {
        buffer_append_text(message, " of certificate ");
        say_thing(message, subject);
    } else {
        buffer_append_text(message, " in ");
        say_place(message, &subject->place);
    }
    buffer_format(message, " is weak: %s.", why(subject));
    if (certificates > 1) {
        buffer_format(message, " %lld more certificate%s the same key.",
                      (long long)(certificates - 1), certificates == 2 ? " has" : "s have");
    }
    if (certificate && key) {
        buffer_append_text(message, " The private key is in ");
        say_place(message, &key->place);
        buffer_append_text(message, ".");
    }
    say_more_places(message, row->describer, subject->artifact);
    return row_report(row, subject, 0, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    if (row_each(audit, suspects, report, error) != DONE ||
        key_weaknesses_report(audit, "bad exponent", "It protects nothing.", SEVERITY_ERROR,
                              error) != DONE) {
        return FAILED;
    }
    return key_weaknesses_report(audit, "small exponent",
                                 "Careless programs are attacked through small exponents; 65537 is "
                                 "usual.",
                                 SEVERITY_NOTE, error);
}

const struct check key_weak_check = {
    .id = "key-weak",
    .severity = SEVERITY_WARNING,
    .title = "Weak key",
    .rule =
        "An RSA key below 2048 bits, an elliptic-curve key below 256 bits, or a DSA key, in a "
        "certificate or private key in use. An error where an RSA exponent is even or 1, a note "
        "where it is below 65537, but for CAs and keys of SSH.",
    .remedy =
        "Make a new key (openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072, or "
        "-algorithm EC -pkeyopt ec_paramgen_curve:P-256) and have the certificate issued anew.",
    .reference = "NIST SP 800-131A, FIPS 186-5",
    .run = run,
};
