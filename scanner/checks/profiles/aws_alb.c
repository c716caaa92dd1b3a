#include "checks/profile.h"

#define RULES "Elastic Load Balancing, Mutual authentication with TLS in Application Load Balancer"
#define QUOTAS "Elastic Load Balancing, Quotas for your Application Load Balancers (2026)"

static const struct profile_rule rules[] = {
    {.kind = RULE_VERSION_3, .severity = SEVERITY_ERROR, .source = RULES},
    {.kind = RULE_RSA_BITS_LEAST, .number = 2048, .severity = SEVERITY_ERROR, .source = RULES},
    {.kind = RULE_RSA_BITS_MOST, .number = 8192, .severity = SEVERITY_ERROR, .source = RULES},
    {.kind = RULE_EC_CURVES,
     .list = "P-256, P-384, P-521",
     .severity = SEVERITY_ERROR,
     .source = RULES},
    {.kind = RULE_DIGESTS,
     .list = "SHA256, SHA384, SHA512",
     .severity = SEVERITY_ERROR,
     .source = RULES},
    {.kind = RULE_CHAIN_CAS_MOST, .number = 4, .severity = SEVERITY_ERROR, .source = QUOTAS},
    {.kind = RULE_STORE_CAS_MOST, .number = 25, .source = QUOTAS},
    {.kind = RULE_CA_BYTES_MOST, .number = 16384, .source = QUOTAS},
    {.kind = RULE_SUBJECT_BYTES_MOST, .number = 10000, .source = QUOTAS},
    {.kind = RULE_CRL_BYTES_MOST, .number = 50000000, .source = QUOTAS},
    {.kind = RULE_FORMAT_PEM, .source = RULES},
    {.kind = RULE_PEM_STRICT, .severity = SEVERITY_ERROR, .source = RULES},
};

const struct profile aws_alb_profile = {
    .name = "aws-alb",
    .title = "AWS Application Load Balancer, mutual TLS with a trust store",
    .rules = rules,
    .rule_count = sizeof rules / sizeof *rules,
    .beyond = "At most 30 revocation lists and 500,000 entries for one trust store.",
};
