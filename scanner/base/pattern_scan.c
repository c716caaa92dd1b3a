#include "base/pattern_scan.h"

static size_t scan_portable(const struct pattern_masks *masks, const uint8_t *bytes, size_t place,
                            size_t count, uint64_t *places, uint8_t buckets[PATTERN_BLOCK]) {
    for (; place < count; place += PATTERN_BLOCK) {
        *places = 0;
        for (size_t i = 0; i < PATTERN_BLOCK; i++) {
            const uint8_t *at = bytes + place + i;
            buckets[i] = masks->whole[0][at[0]] & masks->whole[1][at[1]] & masks->whole[2][at[2]] &
                         masks->whole[3][at[3]];
            *places |= (uint64_t)(buckets[i] != 0) << i;
        }
        if (*places) {
            return place;
        }
    }
    return count;
}

#if defined(__x86_64__)

#include <immintrin.h>

__attribute__((target("avx2"))) static __m256i twice(const uint8_t table[16]) {
    return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)table));
}

/* Buckets possible by the byte of one class of the window. */
__attribute__((target("avx2"))) static __m256i look_up_32(const uint8_t *bytes, __m256i low,
                                                          __m256i high) {
    __m256i half = _mm256_set1_epi8(15);
    __m256i value = _mm256_loadu_si256((const __m256i *)bytes);
    __m256i upper = _mm256_and_si256(_mm256_srli_epi16(value, 4), half);
    return _mm256_and_si256(_mm256_shuffle_epi8(low, _mm256_and_si256(value, half)),
                            _mm256_shuffle_epi8(high, upper));
}

__attribute__((target("avx2"))) static size_t scan_avx2(const struct pattern_masks *masks,
                                                        const uint8_t *bytes, size_t place,
                                                        size_t count, uint64_t *places,
                                                        uint8_t buckets[PATTERN_BLOCK]) {
    __m256i low[PATTERN_WINDOW], high[PATTERN_WINDOW], found[2];
    for (size_t i = 0; i < PATTERN_WINDOW; i++) {
        low[i] = twice(masks->low[i]);
        high[i] = twice(masks->high[i]);
    }
    for (; place < count; place += PATTERN_BLOCK) {
        for (size_t half = 0; half < 2; half++) {
            const uint8_t *at = bytes + place + 32 * half;
            found[half] = look_up_32(at, low[0], high[0]);
            for (size_t i = 1; i < PATTERN_WINDOW; i++) {
                found[half] = _mm256_and_si256(found[half], look_up_32(at + i, low[i], high[i]));
            }
        }
        __m256i any = _mm256_or_si256(found[0], found[1]);
        if (!_mm256_testz_si256(any, any)) {
            __m256i none = _mm256_setzero_si256();
            uint32_t first = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(found[0], none));
            uint32_t second = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(found[1], none));
            *places = ~((uint64_t)second << 32 | first);
            _mm256_storeu_si256((__m256i *)buckets, found[0]);
            _mm256_storeu_si256((__m256i *)(buckets + 32), found[1]);
            return place;
        }
    }
    return count;
}

#define WIDE __attribute__((target("avx512f,avx512bw")))

WIDE static __m512i look_up_64(const uint8_t *bytes, __m512i low, __m512i high) {
    __m512i half = _mm512_set1_epi8(15);
    __m512i value = _mm512_loadu_si512(bytes);
    __m512i upper = _mm512_and_si512(_mm512_srli_epi16(value, 4), half);
    return _mm512_and_si512(_mm512_shuffle_epi8(low, _mm512_and_si512(value, half)),
                            _mm512_shuffle_epi8(high, upper));
}

WIDE static size_t scan_avx512(const struct pattern_masks *masks, const uint8_t *bytes,
                               size_t place, size_t count, uint64_t *places,
                               uint8_t buckets[PATTERN_BLOCK]) {
    __m512i low[PATTERN_WINDOW], high[PATTERN_WINDOW];
    for (size_t i = 0; i < PATTERN_WINDOW; i++) {
        low[i] = _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)masks->low[i]));
        high[i] = _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)masks->high[i]));
    }
    for (; place < count; place += PATTERN_BLOCK) {
        const uint8_t *at = bytes + place;
        __m512i found = look_up_64(at, low[0], high[0]);
        for (size_t i = 1; i < PATTERN_WINDOW; i++) {
            found = _mm512_and_si512(found, look_up_64(at + i, low[i], high[i]));
        }
        *places = _mm512_test_epi8_mask(found, found);
        if (*places) {
            _mm512_storeu_si512(buckets, found);
            return place;
        }
    }
    return count;
}

static pattern_scan *scan_of_processor(enum pattern_engine engine) {
    __builtin_cpu_init();
    if (engine == ENGINE_AVX512 && __builtin_cpu_supports("avx512f") &&
        __builtin_cpu_supports("avx512bw")) {
        return scan_avx512;
    }
    return engine == ENGINE_AVX2 && __builtin_cpu_supports("avx2") ? scan_avx2 : NULL;
}

#elif defined(__aarch64__)

#include <arm_neon.h>

static size_t scan_neon(const struct pattern_masks *masks, const uint8_t *bytes, size_t place,
                        size_t count, uint64_t *places, uint8_t buckets[PATTERN_BLOCK]) {
    uint8x16_t low[PATTERN_WINDOW], high[PATTERN_WINDOW];
    for (size_t i = 0; i < PATTERN_WINDOW; i++) {
        low[i] = vld1q_u8(masks->low[i]);
        high[i] = vld1q_u8(masks->high[i]);
    }
    for (; place < count; place += PATTERN_BLOCK) {
        *places = 0;
        for (size_t part = 0; part < PATTERN_BLOCK; part += 16) {
            uint8x16_t found = vdupq_n_u8(0xFF);
            for (size_t i = 0; i < PATTERN_WINDOW; i++) {
                uint8x16_t value = vld1q_u8(bytes + place + part + i);
                found = vandq_u8(found, vqtbl1q_u8(low[i], vandq_u8(value, vdupq_n_u8(15))));
                found = vandq_u8(found, vqtbl1q_u8(high[i], vshrq_n_u8(value, 4)));
            }
            vst1q_u8(buckets + part, found);
            *places |= vmaxvq_u8(found);
        }
        if (*places) {
            *places = 0;
            for (size_t i = 0; i < PATTERN_BLOCK; i++) {
                *places |= (uint64_t)(buckets[i] != 0) << i;
            }
            return place;
        }
    }
    return count;
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
