#include "relations/path_rules.h"

#include "relations/name_constraints.h"
#include "relations/path_policy.h"

enum { POLICY_STEPS_MOST = 256 };

const char *path_fault_name(enum path_fault_code code) {
    static const char *const names[FAULT_CODES] = {
        [FAULT_NONE] = "",
        [FAULT_LEAF_EXPIRED] = "leaf-expired",
        [FAULT_LEAF_FUTURE] = "leaf-not-yet-valid",
        [FAULT_LEAF_FAULTY] = "leaf-faulty",
        [FAULT_LEAF_REVOKED] = "leaf-revoked",
        [FAULT_EXPIRED] = "expired",
        [FAULT_FUTURE] = "not-yet-valid",
        [FAULT_REVOKED] = "revoked",
        [FAULT_NOT_CA] = "not-ca",
        [FAULT_NO_KEY_CERT_SIGN] = "no-key-cert-sign",
        [FAULT_FAULTY] = "faulty",
        [FAULT_PATH_LENGTH] = "path-length",
        [FAULT_NAME_CONSTRAINT] = "name-constraint",
        [FAULT_POLICY] = "policy",
        [FAULT_PURPOSE] = "purpose",
        [FAULT_ALTERNATE] = "expired-alternate",
    };
    return names[code];
}

static const struct certificate *at(const struct path_rules *rules, uint32_t index) {
    return &rules->graph->certificates[index];
}

/* The rules on a CA that need no path. */
static bool is_sound(const struct certificate *certificate, enum path_level level) {
    return certificate->is_ca && certificate->may_sign_certificates && !certificate->is_faulty &&
           !certificate->is_revoked && (certificate->is_valid || level == LEVEL_UNTIMED) &&
           (level != LEVEL_CONFORMING || !certificate->is_deviant);
}

static bool keeps_length(const struct certificate *certificate, const struct path_so_far *path) {
    return certificate->path_length < 0 ||
           path->intermediates <= (uint32_t)certificate->path_length;
}

static bool keeps_purpose(const struct path_rules *rules, const struct path_so_far *path,
                          const struct certificate *certificate) {
    uint8_t wanted = at(rules, path->certificates[0])->wanted;
    return wanted == 0 || (path->purposes & certificate->purposes & wanted) != 0;
}

/* Every certificate below it but self-issued CAs; the leaf always. *broken: the first at fault. */
static bool keeps_constraints(struct path_rules *rules, const struct path_so_far *path,
                              uint32_t index, uint32_t *broken, struct name_entry *name) {
    if (!at(rules, index)->has_constraints) {
        return true;
    }
    struct span constraints = path_details_of(rules->details, index)->constraints;
    for (uint32_t i = 0; i < path->length; i++) {
        *broken = path->certificates[i];
        if (i > 0 && at(rules, *broken)->is_self_issued) {
            continue;
        }
        struct span names = path_details_of(rules->details, *broken)->names;
        if (name_constraints_judge(constraints, names, &rules->comparisons, name) != NAMES_KEPT) {
            return false;
        }
    }
    return true;
}

enum rule_answer path_rules_admit(struct path_rules *rules, const struct path_so_far *path,
                                  uint32_t certificate, enum path_level level) {
    const struct certificate *next = at(rules, certificate);
    uint32_t broken = 0;
    struct name_entry name;
    if (level == LEVEL_ANY) {
        return RULE_KEPT;
    }
    if (!is_sound(next, level)) {
        return RULE_BROKEN;
    }
    if (!keeps_length(next, path) ||
        (level <= LEVEL_ENFORCED && !keeps_purpose(rules, path, next)) ||
        !keeps_constraints(rules, path, certificate, &broken, &name)) {
        return RULE_BROKEN_BY_PATH;
    }
    return RULE_KEPT;
}

bool path_rules_end(struct path_rules *rules, const struct path_so_far *path,
                    enum path_level level) {
    struct policy_step steps[POLICY_STEPS_MOST];
    uint32_t count = path->length - 1;
    bool required = false;
    for (uint32_t i = 0; i < count; i++) {
        required = required || at(rules, path->certificates[i])->requires_policy;
    }
    if (!required || level == LEVEL_ANY) {
        return true;
    }
    if (count > POLICY_STEPS_MOST) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        uint32_t index = path->certificates[count - 1 - i];
        steps[i] = (struct policy_step){path_details_of(rules->details, index)->policy,
                                        at(rules, index)->is_self_issued};
    }
    return path_policy_holds(steps, count);
}

static void add(struct buffer *out, enum path_fault_code code, uint32_t member, uint32_t other) {
    struct path_fault fault = {.code = code, .member = member, .other = other};
    buffer_append(out, &fault, sizeof fault);
}

static void leaf_faults(struct path_rules *rules, uint32_t index, struct buffer *out) {
    const struct certificate *leaf = at(rules, index);
    if (!leaf->is_valid) {
        add(out, leaf->is_expired ? FAULT_LEAF_EXPIRED : FAULT_LEAF_FUTURE, index, index);
    }
    if (leaf->is_faulty) {
        add(out, FAULT_LEAF_FAULTY, index, index);
    }
    if (leaf->is_revoked) {
        add(out, FAULT_LEAF_REVOKED, index, index);
    }
}

/* The faults of one CA, by what it says of itself. */
static void own_faults(struct path_rules *rules, uint32_t index, uint32_t below,
                       struct buffer *out) {
    const struct certificate *certificate = at(rules, index);
    if (!certificate->is_valid) {
        add(out, certificate->is_expired ? FAULT_EXPIRED : FAULT_FUTURE, index, below);
    }
    if (!certificate->is_ca) {
        add(out, FAULT_NOT_CA, index, below);
    } else if (!certificate->may_sign_certificates) {
        add(out, FAULT_NO_KEY_CERT_SIGN, index, below);
    }
    if (certificate->is_faulty) {
        add(out, FAULT_FAULTY, index, below);
    }
    if (certificate->is_revoked) {
        add(out, FAULT_REVOKED, index, below);
    }
}

void path_rules_faults(struct path_rules *rules, const struct path_so_far *path,
                       struct buffer *out) {
    struct path_so_far below = {.certificates = path->certificates, .length = 1};
    below.purposes = at(rules, path->certificates[0])->purposes;
    bool purpose_left = true;
    leaf_faults(rules, path->certificates[0], out);
    for (uint32_t i = 1; i < path->length; i++, below.length++) {
        uint32_t index = path->certificates[i];
        const struct certificate *certificate = at(rules, index);
        struct path_fault fault = {.code = FAULT_NAME_CONSTRAINT, .member = index};
        own_faults(rules, index, path->certificates[i - 1], out);
        if (!keeps_length(certificate, &below)) {
            add(out, FAULT_PATH_LENGTH, index, path->certificates[i - 1]);
        }
        if (!keeps_constraints(rules, &below, index, &fault.other, &fault.name)) {
            buffer_append(out, &fault, sizeof fault);
        }
        if (purpose_left && !keeps_purpose(rules, &below, certificate)) {
            add(out, FAULT_PURPOSE, index, path->certificates[0]);
            purpose_left = false; /* those above it are not to blame */
        }
        below.purposes &= certificate->purposes;
        below.intermediates += !certificate->is_self_issued;
    }
    if (!path_rules_end(rules, path, LEVEL_VALID)) {
        add(out, FAULT_POLICY, path->certificates[path->length - 1], path->certificates[0]);
    }
}
