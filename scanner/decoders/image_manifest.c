#include "decoders/image_manifest.h"

#include <ctype.h>
#include <stdio.h>

void image_stacks_release(struct image_stacks *stacks) {
    arena_release(&stacks->arena);
    *stacks = (struct image_stacks){0};
}

static void skip(struct span *rest) {
    while (rest->length &&
           (isspace(rest->bytes[0]) || rest->bytes[0] == ',' || rest->bytes[0] == ':')) {
        *rest = span_from(*rest, 1);
    }
}

/* Length of the string at the front, quotes included; 0 where there is none. */
static size_t string_length(struct span text) {
    if (text.length == 0 || text.bytes[0] != '"') {
        return 0;
    }
    for (size_t i = 1; i < text.length; i++) {
        if (text.bytes[i] == '\\') {
            i++;
        } else if (text.bytes[i] == '"') {
            return i + 1;
        }
    }
    return 0;
}

static size_t nested_length(struct span text) {
    size_t depth = 0;
    for (size_t i = 0; i < text.length; i++) {
        uint8_t byte = text.bytes[i];
        if (byte == '"') {
            size_t length = string_length(span_from(text, i));
            if (length == 0) {
                return 0;
            }
            i += length - 1;
        } else if (byte == '{' || byte == '[') {
            depth++;
        } else if ((byte == '}' || byte == ']') && --depth == 0) {
            return i + 1;
        }
    }
    return 0;
}

/* Numbers, true, false, null. */
static bool is_word(uint8_t byte) {
    return isalnum(byte) || byte == '+' || byte == '-' || byte == '.';
}

/* Takes the next value, or the next member's name; false at the end of what holds it. */
static bool next_value(struct span *rest, struct span *value) {
    skip(rest);
    size_t length = 0;
    if (rest->length == 0 || rest->bytes[0] == ']' || rest->bytes[0] == '}') {
        return false;
    }
    if (rest->bytes[0] == '"') {
        length = string_length(*rest);
    } else if (rest->bytes[0] == '{' || rest->bytes[0] == '[') {
        length = nested_length(*rest);
    } else {
        while (length < rest->length && is_word(rest->bytes[length])) {
            length++;
        }
    }
    *value = span_part(*rest, 0, length);
    *rest = span_from(*rest, length);
    return length > 0;
}

/* The inside of an object or array; empty for anything else. */
static struct span inside(struct span value, char open) {
    return value.length && value.bytes[0] == (uint8_t)open ? span_from(value, 1) : (struct span){0};
}

static struct span unquoted(struct span string) {
    return string.length >= 2 && string.bytes[0] == '"' ? span_part(string, 1, string.length - 2)
                                                        : (struct span){0};
}

/* The value of a member; empty where the object has none of that name. */
static struct span member(struct span object, const char *name) {
    struct span rest = inside(object, '{'), key, value;
    while (next_value(&rest, &key) && next_value(&rest, &value)) {
        if (span_equal(unquoted(key), span_text(name))) {
            return value;
        }
    }
    return (struct span){0};
}

static struct image_stack *add_stack(struct image_stacks *stacks, struct span name) {
    if (stacks->count == IMAGES_MOST) {
        return NULL;
    }
    struct image_stack *stack = arena_take(&stacks->arena, sizeof *stack);
    if (stack) {
        stack->name = arena_text(&stacks->arena, name.bytes, name.length);
        stacks->stack[stacks->count++] = stack;
    }
    return stack;
}

static void add_layer(struct image_stack *stack, const char *path) {
    if (stack->count < LAYERS_MOST && path[0]) {
        stack->layers[stack->count++] = path;
    }
}

void image_manifest_docker(struct span text, struct image_stacks *stacks) {
    struct span rest, image, layer;
    skip(&text);
    rest = inside(text, '[');
    while (next_value(&rest, &image)) {
        struct span names = inside(member(image, "RepoTags"), '['), name = {0};
        struct span layers = inside(member(image, "Layers"), '[');
        next_value(&names, &name);
        struct image_stack *stack = add_stack(stacks, unquoted(name));
        while (stack && next_value(&layers, &layer)) {
            struct span path = unquoted(layer);
            add_layer(stack, arena_text(&stacks->arena, path.bytes, path.length));
        }
    }
}

/* "sha256:abc" names the file blobs/sha256/abc. */
static const char *blob_path(struct span digest, struct arena *arena) {
    char path[256];
    const uint8_t *colon = digest.length ? memchr(digest.bytes, ':', digest.length) : NULL;
    if (!colon || digest.length > 200) {
        return "";
    }
    int kind = (int)(colon - digest.bytes);
    int length = snprintf(path, sizeof path, "blobs/%.*s/%.*s", kind, (const char *)digest.bytes,
                          (int)digest.length - kind - 1, (const char *)colon + 1);
    return arena_text(arena, path, (size_t)length);
}

struct span image_index_list(struct span text) {
    skip(&text);
    return inside(member(text, "manifests"), '[');
}

bool image_index_next(struct span *rest, struct arena *arena, const char **path,
                      const char **name) {
    struct span entry;
    if (!next_value(rest, &entry)) {
        return false;
    }
    struct span notes = member(entry, "annotations");
    struct span full = unquoted(member(notes, "io.containerd.image.name"));
    struct span tag = unquoted(member(notes, "org.opencontainers.image.ref.name"));
    full = full.length ? full : tag;
    *path = blob_path(unquoted(member(entry, "digest")), arena);
    *name = arena_text(arena, full.bytes, full.length);
    return true;
}

void image_manifest_oci(struct span text, const char *name, struct image_stacks *stacks) {
    struct span layers, layer;
    skip(&text);
    layers = inside(member(text, "layers"), '[');
    struct image_stack *stack = layers.length ? add_stack(stacks, span_text(name)) : NULL;
    while (stack && next_value(&layers, &layer)) {
        add_layer(stack, blob_path(unquoted(member(layer, "digest")), &stacks->arena));
    }
}
