/* Certificates that outlive the algorithms of their keys: one finding for each of the two dates,
 * not one a certificate, for it is a plan for the whole inventory that is asked for. */
#include "checks/row.h"

/* What is left of a key's security is put in the classes of NIST SP 800-57 part 1, table 2: below
 * 128 bits are RSA, DSA and DH below 3072 bits, and curves below 256. */
#define VULNERABLE                                                                                 \
    " artifact.kind = 'certificate' AND key.algorithm IN ('RSA', 'RSA-PSS', 'RSA-OAEP', 'EC',"     \
    "  'DSA', 'DH', 'Ed25519', 'Ed448', 'X25519', 'X448')"                                         \
    " AND artifact.id NOT IN (SELECT known.artifact FROM known WHERE known.kind = 'web root')"     \
    " AND" ROW_LIVE
#define BELOW_128                                                                                  \
    "(key.algorithm IN ('RSA', 'RSA-PSS', 'RSA-OAEP', 'DSA', 'DH') AND key.bits < 3072"            \
    " OR key.algorithm = 'EC' AND key.bits < 256)"

/* The certificate that ends last, how many there are, their algorithms, how many were looked at,
 * and how many have a key of another kind. */
#define SELECT_OF(condition)                                                                       \
    "SELECT artifact.id, count(*), group_concat(DISTINCT key.algorithm), max(artifact.not_after)," \
    " (SELECT count(*) FROM artifact JOIN key ON key.id = artifact.key"                            \
    "  WHERE artifact.kind = 'certificate' AND (key.algorithm LIKE 'ML-%'"                         \
    "  OR key.algorithm LIKE 'MLDSA%' OR key.algorithm LIKE 'MLKEM%'"                              \
    "  OR key.algorithm LIKE 'SLH-DSA%' OR key.algorithm LIKE 'Hash%-DSA%'"                        \
    "  OR key.algorithm LIKE 'composite %' OR key.algorithm LIKE 'Dilithium%'"                     \
    "  OR key.algorithm LIKE 'Falcon%' OR key.algorithm LIKE 'SPHINCS+%'"                          \
    "  OR key.algorithm IN ('HSS-LMS', 'XMSS', 'XMSSMT')))"                                        \
    " FROM artifact JOIN key ON key.id = artifact.key WHERE" VULNERABLE " AND " condition          \
    " HAVING count(*) > 0"

static const char beyond_2030[] = SELECT_OF("artifact.not_after >= '2031' AND " BELOW_128);
static const char beyond_2035[] = SELECT_OF("artifact.not_after >= '2036'");

static enum outcome report(struct row *row, const char *year, const char *what,
                           struct error *error) {
    const struct thing *last = describer_thing(row->describer, query_number(row->query, 0));
    int64_t count = query_number(row->query, 1), safe = query_number(row->query, 4);
    if (!last) {
        return fail(error, "out of memory");
    }
    struct buffer *message = &row->message;
    buffer_format(message, "%lld certificate%s (%s) %s valid beyond %s, when %s. ",
                  (long long)count, count == 1 ? "" : "s", query_text(row->query, 2),
                  count == 1 ? "is" : "are", year, what);
    buffer_append_text(message, "The one that ends last: ");
    say_thing(message, last);
    buffer_append_text(message, ", until ");
    say_day(message, last->not_after);
    buffer_append_text(message, ".");
    if (safe) {
        buffer_format(message, " %lld certificate%s already %s a post-quantum key.",
                      (long long)safe, safe == 1 ? "" : "s", safe == 1 ? "has" : "have");
    }
    return row_report(row, last, 0, error);
}

static enum outcome report_2030(struct row *row, struct error *error) {
    return report(row, "2030", "keys with less than 128 bits of security are deprecated", error);
}

static enum outcome report_2035(struct row *row, struct error *error) {
    return report(row, "2035", "keys that a quantum computer breaks are no longer to be used",
                  error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    enum outcome outcome = row_each(audit, beyond_2030, report_2030, error);
    return outcome == DONE ? row_each(audit, beyond_2035, report_2035, error) : outcome;
}

const struct check quantum_vulnerable_check = {
    .id = "quantum-vulnerable",
    .severity = SEVERITY_NOTE,
    .title = "Valid longer than its algorithm",
    .rule =
        "Certificates with keys that a quantum computer breaks: those valid beyond 2030 whose key has "
        "less than 128 bits of security against computers of today, and all valid beyond 2035. One "
        "finding for each date, at the certificate that ends last. Roots of the web are left out.",
    .remedy = "Plan their replacement: list certificates by their last day and algorithm in "
              "csv/artifacts.csv, begin with CAs and with what is built into devices, and ask the "
              "CA for ML-DSA.",
    .reference = "NIST IR 8547 (initial public draft), section 4.1; FIPS 203, 204, 205",
    .run = run,
};
