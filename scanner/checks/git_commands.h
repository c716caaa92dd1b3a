/* Where a file of git belongs to, and commands of remedies that run there wherever they are pasted.
 */
#ifndef CHECKS_GIT_COMMANDS_H
#define CHECKS_GIT_COMMANDS_H

#include "checks/row.h"

/* Columns of the SELECT below; "" where there is none. */
enum { GIT_REPOSITORY, GIT_WORK_TREE, GIT_PATH /* below the work tree */, GIT_REFS };

/* One row for each appearance of ?1, a row of file whose source is git. */
extern const char git_place_select[];

/* Appends "git -C WORK_TREE WORDS", or where there is none "git --git-dir=REPOSITORY WORDS", for
 * the row on which at, a query of git_place_select, stands. */
void git_command(struct buffer *out, struct query *at, const char *words);

/* Likewise, with " -- PATH" behind it. False, and nothing appended, where there is no work tree. */
bool git_command_on_path(struct buffer *out, struct query *at, const char *words);

#endif
