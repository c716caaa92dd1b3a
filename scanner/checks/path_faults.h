/* The frame of the checks on the rules of a path: which certificate is at fault, towards which, and
 * whose paths it breaks. One finding a culprit, however many paths run over it. */
#ifndef CHECKS_PATH_FAULTS_H
#define CHECKS_PATH_FAULTS_H

#include "checks/row.h"

/* The SELECT for faults with one of these codes ("'path-length'"), of leaves for which the
 * condition holds. */
#define PATH_FAULTS(codes, condition)                                                              \
    "SELECT fault.member, fault.other, min(fault.certificate), count(DISTINCT fault.certificate)," \
    " fault.detail, member.path_length FROM chain_fault AS fault"                                  \
    " JOIN artifact AS leaf ON leaf.id = fault.certificate"                                        \
    " JOIN artifact AS member ON member.id = fault.member"                                         \
    " WHERE fault.code IN (" codes ") AND " condition                                              \
    " GROUP BY fault.member ORDER BY fault.member"

struct path_fault_case {
    const struct thing *member; /* at fault */
    const struct thing *other;  /* towards this one */
    const struct thing *leaf;   /* whose path it breaks; the first of them */
    int64_t leaves;
    const char *detail;
    int64_t path_length; /* of member */
};

/* Reads the row; false where memory ran out. */
bool path_fault_read(struct row *row, struct path_fault_case *fault);

/* " Without it no path of LEAF is left, nor of 3 more certificates." */
void say_broken_paths(struct buffer *out, const struct path_fault_case *fault);

#endif
