/* What the truststores near a client's certificate make of it. Near is decided by folders: who
 * keeps a client's certificate and the truststore of the server it calls keeps them in one tree.
 * The nearest folder with a sure truststore ends the search; files that are only called like one do
 * not. Clients of others' servers are held against none. Lists of the web's roots are no
 * truststores of clients unless the operator says so, nor are those by which a configuration judges
 * servers only, as the CA in a kubeconfig does. By its own truststore a client judges others. */
#include <stdlib.h>

#include "base/digest.h"
#include "relations/relation.h"

enum {
    FOLDERS_UP = 3,   /* from the client's folder to the common one */
    FOLDERS_DOWN = 3, /* from there to the truststore's */
};

/* A truststore, seen from one of the folders above it. */
struct sight {
    uint8_t folder[SHA256_BYTES]; /* digest of its path */
    uint32_t down;                /* folders between it and the truststore's own */
    int64_t truststore;
    bool is_sure;
    bool is_configured; /* named by a configuration */
    bool reaches_far;   /* named by the operator: however far apart */
};

enum { PLACES_MOST = 16 }; /* of one client that are looked at */

struct candidate {
    int64_t truststore;
    const char *state;
    uint32_t seen_from; /* bit n: from the n-th place of the client */
    bool is_configured;
    bool accepts; /* holds the client, or a key that signed on its path */
};

enum question { MEMBER, PATH_MEMBER, SAME_KEY, SAME_SUBJECT, QUESTIONS };

static const char *const states[QUESTIONS] = {
    [MEMBER] = "member",
    [PATH_MEMBER] = "path",
    [SAME_KEY] = "same key",
    [SAME_SUBJECT] = "same subject",
};

/* Truststores that hold it, one of its path, its key or its name. */
static const char *const selects[QUESTIONS] = {
    [MEMBER] = "SELECT file FROM truststore_member WHERE artifact = ?1",
    [PATH_MEMBER] = "SELECT DISTINCT member.file FROM chain_link JOIN truststore_member AS member"
                    " ON member.artifact = chain_link.member"
                    " WHERE chain_link.certificate = ?1 AND chain_link.position > 0",
    [SAME_KEY] = "SELECT DISTINCT member.file FROM artifact JOIN truststore_member AS member"
                 " ON member.key = artifact.key WHERE artifact.id = ?1",
    [SAME_SUBJECT] = "SELECT member.file FROM artifact JOIN truststore_member AS member"
                     " ON member.subject_name = artifact.subject_name WHERE artifact.id = ?1"
                     " LIMIT 10000",
};

/* Truststores that hold a key which made a signature on its path, whatever certificate has it. */
static const char select_accepting[] =
    "SELECT DISTINCT member.file FROM chain_link JOIN signature"
    " ON signature.certificate = chain_link.member AND signature.verdict = 'valid'"
    " JOIN truststore_member AS member ON member.key = signature.issuer_key"
    " WHERE chain_link.certificate = ?1";

/* What one block of a configuration names beside the file in which the client lies, for either
 * side.
 */
static const char select_own[] =
    "SELECT DISTINCT own.file FROM place JOIN reference AS mine ON mine.file = place.file"
    " AND mine.role IN ('certificate', 'keystore')"
    " JOIN reference AS own ON own.path = mine.path AND own.container = mine.container"
    " AND own.revision = mine.revision AND own.block = mine.block AND own.role = 'truststore'"
    " AND own.file IS NOT NULL WHERE place.artifact = ?1";

struct clients {
    struct inventory *inventory;
    struct query *own;
    struct query *accepting;
    int64_t place_ids[PLACES_MOST];
    uint32_t place_count;
    struct buffer sights; /* struct sight, sorted */
    struct query *questions[QUESTIONS];
    struct query *places;
    struct candidate *candidates;
    uint64_t most;
    uint64_t count;
};

/* A part of a file is as near as the file. */
#define WITHOUT_PART " iif(file.container GLOB 'block [0-9]*', '', file.container)"

