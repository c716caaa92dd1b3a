/* Every row that enters the inventory passes here: names and texts are made showable, and what
 * comes from a worker is only ever bound, never part of a statement. */
#include "base/text.h"
#include "inventory/database.h"

static void bind_number(sqlite3_stmt *statement, int parameter, uint64_t number) {
    sqlite3_bind_int64(statement, parameter,
                       number > INT64_MAX ? INT64_MAX : (sqlite3_int64)number);
}

static void bind_where(sqlite3_stmt *statement, int parameter, bool known, uint64_t number) {
    if (known) {
        bind_number(statement, parameter, number);
    }
}

static void bind_digest(sqlite3_stmt *statement, int parameter, bool known, const uint8_t *bytes,
                        int length) {
    if (known) {
        sqlite3_bind_blob(statement, parameter, bytes, length, SQLITE_TRANSIENT);
    }
}

static bool is_part(struct span whole, uint64_t at, uint64_t length) {
    return at <= whole.length && length <= whole.length - at;
}

static enum outcome add_key(struct inventory *inventory, const struct public_key *key,
                            struct error *error) {
    sqlite3_stmt *add = database_statement(inventory, ADD_KEY, error);
    if (!add) {
        return FAILED;
    }
    bind_digest(add, 1, true, key->spki_sha256, SHA256_BYTES);
    database_bind_blob(add, 2, key->spki);
    database_bind_shown(add, 3, key->algorithm);
    database_bind_shown(add, 4, key->curve);
    bind_where(add, 5, key->bits > 0, key->bits);
    bind_digest(add, 6, key->has_modulus, key->modulus_sha1, SHA1_BYTES);
    bool placed = key->modulus_bytes > 0 &&
                  is_part(key->spki, key->modulus_at, key->modulus_bytes) &&
                  is_part(key->spki, key->exponent_at, key->exponent_bytes);
    bind_where(add, 7, placed, key->modulus_at);
    bind_where(add, 8, placed, key->modulus_bytes);
    bind_where(add, 9, placed, key->exponent_at);
    bind_where(add, 10, placed, key->exponent_bytes);
    return database_write(inventory, add, error);
}

static void bind_certificate(sqlite3_stmt *add, const struct artifact *artifact) {
    const struct certificate_facts *facts = &artifact->certificate;
    bool certificate = artifact->kind == KIND_CERTIFICATE;
    database_bind_shown(add, 7, facts->subject);
    database_bind_shown(add, 8, facts->issuer);
    bool named = certificate || artifact->kind == KIND_REQUEST;
    bind_digest(add, 9, named, facts->subject_name, SHA256_BYTES);
    named = certificate || artifact->kind == KIND_CRL;
    bind_digest(add, 10, named, facts->issuer_name, SHA256_BYTES);
    database_bind_shown(add, 11, facts->serial);
    database_bind_shown(add, 12, facts->not_before);
    database_bind_shown(add, 13, facts->not_after);
    database_bind_shown(add, 14, facts->signature_algorithm);
    database_bind_shown(add, 15, facts->signature_digest);
    bind_where(add, 16, certificate, facts->version);
    bind_where(add, 17, certificate, facts->is_ca);
    bind_where(add, 18, certificate, facts->is_self_issued);
    bind_where(add, 19, certificate && !facts->is_self_signed_unknown, facts->is_self_signed);
    bind_where(add, 20, certificate && facts->has_path_length, facts->path_length);
    bind_where(add, 21, certificate && facts->has_key_usage, facts->key_usage);
    if (certificate && facts->has_extended_key_usage) {
        database_bind_shown(add, 22, facts->extended_key_usage);
    }
    database_bind_shown(add, 23, facts->subject_key_identifier);
    database_bind_shown(add, 24, facts->authority_key_identifier);
    database_bind_shown(add, 25, facts->alternative_names);
    database_bind_shown(add, 26, facts->name_hash);
    database_bind_shown(add, 27, facts->name_hash_old);
    database_bind_shown(add, 28, facts->faults);
    database_bind_shown(add, 29, facts->deviations);
    database_bind_shown(add, 30, facts->policy);
    database_bind_blob(add, 31, facts->names);
    database_bind_blob(add, 32, facts->constraints);
    database_bind_blob(add, 33, facts->revoked);
}

