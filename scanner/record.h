/* What a worker tells the parent, and what the parent asks of a worker: messages over a stream
 * socket, each a 4-byte little-endian length and a body written by the exchange functions below. */
#ifndef RECORD_H
#define RECORD_H

#include "account.h"
#include "artifact.h"
#include "stamp.h"

enum { MESSAGE_BYTES_MOST = 80 << 20 }; /* a CRL at its limit, and its facts */

enum record_type {
    RECORD_ARTIFACT = 1, /* origin, trail, artifact */
    RECORD_PROBLEM,      /* origin, trail, problem */
    RECORD_OBSERVATION,  /* origin, trail, observation */
    RECORD_REFERENCE,    /* origin, trail, reference */
    RECORD_APPEARANCE,   /* where and since when git names an object */
    RECORD_POINTER,      /* an object stands for the content of a file */
    RECORD_VERDICT,      /* did this key sign this certificate */
    RECORD_LEFT_OUT,     /* things that the operator did not want looked at */
    RECORD_LINKED,       /* a file with several names was left for later */
    RECORD_SEARCHED,     /* all that came of one stamped thing, to be kept for a later run */
    RECORD_NOTHING,      /* stamps of files in which nothing was found */
    RECORD_PACK,         /* so many objects of a pack were searched */
    RECORD_KNOWN,        /* a thing is as it was in the earlier inventory */
    RECORD_READY,        /* the worker is confined; its first word, before anything is read */
    RECORD_DONE,         /* the job is finished */
    RECORD_TYPES,
};

/* It says what was found, not how the work goes on. */
static inline bool record_is_find(enum record_type type) {
    return type != RECORD_VERDICT && type != RECORD_LEFT_OUT && type != RECORD_LINKED &&
           type != RECORD_SEARCHED && type != RECORD_NOTHING && type != RECORD_PACK &&
           type != RECORD_KNOWN && type != RECORD_READY && type != RECORD_DONE;
}

/* Something that could not be used, or only in part. */
struct problem {
    const char *stage;  /* walk, open, read, decode, archive, git, worker, sandbox */
    const char *code;   /* stable word: "truncated", "unreadable", ... */
    const char *detail; /* the rest of the sentence, for people */
    bool skipped;       /* a whole thing of the account was not read */
    uint64_t layer;     /* of the skipped thing */
    uint64_t bytes;     /* of the skipped thing, 0 where unknown */
};

/* How something is written, where that matters to those who will read it: evidence for the checks
 * on files and containers. Nothing is unread because of it. */
struct observation {
    const char *code; /* "pem-crlf", "pkcs12-legacy", ...: the id of the check it is evidence for */
    uint64_t line;    /* from 1; 0 where lines mean nothing */
    uint64_t column;  /* from 1, bytes; 0 likewise */
    const char *detail; /* evidence in words: "BOM before the first line"; never content */
};

enum reference_role {
    ROLE_CERTIFICATE = 1,   /* leaf, perhaps with its chain */
    ROLE_KEY,               /* private key */
    ROLE_CHAIN,             /* what is sent behind the certificate */
    ROLE_CLIENT_TRUSTSTORE, /* CAs by which clients are judged */
    ROLE_SERVER_TRUSTSTORE, /* CAs by which servers are judged */
    ROLE_TRUSTSTORE,        /* CAs; by whom they are used is not said */
    ROLE_KEYSTORE,          /* key and certificate in one file */
    ROLE_REVOCATIONS,       /* CRLs */
    REFERENCE_ROLES,
};

/* "certificate", "key", "chain", "client truststore", "server truststore", "truststore",
 * "keystore", "revocation list". */
const char *reference_role_name(enum reference_role role);

/* What a configuration file names. References of one block belong together. */
struct file_reference {
    const char *family;    /* whose configuration: "nginx", "apache", ... */
    const char *directive; /* "ssl_certificate" */
    enum reference_role role;
    uint64_t line;    /* from 1 */
    uint64_t block;   /* line on which the block begins that it stands in; 0: the whole file */
    const char *name; /* path as written, without quotes */
};

