#include "decoders/container_image.h"

#include <ctype.h>
#include <stdlib.h>

#include "base/id_set.h"
#include "base/text.h"
#include "decoders/archive_magic.h"
#include "decoders/archive_reader.h"
#include "decoders/image_manifest.h"

enum {
    DOCUMENT_BYTES_MOST = 1 << 20,   /* of one manifest or index */
    DOCUMENTS_BYTES_MOST = 16 << 20, /* of all */
    DOCUMENTS_MOST = 1024,
    WHITEOUTS_MOST = 1 << 16,
    DELETED_MOST = 10000, /* files said to be deleted, for each layer */
    PARENTS_MOST = 128,   /* folders above a file */
    INDEXES_MOST = 64,    /* an index may list an index */
};

/* A small JSON file of the archive. */
struct document {
    const char *path;
    struct span text;
};

struct container_image {
    struct arena arena;
    struct document document[DOCUMENTS_MOST];
    size_t documents;
    uint64_t document_bytes;
    struct image_stacks stacks;
    struct id_set anywhere;  /* paths with a whiteout in any layer */
    struct id_set whiteouts; /* layer and path */
};

static const char *plain_path(const char *path) {
    while (strncmp(path, "./", 2) == 0) {
        path += 2;
    }
    while (path[0] == '/') {
        path++;
    }
    return path;
}

/* Folders of layers and files of configurations are named by their digests. */
static bool begins_as_image(const char *path) {
    static const char *const names[] = {"manifest.json", "index.json",  "oci-layout",
                                        "repositories",  "config.json", NULL};
    size_t digits = strncmp(path, "sha256:", 7) == 0 ? 7 : 0;
    size_t begin = digits;
    while (isxdigit((unsigned char)path[digits])) {
        digits++;
    }
    for (size_t i = 0; names[i]; i++) {
        if (strcmp(path, names[i]) == 0) {
            return true;
        }
    }
    return digits - begin >= 32 || strncmp(path, "blobs/", 6) == 0 || strcmp(path, "blobs") == 0;
}

/* Digest of what stands for a path in one layer, or in any where layer is NULL. */
static struct span key_of(const char *layer, struct span path, uint8_t digest[SHA256_BYTES]) {
    struct buffer text = {0};
    buffer_append_text(&text, layer ? layer : "");
    buffer_append_byte(&text, 0);
    buffer_append(&text, path.bytes, path.length);
    digest_sha256(buffer_span(&text), digest);
    buffer_release(&text);
    return span_of(digest, SHA256_BYTES);
}

static void add_whiteout(struct container_image *image, const char *layer, struct span path) {
    uint8_t digest[SHA256_BYTES];
    if (image->whiteouts.count < WHITEOUTS_MOST) {
        id_set_add(&image->anywhere, key_of(NULL, path, digest), NULL);
        id_set_add(&image->whiteouts, key_of(layer, path, digest), NULL);
    }
}

/* "etc/.wh.key" deletes "etc/key" and all below it; "etc/.wh..wh..opq" what lower layers have in
 * "etc", kept here as "etc/". */
static void note_whiteout(struct container_image *image, const char *layer, const char *path) {
    const char *name = text_base_name(path);
    struct buffer target = {0};
    if (strncmp(name, ".wh.", 4) != 0) {
        return;
    }
    buffer_append(&target, path, (size_t)(name - path));
    if (strcmp(name, ".wh..wh..opq") != 0) {
        buffer_append_text(&target, name + 4);
    }
    if (strncmp(name, ".wh..wh.", 8) != 0 || strcmp(name, ".wh..wh..opq") == 0) {
        add_whiteout(image, layer, buffer_span(&target));
    }
    buffer_release(&target);
}

/* Reads members without keeping them, within the bounds that hold for their examination too. */
struct listing {
    struct archive_reader reader;
    const struct limits *limits;
    size_t bytes_in;
    uint64_t bytes_out;
};

/* Reads the current member, into out unless that is NULL; out has a limit of its own. */
static bool read_content(struct listing *listing, struct buffer *out) {
    const void *block = NULL;
    size_t length = 0;
    la_int64_t offset = 0;
    int status = ARCHIVE_OK;
    while (status == ARCHIVE_OK) {
        status = archive_read_data_block(listing->reader.archive, &block, &length, &offset);
        if (status != ARCHIVE_OK) {
            break;
        }
        listing->bytes_out += length;
        if (listing->bytes_out > listing->limits->archive_grace &&
            listing->bytes_out / listing->limits->archive_ratio > listing->bytes_in) {
            return false;
        }
        if (out) {
            buffer_append(out, block, length);
        }
    }
    return status == ARCHIVE_EOF;
}

