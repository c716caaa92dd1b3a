#define _GNU_SOURCE
#include "base/words.h"

#include <strings.h>

static bool is_upper(uint8_t byte) {
    return byte >= 'A' && byte <= 'Z';
}

static bool is_letter(uint8_t byte) {
    return is_upper(byte) || (byte >= 'a' && byte <= 'z') || byte >= 0x80;
}

bool words_next(struct span *rest, struct span *word) {
    size_t start = 0;
    while (start < rest->length && !is_letter(rest->bytes[start])) {
        start++;
    }
    size_t end = start;
    while (end < rest->length && is_letter(rest->bytes[end]) &&
           !(end > start && is_upper(rest->bytes[end]) && !is_upper(rest->bytes[end - 1]))) {
        end++;
    }
    *word = span_part(*rest, start, end - start);
    *rest = span_from(*rest, end);
    return word->length > 0;
}

bool words_is(struct span word, const char *const *list) {
    for (; *list; list++) {
        if (strlen(*list) == word.length &&
            strncasecmp(*list, (const char *)word.bytes, word.length) == 0) {
            return true;
        }
    }
    return false;
}

bool words_have(struct span text, const char *const *list) {
    struct span word;
    while (words_next(&text, &word)) {
        if (words_is(word, list)) {
            return true;
        }
    }
    return false;
}
