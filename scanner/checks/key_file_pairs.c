#include "checks/key_file_pairs.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/text.h"
#include "checks/stem.h"

/* One live file with private keys or certificates. */
struct holder {
    int64_t file;
    uint32_t number;   /* in the order of the inventory */
    const char *group; /* snapshot, folder and stem: equal for files that belong together */
    int64_t private_key;
    int64_t key; /* of the private key, 0: not known */
    uint32_t private_keys;
    bool is_beside_certificate; /* in its group */
    bool is_beside_key;
    uint32_t first_certificate; /* into holders.certificates, in the order of the file */
    uint32_t certificate_count;
};

struct held {
    int64_t certificate;
    int64_t key;
    bool is_ca;
    bool is_pem;
};

/* Some keep keys in one folder and certificates in another beside it or above it. */
enum seat_kind { SEAT_CERTIFICATES, SEAT_ABOVE, SEAT_KEYS };

struct seat {
    const char *group; /* as in holder, of the folder above both */
    uint32_t file;     /* number of the holder; its place once they are sorted */
    enum seat_kind kind;
};

enum { SEATS_MOST = 64 }; /* of one group; more are no pair */

struct holders {
    struct buffer files;        /* struct holder */
    struct buffer seats;        /* struct seat */
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

/* Keeps what stands for snapshot, folder and stem. */
static const char *keep_group(struct holders *holders, bool is_git, struct span folder,
                              struct span stem) {
    struct buffer group = {0};
    buffer_append_text(&group, is_git ? "g" : "f");
    buffer_append(&group, folder.bytes, folder.length);
    buffer_append_byte(&group, '/');
    buffer_append(&group, stem.bytes, stem.length);
    const char *kept = arena_text(&holders->arena, buffer_text(&group), group.length);
    buffer_release(&group);
    return kept;
}

/* Takes a seat in the groups of folders that a file with this stem may belong to. */
static void take_seats(struct holders *holders, const struct holder *holder, bool is_git,
                       struct span folder, struct span stem) {
    static const char *const key_folders[] = {"private", "priv",         "keys",    "key",
                                              "privkey", "private_keys", "ssl.key", NULL};
    static const char *const certificate_folders[] = {
        "certs",  "cert", "crt",    "crts", "certificates", "certificate",
        "public", "pub",  "issued", "x509", "ssl.crt",      NULL};
    if (stem.length == 0 || folder.length == 0) {
        return;
    }
    size_t above = stem_begins(span_of(folder.bytes, folder.length - 1));
    struct span name = span_of(folder.bytes + above, folder.length - 1 - above);
    bool keys = span_is_one_of(name, key_folders);
    struct seat seat = {.file = holder->number, .group = holder->group, .kind = SEAT_ABOVE};
    buffer_append(&holders->seats, &seat, sizeof seat);
    if (keys || span_is_one_of(name, certificate_folders)) {
        seat.group = keep_group(holders, is_git, span_of(folder.bytes, above), stem);
        seat.kind = keys ? SEAT_KEYS : SEAT_CERTIFICATES;
        buffer_append(&holders->seats, &seat, sizeof seat);
    }
}

static struct holder holder_of(struct holders *holders, struct query *row) {
    struct holder holder = {
        .file = query_number(row, 0),
        .number = (uint32_t)(holders->files.length / sizeof holder),
        .first_certificate = (uint32_t)(holders->certificates.length / sizeof(struct held)),
    };
    struct buffer whole = {0};
    struct buffer stem = {0};
    buffer_append_text(&whole, query_text(row, 1));
    if (*query_text(row, 2)) {
        buffer_format(&whole, "!%s", query_text(row, 2));
    }
    size_t folder = stem_begins(buffer_span(&whole));
    bool is_git = query_number(row, 3) != 0;
    stem_append(&stem, buffer_text(&whole) + folder);
    struct span inside = span_of(whole.bytes, folder);
    holder.group = keep_group(holders, is_git, inside, buffer_span(&stem));
    take_seats(holders, &holder, is_git, inside, buffer_span(&stem));
    buffer_release(&whole);
    buffer_release(&stem);
    return holder;
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
        struct holder fresh = holder_of(holders, row);
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

/* Finds the certificate of a key's name in the folder for certificates, or in the one above both,
 * where it stands for a mismatch: neither file has its other half beside it or in this group. */
static const struct holder *misfit_apart(const struct holders *holders, const struct seat *seats,
                                         size_t count, const struct holder *key_file) {
    const struct holder *files = (const struct holder *)(const void *)holders->files.bytes;
    const struct holder *found = NULL;
    if (key_file->private_keys != 1 || key_file->key == 0 || key_file->is_beside_certificate) {
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        const struct holder *holder = &files[seats[i].file];
        if (has_key(holders, holder, key_file->key)) {
            return NULL;
        }
        bool taken =
            seats[i].kind == SEAT_KEYS || holder->is_beside_key || !is_for_a_key(holders, holder);
        for (size_t j = 0; j < count && !taken; j++) {
            const struct holder *other = &files[seats[j].file];
            taken = other->private_keys > 0 && has_key(holders, holder, other->key);
        }
        found = found || taken ? found : holder;
    }
    return found;
}

static int compare_holders(const void *one, const void *other) {
    const struct holder *a = one;
    const struct holder *b = other;
    int order = strcmp(a->group, b->group);
    return order ? order : (a->file > b->file) - (a->file < b->file);
}

static int compare_seats(const void *one, const void *other) {
    const struct seat *a = one;
    const struct seat *b = other;
    int order = strcmp(a->group, b->group);
    order = order ? order : (int)a->kind - (int)b->kind;
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
    bool failed = holders->files.failed || holders->certificates.failed || holders->seats.failed;
    return failed ? fail(error, "out of memory") : DONE;
}

struct listener {
    enum outcome (*each)(void *context, const struct misfit *misfit, struct error *error);
    void *context;
};

static enum outcome tell(const struct holders *holders, const struct listener *listener,
                         const struct holder *key_file, const struct holder *beside, uint64_t nth,
                         bool apart, struct error *error) {
    struct misfit misfit = {.private_key = key_file->private_key,
                            .key_file = key_file->file,
                            .certificate = certificates_of(holders, beside)->certificate,
                            .certificate_file = beside->file,
                            .nth = nth,
                            .apart = apart};
    return listener->each(listener->context, &misfit, error);
}

static enum outcome tell_beside(struct holders *holders, struct holder *files, size_t count,
                                const struct listener *listener, struct error *error) {
    enum outcome outcome = DONE;
    bool keys = false, certificates = false;
    for (size_t i = 0; i < count; i++) {
        keys = keys || files[i].private_keys > 0;
        certificates = certificates || files[i].certificate_count > 0;
    }
    for (size_t i = 0; i < count && outcome == DONE; i++) {
        uint64_t nth = 0;
        const struct holder *beside = late_for(holders, files, count, &files[i], &nth);
        beside = beside ? beside : misfit_of(holders, files, count, &files[i]);
        files[i].is_beside_key = keys;
        files[i].is_beside_certificate = certificates;
        if (beside) {
            outcome = tell(holders, listener, &files[i], beside, nth, false, error);
        }
    }
    return outcome;
}

/* Lets seats refer to the holders as they are sorted, and sorts the seats. */
static bool sort_seats(struct holders *holders) {
    const struct holder *files = (const struct holder *)(const void *)holders->files.bytes;
    size_t count = holders->files.length / sizeof *files;
    struct seat *seats = (struct seat *)(void *)holders->seats.bytes;
    size_t seat_count = holders->seats.length / sizeof *seats;
    uint32_t *places = calloc(count + 1, sizeof *places);
    for (size_t i = 0; places && i < count; i++) {
        places[files[i].number] = (uint32_t)i;
    }
    for (size_t i = 0; places && i < seat_count; i++) {
        seats[i].file = places[seats[i].file];
    }
    if (places && seat_count > 0) {
        qsort(seats, seat_count, sizeof *seats, compare_seats);
    }
    bool sorted = places != NULL;
    free(places);
    return sorted;
}

static enum outcome tell_apart(const struct holders *holders, const struct listener *listener,
                               struct error *error) {
    const struct holder *files = (const struct holder *)(const void *)holders->files.bytes;
    const struct seat *seats = (const struct seat *)(const void *)holders->seats.bytes;
    size_t count = holders->seats.length / sizeof *seats;
    enum outcome outcome = DONE;
    for (size_t start = 0, end = 0; start < count && outcome == DONE; start = end) {
        while (end < count && strcmp(seats[end].group, seats[start].group) == 0) {
            end++;
        }
        for (size_t i = start; i < end && end - start <= SEATS_MOST && outcome == DONE; i++) {
            const struct holder *key_file = &files[seats[i].file];
            const struct holder *other =
                seats[i].kind == SEAT_KEYS
                    ? misfit_apart(holders, &seats[start], end - start, key_file)
                    : NULL;
            if (other) {
                outcome = tell(holders, listener, key_file, other, 0, true, error);
            }
        }
    }
    return outcome;
}

enum outcome key_file_misfits(struct inventory *inventory,
                              enum outcome (*each)(void *context, const struct misfit *misfit,
                                                   struct error *error),
                              void *context, struct error *error) {
    struct holders holders = {0};
    struct listener listener = {each, context};
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
        outcome = tell_beside(&holders, &files[start], end - start, &listener, error);
    }
    if (outcome == DONE) {
        outcome = sort_seats(&holders) ? tell_apart(&holders, &listener, error)
                                       : fail(error, "out of memory");
    }
    buffer_release(&holders.files);
    buffer_release(&holders.seats);
    buffer_release(&holders.certificates);
    arena_release(&holders.arena);
    return outcome;
}
