/* The two ways in which Java's own keystores lock a private key. They are described nowhere but in
 * OpenJDK: sun.security.provider.KeyProtector and com.sun.crypto.provider.PBES1Core. */
#ifndef DECODERS_SUN_CIPHER_H
#define DECODERS_SUN_CIPHER_H

#include <openssl/asn1.h>

#include "base/buffer.h"

enum sun_cipher {
    SUN_NONE,
    SUN_KEYSTREAM,  /* 1.3.6.1.4.1.42.2.17.1.1, JKS */
    SUN_TRIPLE_DES, /* 1.3.6.1.4.1.42.2.19.1, PBEWithMD5AndTripleDES, JCEKS */
};

enum sun_cipher sun_cipher_of(const ASN1_OBJECT *algorithm);

/* UTF-16BE of a passphrase in UTF-8, as Java's keystores hash it. */
bool sun_password(struct span passphrase, struct buffer *utf16);

/* One attempt each; false, and plain empty, where the passphrase is not the one. */
bool sun_keystream(struct span sealed, struct span passphrase, struct buffer *plain);
bool sun_triple_des(struct span salt, uint64_t rounds, struct span sealed, struct span passphrase,
                    struct buffer *plain);

#endif