/* The path of a place with its members as folders: "a.tar!b/c.pem" is in folder a.tar/b. */
static void append_path(struct buffer *path, const char *file, const char *container) {
    buffer_append_text(path, file);
    if (*container) {
        buffer_append_byte(path, '/');
        buffer_append_text(path, container);
    }
    for (size_t i = 0; i < path->length; i++) {
        path->bytes[i] = path->bytes[i] == '!' ? '/' : path->bytes[i];
    }
}

/* Shortens path to the folder above; false at the top. */
static bool go_up(struct span *path) {
    while (path->length > 0 && path->bytes[path->length - 1] != '/') {
        path->length--;
    }
    if (path->length == 0) {
        return false;
    }
    path->length--;
    return true;
}

static int compare_sights(const void *one, const void *other) {
    const struct sight *a = one;
    const struct sight *b = other;
    int order = memcmp(a->folder, b->folder, sizeof a->folder);
    if (order == 0) {
        order = a->down != b->down
                    ? (a->down < b->down ? -1 : 1)
                    : (a->truststore > b->truststore) - (a->truststore < b->truststore);
    }
    return order;
}

static void add_sights(struct clients *clients, const struct sight *sight, struct span path) {
    struct sight from = *sight;
    while (go_up(&path) && (sight->reaches_far || from.down <= FOLDERS_DOWN)) {
        digest_sha256(path, from.folder);
        buffer_append(&clients->sights, &from, sizeof from);
        from.down++;
    }
    if (sight->reaches_far) { /* roots given by relative paths have no folder in common */
        digest_sha256((struct span){0}, from.folder);
        buffer_append(&clients->sights, &from, sizeof from);
    }
}

static enum outcome load_sights(struct clients *clients, struct error *error) {
    struct query *rows =
        query_new(clients->inventory,
                  "SELECT truststore.file, path," WITHOUT_PART ", recognised FROM truststore"
                  " JOIN file ON file.id = truststore.file WHERE recognised = 'operator'"
                  " OR recognised = 'configuration' AND is_web_list = 0 AND EXISTS (SELECT 1"
                  "  FROM reference WHERE reference.file = truststore.file"
                  "  AND role IN ('client truststore', 'truststore'))"
                  " OR recognised NOT IN ('system', 'configuration') AND is_web_list = 0"
                  "  AND container NOT GLOB 'block [0-9]*/certificate-authority-data'"
                  " ORDER BY truststore.file",
                  error);
    while (query_next(rows)) {
        const char *recognised = query_text(rows, 3);
        struct sight sight = {
            .truststore = query_number(rows, 0),
            .is_sure = strcmp(recognised, "weak name") != 0,
            .is_configured = strcmp(recognised, "configuration") == 0,
            .reaches_far = strcmp(recognised, "operator") == 0,
        };
        struct buffer path = {0};
        append_path(&path, query_text(rows, 1), query_text(rows, 2));
        add_sights(clients, &sight, buffer_span(&path));
        buffer_release(&path);
    }
    if (clients->sights.length) {
        qsort(clients->sights.bytes, clients->sights.length / sizeof(struct sight),
              sizeof(struct sight), compare_sights);
    }
    enum outcome outcome = query_free(rows, error);
    return clients->sights.failed ? fail(error, "out of memory") : outcome;
}

static void add_candidate(struct clients *clients, const struct sight *sight) {
    uint64_t at = 0;
    while (at < clients->count && clients->candidates[at].truststore != sight->truststore) {
        at++;
    }
    if (at == clients->most) {
        return;
    }
    if (at == clients->count) {
        clients->candidates[clients->count++] =
            (struct candidate){.truststore = sight->truststore,
                               .state = "missing",
                               .is_configured = sight->is_configured};
    }
    clients->candidates[at].seen_from |= UINT32_C(1) << clients->place_count;
}

