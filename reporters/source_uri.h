/* Where a file lies, as code-scanning services want it: an URI relative to the repository. A path
 * given relative to the working directory stays as it is; below a root that was given absolute, or
 * with "..", it becomes relative to that root. */
#ifndef REPORTERS_SOURCE_URI_H
#define REPORTERS_SOURCE_URI_H

#include "base/buffer.h"
#include "base/outcome.h"

struct inventory;
struct source_roots;

/* NULL and error on failure. */
struct source_roots *source_roots_new(struct inventory *inventory, struct error *error);
void source_roots_free(struct source_roots *roots); /* accepts NULL */

/* Appends the relative URI of a path, percent-encoded. The number of the root it is relative to,
 * from 1; 0 where that is the working directory. */
unsigned source_uri(const struct source_roots *roots, struct span path, struct buffer *out);

/* Appends the URI of the folder that root number is relative to ("file:///srv/"); false where it is
 * not absolute, or there is no such root. */
bool source_root_uri(const struct source_roots *roots, unsigned number, struct buffer *out);
unsigned source_root_count(const struct source_roots *roots);

#endif
