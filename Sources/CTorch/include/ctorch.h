// C interface to libtorch: one generic door to every ATen operator, and the few things that are
// not operators (buffers, autograd, generators, threads). No C++ exception leaves this interface:
// a function that can fail returns a null pointer or a non-zero status, and rt_error() tells why.
#ifndef CTORCH_H
#define CTORCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A reference to a tensor; every handle given out is owned by the caller.
typedef struct rt_tensor *rt_tensor_t;
/// An operator of the dispatcher together with its schema; lives as long as the process.
typedef struct rt_operator *rt_operator_t;
/// A random number generator.
typedef struct rt_generator *rt_generator_t;

typedef enum rt_tag {
  RT_NONE,      ///< an absent optional
  RT_DEFAULT,   ///< the default value of the schema
  RT_TENSOR,    ///< p: rt_tensor_t
  RT_INT,       ///< i; also dtypes
  RT_DOUBLE,    ///< d
  RT_BOOL,      ///< i
  RT_INTS,      ///< p: const int64_t *, count
  RT_TENSORS,   ///< p: const rt_tensor_t *, count; null members are absent optionals
  RT_STRING,    ///< p: UTF-8 bytes, count
  RT_GENERATOR, ///< p: rt_generator_t
  RT_DEVICE,    ///< i: device code
} rt_tag;

/// A tagged argument or result of an operator.
typedef struct rt_value {
  int32_t tag;
  int32_t count;
  union {
    int64_t i;
    double d;
    const void *p;
  } as;
} rt_value;

/// The message of the last failure on this thread.
const char *rt_error(void);
/// The version of the libtorch that is loaded.
const char *rt_version(void);

/// Finds an operator such as "aten::add" with overload "Tensor"; null when there is none.
rt_operator_t rt_operator_find(const char *name, const char *overload);
/// Calls an operator. The results stay valid until the next call on this thread; tensors among
/// them are owned by the caller. Lists of tensors come as consecutive results.
int rt_operator_call(rt_operator_t op, const rt_value *arguments, int argument_count,
                     const rt_value **results, int *result_count);

/// Copies `bytes` bytes into a new contiguous tensor.
rt_tensor_t rt_tensor_copy_in(const void *data, size_t bytes, const int64_t *sizes, int rank,
                              int dtype);
/// Wraps memory that is not copied; `release(context)` is called once, when the last reference
/// goes or when wrapping fails.
rt_tensor_t rt_tensor_wrap(void *data, const int64_t *sizes, int rank, int dtype,
                           void (*release)(void *), void *context);
/// Copies the elements in row-major order to `data`, which holds `bytes` bytes; refuses sparse
/// tensors.
int rt_tensor_copy_out(rt_tensor_t tensor, void *data, size_t bytes);
/// The address of the first element of a contiguous tensor on the CPU, else null.
void *rt_tensor_data(rt_tensor_t tensor);
void rt_tensor_release(rt_tensor_t tensor);
/// How many handles are alive.
int64_t rt_tensor_live(void);

int rt_tensor_rank(rt_tensor_t tensor);
int64_t rt_tensor_count(rt_tensor_t tensor);
void rt_tensor_sizes(rt_tensor_t tensor, int64_t *sizes);
int rt_tensor_dtype(rt_tensor_t tensor);
int64_t rt_tensor_device(rt_tensor_t tensor);
bool rt_tensor_is_contiguous(rt_tensor_t tensor);
/// Whether both have one shape and one order of elements in memory, without gaps.
bool rt_tensor_same_layout(rt_tensor_t a, rt_tensor_t b);

bool rt_tensor_requires_grad(rt_tensor_t tensor);
int rt_tensor_set_requires_grad(rt_tensor_t tensor, bool value);
/// The accumulated gradient, or null when there is none.
rt_tensor_t rt_tensor_grad(rt_tensor_t tensor);
/// Replaces the accumulated gradient; null clears it.
int rt_tensor_set_grad(rt_tensor_t tensor, rt_tensor_t grad);
/// Accumulates the gradient of a scalar into the leaves it depends on.
int rt_backward(rt_tensor_t root, bool retain_graph, bool create_graph);
/// Gradients of `outputs` (weighted by `weights`, null for ones) with respect to `inputs`;
/// results[i] is null where an output does not depend on input i.
int rt_gradients(const rt_tensor_t *outputs, const rt_tensor_t *weights, int output_count,
                 const rt_tensor_t *inputs, int input_count, bool retain_graph,
                 bool create_graph, rt_tensor_t *results);
bool rt_grad_mode(void);
void rt_set_grad_mode(bool enabled);

rt_generator_t rt_generator_create(uint64_t seed, int64_t device);
void rt_generator_release(rt_generator_t generator);
rt_tensor_t rt_generator_state(rt_generator_t generator);
int rt_generator_set_state(rt_generator_t generator, rt_tensor_t state);

int rt_threads(void);
int rt_set_threads(int within_operators, int between_operators);
int rt_set_deterministic(bool enabled);
bool rt_deterministic(void);
bool rt_cuda_available(void);
/// Gives memory that was freed, but is kept for later, back to the system.
void rt_release_freed_memory(void);

#ifdef __cplusplus
}
#endif
#endif
