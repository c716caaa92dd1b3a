/* Writes every report of the list: to a temporary name, flushed, then renamed, so that a report is
 * the old one or the new one and never half of either. */
#ifndef REPORTERS_PUBLISH_H
#define REPORTERS_PUBLISH_H

#include "reporter.h"

/* folder must exist; subfolders are made. */
enum outcome publish_reports(struct inventory *inventory, const struct report_options *options,
                             const char *folder, struct error *error);

#endif
