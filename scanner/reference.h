/* Prints what the program knows of itself, as Markdown: the tables in docs/ are made of it. */
#ifndef REFERENCE_H
#define REFERENCE_H

#include <stdbool.h>
#include <stdio.h>

/* what: "checks", "limits", "profiles", "man" (a manual page, roff) or "completion" (for bash);
 * false where it is none of them. */
bool reference_write(const char *what, FILE *out);

/* One check, for a person at a terminal; false where there is none of that id. */
bool reference_explain(const char *id, FILE *out);

#endif
