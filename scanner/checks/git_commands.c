#include "checks/git_commands.h"

#include "checks/commands.h"

#define FOLDER "rtrim(work_tree, '/') || '/'"

/* Texts are "" where there is none. */
enum column { REPOSITORY, WORK_TREE, PATH /* below the work tree */, REFS };

static const char select_appearances[] =
    "SELECT repository, work_tree, iif(work_tree <> ''"
    "  AND substr(appearance.path, 1, length(" FOLDER ")) = " FOLDER ","
    "  substr(appearance.path, length(" FOLDER ") + 1), appearance.path), refs"
    " FROM file JOIN appearance ON appearance.path = file.path"
    "  AND appearance.first_commit = file.revision WHERE file.id = ?1 ORDER BY appearance.id";

/* What rows are asked. */
struct question {
    struct query *appearances;
};

static struct query *appearances_of(const struct row *row) {
    return ((const struct question *)row->question)->appearances;
}

enum outcome git_row_each(struct audit *audit, const char *select,
                          enum outcome (*report)(struct row *row, struct error *error),
                          struct error *error) {
    struct question question = {query_new(audit->inventory, select_appearances, error)};
    enum outcome outcome = question.appearances
                               ? row_each_asked(audit, select, NULL, &question, report, error)
                               : FAILED;
    return query_free(question.appearances, outcome == DONE ? error : NULL) == DONE ? outcome
                                                                                    : FAILED;
}

bool git_find(const struct row *row, int64_t file) {
    struct query *appearances = appearances_of(row);
    query_rewind(appearances);
    query_bind_number(appearances, 1, file);
    return query_next(appearances);
}

const char *git_refs(const struct row *row) {
    return query_text(appearances_of(row), REFS);
}

void git_say_command(struct row *row, const char *words) {
    struct query *at = appearances_of(row);
    const char *work_tree = query_text(at, WORK_TREE);
    buffer_append_text(&row->remedy, *work_tree ? "git -C " : "git --git-dir=");
    command_quote(&row->remedy, *work_tree ? work_tree : query_text(at, REPOSITORY));
    buffer_format(&row->remedy, " %s", words);
}

/* git would take the path for a pattern. */
static bool is_magic(const char *path) {
    return *path == ':' || strpbrk(path, "*?[\\");
}

void git_say_untracking(struct row *row, const struct place *place, const char *advice,
                        const char *words) {
    struct query *at = appearances_of(row);
    if (!git_find(row, place->file) || !*query_text(at, WORK_TREE)) {
        return;
    }
    buffer_format(&row->remedy, "%s To have the next commit leave it out: ", advice);
    git_say_command(row, is_magic(query_text(at, PATH)) ? "--literal-pathspecs " : "");
    buffer_format(&row->remedy, "%s -- ", words);
    command_quote(&row->remedy, query_text(at, PATH));
}
