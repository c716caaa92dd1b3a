/* How a step ended, and the one sentence that says why. */
#ifndef BASE_OUTCOME_H
#define BASE_OUTCOME_H

enum outcome {
    DONE,
    SKIPPED, /* this input could not be used: it becomes a problem row */
    FAILED,  /* the run itself cannot go on */
};

struct error {
    char text[512]; /* NUL-terminated; never holds file content */
};

/* Writes the formatted sentence to error (which may be NULL) and returns FAILED. */
enum outcome fail(struct error *error, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
