/* Traditional encrypted keys: the Proc-Type header of RFC 1421 section 4.6.1.1 and DEK-Info. */
#ifndef DECODERS_PEM_LOCKED_H
#define DECODERS_PEM_LOCKED_H

#include "decoders/decoder.h"

/* Do the headers say that the content is ciphertext? */
bool pem_is_locked(struct span headers);

/* Reports the key at this place as locked, with its public half where a passphrase opens it. */
void pem_report_locked(const struct blob *place, struct examiner *examiner, struct span headers,
                       struct span ciphertext);

#endif
