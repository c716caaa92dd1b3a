#include "checks/profile.h"

#define SOURCE "Azure, Overview of mutual authentication with Application Gateway"

static const struct profile_rule rules[] = {
    {.kind = RULE_ROOT_IN_STORE, .severity = SEVERITY_ERROR, .source = SOURCE},
    {.kind = RULE_STORE_BYTES_MOST, .number = 25600, .source = SOURCE},
    {.kind = RULE_STORE_CAS_MOST, .number = 100, .source = SOURCE},
    {.kind = RULE_ALL_STORES_CAS_MOST, .number = 200, .source = SOURCE},
};

const struct profile azure_appgw_profile = {
    .name = "azure-appgw",
    .title = "Azure Application Gateway, mutual authentication",
    .rules = rules,
    .rule_count = sizeof rules / sizeof *rules,
};
