#include "relations/rule_facts.h"

#include <string.h>

static bool list_has(const char *list, const char *wanted) {
    size_t length = strlen(wanted);
    for (; *list; list += strspn(list, ",")) {
        size_t part = strcspn(list, ",");
        if (part == length && memcmp(list, wanted, length) == 0) {
            return true;
        }
        list += part;
    }
    return false;
}

/* What an anchor says of its issuer, and its signature, are of no matter to anyone. */
static bool deviates_as_anchor(const char *deviations) {
    static const char *const harmless[] = {"aki-missing", "signature-digest-broken", NULL};
    for (size_t part; *deviations; deviations += part + strspn(deviations + part, "; ")) {
        part = strcspn(deviations, ";");
        if (!span_is_one_of(span_of(deviations, part), harmless)) {
            return true;
        }
    }
    return false;
}

static uint8_t purposes_of(const char *usages) {
    bool any = list_has(usages, "anyExtendedKeyUsage");
    return (uint8_t)((any || list_has(usages, "clientAuth") ? PURPOSE_CLIENT : 0) |
                     (any || list_has(usages, "serverAuth") ? PURPOSE_SERVER : 0));
}

void rule_facts_read(struct query *row, struct certificate *certificate) {
    const char *role = query_text(row, 11);
    int64_t usage = query_number(row, 15);
    bool has_usage = !query_null(row, 15);
    int64_t length = query_number(row, 14);
    certificate->path_length = query_null(row, 14)  ? -1
                               : length > INT32_MAX ? INT32_MAX
                                                    : (int32_t)length;
    certificate->may_sign_certificates = !has_usage || (usage & USAGE_CERT_SIGN);
    certificate->may_sign_lists = !has_usage || (usage & USAGE_CRL_SIGN);
    certificate->purposes =
        query_null(row, 16) ? PURPOSE_CLIENT | PURPOSE_SERVER : purposes_of(query_text(row, 16));
    certificate->wanted = strcmp(role, "client") == 0   ? PURPOSE_CLIENT
                          : strcmp(role, "server") == 0 ? PURPOSE_SERVER
                          : strcmp(role, "both") == 0   ? PURPOSE_CLIENT | PURPOSE_SERVER
                                                        : 0;
    certificate->is_faulty = *query_text(row, 17) != 0;
    certificate->is_deviant = *query_text(row, 18) != 0;
    certificate->is_deviant_as_anchor = deviates_as_anchor(query_text(row, 18));
    certificate->has_constraints = query_number(row, 19) != 0;
    certificate->requires_policy = strstr(query_text(row, 20), "require:") != NULL;
}
