#include "relations/weak_key_lists.h"

void weak_key_lists_release(struct weak_key_lists *lists) {
    id_set_release(&lists->ends);
    buffer_release(&lists->names);
}

static int digit_value(uint8_t digit) {
    return digit >= '0' && digit <= '9'   ? digit - '0'
           : digit >= 'a' && digit <= 'f' ? digit - 'a' + 10
                                          : -1;
}

static bool read_digits(struct span line, uint8_t end[WEAK_KEY_BYTES]) {
    if (line.length != 2 * (size_t)WEAK_KEY_BYTES) {
        return false;
    }
    for (size_t i = 0; i < line.length; i++) {
        int value = digit_value(line.bytes[i]);
        if (value < 0) {
            return false;
        }
        end[i / 2] = (uint8_t)(i % 2 ? end[i / 2] | value : value << 4);
    }
    return true;
}

static uint64_t list_count(const struct weak_key_lists *lists) {
    uint64_t count = 0;
    for (size_t i = 0; i < lists->names.length; i++) {
        count += lists->names.bytes[i] == 0;
    }
    return count;
}

static struct span take_line(struct span *rest) {
    const uint8_t *end = memchr(rest->bytes, '\n', rest->length);
    size_t length = end ? (size_t)(end - rest->bytes) : rest->length;
    struct span line = span_part(*rest, 0, length);
    *rest = span_from(*rest, length + (end ? 1 : 0));
    while (line.length &&
           (line.bytes[line.length - 1] == '\r' || line.bytes[line.length - 1] == ' ')) {
        line.length--;
    }
    return line;
}

bool weak_key_lists_add(struct weak_key_lists *lists, const char *name, struct span text) {
    buffer_append(&lists->names, name, strlen(name) + 1);
    uint64_t number = list_count(lists);
    while (text.length) {
        struct span line = take_line(&text);
        uint8_t end[WEAK_KEY_BYTES];
        if (line.length == 0 || line.bytes[0] == '#') {
            continue;
        }
        uint64_t *list = read_digits(line, end)
                             ? id_set_add(&lists->ends, span_of(end, sizeof end), NULL)
                             : NULL;
        if (!list) {
            return false;
        }
        *list = *list ? *list : number;
    }
    return !lists->names.failed;
}

const char *weak_key_lists_find(const struct weak_key_lists *lists,
                                const uint8_t modulus_sha1[SHA1_BYTES]) {
    struct span end = span_of(modulus_sha1 + SHA1_BYTES - WEAK_KEY_BYTES, WEAK_KEY_BYTES);
    const uint64_t *number = id_set_find(&lists->ends, end);
    const char *name = (const char *)lists->names.bytes;
    if (!number) {
        return NULL;
    }
    for (uint64_t i = 1; i < *number; i++) {
        name += strlen(name) + 1;
    }
    return name;
}
