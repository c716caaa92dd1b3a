/* Java: any text at all, behind one that names a file. */
#include "configured.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    examine_configured("server.properties", "ssl.keystore.location=a.jks\n", bytes, length);
    return 0;
}
