#include "checks/profile.h"

#define SOURCE "AWS IAM User Guide, Manage server certificates"

static const struct profile_rule rules[] = {
    {.kind = RULE_FORMAT_PEM, .source = SOURCE},
    {.kind = RULE_KEY_NOT_LOCKED, .severity = SEVERITY_ERROR, .source = SOURCE},
    {.kind = RULE_CHAIN_IN_ORDER, .severity = SEVERITY_ERROR, .source = SOURCE},
};

const struct profile aws_iam_profile = {
    .name = "aws-iam",
    .title = "AWS IAM server certificate",
    .rules = rules,
    .rule_count = sizeof rules / sizeof *rules,
    .beyond =
        "The certificate must be valid when it is uploaded, and come with its chain unless it is self-signed.",
};
