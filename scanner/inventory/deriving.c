/* What relations and checks add after the scan. */
#include "inventory/database.h"

enum { STEPS_UNWATCHED = 10000 };

static int ask(void *context) {
    struct inventory *inventory = context;
    return !inventory->writing && inventory->over(inventory->context);
}

void inventory_watch(struct inventory *inventory, bool (*over)(void *context), void *context) {
    inventory->over = over;
    inventory->context = context;
    sqlite3_progress_handler(inventory->connection, STEPS_UNWATCHED, over ? ask : NULL, inventory);
}

bool inventory_is_over(struct inventory *inventory) {
    return inventory->over && inventory->over(inventory->context);
}

enum outcome inventory_add_unjudged(struct inventory *inventory, const char *code,
                                    const char *detail, struct error *error) {
    sqlite3_stmt *add = database_statement(inventory, ADD_UNJUDGED, error);
    if (!add) {
        return FAILED;
    }
    database_bind_shown(add, 1, code);
    database_bind_shown(add, 2, detail);
    return database_write(inventory, add, error);
}

enum outcome inventory_set_reference(struct inventory *inventory, int64_t reference, int64_t file,
                                     const char *verdict, struct error *error) {
    sqlite3_stmt *set = database_statement(inventory, SET_REFERENCE, error);
    if (!set) {
        return FAILED;
    }
    sqlite3_bind_int64(set, 1, reference);
    if (file) {
        sqlite3_bind_int64(set, 2, file);
    }
    sqlite3_bind_text(set, 3, verdict, -1, SQLITE_STATIC);
    return database_write(inventory, set, error);
}

enum outcome inventory_spread_reference(struct inventory *inventory, int64_t reference,
                                        struct error *error) {
    sqlite3_stmt *spread = database_statement(inventory, SPREAD_REFERENCE, error);
    if (!spread) {
        return FAILED;
    }
    sqlite3_bind_int64(spread, 1, reference);
    return database_write(inventory, spread, error);
}

enum outcome inventory_add_signature(struct inventory *inventory, int64_t certificate,
                                     int64_t issuer_key, enum verdict verdict,
                                     struct error *error) {
    static const char *const names[VERDICTS] = {[VERDICT_VALID] = "valid",
                                                [VERDICT_INVALID] = "invalid",
                                                [VERDICT_UNDECIDED] = "undecided"};
    sqlite3_stmt *add = database_statement(inventory, ADD_SIGNATURE, error);
    if (!add) {
        return FAILED;
    }
    sqlite3_bind_int64(add, 1, certificate);
    sqlite3_bind_int64(add, 2, issuer_key);
    sqlite3_bind_text(add, 3, names[verdict], -1, SQLITE_STATIC);
    return database_write(inventory, add, error);
}

enum outcome inventory_add_unchecked(struct inventory *inventory, int64_t certificate,
                                     const char *code, const char *detail, struct error *error) {
    sqlite3_stmt *add = database_statement(inventory, ADD_UNCHECKED, error);
    if (!add) {
        return FAILED;
    }
    sqlite3_bind_int64(add, 1, certificate);
    database_bind_shown(add, 2, code);
    database_bind_shown(add, 3, detail);
    return database_write(inventory, add, error);
}

enum outcome inventory_set_role(struct inventory *inventory, int64_t certificate, const char *role,
                                const char *reason, struct error *error) {
    sqlite3_stmt *set = database_statement(inventory, SET_ROLE, error);
    if (!set) {
        return FAILED;
    }
    sqlite3_bind_int64(set, 1, certificate);
    database_bind_shown(set, 2, role);
    database_bind_shown(set, 3, reason);
    return database_write(inventory, set, error);
}

enum outcome inventory_add_known(struct inventory *inventory, int64_t artifact, const char *kind,
                                 const char *source, struct error *error) {
    sqlite3_stmt *add = database_statement(inventory, ADD_KNOWN, error);
    if (!add) {
        return FAILED;
    }
    sqlite3_bind_int64(add, 1, artifact);
    database_bind_shown(add, 2, kind);
    database_bind_shown(add, 3, source);
    return database_write(inventory, add, error);
}

