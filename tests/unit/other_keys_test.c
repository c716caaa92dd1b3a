/* Keys that belong to no certificate: named by their form, secret or public. */
#include "damaged.h"
#include "expected.h"

static const char secret[] = "other-secret-key", public[] = "other-public-key";

static const struct named_file {
    const char *file; /* below formats-other-kinds */
    size_t secrets, publics;
    uint64_t line; /* of the first */
} files[] = {
    {"openvpn/ta.key", 1, 0, 4},
    {"openvpn/v2-server.key", 1, 0, 1},
    {"openvpn/v2-client.key", 1, 0, 1},
    {"openvpn/profile.ovpn", 1, 0, 8},
    {"openvpn/escaped.json", 1, 0, 1},
    {"openvpn/manual.txt", 0, 0, 0},
    {"wireguard/wg0.conf", 2, 1, 2},
    {"wireguard/wg0.netdev", 1, 0, 6},
    {"wireguard/wg0.nmconnection", 1, 0, 5},
    {"wireguard/template.conf", 0, 0, 0},
    {"wireguard/elsewhere.ini", 0, 0, 0},
    {"age/identity.txt", 1, 1, 3},
    {"age/.sops.yaml", 0, 1, 2},
    {"age/wrong.yaml", 0, 0, 0},
    {"age/mention.md", 0, 0, 0},
    {"signing/open.key", 1, 0, 1},
    {"signing/locked.key", 1, 0, 1},
    {"signing/signify.sec", 1, 0, 1},
    {"signing/lock.sec", 1, 0, 1},
    {"signing/open.pub", 0, 1, 1},
    {"signing/signify.pub", 0, 1, 1},
    {"signing/archive.sig", 0, 0, 0},
    {"openpgp/secret.asc", 1, 0, 1},
    {"openpgp/secret.gpg", 1, 0, 0},
    {"openpgp/public.asc", 0, 1, 1},
    {"openpgp/public.gpg", 0, 1, 0},
    {"openpgp/private-keys-v1.d/0123456789.key", 1, 0, 2},
    {"openpgp/pubring.kbx", 0, 1, 0},
    {"openpgp/text.asc", 0, 0, 0},
    {"labels/attributes.pem", 0, 1, 0},
    {"labels/cosign.key", 1, 0, 0},
    {"labels/nebula.key", 1, 0, 0},
    {"labels/nebula-ca.key", 1, 0, 0},
    {"labels/nebula.pub", 0, 1, 0},
    {"labels/nebula.crt", 0, 1, 0},
    {"labels/hs_ed25519_secret_key", 1, 0, 1},
};

static size_t count_of(const struct collected *collected, const char *code, uint64_t *line) {
    size_t count = 0;
    for (size_t i = 0; i < collected->remark_count; i++) {
        if (strcmp(collected->remarks[i].code, code) == 0) {
            *line = count++ || *line ? *line : collected->remarks[i].line;
        }
    }
    return count;
}

static struct buffer named(const char *file) {
    char path[128];
    snprintf(path, sizeof path, "formats-other-kinds/%s", file);
    return corpus_file(path);
}

static void names_every_kind(void **state) {
    (void)state;
    static struct collected collected;
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct buffer file = named(files[i].file);
        uint64_t line = 0;
        collect(&collected, text_base_name(files[i].file), buffer_span(&file), NULL);
        size_t secrets = count_of(&collected, secret, &line);
        size_t publics = count_of(&collected, public, &line);
        if (secrets != files[i].secrets || publics != files[i].publics || line != files[i].line ||
            collected.find_count || collected.complaint_count) {
            fail_msg("%s: %zu secret, %zu public, the first in line %llu", files[i].file, secrets,
                     publics, (unsigned long long)line);
        }
        buffer_release(&file);
    }
}

