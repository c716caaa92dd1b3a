/* Two RSA keys with one modulus and two public exponents: one of them is damaged or forged, and
 * each owner can compute the other's private key. */
#include "checks/row.h"

/* The first find with each of two keys; of more than two the first is compared with all others. */
static const char suspects[] =
    "SELECT (SELECT min(id) FROM artifact WHERE artifact.key = one.id),"
    " (SELECT min(id) FROM artifact WHERE artifact.key = other.id), one.spki, other.spki"
    " FROM key AS other JOIN (SELECT min(id) AS id, modulus_sha1 FROM key"
    "  WHERE algorithm = 'RSA' GROUP BY modulus_sha1 HAVING count(*) > 1) AS least"
    " ON least.modulus_sha1 = other.modulus_sha1 AND least.id < other.id"
    " JOIN key AS one ON one.id = least.id"
    " WHERE other.algorithm = 'RSA' ORDER BY other.id";

/* The exponent is the last INTEGER of the SPKI, RFC 8017 appendix A.1.1; 0 where it is too large
 * to be shown. */
static uint64_t exponent_of(struct span spki) {
    for (size_t length = 1; length <= 8 && length + 2 <= spki.length; length++) {
        const uint8_t *number = spki.bytes + spki.length - length;
        if (number[-1] == length && number[-2] == 0x02) {
            uint64_t exponent = 0;
            for (size_t i = 0; i < length; i++) {
                exponent = exponent << 8 | number[i];
            }
            return exponent;
        }
    }
    return 0;
}

static void say_side(struct buffer *message, const struct thing *thing, struct span spki) {
    uint64_t exponent = exponent_of(spki);
    say_key(message, thing);
    if (exponent) {
        buffer_format(message, ", exponent %llu,", (unsigned long long)exponent);
    }
    buffer_append_text(message, " in ");
    say_place(message, &thing->place);
}

static enum outcome report(struct row *row, struct error *error) {
    const struct thing *one = describer_thing(row->describer, query_number(row->query, 0));
    const struct thing *other = describer_thing(row->describer, query_number(row->query, 1));
    if (!one || !other) {
        return fail(error, "out of memory");
    }
    struct buffer *message = &row->message;
    buffer_append_text(message, "Two RSA keys have one modulus but different public exponents: ");
    say_side(message, one, query_span(row->query, 2));
    buffer_append_text(message, ", and ");
    say_side(message, other, query_span(row->query, 3));
    buffer_append_text(message,
                       ". The modulus digests that openssl prints are equal all the same.");
    return row_report(row, other, 0, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return row_each(audit, suspects, report, error);
}

const struct check key_same_modulus_other_exponent_check = {
    .id = "key-same-modulus-other-exponent",
    .severity = SEVERITY_ERROR,
    .title = "One RSA modulus with two exponents",
    .rule = "Two RSA keys of the inventory have the same modulus and different public exponents.",
    .remedy = "One of the two is damaged or forged, and whoever has one private key can compute "
              "the other: make new keys for both.",
    .reference = "RFC 8017; certsweep rulebook, section 2",
    .run = run,
};
