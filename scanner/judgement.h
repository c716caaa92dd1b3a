/* What is derived once everything that was found is settled: relations, then findings. */
#ifndef JUDGEMENT_H
#define JUDGEMENT_H

#include "scan.h"
#include "signature_desk.h"

/* Derives both and stores them in the inventory. Workers are asked for signatures through the desk.
 * What takes too long, or comes too late after a signal, is left out with a problem row. */
enum outcome judge(struct inventory *inventory, struct signature_desk *desk,
                   const struct scan_options *options, struct error *error);

#endif