/* Adds what is seen from this folder, up folders above the client; true where that settles it. */
static bool look_from(struct clients *clients, struct span folder, uint32_t up) {
    uint8_t digest[SHA256_BYTES];
    const struct sight *sights = (const void *)clients->sights.bytes;
    size_t count = clients->sights.length / sizeof *sights;
    size_t low = 0;
    bool settled = false;
    digest_sha256(folder, digest);
    for (size_t high = count; low < high;) {
        size_t middle = low + (high - low) / 2;
        if (memcmp(sights[middle].folder, digest, sizeof digest) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (; low < count && memcmp(sights[low].folder, digest, sizeof digest) == 0; low++) {
        if (up <= FOLDERS_UP || sights[low].reaches_far) {
            add_candidate(clients, &sights[low]);
            settled = settled || sights[low].is_sure;
        }
    }
    return settled;
}

static void find_candidates(struct clients *clients, int64_t certificate) {
    clients->count = 0;
    clients->place_count = 0;
    query_rewind(clients->places);
    query_bind_number(clients->places, 1, certificate);
    while (clients->place_count < PLACES_MOST && query_next(clients->places)) {
        struct buffer path = {0};
        append_path(&path, query_text(clients->places, 0), query_text(clients->places, 1));
        struct span folder = buffer_span(&path);
        bool settled = false;
        for (uint32_t up = 0; !settled && go_up(&folder); up++) {
            settled = look_from(clients, folder, up);
        }
        if (!settled) {
            look_from(clients, (struct span){0}, UINT32_MAX);
        }
        clients->place_ids[clients->place_count++] = query_number(clients->places, 2);
        buffer_release(&path);
    }
}

static void drop_own(struct clients *clients, int64_t certificate) {
    query_rewind(clients->own);
    query_bind_number(clients->own, 1, certificate);
    while (query_next(clients->own)) {
        uint64_t kept = 0;
        for (uint64_t i = 0; i < clients->count; i++) {
            if (clients->candidates[i].truststore != query_number(clients->own, 0)) {
                clients->candidates[kept++] = clients->candidates[i];
            }
        }
        clients->count = kept;
    }
}

/* Each question finds a lesser bond than the one before. */
static void find_states(struct clients *clients, int64_t certificate) {
    for (int i = QUESTIONS - 1; i >= 0; i--) {
        struct query *rows = clients->questions[i];
        query_rewind(rows);
        query_bind_number(rows, 1, certificate);
        while (query_next(rows)) {
            for (uint64_t j = 0; j < clients->count; j++) {
                if (clients->candidates[j].truststore == query_number(rows, 0)) {
                    clients->candidates[j].state = states[i];
                }
            }
        }
    }
}

static void find_accepting(struct clients *clients, int64_t certificate) {
    query_rewind(clients->accepting);
    query_bind_number(clients->accepting, 1, certificate);
    while (query_next(clients->accepting)) {
        for (uint64_t i = 0; i < clients->count; i++) {
            clients->candidates[i].accepts =
                clients->candidates[i].accepts ||
                clients->candidates[i].truststore == query_number(clients->accepting, 0);
        }
    }
    for (uint64_t i = 0; i < clients->count; i++) {
        const char *state = clients->candidates[i].state;
        clients->candidates[i].accepts = clients->candidates[i].accepts ||
                                         state == states[MEMBER] || state == states[PATH_MEMBER];
    }
}

/* One deployment of several may hold another CA than those where the client is accepted: what is
 * nearest to a place of the client, one named by a configuration among it, holds nothing of its
 * path. */
static enum outcome store_refusals(struct clients *clients, int64_t certificate,
                                   struct error *error) {
    enum outcome outcome = DONE;
    for (uint32_t place = 0; place < clients->place_count && outcome == DONE; place++) {
        const struct candidate *refusing = NULL;
        bool accepted = false;
        for (uint64_t i = 0; i < clients->count; i++) {
            const struct candidate *candidate = &clients->candidates[i];
            if (candidate->seen_from >> place & 1) {
                accepted = accepted || candidate->accepts;
                refusing = refusing || !candidate->is_configured ? refusing : candidate;
            }
        }
        if (refusing && !accepted) {
            outcome = inventory_add_client_refusal(clients->inventory, certificate,
                                                   clients->place_ids[place], refusing->truststore,
                                                   error);
        }
    }
    return outcome;
}

static enum outcome judge(struct clients *clients, int64_t certificate, struct error *error) {
    enum outcome outcome = DONE;
    find_candidates(clients, certificate);
    drop_own(clients, certificate);
    if (clients->count) {
        find_states(clients, certificate);
        find_accepting(clients, certificate);
    }
    for (uint64_t i = 0; i < clients->count && outcome == DONE; i++) {
        outcome = inventory_add_client_trust(clients->inventory, certificate,
                                             clients->candidates[i].truststore, (int64_t)i,
                                             clients->candidates[i].state, error);
    }
    return outcome == DONE && clients->count ? store_refusals(clients, certificate, error)
                                             : outcome;
}

/* The ids are read before anything is written. */
static enum outcome judge_all(struct clients *clients, struct error *error) {
    struct buffer ids = {0};
    struct query *rows = query_new(clients->inventory,
                                   "SELECT id FROM artifact WHERE kind = 'certificate'"
                                   " AND role IN ('client', 'both') AND id NOT IN"
                                   "  (SELECT certificate FROM outward_client) ORDER BY id",
                                   error);
    while (query_next(rows)) {
        int64_t id = query_number(rows, 0);
        buffer_append(&ids, &id, sizeof id);
    }
    enum outcome outcome = query_free(rows, error);
    if (outcome == DONE && ids.failed) {
        outcome = fail(error, "out of memory");
    }
    const int64_t *certificates = (const void *)ids.bytes;
    for (size_t i = 0; i < ids.length / sizeof *certificates && outcome == DONE; i++) {
        outcome = judge(clients, certificates[i], error);
    }
    buffer_release(&ids);
    return outcome;
}

static enum outcome open_questions(struct clients *clients, struct error *error) {
    for (int i = 0; i < QUESTIONS; i++) {
        clients->questions[i] = query_new(clients->inventory, selects[i], error);
        if (!clients->questions[i]) {
            return FAILED;
        }
    }
    clients->places = query_new(
        clients->inventory,
        "SELECT file.path," WITHOUT_PART ", place.id FROM place JOIN file ON file.id = place.file"
        " WHERE place.artifact = ?1 AND file.live = 1 ORDER BY place.id LIMIT 16",
        error);
    clients->accepting = query_new(clients->inventory, select_accepting, error);
    clients->own = query_new(clients->inventory, select_own, error);
    return clients->places && clients->accepting && clients->own ? DONE : FAILED;
}

static enum outcome derive(struct relation_context *context, struct error *error) {
    struct clients clients = {.inventory = context->inventory,
                              .most = context->limits->client_truststores};
    enum outcome outcome = DONE;
    clients.most = clients.most > 10000 ? 10000 : clients.most;
    clients.candidates = calloc((size_t)clients.most, sizeof *clients.candidates);
    if (!clients.candidates) {
        return fail(error, "out of memory");
    }
    if (inventory_find_outward_clients(clients.inventory, error) != DONE ||
        load_sights(&clients, error) != DONE || open_questions(&clients, error) != DONE ||
        judge_all(&clients, error) != DONE) {
        outcome = FAILED;
    }
    for (int i = 0; i < QUESTIONS; i++) {
        if (clients.questions[i] && query_free(clients.questions[i], error) != DONE) {
            outcome = FAILED;
        }
    }
    if (clients.accepting && query_free(clients.accepting, error) != DONE) {
        outcome = FAILED;
    }
    if (clients.own && query_free(clients.own, error) != DONE) {
        outcome = FAILED;
    }
    if (clients.places && query_free(clients.places, error) != DONE) {
        outcome = FAILED;
    }
    free(clients.candidates);
    buffer_release(&clients.sights);
    return outcome;
}

const struct relation client_trust_relation = {.name = "client trust", .derive = derive};
