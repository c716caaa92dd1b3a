/* Where a file ".git" leads (linked work tree, submodule): the walk meets what lies inside the
 * roots by itself, anything else is named. */
#define _GNU_SOURCE
#include <stdio.h>

#include "base/text.h"
#include "sources/git_common.h"

enum { LINK_BYTES = 8192 };

/* The folder that the file .git at path names. */
static enum where read_link(const struct intake *intake, const char *path,
                            char git_directory[PATH_BYTES]) {
    struct buffer file = {0};
    enum where where = file_read(intake, path, LINK_BYTES, &file);
    struct span text = buffer_span(&file);
    struct span line = {0};
    git_directory[0] = 0;
    if (where != WHERE_INSIDE || !line_take(&text, &line) ||
        !span_starts_with(line, "gitdir:", 7)) {
        where = WHERE_ABSENT;
    } else {
        line = span_from(line, 7);
        while (line.length && line.bytes[0] == ' ') {
            line = span_from(line, 1);
        }
        char name[PATH_BYTES];
        char folder[PATH_BYTES];
        char target[PATH_BYTES];
        snprintf(name, sizeof name, "%.*s", (int)line.length, (const char *)line.bytes);
        snprintf(folder, sizeof folder, "%.*s", (int)(text_base_name(path) - path), path);
        bool named = line.length && line.length < PATH_BYTES && path_join(folder, name, target);
        where = named ? path_resolve(intake, target, git_directory) : WHERE_ABSENT;
    }
    buffer_release(&file);
    return where;
}

/* A linked work tree's own folder is REPOSITORY/worktrees/NAME; its file commondir cannot be read
 * out there. */
static void cut_work_tree(char *path) {
    char *slash = strrchr(path, '/');
    static const char folder[] = "/worktrees";
    size_t stem = slash ? (size_t)(slash - path) : 0;
    if (stem > sizeof folder &&
        memcmp(slash - (sizeof folder - 1), folder, sizeof folder - 1) == 0) {
        path[stem - (sizeof folder - 1)] = 0;
    }
}

static void load(const struct job *job, const struct job_item *item, struct intake *intake) {
    (void)item;
    const struct root *root = intake_root(intake, job->root);
    struct origin origin = {.root = job->root, .path = job->argument};
    struct buffer sentence = {0};
    char path[PATH_BYTES];
    char git_directory[PATH_BYTES];
    char common[PATH_BYTES] = "";
    enum where where = root && path_below(root, job->argument, path)
                           ? read_link(intake, path, git_directory)
                           : WHERE_ABSENT;
    if (where != WHERE_ABSENT) {
        where = common_directory(intake, git_directory, common);
    }
    if (where == WHERE_INSIDE && (!path_join(common, "objects", path) ||
                                  path_resolve(intake, path, git_directory) == WHERE_ABSENT)) {
        where = WHERE_ABSENT;
    }
    if (where == WHERE_OUTSIDE) {
        cut_work_tree(common);
        buffer_append_text(&sentence, "its repository lies outside the paths that are scanned, and "
                                      "its history is unread: name ");
        text_show(&sentence, span_text(common));
        buffer_append_text(&sentence, " as well");
        intake_problem(intake, &origin, "git", "outside-roots", buffer_text(&sentence));
    } else if (where == WHERE_ABSENT) {
        intake_problem(intake, &origin, "git", "unreadable",
                       "this file does not lead to a repository; if one belongs to it, its history "
                       "is unread");
    }
    buffer_release(&sentence);
}

const struct source git_link_source = {"git link", JOB_GIT_LINK, load};
