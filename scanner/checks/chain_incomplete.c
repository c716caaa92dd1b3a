/* A certificate whose own file lacks certificates of its path, which lie elsewhere. */
#include <stdlib.h>

#include "base/place_name.h"
#include "base/text.h"
#include "base/words.h"
#include "checks/commands.h"
#include "checks/configured_chains.h"
#include "checks/for_a_program.h"
#include "checks/presented_places.h"
#include "checks/registered.h"
#include "checks/row.h"

/* The certificate, the rows of those its file lacks, from the leaf up, its first places in use, and
 * whether somebody presents it. */
static const char suspects[] =
    "SELECT chain.certificate, (SELECT group_concat(member, ' ') FROM ("
    "  SELECT member FROM chain_link JOIN artifact ON artifact.id = chain_link.member"
    "  WHERE chain_link.certificate = chain.certificate AND chain_link.source = 'elsewhere'"
    "  AND artifact.is_self_signed = 0 ORDER BY chain_link.position)),"
    " (SELECT group_concat(id, ' ') FROM (SELECT place.id FROM place JOIN file"
    "  ON file.id = place.file WHERE place.artifact = chain.certificate AND file.live = 1"
    "  AND file.id NOT IN (SELECT file FROM listing) ORDER BY place.id LIMIT 16)),"
    " leaf.role IN ('client', 'server', 'both')"
    "  AND leaf.id NOT IN (SELECT certificate FROM outward_client)"
    "  AND NOT EXISTS (SELECT 1 FROM retirement WHERE retirement.certificate = leaf.id)"
    " FROM chain JOIN artifact AS leaf ON leaf.id = chain.certificate"
    " WHERE chain.verdict = 'elsewhere' AND leaf.role <> 'ca' AND" ROW_PRESENTED_AS(
        "chain.certificate") " ORDER BY chain.certificate";

static const char listings[] = ROW_LISTED("elsewhere");

static const char *const chain_words[] = {"chain",  "cachain",  "intermediate", "intermediates",
                                          "bundle", "cabundle", "ca",           NULL};

/* Some servers are given the chain as a file of its own, which lies beside the certificate. */
static bool is_chain_file_beside(const struct place *leaf, const struct place *missing) {
    const char *leaf_path = *leaf->container ? leaf->container : leaf->path;
    const char *path = *missing->container ? missing->container : missing->path;
    size_t folder = (size_t)(text_base_name(path) - path);
    bool same_file = strcmp(leaf->path, missing->path) == 0;
    bool comparable = *leaf->container || *missing->container ? same_file : true;
    return comparable && folder == (size_t)(text_base_name(leaf_path) - leaf_path) &&
           strncmp(path, leaf_path, folder) == 0 &&
           words_have(span_text(path + folder), chain_words);
}

/* The leaf at its first place for a program, or else at its first; *presented: is it one? */
static const struct thing *leaf_of(struct row *row, struct place *place, bool *presented) {
    const struct thing *leaf =
        describer_first(row->describer, query_text(row->query, 2), is_for_a_program, place);
    *presented = leaf && query_number(row->query, 3) != 0;
    if (!leaf) {
        leaf = describer_thing(row->describer, query_number(row->query, 0));
        *place = leaf ? leaf->place : (struct place){0};
    }
    return leaf;
}

/* In a Secret, in an entry of a Java keystore, or behind it in the file. */
static void say_append(struct buffer *remedy, const struct thing *issuer,
                       const struct place *place) {
    struct buffer command = {0};
    uint64_t line = 0;
    if (command_secret(&command, &issuer->place, place, &line)) {
        buffer_format(remedy,
                      "Its issuer must stand behind it in the same value. Put what this prints in "
                      "the place of the value on line %llu: %s",
                      (unsigned long long)line, buffer_text(&command));
    } else if (command_reply(&command, &issuer->place, place)) {
        buffer_format(remedy, "Import both as the chain of its entry: %s", buffer_text(&command));
    } else if (command_append(&command, &issuer->place, place)) {
        buffer_format(remedy, "Append it: %s", buffer_text(&command));
    } else {
        buffer_format(remedy, "A%s.", buffer_text(&command) + 1); /* words: "append ..." */
    }
    buffer_release(&command);
}

