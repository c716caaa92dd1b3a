/* Services: any text at all, behind one that names a file. */
#include "configured.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    examine_configured("kube-apiserver.yaml", "- --client-ca-file=a.crt\n", bytes, length);
    return 0;
}
