/* Prints what the program knows of itself, as Markdown: the tables in docs/ are made of it. */
#ifndef REFERENCE_H
#define REFERENCE_H

#include <stdbool.h>
#include <stdio.h>

/* what: "checks", "limits" or "profiles"; false where it is neither. */
bool reference_write(const char *what, FILE *out);

#endif
