/* A private key that fits no certificate of the whole inventory: forgotten, or its certificate is
 * somewhere that was not scanned. */
#include "base/text.h"
#include "checks/commands.h"
#include "checks/row.h"

/* The request or bare public key with the same key, 0 where there is none. The inventory tells keys
 * of SSH, DNSSEC and JOSE, which need no certificate. A private half that stands in a format that
 * goes with certificates is asked for as well where it is live. */
static const char suspects[] =
    "SELECT artifact.id,"
    " coalesce((SELECT min(other.id) FROM artifact AS other"
    "  WHERE other.key = artifact.key AND other.kind = 'request'), 0),"
    " coalesce((SELECT min(other.id) FROM artifact AS other"
    "  WHERE other.key = artifact.key AND other.kind = 'public-key'), 0)"
    " FROM artifact WHERE artifact.kind = 'private-key' AND NOT EXISTS (SELECT 1"
    "  FROM artifact AS other WHERE other.key = artifact.key AND other.kind = 'certificate')"
    " AND (SELECT state FROM key_group WHERE key_group.key = artifact.key) = 'orphaned key'"
    " AND EXISTS (SELECT 1 FROM used_place JOIN file ON file.id = used_place.file"
    "  WHERE used_place.artifact = artifact.id AND file.live = 1 AND used_place.use IS NULL)"
    " ORDER BY artifact.id";

static void say_search(struct buffer *remedy, const struct thing *key) {
    buffer_append_text(remedy,
                       "Find the certificate outside what was scanned, or revoke and destroy "
                       "the key.");
    if (!command_can_read(&key->place)) {
        return;
    }
    bool has_modulus = *key->modulus_sha1 != 0;
    buffer_format(remedy, " To compare with a certificate: openssl %s -in ",
                  has_modulus ? "rsa -noout -modulus" : "pkey -pubout");
    command_quote(remedy, key->place.path);
    buffer_format(remedy, " | openssl sha1; openssl x509 -noout %s -in CERTIFICATE | openssl sha1",
                  has_modulus ? "-modulus" : "-pubkey");
}

/* In one folder: a pair whose public half is handed out bare, for tokens say, needs no certificate.
 */
static bool is_beside(const struct place *one, const struct place *other) {
    size_t folder = (size_t)(text_base_name(one->path) - one->path);
    return !*one->container && !*other->container &&
           folder == (size_t)(text_base_name(other->path) - other->path) &&
           strncmp(one->path, other->path, folder) == 0;
}

static enum outcome report(struct row *row, struct error *error) {
    const struct thing *key = describer_thing(row->describer, query_number(row->query, 0));
    int64_t request = query_number(row->query, 1);
    int64_t public_key = query_number(row->query, 2);
    const struct thing *other =
        request || public_key ? describer_thing(row->describer, request ? request : public_key)
                              : NULL;
    if (!key || ((request || public_key) && !other)) {
        return fail(error, "out of memory");
    }
    bool bare = false;
    struct buffer *message = &row->message;
    buffer_append_text(message, "Private ");
    say_key(message, key);
    buffer_append_text(message, " in ");
    say_place(message, &key->place);
    buffer_append_text(message, " fits no certificate of the inventory");
    if (request) {
        buffer_append_text(message, ", but a request: ");
        say_thing(message, other);
        buffer_append_text(message, ". Request pending: its certificate is still to come.");
        buffer_append_text(&row->remedy,
                           "Put the issued certificate beside the key once it is there; "
                           "if the request was given up, destroy the key.");
    } else {
        if (other) {
            buffer_append_text(message, "; its public key lies bare in ");
            say_place(message, &other->place);
        }
        bare = other && is_beside(&key->place, &other->place);
        buffer_append_text(message, bare ? ", beside it, as where a pair signs tokens and needs no "
                                           "certificate"
                                         : "");
        buffer_append_text(message, ".");
        say_search(&row->remedy, key);
    }
    say_more_places(message, row->describer, key->artifact);
    return row_report(row, key, request || bare ? SEVERITY_NOTE : SEVERITY_WARNING, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return row_each(audit, suspects, report, error);
}

const struct check key_orphaned_check = {
    .id = "key-orphaned",
    .severity = SEVERITY_WARNING,
    .title = "Private key without certificate",
    .rule =
        "A private key whose public half is in no certificate of the whole inventory. A note "
        "where a certificate request with the same key exists, or its bare public key lies in the "
        "same folder. Keys of SSH, DNSSEC and JOSE need "
        "no certificate: those that stand only in their formats, and those whose public half "
        "stands only in files of SSH, are no orphans; groups.csv says what they are.",
    .remedy = "Find the certificate, or revoke and destroy the key.",
    .reference = "certsweep rulebook, section 2",
    .run = run,
};
