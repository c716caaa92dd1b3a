#include "base/pattern_scan.h"

#define WITHIN inline __attribute__((always_inline)) /* a scan, with what its processor can */

/* Appends the candidates of one block. Writes up to AT_ONCE places more, which mean nothing: most
 * blocks have no more than that, and a processor guesses badly how many. */
static WITHIN size_t list_places(uint64_t bits, size_t block, uint16_t *places) {
    enum { AT_ONCE = 2 };
    const uint64_t last = (uint64_t)1 << (PATTERN_BLOCK - 1);
    size_t count = (size_t)__builtin_popcountll(bits), listed = 0;
    do {
        for (size_t i = 0; i < AT_ONCE; i++, bits &= bits - 1) {
            size_t at = block * PATTERN_BLOCK + (size_t)__builtin_ctzll(bits | last);
            places[listed++] = (uint16_t)at;
        }
    } while (listed < count);
    return count;
}

/* Keeps of the candidates those where a window stands: most that pass do so since a bucket takes
 * the first byte of one pattern and the second of another. */
static size_t sift(const struct pattern_masks *masks, const uint8_t *bytes, uint16_t *places,
                   size_t count) {
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        const uint8_t *at = bytes + places[i];
        uint64_t any = 0;
        for (size_t word = 0; word < PATTERN_WORDS; word++) {
            any |= masks->possible[0][at[0]].word[word] & masks->possible[1][at[1]].word[word] &
                   masks->possible[2][at[2]].word[word] & masks->possible[3][at[3]].word[word];
        }
        places[kept] = places[i];
        kept += any != 0;
    }
    return kept;
}

static size_t scan_portable(const struct pattern_masks *masks, const uint8_t *bytes, size_t blocks,
                            uint16_t *places) {
    size_t count = 0;
    for (size_t block = 0; block < blocks; block++) {
        uint64_t bits = 0;
        for (size_t i = 0; i < PATTERN_BLOCK; i++) {
            const uint8_t *at = bytes + block * PATTERN_BLOCK + i;
            unsigned buckets = masks->whole[0][at[0]];
            for (size_t k = 1; k < PATTERN_WINDOW; k++) {
                buckets &= masks->whole[k][at[k]];
            }
            bits |= (uint64_t)(buckets != 0) << i;
        }
        count += list_places(bits, block, places + count);
    }
    return sift(masks, bytes, places, count);
}

#if defined(__x86_64__)

#include <immintrin.h>

#define NARROW __attribute__((target("avx2,bmi,popcnt")))
#define WIDE __attribute__((target("avx512f,avx512bw,bmi,popcnt")))
#define WIDEST __attribute__((target("avx512f,avx512bw,avx512vbmi,bmi,popcnt")))
#define UNROLLED _Pragma("GCC unroll 8") /* else the tables stay in memory */

/* The tables of one group, each twice or four times in a register. */
struct tables_32 {
    __m256i low[PATTERN_WINDOW], high[PATTERN_WINDOW];
};

struct tables_64 {
    __m512i low[PATTERN_WINDOW], high[PATTERN_WINDOW];
};

NARROW static __m256i twice(const uint8_t table[16]) {
    return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)table));
}

/* As sift, all patterns at once. */
NARROW static size_t sift_32(const struct pattern_masks *masks, const uint8_t *bytes,
                             uint16_t *places, size_t count) {
    _Static_assert(sizeof(struct pattern_numbers) == sizeof(__m256i), "one register");
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        const uint8_t *at = bytes + places[i];
        __m256i any = _mm256_loadu_si256((const __m256i *)&masks->possible[0][at[0]]);
        UNROLLED
        for (size_t k = 1; k < PATTERN_WINDOW; k++) {
            const __m256i *here = (const __m256i *)&masks->possible[k][at[k]];
            any = _mm256_and_si256(any, _mm256_loadu_si256(here));
        }
        places[kept] = places[i];
        kept += !_mm256_testz_si256(any, any);
    }
    return kept;
}

/* Not zero in each byte where a window of the group may begin. */
NARROW static WITHIN __m256i look_up_32(const __m256i lower[PATTERN_WINDOW],
                                        const __m256i upper[PATTERN_WINDOW],
                                        const struct tables_32 *tables) {
    __m256i found = _mm256_and_si256(_mm256_shuffle_epi8(tables->low[0], lower[0]),
                                     _mm256_shuffle_epi8(tables->high[0], upper[0]));
    UNROLLED
    for (size_t i = 1; i < PATTERN_WINDOW; i++) {
        __m256i here = _mm256_and_si256(_mm256_shuffle_epi8(tables->low[i], lower[i]),
                                        _mm256_shuffle_epi8(tables->high[i], upper[i]));
        found = _mm256_and_si256(found, here);
    }
    return found;
}

