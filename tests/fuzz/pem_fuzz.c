/* Texts with PEM in them. What OpenSSL reads as a certificate must be found; a file whose name
 * promises a key and that mentions none must not be passed over in silence. */
#define _GNU_SOURCE
#include <string.h>

#include <openssl/err.h>
#include <openssl/pem.h>

#include "decoders/archive_magic.h"
#include "examined.h"
#include "symmetric.h"

static bool holds(const struct examined *examined, struct span der) {
    uint8_t digest[SHA256_BYTES];
    require(digest_sha256(der, digest), "libcrypto digests");
    for (size_t i = 0; i < examined->certificate_count; i++) {
        if (memcmp(examined->certificates[i], digest, SHA256_BYTES) == 0) {
            return true;
        }
    }
    return false;
}

/* The first block, where it is a certificate in DER and within the limits. */
static void require_found(const struct examined *examined, struct span text) {
    char *label = NULL, *header = NULL;
    unsigned char *der = NULL;
    long length = 0;
    BIO *in = BIO_new_mem_buf(text.bytes, (int)text.length);
    if (PEM_read_bio(in, &label, &header, &der, &length) && strcmp(label, "CERTIFICATE") == 0 &&
        !header[0]) {
        const unsigned char *end = der;
        X509 *certificate = d2i_X509(NULL, &end, length);
        unsigned char *again = NULL;
        /* Encoded anew, not as it was read: lengths inside may be no DER. */
        int canonical = certificate && i2d_re_X509_tbs(certificate, NULL) > 0
                            ? i2d_X509(certificate, &again)
                            : 0;
        bool strict = canonical == length && memcmp(again, der, (size_t)length) == 0;
        if (strict && examined->certificate_count < CERTIFICATES_MOST && examined->problems == 0) {
            require(holds(examined, span_of(der, (size_t)length)),
                    "a certificate that OpenSSL reads is found, or a problem is reported");
        }
        OPENSSL_free(again);
        X509_free(certificate);
    }
    OPENSSL_free(label);
    OPENSSL_free(header);
    OPENSSL_free(der);
    BIO_free(in);
    ERR_clear_error();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    static struct examined examined;
    struct span text = span_of(bytes, length);
    if (archive_magic(text) != MAGIC_NONE || (length && bytes[0] == 0x30)) {
        return 0; /* left to the targets for archives and DER */
    }
    examine_fuzzed(&examined, "fuzzed.pem", text);
    if (!length || !(memmem(bytes, length, "BEGIN", 5) || may_be_symmetric(text))) {
        require(examined.artifacts + examined.problems + examined.observations > 0,
                "a name that promises a key is never passed over in silence");
    }
    if (length && length <= INT32_MAX) {
        require_found(&examined, text);
    }
    return 0;
}
