#include "ctorch.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/headeronly/version.h>

#ifdef __x86_64__
#include <immintrin.h>
#endif

#include <atomic>
#include <memory>
#include <string>
#include <vector>

// `Engine` checks the library that is loaded; this checks what the shim is compiled with.
static_assert(TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR == 13,
              "libtorch 2.13 is needed; run make deps");

namespace {

thread_local std::string last_error;
thread_local std::vector<rt_value> last_results;
// Kept between calls for its memory. A call takes it away while it runs: releasing a wrapped
// buffer may call back into Swift, and so into another operator.
thread_local c10::Stack spare_stack;
std::atomic<int64_t> live_tensors{0};

/// Runs `body`; turns whatever it throws into `failure` and a message.
template <typename Result, typename Body>
Result guarded(Result failure, Body body) noexcept {
  try {
    return body();
  } catch (const c10::Error &error) {
    last_error = error.what_without_backtrace();
  } catch (const std::exception &error) {
    last_error = error.what();
  } catch (...) {
    last_error = "an exception of unknown type";
  }
  return failure;
}

/// While it lives, numbers too small to be normal (below 1.2e-38 in float32) count as 0: exponentials
/// that fade away make them by the thousand, and a processor is so slow with them that a training
/// through Sinkhorn's iterations took a third longer. Threads that an operator starts inherit this.
class [[maybe_unused]] FlushSubnormals {
#ifdef __x86_64__
 public:
  FlushSubnormals() { _mm_setcsr(before_ | _MM_FLUSH_ZERO_ON | _MM_DENORMALS_ZERO_ON); }
  ~FlushSubnormals() { _mm_setcsr(before_); }
  FlushSubnormals(const FlushSubnormals &) = delete;

