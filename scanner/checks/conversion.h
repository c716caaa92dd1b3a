/* Commands that write a file's content in another form. */
#ifndef CHECKS_CONVERSION_H
#define CHECKS_CONVERSION_H

#include "base/buffer.h"

/* Appends "READING 'path' WRITING 'path.new' && mv 'path.new' 'path'", for a POSIX shell. */
void conversion_replace(struct buffer *out, const char *path, const char *reading,
                        const char *writing);

/* Appends 'path' with its extension (the part from the last dot of the base name on) replaced, in
 * quotes. extension: ".crt". */
void conversion_append_renamed(struct buffer *out, const char *path, const char *extension);

#endif
