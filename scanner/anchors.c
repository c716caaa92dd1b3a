#include "anchors.h"

#include <stdlib.h>

#include "base/pattern_set.h"
#include "decoders/decoder.h"

enum { DECODERS_MOST = 64 }; /* bits of a search's result */

struct anchors {
    struct pattern_set *set;
    size_t count;
    struct origin_of_pattern {
        const struct anchor *anchor;
        uint8_t decoder;
    } patterns[PATTERNS_MOST];
    uint8_t fronts[DECODERS_MOST]; /* decoders that may be called without an anchor */
    size_t front_count;
};

/* The patterns of all decoders in a row. False where there are too many. */
static bool gather(struct anchors *anchors) {
    for (size_t i = 0; decoders[i]; i++) {
        const struct anchor *anchor = decoders[i]->anchors;
        if (i == DECODERS_MOST) {
            return false;
        }
        if (!anchor || decoders[i]->front) {
            anchors->fronts[anchors->front_count++] = (uint8_t)i;
        }
        for (; anchor && anchor->pattern; anchor++) {
            if (anchors->count == PATTERNS_MOST) {
                return false;
            }
            anchors->patterns[anchors->count].anchor = anchor;
            anchors->patterns[anchors->count++].decoder = (uint8_t)i;
        }
    }
    return true;
}

static size_t list(const struct anchors *anchors, const char *patterns[PATTERNS_MOST]) {
    for (size_t i = 0; i < anchors->count; i++) {
        patterns[i] = anchors->patterns[i].anchor->pattern;
    }
    return anchors->count;
}

size_t anchors_patterns(const char *patterns[PATTERNS_MOST]) {
    struct anchors anchors = {0};
    return gather(&anchors) ? list(&anchors, patterns) : 0;
}

struct anchors *anchors_new(void) {
    const char *patterns[PATTERNS_MOST];
    struct anchors *anchors = calloc(1, sizeof *anchors);
    if (anchors && gather(anchors)) {
        anchors->set = pattern_set_new(patterns, list(anchors, patterns), &anchor_plan);
    }
    if (anchors && !anchors->set) {
        anchors_free(anchors);
        anchors = NULL;
    }
    return anchors;
}

void anchors_free(struct anchors *anchors) {
    if (anchors) {
        pattern_set_free(anchors->set);
        free(anchors);
    }
}

struct search {
    const struct anchors *anchors;
    struct span text;
    uint64_t met;
    bool one_suffices;
};

/* A confirmation sees no more than ANCHOR_REACH bytes on either side: so nothing further away can
 * decide. */
static bool found(void *context, size_t pattern, size_t at) {
    struct search *search = context;
    const struct origin_of_pattern *origin = &search->anchors->patterns[pattern];
    uint64_t bit = (uint64_t)1 << origin->decoder;
    if (search->met & bit) {
        return true;
    }
    size_t before = at < ANCHOR_REACH ? at : ANCHOR_REACH;
    struct span window = span_part(search->text, at - before, before + ANCHOR_REACH);
    if (!origin->anchor->confirms || origin->anchor->confirms(window, before)) {
        search->met |= bit;
    }
    return !(search->met && search->one_suffices);
}

uint64_t anchors_met(const struct anchors *anchors, struct span bytes) {
    struct search search = {.anchors = anchors, .text = bytes};
    pattern_set_search(anchors->set, bytes, 0, bytes.length, found, &search);
    return search.met;
}

bool anchors_any(const struct anchors *anchors, struct span bytes, size_t from, size_t to) {
    struct search search = {.anchors = anchors, .text = bytes, .one_suffices = true};
    return !pattern_set_search(anchors->set, bytes, from, to, found, &search);
}

bool anchors_call(size_t number, const struct blob *blob, uint64_t met) {
    const struct decoder *decoder = decoders[number];
    bool asked = !decoder->anchors || blob->label[0] || met >> number & 1 ||
                 (decoder->front && decoder->front(blob));
    return asked && decoder->accepts(blob);
}

bool anchors_front(const struct anchors *anchors, const struct blob *blob) {
    for (size_t i = 0; i < anchors->front_count; i++) {
        if (anchors_call(anchors->fronts[i], blob, 0)) {
            return true;
        }
    }
    return false;
}
