/* The frame of most checks: a SELECT of suspects, and a function that reports each. */
#ifndef CHECKS_ROW_H
#define CHECKS_ROW_H

#include "checks/check.h"
#include "checks/describer.h"
#include "checks/truststores.h"

/* Conditions for the SELECTs: the artifact lies in a live file that is judged; so is the
 * truststore. */
#define ROW_LIVE                                                                                   \
    " EXISTS (SELECT 1 FROM place JOIN file ON file.id = place.file"                               \
    "  WHERE place.artifact = artifact.id AND file.live = 1 AND NOT EXISTS (SELECT 1"              \
    "   FROM truststore WHERE truststore.file = file.id AND truststore.recognised = 'system'))"
#define ROW_JUDGED_STORE " truststore.recognised <> 'system'"

/* Condition: what a commit or tag of git says itself, which is in no file. */
#define ROW_MESSAGE                                                                                \
    " (file.source = 'git' AND file.revision <> '' AND file.container GLOB 'object *'"             \
    "  AND instr(file.container, '!') = 0)"

/* Condition: somebody presents the certificate, for it lies in more than lists of certificates
 * and signatures of commits. */
#define ROW_PRESENTED_AS(certificate)                                                              \
    " EXISTS (SELECT 1 FROM place JOIN file ON file.id = place.file"                               \
    "  WHERE place.artifact = " certificate " AND file.live = 1"                                   \
    "  AND file.id NOT IN (SELECT file FROM listing) AND NOT" ROW_MESSAGE ")"

/* The SELECT of those lists, with the first certificate of this verdict that nobody presents and
 * their number, for row_report_listing. */
#define ROW_LISTED(verdict)                                                                        \
    "SELECT listing.file, min(chain.certificate), count(DISTINCT chain.certificate)"               \
    " FROM listing JOIN file ON file.id = listing.file JOIN place ON place.file = listing.file"    \
    " JOIN chain ON chain.certificate = place.artifact"                                            \
    " JOIN artifact ON artifact.id = place.artifact"                                               \
    " WHERE chain.verdict = '" verdict "' AND artifact.role <> 'ca' AND file.live = 1"             \
    " AND NOT (" ROW_PRESENTED_AS(                                                                 \
        "chain.certificate") ")"                                                                   \
                             " GROUP BY listing.file ORDER BY listing.file"

struct row {
    struct audit *audit;
    struct query *query;            /* stands on the row */
    struct describer *describer;    /* the audit's, cleared for each row */
    struct truststores truststores; /* the audit's, borrowed */
    const struct profile *profile;  /* row_each_rule: whose rule, and which; NULL elsewhere */
    const struct profile_rule *rule;
    struct thing authority; /* the last that row_authority gave */
    const void *question;   /* row_each_asked: what it was given; NULL elsewhere */
    struct buffer message;  /* cleared for each row */
    struct buffer remedy;   /* empty: the check's own */
};

/* A thing as describer_thing gives it, but at the place where a CA is kept rather than sent along:
 * in a file that a configuration names or that is a truststore, else where it stands first. Lives
 * until the next one; NULL as there. */
const struct thing *row_authority(struct row *row, int64_t artifact);

/* Calls report for each row of the SELECT; ?1 is the moment of judgement, ?2 the one from which on
 * nothing expires soon. */
enum outcome row_each(struct audit *audit, const char *select,
                      enum outcome (*report)(struct row *row, struct error *error),
                      struct error *error);

/* Likewise for each profile that was asked for and has a rule of this kind; ?3 is its number. */
enum outcome row_each_rule(struct audit *audit, enum profile_rule_kind kind, const char *select,
                           enum outcome (*report)(struct row *row, struct error *error),
                           struct error *error);

/* Likewise with this text for ?3, and the question, borrowed, in each row. */
enum outcome row_each_asked(struct audit *audit, const char *select, const char *text,
                            const void *question,
                            enum outcome (*report)(struct row *row, struct error *error),
                            struct error *error);

/* Reports row->message about the thing, at its place; severity 0 means the check's own. */
enum outcome row_report(struct row *row, const struct thing *thing, enum severity severity,
                        struct error *error);

/* Reports row->message as a breach of this profile's rule, which the message then names; severity
 * is the rule's, or the check's own. place NULL: the thing's. */
enum outcome row_report_profile(struct row *row, const struct thing *thing,
                                const struct place *place, const struct profile *profile,
                                const struct profile_rule *rule, struct error *error);

/* Reports what some profiles rule on too: for each of these that was asked for as its breach, for
 * none of them as it is, with this severity. */
enum outcome row_report_ruled(struct row *row, const struct thing *thing, const struct place *place,
                              enum severity severity, enum profile_rule_kind kind,
                              struct error *error);

/* Likewise at another place. */
enum outcome row_report_at(struct row *row, const struct thing *thing, const struct place *place,
                           enum severity severity, struct error *error);

/* Appends to the remedy "Remove it: COMMAND", behind the words, where command_remove has a command;
 * else nothing, so that the check's own remedy stands. */
void say_removal(struct row *row, const char *words, const struct place *file, const char *trails,
                 unsigned kept);

/* What say_replacement says before its commands. */
struct replacement_words {
    const char *removing;  /* before "Remove it: COMMAND && COMMAND" */
    const char *appending; /* before the second alone, where nothing can be removed */
    const char *neither;   /* before words, where no command can append */
};

/* Appends to the remedy how to put the certificate at from into the store, in the place of what
 * stands at these trails. */
void say_replacement(struct row *row, const struct replacement_words *words,
                     const struct place *from, const struct place *store, const char *trails);

/* Reports a list as a note: "FILE lists 3 certificates whose issuer WHERE; the first is ...". */
enum outcome row_report_listing(struct row *row, const char *where, struct error *error);

/* Appends to the message "no truststore near it (a.pem, b.pem and 1 more)", as the relation
 * client_trust has them, but those by a weak name last. *first: where the first lies, or NULL. */
enum outcome truststores_say_near(struct row *row, int64_t certificate, const struct place **first,
                                  struct error *error);

#endif
