/* The frame of the checks on what the relation key_weaknesses saw in public keys: one finding a
 * key, however many things have it. */
#ifndef CHECKS_KEY_WEAKNESSES_H
#define CHECKS_KEY_WEAKNESSES_H

#include "checks/row.h"

/* Reports each key in use with this code: "The key ... of CN = a in b: DETAIL. MEANING"; with a
 * shared prime the other key too. severity 0: the check's own. */
enum outcome key_weaknesses_report(struct audit *audit, const char *code, const char *meaning,
                                   enum severity severity, struct error *error);

#endif
