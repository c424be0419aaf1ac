// Code for each width of vector registers.
#ifndef REPRISE_LANES_H
#define REPRISE_LANES_H

// One body for each width; the loader takes the widest that the processor has.
#ifdef __x86_64__
#define FOR_EACH_WIDTH __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define FOR_EACH_WIDTH
#endif

#endif
