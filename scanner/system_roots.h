/* The roots that this machine trusts by default, one PEM file as its distribution makes it. */
#ifndef SYSTEM_ROOTS_H
#define SYSTEM_ROOTS_H

/* Its path, a regular file in one of the usual places; NULL where there is none. */
const char *system_roots_find(void);

#endif
