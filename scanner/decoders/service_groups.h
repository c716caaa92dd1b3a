/* Directives of services whose names alone tell what they are for. */
#ifndef DECODERS_SERVICE_GROUPS_H
#define DECODERS_SERVICE_GROUPS_H

#include "decoders/configuration.h"

enum { SERVICE_DIRECTIVES_MOST = 10, SERVICE_GROUPS_MOST = 80 };

/* Directives for one purpose: certificate and key of one group belong together. */
struct service_group {
    const char *family;
    const char *needs; /* what else must stand in the file, since the names are common; or NULL */
    struct directive directives[SERVICE_DIRECTIVES_MOST]; /* ends with one without a name */
};

extern const struct service_group service_groups[];
extern const size_t service_group_count; /* up to SERVICE_GROUPS_MOST */

#endif
