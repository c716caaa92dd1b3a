#include "checks/profile.h"

#define LEVELS "SSL_CTX_set_security_level(3)"
#define DIGESTS "SSL_CTX_set_security_level(3); reproduced with OpenSSL 3.0"
#define DEPTH "SSL_CTX_set_verify_depth(3)"
#define CHAINS "X509_VERIFY_PARAM_set_flags(3), X509_V_FLAG_PARTIAL_CHAIN, not set by default"
#define LEVEL                                                                                        \
    "The number is a security level, not a version: OpenSSL 3.0 itself has level 1 by default, 3.2 " \
    "and Debian's have level 2."

static const struct profile_rule openssl_1_rules[] = {
    {.kind = RULE_ROOT_IN_STORE, .severity = SEVERITY_ERROR, .source = CHAINS},
    {.kind = RULE_RSA_BITS_LEAST, .number = 1024, .severity = SEVERITY_ERROR, .source = LEVELS},
    {.kind = RULE_EC_BITS_LEAST, .number = 160, .severity = SEVERITY_ERROR, .source = LEVELS},
    {.kind = RULE_DIGESTS,
     .list =
         "SHA224, SHA256, SHA384, SHA512, SHA512-224, SHA512-256, SHA3-224, SHA3-256, SHA3-384, SHA3-512",
     .severity = SEVERITY_ERROR,
     .source = DIGESTS},
    {.kind = RULE_CHAIN_INTERMEDIATES_MOST, .number = 100, .source = DEPTH},
};

const struct profile openssl_1_profile = {
    .name = "openssl-1",
    .title = "OpenSSL of any version at security level 1",
    .rules = openssl_1_rules,
    .rule_count = sizeof openssl_1_rules / sizeof *openssl_1_rules,
    .beyond = LEVEL,
};

static const struct profile_rule openssl_2_rules[] = {
    {.kind = RULE_ROOT_IN_STORE, .severity = SEVERITY_ERROR, .source = CHAINS},
    {.kind = RULE_RSA_BITS_LEAST, .number = 2048, .severity = SEVERITY_ERROR, .source = LEVELS},
    {.kind = RULE_EC_BITS_LEAST, .number = 224, .severity = SEVERITY_ERROR, .source = LEVELS},
    {.kind = RULE_DIGESTS,
     .list =
         "SHA224, SHA256, SHA384, SHA512, SHA512-224, SHA512-256, SHA3-224, SHA3-256, SHA3-384, SHA3-512",
     .severity = SEVERITY_ERROR,
     .source = DIGESTS},
    {.kind = RULE_CHAIN_INTERMEDIATES_MOST, .number = 100, .source = DEPTH},
};

const struct profile openssl_2_profile = {
    .name = "openssl-2",
    .title = "OpenSSL of any version at security level 2",
    .rules = openssl_2_rules,
    .rule_count = sizeof openssl_2_rules / sizeof *openssl_2_rules,
    .beyond = LEVEL,
};

static const struct profile_rule openssl_3_rules[] = {
    {.kind = RULE_ROOT_IN_STORE, .severity = SEVERITY_ERROR, .source = CHAINS},
    {.kind = RULE_RSA_BITS_LEAST, .number = 3072, .severity = SEVERITY_ERROR, .source = LEVELS},
    {.kind = RULE_EC_BITS_LEAST, .number = 256, .severity = SEVERITY_ERROR, .source = LEVELS},
    {.kind = RULE_DIGESTS,
     .list = "SHA256, SHA384, SHA512, SHA512-256, SHA3-256, SHA3-384, SHA3-512",
     .severity = SEVERITY_ERROR,
     .source = DIGESTS},
    {.kind = RULE_CHAIN_INTERMEDIATES_MOST, .number = 100, .source = DEPTH},
};

const struct profile openssl_3_profile = {
    .name = "openssl-3",
    .title = "OpenSSL of any version at security level 3",
    .rules = openssl_3_rules,
    .rule_count = sizeof openssl_3_rules / sizeof *openssl_3_rules,
    .beyond = LEVEL,
};

static const struct profile_rule openssl_4_rules[] = {
    {.kind = RULE_ROOT_IN_STORE, .severity = SEVERITY_ERROR, .source = CHAINS},
    {.kind = RULE_RSA_BITS_LEAST, .number = 7680, .severity = SEVERITY_ERROR, .source = LEVELS},
    {.kind = RULE_EC_BITS_LEAST, .number = 384, .severity = SEVERITY_ERROR, .source = LEVELS},
    {.kind = RULE_DIGESTS,
     .list = "SHA384, SHA512, SHA3-384, SHA3-512",
     .severity = SEVERITY_ERROR,
     .source = DIGESTS},
    {.kind = RULE_CHAIN_INTERMEDIATES_MOST, .number = 100, .source = DEPTH},
};

const struct profile openssl_4_profile = {
    .name = "openssl-4",
    .title = "OpenSSL of any version at security level 4",
    .rules = openssl_4_rules,
    .rule_count = sizeof openssl_4_rules / sizeof *openssl_4_rules,
    .beyond = LEVEL,
};
