/* What the names of a key file and its certificate's file have in common: "server" of server.crt,
 * server.key, server-key.pem, server.cert.pem; nothing of tls's own names like privkey.pem and
 * fullchain.pem. Pure. */
#ifndef CHECKS_STEM_H
#define CHECKS_STEM_H

#include "base/buffer.h"

/* Where the base name begins in a path with members behind '!': "a.tar!b/" goes before "c.pem". */
size_t stem_begins(struct span path);

/* Appends the stem of a base name, ASCII letters in lower case. */
void stem_append(struct buffer *out, const char *name);

#endif
