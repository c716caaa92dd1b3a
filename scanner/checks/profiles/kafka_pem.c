#include "checks/profile.h"

#define SOURCE "Apache Kafka, DefaultSslEngineFactory: the key is read as PKCS8EncodedKeySpec"

static const struct profile_rule rules[] = {
    {.kind = RULE_KEY_PKCS8, .severity = SEVERITY_ERROR, .source = SOURCE},
    {.kind = RULE_FORMAT_PEM, .source = SOURCE},
};

const struct profile kafka_pem_profile = {
    .name = "kafka-pem",
    .title = "Apache Kafka with ssl.keystore.type=PEM",
    .rules = rules,
    .rule_count = sizeof rules / sizeof *rules,
};
