#include "checks/profile.h"

#define MODULE "nginx, ngx_http_ssl_module, ssl_certificate"
#define DEPTH                                                                                      \
    "nginx, ngx_http_ssl_module, ssl_verify_depth: 1 by default; reproduced with OpenSSL 3.0, which counts neither leaf nor anchor"
#define CHAINS "OpenSSL, X509_V_FLAG_PARTIAL_CHAIN, which nginx does not set; reproduced with 1.22"

static const struct profile_rule rules[] = {
    {.kind = RULE_ROOT_IN_STORE, .severity = SEVERITY_ERROR, .source = CHAINS},
    {.kind = RULE_LEAF_FIRST, .severity = SEVERITY_ERROR, .source = MODULE},
    {.kind = RULE_CHAIN_INTERMEDIATES_MOST, .number = 1, .source = DEPTH},
};

const struct profile nginx_profile = {
    .name = "nginx",
    .title = "nginx with its defaults",
    .rules = rules,
    .rule_count = sizeof rules / sizeof *rules,
    .beyond = "ssl_verify_depth raises the depth.",
};
