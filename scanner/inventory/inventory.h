/* The inventory: what was found, in SQLite. While a scan runs, records go to a staging database in
 * no particular order; settling copies them in the order of content into the final one, so that the
 * result does not depend on the number of workers. Then relations and findings are added, and the
 * file gets its name. */
#ifndef INVENTORY_INVENTORY_H
#define INVENTORY_INVENTORY_H

#include "account.h"
#include "base/outcome.h"
#include "finding.h"
#include "record.h"

struct inventory;

/* Makes SQLite end the process where memory runs out, and spares it locks: each process uses it in
 * one thread. Before anything else here. */
void database_watch_memory(void);

/* Creates a staging database beside path (which need not exist yet). NULL and error on failure. */
struct inventory *inventory_new(const char *path, struct error *error);

/* Opens an inventory that was written earlier, read-only. The file is examined as something
 * hostile, in no more than so many seconds, and must have been written by this version. NULL and a
 * sentence for the operator on failure. */
struct inventory *inventory_open(const char *path, uint64_t seconds, struct error *error);

/* Examines another stored inventory and makes its tables readable beside those of this one, in the
 * schema "old", and how their findings and problems differ as the tables of compare.sql. */
enum outcome inventory_beside(struct inventory *inventory, const char *path, uint64_t seconds,
                              struct error *error);

/* Closes; unless it was kept, removes what it wrote. Accepts NULL. */
void inventory_free(struct inventory *inventory);

/* --- while scanning. Texts may be any bytes; they are made showable here. --- */

/* shown: root and path of the origin joined ("corpus/a/b.pem"; for git the git directory); "-" is
 * standard input. */
enum outcome inventory_add_artifact(struct inventory *inventory, const char *shown,
                                    const struct record *record, struct error *error);
enum outcome inventory_add_problem(struct inventory *inventory, const char *shown,
                                   const struct record *record, struct error *error);
enum outcome inventory_add_observation(struct inventory *inventory, const char *shown,
                                       const struct record *record, struct error *error);
enum outcome inventory_add_reference(struct inventory *inventory, const char *shown,
                                     const struct record *record, struct error *error);
enum outcome inventory_add_appearance(struct inventory *inventory, const char *shown,
                                      const struct record *record, struct error *error);

/* An object that stands for the content of a file in the LFS store of its repository. */
enum outcome inventory_add_pointer(struct inventory *inventory, const char *shown,
                                   const struct record *record, struct error *error);

/* What was found in such files lies in the objects as well. To be called when all files and objects
 * are read, before places are asked for. */
enum outcome inventory_follow_pointers(struct inventory *inventory, struct error *error);

/* Calls each with the id of every object of a repository (its git directory as shown) that an
 * artifact, reference, problem or pointer names, in order. */
enum outcome inventory_each_object(struct inventory *inventory, const char *repository,
                                   enum outcome (*each)(void *context, struct span id,
                                                        struct error *error),
                                   void *context, struct error *error);

/* A file with several names (RECORD_LINKED). inventory_each_linked gives all of them in the order
 * of roots and paths; first: no name of the same file came before. */
enum outcome inventory_add_linked(struct inventory *inventory, const struct record *record,
                                  struct error *error);
enum outcome inventory_each_linked(struct inventory *inventory,
                                   enum outcome (*each)(void *context, uint64_t root,
                                                        const char *path, bool first,
                                                        struct error *error),
                                   void *context, struct error *error);

/* For a later run: a part of a pack was searched. A pack all of which was is kept as a stamp under
 * which nothing but what has a stamp of its own was found. */
enum outcome inventory_add_pack(struct inventory *inventory, const struct pack_part *part,
                                struct error *error);

/* For a later run: what came of one thing (what: its RECORD_SEARCHED, packed), and stamps of files
 * in which nothing was found. */
enum outcome inventory_add_searched(struct inventory *inventory, const struct searched *searched,
                                    struct span what, struct error *error);
enum outcome inventory_add_nothing(struct inventory *inventory, struct span stamps,
                                   struct error *error);

enum outcome inventory_set_fact(struct inventory *inventory, const char *name, const char *value,
                                struct error *error);
enum outcome inventory_add_root(struct inventory *inventory, const char *shown,
                                struct error *error);
/* A symbolic link that was not followed: shown as above, and what it holds. */
enum outcome inventory_add_link(struct inventory *inventory, const char *shown, const char *target,
                                struct error *error);
enum outcome inventory_add_account(struct inventory *inventory, const char *layer,
                                   const char *state, const char *reason, struct tally tally,
                                   struct error *error);

/* --- instead of scanning: what stored inventories hold that were opened before without complaint.
 * First the roots of each, then whether a root of one is that of another or lies in it; paths that
 * read alike mean different files there. */
enum outcome inventory_note_roots(struct inventory *inventory, const char *path,
                                  struct error *error);
enum outcome inventory_roots_overlap(struct inventory *inventory, bool *overlap,
                                     struct error *error);

/* Takes over what was found, and what could not be read; relations and findings are left behind.
 * label: shown text that becomes the first folder of all paths; "" for none. */
