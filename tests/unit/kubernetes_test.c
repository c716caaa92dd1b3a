/* Manifests of Secrets: which lack a part and on which line that is said; cut short at each byte,
 * nested beyond the bound, more of them than the limit. */
#include "collected.h"

#define TLS "type: kubernetes.io/tls\n"
#define CRT "  tls.crt: Yw==\n"
#define KEY "  tls.key: aw==\n"

struct row {
    const char *text;
    const char *code; /* NULL: nothing is observed */
    uint64_t line;
};

static const struct row rows[] = {
    {"kind: Secret\n" TLS "data:\n" CRT KEY, NULL, 0},
    {"kind: Secret\n" TLS "data:\n" CRT, "k8s-tls-incomplete", 2},
    {"data:\n" KEY TLS "kind: Secret\n", "k8s-tls-incomplete", 3},
    {"kind: Secret\r\ntype: kubernetes.io/tls\r\ndata:\r\n  tls.crt: Yw==\r\n",
     "k8s-tls-incomplete", 2},
    {"kind: Secret\n" TLS, "k8s-tls-incomplete", 2},
    {"kind: Secret\n" TLS "data: {}\n", "k8s-tls-incomplete", 2},
    {"kind: Secret\n" TLS "data: { tls.crt: c, tls.key: k }\n", NULL, 0},
    {"kind: Secret\n" TLS "data:\n" CRT "stringData:\n" KEY, NULL, 0},
    {"kind: Secret\n" TLS "data:\n  tls.crt: |\n    -----BEGIN X-----\n    tls.key: no\n",
     "k8s-tls-incomplete", 2},
    {"kind: Secret\n" TLS "metadata:\n  tls.key: k\ndata:\n" CRT, "k8s-tls-incomplete", 2},
    {"kind: Secret\n" TLS "data:\n" CRT "---\nkind: Secret\n" TLS "data:\n" CRT KEY,
     "k8s-tls-incomplete", 2},
    {"items:\n- kind: Secret\n  " TLS "  data:\n  " CRT "- kind: ConfigMap\n  data:\n  " KEY,
     "k8s-tls-incomplete", 3},
    {"- - kind: Secret\n    " TLS, "k8s-tls-incomplete", 2},
    {"\"kind\": 'Secret'\n\"type\": \"kubernetes.io/tls\" # Secret\n", "k8s-tls-incomplete", 2},
    {"\xEF\xBB\xBFkind: Secret\n" TLS, "k8s-tls-incomplete", 2},
    {"kind: Secret\ntype: Opaque # kubernetes.io/tls\n", NULL, 0},
    {"kind: SealedSecret\nspec:\n  template:\n    " TLS, NULL, 0},
    {"kind: Secret\n" TLS "data: *alias\n", NULL, 0},
    {"kind: Secret\n" TLS "<<: *alias\n", NULL, 0},
    {"kind: Secret\n" TLS "data:\n  {{ include \"data\" . }}\n", NULL, 0},
    {"{{- if .Values.tls }}\nkind: Secret\n" TLS "{{- end }}\n", NULL, 0},
    {"The manifest:\n\n```\nkind: Secret\n" TLS "```\n", NULL, 0},
    {"kind: Secret\n" TLS "and so on\n", NULL, 0},
    {"cat <<EOF\nkind: Secret\n" TLS "EOF\n", NULL, 0},
    {"{\"kind\":\"Secret\",\n\"type\":\"kubernetes.io/tls\",\"data\":{\"tls.crt\":\"\"}}",
     "k8s-tls-incomplete", 2},
    {"{\"kind\":\"Secret\",\"type\":\"kubernetes.io/tls\",\"data\":{\"tls.crt\":\"\",\"tls.key\":"
     "\"\"}}",
     NULL, 0},
    {"{\"kind\":\"Secret\",\"type\":\"kubernetes.io/tls\",\"note\":\"\\\"}\",\"data\":{"
     "\"tls.key\":\"\"}}",
     "k8s-tls-incomplete", 1},
    {"{\"items\":[{\"kind\":\"Secret\",\"type\":\"kubernetes.io/tls\"},{\"data\":{\"tls.crt\":"
     "\"\",\"tls.key\":\"\"}}]}",
     "k8s-tls-incomplete", 1},
    {"{\"kind\":\"Secret\",\"type\":\"kubernetes.io/tls\"", NULL, 0},
    {"kind: Secret\nmetadata:\n  name: cacerts\ndata:\n  ca-cert.pem: Yw==\n",
     "istio-cacerts-incomplete", 1},
    {"kind: Secret\nmetadata:\n  name: cacerts\ndata:\n  ca-cert.pem: c\n  ca-key.pem: c\n"
     "  root-cert.pem: c\n  cert-chain.pem: c\n",
     NULL, 0},
    {"kind: Secret\nmetadata:\n  name: cacerts\ndata:\n  truststore: c\n", NULL, 0},
    {"kind: Secret\nmetadata:\n  labels:\n    name: cacerts\ndata:\n  ca-cert.pem: c\n", NULL, 0},
};