/* The next member's path, NULL at the end or where there is no way on. */
static const char *next_path(struct listing *listing) {
    enum { HEADER = 512 };
    struct archive_entry *entry = NULL;
    listing->bytes_out += HEADER;
    int status = archive_read_next_header(listing->reader.archive, &entry);
    return status == ARCHIVE_OK || status == ARCHIVE_WARN ? archive_reader_path(entry) : NULL;
}

static bool begin_listing(struct listing *listing, struct span bytes, const struct limits *limits) {
    *listing = (struct listing){.limits = limits, .bytes_in = bytes.length};
    return archive_reader_init(&listing->reader, ARCHIVES, bytes, NULL) &&
           archive_reader_open(&listing->reader, bytes) >= ARCHIVE_WARN;
}

static void list_whiteouts(struct container_image *image, const char *layer, struct span content,
                           const struct limits *limits) {
    struct listing listing = {0};
    const char *path = NULL;
    if (archive_magic(content) == MAGIC_NONE) {
        return;
    }
    if (begin_listing(&listing, content, limits)) {
        while ((path = next_path(&listing))) {
            note_whiteout(image, layer, plain_path(path));
            if (!read_content(&listing, NULL)) {
                break;
            }
        }
    }
    archive_reader_free(&listing.reader);
}

static void keep_document(struct container_image *image, const char *path, struct span text) {
    if (image->documents < DOCUMENTS_MOST && text.length <= DOCUMENT_BYTES_MOST &&
        image->document_bytes + text.length <= DOCUMENTS_BYTES_MOST) {
        image->document_bytes += text.length;
        image->document[image->documents++] = (struct document){
            arena_text(&image->arena, path, strlen(path)), arena_span(&image->arena, text)};
    }
}

static struct span document_at(const struct container_image *image, const char *path) {
    for (size_t i = 0; i < image->documents; i++) {
        if (strcmp(image->document[i].path, path) == 0) {
            return image->document[i].text;
        }
    }
    return (struct span){0};
}

static void survey_members(struct container_image *image, struct listing *listing,
                           struct examiner *examiner) {
    struct buffer content = {.limit = listing->limits->member_bytes}, path = {0};
    const char *next = NULL;
    while ((next = next_path(listing))) {
        buffer_clear(&path);
        buffer_append_text(&path, plain_path(next));
        buffer_clear(&content);
        if (!read_content(listing, &content) || !examiner_charge(examiner, 0, content.length)) {
            break;
        }
        if (content.length && content.bytes[0] != '{' && content.bytes[0] != '[') {
            list_whiteouts(image, buffer_text(&path), buffer_span(&content), listing->limits);
        } else if (content.length) {
            keep_document(image, buffer_text(&path), buffer_span(&content));
        }
    }
    buffer_release(&path);
    buffer_wipe(&content);
}

/* Follows an index to the manifests, which may be indexes again. */
static void follow_index(struct container_image *image, struct span text, const char *name,
                         size_t *indexes) {
    struct span list[INDEXES_MOST];
    const char *names[INDEXES_MOST];
    size_t waiting = 0;
    list[waiting] = image_index_list(text);
    names[waiting++] = name;
    while (waiting && ++*indexes <= DOCUMENTS_MOST) {
        const char *path = NULL, *own = NULL;
        if (!image_index_next(&list[waiting - 1], &image->arena, &path, &own)) {
            waiting--;
            continue;
        }
        own = own[0] ? own : names[waiting - 1];
        struct span manifest = document_at(image, path);
        struct span deeper = image_index_list(manifest);
        if (deeper.length && waiting < INDEXES_MOST) {
            list[waiting] = deeper;
            names[waiting++] = own;
        } else {
            image_manifest_oci(manifest, own, &image->stacks);
        }
    }
}

struct container_image *container_image_survey(const struct blob *archive,
                                               struct examiner *examiner, const char *first) {
    struct listing listing = {0};
    size_t indexes = 0;
    if (!begins_as_image(plain_path(first))) {
        return NULL;
    }
    struct container_image *image = calloc(1, sizeof *image);
    if (image && begin_listing(&listing, archive->bytes, examiner_limits(examiner))) {
        survey_members(image, &listing, examiner);
        image_manifest_docker(document_at(image, "manifest.json"), &image->stacks);
        if (image->stacks.count == 0) {
            follow_index(image, document_at(image, "index.json"), "", &indexes);
        }
    }
    archive_reader_free(&listing.reader);
    if (image && image->stacks.count == 0) {
        container_image_free(image);
        return NULL;
    }
    return image;
}

