#define _GNU_SOURCE
#include "decoders/pem_marker.h"

#include <ctype.h>
#include <stdio.h>

#include "decoders/text_escape.h"

enum {
    DASHES_LEAST = 4,
    DASHES_MOST = 12,
    DASHES = 5,
    SPACES_MOST = 2,
};

/* Labels that lose their spaces where a whole block was squeezed through an environment variable.
 */
static const char *const labels[] = {
    "CERTIFICATE",
    "X509 CERTIFICATE",
    "TRUSTED CERTIFICATE",
    "CERTIFICATE REQUEST",
    "NEW CERTIFICATE REQUEST",
    "X509 CRL",
    "PUBLIC KEY",
    "RSA PUBLIC KEY",
    "PRIVATE KEY",
    "RSA PRIVATE KEY",
    "EC PRIVATE KEY",
    "DSA PRIVATE KEY",
    "ENCRYPTED PRIVATE KEY",
    "OPENSSH PRIVATE KEY",
    "PKCS7",
    "CMS",
};

static size_t find(struct span text, size_t from, const char *word) {
    struct span rest = span_from(text, from);
    const uint8_t *found = rest.length ? memmem(rest.bytes, rest.length, word, strlen(word)) : NULL;
    return found ? (size_t)(found - text.bytes) : SIZE_MAX;
}

struct pem_walk pem_walk_of(struct span text) {
    return (struct pem_walk){.text = text};
}

/* Length of the dash that ends right before at, 0 where there is none; escaped ones are longer. */
static size_t dash_before(struct span text, size_t at, size_t floor) {
    static const char *const forms[] = {"%2D",    "%2d",    "\\x2d",   "\\x2D",   "&#45;",
                                        "&#x2D;", "&#x2d;", "\\u002d", "\\u002D", "=2D"};
    uint8_t last = at > floor ? text.bytes[at - 1] : 0;
    if (last == '-') {
        return at - floor > 1 && text.bytes[at - 2] == '\\' ? 2 : 1;
    }
    for (size_t i = 0; byte_is_one_of(last, "Dd;") && i < sizeof forms / sizeof *forms; i++) {
        size_t length = strlen(forms[i]);
        if (at - floor >= length && memcmp(text.bytes + at - length, forms[i], length) == 0) {
            return length;
        }
    }
    return 0;
}

/* Counts dashes back from the word; they must not reach below floor. */
static bool dashes_before(struct span text, size_t word, size_t floor, struct pem_marker *marker) {
    size_t at = word;
    for (unsigned i = 0; i < SPACES_MOST && at > floor && text.bytes[at - 1] == ' '; i++) {
        at--;
    }
    marker->spaced |= at < word;
    marker->before = 0;
    for (size_t length = 1; marker->before < DASHES_MOST && length; at -= length) {
        length = dash_before(text, at, floor);
        marker->before += length > 0;
        marker->escaped |= length > 1;
    }
    marker->start = at;
    return marker->before >= DASHES_LEAST;
}

/* A block of OpenPGP from its word BEGIN on, whole and on lines of its own: every signed commit has
 * one. */
static bool is_signature_block(struct span text) {
    static const char begin[] = "BEGIN PGP ", end[] = "-----END PGP ";
    enum { BEHIND = sizeof begin - 1, LINE_MOST = 64 };
    const uint8_t *stop =
        span_starts_with(text, begin, BEHIND) ? memchr(text.bytes, '\n', text.length) : NULL;
    struct span rest = span_from(text, BEHIND);
    const uint8_t *found = stop ? memmem(rest.bytes, rest.length, end, sizeof end - 1) : NULL;
    size_t line = stop ? (size_t)(stop + 1 - text.bytes) - BEHIND : 0; /* SIGNATURE-----, break */
    struct span last = span_from(text, found ? (size_t)(found - text.bytes) + sizeof end - 1 : 0);
    return found && found > stop && line < LINE_MOST && span_starts_with(last, rest.bytes, line) &&
           line > DASHES && memcmp(stop - DASHES, "-----", DASHES) == 0;
}

bool pem_anchor_confirms(struct span text, size_t at) {
    struct pem_marker marker = {0};
    return dashes_before(text, at + 1, 0, &marker) && !is_signature_block(span_from(text, at + 1));
}

