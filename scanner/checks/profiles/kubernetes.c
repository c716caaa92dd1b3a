#include "checks/profile.h"

#define SOURCE "Kubernetes, Secrets, TLS Secrets"

static const struct profile_rule rules[] = {
    {.kind = RULE_FORMAT_PEM, .source = SOURCE},
    {.kind = RULE_KEY_NOT_LOCKED, .severity = SEVERITY_ERROR, .source = SOURCE},
};

const struct profile kubernetes_profile = {
    .name = "kubernetes",
    .title = "Kubernetes TLS Secret",
    .rules = rules,
    .rule_count = sizeof rules / sizeof *rules,
    .beyond = "tls.crt and tls.key must be there and match.",
};
