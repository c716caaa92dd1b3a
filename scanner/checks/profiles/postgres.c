#include "checks/profile.h"

#define SOURCE "PostgreSQL, Secure TCP/IP Connections with SSL"
#define CHAINS                                                                                     \
    "OpenSSL, X509_V_FLAG_PARTIAL_CHAIN, which PostgreSQL does not set (secondary source)"

static const struct profile_rule rules[] = {
    {.kind = RULE_ROOT_IN_STORE, .severity = SEVERITY_ERROR, .source = CHAINS},
    {.kind = RULE_LEAF_FIRST, .severity = SEVERITY_ERROR, .source = SOURCE},
    {.kind = RULE_KEY_PERMISSIONS, .severity = SEVERITY_ERROR, .source = SOURCE},
};

const struct profile postgres_profile = {
    .name = "postgres",
    .title = "PostgreSQL server",
    .rules = rules,
    .rule_count = sizeof rules / sizeof *rules,
    .beyond = "A key that root owns may be readable for its group (0640).",
};
