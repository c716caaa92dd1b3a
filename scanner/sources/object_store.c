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

static bool ends_in(const char *name, const char *ending) {
    size_t length = strlen(name);
    return length > strlen(ending) && strcmp(name + length - strlen(ending), ending) == 0;
}

static bool is_pack_file(const char *name) {
    return strncmp(name, "pack/pack-", 10) == 0 &&
           (ends_in(name, ".pack") || ends_in(name, ".idx"));
}

bool object_store_holds(const char *name) {
    return is_loose_object(name) || is_pack_file(name);
}
