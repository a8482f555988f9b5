// splitmix64: the one source of randomness. The same on every host; the state is the seed.
#ifndef TB_RNG_H
#define TB_RNG_H
#include <stdint.h>
struct rng {
  uint64_t state;
};
static inline uint64_t rng_next(struct rng *r) {
  uint64_t z = (r->state += 0x9e3779b97f4a7c15u);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}
// Uniform in [0, n), n > 0.
static inline uint64_t rng_below(struct rng *r, uint64_t n) {
  return (uint64_t)(((unsigned __int128)rng_next(r) * n) >> 64);
}
static inline int rng_chance(struct rng *r, uint32_t num, uint32_t den) {
  return rng_below(r, den) < num;
}
#endif
