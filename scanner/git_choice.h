/* Which objects of git repositories are searched: what the operator chose. */
#ifndef GIT_CHOICE_H
#define GIT_CHOICE_H

#include <stdbool.h>
#include <stdint.h>

enum git_scope {
    GIT_ALL,      /* every object that is stored, whatever refers to it */
    GIT_HEAD,     /* what HEAD and the index name */
    GIT_WORKTREE, /* what the index names; the files themselves are walked anyway */
    GIT_NONE,     /* no object */
    GIT_SCOPES,
};

struct git_choice {
    enum git_scope scope;
    const char *since;  /* with GIT_ALL: a date or a commit as given; NULL: from the beginning */
    bool since_is_date; /* then only what commits from since_date on brought is searched, */
    int64_t since_date; /* in seconds since 1970; else what came after that commit */
};

#endif
