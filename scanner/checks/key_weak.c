/* Keys too small to rely on, one finding a key, however many certificates hold it. */
#include "checks/key_weaknesses.h"

/* A public key in a format that has certificates: whoever holds one of SSH or DNSSEC did not make
 * it. */
#define BARE_PUBLIC_KEY                                                                            \
    " artifact.kind = 'public-key' AND EXISTS (SELECT 1 FROM used_place"                           \
    "  WHERE used_place.artifact = artifact.id AND used_place.use IS NULL)"

/* The first live certificate with the key, the first live private key, how many certificates, and
 * the first live one of the others; which of them count is for the caller to say. */
#define KEYS_IN_USE(which, certificates, others)                                                   \
    "SELECT * FROM (SELECT key.id,"                                                                \
    " (SELECT min(artifact.id) FROM artifact WHERE artifact.key = key.id"                          \
    "  AND artifact.kind = 'certificate'" certificates " AND" ROW_LIVE ") AS certificate,"         \
    " (SELECT min(artifact.id) FROM artifact WHERE artifact.key = key.id"                          \
    "  AND artifact.kind = 'private-key' AND" ROW_LIVE ") AS private_key,"                         \
    " (SELECT count(*) FROM artifact WHERE artifact.key = key.id"                                  \
    "  AND artifact.kind = 'certificate' AND" ROW_LIVE ") AS certificates,"                        \
    " (SELECT min(artifact.id) FROM artifact WHERE artifact.key = key.id"                          \
    "  AND (" others ") AND" ROW_LIVE ") AS other"                                                 \
    " FROM key WHERE " which ") WHERE coalesce(certificate, private_key, other) IS NOT NULL"       \
    " ORDER BY id"

static const char suspects[] =
    KEYS_IN_USE("(key.algorithm IN ('RSA', 'RSA-PSS', 'DH') AND key.bits < 2048)"
                " OR (key.algorithm = 'EC' AND key.bits < 256) OR key.algorithm = 'DSA'",
                "", "artifact.kind = 'request' OR" BARE_PUBLIC_KEY);

/* What a consumer brings with it, or can buy, is not for this key's owner to change. */
static const char rsa_or_ec[] = KEYS_IN_USE(
    "key.algorithm IN ('RSA', 'RSA-PSS', 'EC')",
    " AND artifact.id NOT IN (SELECT artifact FROM known WHERE kind = 'web root')", "false");

static const char *why(const struct thing *thing) {
    if (strcmp(thing->algorithm, "DSA") == 0) {
        return "is weak: DSA is no longer approved for signatures (FIPS 186-5)";
    }
    if (strcmp(thing->algorithm, "DH") == 0) {
        return "is weak: Diffie-Hellman keys need 2048 bits or more";
    }
    return strcmp(thing->algorithm, "EC") == 0
               ? "is weak: elliptic-curve keys need 256 bits or more"
               : "is weak: RSA keys need 2048 bits or more";
}

/* The certificate, or else the private key, or else the other, that stands for the row's key. */
static const struct thing *subject_of(struct row *row) {
    static const int columns[] = {1, 2, 4};
    int64_t artifact = 0;
    for (size_t i = 0; i < sizeof columns / sizeof *columns && !artifact; i++) {
        artifact = query_number(row->query, columns[i]);
    }
    return describer_thing(row->describer, artifact);
}

static enum outcome say(struct row *row, const struct thing *subject, const char *fault,
                        struct error *error) {
    int64_t certificate = query_number(row->query, 1);
    int64_t private_key = query_number(row->query, 2);
    int64_t certificates = query_number(row->query, 3);
    const struct thing *key = private_key ? describer_thing(row->describer, private_key) : NULL;
    if (private_key && !key) {
        return fail(error, "out of memory");
    }
    struct buffer *message = &row->message;
    bool request = !certificate && !private_key && *subject->subject;
    buffer_append_text(message, certificate || request ? "The "
                                : private_key          ? "Private "
                                                       : "Public ");
    say_key(message, subject);
    if (certificate || request) {
        buffer_append_text(message, certificate ? " of certificate " : " of request ");
        say_thing(message, subject);
    } else {
        buffer_append_text(message, " in ");
        say_place(message, &subject->place);
    }
    buffer_format(message, " %s.", fault);
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
    return DONE;
}

static enum outcome report(struct row *row, struct error *error) {
    const struct thing *subject = subject_of(row);
    if (!subject) {
        return fail(error, "out of memory");
    }
    enum outcome outcome = say(row, subject, why(subject), error);
    return outcome == DONE ? row_report(row, subject, 0, error) : outcome;
}

static bool breaks(const struct profile_rule *rule, const struct thing *thing) {
    bool ec = strcmp(thing->algorithm, "EC") == 0;
    switch (rule->kind) {
    case RULE_RSA_BITS_LEAST:
        return !ec && (uint64_t)thing->bits < rule->number;
    case RULE_RSA_BITS_MOST:
        return !ec && (uint64_t)thing->bits > rule->number;
    case RULE_EC_BITS_LEAST:
        return ec && (uint64_t)thing->bits < rule->number;
    case RULE_EC_CURVES:
        return ec && !profile_lists(rule, thing->curve);
    default:
        return ec;
    }
}

static enum outcome report_rule(struct row *row, struct error *error) {
    const struct thing *subject = subject_of(row);
    if (!subject) {
        return fail(error, "out of memory");
    }
    if (!breaks(row->rule, subject)) {
        return DONE;
    }
    enum outcome outcome = say(row, subject, "is not taken", error);
    return outcome == DONE ? row_report_profile(row, subject, NULL, row->profile, row->rule, error)
                           : outcome;
}

static enum outcome run(struct audit *audit, struct error *error) {
    static const enum profile_rule_kind kinds[] = {RULE_RSA_BITS_LEAST, RULE_RSA_BITS_MOST,
                                                   RULE_EC_BITS_LEAST, RULE_EC_CURVES,
                                                   RULE_EC_REFUSED};
    enum outcome outcome = row_each(audit, suspects, report, error);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds && outcome == DONE; i++) {
        outcome = row_each_rule(audit, kinds[i], rsa_or_ec, report_rule, error);
    }
    if (outcome == DONE) {
        outcome = key_weaknesses_report(audit, "bad exponent", "It protects nothing.",
                                        SEVERITY_ERROR, error);
    }
    return outcome == DONE
               ? key_weaknesses_report(
                     audit, "small exponent",
                     "Careless programs are attacked through small exponents; 65537 is usual.",
                     SEVERITY_NOTE, error)
               : outcome;
}

const struct check key_weak_check = {
    .id = "key-weak",
    .severity = SEVERITY_WARNING,
    .title = "Weak key",
    .rule =
        "An RSA or Diffie-Hellman key below 2048 bits, an elliptic-curve key below 256 bits, or "
        "a DSA key, in a certificate, private key, request, or public key that is not one of "
        "SSH, DNSSEC or JOSE, in use. An error where an RSA exponent is even or 1, a "
        "note where it is below 65537, but for CAs and keys of SSH. Under a profile: a size or "
        "curve that its consumer does not take.",
    .remedy =
        "Make a new key (openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072, or "
        "-algorithm EC -pkeyopt ec_paramgen_curve:P-256) and have the certificate issued anew.",
    .reference = "NIST SP 800-131A, FIPS 186-5",
    .run = run,
};
