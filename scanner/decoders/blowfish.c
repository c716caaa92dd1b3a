#include "decoders/blowfish.h"

static uint32_t mix(const struct blowfish *state, uint32_t half) {
    return ((state->boxes[0][half >> 24] + state->boxes[1][half >> 16 & 0xFF]) ^
            state->boxes[2][half >> 8 & 0xFF]) +
           state->boxes[3][half & 0xFF];
}

void blowfish_encrypt(const struct blowfish *state, uint32_t block[2]) {
    uint32_t left = block[0] ^ state->rounds[0], right = block[1];
    for (int i = 1; i <= BLOWFISH_ROUNDS; i += 2) {
        right ^= mix(state, left) ^ state->rounds[i];
        left ^= mix(state, right) ^ state->rounds[i + 1];
    }
    block[0] = right ^ state->rounds[BLOWFISH_ROUNDS + 1];
    block[1] = left;
}

/* Big-endian words of a text that begins again at its end. */
static uint32_t next_word(struct span text, size_t *at) {
    const uint8_t *four = text.bytes + *at;
    *at = (*at + 4) % text.length;
    return (uint32_t)four[0] << 24 | (uint32_t)four[1] << 16 | (uint32_t)four[2] << 8 | four[3];
}

/* Replaces words two by two with the chain of blocks they are enciphered to. */
static void replace(struct blowfish *state, uint32_t *words, size_t count, struct span salt,
                    size_t *at, uint32_t block[2]) {
    for (size_t i = 0; i < count; i += 2) {
        if (salt.length) {
            block[0] ^= next_word(salt, at);
            block[1] ^= next_word(salt, at);
        }
        blowfish_encrypt(state, block);
        words[i] = block[0];
        words[i + 1] = block[1];
    }
}

void blowfish_expand(struct blowfish *state, struct span salt, struct span key) {
    uint32_t block[2] = {0};
    size_t at = 0;
    for (int i = 0; i < BLOWFISH_ROUNDS + 2; i++) {
        state->rounds[i] ^= next_word(key, &at);
    }
    at = 0;
    replace(state, state->rounds, BLOWFISH_ROUNDS + 2, salt, &at, block);
    for (int i = 0; i < BLOWFISH_BOXES; i++) {
        replace(state, state->boxes[i], BLOWFISH_BOX_WORDS, salt, &at, block);
    }
}
