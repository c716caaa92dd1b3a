/* Questions to the inventory, answered by a test: the N-th query has the rows of the N-th answer,
 * and may fail instead of beginning, or behind its rows. */
#ifndef ANSWERED_H
#define ANSWERED_H

#include "inventory/query.h"

#include "unit.h"

enum { ANSWER_COLUMNS = 8 };

struct answer {
    const char *const (*rows)[ANSWER_COLUMNS]; /* a column that is not there is NULL */
    size_t count;
    bool unasked; /* the query cannot begin */
    bool broken;  /* it fails behind its rows */
};

struct query {
    const struct answer *answer;
    size_t row; /* the one behind the current */
};

static struct {
    const struct answer *answers;
    size_t count;
    struct query query; /* one at a time */
} answered;

static inline void answer_with(const struct answer *answers, size_t count) {
    answered.answers = answers;
    answered.count = count;
}

struct query *query_new(struct inventory *inventory, const char *select, struct error *error) {
    static const struct answer nothing;
    (void)inventory;
    assert_true(strncmp(select, "SELECT ", 7) == 0);
    answered.query = (struct query){.answer = answered.count ? answered.answers++ : &nothing};
    answered.count -= answered.count != 0;
    if (answered.query.answer->unasked) {
        (fail)(error, "cannot be asked");
        return NULL;
    }
    return &answered.query;
}

enum outcome query_free(struct query *query, struct error *error) {
    return !query ? FAILED : query->answer->broken ? (fail)(error, "cannot be read") : DONE;
}

bool query_next(struct query *query) {
    return query && query->row++ < query->answer->count;
}

static inline const char *answer_cell(struct query *query, int column) {
    assert_in_range(column, 0, ANSWER_COLUMNS - 1);
    return query->answer->rows[query->row - 1][column];
}

const char *query_text(struct query *query, int column) {
    const char *cell = answer_cell(query, column);
    return cell ? cell : "";
}

int64_t query_number(struct query *query, int column) {
    return strtoll(query_text(query, column), NULL, 10);
}

bool query_null(struct query *query, int column) {
    return !answer_cell(query, column);
}

#endif
