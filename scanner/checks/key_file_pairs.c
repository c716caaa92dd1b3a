#include "checks/key_file_pairs.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/text.h"
#include "checks/stem.h"

/* One live file with private keys or certificates. */
struct holder {
    int64_t file;
    const char *group; /* snapshot, folder and stem: equal for files that belong together */
    int64_t private_key;
    int64_t key; /* of the private key, 0: not known */
    uint32_t private_keys;
    uint32_t first_certificate; /* into holders.certificates, in the order of the file */
    uint32_t certificate_count;
};

struct held {
    int64_t certificate;
    int64_t key;
    bool is_ca;
    bool is_pem;
};

struct holders {
    struct buffer files;        /* struct holder */
    struct buffer certificates; /* struct held */
    struct arena arena;
};

/* A file that is on disk and at HEAD counts once, as the one on disk. */
static const char select_files[] =
    "SELECT file.id, file.path, file.container, file.source = 'git', artifact.id, artifact.kind,"
    " coalesce(artifact.key, 0), artifact.role = 'ca', place.encoding = 'pem'"
    " FROM file JOIN place ON place.file = file.id JOIN artifact ON artifact.id = place.artifact"
    " WHERE file.live = 1 AND artifact.kind IN ('certificate', 'private-key')"
    " AND NOT (file.source = 'git' AND EXISTS (SELECT 1 FROM file AS other"
    "  WHERE other.path = file.path AND other.container = file.container"
    "  AND other.source <> 'git'))"
    " ORDER BY file.id, place.position, place.id";

static const char *group_of(struct holders *holders, struct query *row) {
    struct buffer whole = {0};
    struct buffer group = {0};
    buffer_append_text(&whole, query_text(row, 1));
    if (*query_text(row, 2)) {
        buffer_format(&whole, "!%s", query_text(row, 2));
    }
    const char *path = buffer_text(&whole);
    size_t folder = strlen(path);
    while (folder > 0 && path[folder - 1] != '/' && path[folder - 1] != '!') {
        folder--;
    }
    buffer_append_text(&group, query_number(row, 3) ? "g" : "f");
    buffer_append(&group, path, folder);
    buffer_append_byte(&group, '/');
    stem_append(&group, path + folder);
    const char *text = buffer_text(&group);
    const char *kept = arena_text(&holders->arena, text, strlen(text));
    buffer_release(&whole);
    buffer_release(&group);
    return kept;
}

static struct holder *last_file(struct holders *holders) {
    if (holders->files.length == 0) {
        return NULL;
    }
    return (struct holder *)(void *)(holders->files.bytes + holders->files.length) - 1;
}

static void read_row(struct holders *holders, struct query *row) {
    struct holder *holder = last_file(holders);
    if (!holder || holder->file != query_number(row, 0)) {
        struct holder fresh = {
            .file = query_number(row, 0),
            .group = group_of(holders, row),
            .first_certificate = (uint32_t)(holders->certificates.length / sizeof(struct held)),
        };
        buffer_append(&holders->files, &fresh, sizeof fresh);
        holder = last_file(holders);
    }
    if (!holder || holders->files.failed) {
        return;
    }
    int64_t artifact = query_number(row, 4);
    if (strcmp(query_text(row, 5), "certificate") == 0) {
        struct held held = {artifact, query_number(row, 6), query_number(row, 7) != 0,
                            query_number(row, 8) != 0};
        buffer_append(&holders->certificates, &held, sizeof held);
        holder->certificate_count++;
    } else if (holder->private_key != artifact) {
        holder->private_keys++;
        holder->private_key = artifact;
        holder->key = query_number(row, 6);
    }
}

static const struct held *certificates_of(const struct holders *holders,
                                          const struct holder *holder) {
    return (const struct held *)(const void *)holders->certificates.bytes +
           holder->first_certificate;
}

static bool has_key(const struct holders *holders, const struct holder *holder, int64_t key) {
    const struct held *certificates = certificates_of(holders, holder);
    for (uint32_t i = 0; i < holder->certificate_count; i++) {
        /* A certificate whose key could not be read may be the one. */
        if (certificates[i].key == key || certificates[i].key == 0) {
            return true;
        }
    }
    return false;
}

/* Is this file meant to hold the certificate of a key? A leaf comes first in it, or it is one CA
 * certificate alone; a file of several CAs belongs to no key. */
