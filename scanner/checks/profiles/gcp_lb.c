#include "checks/profile.h"

#define SOURCE "Google Cloud, Mutual TLS overview, certificate requirements and limitations"

static const struct profile_rule rules[] = {
    {.kind = RULE_RSA_BITS_LEAST, .number = 2048, .severity = SEVERITY_ERROR, .source = SOURCE},
    {.kind = RULE_RSA_BITS_MOST, .number = 4096, .severity = SEVERITY_ERROR, .source = SOURCE},
    {.kind = RULE_EC_CURVES, .list = "P-256, P-384", .severity = SEVERITY_ERROR, .source = SOURCE},
    {.kind = RULE_DIGESTS,
     .list = "SHA256, SHA384, SHA512",
     .severity = SEVERITY_ERROR,
     .source = SOURCE},
    {.kind = RULE_CLIENT_NOT_CA, .severity = SEVERITY_ERROR, .source = SOURCE},
    {.kind = RULE_CLIENT_AUTH, .severity = SEVERITY_ERROR, .source = SOURCE},
    {.kind = RULE_CHAIN_CERTIFICATES_MOST,
     .number = 10,
     .severity = SEVERITY_ERROR,
     .source = SOURCE},
    {.kind = RULE_SAME_NAME_AND_KEY_MOST,
     .number = 10,
     .severity = SEVERITY_ERROR,
     .source = SOURCE},
};

const struct profile gcp_lb_profile = {
    .name = "gcp-lb",
    .title = "Google Cloud Load Balancing, mutual TLS",
    .rules = rules,
    .rule_count = sizeof rules / sizeof *rules,
    .beyond = "At most 10 name constraints on a path.",
};
