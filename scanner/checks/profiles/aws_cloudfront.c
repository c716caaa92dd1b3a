#include "checks/profile.h"

#define SOURCE "Amazon CloudFront Developer Guide, Requirements for using SSL/TLS certificates"

static const struct profile_rule rules[] = {
    {.kind = RULE_FORMAT_PEM, .source = SOURCE},
    {.kind = RULE_CHAIN_ROOT_REFUSED, .severity = SEVERITY_ERROR, .source = SOURCE},
    {.kind = RULE_CHAIN_IN_ORDER, .severity = SEVERITY_ERROR, .source = SOURCE},
    {.kind = RULE_CHAIN_UNRELATED_REFUSED, .severity = SEVERITY_ERROR, .source = SOURCE},
    {.kind = RULE_KEY_NOT_LOCKED, .severity = SEVERITY_ERROR, .source = SOURCE},
};

const struct profile aws_cloudfront_profile = {
    .name = "aws-cloudfront",
    .title = "Amazon CloudFront, certificate of a distribution",
    .rules = rules,
    .rule_count = sizeof rules / sizeof *rules,
};
