/* Where a file of git belongs to, and commands of remedies that run there wherever they are pasted.
 */
#ifndef CHECKS_GIT_COMMANDS_H
#define CHECKS_GIT_COMMANDS_H

#include "checks/row.h"

/* As row_each; its rows can be asked what follows. */
enum outcome git_row_each(struct audit *audit, const char *select,
                          enum outcome (*report)(struct row *row, struct error *error),
                          struct error *error);

/* The first appearance of a row of file whose source is git; false where there is none. */
bool git_find(const struct row *row, int64_t file);

/* Refs of what git_find found: 'heads/main, tags/1.0 +3 more'. Borrowed until it is called again.
 */
const char *git_refs(const struct row *row);

/* Appends to the remedy "git -C WORK_TREE WORDS", or where there is none "git --git-dir=REPOSITORY
 * WORDS", for what git_find found. */
void git_say_command(struct row *row, const char *words);

/* Finds the place, and gives the remedy "ADVICE To have the next commit leave it out: git -C
 * WORK_TREE WORDS -- PATH"; without a work tree the check's own stands. */
void git_say_untracking(struct row *row, const struct place *place, const char *advice,
                        const char *words);

#endif
