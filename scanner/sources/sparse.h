/* Files with holes: what they hold is mapped, and holes are zeros that no disk is asked for. */
#ifndef SOURCES_SPARSE_H
#define SOURCES_SPARSE_H

#include <stdint.h>
#include <sys/stat.h>

#include "base/span.h"

/* Bytes of the file outside its holes, rounded up to pages; its length where it has none, or more
 * parts than parts_most, or where the file system cannot tell. */
uint64_t sparse_content(int file, const struct stat *status, uint64_t parts_most);

/* A view of the file, read-only: whole where it has no holes or at most 1 GiB; else with every hole
 * cut to 64 KiB, since searching zeros takes time as well, so that offsets behind holes are not
 * those of the file. content is what sparse_content said. Bytes NULL and errno on failure. The
 * caller unmaps. */
struct span sparse_map(int file, const struct stat *status, uint64_t content);

#endif
