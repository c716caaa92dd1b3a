#include "sources/object_store.h"

#include <string.h>

static bool is_hexadecimal(const char *text, size_t length) {
    return strspn(text, "0123456789abcdef") >= length;
}

static bool is_loose_object(const char *name) {
    size_t length = strlen(name);
    return (length == 41 || length == 65) && name[2] == '/' && is_hexadecimal(name, 2) &&
           is_hexadecimal(name + 3, length - 3);
}

/* git names a pack after a digest. */
static bool is_pack_file(const char *name) {
    static const char head[] = "pack/pack-";
    if (strncmp(name, head, sizeof head - 1) != 0) {
        return false;
    }
    const char *digest = name + sizeof head - 1;
    size_t length = strspn(digest, "0123456789abcdef");
    const char *ending = digest + length;
    return (length == 40 || length == 64) &&
           (strcmp(ending, ".pack") == 0 || strcmp(ending, ".idx") == 0);
}

bool object_store_holds(const char *name) {
    return is_loose_object(name) || is_pack_file(name);
}