static bool is_for_a_key(const struct holders *holders, const struct holder *holder) {
    return holder->certificate_count > 0 &&
           (!certificates_of(holders, holder)->is_ca || holder->certificate_count == 1);
}

/* Finds the first certificate that stands for the mismatch of this key file within its group; NULL
 * where the key fits, or nothing says that they belong together. */
static const struct holder *misfit_of(const struct holders *holders, const struct holder *group,
                                      size_t group_size, const struct holder *key_file) {
    if (key_file->private_keys != 1 || key_file->key == 0) {
        return NULL;
    }
    if (key_file->certificate_count > 0) {
        bool leaf_first = !certificates_of(holders, key_file)->is_ca;
        return leaf_first && !has_key(holders, key_file, key_file->key) ? key_file : NULL;
    }
    const struct holder *found = NULL;
    for (size_t i = 0; i < group_size; i++) {
        if (has_key(holders, &group[i], key_file->key)) {
            return NULL;
        }
        /* A file with a key of its own says already whose certificate it holds. */
        if (!found && group[i].private_keys == 0 && is_for_a_key(holders, &group[i])) {
            found = &group[i];
        }
    }
    return found;
}

/* Where in a file that is sent as it stands the certificate of a key comes, from 1; 0: nowhere, or
 * the order says nothing. */
static uint64_t place_of_leaf(const struct holders *holders, const struct holder *holder,
                              int64_t key) {
    const struct held *certificates = certificates_of(holders, holder);
    for (uint32_t i = 0; i < holder->certificate_count; i++) {
        if (certificates[i].key == key && !certificates[i].is_ca && certificates[i].is_pem) {
            return i + 1;
        }
    }
    return 0;
}

/* Finds the file in which the certificate of a key is not the first, though it is in no other file
 * of the group either; *nth is its place. */
static const struct holder *late_for(const struct holders *holders, const struct holder *group,
                                     size_t group_size, const struct holder *key_file,
                                     uint64_t *nth) {
    if (key_file->private_keys != 1 || key_file->key == 0) {
        return NULL;
    }
    const struct holder *found = NULL;
    for (size_t i = 0; i < group_size; i++) {
        bool own = &group[i] == key_file;
        uint64_t place = own || group[i].private_keys == 0
                             ? place_of_leaf(holders, &group[i], key_file->key)
                             : 0;
        if (place == 1) {
            return NULL;
        }
        if (place > 1 && (!found || own)) {
            found = &group[i];
            *nth = place;
        }
    }
    return found;
}

static int compare_holders(const void *one, const void *other) {
    const struct holder *a = one;
    const struct holder *b = other;
    int order = strcmp(a->group, b->group);
    return order ? order : (a->file > b->file) - (a->file < b->file);
}

static enum outcome load(struct holders *holders, struct inventory *inventory,
                         struct error *error) {
    struct query *rows = query_new(inventory, select_files, error);
    while (query_next(rows)) {
        read_row(holders, rows);
    }
    if (query_free(rows, error) != DONE) {
        return FAILED;
    }
    bool failed = holders->files.failed || holders->certificates.failed;
    return failed ? fail(error, "out of memory") : DONE;
}

enum outcome key_file_misfits(struct inventory *inventory,
                              enum outcome (*each)(void *context, const struct misfit *misfit,
                                                   struct error *error),
                              void *context, struct error *error) {
    struct holders holders = {0};
    enum outcome outcome = load(&holders, inventory, error);
    size_t count = holders.files.length / sizeof(struct holder);
    struct holder *files = (struct holder *)(void *)holders.files.bytes;
    if (outcome == DONE && count > 0) {
        qsort(files, count, sizeof *files, compare_holders);
    }
    for (size_t start = 0, end = 0; start < count && outcome == DONE; start = end) {
        while (end < count && strcmp(files[end].group, files[start].group) == 0) {
            end++;
        }
        for (size_t i = start; i < end && outcome == DONE; i++) {
            uint64_t nth = 0;
            const struct holder *beside =
                late_for(&holders, &files[start], end - start, &files[i], &nth);
            if (!beside) {
                beside = misfit_of(&holders, &files[start], end - start, &files[i]);
            }
            if (beside) {
                struct misfit misfit = {files[i].private_key, files[i].file,
                                        certificates_of(&holders, beside)->certificate,
                                        beside->file, nth};
                outcome = each(context, &misfit, error);
            }
        }
    }
    buffer_release(&holders.files);
    buffer_release(&holders.certificates);
    arena_release(&holders.arena);
    return outcome;
}
