#include "sources/git_known.h"

#include <stdlib.h>

#include "base/digest.h"
#include "git_choice.h"
#include "sources/file_stamp.h"
#include "sources/git_repository.h"

/* Of the index at path and the pack beside it. */
static bool stamp_pack(const char *path, struct stamp *stamp) {
    char pack[PATH_BYTES];
    struct stat facts;
    struct stamp stamps[2];
    uint8_t digest[SHA256_BYTES];
    const size_t stem = strlen(path) - strlen("idx");
    if (strlen(path) + 2 > sizeof pack) {
        return false;
    }
    memcpy(pack, path, stem);
    memcpy(pack + stem, "pack", sizeof "pack");
    if (stat(path, &facts) != 0 || !file_stamp(&facts, &stamps[0]) || stat(pack, &facts) != 0 ||
        !file_stamp(&facts, &stamps[1]) || !digest_sha256(span_of(stamps, sizeof stamps), digest)) {
        return false;
    }
    memcpy(stamp->bytes, digest, STAMP_BYTES);
    return true;
}

static void mark_pack(struct repository *repository, uint32_t store) {
    struct known *known = &repository->known;
    const struct pack *pack = &repository->catalog.stores[store].pack;
    for (uint32_t i = 0; i < pack->count; i++) {
        uint32_t index = catalog_find(&repository->catalog, pack_id(pack, i));
        known->bits[index / 8] |= (uint8_t)(1U << index % 8);
    }
}

void known_make(struct repository *repository, struct intake *intake) {
    struct known *known = &repository->known;
    const struct catalog *catalog = &repository->catalog;
    const struct git_choice *choice = intake_git_choice(intake);
    const struct origin origin = repository_origin(repository);
    if (known->made) {
        return;
    }
    known->made = true;
    if (choice->scope != GIT_ALL || choice->since) {
        return; /* whole packs only */
    }
    known->packs = calloc(catalog->store_count + 1, sizeof *known->packs);
    known->bits = intake_has_previous(intake) ? calloc(catalog->count / 8 + 1, 1) : NULL;
    for (uint32_t i = 0; known->packs && i < catalog->store_count; i++) {
        struct known_pack *pack = &known->packs[i];
        if (catalog->stores[i].loose) {
            continue;
        }
        pack->stamped = stamp_pack(catalog->stores[i].path, &pack->stamp);
        pack->known =
            known->bits && pack->stamped && intake_pack_known(intake, &origin, &pack->stamp);
        if (pack->known) {
            mark_pack(repository, i);
        }
    }
}

struct stamp known_stamp(const struct entry *entry) {
    struct stamp stamp = {{0}};
    memcpy(stamp.bytes, entry->id, GIT_KEY_BYTES);
    memcpy(stamp.bytes + GIT_KEY_BYTES, "git", STAMP_BYTES - GIT_KEY_BYTES);
    return stamp;
}

void known_report(struct repository *repository, struct intake *intake) {
    struct known *known = &repository->known;
    const struct origin origin = repository_origin(repository);
    for (uint32_t i = 0; known->packs && i < repository->catalog.store_count; i++) {
        struct known_pack *pack = &known->packs[i];
        if (pack->stamped && pack->done) {
            intake_pack_done(intake, &origin, &pack->stamp, pack->done,
                             repository->catalog.stores[i].pack.count);
        }
        pack->done = 0;
    }
}

void known_release(struct known *known) {
    free(known->packs);
    free(known->bits);
    *known = (struct known){0};
}
