#include "checks/profile.h"

#define STORE                                                                                      \
    "Microsoft, IIS errors 403.16 and 403.7: root store with certificates that are not self-signed"
#define LIST "Microsoft, Schannel: trusted issuer list of at most 16 KB"
#define CURL "curl, lib/vtls/schannel.c"

static const struct profile_rule schannel_rules[] = {
    {.kind = RULE_STORE_SELF_SIGNED, .severity = SEVERITY_ERROR, .source = STORE},
    {.kind = RULE_SUBJECT_BYTES_MOST, .number = 16384, .source = LIST},
};

const struct profile schannel_profile = {
    .name = "schannel",
    .title = "Windows Schannel and IIS",
    .rules = schannel_rules,
    .rule_count = sizeof schannel_rules / sizeof *schannel_rules,
};

static const struct profile_rule curl_schannel_rules[] = {
    {.kind = RULE_FORMAT_PKCS12, .severity = SEVERITY_ERROR, .source = CURL},
};

const struct profile curl_schannel_profile = {
    .name = "curl-schannel",
    .title = "curl built with Schannel",
    .rules = curl_schannel_rules,
    .rule_count = sizeof curl_schannel_rules / sizeof *curl_schannel_rules,
};
