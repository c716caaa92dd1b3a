#include "relations/relation.h"

#include <stddef.h>

extern const struct relation roles_relation;
extern const struct relation truststores_relation;
extern const struct relation signatures_relation;
extern const struct relation revocations_relation;
extern const struct relation chains_relation;

const struct relation *const relations[] = {
    &roles_relation,       &truststores_relation, &signatures_relation,
    &revocations_relation, &chains_relation,      NULL,
};
