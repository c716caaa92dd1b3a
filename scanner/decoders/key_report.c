#define _GNU_SOURCE
#include "decoders/key_report.h"

#include <stdio.h>

void place_set(struct place *place, const struct blob *blob, const char *element, size_t offset) {
    place->at = *blob;
    snprintf(place->element, sizeof place->element, "%s", element);
    int length = snprintf(place->trail, sizeof place->trail, "%s%s%s", blob->trail,
                          blob->trail[0] && element[0] ? "!" : "", place->element);
    if (length < 0) {
        place->trail[0] = 0;
    }
    place->at.trail = place->trail;
    place->at.position += offset;
}

uint64_t text_line_at(struct text_lines *lines, struct span text, size_t offset) {
    const uint8_t *at = text.bytes + lines->offset;
    const uint8_t *end = text.bytes + (offset < text.length ? offset : text.length);
    while (at < end && (at = memchr(at, '\n', (size_t)(end - at)))) {
        at++;
        lines->breaks++;
    }
    lines->offset =
        (size_t)(end - text.bytes) > lines->offset ? (size_t)(end - text.bytes) : lines->offset;
    return lines->breaks + 1;
}

size_t text_line_start(struct span text, size_t offset, size_t most) {
    size_t start = offset;
    while (start > 0 && offset - start < most && text.bytes[start - 1] != '\n') {
        start--;
    }
    return start;
}

void place_at_line(struct place *place, const struct blob *blob, struct text_lines *lines,
                   size_t offset) {
    char element[32];
    snprintf(element, sizeof element, "line %llu",
             (unsigned long long)text_line_at(lines, blob->bytes, offset));
    place_set(place, blob, element, offset);
}

void report_key(struct examiner *examiner, const struct blob *at, struct artifact *artifact,
                struct span ciphertext) {
    if (artifact->key.known) {
        memcpy(artifact->identity, artifact->key.spki_sha256, SHA256_BYTES);
    } else {
        artifact->has_sha256 = digest_sha256(ciphertext, artifact->sha256);
        memcpy(artifact->identity, artifact->sha256, SHA256_BYTES);
    }
    examiner_artifact(examiner, at, artifact);
}

size_t text_find(struct span text, size_t from, const char *needle) {
    struct span rest = span_from(text, from);
    const uint8_t *found =
        rest.length ? memmem(rest.bytes, rest.length, needle, strlen(needle)) : NULL;
    return found ? (size_t)(found - text.bytes) : SIZE_MAX;
}