/* A part of a file never yields more than the whole. */
static void survives_damage(void **state) {
    (void)state;
    static struct collected collected;
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct buffer file = named(files[i].file);
        for (size_t length = 0; length < file.length; length++) {
            struct span cut = exact_copy(span_part(buffer_span(&file), 0, length));
            uint64_t line = 0;
            collect(&collected, "fuzzed", cut, NULL);
            if (count_of(&collected, secret, &line) > files[i].secrets ||
                count_of(&collected, public, &line) > files[i].publics || collected.find_count) {
                fail_msg("%s cut to %zu bytes yields more", files[i].file, length);
            }
            exact_free(cut);
        }
        buffer_release(&file);
    }
    static const char *const turned[] = {"signing/lock.sec", "age/.sops.yaml",
                                         "wireguard/wg0.netdev", "openpgp/secret.gpg"};
    for (size_t i = 0; i < COUNT_OF(turned); i++) {
        struct buffer file = named(turned[i]);
        check_bits_turned("fuzzed", buffer_span(&file), NAME_PROMISES_NOTHING);
        buffer_release(&file);
    }
}

/* A digit more or less, another heading, another tag: not what the program writes. */
static void refuses_what_is_nearly_one(void **state) {
    (void)state;
    static const char *const texts[] = {
        "-----BEGIN OpenVPN Static key V1-----\n0123456789abcdef0123456789abcde\n",
        "-----BEGIN OpenVPN Static key V1-----\n0123456789abcdef0123456789abcdef0\n",
        "-----BEGIN OpenVPN tls-crypt-v2 client key-----\nshort\n",
        "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nmDMEaQfRqBYJKwYBBAHaRw8BAQdAxOfsr1ZIligvRVk\n",
        "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n...\n-----END PGP PUBLIC KEY BLOCK-----\n",
        "untrusted comment: x\nRWRTY0Iy0000\n",
        "untrusted comment: x",
        "[Interface]\nPrivateKey = c2hvcnQ=\n",
        "[Interface]\n[Elsewhere]\nPrivateKey: "
        "yAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk=\n",
        "AGE-SECRET-KEY-1QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ\n",
        "(11:private-key is what an S-expression begins with",
        "== ed25519v1-secret: type0 == in prose",
    };
    static struct collected collected;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        uint64_t line = 0;
        struct span copy = exact_copy(span_text(texts[i]));
        collect(&collected, "text", copy, NULL);
        if (count_of(&collected, secret, &line) + count_of(&collected, public, &line)) {
            fail_msg("named: %s", texts[i]);
        }
        exact_free(copy);
    }
}

/* Whatever stands between heading and key, as far as the search looks, decides the same with the
 * anchors as without. */
static void sees_the_heading_from_afar(void **state) {
    (void)state;
    static struct collected collected;
    static const char key[] = "PrivateKey = yAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk=\n";
    for (size_t gap = 900; gap < 1100; gap++) {
        struct buffer text = {0};
        buffer_append_text(&text, "[Interface]\n#");
        for (size_t i = 0; i < gap; i++) {
            buffer_append_byte(&text, 'x');
        }
        buffer_format(&text, "\n%s", key);
        collect(&collected, "text", buffer_span(&text), NULL); /* compares both */
        assert_int_equal(has_remark(&collected, secret), gap + 24 <= 960);
        buffer_release(&text);
    }
}

static void stops_at_the_limit(void **state) {
    (void)state;
    static struct collected collected;
    struct limits limits = limits_default();
    struct buffer file = named("wireguard/wg0.conf");
    uint64_t line = 0;
    limits.blocks = 2;
    collect(&collected, "wg0.conf", buffer_span(&file), &limits);
    assert_int_equal(count_of(&collected, secret, &line) + count_of(&collected, public, &line), 2);
    assert_non_null(complaint_of(&collected, "limit"));
    buffer_release(&file);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_every_kind),           cmocka_unit_test(survives_damage),
        cmocka_unit_test(refuses_what_is_nearly_one), cmocka_unit_test(sees_the_heading_from_afar),
        cmocka_unit_test(stops_at_the_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