NARROW static WITHIN uint32_t places_32(const uint8_t *at,
                                        const struct tables_32 tables[PATTERN_GROUPS]) {
    __m256i half = _mm256_set1_epi8(15), lower[PATTERN_WINDOW], upper[PATTERN_WINDOW];
    UNROLLED
    for (size_t i = 0; i < PATTERN_WINDOW; i++) {
        __m256i value = _mm256_loadu_si256((const __m256i *)(at + i));
        lower[i] = _mm256_and_si256(value, half);
        upper[i] = _mm256_and_si256(_mm256_srli_epi16(value, 3), half);
    }
    __m256i found = look_up_32(lower, upper, &tables[0]);
    UNROLLED
    for (size_t group = 1; group < PATTERN_GROUPS; group++) {
        found = _mm256_or_si256(found, look_up_32(lower, upper, &tables[group]));
    }
    __m256i none = _mm256_cmpeq_epi8(found, _mm256_setzero_si256());
    return ~(uint32_t)_mm256_movemask_epi8(none);
}

NARROW static size_t scan_avx2(const struct pattern_masks *masks, const uint8_t *bytes,
                               size_t blocks, uint16_t *places) {
    struct tables_32 tables[PATTERN_GROUPS];
    UNROLLED
    for (size_t group = 0; group < PATTERN_GROUPS; group++) {
        UNROLLED
        for (size_t i = 0; i < PATTERN_WINDOW; i++) {
            tables[group].low[i] = twice(masks->low[group][i]);
            tables[group].high[i] = twice(masks->high[group][i]);
        }
    }
    size_t count = 0;
    for (size_t block = 0; block < blocks; block++) {
        const uint8_t *at = bytes + block * PATTERN_BLOCK;
        uint64_t bits = (uint64_t)places_32(at + 32, tables) << 32 | places_32(at, tables);
        count += list_places(bits, block, places + count);
    }
    return sift_32(masks, bytes, places, count);
}

WIDE static WITHIN __m512i look_up_64(const __m512i lower[PATTERN_WINDOW],
                                      const __m512i upper[PATTERN_WINDOW],
                                      const struct tables_64 *tables) {
    __m512i found = _mm512_and_si512(_mm512_shuffle_epi8(tables->low[0], lower[0]),
                                     _mm512_shuffle_epi8(tables->high[0], upper[0]));
    UNROLLED
    for (size_t i = 1; i < PATTERN_WINDOW; i++) {
        __m512i here = _mm512_and_si512(_mm512_shuffle_epi8(tables->low[i], lower[i]),
                                        _mm512_shuffle_epi8(tables->high[i], upper[i]));
        found = _mm512_and_si512(found, here);
    }
    return found;
}

WIDE static size_t scan_avx512(const struct pattern_masks *masks, const uint8_t *bytes,
                               size_t blocks, uint16_t *places) {
    struct tables_64 tables[PATTERN_GROUPS];
    __m512i half = _mm512_set1_epi8(15), lower[PATTERN_WINDOW], upper[PATTERN_WINDOW];
    UNROLLED
    for (size_t k = 0; k < PATTERN_GROUPS * PATTERN_WINDOW; k++) {
        size_t group = k / PATTERN_WINDOW, i = k % PATTERN_WINDOW;
        const __m128i *low = (const __m128i *)masks->low[group][i];
        const __m128i *high = (const __m128i *)masks->high[group][i];
        tables[group].low[i] = _mm512_broadcast_i32x4(_mm_loadu_si128(low));
        tables[group].high[i] = _mm512_broadcast_i32x4(_mm_loadu_si128(high));
    }
    size_t count = 0;
    for (size_t block = 0; block < blocks; block++) {
        const uint8_t *at = bytes + block * PATTERN_BLOCK;
        UNROLLED
        for (size_t i = 0; i < PATTERN_WINDOW; i++) {
            __m512i value = _mm512_loadu_si512(at + i);
            lower[i] = _mm512_and_si512(value, half);
            upper[i] = _mm512_and_si512(_mm512_srli_epi16(value, 3), half);
        }
        __m512i found = look_up_64(lower, upper, &tables[0]);
        UNROLLED
        for (size_t group = 1; group < PATTERN_GROUPS; group++) {
            found = _mm512_or_si512(found, look_up_64(lower, upper, &tables[group]));
        }
        count += list_places(_mm512_test_epi8_mask(found, found), block, places + count);
    }
    return sift_32(masks, bytes, places, count);
}

