/* record: every type of record and every kind of job through a message and back, and hostile
 * values in each place of the message. */
#include "base/arena.h"
#include "record.h"
#include "unit.h"

static struct object_id object(uint64_t length) {
    struct object_id id = {.length = length};
    for (size_t i = 0; i < length; i++) {
        id.bytes[i] = (uint8_t)(0xA0 + i);
    }
    return id;
}

static struct artifact example_artifact(void) {
    struct artifact artifact = artifact_of(KIND_CERTIFICATE, "X.509");
    artifact.encoding = "pem";
    artifact.has_sha256 = true;
    artifact.locked = true;
    artifact.lock = "aes-256-cbc";
    artifact.der = LITERAL("\x30\x00");
    memset(artifact.identity, 1, sizeof artifact.identity);
    memset(artifact.sha256, 2, sizeof artifact.sha256);
    artifact.key = (struct public_key){.known = true,
                                       .spki = LITERAL("spki"),
                                       .algorithm = "RSA",
                                       .curve = "P-256",
                                       .bits = 2048,
                                       .has_modulus = true};
    memset(artifact.key.spki_sha256, 3, SHA256_BYTES);
    memset(artifact.key.modulus_sha1, 4, SHA1_BYTES);
    artifact.certificate = (struct certificate_facts){
        .subject = "CN = a",
        .issuer = "CN = b",
        .serial = "0a",
        .not_before = "2024-01-01T00:00:00Z",
        .not_after = "2025-01-01T00:00:00Z",
        .signature_algorithm = "sha256WithRSAEncryption",
        .signature_digest = "SHA256",
        .version = 3,
        .is_ca = true,
        .is_self_issued = true,
        .is_self_signed = true,
        .is_self_signed_unknown = true,
        .has_path_length = true,
        .path_length = 2,
        .has_key_usage = true,
        .key_usage = USAGE_CERT_SIGN,
        .has_extended_key_usage = true,
        .extended_key_usage = "clientAuth",
        .subject_key_identifier = "ab",
        .authority_key_identifier = "cd",
        .alternative_names = "DNS:a",
        .name_hash = "0123abcd",
        .name_hash_old = "4567cdef",
        .faults = "malformed-extension keyUsage",
        .deviations = "serial-zero",
        .policy = "require:0",
        .names = LITERAL("names"),
        .constraints = LITERAL("constraints"),
        .revoked = LITERAL("revoked"),
    };
    memset(artifact.certificate.subject_name, 5, SHA256_BYTES);
    memset(artifact.certificate.issuer_name, 6, SHA256_BYTES);
    return artifact;
}

