#include "checks/profile.h"

#define DISABLED "OpenJDK 17, java.security, jdk.certpath.disabledAlgorithms"
#define LENGTH "OpenJDK, maxInboundCertificateChainLength, JDK 22 (secondary source)"

static const struct profile_rule rules[] = {
    {.kind = RULE_RSA_BITS_LEAST, .number = 1024, .severity = SEVERITY_ERROR, .source = DISABLED},
    {.kind = RULE_EC_BITS_LEAST, .number = 224, .severity = SEVERITY_ERROR, .source = DISABLED},
    {.kind = RULE_DIGESTS,
     .list = "SHA1, SHA224, SHA256, SHA384, SHA512, SHA512-256, SHA3-256, SHA3-384, SHA3-512",
     .severity = SEVERITY_ERROR,
     .source = DISABLED},
    {.kind = RULE_CLIENT_SENDS_MOST, .number = 8, .source = LENGTH},
    {.kind = RULE_SERVER_SENDS_MOST, .number = 10, .source = LENGTH},
};

const struct profile java_profile = {
    .name = "java",
    .title = "Java with the defaults of its java.security",
    .rules = rules,
    .rule_count = sizeof rules / sizeof *rules,
    .beyond = "SHA-1 is refused in servers' certificates below the CAs that come with Java only.",
};
