#include "checks/profile.h"

#define SOURCE "Envoy, CertificateValidationContext: trusted_ca, crl, max_verify_depth"

static const struct profile_rule rules[] = {
    {.kind = RULE_CHAIN_INTERMEDIATES_MOST, .number = 100, .source = SOURCE},
    {.kind = RULE_CRLS_ALL_OR_NONE, .severity = SEVERITY_ERROR, .source = SOURCE},
};

const struct profile envoy_profile = {
    .name = "envoy",
    .title = "Envoy",
    .rules = rules,
    .rule_count = sizeof rules / sizeof *rules,
    .beyond = "A path may end at any certificate of the truststore: it need not hold the root.",
};
