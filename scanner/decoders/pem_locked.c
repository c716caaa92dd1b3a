#define _GNU_SOURCE
#include "decoders/pem_locked.h"

#include <ctype.h>
#include <stdio.h>

#include "decoders/key_report.h"
#include "decoders/private_key.h"
#include "decoders/unlock.h"

static const uint8_t *find(struct span text, const char *needle) {
    return text.length ? memmem(text.bytes, text.length, needle, strlen(needle)) : NULL;
}

bool pem_is_locked(struct span headers) {
    return find(headers, "Proc-Type:") && find(headers, "ENCRYPTED");
}

/* The value of DEK-Info: cipher, comma, vector. Empty where there is none. */
static void dek_info_of(struct span headers, char *value, size_t size) {
    const uint8_t *at = find(headers, "DEK-Info:");
    size_t length = 0;
    if (at) {
        struct span rest = span_from(headers, (size_t)(at - headers.bytes) + strlen("DEK-Info:"));
        while (rest.length && rest.bytes[0] == ' ') {
            rest = span_from(rest, 1);
        }
        while (length < rest.length && length < size - 1 &&
               (isalnum(rest.bytes[length]) || strchr("-,", rest.bytes[length])) &&
               rest.bytes[length]) {
            value[length] = (char)rest.bytes[length];
            length++;
        }
    }
    value[length] = 0;
}

void pem_report_locked(const struct blob *place, struct examiner *examiner, struct span headers,
                       struct span ciphertext) {
    static const struct {
        const char *label, *name, *algorithm;
        enum structure structure;
    } kinds[] = {{"RSA PRIVATE KEY", "PKCS#1", "RSA", STRUCTURE_RSA_PRIVATE},
                 {"EC PRIVATE KEY", "SEC1", "EC", STRUCTURE_EC_PRIVATE},
                 {"DSA PRIVATE KEY", "DSA", "DSA", STRUCTURE_DSA_PRIVATE}};
    struct artifact artifact = artifact_of(KIND_PRIVATE_KEY, "");
    struct arena arena = {0};
    struct buffer plain = {0};
    enum structure structure = STRUCTURE_UNKNOWN;
    char dek_info[128], lock[64];
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(kinds[i].label, place->label) == 0) {
            artifact.structure = kinds[i].name;
            artifact.key.algorithm = kinds[i].algorithm;
            structure = kinds[i].structure;
        }
    }
    dek_info_of(headers, dek_info, sizeof dek_info);
    int cipher = (int)strcspn(dek_info, ",");
    snprintf(lock, sizeof lock, "%.*s, MD5, 1 round", cipher ? cipher : 14,
             cipher ? dek_info : "unknown cipher");
    artifact.encoding = "pem";
    artifact.locked = true;
    artifact.lock = lock;
    if (structure != STRUCTURE_UNKNOWN &&
        unlock_traditional(ciphertext, dek_info, examiner, place, &plain)) {
        private_key_public_half(buffer_span(&plain), structure, &artifact, &arena);
    }
    report_key(examiner, place, &artifact, ciphertext);
    buffer_wipe(&plain);
    arena_release(&arena);
}
