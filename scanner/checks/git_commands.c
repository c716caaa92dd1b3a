#include "checks/git_commands.h"

#include "checks/commands.h"

#define FOLDER "rtrim(work_tree, '/') || '/'"

const char git_place_select[] =
    "SELECT repository, work_tree, iif(work_tree <> ''"
    "  AND substr(appearance.path, 1, length(" FOLDER ")) = " FOLDER ","
    "  substr(appearance.path, length(" FOLDER ") + 1), appearance.path), refs"
    " FROM file JOIN appearance ON appearance.path = file.path"
    "  AND appearance.first_commit = file.revision WHERE file.id = ?1 ORDER BY appearance.id";

void git_command(struct buffer *out, struct query *at, const char *words) {
    const char *work_tree = query_text(at, GIT_WORK_TREE);
    buffer_append_text(out, *work_tree ? "git -C " : "git --git-dir=");
    command_quote(out, *work_tree ? work_tree : query_text(at, GIT_REPOSITORY));
    buffer_format(out, " %s", words);
}

/* git would take the path for a pattern. */
static bool is_magic(const char *path) {
    return *path == ':' || strpbrk(path, "*?[\\");
}

bool git_command_on_path(struct buffer *out, struct query *at, const char *words) {
    const char *path = query_text(at, GIT_PATH);
    if (*query_text(at, GIT_WORK_TREE) == 0) {
        return false;
    }
    git_command(out, at, is_magic(path) ? "--literal-pathspecs " : "");
    buffer_format(out, "%s -- ", words);
    command_quote(out, path);
    return true;
}
