/* Files whose text is for people or for compilers: what they say of other files is an example, or
 * not known before a program runs. Pure. */
#ifndef BASE_PROSE_H
#define BASE_PROSE_H

#include <stdbool.h>

/* By the extension of the name, or the path, alone. */
bool prose_by_name(const char *name);

/* Text for people: what it shows is an example, and nobody deploys it. */
bool prose_is_documentation(const char *name);

#endif
