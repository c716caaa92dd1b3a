/* Read-only questions to the inventory. Checks and reporters keep their own SELECT next to the code
 * that reads its columns; only the inventory folder writes. */
#ifndef INVENTORY_QUERY_H
#define INVENTORY_QUERY_H

#include "base/outcome.h"
#include "base/span.h"

struct inventory;
struct query;

/* Prepares one SELECT. NULL and error on failure (an SQL mistake or memory); free with query_free.
 */
struct query *query_new(struct inventory *inventory, const char *select, struct error *error);

/* Ends the query; FAILED when a step failed on the way. Accepts NULL (FAILED). */
enum outcome query_free(struct query *query, struct error *error);

/* Parameters by number from 1. Text is copied. */
void query_bind_text(struct query *query, int parameter, const char *text);
void query_bind_number(struct query *query, int parameter, int64_t number);

/* Goes to the next row; false at the end or on failure (query_free tells which). Accepts NULL. */
bool query_next(struct query *query);

/* Back before the first row, keeping the parameters. */
void query_rewind(struct query *query);

/* Columns from 0. Text is "" for NULL; borrowed until the next step. */
const char *query_text(struct query *query, int column);
int64_t query_number(struct query *query, int column);
struct span query_span(struct query *query, int column);
bool query_null(struct query *query, int column);

/* One number from a SELECT without parameters; 0 when there is no row. */
enum outcome query_single(struct inventory *inventory, const char *select, int64_t *number,
                          struct error *error);

#endif
