#include "base/prose.h"

#include <stddef.h>
#include <string.h>

#include "base/text.h"

static const char *const documents[] = {".md",  ".rst", ".html",  ".htm", ".adoc", ".asciidoc",
                                        ".tex", ".po",  ".ipynb", ".1",   ".5",    ".8",
                                        ".pod", ".mdx", ".texi",  NULL};
static const char *const texts[] = {".txt", ".xml", ".svg", NULL};
static const char *const programs[] = {".c",  ".h",     ".cc",   ".cpp",   ".hpp", ".go", ".java",
                                       ".js", ".jsx",   ".ts",   ".tsx",   ".py",  ".rb", ".pl",
                                       ".pm", ".t",     ".php",  ".rs",    ".cs",  ".kt", ".lua",
                                       ".m",  ".scala", ".diff", ".patch", NULL};

bool prose_is_documentation(const char *name) {
    return text_has_extension_of(name, documents);
}

/* Tomcat's configuration is XML; much else that is called .xml is a manual. */
static bool is_configuration(const char *name) {
    return strcmp(text_base_name(name), "server.xml") == 0;
}

bool prose_by_name(const char *name) {
    return !is_configuration(name) &&
           (prose_is_documentation(name) || text_has_extension_of(name, texts) ||
            text_has_extension_of(name, programs));
}