static enum outcome add_find(struct inventory *inventory, const struct artifact *artifact,
                             struct error *error) {
    sqlite3_stmt *add = database_statement(inventory, ADD_ARTIFACT, error);
    if (!add) {
        return FAILED;
    }
    sqlite3_bind_text(add, 1, artifact_kind_name(artifact->kind), -1, SQLITE_STATIC);
    bind_digest(add, 2, true, artifact->identity, SHA256_BYTES);
    bind_digest(add, 3, artifact->has_sha256, artifact->sha256, SHA256_BYTES);
    bind_digest(add, 4, artifact->key.known, artifact->key.spki_sha256, SHA256_BYTES);
    database_bind_shown(add, 5, artifact->key.algorithm);
    database_bind_blob(add, 6, artifact->der);
    bind_certificate(add, artifact);
    return database_write(inventory, add, error);
}

/* Binds path, repository and object of an origin to three parameters in a row. */
static void bind_origin(struct inventory *inventory, sqlite3_stmt *add, int first,
                        const struct origin *origin, const char *shown) {
    bool in_git = origin->object.length > 0;
    database_bind_name(inventory, add, first, shown);
    database_bind_name(inventory, add, first + 1, in_git ? shown : "");
    database_bind_blob(add, first + 2, object_id_span(&origin->object));
}

enum outcome inventory_add_artifact(struct inventory *inventory, const char *shown,
                                    const struct record *record, struct error *error) {
    const struct artifact *artifact = &record->artifact;
    if ((artifact->key.known && add_key(inventory, &artifact->key, error) != DONE) ||
        add_find(inventory, artifact, error) != DONE) {
        return FAILED;
    }
    sqlite3_stmt *add = database_statement(inventory, ADD_PLACE, error);
    if (!add) {
        return FAILED;
    }
    sqlite3_bind_text(add, 1, artifact_kind_name(artifact->kind), -1, SQLITE_STATIC);
    bind_digest(add, 2, true, artifact->identity, SHA256_BYTES);
    bind_origin(inventory, add, 3, &record->origin, shown);
    database_bind_name(inventory, add, 6, record->container);
    database_bind_name(inventory, add, 7, record->trail);
    bind_number(add, 8, record->position);
    bool input = shown[0] == '-' && shown[1] == 0;
    sqlite3_bind_text(add, 9,
                      record->origin.object.length ? "git"
                      : input                      ? "input"
                                                   : "file",
                      -1, SQLITE_STATIC);
    database_bind_shown(add, 10, artifact->encoding);
    database_bind_shown(add, 11, artifact->structure);
    bind_number(add, 12, artifact->locked);
    database_bind_shown(add, 13, artifact->lock);
    return database_write(inventory, add, error);
}

enum outcome inventory_add_problem(struct inventory *inventory, const char *shown,
                                   const struct record *record, struct error *error) {
    sqlite3_stmt *add = database_statement(inventory, ADD_PROBLEM, error);
    if (!add) {
        return FAILED;
    }
    bind_origin(inventory, add, 1, &record->origin, shown);
    database_bind_name(inventory, add, 4, record->trail);
    database_bind_shown(add, 5, record->problem.stage);
    database_bind_shown(add, 6, record->problem.code);
    database_bind_shown(add, 7, record->problem.detail);
    return database_write(inventory, add, error);
}