static enum outcome say_missing(struct row *row, const struct place *leaf, bool *beside,
                                struct error *error) {
    const char *rows = query_text(row->query, 1);
    *beside = true;
    for (bool first = true; *rows; first = false) {
        char *end = NULL;
        const struct thing *missing = describer_thing(row->describer, strtoll(rows, &end, 10));
        if (!missing || end == rows) {
            return fail(error, "out of memory");
        }
        rows = end + strspn(end, " ");
        buffer_append_text(&row->message, first ? "" : ", and ");
        say_thing(&row->message, missing);
        buffer_append_text(&row->remedy, first ? "Append it: " : " && ");
        command_append(&row->remedy, &missing->place, leaf);
        *beside = *beside && is_chain_file_beside(leaf, &missing->place);
    }
    return DONE;
}

static enum outcome report(struct row *row, struct error *error) {
    const struct configured_chains *configured = row->question;
    int64_t certificate = query_number(row->query, 0);
    if (id_set_find(&configured->whole, span_of(&certificate, sizeof certificate)) ||
        id_set_find(&configured->unsent_certificates, span_of(&certificate, sizeof certificate))) {
        return DONE;
    }
    struct place place;
    bool beside = false, presented = false;
    const struct thing *leaf = leaf_of(row, &place, &presented);
    if (!leaf) {
        return fail(error, "out of memory");
    }
    struct buffer *message = &row->message;
    buffer_format(message, "The file of certificate %s in ", name_or_none(leaf->subject));
    say_place(message, &place);
    buffer_format(message,
                  " (role %s) lacks a part of its chain, which was found elsewhere: ", leaf->role);
    if (say_missing(row, &place, &beside, error) != DONE) {
        return FAILED;
    }
    if (beside) {
        buffer_append_text(message, ". A server that is given both files sends a whole chain; one "
                                    "that is given only the first does not");
    }
    buffer_append_text(message, ".");
    if (is_registered_device(leaf, &place)) {
        say_registered_device(message);
        presented = false;
    }
    say_more_places(message, row->describer, leaf->artifact);
    enum severity severity = !presented ? SEVERITY_NOTE
                             : beside   ? SEVERITY_WARNING
                                        : SEVERITY_ERROR;
    return row_report_at(row, leaf, &place, severity, error);
}

static enum outcome report_listing(struct row *row, struct error *error) {
    return row_report_listing(row, "stands in other files. Nobody presents a list", error);
}

/* What names the certificate, and the file that has both it (?2) and its issuer (?3): one in the
 * same folder first, and by the name of a link to it, which outlives a renewal. */
static const char select_reference[] =
    "SELECT named.path, named.container, named.line, coalesce(file.id, 0),"
    " coalesce((SELECT link.path FROM link WHERE file.container = '' AND instr(named.name, '/live/')"
    "  AND substr(file.path, -length(ltrim(link.target, './'))) = ltrim(link.target, './')"
    "  ORDER BY link.path LIMIT 1), file.path)"
    " FROM reference AS named JOIN file AS sent ON sent.id = named.file"
    " LEFT JOIN place ON place.artifact = ?2 AND place.file <> sent.id"
    "  AND EXISTS (SELECT 1 FROM place AS above WHERE above.file = place.file"
    "   AND above.artifact = ?3) AND place.file NOT IN (SELECT file FROM listing)"
    " LEFT JOIN file ON file.id = place.file AND file.live = 1"
    " WHERE named.id = ?1 ORDER BY file.id IS NULL,"
    " rtrim(file.path, replace(file.path, '/', '')) <> rtrim(sent.path, replace(sent.path, '/', '')),"
    " place.id LIMIT 1";

/* What to name instead, or else what to append. */
static void say_better(struct row *row, const struct unsent *unsent, const struct thing *issuer,
                       const struct place *place) {
    struct place better;
    int64_t file = query_number(row->query, 3);
    if (file && describer_place_in(row->describer, unsent->certificate, file, &better)) {
        const char *path = query_text(row->query, 4);
        buffer_append_text(&row->message, " Both are in ");
        place_name_append(&row->message, path, better.container, "");
        buffer_append_text(&row->message, ": name that file instead.");
        buffer_append_text(&row->remedy, "Name ");
        place_name_append(&row->remedy, path, better.container, "");
        buffer_format(&row->remedy, " on that line (%lld) of ",
                      (long long)query_number(row->query, 2));
        place_name_append(&row->remedy, query_text(row->query, 0), query_text(row->query, 1), "");
        buffer_append_text(&row->remedy, ".");
        return;
    }
    say_append(&row->remedy, issuer, place);
}

