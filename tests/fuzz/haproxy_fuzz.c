/* HAProxy: any text at all, behind one that names a file. */
#include "configured.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    examine_configured("haproxy.cfg", "bind :443 ssl crt a.pem\n", bytes, length);
    return 0;
}
