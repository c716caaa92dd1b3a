/* How a place is written for people: "certs/a.pem", "a.tar!b.pem, line 7", and for a value that a
 * text holds under a name "web.yaml, line 12 (tls.crt)". Pure. */
#ifndef BASE_PLACE_NAME_H
#define BASE_PLACE_NAME_H

#include "base/buffer.h"

/* path and container as the inventory has them; detail is the part of the trail inside the
 * container, "" where the whole is meant. */
void place_name_append(struct buffer *out, const char *path, const char *container,
                       const char *detail);

#endif
