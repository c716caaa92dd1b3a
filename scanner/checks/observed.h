/* The frame of the checks on how things are written: what decoders observed under one code becomes
 * a finding for each file that is in use. */
#ifndef CHECKS_OBSERVED_H
#define CHECKS_OBSERVED_H

#include "checks/check.h"
#include "checks/commands.h"

/* What was observed in one file: its first place, and how often. Texts live until the next one. */
struct observed {
    struct place place; /* line as observed; 0 where lines mean nothing */
    uint64_t column;    /* from 1, bytes; 0 likewise */
    uint64_t count;
    const char *detail; /* the decoder's words about the first */
};

/* Can a command for the file put this right? Not what stands in something that it encodes. */
bool observed_can_mend(const struct observed *observed);

/* Reports each live file in which code was observed: the file, line and column of the first, the
 * decoder's words, and how many more there are. A file that is both on disk and at HEAD counts
 * once, as the one on disk. say_remedy appends the command that puts this file right, with
 * command_quote and only where observed_can_mend(); it may be NULL or append
 * nothing, for the check's own remedy. FAILED on memory or SQL. */
enum outcome observed_report(struct audit *audit, const char *code,
                             void (*say_remedy)(struct buffer *remedy,
                                                const struct observed *observed),
                             struct error *error);

/* Likewise for each profile that was asked for and has a rule of this kind: reports each live file
 * in which code was observed otherwise than in words that begin with except (NULL: at all), as a
 * breach of it. */
enum outcome observed_report_rule(struct audit *audit, const char *code, const char *except,
                                  enum profile_rule_kind kind, struct error *error);

#endif
