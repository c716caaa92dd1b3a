/* A private key and a certificate that belong together by place, but not by key. */
#include "base/id_set.h"
#include "base/place_name.h"
#include "checks/commands.h"
#include "checks/crossed_pairs.h"
#include "checks/key_file_pairs.h"
#include "checks/row.h"

struct mismatches {
    struct row row;
    struct id_set told;   /* pairs of artifacts: copies of a mismatch are told once */
    struct query *by_key; /* the first artifact of a kind with this key, live ones first */
};

static const char select_by_key[] =
    "SELECT artifact.id FROM artifact WHERE artifact.key = ?1 AND artifact.kind = ?2"
    " ORDER BY NOT EXISTS (SELECT 1 FROM place JOIN file ON file.id = place.file"
    "  WHERE place.artifact = artifact.id AND file.live = 1), artifact.id LIMIT 1";

/* The thing of this kind with the key, or NULL. */
static const struct thing *with_key(struct mismatches *state, int64_t key, const char *kind) {
    query_rewind(state->by_key);
    query_bind_number(state->by_key, 1, key);
    query_bind_text(state->by_key, 2, kind);
    return query_next(state->by_key)
               ? describer_thing(state->row.describer, query_number(state->by_key, 0))
               : NULL;
}

static void say_other_half(struct mismatches *state, const struct thing *key,
                           const struct thing *certificate) {
    struct buffer *message = &state->row.message;
    const struct thing *right_key = with_key(state, certificate->key, "private-key");
    const struct thing *right_certificate = with_key(state, key->key, "certificate");
    const struct thing *request = with_key(state, key->key, "request");
    if (right_key) {
        buffer_append_text(message, " The certificate's private key is in ");
        say_place(message, &right_key->place);
        buffer_append_text(message, ".");
    } else {
        buffer_append_text(message, " The certificate's private key is not in the inventory.");
    }
    if (right_certificate) {
        buffer_append_text(message, " The private key belongs to ");
        say_thing(message, right_certificate);
        buffer_format(message, " (sha256 %s).", right_certificate->sha256);
    } else {
        buffer_append_text(message, " The private key fits no certificate of the inventory");
        if (request) {
            buffer_append_text(message, ", but the request in ");
            say_place(message, &request->place);
        }
        buffer_append_text(message, ".");
    }
}

static void say_remedy(struct mismatches *state, const struct thing *key,
                       const struct place *key_place, const struct place *certificate_place) {
    struct buffer *remedy = &state->row.remedy;
    buffer_append_text(remedy,
                       "Put the matching half in place, or have the certificate issued again "
                       "for this key.");
    struct buffer compare = {0};
    if (command_compare(&compare, key, key_place, certificate_place)) {
        buffer_format(remedy, " The two lines that this prints must be equal: %s",
                      buffer_text(&compare));
    }
    buffer_release(&compare);
}

/* What puts the two together: "beside it", or the configuration that names both. */
static enum outcome report_pair(struct mismatches *state, const struct misfit *misfit,
                                const char *together, struct error *error) {
    struct row *row = &state->row;
    int64_t pair[] = {misfit->private_key, misfit->certificate};
    bool added = false;
    if (!id_set_add(&state->told, span_of(pair, sizeof pair), &added)) {
        return fail(error, "out of memory");
    }
    if (!added) {
        return DONE;
    }
    describer_clear(row->describer);
    buffer_clear(&row->message);
    buffer_clear(&row->remedy);
    const struct thing *key = describer_thing(row->describer, misfit->private_key);
    const struct thing *certificate = describer_thing(row->describer, misfit->certificate);
    struct place key_place;
    struct place certificate_place;
    if (!key || !certificate ||
        !describer_place_in(row->describer, key->artifact, misfit->key_file, &key_place) ||
        !describer_place_in(row->describer, certificate->artifact, misfit->certificate_file,
                            &certificate_place)) {
        return fail(error, "out of memory");
    }
    /* RSA and RSA-PSS name one key in two ways. */
    if (*key->modulus_sha1 && strcmp(key->modulus_sha1, certificate->modulus_sha1) == 0) {
        return DONE;
    }
    struct buffer *message = &row->message;
    buffer_append_text(message, "Private ");
    say_key(message, key);
    buffer_append_text(message, " in ");
    say_place(message, &key_place);
    buffer_format(message, " does not belong to the certificate %s: %s in ", together,
                  name_or_none(certificate->subject));
    say_place(message, &certificate_place);
    buffer_append_text(message, " has ");
    say_key(message, certificate);
    buffer_append_text(message, ".");
    say_other_half(state, key, certificate);
    say_more_places(message, row->describer, key->artifact);
    say_remedy(state, key, &key_place, &certificate_place);
    return row_report_at(row, key, &key_place, 0, error);
}

static enum outcome report(void *context, const struct misfit *misfit, struct error *error) {
    bool same = misfit->key_file == misfit->certificate_file;
    return misfit->nth
               ? DONE
               : report_pair(context, misfit,
                             same            ? "in one file with it"
                             : misfit->apart ? "of its name, in a folder beside or above its own"
                                             : "beside it",
                             error);
}

/* Key files of one key, named in a block none of whose certificate files has that key; with the
 * first certificate of the first of them. Certificates whose key could not be read may be the one.
 */
