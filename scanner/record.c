#include "record.h"

#include "base/arena.h"

const char *reference_role_name(enum reference_role role) {
    static const char *const names[REFERENCE_ROLES] = {
        [ROLE_CERTIFICATE] = "certificate",
        [ROLE_KEY] = "key",
        [ROLE_CHAIN] = "chain",
        [ROLE_CLIENT_TRUSTSTORE] = "client truststore",
        [ROLE_SERVER_TRUSTSTORE] = "server truststore",
        [ROLE_TRUSTSTORE] = "truststore",
        [ROLE_KEYSTORE] = "keystore",
        [ROLE_REVOCATIONS] = "revocation list",
    };
    return names[role];
}

struct record record_of(enum record_type type) {
    return (struct record){
        .type = type,
        .origin = {.path = ""},
        .trail = "",
        .container = "",
        .artifact = artifact_of(KIND_CERTIFICATE, ""),
        .problem = {.stage = "", .code = "", .detail = ""},
        .observation = {.code = "", .detail = ""},
        .reference = {.family = "", .directive = "", .role = ROLE_CERTIFICATE, .name = ""},
        .appearance =
            {.path = "", .revision = "", .date = "", .last = "", .last_date = "", .refs = ""},
        .pointer = "",
        .left_out = {.reason = ""},
        .verdict = VERDICT_UNDECIDED,
    };
}

static void object_id_exchange(struct exchange *exchange, struct object_id *id) {
    exchange_number(exchange, &id->length);
    exchange->failed |= id->length > OBJECT_ID_BYTES;
    exchange_fixed(exchange, id->bytes, sizeof id->bytes);
}

static void origin_exchange(struct exchange *exchange, struct origin *origin) {
    exchange_number(exchange, &origin->root);
    exchange_text(exchange, &origin->path);
    object_id_exchange(exchange, &origin->object);
    exchange_flag(exchange, &origin->named);
}

static void problem_exchange(struct exchange *exchange, struct problem *problem) {
    exchange_text(exchange, &problem->stage);
    exchange_text(exchange, &problem->code);
    exchange_text(exchange, &problem->detail);
    exchange_flag(exchange, &problem->skipped);
    exchange_number(exchange, &problem->layer);
    exchange->failed |= problem->layer >= LAYERS;
    exchange_number(exchange, &problem->bytes);
}

static void observation_exchange(struct exchange *exchange, struct observation *observation) {
    exchange_text(exchange, &observation->code);
    exchange_number(exchange, &observation->line);
    exchange_number(exchange, &observation->column);
    exchange_text(exchange, &observation->detail);
}

static void reference_exchange(struct exchange *exchange, struct file_reference *reference) {
    uint64_t role = reference->role;
    exchange_text(exchange, &reference->family);
    exchange_text(exchange, &reference->directive);
    exchange_number(exchange, &role);
    exchange->failed |= role == 0 || role >= REFERENCE_ROLES;
    reference->role = exchange->failed ? ROLE_CERTIFICATE : (enum reference_role)role;
    exchange_number(exchange, &reference->line);
    exchange_number(exchange, &reference->block);
    exchange_text(exchange, &reference->name);
}

static void appearance_exchange(struct exchange *exchange, struct appearance *appearance) {
    object_id_exchange(exchange, &appearance->object);
    exchange_text(exchange, &appearance->path);
    exchange_text(exchange, &appearance->revision);
    exchange_text(exchange, &appearance->date);
    exchange_text(exchange, &appearance->last);
    exchange_text(exchange, &appearance->last_date);
    exchange_text(exchange, &appearance->refs);
    exchange_number(exchange, &appearance->rank);
    exchange_flag(exchange, &appearance->at_head);
    exchange_flag(exchange, &appearance->reachable);
    exchange_flag(exchange, &appearance->staged);
}

enum { POINTER_DIGITS = 64 };

static void verdict_exchange(struct exchange *exchange, struct record *record) {
    exchange_number(exchange, &record->pair);
    uint64_t verdict = record->verdict;
    exchange_number(exchange, &verdict);
    exchange->failed |= verdict == 0 || verdict >= VERDICTS;
    record->verdict = (enum verdict)verdict;
}

