/* What a check is. It reads the settled inventory and reports findings; it opens no file, asks no
 * clock and knows no other check. */
#ifndef CHECKS_CHECK_H
#define CHECKS_CHECK_H

#include "checks/profile.h"
#include "finding.h"
#include "inventory/query.h"

struct describer;
struct rehearsal;
struct truststores;

/* One audit: the inventory under judgement and the operator's choices. */
struct audit {
    struct inventory *inventory;
    const char *at;                        /* the moment of judgement, YYYY-MM-DDTHH:MM:SSZ */
    const char *soon;                      /* at plus the days in which expiry is near */
    const struct profile *const *profiles; /* --profile, in the order given */
    unsigned profile_count;
    const struct check *current;
    struct describer *describer;           /* shared by the checks, which run one after the other */
    const struct truststores *truststores; /* likewise */
    struct rehearsal *rehearsal;           /* which folders are of tests; see audit.c */
    struct query *known;     /* where the key of an artifact is published; see audit.c */
    const char *system_root; /* findings in this file are not reported; NULL: none */
    uint64_t message_bytes;  /* what is longer is cut */
};

struct check {
    const char *id;
    enum severity severity; /* the usual one; a finding may carry another */
    const char *title;      /* a few words */
    const char *rule;       /* one sentence: when it fires */
    const char *remedy;     /* what to do, when the finding has nothing more exact */
    const char *reference;  /* where the rule comes from */
    bool is_of_leaks;       /* a secret pasted into documentation is one all the same */
    enum outcome (*run)(struct audit *audit, struct error *error);
};

/* NULL-terminated, in the order of the rulebook; a new check is a file and a line in checks.c. */
extern const struct check *const checks[];

/* Reports a finding of the running check about an artifact; NULL remedy means the check's own, path
 * NULL the artifact's first live place. */
enum outcome audit_report(struct audit *audit, const struct finding *finding, struct error *error);

#endif
