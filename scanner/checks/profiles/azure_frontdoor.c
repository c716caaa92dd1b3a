#include "checks/profile.h"

#define SOURCE "Azure Front Door, Configure HTTPS on a custom domain (2022)"

static const struct profile_rule rules[] = {
    {.kind = RULE_EC_REFUSED, .severity = SEVERITY_ERROR, .source = SOURCE},
};

const struct profile azure_frontdoor_profile = {
    .name = "azure-frontdoor",
    .title = "Azure Front Door, own certificate of a domain",
    .rules = rules,
    .rule_count = sizeof rules / sizeof *rules,
    .beyond =
        "The file holds the whole chain, up to a root of the list of Microsoft's trusted CAs.",
};
