/* What PEM labels promise (RFC 7468, RFC 4716, OpenSSL's and others' own). */
#ifndef DECODERS_PEM_LABEL_H
#define DECODERS_PEM_LABEL_H

#include "decoders/structure.h"

enum pem_promise {
    PEM_PROMISE_NONE,    /* messages, signatures, parameters: nothing for us */
    PEM_PROMISE_READ,    /* there is a decoder for it */
    PEM_PROMISE_UNKNOWN, /* a key or certificate by its name, in a form we do not know */
};

enum pem_promise pem_promise_of(const char *label);

/* True when the label names another structure than this one. */
bool pem_label_is_wrong(const char *label, enum structure structure);

#endif