 private:
  const unsigned before_ = _mm_getcsr();
#endif
};

/// A handle is the tensor's own intrusive pointer, so wrapping one allocates nothing.
at::Tensor borrowed(rt_tensor_t handle) {
  if (handle == nullptr) return at::Tensor();
  return at::Tensor(c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim_copy(
      reinterpret_cast<c10::TensorImpl *>(handle)));
}

const c10::TensorImpl *impl(rt_tensor_t handle) {
  return reinterpret_cast<const c10::TensorImpl *>(handle);
}

rt_tensor_t owned(at::Tensor tensor) {
  if (!tensor.defined()) return nullptr;
  live_tensors.fetch_add(1, std::memory_order_relaxed);
  return reinterpret_cast<rt_tensor_t>(tensor.unsafeReleaseTensorImpl());
}

// A device code is type * 256 + index + 1, so that index -1 ("current") fits.
int64_t code(c10::Device device) {
  return static_cast<int64_t>(device.type()) * 256 + device.index() + 1;
}

c10::Device device(int64_t code) {
  return c10::Device(static_cast<c10::DeviceType>(code / 256),
                     static_cast<c10::DeviceIndex>(code % 256 - 1));
}

/// What an argument of a schema wants, as far as the tag of the value alone does not tell.
enum class Wants { plain, floating, optional_tensors };

struct Operator {
  c10::OperatorHandle handle;
  std::vector<Wants> wants;
};

Wants wants(const c10::Argument &argument) {
  auto type = argument.type();
  if (auto optional = type->cast<c10::OptionalType>()) type = optional->getElementType();
  if (type->kind() == c10::TypeKind::FloatType) return Wants::floating;
  if (auto list = type->cast<c10::ListType>())
    if (list->getElementType()->kind() == c10::TypeKind::OptionalType)
      return Wants::optional_tensors;
  return Wants::plain;
}

c10::IValue tensor_list(const rt_value &value, Wants wants) {
  auto handles = static_cast<const rt_tensor_t *>(value.as.p);
  if (wants == Wants::optional_tensors) {
    c10::List<std::optional<at::Tensor>> list;
    list.reserve(value.count);
    for (int i = 0; i < value.count; ++i)
      list.push_back(handles[i] ? std::optional<at::Tensor>(borrowed(handles[i])) : std::nullopt);
    return list;
  }
  c10::List<at::Tensor> list;
  list.reserve(value.count);
  for (int i = 0; i < value.count; ++i) list.push_back(borrowed(handles[i]));
  return list;
}

c10::IValue ivalue(const rt_value &value, const c10::Argument &argument, Wants wants) {
  switch (static_cast<rt_tag>(value.tag)) {
  case RT_NONE: return {};
  case RT_DEFAULT:
    TORCH_CHECK(argument.default_value(), "argument '", argument.name(), "' has no default");
    return *argument.default_value();
  case RT_TENSOR:
    return borrowed(static_cast<rt_tensor_t>(const_cast<void *>(value.as.p)));
  case RT_INT:
    if (wants == Wants::floating) return static_cast<double>(value.as.i);
    return value.as.i;
  case RT_DOUBLE: return value.as.d;
  case RT_BOOL: return value.as.i != 0;
  case RT_INTS: {
    auto first = static_cast<const int64_t *>(value.as.p);
    return c10::IValue(c10::ArrayRef<int64_t>(first, value.count));
  }
  case RT_TENSORS: return tensor_list(value, wants);
  case RT_STRING: return std::string(static_cast<const char *>(value.as.p), value.count);
  case RT_GENERATOR: return *static_cast<const at::Generator *>(value.as.p);
  case RT_DEVICE: return device(value.as.i);
  }
  TORCH_CHECK(false, "unknown argument tag ", value.tag);
}

rt_value result(const at::Tensor &tensor) {
  auto handle = owned(tensor);
  rt_value value{handle ? RT_TENSOR : RT_NONE, 0, {0}};
  value.as.p = handle;
  return value;
}

void append(const c10::IValue &value, std::vector<rt_value> &results) {
  if (value.isTensor()) return results.push_back(result(value.toTensor()));
  if (value.isTensorList()) {
    for (const at::Tensor &tensor : value.toTensorList()) results.push_back(result(tensor));
    return;
  }
  rt_value out{RT_NONE, 0, {0}};
  if (value.isInt()) {
    out.tag = RT_INT;
    out.as.i = value.toInt();
  } else if (value.isBool()) {
    out.tag = RT_BOOL;
    out.as.i = value.toBool();
  } else if (value.isDouble()) {
    out.tag = RT_DOUBLE;
    out.as.d = value.toDouble();
  }
  results.push_back(out);
}

/// Refuses what `append` cannot hand out, before anything is handed out.
void check_supported(const c10::IValue &value) {
  TORCH_CHECK(value.isTensor() || value.isTensorList() || value.isInt() || value.isBool() ||
                  value.isDouble() || value.isNone(),
              "a result of type ", value.tagKind(), " is not supported");
}

at::IntArrayRef shape(const int64_t *sizes, int rank) { return at::IntArrayRef(sizes, rank); }

std::vector<at::Tensor> tensors(const rt_tensor_t *handles, int count) {
  std::vector<at::Tensor> list;
  list.reserve(count);
  for (int i = 0; i < count; ++i) list.push_back(borrowed(handles[i]));
  return list;
}

} // namespace

