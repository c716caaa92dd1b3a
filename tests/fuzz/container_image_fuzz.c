/* Manifests of container images, and tar files as layers beside them. */
#include "decoders/image_manifest.h"
#include "examined.h"

static void read_manifests(struct span text) {
    struct image_stacks stacks = {0};
    const char *path = NULL, *name = NULL;
    struct span list = image_index_list(text);
    image_manifest_docker(text, &stacks);
    image_manifest_oci(text, "app", &stacks);
    while (image_index_next(&list, &stacks.arena, &path, &name)) {
        require(path && name, "every entry has a path and a name, if only empty ones");
    }
    require(stacks.count <= IMAGES_MOST, "no more images than fit");
    for (size_t i = 0; i < stacks.count; i++) {
        require(stacks.stack[i]->count <= LAYERS_MOST, "no more layers than fit");
    }
    image_stacks_release(&stacks);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    static struct examined examined;
    struct span input = span_of(bytes, length);
    if (length && (bytes[0] == '{' || bytes[0] == '[')) {
        read_manifests(input);
    } else {
        examine_fuzzed(&examined, "image.tar", input);
    }
    return 0;
}
