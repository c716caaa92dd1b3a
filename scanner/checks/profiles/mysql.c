#include "checks/profile.h"

#define SOURCE "MySQL Reference Manual, Creating SSL Certificates and Keys Using openssl"
#define CHAINS "OpenSSL, X509_V_FLAG_PARTIAL_CHAIN, which MySQL does not set (secondary source)"

static const struct profile_rule rules[] = {
    {.kind = RULE_ROOT_IN_STORE, .severity = SEVERITY_ERROR, .source = CHAINS},
    {.kind = RULE_DIFFERENT_CA_NAME, .severity = SEVERITY_ERROR, .source = SOURCE},
};

const struct profile mysql_profile = {
    .name = "mysql",
    .title = "MySQL",
    .rules = rules,
    .rule_count = sizeof rules / sizeof *rules,
};
