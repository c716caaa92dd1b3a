/* Terraform: any text at all, behind one that names a file. */
#include "configured.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    examine_configured("main.tf", "truststore_uri = \"s3://b/a.pem\"\n", bytes, length);
    return 0;
}
