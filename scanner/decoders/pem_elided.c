#include "decoders/pem_elided.h"

#include <ctype.h>

/* In small letters. */
static const char *const tags[] = {"<...>",      "<snip",        "<truncated", "<omitted",
                                   "<redacted",  "<elided",      "<removed",   "<cut",
                                   "<shortened", "<\xE2\x80\xA6"};
static const char *const marks[] = {"...",       "\xE2\x80\xA6", "&hellip;",   "snip",
                                    "truncated", "omitted",      "redacted",   "elided",
                                    "removed",   "shortened",    "abbreviated"};

static bool reads_here(struct span text, const char *mark) {
    size_t length = strlen(mark);
    if (text.length < length) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        if (tolower(text.bytes[i]) != (uint8_t)mark[i]) {
            return false;
        }
    }
    return true;
}

/* Words stand alone: digits of base64 may hold their letters by chance. */
static bool stands_alone(struct span body, size_t at, const char *mark) {
    size_t end = at + strlen(mark);
    return !isalpha((uint8_t)*mark) || ((at == 0 || !isalnum(body.bytes[at - 1])) &&
                                        (end == body.length || !isalnum(body.bytes[end])));
}

static bool has_one_of(struct span body, size_t at, const char *const *words, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (reads_here(span_from(body, at), words[i]) && stands_alone(body, at, words[i])) {
            return true;
        }
    }
    return false;
}

bool pem_is_elided(struct span body, bool is_base64) {
    for (size_t at = 0; at < body.length; at++) {
        if (is_base64
                ? body.bytes[at] == '<' && has_one_of(body, at, tags, sizeof tags / sizeof *tags)
                : has_one_of(body, at, marks, sizeof marks / sizeof *marks)) {
            return true;
        }
    }
    return false;
}
