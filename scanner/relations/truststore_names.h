/* Does the name of a file of CA certificates say that it is a truststore? Pure. */
#ifndef RELATIONS_TRUSTSTORE_NAMES_H
#define RELATIONS_TRUSTSTORE_NAMES_H

#include "base/span.h"

/* The word that says so, borrowed from name; empty where none does. has_self_signed: the file holds
 * a certificate that is its own issuer; without one, a file named a chain is just that. is_plain:
 * the word names truststores and nothing else. */
struct span truststore_word(const char *name, bool has_self_signed, bool *is_plain);

/* The word in it that says truststore whatever the file holds; empty: none. */
struct span truststore_word_alone(const char *name);

#endif
