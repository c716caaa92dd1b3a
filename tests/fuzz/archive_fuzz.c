/* Archives and compressed files: the account balances, and no more is read than the limits allow.
 */
#include "decoders/archive_magic.h"
#include "examined.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    static struct examined examined;
    struct span archive = span_of(bytes, length);
    struct limits limits = small_limits();
    if (archive_magic(archive) == MAGIC_NONE) {
        return 0; /* left to the other targets */
    }
    examine_fuzzed(&examined, "fuzzed", archive);
    const struct tally *read = &examined.account.read[LAYER_MEMBER];
    require(read->things <= limits.archive_members, "members read are within archive-members");
    require(read->bytes <= limits.archive_bytes, "bytes read are within archive-bytes");
    return 0;
}