/* Counts dashes onward. Ten in a row belong to two markers that were glued together. */
static bool dashes_after(struct span text, size_t at, struct pem_marker *marker) {
    size_t most = DASHES_MOST;
    marker->after = 0;
    size_t fifth = 0;
    while (at < text.length && marker->after < most) {
        struct character dash = text_character_at(text, at);
        if (dash.value != '-') {
            break;
        }
        marker->escaped |= dash.escaped;
        marker->after++;
        at += dash.length;
        fifth = marker->after == DASHES ? at : fifth;
    }
    marker->end = at;
    struct span next = span_from(text, at);
    if (fifth && (span_starts_with(next, "BEGIN", 5) || span_starts_with(next, "END", 3))) {
        marker->after = DASHES;
        marker->end = fifth;
    }
    return marker->after >= DASHES_LEAST;
}

static void squeeze(const char *text, char *out) {
    for (; *text; text++) {
        if (isalnum((unsigned char)*text)) {
            *out++ = *text;
        }
    }
    *out = 0;
}

/* Gives a label back the spaces it lost. False where the squeezed letters are no label we know. */
static bool restore_spaces(char label[PEM_LABEL_BYTES + 1]) {
    char found[PEM_LABEL_BYTES + 1], known[PEM_LABEL_BYTES + 1];
    squeeze(label, found);
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        squeeze(labels[i], known);
        if (strcmp(found, known) == 0) {
            snprintf(label, PEM_LABEL_BYTES + 1, "%s", labels[i]);
            return true;
        }
    }
    return false;
}

static bool is_dash(struct span text, size_t at) {
    return at < text.length && text_character_at(text, at).value == '-';
}

/* Reads the label up to the dashes; at ends there. */
static bool read_label(struct span text, size_t *at, struct pem_marker *marker) {
    size_t length = 0;
    bool first = true, separated = false, underlined = false;
    while (*at < text.length) {
        struct character next = text_character_at(text, *at);
        marker->plus_is_space |= first && next.value == '+';
        if (next.value == '+' && marker->plus_is_space) {
            next.value = ' ';
        }
        bool behind_space = length && marker->label[length - 1] == ' ';
        if (next.value == '-' && (behind_space || is_dash(text, *at + next.length))) {
            break;
        }
        bool letter = next.value > 0 && (isalnum(next.value) || strchr(" .#/_-", next.value));
        if (!letter || length == PEM_LABEL_BYTES) {
            return false;
        }
        separated |= first && (next.value == ' ' || next.value == '_');
        underlined |= next.value == '_';
        marker->escaped |= next.escaped;
        first = false;
        if (length || next.value != ' ') {
            marker->label[length++] = (char)next.value;
        }
        *at += next.length;
    }
    while (length && marker->label[length - 1] == ' ') {
        length--;
        marker->spaced = true;
    }
    marker->label[length] = 0;
    return (separated && !underlined) ? length > 0 : restore_spaces(marker->label);
}

/* The marker whose word of this length stands at word. */
static bool marker_at(struct span text, size_t word, size_t length, size_t floor,
                      struct pem_marker *marker) {
    *marker = (struct pem_marker){0};
    size_t at = word + length;
    return dashes_before(text, word, floor, marker) && read_label(text, &at, marker) &&
           dashes_after(text, at, marker);
}

bool pem_walk_begin(struct pem_walk *walk, size_t from, struct pem_marker *marker) {
    static const char word[] = "BEGIN";
    walk->begin = walk->begin < from ? from : walk->begin;
    for (;;) {
        walk->begin = find(walk->text, walk->begin, word);
        if (walk->begin == SIZE_MAX) {
            return false;
        }
        if (marker_at(walk->text, walk->begin, sizeof word - 1, from, marker)) {
            return true;
        }
        walk->begin += sizeof word - 1;
    }
}

bool pem_walk_end(struct pem_walk *walk, size_t from, size_t until, struct pem_marker *marker) {
    static const char word[] = "END";
    struct span text = span_part(walk->text, 0, until);
    walk->end = walk->end < from ? from : walk->end;
    for (;;) {
        size_t found = find(text, walk->end, word);
        if (found == SIZE_MAX) {
            walk->end = text.length;
            return false;
        }
        walk->end = found;
        if (marker_at(walk->text, found, sizeof word - 1, from, marker)) {
            return true;
        }
        walk->end += sizeof word - 1;
    }
}
