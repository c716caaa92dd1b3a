/* Ansible: any text at all, behind one that names a file. */
#include "configured.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    examine_configured("group_vars/all.yml", "web_cert: a.crt\n", bytes, length);
    return 0;
}