enum outcome inventory_add_key_weakness(struct inventory *inventory, int64_t key, const char *code,
                                        const char *detail, int64_t other, struct error *error) {
    sqlite3_stmt *add = database_statement(inventory, ADD_KEY_WEAKNESS, error);
    if (!add) {
        return FAILED;
    }
    sqlite3_bind_int64(add, 1, key);
    database_bind_shown(add, 2, code);
    database_bind_shown(add, 3, detail);
    if (other) {
        sqlite3_bind_int64(add, 4, other);
    }
    return database_write(inventory, add, error);
}

enum outcome inventory_add_retirement(struct inventory *inventory, int64_t certificate,
                                      int64_t heir, struct error *error) {
    sqlite3_stmt *add = database_statement(inventory, ADD_RETIREMENT, error);
    if (!add) {
        return FAILED;
    }
    sqlite3_bind_int64(add, 1, certificate);
    sqlite3_bind_int64(add, 2, heir);
    return database_write(inventory, add, error);
}

enum outcome inventory_add_client_trust(struct inventory *inventory, int64_t certificate,
                                        int64_t truststore, int64_t rank, const char *state,
                                        struct error *error) {
    sqlite3_stmt *add = database_statement(inventory, ADD_CLIENT_TRUST, error);
    if (!add) {
        return FAILED;
    }
    sqlite3_bind_int64(add, 1, certificate);
    sqlite3_bind_int64(add, 2, truststore);
    sqlite3_bind_int64(add, 3, rank);
    database_bind_shown(add, 4, state);
    return database_write(inventory, add, error);
}

enum outcome inventory_add_client_refusal(struct inventory *inventory, int64_t certificate,
                                          int64_t place, int64_t truststore, struct error *error) {
    sqlite3_stmt *add = database_statement(inventory, ADD_CLIENT_REFUSAL, error);
    if (!add) {
        return FAILED;
    }
    sqlite3_bind_int64(add, 1, certificate);
    sqlite3_bind_int64(add, 2, place);
    sqlite3_bind_int64(add, 3, truststore);
    return database_write(inventory, add, error);
}

enum outcome inventory_add_truststore(struct inventory *inventory, int64_t file, const char *reason,
                                      const char *recognised, bool is_web_list,
                                      struct error *error) {
    sqlite3_stmt *add = database_statement(inventory, ADD_TRUSTSTORE, error);
    if (!add) {
        return FAILED;
    }
    sqlite3_bind_int64(add, 1, file);
    database_bind_shown(add, 2, reason);
    database_bind_shown(add, 3, recognised);
    sqlite3_bind_int64(add, 4, is_web_list);
    return database_write(inventory, add, error);
}

enum outcome inventory_doubt_references(struct inventory *inventory, struct error *error) {
    return database_run(
        inventory,
        "UPDATE reference SET verdict = 'outside' WHERE verdict = 'missing' AND name NOT LIKE '/%'"
        " AND (path, container, revision) NOT IN (SELECT path, container, revision"
        "  FROM reference WHERE verdict = 'found' AND name NOT LIKE '/%');",
        error);
}

enum outcome inventory_list_truststore_members(struct inventory *inventory, struct error *error) {
    return database_run(inventory,
                        "INSERT OR IGNORE INTO truststore_member"
                        " SELECT place.artifact, place.file, artifact.key, artifact.subject_name"
                        " FROM truststore JOIN place ON place.file = truststore.file"
                        " JOIN artifact ON artifact.id = place.artifact"
                        "  AND artifact.kind = 'certificate'"
                        " ORDER BY place.artifact, place.file;",
                        error);
}

/* Folders, with what lies below them, in which programs keep what they present to servers of
 * others, or people what they got for one. In the latter the key is kept too: else it is a
 * caller's. */
