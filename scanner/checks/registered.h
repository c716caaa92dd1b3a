/* Clients that their server knows one by one, so that it asks for no chain. */
#ifndef CHECKS_REGISTERED_H
#define CHECKS_REGISTERED_H

#include "checks/describer.h"

/* A device certificate of AWS IoT Core, by the common name that the service gives it or the file
 * name under which it hands it out. Source: AWS IoT Core documentation, client certificates. */
bool is_registered_device(const struct thing *leaf, const struct place *place);

/* " AWS IoT Core knows each device's certificate: ..." */
void say_registered_device(struct buffer *out);

#endif
