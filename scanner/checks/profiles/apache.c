#include "checks/profile.h"

#define SOURCE "Apache httpd, mod_ssl, SSLCertificateFile"
#define DEPTH "Apache httpd, mod_ssl, SSLVerifyDepth: 1 by default, a CA that is known directly"
#define CHAINS "OpenSSL, X509_V_FLAG_PARTIAL_CHAIN, which mod_ssl does not set; reproduced with 2.4"

static const struct profile_rule rules[] = {
    {.kind = RULE_ROOT_IN_STORE, .severity = SEVERITY_ERROR, .source = CHAINS},
    {.kind = RULE_LEAF_FIRST, .severity = SEVERITY_ERROR, .source = SOURCE},
    {.kind = RULE_CHAIN_CAS_MOST, .number = 1, .source = DEPTH},
};

const struct profile apache_profile = {
    .name = "apache",
    .title = "Apache httpd, mod_ssl with its defaults",
    .rules = rules,
    .rule_count = sizeof rules / sizeof *rules,
    .beyond = "SSLVerifyDepth raises the depth.",
};
