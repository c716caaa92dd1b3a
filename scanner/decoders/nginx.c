/* What nginx is told of keys and certificates: statements of words that end with ';', in blocks
 * (nginx documentation, ngx_http_ssl_module and the modules that connect to others). */
#include "decoders/configuration.h"

static const struct directive directives[] = {
    {"ssl_certificate", ROLE_CERTIFICATE},
    {"ssl_certificate_key", ROLE_KEY},
    {"ssl_client_certificate", ROLE_CLIENT_TRUSTSTORE},
    {"ssl_trusted_certificate", ROLE_CLIENT_TRUSTSTORE},
    {"proxy_ssl_certificate", ROLE_CERTIFICATE},
    {"proxy_ssl_certificate_key", ROLE_KEY},
    {"proxy_ssl_trusted_certificate", ROLE_SERVER_TRUSTSTORE},
    {"grpc_ssl_certificate", ROLE_CERTIFICATE},
    {"grpc_ssl_certificate_key", ROLE_KEY},
    {"grpc_ssl_trusted_certificate", ROLE_SERVER_TRUSTSTORE},
    {"uwsgi_ssl_certificate", ROLE_CERTIFICATE},
    {"uwsgi_ssl_certificate_key", ROLE_KEY},
    {"uwsgi_ssl_trusted_certificate", ROLE_SERVER_TRUSTSTORE},
    {0},
};

enum { BLOCKS_MOST = 64, WORDS_KEPT = 2 };

struct statement {
    struct configuration configuration;
    struct span words[WORDS_KEPT];
    unsigned count;
    uint64_t line;                /* of its first word */
    uint64_t blocks[BLOCKS_MOST]; /* lines on which the open ones begin */
    uint64_t depth;
};

static uint64_t innermost(const struct statement *statement) {
    uint64_t depth = statement->depth < BLOCKS_MOST ? statement->depth : BLOCKS_MOST;
    return depth ? statement->blocks[depth - 1] : 0;
}

static void end_statement(struct statement *statement) {
    const struct directive *directive =
        statement->count == WORDS_KEPT ? directive_named(directives, statement->words[0], false)
                                       : NULL;
    if (directive) {
        uint64_t reached = statement->configuration.line;
        statement->configuration.line = statement->line;
        statement->configuration.block = innermost(statement);
        configuration_report(&statement->configuration, directive, statement->words[0],
                             statement->words[1]);
        statement->configuration.line = reached;
    }
    statement->count = 0;
}

static void take_word(struct statement *statement, struct span word) {
    if (statement->count == 0) {
        statement->line = statement->configuration.line;
    }
    if (statement->count < WORDS_KEPT) {
        statement->words[statement->count] = word;
    }
    statement->count++;
}

static void open_block(struct statement *statement) {
    if (statement->depth < BLOCKS_MOST) {
        statement->blocks[statement->depth] =
            statement->count ? statement->line : statement->configuration.line;
    }
    statement->depth++;
    statement->count = 0;
}

static void close_block(struct statement *statement) {
    statement->depth -= statement->depth > 0;
    statement->count = 0;
}

/* A variable in braces belongs to the word it stands in. */
static bool ends_word(struct span text, size_t at) {
    return memchr(" \t\r\n;{}", text.bytes[at], 7) &&
           !(text.bytes[at] == '{' && at > 0 && text.bytes[at - 1] == '$');
}

/* Length of the word at the front: quoted, or up to what ends one. */
static size_t word_length(struct span text) {
    uint8_t quote = text.bytes[0] == '"' || text.bytes[0] == '\'' ? text.bytes[0] : 0;
    size_t length = 1;
    while (length < text.length &&
           (quote ? text.bytes[length] != quote && text.bytes[length] != '\n'
                  : !ends_word(text, length))) {
        bool variable = !quote && text.bytes[length] == '{';
        const uint8_t *end =
            variable ? memchr(text.bytes + length, '}', span_part(text, length, 256).length) : NULL;
        length = end ? (size_t)(end - text.bytes) + 1 : length + 1;
    }
    bool closed = quote && length < text.length && text.bytes[length] == quote;
    return closed ? length + 1 : length;
}

static struct span unquoted(struct span word) {
    bool quoted = word.length >= 2 && (word.bytes[0] == '"' || word.bytes[0] == '\'') &&
                  word.bytes[word.length - 1] == word.bytes[0];
    return quoted ? span_part(word, 1, word.length - 2) : word;
}

static size_t skip_comment(struct span text) {
    const uint8_t *end = memchr(text.bytes, '\n', text.length);
    return end ? (size_t)(end - text.bytes) : text.length;
}

/* Takes one thing off the front of the text. */
static size_t step(struct statement *statement, struct span text) {
    size_t length = 1;
    switch (text.bytes[0]) {
    case '\n':
        statement->configuration.line++;
        break;
    case ' ':
    case '\t':
    case '\r':
        break;
    case '#':
        length = skip_comment(text);
        break;
    case ';':
        end_statement(statement);
        break;
    case '{':
        open_block(statement);
        break;
    case '}':
        close_block(statement);
        break;
    default:
        length = word_length(text);
        take_word(statement, unquoted(span_part(text, 0, length)));
    }
    return length;
}

static bool nginx_decode(const struct blob *blob, struct examiner *examiner) {
    struct statement statement = {.configuration = configuration_of(blob, examiner, "nginx")};
    statement.configuration.line = 1;
    for (struct span rest = blob->bytes; rest.length;) {
        rest = span_from(rest, step(&statement, rest));
    }
    return false;
}

static const struct anchor anchors[] = {{"ssl_certificate", NULL},
                                        {"ssl_client_certificate", NULL},
                                        {"ssl_trusted_certificate", NULL},
                                        {0}};

const struct decoder nginx_decoder = {
    .name = "nginx",
    .accepts = configuration_accepts,
    .decode = nginx_decode,
    .anchors = anchors,
};