static void account_exchange(struct exchange *exchange, struct account *account) {
    struct tally *tallies[] = {account->seen, account->read, account->skipped};
    for (unsigned i = 0; i < 3; i++) {
        for (unsigned layer = 0; layer < LAYERS; layer++) {
            exchange_number(exchange, &tallies[i][layer].things);
            exchange_number(exchange, &tallies[i][layer].bytes);
        }
    }
}

static void searched_exchange(struct exchange *exchange, struct searched *searched) {
    exchange_fixed(exchange, searched->stamp.bytes, STAMP_BYTES);
    exchange_flag(exchange, &searched->locked);
    account_exchange(exchange, &searched->account);
    exchange_span(exchange, &searched->records);
}

/* What each type has besides where it comes from. */
static void content_exchange(struct exchange *exchange, struct record *record) {
    switch (record->type) {
    case RECORD_ARTIFACT:
        artifact_exchange(exchange, &record->artifact);
        break;
    case RECORD_PROBLEM:
        problem_exchange(exchange, &record->problem);
        break;
    case RECORD_OBSERVATION:
        observation_exchange(exchange, &record->observation);
        break;
    case RECORD_REFERENCE:
        reference_exchange(exchange, &record->reference);
        break;
    case RECORD_APPEARANCE:
        appearance_exchange(exchange, &record->appearance);
        break;
    case RECORD_POINTER:
        exchange_text(exchange, &record->pointer);
        exchange->failed |= strlen(record->pointer) != POINTER_DIGITS ||
                            strspn(record->pointer, "0123456789abcdef") != POINTER_DIGITS;
        break;
    case RECORD_LEFT_OUT:
        exchange_text(exchange, &record->left_out.reason);
        exchange_number(exchange, &record->left_out.things);
        break;
    case RECORD_LINKED:
        exchange_number(exchange, &record->linked.device);
        exchange_number(exchange, &record->linked.inode);
        break;
    case RECORD_SEARCHED:
        searched_exchange(exchange, &record->searched);
        break;
    case RECORD_PACK:
        exchange_fixed(exchange, record->pack.stamp.bytes, STAMP_BYTES);
        exchange_number(exchange, &record->pack.done);
        exchange_number(exchange, &record->pack.total);
        break;
    case RECORD_NOTHING:
        exchange_span(exchange, &record->stamps);
        exchange->failed |= record->stamps.length % STAMP_BYTES != 0;
        break;
    case RECORD_KNOWN:
        exchange_fixed(exchange, record->searched.stamp.bytes, STAMP_BYTES);
        break;
    default:
        break;
    }
}

bool record_exchange(struct exchange *exchange, struct record *record) {
    uint64_t type = record->type;
    exchange_number(exchange, &type);
    if (type == 0 || type >= RECORD_TYPES) {
        exchange->failed = true;
        return false;
    }
    record->type = (enum record_type)type;
    if (type == RECORD_VERDICT) {
        verdict_exchange(exchange, record);
    } else if (type != RECORD_READY && type != RECORD_DONE) {
        origin_exchange(exchange, &record->origin);
        exchange_text(exchange, &record->trail);
        exchange_text(exchange, &record->container);
        exchange_number(exchange, &record->position);
    }
    content_exchange(exchange, record);
    return exchange_complete(exchange);
}

bool job_exchange(struct exchange *exchange, struct job *job, struct arena *arena) {
    uint64_t kind = job->kind;
    exchange_number(exchange, &kind);
    exchange->failed |= kind == 0 || kind >= JOB_KINDS;
    job->kind = (enum job_kind)kind;
    exchange_number(exchange, &job->root);
    exchange_text(exchange, &job->argument);
    exchange_number(exchange, &job->item_count);
    if (job->item_count > JOB_ITEMS_MOST || exchange->failed) {
        exchange->failed = true;
        return false;
    }
    if (!exchange->out) {
        job->items = arena_take(arena, (job->item_count + 1) * sizeof *job->items);
    }
    for (uint64_t i = 0; i < job->item_count; i++) {
        exchange_span(exchange, &job->items[i].payload);
        object_id_exchange(exchange, &job->items[i].cursor);
    }
    return exchange_complete(exchange);
}

bool signature_item_exchange(struct exchange *exchange, struct signature_item *item) {
    exchange_number(exchange, &item->pair);
    exchange_span(exchange, &item->certificate);
    exchange_span(exchange, &item->issuer_key);
    return exchange_complete(exchange);
}
