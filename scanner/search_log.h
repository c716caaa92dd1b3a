/* The worker's notes for a later run: what came of each stamped thing. */
#ifndef SEARCH_LOG_H
#define SEARCH_LOG_H

#include "account.h"
#include "record.h"

struct search_log {
    struct stamp stamp; /* of the thing at hand */
    bool open;
    bool spoiled; /* not to be kept */
    bool locked;
    struct account before; /* the worker's account when the thing was begun */
    struct buffer records;
    struct buffer deflated; /* all of records */
    struct buffer message;
    struct buffer nothing; /* stamps of files in which nothing was found, until they are sent */
};

void search_log_release(struct search_log *log);

void search_log_begin(struct search_log *log, const struct stamp *stamp,
                      const struct account *account);

/* Notes one record that is on its way to the parent. */
void search_log_note(struct search_log *log, const struct record *record);

/* Nothing of the thing at hand is kept. */
void search_log_spoil(struct search_log *log);

/* Ends the thing at hand. True where searched is to be sent: it borrows from log. Otherwise a file
 * in which nothing was found was noted, or nothing is kept; where it should have been, log is
 * spoiled. */
bool search_log_end(struct search_log *log, const struct account *account,
                    const struct origin *origin, const char *root, struct searched *searched);

/* The stamp of a thing that holds something: its place counts too, since the records name it. root:
 * as the operator named it. False where memory runs out. */
bool stamp_place(const struct stamp *stamp, const struct origin *origin, const char *root,
                 struct stamp *placed);

#endif