WIDEST static size_t scan_vbmi(const struct pattern_masks *masks, const uint8_t *bytes,
                               size_t blocks, uint16_t *places) {
    __m512i below[PATTERN_GROUPS][PATTERN_WINDOW], above[PATTERN_GROUPS][PATTERN_WINDOW];
    UNROLLED
    for (size_t group = 0; group < PATTERN_GROUPS; group++) {
        UNROLLED
        for (size_t i = 0; i < PATTERN_WINDOW; i++) {
            below[group][i] = _mm512_loadu_si512(masks->seven[group][i]);
            above[group][i] = _mm512_loadu_si512(masks->seven[group][i] + 64);
        }
    }
    size_t count = 0;
    for (size_t block = 0; block < blocks; block++) {
        const uint8_t *at = bytes + block * PATTERN_BLOCK;
        __m512i value[PATTERN_WINDOW], found[PATTERN_GROUPS];
        UNROLLED
        for (size_t i = 0; i < PATTERN_WINDOW; i++) {
            value[i] = _mm512_loadu_si512(at + i);
        }
        UNROLLED
        for (size_t group = 0; group < PATTERN_GROUPS; group++) {
            found[group] = _mm512_permutex2var_epi8(below[group][0], value[0], above[group][0]);
            UNROLLED
            for (size_t i = 1; i < PATTERN_WINDOW; i++) {
                __m512i here = _mm512_permutex2var_epi8(below[group][i], value[i], above[group][i]);
                found[group] = _mm512_and_si512(found[group], here);
            }
        }
        __m512i any = found[0];
        UNROLLED
        for (size_t group = 1; group < PATTERN_GROUPS; group++) {
            any = _mm512_or_si512(any, found[group]);
        }
        count += list_places(_mm512_test_epi8_mask(any, any), block, places + count);
    }
    return sift_32(masks, bytes, places, count);
}

static pattern_scan *scan_of_processor(enum pattern_engine engine) {
    __builtin_cpu_init();
    bool counts = __builtin_cpu_supports("bmi") && __builtin_cpu_supports("popcnt");
    bool wide = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && counts;
    switch (engine) {
    case ENGINE_AVX2:
        return __builtin_cpu_supports("avx2") && counts ? scan_avx2 : NULL;
    case ENGINE_AVX512:
        return wide ? scan_avx512 : NULL;
    case ENGINE_AVX512_VBMI:
        return wide && __builtin_cpu_supports("avx512vbmi") ? scan_vbmi : NULL;
    default:
        return NULL;
    }
}

#elif defined(__aarch64__)

#include <arm_neon.h>

/* Not zero in each byte where a window of the group may begin. */
static uint8x16_t look_up_16(const struct pattern_masks *masks, size_t group, const uint8_t *at) {
    uint8x16_t found = vdupq_n_u8(0xFF);
    for (size_t i = 0; i < PATTERN_WINDOW; i++) {
        uint8x16_t value = vld1q_u8(at + i);
        uint8x16_t low = vld1q_u8(masks->low[group][i]), high = vld1q_u8(masks->high[group][i]);
        found = vandq_u8(found, vqtbl1q_u8(low, vandq_u8(value, vdupq_n_u8(15))));
        found = vandq_u8(found, vqtbl1q_u8(high, vandq_u8(vshrq_n_u8(value, 3), vdupq_n_u8(15))));
    }
    return found;
}

static size_t scan_neon(const struct pattern_masks *masks, const uint8_t *bytes, size_t blocks,
                        uint16_t *places) {
    uint8_t found[PATTERN_BLOCK];
    size_t count = 0;
    for (size_t block = 0; block < blocks; block++) {
        const uint8_t *at = bytes + block * PATTERN_BLOCK;
        uint8x16_t any = vdupq_n_u8(0);
        for (size_t part = 0; part < PATTERN_BLOCK; part += 16) {
            uint8x16_t here = look_up_16(masks, 0, at + part);
            for (size_t group = 1; group < PATTERN_GROUPS; group++) {
                here = vorrq_u8(here, look_up_16(masks, group, at + part));
            }
            vst1q_u8(found + part, here);
            any = vorrq_u8(any, here);
        }
        uint64_t bits = 0;
        for (size_t i = 0; vmaxvq_u8(any) && i < PATTERN_BLOCK; i++) {
            bits |= (uint64_t)(found[i] != 0) << i;
        }
        count += list_places(bits, block, places + count);
    }
    return sift(masks, bytes, places, count);
}

static pattern_scan *scan_of_processor(enum pattern_engine engine) {
    return engine == ENGINE_NEON ? scan_neon : NULL;
}

#else

static pattern_scan *scan_of_processor(enum pattern_engine engine) {
    (void)engine;
    return NULL;
}

#endif

pattern_scan *pattern_scan_of(enum pattern_engine engine) {
    return engine == ENGINE_PORTABLE ? scan_portable : scan_of_processor(engine);
}
