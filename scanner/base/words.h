/* The words of a file name or a common name: what people meant by it. Words are runs of ASCII
 * letters; digits, punctuation and a capital after a small letter end one, so that "clientCA-2.pem"
 * is client, CA, pem. Bytes outside ASCII belong to words. Case does not matter. */
#ifndef BASE_WORDS_H
#define BASE_WORDS_H

#include "base/span.h"

/* Takes the next word off the front of rest; false at the end. */
bool words_next(struct span *rest, struct span *word);

/* True when word is in list (lower case, NULL-terminated). */
bool words_is(struct span word, const char *const *list);

/* True when any word of text is in list. */
bool words_have(struct span text, const char *const *list);

#endif
