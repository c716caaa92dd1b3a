/* The common name inside a subject as OpenSSL prints it on one line. */
#ifndef BASE_COMMON_NAME_H
#define BASE_COMMON_NAME_H

#include "base/span.h"

/* The value of the last CN, quotes and escapes as printed; empty where there is none. Borrowed. */
struct span common_name(const char *subject);

#endif