void container_image_free(struct container_image *image) {
    if (image) {
        image_stacks_release(&image->stacks);
        id_set_release(&image->anywhere);
        id_set_release(&image->whiteouts);
        arena_release(&image->arena);
        free(image);
    }
}

/* The place of a layer in a stack, counted from 1; 0 where it is not in it. */
static size_t rank_of(const struct image_stack *stack, const char *layer) {
    for (size_t i = 0; i < stack->count; i++) {
        if (strcmp(plain_path(stack->layers[i]), layer) == 0) {
            return i + 1;
        }
    }
    return 0;
}

void container_image_place(const struct container_image *image, const char *path,
                           struct buffer *element) {
    const char *name = "";
    for (size_t i = 0; image && i < image->stacks.count && !name[0]; i++) {
        const struct image_stack *stack = image->stacks.stack[i];
        name = rank_of(stack, plain_path(path)) ? stack->name : "";
    }
    buffer_append_text(element, name);
    buffer_append_text(element, name[0] ? "!" : "");
    buffer_append_text(element, path);
}

static bool has_whiteout(const struct id_set *set, const char *layer, struct span path) {
    uint8_t digest[SHA256_BYTES];
    return id_set_find(set, key_of(layer, path, digest)) != NULL;
}

/* A whiteout of the file, of a folder above it, or of a folder's content. */
static bool is_deleted_in(const struct id_set *set, const char *layer, struct span path) {
    size_t parents = 0;
    if (has_whiteout(set, layer, path) || has_whiteout(set, layer, span_text(""))) {
        return true;
    }
    for (size_t i = path.length; i-- > 1 && parents < PARENTS_MOST;) {
        if (path.bytes[i] == '/') {
            parents++;
            if (has_whiteout(set, layer, span_part(path, 0, i)) ||
                has_whiteout(set, layer, span_part(path, 0, i + 1))) {
                return true;
            }
        }
    }
    return false;
}

/* The layer that deletes the file of this layer from every image; NULL where one image has it. */
static const char *deleting_layer(const struct container_image *image, const char *layer,
                                  struct span path) {
    const char *deleting = NULL;
    for (size_t i = 0; i < image->stacks.count; i++) {
        const struct image_stack *stack = image->stacks.stack[i];
        size_t rank = rank_of(stack, layer);
        const char *here = NULL;
        for (size_t j = rank; rank && j < stack->count && !here; j++) {
            const char *later = plain_path(stack->layers[j]);
            here = is_deleted_in(&image->whiteouts, later, path) ? later : NULL;
        }
        if (rank && !here) {
            return NULL;
        }
        deleting = here ? here : deleting;
    }
    return deleting;
}

static bool is_layer(const struct container_image *image, const char *path) {
    for (size_t i = 0; i < image->stacks.count; i++) {
        if (rank_of(image->stacks.stack[i], path)) {
            return true;
        }
    }
    return false;
}

static void observe(const struct blob *archive, struct examiner *examiner, const char *element,
                    const char *path, const char *deleting) {
    struct buffer trail = {0}, shown = {0};
    struct blob place = *archive;
    buffer_format(&trail, "%s%s%s!%s", archive->trail, archive->trail[0] ? "!" : "", element, path);
    text_show(&shown, span_text(deleting));
    place.trail = buffer_text(&trail);
    place.container = place.trail;
    place.position = 0;
    examiner_observe(examiner, &place, "image-deleted-file", 0, 0,
                     "deleted by the later layer %s, and still in the image", buffer_text(&shown));
    buffer_release(&shown);
    buffer_release(&trail);
}

void container_image_compare(const struct container_image *image, const struct blob *archive,
                             struct examiner *examiner, const char *path, struct span content) {
    struct listing listing = {0};
    struct buffer element = {0};
    const char *member = NULL;
    uint64_t count = 0;
    const char *layer = plain_path(path);
    if (!image || image->anywhere.count == 0 || !is_layer(image, layer)) {
        return;
    }
    container_image_place(image, path, &element);
    if (begin_listing(&listing, content, examiner_limits(examiner))) {
        while (count < DELETED_MOST && (member = next_path(&listing))) {
            const char *plain = plain_path(member);
            bool folder = plain[0] == 0 || plain[strlen(plain) - 1] == '/';
            const char *deleting =
                !folder && is_deleted_in(&image->anywhere, NULL, span_text(plain))
                    ? deleting_layer(image, layer, span_text(plain))
                    : NULL;
            if (deleting) {
                observe(archive, examiner, buffer_text(&element), member, deleting);
                count++;
            }
            if (!read_content(&listing, NULL)) {
                break;
            }
        }
    }
    archive_reader_free(&listing.reader);
    buffer_release(&element);
}
