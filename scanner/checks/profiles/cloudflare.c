#include "checks/profile.h"

#define CAS "Cloudflare SSL/TLS, Bring your own CA for mutual TLS"
#define CUSTOM "Cloudflare SSL/TLS, Custom certificates, requirements"

static const struct profile_rule cloudflare_byoca_rules[] = {
    {.kind = RULE_STORE_CAS_ONLY, .severity = SEVERITY_ERROR, .source = CAS},
    {.kind = RULE_STORE_CAS_MOST, .number = 5, .source = CAS},
    {.kind = RULE_FORMAT_PEM, .source = CAS},
};

const struct profile cloudflare_byoca_profile = {
    .name = "cloudflare-byoca",
    .title = "Cloudflare, own CA for client certificates",
    .rules = cloudflare_byoca_rules,
    .rule_count = sizeof cloudflare_byoca_rules / sizeof *cloudflare_byoca_rules,
};

static const struct profile_rule cloudflare_custom_rules[] = {
    {.kind = RULE_RSA_BITS_LEAST, .number = 2048, .severity = SEVERITY_ERROR, .source = CUSTOM},
    {.kind = RULE_EC_BITS_LEAST, .number = 225, .severity = SEVERITY_ERROR, .source = CUSTOM},
    {.kind = RULE_DAYS_LEFT_LEAST, .number = 14, .severity = SEVERITY_ERROR, .source = CUSTOM},
    {.kind = RULE_ALTERNATIVE_NAME, .severity = SEVERITY_ERROR, .source = CUSTOM},
    {.kind = RULE_KEY_NOT_LOCKED, .severity = SEVERITY_ERROR, .source = CUSTOM},
    {.kind = RULE_KEY_WITHOUT_PARAMETERS, .severity = SEVERITY_ERROR, .source = CUSTOM},
    {.kind = RULE_FORMAT_PEM, .source = CUSTOM},
};

const struct profile cloudflare_custom_profile = {
    .name = "cloudflare-custom",
    .title = "Cloudflare, custom certificate of a zone",
    .rules = cloudflare_custom_rules,
    .rule_count = sizeof cloudflare_custom_rules / sizeof *cloudflare_custom_rules,
};