static void secrets_that_lack_a_part(void **state) {
    (void)state;
    static struct collected collected;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        collect(&collected, "manifest", span_text(rows[i].text), NULL);
        if (collected.remark_count != (rows[i].code ? 1 : 0)) {
            fail_msg("row %zu: %zu observations", i, collected.remark_count);
        }
        if (rows[i].code && (strcmp(collected.remarks[0].code, rows[i].code) != 0 ||
                             collected.remarks[0].line != rows[i].line)) {
            fail_msg("row %zu: %s on line %llu", i, collected.remarks[0].code,
                     (unsigned long long)collected.remarks[0].line);
        }
        assert_int_equal(collected.find_count + collected.complaint_count, 0);
    }
}

/* The sanitizers judge; an observation lies on a line that is there. */
static void every_manifest_cut_short(void **state) {
    (void)state;
    static struct collected collected;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        for (size_t length = 0; length < strlen(rows[i].text); length++) {
            struct span cut = exact_copy(span_of(rows[i].text, length));
            collect(&collected, "manifest", cut, NULL);
            for (size_t j = 0; j < collected.remark_count; j++) {
                assert_in_range(collected.remarks[j].line, 1, 20);
            }
            exact_free(cut);
        }
    }
}

static void repeat(struct buffer *text, const char *part, size_t times) {
    for (size_t i = 0; i < times; i++) {
        buffer_append_text(text, part);
    }
}

static void nested_beyond_the_bound(void **state) {
    (void)state;
    static struct collected collected;
    struct buffer text = {0};
    for (size_t depth = 0; depth < 500; depth++) {
        repeat(&text, " ", depth);
        buffer_append_text(&text, "a:\n");
    }
    buffer_append_text(&text, "---\nkind: Secret\n" TLS);
    collect(&collected, "manifest", buffer_span(&text), NULL);
    assert_int_equal(collected.remark_count, 1);
    buffer_clear(&text);
    repeat(&text, "[", 500);
    buffer_append_text(&text, "{\"kind\":\"Secret\",\"type\":\"kubernetes.io/tls\"}");
    collect(&collected, "manifest", buffer_span(&text), NULL);
    assert_int_equal(collected.remark_count, 0);
    buffer_release(&text);
}

static void more_than_the_limit(void **state) {
    (void)state;
    static struct collected collected;
    struct limits limits = limits_default();
    struct buffer text = {0};
    repeat(&text, "kind: Secret\n" TLS "---\n", 20);
    collect(&collected, "manifest", buffer_span(&text), NULL);
    assert_int_equal(collected.remark_count, 20);
    limits.blocks = 3;
    collect(&collected, "manifest", buffer_span(&text), &limits);
    assert_int_equal(collected.remark_count, 3);
    buffer_release(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(secrets_that_lack_a_part),
        cmocka_unit_test(every_manifest_cut_short),
        cmocka_unit_test(nested_beyond_the_bound),
        cmocka_unit_test(more_than_the_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
