#define _GNU_SOURCE
#include "carry.h"

#include <archive.h>
#include <git2.h>
#include <openssl/crypto.h>
#include <stdio.h>

#include "search_version.h"
#include "version.h"

/* Everything that the same bytes could be read differently by. */
static bool describe(struct carry *carry, const struct limits *limits) {
    struct buffer text = {0};
    int major = 0, minor = 0, revision = 0;
    uint8_t digest[SHA256_BYTES];
    git_libgit2_version(&major, &minor, &revision);
    buffer_format(&text, "certsweep %s %s; %s; %s; libgit2 %d.%d.%d", CERTSWEEP_VERSION,
                  SEARCH_VERSION, OpenSSL_version(OPENSSL_FULL_VERSION_STRING),
                  archive_version_details(), major, minor, revision);
    /* Patience with stored inventories and reports changes nothing that is found. */
    struct limits of_search = *limits;
    of_search.inventory_seconds = of_search.report_seconds = 0;
#define APPEND(field, name, unit, value, reason)                                                   \
    buffer_format(&text, "; %s=%llu", name, (unsigned long long)of_search.field);
    LIMITS(APPEND)
#undef APPEND
    bool done = !text.failed && digest_sha256(buffer_span(&text), digest);
    for (size_t i = 0; done && i < SHA256_BYTES; i++) {
        snprintf(carry->searched_by + 2 * i, 3, "%02x", digest[i]);
    }
    buffer_release(&text);
    return done;
}

enum outcome carry_open(struct carry *carry, const char *path, const char *passphrases,
                        const struct limits *limits, struct inventory *inventory,
                        struct error *error) {
    if (!describe(carry, limits)) {
        return fail(error, "out of memory");
    }
    if (inventory_set_fact(inventory, "searched_by", carry->searched_by, error) != DONE ||
        inventory_set_fact(inventory, "passphrases", passphrases, error) != DONE) {
        return FAILED;
    }
    struct error reason = {""};
    carry->previous = path ? previous_open(path, carry->searched_by, passphrases,
                                           limits->inventory_seconds, &reason)
                           : NULL;
    if (path && !carry->previous) {
        fprintf(stderr, "certsweep: warning: %s; everything is read\n", reason.text);
    }
    return DONE;
}

void carry_release(struct carry *carry) {
    previous_close(carry->previous);
    buffer_release(&carry->what);
    buffer_release(&carry->packed);
    *carry = (struct carry){0};
}

enum outcome carry_keep(struct carry *carry, struct inventory *inventory,
                        const struct record *record, struct error *error) {
    if (record->type == RECORD_NOTHING) {
        return inventory_add_nothing(inventory, record->stamps, error);
    }
    if (record->type == RECORD_PACK) {
        return inventory_add_pack(inventory, &record->pack, error);
    }
    struct record copy = *record;
    struct exchange exchange = {.out = &carry->packed};
    buffer_clear(&carry->packed);
    if (!record_exchange(&exchange, &copy)) {
        return fail(error, "out of memory");
    }
    return inventory_add_searched(inventory, &record->searched, buffer_span(&carry->packed), error);
}

/* While one known thing is taken over. */
struct taking {
    struct carry *carry;
    struct inventory *inventory;
    uint64_t root; /* its number in this run */
    enum outcome (*each)(void *context, const struct record *record, struct error *error);
    void *context;
};

static enum outcome take(void *context, struct record *record, struct error *error) {
    struct taking *taking = context;
    record->origin.root = taking->root;
    if (record->type != RECORD_SEARCHED) {
        return taking->each(taking->context, record, error);
    }
    account_add(&taking->carry->account, &record->searched.account);
    return carry_keep(taking->carry, taking->inventory, record, error);
}

enum outcome carry_over(struct carry *carry, struct inventory *inventory,
                        const struct record *known,
                        enum outcome (*each)(void *context, const struct record *record,
                                             struct error *error),
                        void *context, struct error *error) {
    struct taking taking = {carry, inventory, known->origin.root, each, context};
    if (!carry->previous || !previous_holds(carry->previous, &known->searched.stamp)) {
        return DONE; /* no honest worker says this */
    }
    return previous_replay(carry->previous, &known->searched.stamp, &carry->what, take, &taking,
                           error);
}