static struct record example(enum record_type type) {
    struct record record = record_of(type);
    if (type == RECORD_VERDICT) {
        record.pair = 17;
        record.verdict = VERDICT_INVALID;
        return record;
    }
    if (type == RECORD_DONE) {
        return record;
    }
    record.origin = (struct origin){.root = 3, .path = "a/b", .object = object(20), .named = true};
    record.trail = "x.tar!y.pem";
    record.container = "x.tar";
    record.position = 42;
    if (type == RECORD_ARTIFACT) {
        record.artifact = example_artifact();
    } else if (type == RECORD_PROBLEM) {
        record.problem = (struct problem){.stage = "read",
                                          .code = "limit",
                                          .detail = "too large",
                                          .skipped = true,
                                          .layer = LAYER_MEMBER,
                                          .bytes = 99};
    } else if (type == RECORD_OBSERVATION) {
        record.observation = (struct observation){
            .code = "pem-crlf", .line = 3, .column = 7, .detail = "lines end in CR LF"};
    } else if (type == RECORD_REFERENCE) {
        record.reference = (struct file_reference){.family = "nginx",
                                                   .directive = "ssl_certificate_key",
                                                   .role = ROLE_KEY,
                                                   .line = 9,
                                                   .block = 4,
                                                   .name = "certs/a.key"};
    } else if (type == RECORD_POINTER) {
        record.pointer = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    } else if (type == RECORD_LEFT_OUT) {
        record.left_out = (struct left_out){.reason = "left out by --git=head", .things = 12};
    } else if (type == RECORD_LINKED) {
        record.linked = (struct linked){.device = 7, .inode = 11};
    } else if (type == RECORD_SEARCHED) {
        record.searched = (struct searched){
            .stamp = {"a stamp of 24 bytes....."}, .locked = true, .records = LITERAL("records")};
        record.searched.account.seen[LAYER_MEMBER] = (struct tally){5, 500};
    } else if (type == RECORD_PACK) {
        record.pack =
            (struct pack_part){.stamp = {"a stamp of 24 bytes....."}, .done = 3, .total = 1000};
    } else if (type == RECORD_NOTHING) {
        record.stamps = LITERAL("two stamps of 24 bytes, one behind the other....");
    } else {
        record.appearance = (struct appearance){.object = object(32),
                                                .path = "c/d",
                                                .revision = "abcdef",
                                                .date = "2024-02-29T00:00:00Z",
                                                .last = "fedcba",
                                                .last_date = "2024-03-01T00:00:00Z",
                                                .refs = "heads/main",
                                                .at_head = true,
                                                .reachable = true,
                                                .staged = true};
    }
    return record;
}

static struct buffer written(struct record *record) {
    struct buffer out = {0};
    struct exchange exchange = {.out = &out};
    assert_true(record_exchange(&exchange, record));
    return out;
}

static bool reads(struct span message, struct record *record) {
    struct exchange exchange = {.in = message};
    *record = record_of(RECORD_DONE);
    return record_exchange(&exchange, record);
}

static void every_type_is_read_back(void **state) {
    (void)state;
    for (enum record_type type = RECORD_ARTIFACT; type < RECORD_TYPES; type++) {
        struct record source = example(type), copy;
        struct buffer first = written(&source);
        assert_true(reads(buffer_span(&first), &copy));
        assert_int_equal(copy.type, type);
        struct buffer second = written(&copy);
        assert_span_equal(buffer_span(&second), buffer_span(&first), type);
        buffer_release(&first);
        buffer_release(&second);
    }
}

static void fields_arrive_where_they_belong(void **state) {
    (void)state;
    struct record source = example(RECORD_ARTIFACT), copy;
    struct buffer out = written(&source);
    assert_true(reads(buffer_span(&out), &copy));
    assert_string_equal(copy.origin.path, "a/b");
    assert_span_equal(object_id_span(&copy.origin.object), object_id_span(&source.origin.object),
                      0);
    assert_string_equal(copy.trail, "x.tar!y.pem");
    assert_int_equal(copy.position, 42);
    assert_string_equal(copy.artifact.certificate.alternative_names, "DNS:a");
    assert_string_equal(copy.artifact.certificate.faults, "malformed-extension keyUsage");
    assert_string_equal(copy.artifact.certificate.deviations, "serial-zero");
    assert_string_equal(copy.artifact.certificate.policy, "require:0");
    assert_span_equal(copy.artifact.certificate.names, LITERAL("names"), 0);
    assert_span_equal(copy.artifact.certificate.constraints, LITERAL("constraints"), 1);
    assert_span_equal(copy.artifact.certificate.revoked, LITERAL("revoked"), 2);
    assert_string_equal(copy.artifact.certificate.name_hash, "0123abcd");
    assert_string_equal(copy.artifact.key.algorithm, "RSA");
    assert_true(copy.artifact.certificate.is_ca);
    buffer_release(&out);
    source = example(RECORD_SEARCHED);
    out = written(&source);
    assert_true(reads(buffer_span(&out), &copy));
    assert_true(copy.searched.locked);
    assert_int_equal(copy.searched.account.seen[LAYER_MEMBER].bytes, 500);
    assert_span_equal(copy.searched.records, LITERAL("records"), 0);
    buffer_release(&out);
    source = example(RECORD_APPEARANCE);
    out = written(&source);
    assert_true(reads(buffer_span(&out), &copy));
    assert_string_equal(copy.appearance.revision, "abcdef");
    assert_int_equal(copy.appearance.object.length, 32);
    buffer_release(&out);
}