extern "C" {

const char *rt_error(void) { return last_error.c_str(); }

// libtorch has no version function on the C++ side that is exported; the shared configuration
// string begins with its version.
const char *rt_version(void) {
  static const std::string version = [] {
    const std::string text = at::show_config();
    const auto found = text.find("TORCH_VERSION=");
    if (found == std::string::npos) return std::string("unknown");
    const auto start = found + 14;
    return text.substr(start, text.find_first_of(", \n", start) - start);
  }();
  return version.c_str();
}

rt_operator_t rt_operator_find(const char *name, const char *overload) {
  return guarded<rt_operator_t>(nullptr, [&] {
    auto handle = c10::Dispatcher::singleton().findSchemaOrThrow(name, overload);
    auto found = std::make_unique<Operator>(Operator{handle, {}});
    for (const auto &argument : handle.schema().arguments())
      found->wants.push_back(wants(argument));
    return reinterpret_cast<rt_operator_t>(found.release());
  });
}

int rt_operator_call(rt_operator_t op, const rt_value *arguments, int argument_count,
                     const rt_value **results, int *result_count) {
  return guarded(1, [&] {
    const auto &called = *reinterpret_cast<const Operator *>(op);
    const auto &schema = called.handle.schema().arguments();
    const int expected = static_cast<int>(schema.size());
    TORCH_CHECK(argument_count <= expected, "takes ", expected, " arguments, got ", argument_count);
    c10::Stack stack = std::move(spare_stack);
    stack.clear();
    stack.reserve(expected);
    for (int i = 0; i < expected; ++i) {
      static const rt_value missing{RT_DEFAULT, 0, {0}};
      const rt_value &value = i < argument_count ? arguments[i] : missing;
      stack.push_back(ivalue(value, schema[i], called.wants[i]));
    }
    {
      FlushSubnormals flushing;
      called.handle.callBoxed(stack);
    }
    for (const auto &value : stack) check_supported(value);
    last_results.clear();
    for (const auto &value : stack) append(value, last_results);
    stack.clear();
    spare_stack = std::move(stack);
    *results = last_results.data();
    *result_count = static_cast<int>(last_results.size());
    return 0;
  });
}

rt_tensor_t rt_tensor_copy_in(const void *data, size_t bytes, const int64_t *sizes, int rank,
                              int dtype) {
  return guarded<rt_tensor_t>(nullptr, [&] {
    auto tensor = at::empty(shape(sizes, rank), at::dtype(static_cast<at::ScalarType>(dtype)));
    TORCH_CHECK(tensor.nbytes() == bytes, "shape ", tensor.sizes(), " needs ", tensor.nbytes(),
                " bytes, got ", bytes);
    if (bytes > 0) std::memcpy(tensor.mutable_data_ptr(), data, bytes);
    // A truth value has the byte 0 or 1; others, as a file may hold, are undefined behaviour.
    if (tensor.scalar_type() == at::kBool)
      tensor.view(at::kByte).copy_(tensor.view(at::kByte).ne(0));
    return owned(tensor);
  });
}

rt_tensor_t rt_tensor_wrap(void *data, const int64_t *sizes, int rank, int dtype,
                           void (*release)(void *), void *context) {
  return guarded<rt_tensor_t>(nullptr, [&] {
    // Whichever of the two goes last releases: this frame when wrapping fails, else the tensor.
    std::shared_ptr<void> owner(context, release);
    return owned(at::from_blob(
        data, shape(sizes, rank), [owner](void *) mutable { owner.reset(); },
        at::dtype(static_cast<at::ScalarType>(dtype))));
  });
}

int rt_tensor_copy_out(rt_tensor_t tensor, void *data, size_t bytes) {
  return guarded(1, [&] {
    at::NoGradGuard quiet;
    auto source = borrowed(tensor).cpu().contiguous();
    TORCH_CHECK(source.nbytes() == bytes, "holds ", source.nbytes(), " bytes, asked for ", bytes);
    if (bytes > 0) std::memcpy(data, source.const_data_ptr(), bytes);
    return 0;
  });
}

void *rt_tensor_data(rt_tensor_t tensor) {
  return guarded<void *>(nullptr, [&]() -> void * {
    auto source = borrowed(tensor);
    if (!source.is_cpu() || !source.is_contiguous()) return nullptr;
    return source.mutable_data_ptr();
  });
}

void rt_tensor_release(rt_tensor_t tensor) {
  if (tensor == nullptr) return;
  live_tensors.fetch_sub(1, std::memory_order_relaxed);
  guarded(0, [&] {
    c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim(
        reinterpret_cast<c10::TensorImpl *>(tensor));
    return 0;
  });
}

int64_t rt_tensor_live(void) { return live_tensors.load(std::memory_order_relaxed); }

int rt_tensor_rank(rt_tensor_t tensor) { return static_cast<int>(impl(tensor)->dim()); }

int64_t rt_tensor_count(rt_tensor_t tensor) { return impl(tensor)->numel(); }

void rt_tensor_sizes(rt_tensor_t tensor, int64_t *sizes) {
  const auto found = impl(tensor)->sizes();
  std::copy(found.begin(), found.end(), sizes);
}

int rt_tensor_dtype(rt_tensor_t tensor) {
  return static_cast<int>(c10::typeMetaToScalarType(impl(tensor)->dtype()));
}

int64_t rt_tensor_device(rt_tensor_t tensor) { return code(impl(tensor)->device()); }

bool rt_tensor_is_contiguous(rt_tensor_t tensor) {
  // Sparse tensors throw instead of answering.
  return guarded(false, [&] { return impl(tensor)->is_contiguous(); });
}

bool rt_tensor_same_layout(rt_tensor_t a, rt_tensor_t b) {
  return guarded(false, [&] {
    return impl(a)->is_non_overlapping_and_dense() && impl(a)->sizes() == impl(b)->sizes() &&
           impl(a)->strides() == impl(b)->strides();
  });
}

bool rt_tensor_requires_grad(rt_tensor_t tensor) {
  return guarded(false, [&] { return borrowed(tensor).requires_grad(); });
}

int rt_tensor_set_requires_grad(rt_tensor_t tensor, bool value) {
  return guarded(1, [&] {
    borrowed(tensor).set_requires_grad(value);
    return 0;
  });
}

rt_tensor_t rt_tensor_grad(rt_tensor_t tensor) {
  return guarded<rt_tensor_t>(nullptr, [&] { return owned(borrowed(tensor).grad()); });
}

int rt_tensor_set_grad(rt_tensor_t tensor, rt_tensor_t grad) {
  return guarded(1, [&] {
    const auto owner = borrowed(tensor);
    const auto given = borrowed(grad);
    TORCH_CHECK(!given.defined() || (given.sizes() == owner.sizes() &&
                                     given.scalar_type() == owner.scalar_type() &&
                                     given.device() == owner.device()),
                "the gradient is ", given.toString(), given.sizes(), " on ", given.device());
    owner.mutable_grad() = given;
    return 0;
  });
}

int rt_backward(rt_tensor_t root, bool retain_graph, bool create_graph) {
  return guarded(1, [&] {
    FlushSubnormals flushing;
    torch::autograd::backward({borrowed(root)}, {}, retain_graph, create_graph);
    return 0;
  });
}

int rt_gradients(const rt_tensor_t *outputs, const rt_tensor_t *weights, int output_count,
                 const rt_tensor_t *inputs, int input_count, bool retain_graph,
                 bool create_graph, rt_tensor_t *results) {
  return guarded(1, [&] {
    FlushSubnormals flushing;
    auto grads = torch::autograd::grad(
        tensors(outputs, output_count), tensors(inputs, input_count),
        weights ? tensors(weights, output_count) : std::vector<at::Tensor>(), retain_graph,
        create_graph, /*allow_unused=*/true);
    for (int i = 0; i < input_count; ++i) results[i] = owned(grads[i]);
    return 0;
  });
}

bool rt_grad_mode(void) { return c10::GradMode::is_enabled(); }
void rt_set_grad_mode(bool enabled) { c10::GradMode::set_enabled(enabled); }

rt_generator_t rt_generator_create(uint64_t seed, int64_t code) {
  return guarded<rt_generator_t>(nullptr, [&] {
    const auto where = device(code);
    auto generator =
        where.is_cpu()
            ? at::make_generator<at::CPUGeneratorImpl>(seed)
            : at::globalContext().getAcceleratorHooksInterface(where.type()).getNewGenerator(
                  where.index());
    generator.set_current_seed(seed);
    return reinterpret_cast<rt_generator_t>(new at::Generator(std::move(generator)));
  });
}

void rt_generator_release(rt_generator_t generator) {
  delete reinterpret_cast<at::Generator *>(generator);
}

rt_tensor_t rt_generator_state(rt_generator_t generator) {
  return guarded<rt_tensor_t>(nullptr, [&] {
    return owned(reinterpret_cast<at::Generator *>(generator)->get_state());
  });
}

int rt_generator_set_state(rt_generator_t generator, rt_tensor_t state) {
  return guarded(1, [&] {
    reinterpret_cast<at::Generator *>(generator)->set_state(borrowed(state));
    return 0;
  });
}

int rt_threads(void) { return at::get_num_threads(); }

int rt_set_threads(int within_operators, int between_operators) {
  return guarded(1, [&] {
    at::set_num_threads(within_operators);
    if (between_operators > 0) at::set_num_interop_threads(between_operators);
    return 0;
  });
}

int rt_set_deterministic(bool enabled) {
  return guarded(1, [&] {
    at::globalContext().setDeterministicAlgorithms(enabled, /*warn_only=*/false);
    // Filling fresh memory with NaN would only cost time: no operator here reads it.
    at::globalContext().setDeterministicFillUninitializedMemory(false);
    return 0;
  });
}

bool rt_deterministic(void) { return at::globalContext().deterministicAlgorithms(); }

bool rt_cuda_available(void) { return at::hasCUDA(); }

} // extern "C"
