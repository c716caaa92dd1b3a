#include "relations/relation.h"

#include <stddef.h>

extern const struct relation known_relation;
extern const struct relation key_weaknesses_relation;
extern const struct relation roles_relation;
extern const struct relation references_relation;
extern const struct relation truststores_relation;
extern const struct relation retirements_relation;
extern const struct relation signatures_relation;
extern const struct relation revocations_relation;
extern const struct relation chains_relation;
extern const struct relation client_trust_relation;

const struct relation *const relations[] = {
    &known_relation,
    &key_weaknesses_relation,
    &references_relation,
    &roles_relation,
    &truststores_relation,
    &retirements_relation,
    &signatures_relation,
    &revocations_relation,
    &chains_relation,
    &client_trust_relation,
    NULL,
};
