#include "checks/profile.h"

#define SOURCE "Amazon API Gateway Developer Guide, Configuring mutual TLS"

static const struct profile_rule rules[] = {
    {.kind = RULE_FORMAT_PEM, .source = SOURCE},
    {.kind = RULE_ROOT_IN_STORE, .severity = SEVERITY_ERROR, .source = SOURCE},
    {.kind = RULE_CHAIN_CAS_MOST, .number = 4, .severity = SEVERITY_ERROR, .source = SOURCE},
    {.kind = RULE_CHAIN_CERTIFICATES_MOST,
     .number = 4,
     .severity = SEVERITY_NOTE,
     .source = SOURCE "; the page leaves open whether the leaf counts"},
    {.kind = RULE_ONE_ISSUER_A_SUBJECT, .severity = SEVERITY_ERROR, .source = SOURCE},
    {.kind = RULE_DIGESTS,
     .list = "SHA256, SHA384, SHA512, SHA3-256, SHA3-384, SHA3-512",
     .severity = SEVERITY_ERROR,
     .source = SOURCE},
    {.kind = RULE_RSA_BITS_LEAST, .number = 2048, .severity = SEVERITY_ERROR, .source = SOURCE},
    {.kind = RULE_EC_BITS_LEAST, .number = 256, .severity = SEVERITY_ERROR, .source = SOURCE},
};

const struct profile aws_apigateway_profile = {
    .name = "aws-apigateway",
    .title = "Amazon API Gateway, mutual TLS of a custom domain",
    .rules = rules,
    .rule_count = sizeof rules / sizeof *rules,
    .beyond =
        "Revocation is not checked. Self-signed certificates are accepted where the truststore holds them. Whether a version of the truststore has been taken up is not in any file.",
};
