#include "checks/check.h"

#include <stddef.h>

extern const struct check key_orphaned_check;
extern const struct check key_cert_mismatch_check;
extern const struct check key_in_git_history_check;
extern const struct check client_selfsigned_untrusted_check;
extern const struct check client_selfsigned_altered_check;
extern const struct check issuer_not_in_truststore_check;
extern const struct check chain_incomplete_check;
extern const struct check chain_issuer_missing_check;
extern const struct check signature_invalid_check;
extern const struct check expired_check;
extern const struct check expires_soon_check;
extern const struct check signature_weak_check;
extern const struct check key_weak_check;

const struct check *const checks[] = {
    &key_orphaned_check,
    &key_cert_mismatch_check,
    &key_in_git_history_check,
    &client_selfsigned_untrusted_check,
    &client_selfsigned_altered_check,
    &issuer_not_in_truststore_check,
    &chain_incomplete_check,
    &chain_issuer_missing_check,
    &signature_invalid_check,
    &expired_check,
    &expires_soon_check,
    &signature_weak_check,
    &key_weak_check,
    NULL,
};
