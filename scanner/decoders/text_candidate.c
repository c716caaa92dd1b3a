#include "decoders/text_candidate.h"

#include <limits.h>
#include <stdio.h>

#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/pkcs12.h>

#include "decoders/asn1.h"
#include "decoders/structure.h"

static bool parses_as_cms(struct span element) {
    const unsigned char *bytes = element.bytes;
    CMS_ContentInfo *parsed = d2i_CMS_ContentInfo(NULL, &bytes, (long)element.length);
    CMS_ContentInfo_free(parsed);
    return parsed != NULL;
}

static bool parses_as_pkcs12(struct span element) {
    const unsigned char *bytes = element.bytes;
    PKCS12 *parsed = d2i_PKCS12(NULL, &bytes, (long)element.length);
    PKCS12_free(parsed);
    return parsed != NULL;
}

bool text_candidate_is_sound(struct span element) {
    enum structure structure = structure_of(element);
    bool sound = structure != STRUCTURE_UNKNOWN && element.length <= LONG_MAX;
    if (sound && structure == STRUCTURE_PKCS7) {
        sound = parses_as_cms(element);
    } else if (sound && structure == STRUCTURE_PKCS12) {
        sound = parses_as_pkcs12(element);
    }
    ERR_clear_error();
    return sound;
}

/* SEQUENCE, then a length: short, though not shorter than an Ed25519 public key, or in one to three
 * octets. */
static bool is_der_front(struct span front) {
    enum { SHORTEST = 0x2A };
    return front.length >= 2 && front.bytes[0] == TAG_SEQUENCE &&
           ((front.bytes[1] >= SHORTEST && front.bytes[1] < 0x80) ||
            (front.bytes[1] >= 0x81 && front.bytes[1] <= 0x83));
}

enum candidate text_candidate_of(struct span front) {
    static const struct {
        const char *bytes;
        size_t length;
    } heads[] = {
        {"-----BEGIN ", CANDIDATE_FRONT_BYTES},
        {"\xFE\xED\xFE\xED\0\0\0", 7}, /* JKS */
        {"\xCE\xCE\xCE\xCE\0\0\0", 7}, /* JCEKS */
        {"\x1F\x8B\x08", 3},           /* gzip */
        {"PK\3\4", 4},
        {"\xFD\x37zXZ\0", 6},
        {"\x28\xB5\x2F\xFD", 4}, /* zstd */
    };
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        if (span_starts_with(front, heads[i].bytes, heads[i].length)) {
            return CANDIDATE_OTHER;
        }
    }
    if (span_starts_with(front, "BZh", 3) && /* bzip2: how hard it tried, and of its first block */
        span_starts_with(span_from(front, 4), "1AY&SY", 6)) {
        return CANDIDATE_OTHER;
    }
    return is_der_front(front) ? CANDIDATE_DER : CANDIDATE_NONE;
}

struct span text_candidate_part(struct span bytes) {
    enum { SHORTEST = 44 }; /* bytes of an Ed25519 public key */
    uint64_t announced = asn1_announced(bytes);
    enum candidate candidate = text_candidate_of(bytes);
    if (bytes.length < SHORTEST) {
        return (struct span){0};
    }
    if (candidate == CANDIDATE_OTHER) {
        return bytes;
    }
    if (candidate == CANDIDATE_DER && announced >= SHORTEST && announced <= bytes.length &&
        text_candidate_is_sound(span_part(bytes, 0, (size_t)announced))) {
        return span_part(bytes, 0, (size_t)announced);
    }
    return (struct span){0};
}

void text_candidate_examine(const struct blob *blob, struct examiner *examiner,
                            const char *encoding, size_t start, struct span bytes, uint64_t line) {
    char element[32];
    snprintf(element, sizeof element, "line %llu", (unsigned long long)line);
    struct child child = {.element = element,
                          .name = "",
                          .label = "",
                          .encoding = encoding,
                          .position = start,
                          .bytes = bytes};
    examiner_child(examiner, blob, &child);
}
