/* What a decoder is, and what it may ask of the examiner that runs it. A decoder unwraps a blob
 * into child blobs, or turns it into artifacts; it opens nothing and keeps nothing. Secrets live
 * inside one decode call and are wiped before it returns. */
#ifndef DECODERS_DECODER_H
#define DECODERS_DECODER_H

#include "artifact.h"
#include "blob.h"
#include "limit.h"
#include "record.h"

struct companion;
struct examiner;

/* Bytes without which a decoder finds nothing. One search over a blob looks for the anchors of all
 * decoders at once, so they must be rare: what usual files are full of costs all of them. */
struct anchor {
    const char *pattern; /* three bytes and more, as base/pattern_set.h reads them */
    /* Looks at the bytes around the place where it begins, and says no only where the decoder would
     * surely find nothing because of this place. text is cut to ANCHOR_REACH bytes (anchors.h) on
     * either side of at: where the answer lies beyond, it is yes. NULL: always yes. */
    bool (*confirms)(struct span text, size_t at);
};

/* Without anchors a decoder is asked about every blob: accepts may then look only at label, name,
 * length and front. With anchors it is asked about blobs that have one of them, and about those
 * that front says it must see without; a blob with a label, where everything is known, is always
 * offered to all. Whatever accepts takes without that, decode must find nothing in. */
struct decoder {
    const char *name;
    bool (*accepts)(const struct blob *blob);
    /* Reports what it finds through the functions below. Nothing it meets ends the run. True when
     * the blob is wholly explained by this, so that no later decoder needs to look at it. */
    bool (*decode)(const struct blob *blob, struct examiner *examiner);
    const struct anchor *anchors;           /* up to one without a pattern, or NULL */
    bool (*front)(const struct blob *blob); /* beside anchors; NULL: the front says nothing */
};

/* NULL-terminated, asked in this order; a new decoder is a file and a line in decoders.c. */
extern const struct decoder *const decoders[];

const struct limits *examiner_limits(const struct examiner *examiner);

/* Reports one find at this place. Copies. */
void examiner_artifact(struct examiner *examiner, const struct blob *at,
                       const struct artifact *artifact);

/* A second thread that may run ahead; NULL where there is none. */
struct companion *examiner_companion(const struct examiner *examiner);

/* The facts of an element that was decoded before, by the SHA-256 of its bytes; keep what was
 * decoded for the next time. Only for artifacts that depend on nothing but those bytes: encoding
 * and place are the caller's. */
bool examiner_recall(const struct examiner *examiner, const uint8_t digest[SHA256_BYTES],
                     struct artifact *artifact);
void examiner_keep(struct examiner *examiner, const uint8_t digest[SHA256_BYTES],
                   const struct artifact *artifact);

/* Reports what could not be used at this place: a stable code word and the sentence behind it. The
 * sentence must never quote content. */
void examiner_problem(struct examiner *examiner, const struct blob *at, const char *stage,
                      const char *code, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* Reports how something is written at this place (see struct observation): evidence for the check
 * of that id. line and column from 1, or 0. The sentence must never quote content. */
void examiner_observe(struct examiner *examiner, const struct blob *at, const char *code,
                      uint64_t line, uint64_t column, const char *format, ...)
    __attribute__((format(printf, 6, 7)));

/* Reports what a configuration file names. Copies. */
void examiner_reference(struct examiner *examiner, const struct blob *at,
                        const struct file_reference *reference);

/* Reports that the bytes from start to before end are a file of their own, called name, in a text
 * that holds several: what is found there later gets that name as its container. Parts come in the
 * order of the text, from a decoder that stands before those that find something. Copies. */
void examiner_part(struct examiner *examiner, const struct blob *at, size_t start, size_t end,
                   const char *name);

/* Notes that a value from start to before end of the blob's bytes was read for what its format says
 * it is, so that a decoder of any value of this kind passes over it. Forgotten with the blob. */
void examiner_claim(struct examiner *examiner, size_t start, size_t end);

/* Behind what was claimed at this byte; 0 where nothing was. */
size_t examiner_claimed(struct examiner *examiner, size_t offset);

/* The passphrases to try, most likely first; bytes NULL stands for no passphrase at all, which
 * PKCS#12 tells from an empty one. Borrowed. */
const struct span *examiner_passphrases(const struct examiner *examiner, size_t *count);

/* To be asked before anything is derived from passphrases: spends rounds for each of them from the
 * outermost file's budget. False where that is above the limit derivation-rounds; it has then been
 * reported (observation kdf-cost-refused), and nothing must be derived. memory: bytes one
 * derivation takes, for scrypt; 0 otherwise. */
bool examiner_charge_derivation(struct examiner *examiner, const struct blob *at, uint64_t rounds,
                                uint64_t memory);

/* Examines bytes found inside parent, one level deeper. element extends the trail and may be "" (no
 * place of its own); name is for extensions; label and encoding as in struct blob. */
struct child {
    const char *element;
    const char *name;
    const char *label;
    const char *encoding;
    uint64_t position; /* offset in the parent's bytes; ignored for members */
    struct span bytes;
};
void examiner_child(struct examiner *examiner, const struct blob *parent,
                    const struct child *child);

/* The blob is known for what it is, though it holds nothing to report (say, DH PARAMETERS). */
void examiner_recognised(struct examiner *examiner);

/* An archive member was met: examines it as a child, layers deeper, and accounts for it as read. */
void examiner_member(struct examiner *examiner, const struct blob *archive,
                     const struct child *member, unsigned layers);

/* An archive member was met but not read: accounts for it as skipped, with a problem row. */
void examiner_skip_member(struct examiner *examiner, const struct blob *archive,
                          const char *element, uint64_t bytes, const char *code,
                          const char *sentence);

/* Spends members and unpacked bytes from the outermost file's budget; false when it is used up. */
bool examiner_charge(struct examiner *examiner, uint64_t members, uint64_t bytes);

/* Would the budget allow so many bytes more? Spends nothing. */
bool examiner_affords(const struct examiner *examiner, uint64_t bytes);

#endif
