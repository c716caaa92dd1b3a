/* Envoy: any text at all, behind one that names a file. */
#include "configured.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    examine_configured("envoy.yaml", "trusted_ca: {filename: a.pem}\n", bytes, length);
    return 0;
}
