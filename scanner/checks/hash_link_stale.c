/* Files of a CApath directory whose name is not the hash of the name in them: OpenSSL looks for the
 * issuer's hash and passes them over. The walk does not follow symbolic links, so what is judged
 * are the copies that stand there where links are not to be had. */
#include <ctype.h>

#include "base/text.h"
#include "checks/commands.h"
#include "checks/row.h"

#define HASH                                                                                       \
    "[0-9a-fA-F][0-9a-fA-F][0-9a-fA-F][0-9a-fA-F][0-9a-fA-F][0-9a-fA-F][0-9a-fA-F][0-9a-fA-F]"

/* Files that may have such a name: their first certificate (first revocation list, for the form
 * with an r), and the hashes of all of them, those of OpenSSL before 1.0 too. A file that is both
 * on disk and at HEAD counts once, as the one on disk. */
static const char suspects[] =
    "SELECT min(place.id), named.name, artifact.kind, artifact.name_hash,"
    " group_concat(artifact.name_hash || ' ' || artifact.name_hash_old, ' ') FROM"
    " (SELECT id, path, iif(container = '', path, container) AS name FROM file WHERE live = 1"
    "  AND NOT (source = 'git' AND EXISTS (SELECT 1 FROM file AS other"
    "   WHERE other.path = file.path AND other.container = file.container"
    "   AND other.source <> 'git')) AND (name GLOB '*" HASH ".[0-9]*'"
    "  OR name GLOB '*" HASH ".r[0-9]*')) AS named"
    " CROSS JOIN place ON place.file = named.id CROSS JOIN artifact ON artifact.id = place.artifact"
    " WHERE artifact.kind = iif(named.name GLOB '*.r[0-9]*', 'crl', 'certificate')"
    " GROUP BY named.id ORDER BY 1";

enum { HASH_DIGITS = 8, NUMBER_DIGITS_MOST = 3 };

/* What follows the hash in a name of that form, ".0" or ".r0"; NULL where it is none. */
static const char *number_part(const char *base) {
    for (int i = 0; i < HASH_DIGITS; i++) {
        if (!isxdigit((unsigned char)base[i])) {
            return NULL;
        }
    }
    const char *rest = base + HASH_DIGITS;
    const char *number = *rest == '.' ? rest + (rest[1] == 'r' ? 2 : 1) : "";
    size_t digits = strspn(number, "0123456789");
    return digits > 0 && digits <= NUMBER_DIGITS_MOST && number[digits] == 0 ? rest : NULL;
}

static bool is_one_of(const char *base, const char *hashes) {
    char hash[HASH_DIGITS + 1] = "";
    for (int i = 0; i < HASH_DIGITS; i++) {
        hash[i] = (char)tolower((unsigned char)base[i]);
    }
    return strstr(hashes, hash) != NULL;
}

/* Does the file of that name hold the same? */
static bool has_copy(struct inventory *inventory, const char *path, int64_t artifact) {
    struct query *rows = query_new(inventory,
                                   "SELECT 1 FROM place JOIN file ON file.id = place.file"
                                   " WHERE place.artifact = ?1 AND file.container = ''"
                                   " AND file.path = ?2 LIMIT 1",
                                   NULL);
    bool found = false;
    if (rows) {
        query_bind_number(rows, 1, artifact);
        query_bind_text(rows, 2, path);
        found = query_next(rows);
        query_free(rows, NULL);
    }
    return found;
}

static void say_remedy(struct row *row, const struct thing *thing, const struct place *place,
                       const char *hash, const char *number) {
    struct buffer *remedy = &row->remedy;
    size_t folder = (size_t)(text_base_name(place->path) - place->path);
    if (!command_can_read(place)) {
        return;
    }
    struct buffer name = {0};
    buffer_append(&name, place->path, folder);
    buffer_format(&name, "%s%s", hash, number);
    if (has_copy(row->audit->inventory, buffer_text(&name), thing->artifact)) {
        buffer_append_text(remedy, "Another copy has that name. Remove this one: rm ");
        command_quote(remedy, place->path);
    } else {
        buffer_append_text(remedy, "Give it its name: mv -n ");
        command_quote(remedy, place->path);
        buffer_append_text(remedy, " ");
        command_quote(remedy, buffer_text(&name));
        buffer_append_text(remedy, "; or have all names made again with openssl rehash.");
    }
    buffer_release(&name);
}

static enum outcome report(struct row *row, struct error *error) {
    const char *name = text_base_name(query_text(row->query, 1));
    const char *member = strrchr(name, '!');
    name = member ? member + 1 : name;
    const char *number = number_part(name);
    const char *hash = query_text(row->query, 3);
    bool is_list = strcmp(query_text(row->query, 2), "crl") == 0;
    if (!number || !*hash || is_one_of(name, query_text(row->query, 4))) {
        return DONE;
    }
    struct place place;
    const struct thing *thing =
        describer_thing_at(row->describer, query_number(row->query, 0), &place);
    if (!thing) {
        return fail(error, "out of memory");
    }
    say_place(&row->message, &place);
    buffer_format(&row->message,
                  " is named by a hash that is not its own: the %s %s has %s, so its name would be "
                  "%s%s. OpenSSL will not find it there.",
                  is_list ? "issuer" : "subject",
                  name_or_none(is_list ? thing->issuer : thing->subject), hash, hash, number);
    say_remedy(row, thing, &place, hash, number);
    return row_report_at(row, thing, &place, 0, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return row_each(audit, suspects, report, error);
}

const struct check hash_link_stale_check = {
    .id = "hash-link-stale",
    .severity = SEVERITY_WARNING,
    .title = "Stale name in a CApath directory",
    .rule = "A file named like a hash link (01234567.0, or 01234567.r0 for a revocation list) that "
            "holds no certificate or list with that hash, neither today's nor the one of OpenSSL "
            "before 1.0. Symbolic links are not judged: they are not followed.",
    .remedy = "Have the names made again: openssl rehash DIRECTORY",
    .reference = "openssl-rehash(1), X509_LOOKUP_hash_dir(3)",
    .run = run,
};
