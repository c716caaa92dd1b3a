#include "decoders/archive_inflow.h"

#include <archive_entry.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/relay.h"
#include "decoders/archive_reader.h"
#include "decoders/gunzip.h"

enum { AHEAD_FROM = 64 * 1024 }; /* packed bytes; less is unpacked sooner than handed over */

struct inflow {
    struct span packed;
    struct companion *companion; /* NULL: nothing is unpacked ahead */
    unsigned layers;

    /* Of the side that unpacks, until it is at its end. */
    struct gunzip *gunzip; /* NULL where the file is no gzip file */
    struct archive *archive;
    bool spent;      /* no more blocks come */
    char fault[160]; /* "" as long as there is none */

    /* Of the side that reads. */
    struct relay *relay; /* NULL where both sides are the same */
    struct span block;   /* given out last */
    uint64_t given;      /* bytes, that block included */
    size_t again;        /* bytes at its end that are to be given out once more */
    bool ended;
};

static la_ssize_t read_gunzip(struct archive *archive, void *context, const void **block) {
    struct span bytes = gunzip_next(context);
    (void)archive;
    *block = bytes.bytes;
    return (la_ssize_t)bytes.length;
}

static void fail_as(struct inflow *inflow, const char *why) {
    if (!inflow->fault[0]) {
        snprintf(inflow->fault, sizeof inflow->fault, "%s", why ? why : "no reason given");
    }
    inflow->spent = true;
}

/* Nothing at all inside is told by the format that takes anything but nothing. */
static void open_stream(struct inflow *inflow) {
    struct archive_entry *entry = NULL;
    struct span packed = inflow->packed;
    int status =
        inflow->gunzip
            ? archive_read_open2(inflow->archive, inflow->gunzip, NULL, read_gunzip, NULL, NULL)
            : archive_read_open_memory(inflow->archive, packed.bytes, packed.length);
    if (status < ARCHIVE_WARN) {
        fail_as(inflow, archive_error_string(inflow->archive));
    } else {
        inflow->spent = archive_read_next_header(inflow->archive, &entry) < ARCHIVE_WARN;
    }
}

/* The next block; empty at the end. */
static struct span unpack_block(struct inflow *inflow) {
    const void *block = NULL;
    size_t length = 0;
    la_int64_t offset = 0;
    if (inflow->spent) {
        return (struct span){0};
    }
    int status = archive_read_data_block(inflow->archive, &block, &length, &offset);
    if (status < ARCHIVE_WARN) {
        fail_as(inflow, archive_error_string(inflow->archive));
    }
    inflow->spent = inflow->spent || status == ARCHIVE_EOF;
    return span_of(block, inflow->spent ? 0 : length);
}

/* The companion's errand. */
static void unpack_ahead(void *context) {
    struct inflow *inflow = context;
    struct span block;
    while ((block = unpack_block(inflow)).length) {
        if (!relay_put(inflow->relay, block)) {
            fail_as(inflow, "out of memory"); /* or nobody wants to know */
            break;
        }
    }
    relay_finish(inflow->relay);
}

/* The blocks are the same either way. */
static void begin_ahead(struct inflow *inflow) {
    inflow->relay = relay_new();
    if (inflow->relay && !companion_begin(inflow->companion, unpack_ahead, inflow)) {
        relay_free(inflow->relay);
        inflow->relay = NULL;
    }
}

static unsigned count_layers(const struct inflow *inflow) {
    int filters = archive_filter_count(inflow->archive) - 1; /* one stands for the plain bytes */
    return (filters > 0 ? (unsigned)filters : 0) + (inflow->gunzip != NULL);
}

static bool begin(struct inflow *inflow, struct span packed, struct companion *companion) {
    bool is_gzip = gunzip_begins(packed);
    *inflow = (struct inflow){
        .packed = packed, .companion = companion, .archive = archive_reader_of_filters()};
    inflow->gunzip = is_gzip ? gunzip_new(packed) : NULL;
    if (!inflow->archive || (is_gzip && !inflow->gunzip)) {
        return false;
    }
    open_stream(inflow);
    inflow->layers = count_layers(inflow);
    if (companion && packed.length >= AHEAD_FROM) {
        begin_ahead(inflow);
    }
    return true;
}

static void end(struct inflow *inflow) {
    if (inflow->relay) {
        relay_stop(inflow->relay);
        companion_wait(inflow->companion);
        relay_free(inflow->relay);
    }
    archive_read_free(inflow->archive);
    gunzip_free(inflow->gunzip);
}

struct inflow *inflow_new(struct span bytes, struct companion *companion) {
    struct inflow *inflow = calloc(1, sizeof *inflow);
    if (inflow && !begin(inflow, bytes, companion)) {
        inflow_free(inflow);
        return NULL;
    }
    return inflow;
}

void inflow_free(struct inflow *inflow) {
    if (inflow) {
        end(inflow);
        free(inflow);
    }
}

struct span inflow_next(struct inflow *inflow) {
    struct span rest = span_from(inflow->block, inflow->block.length - inflow->again);
    inflow->again = 0;
    if (rest.length || inflow->ended) {
        return rest;
    }
    inflow->block = inflow->relay ? relay_take(inflow->relay) : unpack_block(inflow);
    inflow->given += inflow->block.length;
    inflow->ended = inflow->block.length == 0;
    return inflow->block;
}

bool inflow_return(struct inflow *inflow, uint64_t place) {
    if (inflow->given - place > inflow->block.length) {
        end(inflow);
        if (!begin(inflow, inflow->packed, inflow->companion)) {
            return false;
        }
        while (inflow->given < place && inflow_next(inflow).length) {
        }
    }
    inflow->again = inflow->given > place ? (size_t)(inflow->given - place) : 0;
    return true;
}

la_ssize_t inflow_read(struct archive *archive, void *context, const void **block) {
    struct span bytes = inflow_next(context);
    (void)archive;
    *block = bytes.bytes;
    return (la_ssize_t)bytes.length;
}

const char *inflow_fault(const struct inflow *inflow) {
    if (!inflow->ended) { /* it may be known before what came out in front of it is read */
        return NULL;
    }
    const char *fault = inflow->gunzip ? gunzip_fault(inflow->gunzip) : NULL;
    return fault ? fault : inflow->fault[0] ? inflow->fault : NULL;
}

unsigned inflow_layers(const struct inflow *inflow) {
    return inflow->layers;
}

uint64_t inflow_consumed(const struct inflow *inflow) {
    return inflow->gunzip ? gunzip_consumed(inflow->gunzip)
                          : (uint64_t)archive_filter_bytes(inflow->archive, -1);
}
