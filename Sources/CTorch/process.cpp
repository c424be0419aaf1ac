// What a process must settle before libtorch does its first work, to run at the machine's speed.

#include <malloc.h>

#include "ctorch.h"

// MKL asks this function (an exported symbol of libtorch, replaced by this one) whether to use the
// widest vector instructions that it finds. Its own answer is no on every processor not made by
// Intel, which halves the speed of matrix products on an AMD processor with AVX-512.
extern "C" int mkl_serv_intel_cpu_true(void) { return 1; }

// Keep freed memory of up to 32 MB a block in the process: a training step frees and asks for the
// same blocks again, and getting them from the kernel anew costs a quarter of its time.
__attribute__((constructor)) static void keep_freed_memory() {
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 512 << 20);
}

void rt_release_freed_memory(void) { malloc_trim(0); }
