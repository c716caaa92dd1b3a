#include "checks/profile.h"

#define VALIDITY "CA/Browser Forum TLS Baseline Requirements, section 6.3.2 (ballot SC-081)"
#define NAMES "CA/Browser Forum TLS Baseline Requirements, section 7.1.2.7.12"
#define KEYS "CA/Browser Forum TLS Baseline Requirements, section 6.1.5"

static const struct profile_rule rules[] = {
    {.kind = RULE_VALIDITY_DAYS_MOST,
     .number = 398,
     .from = "2020-09-01T00:00:00Z",
     .severity = SEVERITY_ERROR,
     .source = VALIDITY},
    {.kind = RULE_VALIDITY_DAYS_MOST,
     .number = 200,
     .from = "2026-03-15T00:00:00Z",
     .severity = SEVERITY_ERROR,
     .source = VALIDITY},
    {.kind = RULE_VALIDITY_DAYS_MOST,
     .number = 100,
     .from = "2027-03-15T00:00:00Z",
     .severity = SEVERITY_ERROR,
     .source = VALIDITY},
    {.kind = RULE_VALIDITY_DAYS_MOST,
     .number = 47,
     .from = "2029-03-15T00:00:00Z",
     .severity = SEVERITY_ERROR,
     .source = VALIDITY},
    {.kind = RULE_ALTERNATIVE_NAME, .severity = SEVERITY_ERROR, .source = NAMES},
    {.kind = RULE_RSA_BITS_LEAST, .number = 2048, .severity = SEVERITY_ERROR, .source = KEYS},
};

const struct profile webpki_profile = {
    .name = "webpki",
    .title = "Public web: what browsers require of servers",
    .rules = rules,
    .rule_count = sizeof rules / sizeof *rules,
    .beyond = "A certificate that a private CA issued is not bound by this.",
};
