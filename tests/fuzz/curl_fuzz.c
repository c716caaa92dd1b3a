/* curl: any text at all, behind one that names a file. */
#include "configured.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    examine_configured("run.sh", "curl --cacert a.pem x\n", bytes, length);
    return 0;
}
