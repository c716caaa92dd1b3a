/* Whether what stands behind the first words of a key that is no certificate's has the form that
 * its program writes. Each takes the offset behind those words; line ends may be escaped. */
#ifndef DECODERS_OTHER_KEY_FORMS_H
#define DECODERS_OTHER_KEY_FORMS_H

#include "base/span.h"

/* Bytes that these look at on either side of where the words begin; what lies beyond does not
 * matter to them. */
enum { OTHER_KEY_ABOVE = 960, OTHER_KEY_BEHIND = 960 };

/* A line of 16 bytes in hexadecimal (OpenVPN manual, --genkey). */
bool static_key_follows(struct span text, size_t at);

/* A line of base64. */
bool base64_line_follows(struct span text, size_t at);

/* Headers and a body (RFC 9580 section 6.2) that begins with a packet of a secret or public key. */
bool pgp_secret_follows(struct span text, size_t at);
bool pgp_public_follows(struct span text, size_t at);

/* What a comment that is called untrusted stands above, in words; NULL where it is no key (minisign
 * manual and minisign.h, struct SeckeyStruct and PubkeyStruct; signify.c, struct enckey and
 * pubkey).
 */
const char *commented_key(struct span text, size_t at, bool *is_secret);

/* " = " and 32 bytes of base64, below the heading of a section (wg-quick(8), systemd.netdev(5),
 * NetworkManager's keyfiles). */
bool wireguard_follows(struct span text, size_t at);

/* The next element of an S-expression (GnuPG, agent/keyformat.txt). */
bool expression_follows(struct span text, size_t at);

/* Zeros up to the key itself (Tor, crypto_format.c; OpenSSH, authfile.c of protocol 1). */
bool tor_follows(struct span text, size_t at);
bool ssh1_follows(struct span text, size_t at);

/* A word of Bech32 (BIP 173) of any length from at on, whose check sum is right; it must not go on
 * from the byte before. Its end, or that of what is no such word, goes to *end. */
bool bech32_at(struct span text, size_t at, size_t *end);

/* Packets of OpenPGP (RFC 9580 sections 4.2 and 5.5) from the first byte on: a key of any version,
 * and the next packet of a ring. */
bool is_secret_ring(struct span bytes);
bool is_public_ring(struct span bytes);

#endif