#define HOLDS_FOLDER(name) " instr('/' || lower(file.path), '/" name "/') > 0"
#define OWN_FOLDERS                                                                                \
    HOLDS_FOLDER(".postgresql") " OR" HOLDS_FOLDER(".docker") " OR" HOLDS_FOLDER(".mysql")
#define PEOPLES_FOLDERS                                                                            \
    HOLDS_FOLDER("partners") " OR" HOLDS_FOLDER("vendors") " OR" HOLDS_FOLDER("external")
#define PURPOSE_FOLDERS                                                                            \
    HOLDS_FOLDER("third-party") " OR" HOLDS_FOLDER("outgoing") " OR" HOLDS_FOLDER("outbound")
#define KEY_IS_KEPT                                                                                \
    " EXISTS (SELECT 1 FROM artifact AS private WHERE private.key = leaf.key"                      \
    "  AND private.kind = 'private-key')"

enum outcome inventory_find_outward_clients(struct inventory *inventory, struct error *error) {
    return database_run(
        inventory,
        "INSERT INTO outward_client SELECT id, reason FROM (SELECT leaf.id, CASE"
        " WHEN instr(leaf.subject, 'CN = Apple Push') > 0"
        "  THEN 'its name is that of a client of Apple''s push service'"
        " WHEN EXISTS (SELECT 1 FROM place WHERE place.artifact = leaf.id AND place.file IN"
        "   (SELECT file FROM reference WHERE file IS NOT NULL AND lower(directive) IN"
        "   ('proxy_ssl_certificate', 'sslproxymachinecertificatefile')))"
        "  THEN 'a configuration presents it to the servers behind it'"
        " WHEN EXISTS (SELECT 1 FROM place JOIN file ON file.id = place.file"
        "   WHERE place.artifact = leaf.id AND file.live = 1)"
        "  AND NOT EXISTS (SELECT 1 FROM place JOIN file ON file.id = place.file"
        "   WHERE place.artifact = leaf.id AND file.live = 1"
        "   AND NOT (" OWN_FOLDERS " OR (" PEOPLES_FOLDERS " OR" PURPOSE_FOLDERS ") AND" KEY_IS_KEPT
        "))"
        "  THEN 'it lies where what is presented to others'' servers is kept' END AS reason"
        " FROM artifact AS leaf WHERE leaf.kind = 'certificate' AND leaf.role = 'client')"
        " WHERE reason IS NOT NULL ORDER BY id;",
        error);
}

enum outcome inventory_find_listings(struct inventory *inventory, struct error *error) {
    return database_run(inventory,
                        "INSERT INTO listing SELECT place.file FROM place"
                        " JOIN artifact ON artifact.id = place.artifact"
                        " WHERE artifact.kind = 'private-key' OR artifact.kind = 'certificate'"
                        " GROUP BY place.file HAVING max(artifact.kind = 'private-key') = 0"
                        "  AND count(DISTINCT iif(artifact.role = 'ca', NULL, artifact.id)) >= 3"
                        "  AND place.file NOT IN (SELECT file FROM truststore)"
                        "  AND place.file NOT IN (SELECT file FROM reference WHERE file IS NOT NULL"
                        "   AND (role = 'certificate' OR role = 'keystore'))"
                        " ORDER BY place.file;",
                        error);
}

enum outcome inventory_add_chain(struct inventory *inventory, const struct chain_row *row,
                                 struct error *error) {
    sqlite3_stmt *add = database_statement(inventory, ADD_CHAIN, error);
    if (!add) {
        return FAILED;
    }
    sqlite3_bind_int64(add, 1, row->certificate);
    database_bind_shown(add, 2, row->verdict);
    database_bind_shown(add, 3, row->detail);
    sqlite3_bind_int64(add, 4, row->valid);
    database_bind_shown(add, 5, row->anchor);
    database_bind_shown(add, 6, row->purposes);
    database_bind_shown(add, 7, row->deviations);
    sqlite3_bind_int64(add, 8, row->bound_hit);
    if (row->file) {
        sqlite3_bind_int64(add, 9, row->file);
    }
    return database_write(inventory, add, error);
}