static enum outcome report_unsent(struct row *row, const struct unsent *unsent,
                                  struct error *error) {
    query_rewind(row->query);
    query_bind_number(row->query, 1, unsent->reference);
    query_bind_number(row->query, 2, unsent->certificate);
    query_bind_number(row->query, 3, unsent->issuer);
    const struct thing *leaf = describer_thing(row->describer, unsent->certificate);
    const struct thing *issuer = describer_thing(row->describer, unsent->issuer);
    struct place place;
    if (!query_next(row->query) || !leaf || !issuer ||
        !describer_place_in(row->describer, leaf->artifact, unsent->file, &place)) {
        return fail(error, "cannot describe what is not sent");
    }
    struct buffer *message = &row->message;
    place_name_append(message, query_text(row->query, 0), query_text(row->query, 1), "");
    buffer_format(message, " names certificate %s in ", name_or_none(leaf->subject));
    say_place(message, &place);
    buffer_format(message,
                  " on line %lld, but neither that file nor a chain file named with it has ",
                  (long long)query_number(row->query, 2));
    buffer_format(message, "its issuer %s, which is in ", name_or_none(issuer->subject));
    say_place(message, &issuer->place);
    buffer_append_text(
        message,
        unsent->is_completed
            ? ". Some servers complete the chain from their truststore for "
              "clients, but only where they are told of no chain; others never do."
            : ". The server sends no more than it is given, and who does not have that issuer "
              "refuses it.");
    say_better(row, unsent, issuer, &place);
    return row_report_at(row, leaf, &place,
                         unsent->is_completed ? SEVERITY_WARNING : SEVERITY_ERROR, error);
}

static enum outcome report_all_unsent(struct audit *audit,
                                      const struct configured_chains *configured,
                                      struct error *error) {
    const struct unsent *unsent = (const struct unsent *)(const void *)configured->unsent.bytes;
    size_t count = configured->unsent.length / sizeof *unsent;
    struct row row = {.audit = audit,
                      .describer = audit->describer,
                      .query = query_new(audit->inventory, select_reference, error)};
    enum outcome outcome = row.query ? DONE : FAILED;
    for (size_t i = 0; i < count && outcome == DONE; i++) {
        describer_clear(row.describer);
        buffer_clear(&row.message);
        buffer_clear(&row.remedy);
        outcome = report_unsent(&row, &unsent[i], error);
    }
    if (row.query && query_free(row.query, error) != DONE) {
        outcome = FAILED;
    }
    buffer_release(&row.message);
    buffer_release(&row.remedy);
    return outcome;
}

/* Where else the certificate stands with its chain, from its verdict as deployed. */
static void say_whole_copy(struct row *row, int64_t certificate, int64_t file) {
    struct place whole;
    query_rewind(row->query);
    query_bind_number(row->query, 1, certificate);
    if (query_next(row->query) && query_number(row->query, 0) != file &&
        describer_place_in(row->describer, certificate, query_number(row->query, 0), &whole)) {
        buffer_append_text(&row->message, " The copy in ");
        say_place(&row->message, &whole);
        buffer_append_text(&row->message, " has its chain.");
    }
}

static enum outcome report_unpresented(struct row *row, const struct unpresented *found,
                                       struct error *error) {
    static const char *const kinds[] = {
        [PRESENTED_WITH_KEY] = "with its private key",
        [PRESENTED_IN_ENTRY] = "with its private key",
        [PRESENTED_IN_SECRET] = "in a Secret with its private key",
        [PRESENTED_AS_CHAIN] = "in a file that is called a full chain",
        [PRESENTED_BESIDE_KEY] = "beside its private key",
    };
    const struct thing *leaf = describer_thing(row->describer, found->certificate);
    const struct thing *issuer = describer_thing(row->describer, found->issuer);
    struct place place;
    if (!leaf || !issuer ||
        !describer_place_in(row->describer, leaf->artifact, found->file, &place)) {
        return fail(error, "cannot describe what is not presented");
    }
    struct buffer *message = &row->message;
    buffer_format(message, "Certificate %s stands in ", name_or_none(leaf->subject));
    say_place(message, &place);
    buffer_format(message, " %s (role %s), ready to be presented, but without its issuer ",
                  kinds[found->as], leaf->role);
    say_thing(message, issuer);
    buffer_append_text(message, found->as == PRESENTED_IN_ENTRY
                                    ? ": Java sends what stands behind the key under its alias, "
                                      "and who does not have that issuer refuses it."
                                    : ": who does not have that issuer refuses it.");
    say_whole_copy(row, leaf->artifact, found->file);
    bool beside = found->as != PRESENTED_IN_SECRET && is_chain_file_beside(&place, &issuer->place);
    if (beside) {
        buffer_append_text(message, " A server that is given both files sends a whole chain.");
    }
    bool device = is_registered_device(leaf, &place);
    if (device) {
        say_registered_device(message);
    }
    bool presented = !device && is_for_a_program(leaf, &place);
    bool is_doubtful = beside || found->as == PRESENTED_BESIDE_KEY;
    enum severity severity = !presented    ? SEVERITY_NOTE
                             : is_doubtful ? SEVERITY_WARNING
                                           : SEVERITY_ERROR;
    say_append(&row->remedy, issuer, &place);
    return row_report_at(row, leaf, &place, severity, error);
}

