/* Certificates that stand on the side, a client's or a server's, for which their extended key usage
 * is not: because a configuration presents them there, or by the name of their file. */
#ifndef CHECKS_WRONG_SIDE_H
#define CHECKS_WRONG_SIDE_H

#include "checks/row.h"

struct side;

extern const struct side client_side, server_side;

/* Reports each certificate that a configuration presents on this side; and of the others each that
 * is called so, a server's as a warning and only where its key is at hand. */
enum outcome wrong_side_report(struct audit *audit, const struct side *side, struct error *error);

#endif