enum outcome inventory_add_observation(struct inventory *inventory, const char *shown,
                                       const struct record *record, struct error *error) {
    const struct observation *observation = &record->observation;
    sqlite3_stmt *add = database_statement(inventory, ADD_OBSERVATION, error);
    if (!add) {
        return FAILED;
    }
    bind_origin(inventory, add, 1, &record->origin, shown);
    database_bind_name(inventory, add, 4, record->container);
    database_bind_name(inventory, add, 5, record->trail);
    database_bind_shown(add, 6, observation->code);
    bind_number(add, 7, observation->line);
    bind_number(add, 8, observation->column);
    database_bind_shown(add, 9, observation->detail);
    return database_write(inventory, add, error);
}

enum outcome inventory_add_reference(struct inventory *inventory, const char *shown,
                                     const struct record *record, struct error *error) {
    const struct file_reference *reference = &record->reference;
    sqlite3_stmt *add = database_statement(inventory, ADD_REFERENCE, error);
    if (!add) {
        return FAILED;
    }
    bind_origin(inventory, add, 1, &record->origin, shown);
    database_bind_name(inventory, add, 4, record->container);
    database_bind_name(inventory, add, 5, record->trail);
    database_bind_shown(add, 6, reference->family);
    database_bind_shown(add, 7, reference->directive);
    sqlite3_bind_text(add, 8, reference_role_name(reference->role), -1, SQLITE_STATIC);
    bind_number(add, 9, reference->line);
    bind_number(add, 10, reference->block);
    database_bind_name(inventory, add, 11, reference->name);
    return database_write(inventory, add, error);
}

/* The folder of "x/.git", "." for ".git", "" for a bare repository; its slash belongs to it where
 * it is the root of the file system. */
static struct span work_tree_of(const char *repository) {
    const char *slash = strrchr(repository, '/');
    if (strcmp(slash ? slash + 1 : repository, ".git") != 0) {
        return (struct span){0};
    }
    return !slash                ? span_text(".")
           : slash == repository ? span_of(slash, 1)
                                 : span_of(repository, (size_t)(slash - repository));
}

/* path below folder, and as it is below "" */
static void append_below(struct buffer *out, struct span folder, const char *path) {
    buffer_append(out, folder.bytes, folder.length);
    if (folder.length && folder.bytes[folder.length - 1] != '/') {
        buffer_append_byte(out, '/');
    }
    buffer_append_text(out, path);
}

enum outcome inventory_add_appearance(struct inventory *inventory, const char *shown,
                                      const struct record *record, struct error *error) {
    const struct appearance *appearance = &record->appearance;
    sqlite3_stmt *add = database_statement(inventory, ADD_APPEARANCE, error);
    if (!add) {
        return FAILED;
    }
    struct span work_tree = work_tree_of(shown);
    struct buffer path = {0};
    struct buffer folder = {0};
    if (appearance->path[0]) {
        struct span here = span_text(strcmp(shown, ".git") == 0 ? "" : shown);
        append_below(&path, work_tree.length && here.length ? work_tree : here, appearance->path);
    }
    buffer_append(&folder, work_tree.bytes, work_tree.length);
    database_bind_name(inventory, add, 1, shown);
    database_bind_blob(add, 2, object_id_span(&appearance->object));
    database_bind_name(inventory, add, 3, buffer_text(&path));
    database_bind_shown(add, 4, appearance->revision);
    database_bind_shown(add, 5, appearance->date);
    bind_number(add, 6, appearance->at_head);
    bind_number(add, 7, appearance->reachable);
    bind_number(add, 8, appearance->rank);
    database_bind_shown(add, 9, appearance->last);
    database_bind_shown(add, 10, appearance->last_date);
    database_bind_shown(add, 11, appearance->refs);
    bind_number(add, 12, appearance->staged);
    database_bind_name(inventory, add, 13, buffer_text(&folder));
    buffer_release(&path);
    buffer_release(&folder);
    return database_write(inventory, add, error);
}