static const char select_configured[] =
    "WITH keyed AS MATERIALIZED (SELECT place.file, min(artifact.id) AS artifact,"
    "  min(coalesce(artifact.key, 0)) AS key FROM (SELECT DISTINCT file FROM reference"
    "   WHERE role = 'key') AS named CROSS JOIN place ON place.file = named.file"
    "  CROSS JOIN artifact ON artifact.id = place.artifact WHERE artifact.kind = 'private-key'"
    "  GROUP BY place.file HAVING count(DISTINCT artifact.id) = 1),"
    " certified AS MATERIALIZED (SELECT place.file, artifact.id AS artifact,"
    "  coalesce(artifact.key, 0) AS key, place.position FROM (SELECT DISTINCT file FROM reference"
    "   WHERE role IN ('certificate', 'keystore')) AS named"
    "  CROSS JOIN place ON place.file = named.file"
    "  CROSS JOIN artifact ON artifact.id = place.artifact WHERE artifact.kind = 'certificate'),"
    " first AS MATERIALIZED (SELECT file, artifact, min(position) FROM certified GROUP BY file),"
    " pair AS MATERIALIZED (SELECT reference.id, reference.path, reference.container,"
    "  reference.line, reference.file, keyed.artifact, keyed.key, (SELECT c.id"
    "   FROM reference AS c WHERE c.path = reference.path AND c.container = reference.container"
    "   AND c.revision = reference.revision AND c.block = reference.block"
    "   AND c.role IN ('certificate', 'keystore')"
    "   AND c.file IN (SELECT file FROM first) ORDER BY c.id LIMIT 1) AS certificate"
    "  FROM reference JOIN keyed ON keyed.file = reference.file"
    "  WHERE reference.role = 'key' AND keyed.key > 0 AND NOT EXISTS (SELECT 1"
    "   FROM reference AS c WHERE c.path = reference.path AND c.container = reference.container"
    "   AND c.revision = reference.revision AND c.block = reference.block"
    "   AND c.role IN ('certificate', 'keystore')"
    "   AND ((c.file, keyed.key) IN (SELECT file, key FROM certified)"
    "    OR (c.file, 0) IN (SELECT file, key FROM certified))))"
    " SELECT pair.artifact, pair.file, first.artifact, first.file, pair.path, pair.container,"
    "  pair.line FROM pair JOIN reference ON reference.id = pair.certificate"
    " JOIN first ON first.file = reference.file ORDER BY pair.id";

static enum outcome report_configured(struct mismatches *state, struct inventory *inventory,
                                      struct error *error) {
    struct query *rows = query_new(inventory, select_configured, error);
    struct buffer together = {0};
    enum outcome outcome = DONE;
    while (outcome == DONE && query_next(rows)) {
        struct misfit misfit = {.private_key = query_number(rows, 0),
                                .key_file = query_number(rows, 1),
                                .certificate = query_number(rows, 2),
                                .certificate_file = query_number(rows, 3)};
        buffer_clear(&together);
        buffer_append_text(&together, "that ");
        place_name_append(&together, query_text(rows, 4), query_text(rows, 5), "");
        buffer_format(&together, " names with it on line %lld", (long long)query_number(rows, 6));
        outcome = report_pair(state, &misfit, buffer_text(&together), error);
    }
    buffer_release(&together);
    return query_free(rows, error) == DONE ? outcome : FAILED;
}

static enum outcome report_crossed(void *context, const struct crossed_pair *pair,
                                   struct error *error) {
    struct misfit misfit = {.private_key = pair->private_key.artifact,
                            .key_file = pair->private_key.file,
                            .certificate = pair->certificate.artifact,
                            .certificate_file = pair->certificate.file};
    struct buffer together = {0};
    buffer_append_text(&together, "that ");
    place_name_append(&together, pair->path, pair->container, "");
    buffer_format(&together, " pairs with it by their order (lines %lld and %lld)",
                  (long long)pair->certificate.line, (long long)pair->private_key.line);
    enum outcome outcome = report_pair(context, &misfit, buffer_text(&together), error);
    buffer_release(&together);
    return outcome;
}

static enum outcome run(struct audit *audit, struct error *error) {
    struct mismatches state = {.row = {.audit = audit, .describer = audit->describer}};
    state.by_key = query_new(audit->inventory, select_by_key, error);
    enum outcome outcome =
        state.by_key ? key_file_misfits(audit->inventory, report, &state, error) : FAILED;
    if (outcome == DONE) {
        outcome = report_configured(&state, audit->inventory, error);
    }
    if (outcome == DONE) {
        outcome = crossed_pairs(audit->inventory, report_crossed, &state, error);
    }
    if (state.by_key && query_free(state.by_key, error) != DONE) {
        outcome = FAILED;
    }
    id_set_release(&state.told);
    buffer_release(&state.row.message);
    buffer_release(&state.row.remedy);
    return outcome;
}

const struct check key_cert_mismatch_check = {
    .id = "key-cert-mismatch",
    .severity = SEVERITY_ERROR,
    .title = "Private key does not belong to the certificate beside it",
    .rule =
        "A key file and a certificate file in one folder under one name (server.key and "
        "server.crt, privkey.pem and fullchain.pem, tls.key and tls.crt) or in two of one place "
        "(private/web.key and certs/web.crt), both in one file, or "
        "both named in one block of a configuration, with different public keys. Where nginx or "
        "Apache httpd is told of several pairs, also those that do not fit in their order.",
    .remedy = "Put the matching half in place, or have the certificate issued again for this key.",
    .reference = "curl error 58; OpenSSL X509_check_private_key",
    .run = run,
};