enum outcome inventory_take(struct inventory *inventory, const char *path, const char *label,
                            struct error *error);

/* --- after scanning --- */

/* Copies everything into the final database, ordered. Staging is gone afterwards. */
enum outcome inventory_settle(struct inventory *inventory, struct error *error);

/* While something is read, over is asked every few thousand steps whether to give that up; then the
 * query fails. NULL: no more. */
void inventory_watch(struct inventory *inventory, bool (*over)(void *context), void *context);

/* The same question, for what reckons long without reading. */
bool inventory_is_over(struct inventory *inventory);

/* Something was not derived or judged: a problem row of the run. */
enum outcome inventory_add_unjudged(struct inventory *inventory, const char *code,
                                    const char *detail, struct error *error);

/* Names the other files directly in the folder of a reference's file as it does. */
enum outcome inventory_spread_reference(struct inventory *inventory, int64_t reference,
                                        struct error *error);

/* Which file a reference leads to (row of file, 0: none), and how that was decided. */
enum outcome inventory_set_reference(struct inventory *inventory, int64_t reference, int64_t file,
                                     const char *verdict, struct error *error);
/* Relative paths that are missing count only where another relative path of the same configuration
 * was found: elsewhere it is not read where it is meant for. The others become 'outside'. */
enum outcome inventory_doubt_references(struct inventory *inventory, struct error *error);
enum outcome inventory_add_signature(struct inventory *inventory, int64_t certificate,
                                     int64_t issuer_key, enum verdict verdict, struct error *error);
/* A signature of the certificate could not be checked: a problem row at its first place. */
enum outcome inventory_add_unchecked(struct inventory *inventory, int64_t certificate,
                                     const char *code, const char *detail, struct error *error);
enum outcome inventory_set_role(struct inventory *inventory, int64_t certificate, const char *role,
                                const char *reason, struct error *error);
enum outcome inventory_add_known(struct inventory *inventory, int64_t artifact, const char *kind,
                                 const char *source, struct error *error);
/* A row of key_weakness; other 0: none. */
enum outcome inventory_add_key_weakness(struct inventory *inventory, int64_t key, const char *code,
                                        const char *detail, int64_t other, struct error *error);
enum outcome inventory_add_truststore(struct inventory *inventory, int64_t file, const char *reason,
                                      const char *recognised, bool is_web_list,
                                      struct error *error);
/* heir: a row of place. */
enum outcome inventory_add_retirement(struct inventory *inventory, int64_t certificate,
                                      int64_t heir, struct error *error);
enum outcome inventory_add_client_trust(struct inventory *inventory, int64_t certificate,
                                        int64_t truststore, int64_t rank, const char *state,
                                        struct error *error);
enum outcome inventory_add_client_refusal(struct inventory *inventory, int64_t certificate,
                                          int64_t place, int64_t truststore, struct error *error);
/* Fills the table truststore_member; once, when all truststores are known. */
enum outcome inventory_list_truststore_members(struct inventory *inventory, struct error *error);

/* A row of the table chain; texts as there. */
struct chain_row {
    int64_t certificate;
    const char *verdict;
    const char *detail;
    const char *anchor;
    const char *purposes;
    const char *deviations;
    bool valid;
    bool bound_hit;
    int64_t file; /* 0: none */
};

enum outcome inventory_add_chain(struct inventory *inventory, const struct chain_row *row,
                                 struct error *error);
enum outcome inventory_add_chain_link(struct inventory *inventory, int64_t certificate,
                                      int64_t position, int64_t member, const char *source,
                                      struct error *error);

enum outcome inventory_add_chain_fault(struct inventory *inventory, int64_t certificate,
                                       int64_t position, const char *code, int64_t member,
                                       int64_t other, const char *detail, struct error *error);
/* depth below 0: on no path of the leaf. */
/* Fills the table outward_client from roles, places and references. */
enum outcome inventory_find_outward_clients(struct inventory *inventory, struct error *error);

/* Fills the table listing from places, roles, truststores and references. */
enum outcome inventory_find_listings(struct inventory *inventory, struct error *error);

enum outcome inventory_add_bundle(struct inventory *inventory, int64_t file, int64_t position,
                                  int64_t member, int64_t depth, struct error *error);
enum outcome inventory_add_cycle(struct inventory *inventory, int64_t number, int64_t member,
                                 struct error *error);
enum outcome inventory_add_revocation(struct inventory *inventory, int64_t certificate, int64_t crl,
                                      const char *state, const char *detail, struct error *error);

/* Adds one finding. Where finding->path is NULL the place is the artifact's first live one. */
enum outcome inventory_add_finding(struct inventory *inventory, const struct finding *finding,
                                   struct error *error);

/* Takes back what a check has reported. */
enum outcome inventory_forget_findings(struct inventory *inventory, const char *check,
                                       struct error *error);

/* Puts findings into their final order and writes all to disk. Read-only from here on, and nameless
 * until inventory_keep. */
enum outcome inventory_finish(struct inventory *inventory, struct error *error);

/* Gives the file its name. */
enum outcome inventory_keep(struct inventory *inventory, struct error *error);

#endif
