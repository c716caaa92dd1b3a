/* Whether a certificate lies where a program could be given it. For describer_first: the thing is
 * not looked at. */
#ifndef CHECKS_FOR_A_PROGRAM_H
#define CHECKS_FOR_A_PROGRAM_H

#include "checks/describer.h"

/* Could a program use it? Not what stands in a mail, a log or a page, nor what was found between
 * the bytes of something else, as the signatures of programs and fonts are. */
bool is_in_use(const struct thing *thing, const struct place *place);

/* Could a program be given this as what it presents? Besides, neither what stands in source text
 * nor what a store inside of another form holds. */
bool is_for_a_program(const struct thing *thing, const struct place *place);

#endif
