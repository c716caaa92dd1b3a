/* PostgreSQL: any text at all, behind one that names a file. */
#include "configured.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    examine_configured("postgresql.conf", "ssl_ca_file = 'a.pem'\n", bytes, length);
    return 0;
}