enum outcome inventory_each_object(struct inventory *inventory, const char *repository,
                                   enum outcome (*each)(void *context, struct span id,
                                                        struct error *error),
                                   void *context, struct error *error) {
    sqlite3_stmt *select = database_statement(inventory, EACH_OBJECT, error);
    enum outcome outcome = select ? DONE : FAILED;
    if (select) {
        sqlite3_bind_text(select, 1, repository, -1, SQLITE_TRANSIENT);
    }
    while (outcome == DONE && sqlite3_step(select) == SQLITE_ROW) {
        int length = sqlite3_column_bytes(select, 0);
        outcome = each(context, span_of(sqlite3_column_blob(select, 0), (size_t)length), error);
    }
    if (select && sqlite3_reset(select) != SQLITE_OK && outcome == DONE) {
        outcome = database_fail(inventory, "reading", error);
    }
    return outcome;
}

enum outcome inventory_add_linked(struct inventory *inventory, const struct record *record,
                                  struct error *error) {
    sqlite3_stmt *add = database_statement(inventory, ADD_LINKED, error);
    if (!add) {
        return FAILED;
    }
    /* Any 64 bits: only whether two are equal counts. */
    sqlite3_bind_int64(add, 1, (sqlite3_int64)record->linked.device);
    sqlite3_bind_int64(add, 2, (sqlite3_int64)record->linked.inode);
    bind_number(add, 3, record->origin.root);
    sqlite3_bind_blob64(add, 4, record->origin.path, strlen(record->origin.path) + 1,
                        SQLITE_TRANSIENT);
    return database_write(inventory, add, error);
}

enum outcome inventory_each_linked(struct inventory *inventory,
                                   enum outcome (*each)(void *context, uint64_t root,
                                                        const char *path, bool first,
                                                        struct error *error),
                                   void *context, struct error *error) {
    sqlite3_stmt *select = database_statement(inventory, EACH_LINKED, error);
    enum outcome outcome = select ? DONE : FAILED;
    while (outcome == DONE && sqlite3_step(select) == SQLITE_ROW) {
        outcome = each(context, (uint64_t)sqlite3_column_int64(select, 0),
                       sqlite3_column_blob(select, 1), sqlite3_column_int(select, 2) != 0, error);
    }
    if (select && sqlite3_reset(select) != SQLITE_OK && outcome == DONE) {
        outcome = database_fail(inventory, "reading", error);
    }
    return outcome;
}

enum outcome inventory_set_fact(struct inventory *inventory, const char *name, const char *value,
                                struct error *error) {
    sqlite3_stmt *add = database_statement(inventory, ADD_FACT, error);
    if (!add) {
        return FAILED;
    }
    database_bind_shown(add, 1, name);
    database_bind_shown(add, 2, value);
    return database_write(inventory, add, error);
}

enum outcome inventory_add_root(struct inventory *inventory, const char *shown,
                                struct error *error) {
    sqlite3_stmt *add = database_statement(inventory, ADD_ROOT, error);
    if (!add) {
        return FAILED;
    }
    database_bind_name(inventory, add, 1, shown);
    return database_write(inventory, add, error);
}

enum outcome inventory_add_link(struct inventory *inventory, const char *shown, const char *target,
                                struct error *error) {
    sqlite3_stmt *add = database_statement(inventory, ADD_LINK, error);
    if (!add) {
        return FAILED;
    }
    database_bind_name(inventory, add, 1, shown);
    database_bind_name(inventory, add, 2, target);
    return database_write(inventory, add, error);
}

enum outcome inventory_add_account(struct inventory *inventory, const char *layer,
                                   const char *state, const char *reason, struct tally tally,
                                   struct error *error) {
    sqlite3_stmt *add = database_statement(inventory, ADD_ACCOUNT, error);
    if (!add) {
        return FAILED;
    }
    database_bind_shown(add, 1, layer);
    database_bind_shown(add, 2, state);
    database_bind_shown(add, 3, reason);
    bind_number(add, 4, tally.things);
    bind_number(add, 5, tally.bytes);
    return database_write(inventory, add, error);
}
