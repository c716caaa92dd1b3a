/* What Terraform and CloudFormation are told of keys and certificates: truststores of API Gateway
 * by their address, and files that are read with file("...") (AWS provider, aws_api_gateway_
 * domain_name; Terraform, function file; CloudFormation, MutualTlsAuthentication). */
#define _GNU_SOURCE
#include "base/text.h"
#include "decoders/configuration.h"

static const struct directive truststores[] = {
    {"truststore_uri", ROLE_CLIENT_TRUSTSTORE},
    {"TruststoreUri", ROLE_CLIENT_TRUSTSTORE},
    {"truststoreUri", ROLE_CLIENT_TRUSTSTORE},
    {0},
};
/* Attributes that take content; others by the name of the file. */
static const struct directive contents[] = {
    {"certificate_body", ROLE_CERTIFICATE},
    {"certificate_chain", ROLE_CHAIN},
    {"private_key", ROLE_KEY},
    {0},
};

static bool is_terraform(const struct blob *blob) {
    return text_has_extension(blob->name, ".tf") || text_has_extension(blob->name, ".tofu") ||
           text_has_extension(blob->name, ".hcl");
}

/* What comes behind this function's bracket and quote; empty where the line does not call it. */
static struct span behind(struct span line, const char *call) {
    const uint8_t *at = memmem(line.bytes, line.length, call, strlen(call));
    size_t offset = at ? (size_t)(at - line.bytes) : line.length;
    bool is_word = offset == 0 || memchr(" \t=(,[", line.bytes[offset - 1], 7);
    return span_from(line, at && is_word ? offset + strlen(call) : line.length);
}

/* The quoted argument of file( or filebase64( without the folder of the module, which is that of
 * the file; empty where there is none. */
static struct span argument_of(struct span line) {
    static const char *const folders[] = {"${path.module}/", "${path.root}/", "${path.cwd}/", NULL};
    struct span path = behind(line, "file(\"");
    path = path.length ? path : behind(line, "filebase64(\"");
    const uint8_t *end = path.length ? memchr(path.bytes, '"', path.length) : NULL;
    path = span_part(path, 0, end ? (size_t)(end - path.bytes) : 0);
    for (size_t i = 0; folders[i]; i++) {
        if (span_starts_with(path, folders[i], strlen(folders[i]))) {
            return span_from(path, strlen(folders[i]));
        }
    }
    return path;
}

static void read_attribute(struct configuration *configuration, struct span line) {
    struct span path = argument_of(line), name, value;
    if (path.length == 0 || !configuration_setting(line, &name, &value)) {
        return;
    }
    const struct directive *content = directive_named(contents, name, false);
    struct directive by_name = {.role = configuration_role_of(path)};
    if (content || by_name.role) {
        configuration_report(configuration, content ? content : &by_name, name, path);
    }
}

static bool terraform_decode(const struct blob *blob, struct examiner *examiner) {
    bool terraform = is_terraform(blob);
    struct configuration configuration =
        configuration_of(blob, examiner, terraform ? "terraform" : "cloudformation");
    struct span line, name, value;
    while (configuration_line(&configuration, &line)) {
        if (configuration.column == 0 && line.bytes[line.length - 1] == '{') {
            configuration.block = configuration.line;
        }
        const struct directive *directive = configuration_setting(line, &name, &value)
                                                ? directive_named(truststores, name, false)
                                                : NULL;
        if (directive) {
            configuration_report(&configuration, directive, name, value);
        } else if (terraform) {
            read_attribute(&configuration, line);
        }
    }
    return false;
}

static const struct anchor anchors[] = {{"[tT]ruststore[_U][ur]", NULL}, {0}};

const struct decoder terraform_decoder = {
    .name = "terraform",
    .accepts = configuration_accepts,
    .decode = terraform_decode,
    .anchors = anchors,
    .front = is_terraform,
};
