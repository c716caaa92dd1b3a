/* Reads one object of JSON (RFC 8259), or of what looks like it in source code, around a member
 * that was found by searching: names in double, single or no quotes, the whole object escaped
 * inside another string, strings put together from pieces. No recursion, no allocation; not a
 * validator. */
#ifndef DECODERS_JSON_SCAN_H
#define DECODERS_JSON_SCAN_H

#include "base/buffer.h"

enum { JSON_OBJECT_BYTES_MOST = 1 << 16 };

enum json_kind { JSON_STRING, JSON_ARRAY, JSON_OTHER };

struct json_member {
    struct span name;
    enum json_kind kind;
    struct span value; /* as written, with quotes or brackets */
};

struct json_cursor {
    struct span text; /* from the opening brace on, at most JSON_OBJECT_BYTES_MOST */
    size_t at;        /* bytes of text read so far */
    unsigned escapes; /* backslashes before each quote: 0 where nothing is escaped */
    bool done;        /* the closing brace was met */
};

/* False where json_object_around surely says so for this word, told from the bytes next to it. */
bool json_may_name_member(struct span text, size_t offset, size_t word_length);

/* Looks around the word at offset (a member's name, without quotes) for the object it is a member
 * of; goes back no further than floor. False where the word is no name of a member. */
bool json_object_around(struct span text, size_t floor, size_t offset, size_t word_length,
                        struct json_cursor *cursor, size_t *start);

/* The next member. False at the end of the object, when done is set, and where it cannot be read.
 */
bool json_next(struct json_cursor *cursor, struct json_member *member);

/* Takes the next string out of the content of an array, false where there is none. */
bool json_next_string(const struct json_cursor *cursor, struct span *array, struct span *string);

/* Appends what a string says: its pieces together, without quotes. A backslash and what it escapes
 * is kept only for '/'; no key or certificate has any other. */
void json_append(struct buffer *out, const struct json_cursor *cursor, struct span string);

#endif
