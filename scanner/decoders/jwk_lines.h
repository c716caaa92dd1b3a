/* A JSON Web Key whose members stand on lines of their own, as YAML, TOML, HCL and properties write
 * them: no braces around, "name: value" or "name = value". */
#ifndef DECODERS_JWK_LINES_H
#define DECODERS_JWK_LINES_H

#include "base/buffer.h"

/* Looks at the lines around the word "kty" at offset, back to floor, and appends the members as one
 * object of JSON. The object begins with the line at *start and has been read up to *end. False
 * where there are not at least two such lines. The caller wipes object: it may hold a private key.
 */
bool jwk_lines_around(struct span text, size_t floor, size_t offset, struct buffer *object,
                      size_t *start, size_t *end);

#endif
