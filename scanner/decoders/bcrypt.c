#include "decoders/bcrypt.h"

#include <string.h>

#include <openssl/crypto.h>
#include <openssl/sha.h>

#include "decoders/blowfish.h"

enum { SCHEDULES = 64, WORDS = BCRYPT_BLOCK_BYTES / 4 };

/* bcrypt of a hashed passphrase and a hashed salt. */
static void hash(const uint8_t passphrase[SHA512_DIGEST_LENGTH],
                 const uint8_t salt[SHA512_DIGEST_LENGTH], uint8_t out[BCRYPT_BLOCK_BYTES]) {
    static const char magic[] = "OxychromaticBlowfishSwatDynamite";
    const struct span key = span_of(passphrase, SHA512_DIGEST_LENGTH);
    const struct span salted = span_of(salt, SHA512_DIGEST_LENGTH);
    struct blowfish state = blowfish_start;
    uint32_t words[WORDS] = {0};
    blowfish_expand(&state, salted, key);
    for (int i = 0; i < SCHEDULES; i++) {
        blowfish_expand(&state, (struct span){0}, salted);
        blowfish_expand(&state, (struct span){0}, key);
    }
    for (int i = 0; i < BCRYPT_BLOCK_BYTES; i++) {
        words[i / 4] = words[i / 4] << 8 | (uint8_t)magic[i];
    }
    for (int i = 0; i < SCHEDULES; i++) {
        for (int word = 0; word < WORDS; word += 2) {
            blowfish_encrypt(&state, words + word);
        }
    }
    for (int i = 0; i < BCRYPT_BLOCK_BYTES; i++) {
        out[i] = (uint8_t)(words[i / 4] >> 8 * (i % 4));
    }
    OPENSSL_cleanse(&state, sizeof state);
    OPENSSL_cleanse(words, sizeof words);
}

/* The salt of a block: SHA-512 of the salt and the block's number from 1. */
static bool salt_block(struct span salt, uint32_t number, uint8_t out[SHA512_DIGEST_LENGTH]) {
    uint8_t bytes[4] = {(uint8_t)(number >> 24), (uint8_t)(number >> 16), (uint8_t)(number >> 8),
                        (uint8_t)number};
    uint8_t salted[BCRYPT_SALT_MOST + sizeof bytes];
    memcpy(salted, salt.bytes, salt.length);
    memcpy(salted + salt.length, bytes, sizeof bytes);
    return SHA512(salted, salt.length + sizeof bytes, out) != NULL;
}

bool bcrypt_derive(struct span passphrase, struct span salt, uint32_t rounds, uint8_t *key,
                   size_t length) {
    uint8_t hashed[SHA512_DIGEST_LENGTH], salted[SHA512_DIGEST_LENGTH];
    uint8_t once[BCRYPT_BLOCK_BYTES], sum[BCRYPT_BLOCK_BYTES];
    memset(key, 0, length);
    if (passphrase.length == 0 || salt.length == 0 || salt.length > BCRYPT_SALT_MOST ||
        rounds == 0 || length == 0 || length > BCRYPT_KEY_MOST ||
        !SHA512(passphrase.bytes, passphrase.length, hashed)) {
        return false;
    }
    /* Bytes of all blocks take turns in the key. */
    size_t blocks = (length + BCRYPT_BLOCK_BYTES - 1) / BCRYPT_BLOCK_BYTES;
    size_t share = (length + blocks - 1) / blocks;
    for (size_t block = 0; block < blocks; block++) {
        salt_block(salt, (uint32_t)block + 1, salted);
        hash(hashed, salted, once);
        memcpy(sum, once, sizeof sum);
        for (uint32_t round = 1; round < rounds; round++) {
            SHA512(once, sizeof once, salted);
            hash(hashed, salted, once);
            for (size_t i = 0; i < sizeof sum; i++) {
                sum[i] ^= once[i];
            }
        }
        for (size_t i = 0; i < share && i * blocks + block < length; i++) {
            key[i * blocks + block] = sum[i];
        }
    }
    OPENSSL_cleanse(hashed, sizeof hashed);
    OPENSSL_cleanse(once, sizeof once);
    OPENSSL_cleanse(sum, sizeof sum);
    return true;
}