enum outcome inventory_add_chain_link(struct inventory *inventory, int64_t certificate,
                                      int64_t position, int64_t member, const char *source,
                                      struct error *error) {
    sqlite3_stmt *add = database_statement(inventory, ADD_CHAIN_LINK, error);
    if (!add) {
        return FAILED;
    }
    sqlite3_bind_int64(add, 1, certificate);
    sqlite3_bind_int64(add, 2, position);
    sqlite3_bind_int64(add, 3, member);
    database_bind_shown(add, 4, source);
    return database_write(inventory, add, error);
}

enum outcome inventory_add_chain_fault(struct inventory *inventory, int64_t certificate,
                                       int64_t position, const char *code, int64_t member,
                                       int64_t other, const char *detail, struct error *error) {
    sqlite3_stmt *add = database_statement(inventory, ADD_CHAIN_FAULT, error);
    if (!add) {
        return FAILED;
    }
    sqlite3_bind_int64(add, 1, certificate);
    sqlite3_bind_int64(add, 2, position);
    database_bind_shown(add, 3, code);
    sqlite3_bind_int64(add, 4, member);
    sqlite3_bind_int64(add, 5, other);
    database_bind_shown(add, 6, detail);
    return database_write(inventory, add, error);
}

enum outcome inventory_add_bundle(struct inventory *inventory, int64_t file, int64_t position,
                                  int64_t member, int64_t depth, struct error *error) {
    sqlite3_stmt *add = database_statement(inventory, ADD_BUNDLE, error);
    if (!add) {
        return FAILED;
    }
    sqlite3_bind_int64(add, 1, file);
    sqlite3_bind_int64(add, 2, position);
    sqlite3_bind_int64(add, 3, member);
    if (depth >= 0) {
        sqlite3_bind_int64(add, 4, depth);
    }
    return database_write(inventory, add, error);
}

enum outcome inventory_add_cycle(struct inventory *inventory, int64_t number, int64_t member,
                                 struct error *error) {
    sqlite3_stmt *add = database_statement(inventory, ADD_CYCLE, error);
    if (!add) {
        return FAILED;
    }
    sqlite3_bind_int64(add, 1, number);
    sqlite3_bind_int64(add, 2, member);
    return database_write(inventory, add, error);
}

enum outcome inventory_add_revocation(struct inventory *inventory, int64_t certificate, int64_t crl,
                                      const char *state, const char *detail, struct error *error) {
    sqlite3_stmt *add = database_statement(inventory, ADD_REVOCATION, error);
    if (!add) {
        return FAILED;
    }
    sqlite3_bind_int64(add, 1, certificate);
    sqlite3_bind_int64(add, 2, crl);
    database_bind_shown(add, 3, state);
    database_bind_shown(add, 4, detail);
    return database_write(inventory, add, error);
}

enum outcome inventory_add_finding(struct inventory *inventory, const struct finding *finding,
                                   struct error *error) {
    sqlite3_stmt *add = database_statement(inventory, ADD_FINDING, error);
    if (!add) {
        return FAILED;
    }
    database_bind_shown(add, 1, finding->check);
    database_bind_shown(add, 2, severity_name(finding->severity));
    database_bind_shown(add, 3, finding->title);
    database_bind_shown(add, 4, finding->message);
    database_bind_shown(add, 5, finding->remedy);
    sqlite3_bind_int64(add, 6, finding->artifact);
    if (finding->path) {
        database_bind_shown(add, 7, finding->path);
        database_bind_shown(add, 8, finding->trail ? finding->trail : "");
        database_bind_shown(add, 9, finding->revision ? finding->revision : "");
    }
    database_bind_shown(add, 10, finding->profile ? finding->profile : "");
    return database_write(inventory, add, error);
}

enum outcome inventory_forget_findings(struct inventory *inventory, const char *check,
                                       struct error *error) {
    sqlite3_stmt *forget = database_statement(inventory, FORGET_FINDINGS, error);
    if (!forget) {
        return FAILED;
    }
    database_bind_shown(forget, 1, check);
    return database_write(inventory, forget, error);
}