static bool is_told(const struct configured_chains *configured, const struct unpresented *found) {
    int64_t pair[] = {found->file, found->certificate};
    return id_set_find(&configured->told, span_of(pair, sizeof pair)) != NULL;
}

static enum outcome report_all_unpresented(struct audit *audit,
                                           const struct configured_chains *configured,
                                           const struct buffer *found, struct error *error) {
    const struct unpresented *all = (const struct unpresented *)(const void *)found->bytes;
    struct row row = {
        .audit = audit,
        .describer = audit->describer,
        .query = query_new(audit->inventory,
                           "SELECT file FROM chain WHERE certificate = ?1"
                           " AND verdict = 'complete' AND file IS NOT NULL AND EXISTS (SELECT 1"
                           "  FROM chain_link WHERE chain_link.certificate = chain.certificate"
                           "  AND source = 'same file')",
                           error)};
    enum outcome outcome = row.query ? DONE : FAILED;
    for (size_t i = 0; i < found->length / sizeof *all && outcome == DONE; i++) {
        describer_clear(row.describer);
        buffer_clear(&row.message);
        buffer_clear(&row.remedy);
        if (!is_told(configured, &all[i])) {
            outcome = report_unpresented(&row, &all[i], error);
        }
    }
    if (row.query && query_free(row.query, error) != DONE) {
        outcome = FAILED;
    }
    buffer_release(&row.message);
    buffer_release(&row.remedy);
    return outcome;
}

/* A certificate of which a place is told is not told once more as a whole. */
static enum outcome note_told(struct configured_chains *configured, const struct buffer *found,
                              struct error *error) {
    const struct unpresented *all = (const struct unpresented *)(const void *)found->bytes;
    for (size_t i = 0; i < found->length / sizeof *all; i++) {
        struct span certificate = span_of(&all[i].certificate, sizeof all[i].certificate);
        if (!id_set_add(&configured->unsent_certificates, certificate, NULL)) {
            return fail(error, "out of memory");
        }
    }
    return DONE;
}

static enum outcome run(struct audit *audit, struct error *error) {
    struct configured_chains configured = {0};
    struct buffer unpresented = {0};
    enum outcome outcome = configured_chains_load(&configured, audit->inventory, error);
    if (outcome == DONE) {
        outcome = presented_places_find(audit->inventory, &unpresented, error);
    }
    if (outcome == DONE) {
        outcome = note_told(&configured, &unpresented, error);
    }
    if (outcome == DONE) {
        outcome = report_all_unpresented(audit, &configured, &unpresented, error);
    }
    if (outcome == DONE) {
        outcome = row_each_asked(audit, suspects, NULL, &configured, report, error);
    }
    if (outcome == DONE) {
        outcome = report_all_unsent(audit, &configured, error);
    }
    if (outcome == DONE) {
        outcome = row_each(audit, listings, report_listing, error);
    }
    configured_chains_release(&configured);
    buffer_release(&unpresented);
    return outcome;
}

const struct check chain_incomplete_check = {
    .id = "chain-incomplete",
    .severity = SEVERITY_ERROR,
    .title = "Chain incomplete as deployed",
    .rule =
        "The certificate's own file and the truststores give no path to a root, but certificates "
        "found in other files complete it; or a configuration has a server send a file, and names no "
        "chain file, that lacks an issuer which another file has, also where the root is nowhere. Each "
        "place counts for itself that is presented as it stands: with its private key in one file or "
        "keystore, tls.crt of a Secret, or called fullchain. "
        "A warning for one that lies beside its key under the same name while another copy has the "
        "chain, where no configuration is known and these lie in a chain file beside it, and "
        "where the same configuration has the issuer in a truststore; a "
        "note for what nobody presents: signers of mail, what stands in logs, pages and the bytes "
        "of other things, what has expired and been replaced, and devices of AWS IoT Core, and one for a whole file that lists "
        "three or more certificates without a key.",
    .remedy = "Append the missing certificates to the file, issuer after issuer.",
    .reference = "RFC 8446 section 4.4.2, RFC 5280 section 6.1",
    .run = run,
};
