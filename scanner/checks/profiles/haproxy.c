#include "checks/profile.h"

#define SOURCE "HAProxy configuration manual, crt (secondary source)"

static const struct profile_rule rules[] = {
    {.kind = RULE_FORMAT_PEM, .source = SOURCE},
    {.kind = RULE_LEAF_FIRST, .severity = SEVERITY_ERROR, .source = SOURCE},
};

const struct profile haproxy_profile = {
    .name = "haproxy",
    .title = "HAProxy",
    .rules = rules,
    .rule_count = sizeof rules / sizeof *rules,
    .beyond = "Beside CERT.pem it looks for CERT.pem.key, .issuer, .ocsp and .sctl.",
};
