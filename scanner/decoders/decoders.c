#include "decoders/decoder.h"

#include <stddef.h>

extern const struct decoder archive_decoder;
extern const struct decoder der_decoder;
extern const struct decoder pem_decoder;

const struct decoder *const decoders[] = {
    &archive_decoder,
    &der_decoder,
    &pem_decoder,
    NULL,
};
