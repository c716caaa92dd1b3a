#include "checks/profile.h"

#define MODULE "nginx, ngx_http_ssl_module, ssl_certificate"
#define DEPTH                                                                                      \
    "nginx, ngx_http_ssl_module, ssl_verify_depth: 1 by default; reproduced with OpenSSL 3.0, which counts neither leaf nor anchor"

static const struct profile_rule rules[] = {
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
