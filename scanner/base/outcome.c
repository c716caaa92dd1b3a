#include "base/outcome.h"

#include <stdarg.h>
#include <stdio.h>

enum outcome fail(struct error *error, const char *format, ...) {
    if (error) {
        va_list arguments;
        va_start(arguments, format);
        vsnprintf(error->text, sizeof error->text, format, arguments);
        va_end(arguments);
    }
    return FAILED;
}
