/* Captures: whole, cut at each byte, with turned bits, beyond the limits, and built to hurt. */
#include "corpus.h"
#include "damaged.h"

#include "decoders/capture_packets.h"

static const char *const names[] = {"formats-captures/mixed.pcap",
                                    "formats-captures/starttls.pcapng", "formats-captures/six.pcap",
                                    "formats-captures/records.bin"};

static void both_certificates_and_nothing_else(void **state) {
    (void)state;
    static struct collected collected;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct buffer file = corpus_file(names[i]);
        struct span copy = exact_copy(buffer_span(&file));
        collect(&collected, "capture.bin", copy, NULL);
        if (collected.find_count != 2 || collected.complaint_count ||
            collected.finds[0].kind != KIND_CERTIFICATE ||
            collected.finds[1].kind != KIND_CERTIFICATE) {
            fail_msg("%s: %zu finds, %zu problems", names[i], collected.find_count,
                     collected.complaint_count);
        }
        exact_free(copy);
        buffer_release(&file);
    }
}

/* No more than the whole gives, but for keys that stand alone once their certificate is cut. */
static void cut_short(void **state) {
    (void)state;
    static struct collected full, part;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct buffer file = corpus_file(names[i]);
        collect(&full, "capture.bin", buffer_span(&file), NULL);
        for (size_t length = 0; length < file.length; length++) {
            struct span cut = exact_copy(span_part(buffer_span(&file), 0, length));
            collect(&part, "capture.bin", cut, NULL);
            for (size_t j = 0; j < part.find_count; j++) {
                assert_true(part.finds[j].kind == KIND_PUBLIC_KEY ||
                            holds_find(&full, &part.finds[j]));
            }
            exact_free(cut);
        }
        buffer_release(&file);
    }
}

static void with_turned_bits(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct buffer file = corpus_file(names[i]);
        check_bits_turned("turned.bin", buffer_span(&file), NAME_PROMISES_NOTHING);
        buffer_release(&file);
    }
}

static void beyond_the_limits(void **state) {
    (void)state;
    static struct collected collected;
    struct buffer file = corpus_file(names[0]);
    struct limits limits = limits_default();
    limits.blocks = 1;
    collect(&collected, "capture.bin", buffer_span(&file), &limits);
    assert_int_equal(collected.find_count, 1);
    assert_non_null(complaint_of(&collected, "limit"));
    limits = limits_default();
    limits.member_bytes = 200; /* two packets */
    collect(&collected, "capture.bin", buffer_span(&file), &limits);
    assert_non_null(complaint_of(&collected, "limit"));
    buffer_release(&file);
}

/* A thousand times the same packet, records that never end, lengths of nothing and of everything.
 */
static void made_to_hurt(void **state) {
    (void)state;
    static struct collected collected;
    static const uint8_t head[24] = {0xD4, 0xC3, 0xB2, 0xA1, 2, 0, 4};
    static const uint8_t record[] = {22, 3, 3, 0, 9, 11, 0, 0, 200, 0, 0, 190, 0, 0};
    struct buffer bytes = {0};
    for (int i = 0; i < 20000; i++) {
        buffer_append(&bytes, record, sizeof record);
    }
    collect(&collected, "stream.bin", buffer_span(&bytes), NULL);
    assert_int_equal(collected.find_count + collected.complaint_count, 0);
    buffer_clear(&bytes);
    buffer_append(&bytes, head, sizeof head);
    bytes.bytes[20] = 101;
    for (int i = 0; i < 3000; i++) {
        uint8_t packet[16 + 40 + sizeof record] = {0};
        packet[8] = packet[12] = sizeof packet - 16;
        packet[16] = 0x45;
        packet[25] = 6;
        packet[36 + 7] = (uint8_t)(i * 7);
        packet[36 + 12] = 0x50;
        memcpy(packet + 56, record, sizeof record);
        buffer_append(&bytes, packet, sizeof packet);
    }
    assert_true(capture_begins(buffer_span(&bytes)));
    collect(&collected, "capture.bin", buffer_span(&bytes), NULL);
    assert_int_equal(collected.find_count + collected.complaint_count, 0);
    buffer_release(&bytes);
}

/* What a gap leaves of a certificate is none. */
static void a_lost_packet(void **state) {
    (void)state;
    static struct collected collected;
    struct buffer file = corpus_file("formats-captures/gap.pcap");
    collect(&collected, "capture.bin", buffer_span(&file), NULL);
    for (size_t i = 0; i < collected.find_count; i++) {
        assert_int_equal(collected.finds[i].kind, KIND_PUBLIC_KEY);
    }
    buffer_release(&file);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_certificates_and_nothing_else),
        cmocka_unit_test(cut_short),
        cmocka_unit_test(with_turned_bits),
        cmocka_unit_test(beyond_the_limits),
        cmocka_unit_test(made_to_hurt),
        cmocka_unit_test(a_lost_packet),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
