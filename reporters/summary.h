/* What a person sees on the terminal when a run ends. */
#ifndef REPORTERS_SUMMARY_H
#define REPORTERS_SUMMARY_H

#include "reporter.h"

/* folder: where the reports lie. */
enum outcome summary_write(struct inventory *inventory, const char *folder, FILE *out,
                           struct error *error);

#endif
