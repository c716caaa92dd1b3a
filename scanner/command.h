/* The commands of the command line, one function each. They write to standard output and into
 * files, messages to standard error, and return the exit code. */
#ifndef COMMAND_H
#define COMMAND_H

#include "options.h"

struct inventory;

/* A scan with all its reports, or only its inventory. */
int command_scan(struct options *options, struct error *error);
int command_merge(struct options *options, struct error *error);
int command_report(struct options *options, struct error *error);
int command_diff(struct options *options, struct error *error);
int command_show(struct options *options, struct error *error);
int command_explain(struct options *options, struct error *error);

/* What an inventory means for the exit code. */
int command_verdict(struct inventory *inventory, const struct options *options,
                    struct error *error);

#endif
