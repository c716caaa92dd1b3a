#include "checks/conversion.h"

#include "base/text.h"
#include "checks/commands.h"

void conversion_append_renamed(struct buffer *out, const char *path, const char *extension) {
    struct buffer renamed = {0};
    const char *base = text_base_name(path);
    const char *dot = strrchr(base, '.');
    size_t length = dot && dot != base ? (size_t)(dot - path) : strlen(path);
    buffer_append(&renamed, path, length);
    buffer_append_text(&renamed, extension);
    command_quote(out, buffer_text(&renamed));
    buffer_release(&renamed);
}

void conversion_replace(struct buffer *out, const char *path, const char *reading,
                        const char *writing) {
    struct buffer made = {0};
    buffer_format(&made, "%s.new", path);
    buffer_format(out, "%s ", reading);
    command_quote(out, path);
    buffer_format(out, " %s ", writing);
    command_quote(out, buffer_text(&made));
    buffer_append_text(out, " && mv ");
    command_quote(out, buffer_text(&made));
    buffer_append_text(out, " ");
    command_quote(out, path);
    buffer_release(&made);
}
