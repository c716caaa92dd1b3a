/* Reporting SSH public keys and certificates. */
#ifndef DECODERS_SSH_REPORT_H
#define DECODERS_SSH_REPORT_H

#include "decoders/decoder.h"
#include "decoders/ssh_wire.h"

/* One public-key artifact; for a certificate a second one, the key that signed it. */
void report_ssh_public(struct examiner *examiner, const struct blob *at,
                       const struct ssh_public *public, const char *encoding);

#endif
