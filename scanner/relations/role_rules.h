/* What a certificate is for, decided from its facts and from what people called it. Pure. */
#ifndef RELATIONS_ROLE_RULES_H
#define RELATIONS_ROLE_RULES_H

#include "base/arena.h"

/* One place of the certificate. */
struct role_place {
    const char *name;      /* base name of the file or archive member */
    bool beside_other_cas; /* the file holds another CA certificate */
    bool of_server;        /* a configuration presents the file as a server's */
    bool of_client;        /* likewise as a client's */
};

struct role_evidence {
    bool is_ca;
    bool is_self_issued;
    bool is_version_1;
    bool has_issued; /* another certificate names this subject as its issuer */
    bool has_key_usage;
    bool may_sign_certificates;     /* by key usage */
    const char *extended_key_usage; /* NULL: absent */
    const char *subject;
    const char *alternative_names;
    const struct role_place *places;
    size_t place_count;
};

enum role { ROLE_CA, ROLE_CLIENT, ROLE_SERVER, ROLE_BOTH, ROLE_OTHER };

/* "ca", "client", "server", "both", "other". */
const char *role_name(enum role role);

/* Decides; *reason names the evidence, in words, and lives in the arena or is static. */
enum role role_decide(const struct role_evidence *evidence, struct arena *arena,
                      const char **reason);

#endif
