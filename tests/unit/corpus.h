/* Files of the test material: below the folder that the environment variable CORPUS names, "corpus"
 * where it is not set. */
#ifndef CORPUS_H
#define CORPUS_H

#include <stdio.h>
#include <stdlib.h>

#include <openssl/pem.h>

#include "unit.h"

/* The whole file; a file that cannot be read fails the test. Freed with buffer_release. */
static inline struct buffer corpus_file(const char *name) {
    const char *folder = getenv("CORPUS");
    struct buffer path = {0}, content = {0};
    uint8_t chunk[65536];
    size_t length = 0;
    buffer_format(&path, "%s/%s", folder ? folder : "corpus", name);
    FILE *file = fopen(buffer_text(&path), "rb");
    if (!file) {
        fail_msg("cannot open %s", buffer_text(&path));
    }
    while ((length = fread(chunk, 1, sizeof chunk, file)) > 0) {
        buffer_append(&content, chunk, length);
    }
    fclose(file);
    buffer_release(&path);
    assert_false(content.failed);
    return content;
}

/* The DER of a file: that of its first PEM block, read by OpenSSL so that the tests do not lean on
 * our own reader; the whole file where it is no PEM. */
static inline struct buffer corpus_der(const char *name) {
    struct buffer file = corpus_file(name);
    struct buffer der = {0};
    char *label = NULL, *header = NULL;
    unsigned char *bytes = NULL;
    long length = 0;
    BIO *in = BIO_new_mem_buf(file.bytes, (int)file.length);
    if (PEM_read_bio(in, &label, &header, &bytes, &length)) {
        buffer_append(&der, bytes, (size_t)length);
        buffer_release(&file);
    } else {
        der = file;
    }
    OPENSSL_free(label);
    OPENSSL_free(header);
    OPENSSL_free(bytes);
    BIO_free(in);
    return der;
}

#endif
