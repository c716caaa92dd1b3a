#define _GNU_SOURCE
#include "decoders/pem_locked.h"

#include <ctype.h>
#include <stdio.h>

static const uint8_t *find(struct span text, const char *needle) {
    return text.length ? memmem(text.bytes, text.length, needle, strlen(needle)) : NULL;
}

bool pem_is_locked(struct span headers) {
    return find(headers, "Proc-Type:") && find(headers, "ENCRYPTED");
}

/* The cipher that DEK-Info names; only letters, digits and dashes are shown. */
static void lock_of(struct span headers, char *lock, size_t size) {
    const uint8_t *at = find(headers, "DEK-Info:");
    char cipher[32] = "unknown cipher";
    if (at) {
        struct span value = span_from(headers, (size_t)(at - headers.bytes) + strlen("DEK-Info:"));
        while (value.length && value.bytes[0] == ' ') {
            value = span_from(value, 1);
        }
        size_t length = 0;
        while (length < value.length && length < sizeof cipher - 1 &&
               (isalnum(value.bytes[length]) || value.bytes[length] == '-')) {
            cipher[length] = (char)value.bytes[length];
            length++;
        }
        cipher[length] = 0;
    }
    snprintf(lock, size, "%s, MD5, 1 round", cipher);
}

void pem_report_locked(const struct blob *place, struct examiner *examiner, struct span headers,
                       struct span ciphertext) {
    static const struct {
        const char *label, *structure, *algorithm;
    } kinds[] = {{"RSA PRIVATE KEY", "PKCS#1", "RSA"},
                 {"EC PRIVATE KEY", "SEC1", "EC"},
                 {"DSA PRIVATE KEY", "DSA", "DSA"}};
    struct artifact artifact = artifact_of(KIND_PRIVATE_KEY, "");
    char lock[64];
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(kinds[i].label, place->label) == 0) {
            artifact.structure = kinds[i].structure;
            artifact.key.algorithm = kinds[i].algorithm;
        }
    }
    lock_of(headers, lock, sizeof lock);
    artifact.encoding = "pem";
    artifact.locked = true;
    artifact.lock = lock;
    artifact.has_sha256 = digest_sha256(ciphertext, artifact.sha256);
    memcpy(artifact.identity, artifact.sha256, SHA256_BYTES);
    examiner_artifact(examiner, place, &artifact);
}
