#ifndef VERSION_H
#define VERSION_H

#define CERTSWEEP_VERSION "0.1"

#endif
