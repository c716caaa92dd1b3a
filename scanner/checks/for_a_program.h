/* Whether a certificate lies where a program could be given it. For describer_first: the thing is
 * not looked at. */
#ifndef CHECKS_FOR_A_PROGRAM_H
#define CHECKS_FOR_A_PROGRAM_H

#include "checks/describer.h"

/* Could a program be given this as what it presents? Not what stands in a mail, a log, a page, in
 * source text or between the bytes of something else. */
bool is_for_a_program(const struct thing *thing, const struct place *place);

/* Could a program use it at all? As above, but source text may, and a store in it. Not what was
 * found between the bytes of something else, as the signatures of programs and fonts are. */
bool is_in_use(const struct thing *thing, const struct place *place);

#endif