static void every_shorter_or_longer_message_fails(void **state) {
    (void)state;
    for (enum record_type type = RECORD_ARTIFACT; type < RECORD_TYPES; type++) {
        struct record source = example(type), copy;
        struct buffer out = written(&source);
        for (size_t length = 0; length < out.length; length++) {
            struct span cut = exact_copy(span_part(buffer_span(&out), 0, length));
            assert_false(reads(cut, &copy));
            exact_free(cut);
        }
        buffer_append_byte(&out, 0);
        assert_false(reads(buffer_span(&out), &copy));
        buffer_release(&out);
    }
}

/* Each byte of the message set to each of these: what is still read must stand for itself. */
static void changed_bytes_fail_or_stand_for_themselves(void **state) {
    (void)state;
    static const uint8_t values[] = {0x00, 0x01, 0x02, 0x7F, 0x80, 0xFF};
    for (enum record_type type = RECORD_ARTIFACT; type < RECORD_TYPES; type++) {
        struct record source = example(type), copy;
        struct buffer out = written(&source);
        for (size_t i = 0; i < out.length * COUNT_OF(values); i++) {
            size_t at = i / COUNT_OF(values);
            uint8_t before = out.bytes[at];
            out.bytes[at] = values[i % COUNT_OF(values)];
            struct span message = exact_copy(buffer_span(&out));
            if (reads(message, &copy)) {
                struct buffer again = written(&copy);
                assert_span_equal(buffer_span(&again), message, at);
                buffer_release(&again);
            }
            exact_free(message);
            out.bytes[at] = before;
        }
        buffer_release(&out);
    }
}

/* Neither written nor read: a value that is out of range must not leave one side. */
static void check_refused(struct record *record, const char *what) {
    struct buffer out = {0};
    struct record copy;
    struct exchange exchange = {.out = &out};
    bool wrote = record_exchange(&exchange, record);
    if (reads(buffer_span(&out), &copy)) {
        fail_msg("%s is read", what);
    }
    if (wrote) {
        fail_msg("%s is written", what);
    }
    buffer_release(&out);
}

static void values_out_of_range_are_refused(void **state) {
    (void)state;
    struct record record = example(RECORD_PROBLEM);
    record.problem.layer = LAYERS;
    check_refused(&record, "a layer that does not exist");
    record = example(RECORD_PROBLEM);
    record.origin.object.length = OBJECT_ID_BYTES + 1;
    check_refused(&record, "an object id of 33 bytes");
    record = example(RECORD_ARTIFACT);
    record.artifact.kind = KINDS;
    check_refused(&record, "a kind that does not exist");
    record.artifact.kind = (enum artifact_kind)0;
    check_refused(&record, "kind 0");
    record = example(RECORD_NOTHING);
    record.stamps = LITERAL("not a whole stamp");
    check_refused(&record, "a stamp that is cut off");
    record = example(RECORD_VERDICT);
    record.verdict = VERDICTS;
    check_refused(&record, "a verdict that does not exist");
    record.verdict = (enum verdict)0;
    check_refused(&record, "verdict 0");
    record = example(RECORD_DONE);
    record.type = RECORD_TYPES;
    check_refused(&record, "a type that does not exist");
    record.type = (enum record_type)0;
    check_refused(&record, "type 0");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_type_is_read_back),
        cmocka_unit_test(fields_arrive_where_they_belong),
        cmocka_unit_test(every_shorter_or_longer_message_fails),
        cmocka_unit_test(changed_bytes_fail_or_stand_for_themselves),
        cmocka_unit_test(values_out_of_range_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