/* One place of a git object: path below the work tree, the commit that brought it there, and the
 * last one that has it there. */
struct appearance {
    struct object_id object;
    const char *path;     /* "" where no tree names it */
    const char *revision; /* hexadecimal commit id, "" where none has it */
    const char *date;     /* author date of that commit */
    const char *last;     /* as revision and date, of the last commit that has it there */
    const char *last_date;
    const char *refs; /* some of those whose history has one of the two: "heads/main +2 more" */
    uint64_t rank;    /* of that commit among all: parents before children, reachable ones first;
                         from 1, 0 where no commit has it;
                         staged: behind all commits */
    bool at_head;     /* HEAD's tree has this object at this path */
    bool reachable;   /* from any ref */
    bool staged;      /* the index has it there, and HEAD does not */
};

struct left_out {
    const char *reason;
    uint64_t things;
};

/* A file that has several names: only the first of those that the walk meets is read. */
struct linked {
    uint64_t device;
    uint64_t inode;
};

/* What came of one stamped thing. Its records stand one after the other, each as a span of an
 * exchange, without the DER and SPKI that the inventory has anyway; all together deflated
 * (base/deflated.h), and never longer than SEARCHED_BYTES_MOST. */
enum { SEARCHED_BYTES_MOST = 16 << 20 };

struct searched {
    struct stamp stamp;
    bool locked; /* depends on the passphrases that were tried */
    struct account account;
    struct span records;
};

/* Of a pack of total objects, done more need no searching by a later run. */
struct pack_part {
    struct stamp stamp;
    uint64_t done;
    uint64_t total;
};

enum verdict { VERDICT_VALID = 1, VERDICT_INVALID, VERDICT_UNDECIDED, VERDICTS };

struct record {
    enum record_type type;
    struct origin origin;
    const char *trail;
    const char *container; /* see struct blob */
    uint64_t position;
    struct artifact artifact;
    struct problem problem;
    struct observation observation;
    struct file_reference reference;
    struct appearance appearance;
    const char *pointer; /* LFS: SHA-256 of the content, lower-case hexadecimal */
    struct left_out left_out;
    struct linked linked;
    struct searched searched; /* known: the stamp only */
    struct pack_part pack;
    struct span stamps; /* nothing: one after the other */
    uint64_t pair;      /* verdict: number the parent gave the question */
    enum verdict verdict;
};

/* A record with every text "". */
struct record record_of(enum record_type type);

/* Packs or fills; false where it does not fit or does not parse. */
bool record_exchange(struct exchange *exchange, struct record *record);

enum job_kind {
    JOB_FILES = 1,    /* items: paths below the root */
    JOB_INPUT,        /* one item: standard input, held in a descriptor */
    JOB_GIT_OBJECTS,  /* argument: git directory below the root; items: "SHARE/SHARES" */
    JOB_GIT_HISTORY,  /* argument: likewise; items: object ids whose places are asked for */
    JOB_GIT_LINK,     /* argument: a .git file below the root, which points elsewhere */
    JOB_LINKED_FILES, /* likewise paths: the name of each file by which it is read */
    JOB_SIGNATURES,   /* items: certificate DER and issuer SPKI, see signature_item */
    JOB_KINDS,
};

struct job_item {
    struct span payload;
    struct object_id cursor; /* git: everything up to here is done */
};

struct job {
    enum job_kind kind;
    uint64_t root;
    const char *argument;
    struct job_item *items;
    uint64_t item_count;
};

/* Its items are paths of files. */
static inline bool job_names_files(enum job_kind kind) {
    return kind == JOB_FILES || kind == JOB_LINKED_FILES;
}

enum { JOB_ITEMS_MOST = 4096 };

struct arena;

/* Packs or fills; the item array of a read job comes from arena. */
bool job_exchange(struct exchange *exchange, struct job *job, struct arena *arena);

/* A question of JOB_SIGNATURES: does the key sign the certificate? */
struct signature_item {
    uint64_t pair;
    struct span certificate; /* DER */
    struct span issuer_key;  /* DER SubjectPublicKeyInfo */
};

bool signature_item_exchange(struct exchange *exchange, struct signature_item *item);

#endif
