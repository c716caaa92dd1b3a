/* Every bound on what input can make us do: name on the command line, unit, default, reason. Each
 * length, count and depth that comes from input is compared with one of these before it is used;
 * a limit that is hit becomes a problem row and the scan goes on. `--limit NAME=VALUE` changes one.
 */
#ifndef LIMIT_H
#define LIMIT_H

#include <stdbool.h>
#include <stdint.h>

#define LIMITS(X)                                                                                  \
    X(file_bytes, "file-bytes", "bytes", 16ULL << 30,                                              \
      "one file, without its holes, is mapped whole; beyond this addresses are worth more")        \
    X(file_parts, "file-parts", "parts", 10000,                                                    \
      "parts of a file with holes, each of which is mapped by itself")                             \
    X(standard_input_bytes, "standard-input-bytes", "bytes", 1ULL << 30,                           \
      "standard input is held in memory")                                                          \
    X(member_bytes, "member-bytes", "bytes", 128ULL << 20,                                         \
      "an archive member is held in memory while it is examined")                                  \
    X(object_bytes, "object-bytes", "bytes", 128ULL << 20,                                         \
      "a git object is held in memory while it is examined")                                       \
    X(repository_bytes, "repository-bytes", "bytes", 512ULL << 30,                                 \
      "all objects of one repository, unpacked, in equal parts for its shares of work")            \
    X(archive_bytes, "archive-bytes", "bytes", 64ULL << 30,                                        \
      "all that one outermost file may unpack to, all layers together")                            \
    X(archive_members, "archive-members", "members", 2000000,                                      \
      "all members of one outermost file, all layers together")                                    \
    X(archive_ratio, "archive-ratio", "bytes out for each byte in", 400,                           \
      "gzip's best is 1,030 and real archives stay below 100; applies beyond archive-grace")       \
    X(archive_grace, "archive-grace", "bytes", 16ULL << 20,                                        \
      "small archives may be as dense as they like")                                               \
    X(depth, "depth", "containers", 16, "archives in archives, armour in armour")                  \
    X(der_bytes, "der-bytes", "bytes", 4ULL << 20,                                                 \
      "one certificate, key or request; a CRL has crl-bytes")                                      \
    X(crl_bytes, "crl-bytes", "bytes", 64ULL << 20, "revocation lists are long, and real")         \
    X(derivation_rounds, "derivation-rounds", "rounds", 20000000,                                  \
      "rounds times passphrases spent on the locked things of one outermost file: some 10 s")      \
    X(derivation_memory, "derivation-memory", "bytes", 128ULL << 20, "one scrypt derivation")      \
    X(store_entries, "store-entries", "entries", 10000, "entries of one keystore")                 \
    X(modulus_bits, "modulus-bits", "bits", 16384, "beyond this no arithmetic, only the digest")   \
    X(name_bytes, "name-bytes", "bytes", 4096, "a shown name, path or trail")                      \
    X(alternative_names, "alternative-names", "names", 1000,                                       \
      "subject alternative names kept for one certificate")                                        \
    X(blocks, "blocks", "blocks", 100000, "PEM blocks in one blob")                                \
    X(references, "references", "references", 10000, "files that one configuration file names")    \
    X(item_seconds, "item-seconds", "seconds", 300,                                                \
      "one outermost file or git object; then its worker is replaced")                             \
    X(blob_seconds, "blob-seconds", "seconds", 60,                                                 \
      "one blob, an archive without its members; then its worker is replaced")                     \
    X(job_seconds, "job-seconds", "seconds", 14400,                                                \
      "all files or objects of one job, whatever its worker says of its progress")                 \
    X(judgement_seconds, "judgement-seconds", "seconds", 300,                                      \
      "one relation or check; then it is given up")                                                \
    X(stop_seconds, "stop-seconds", "seconds", 2,                                                  \
      "judging what there is after a signal; then the rest is given up")                           \
    X(inventory_seconds, "inventory-seconds", "seconds", 300,                                      \
      "examining one stored inventory; then it is refused")                                        \
    X(report_seconds, "report-seconds", "seconds", 1800,                                           \
      "writing all reports; then the run ends without")                                            \
    X(worker_bytes, "worker-bytes", "bytes", 768ULL << 20, "memory a worker may allocate")         \
    X(worker_addresses, "worker-addresses", "bytes", 256ULL << 30,                                 \
      "addresses a worker may use: files are mapped whole, which costs addresses and no memory")   \
    X(worker_losses, "worker-losses", "workers", 1000,                                             \
      "replaced workers in one scan; then it ends with what it has")                               \
    X(job_losses, "job-losses", "workers", 50,                                                     \
      "workers lost over one share of a repository; then the rest of it is given up")              \
    X(job_record_bytes, "job-record-bytes", "bytes", 8ULL << 30,                                   \
      "what is told of one job, each record with 256 bytes for its row; then its worker is "       \
      "replaced")                                                                                  \
    X(directory_depth, "directory-depth", "folders", 1024, "folders in folders")                   \
    X(directory_entries, "directory-entries", "entries", 5000000, "names in one folder")           \
    X(history_steps, "history-steps", "tree entries", 1000000000,                                  \
      "tree entries compared while looking for the commits of one repository's finds")             \
    X(blob_places, "blob-places", "places", 1000, "paths and commits listed for one git object")   \
    X(commits, "commits", "commits", 5000000, "commits of one repository")                         \
    X(path_steps, "path-steps", "certificates", 20000,                                             \
      "certificates tried while building the paths of one leaf")                                   \
    X(path_length, "path-length", "certificates", 32, "certificates on one path")                  \
    X(path_steps_total, "path-steps-total", "certificates", 20000000,                              \
      "certificates tried while building the paths of all leaves: some 5 s")                       \
    X(constraint_comparisons, "constraint-comparisons", "comparisons", 250000,                     \
      "names compared with name constraints for one leaf")                                         \
    X(signature_guesses, "signature-guesses", "signatures", 50000,                                 \
      "signatures tried beyond the first of each certificate: some 5 s")                           \
    X(shared_prime_bytes, "shared-prime-bytes", "bytes", 50000 * 256,                              \
      "RSA moduli that are compared with each other for shared primes: some 20 s and 300 MB")      \
    X(extensions, "extensions", "extensions", 256, "extensions of one certificate")                \
    X(constraint_names, "constraint-names", "names", 10000,                                        \
      "names, and name constraints, of one certificate that are compared")                         \
    X(issuer_lists, "issuer-lists", "lists", 16,                                                   \
      "CRLs of one issuer that are applied, newest first")                                         \
    X(candidates, "candidates", "certificates", 64,                                                \
      "issuers with the right name whose signature is tried for one certificate")                  \
    X(client_truststores, "client-truststores", "truststores", 16,                                 \
      "the nearest truststores that one client's certificate is compared with")                    \
    X(message_bytes, "message-bytes", "bytes", 8192,                                               \
      "the message of one finding; lists in it end there")                                         \
    X(report_rows, "report-rows", "rows", 100000, "rows of one table of the HTML report")

struct limits {
#define FIELD(field, name, unit, value, reason) uint64_t field;
    LIMITS(FIELD)
#undef FIELD
};

/* The table behind --limit, --help and the documentation. */
struct limit_description {
    const char *name;
    const char *unit;
    uint64_t value;
    const char *reason;
};

extern const struct limit_description limit_descriptions[];
extern const unsigned limit_count;

struct limits limits_default(void);

/* Applies "NAME=VALUE"; false where the name is unknown or the value is not a positive number. */
bool limits_set(struct limits *limits, const char *assignment);

#endif
