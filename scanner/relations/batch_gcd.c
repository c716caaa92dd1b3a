#include "relations/batch_gcd.h"

#include <stdlib.h>

enum { LEVELS_MOST = 64 };

/* Level 0 has the numbers, each further level the products of two neighbours of the one below; a
 * last one without neighbour moves up as it is. */
struct product_tree {
    mpz_t *level[LEVELS_MOST];
    size_t count[LEVELS_MOST];
    unsigned height; /* the level of the root */
    bool (*over)(void *context);
    void *context;
};

static void free_numbers(mpz_t *numbers, size_t count) {
    for (size_t i = 0; numbers && i < count; i++) {
        mpz_clear(numbers[i]);
    }
    free(numbers);
}

static mpz_t *new_numbers(size_t count) {
    mpz_t *numbers = malloc(count * sizeof *numbers);
    for (size_t i = 0; numbers && i < count; i++) {
        mpz_init(numbers[i]);
    }
    return numbers;
}

static void release(struct product_tree *tree) {
    for (unsigned i = 0; i <= tree->height; i++) {
        free_numbers(tree->level[i], tree->count[i]);
    }
}

/* cofactors has for each number of the level below the sum over its leaves of its product without
 * that leaf; here for two neighbours: left' right + right' left. */
static void join(mpz_t *cofactors, const mpz_t *below, size_t count, size_t node, mpz_t product) {
    size_t left = 2 * node, right = 2 * node + 1;
    if (right == count) {
        mpz_set(product, below[left]);
        mpz_swap(cofactors[node], cofactors[left]);
        return;
    }
    mpz_mul(product, below[left], below[right]);
    mpz_mul(cofactors[left], cofactors[left], below[right]);
    mpz_addmul(cofactors[left], cofactors[right], below[left]);
    mpz_realloc2(cofactors[right], 1);
    mpz_swap(cofactors[node], cofactors[left]);
}

static bool build(struct product_tree *tree, const mpz_t *numbers, size_t count, mpz_t *cofactors) {
    tree->count[0] = count;
    tree->level[0] = new_numbers(count);
    for (size_t i = 0; tree->level[0] && i < count; i++) {
        mpz_set(tree->level[0][i], numbers[i]);
        mpz_set_ui(cofactors[i], 1);
    }
    while (tree->level[tree->height] && tree->count[tree->height] > 1) {
        const mpz_t *below = (const mpz_t *)tree->level[tree->height];
        size_t below_count = tree->count[tree->height];
        size_t above_count = (below_count + 1) / 2;
        tree->height++;
        tree->count[tree->height] = above_count;
        tree->level[tree->height] = new_numbers(above_count);
        for (size_t i = 0; tree->level[tree->height] && i < above_count; i++) {
            if (tree->over(tree->context)) {
                return false;
            }
            join(cofactors, below, below_count, i, tree->level[tree->height][i]);
        }
    }
    return tree->level[tree->height] != NULL;
}

/* From the root down, each remainder taken from the one above. At a leaf n every summand but one
 * has the factor n, and what is left is the product of all others modulo n. */
static bool descend(const struct product_tree *tree, mpz_t *remainders) {
    for (unsigned level = tree->height; level-- > 0;) {
        for (size_t i = tree->count[level]; i-- > 0;) {
            if (tree->over(tree->context)) {
                return false;
            }
            mpz_tdiv_r(remainders[i], remainders[i / 2], tree->level[level][i]);
        }
    }
    return true;
}

bool batch_gcd(const mpz_t *numbers, size_t count, mpz_t *factors, bool (*over)(void *context),
               void *context) {
    struct product_tree tree = {.over = over, .context = context};
    if (count < 2) {
        for (size_t i = 0; i < count; i++) {
            mpz_set_ui(factors[i], 1);
        }
        return true;
    }
    bool done = build(&tree, numbers, count, factors) && descend(&tree, factors);
    for (size_t i = 0; i < count && done; i++) {
        mpz_gcd(factors[i], factors[i], numbers[i]);
    }
    release(&tree);
    return done;
}
