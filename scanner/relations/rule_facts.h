/* What the rules of a certification path (path_rules.h) ask of one certificate, as its row in the
 * inventory has it. */
#ifndef RELATIONS_RULE_FACTS_H
#define RELATIONS_RULE_FACTS_H

#include "inventory/query.h"
#include "relations/certificate_graph.h"

/* row: of the query in certificate_graph.c, whose columns from role on it reads. */
void rule_facts_read(struct query *row, struct certificate *certificate);

#endif
