#include "checks/registered.h"

#include <string.h>

static bool ends_with(const char *text, const char *ending) {
    size_t length = strlen(text), wanted = strlen(ending);
    return length >= wanted && strcmp(text + length - wanted, ending) == 0;
}

bool is_registered_device(const struct thing *leaf, const struct place *place) {
    const char *path = *place->container ? place->container : place->path;
    return strcmp(leaf->role, "client") == 0 &&
           (ends_with(leaf->subject, "CN = AWS IoT Certificate") ||
            ends_with(path, "-certificate.pem.crt"));
}

void say_registered_device(struct buffer *out) {
    buffer_append_text(out, " AWS IoT Core knows the certificate of each device and asks for no "
                            "chain: nothing is missing where that is the server.");
}
