/* The value of a hexadecimal digit in either case. */
#ifndef BASE_HEX_VALUE_H
#define BASE_HEX_VALUE_H

#include <stdint.h>

/* -1 where it is no digit. */
static inline int hex_value(uint8_t byte) {
    if (byte >= '0' && byte <= '9') {
        return byte - '0';
    }
    uint8_t small = byte | 0x20;
    return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

#endif
