// Operators of our own, where libtorch needs several passes over memory: a norm's took 13 % of the
// time that a small decoder trains. For float32 on the CPU.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/TensorIterator.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include <algorithm>
#include <cmath>

namespace {

using at::Tensor;

/// Calls `row(y, x, tables)` for each row of the last dimension of `x`, on all threads. Tables are as
/// wide as `x` and broadcast to the other dimensions; there are at most two.
template <typename Row>
Tensor map_rows(const Tensor &x, at::TensorList tables, const Row &row) {
  const auto input = x.contiguous();
  auto output = at::empty_like(input);
  at::TensorIteratorConfig configuration;
  configuration.resize_outputs(false)
      .declare_static_shape(x.sizes(), /*squash_dims=*/x.dim() - 1)
      .add_output(output)
      .add_const_input(input);
  for (const auto &table : tables) {
    TORCH_CHECK(table.scalar_type() == at::kFloat && table.stride(-1) == 1 &&
                    table.size(-1) == x.size(-1),
                "a table of another type, of another width or with gaps");
    configuration.add_owned_const_input(table.expand_as(x));
  }
  const auto rows = [&](char **data, const int64_t *strides, int64_t count) {
    for (int64_t i = 0; i < count; i++) {
      const float *operands[2];
      for (size_t k = 0; k < tables.size(); k++)
        operands[k] = reinterpret_cast<const float *>(data[2 + k] + i * strides[2 + k]);
      row(reinterpret_cast<float *>(data[0] + i * strides[0]),
          reinterpret_cast<const float *>(data[1] + i * strides[1]), operands);
    }
  };
  const auto width = std::max<int64_t>(x.size(-1), 1);
  configuration.build().for_each(rows, at::internal::GRAIN_SIZE / width + 1);
  return output;
}

/// The sum of `term(i)` over a row, in lanes that a register holds.
template <typename Term> float row_sum(int64_t width, const Term &term) {
  constexpr int lanes = 16;
  float sums[lanes] = {};
  int64_t i = 0;
  for (; i + lanes <= width; i += lanes)
    for (int lane = 0; lane < lanes; lane++) sums[lane] += term(i + lane);
  float sum = 0;
  for (; i < width; i++) sum += term(i);
  for (const float part : sums) sum += part;
  return sum;
}

/// 1 / sqrt(mean(x²) + epsilon).
float inverse_rms(const float *x, int64_t width, double epsilon) {
  const float mean =
      row_sum(width, [=](int64_t i) { return x[i] * x[i]; }) / static_cast<float>(width);
  return 1 / std::sqrt(mean + static_cast<float>(epsilon));
}

/// x / sqrt(mean(x²) + epsilon) · weight.
Tensor rms_norm(const Tensor &x, const Tensor &weight, double epsilon) {
  TORCH_CHECK(weight.dim() == 1, "a weight of ", weight.dim(), " dimensions");
  const auto width = x.size(-1);
  return map_rows(x, {weight}, [=](float *y, const float *x, const float *const *tables) {
    const float scale = inverse_rms(x, width, epsilon);
    const float *weight = tables[0];
    for (int64_t i = 0; i < width; i++) y[i] = x[i] * scale * weight[i];
  });
}

/// The gradients of x and of the weight, with r = 1 / rms and n = r x, for the gradient g of the result:
/// r (g w − n mean(g w n)), and Σ g n over rows.
std::tuple<Tensor, Tensor> rms_norm_gradients(const Tensor &gradient, const Tensor &x,
                                              const Tensor &weight, double epsilon) {
  const auto width = x.size(-1), rows = x.numel() / std::max<int64_t>(width, 1);
  const auto outer = gradient.contiguous(), input = x.contiguous(), scales = weight.contiguous();
  auto inner = at::empty_like(input);
  // Blocks do not depend on the number of threads, so neither do sums.
  constexpr int64_t block = 64;
  const auto blocks = (rows + block - 1) / block;
  auto sums = at::zeros({blocks, width}, x.options());
  const float *w = scales.const_data_ptr<float>();
  const auto grain = at::internal::GRAIN_SIZE / (block * width + 1) + 1;
  at::parallel_for(0, blocks, grain, [&](int64_t begin, int64_t end) {
    for (int64_t row = begin * block; row < std::min(end * block, rows); row++) {
      const float *x = input.const_data_ptr<float>() + row * width;
      const float *g = outer.const_data_ptr<float>() + row * width;
      float *dx = inner.mutable_data_ptr<float>() + row * width;
      float *dw = sums.mutable_data_ptr<float>() + row / block * width;
      const float r = inverse_rms(x, width, epsilon);
      const float product = row_sum(width, [=](int64_t i) { return g[i] * w[i] * x[i]; });
      const float share = r * r * product / static_cast<float>(width);
      for (int64_t i = 0; i < width; i++) {
        dx[i] = r * (g[i] * w[i] - share * x[i]);
        dw[i] += r * g[i] * x[i];
      }
    }
  });
  return {inner, sums.sum(0)};
}

struct RMSNorm : torch::autograd::Function<RMSNorm> {
  static Tensor forward(torch::autograd::AutogradContext *context, const Tensor &x,
                        const Tensor &weight, double epsilon) {
    context->save_for_backward({x, weight});
    context->saved_data["epsilon"] = epsilon;
    at::AutoDispatchBelowADInplaceOrView below;
    return rms_norm(x, weight, epsilon);
  }

  static std::vector<Tensor> backward(torch::autograd::AutogradContext *context,
                                      const std::vector<Tensor> &gradients) {
    const auto saved = context->get_saved_variables();
    const auto &gradient = gradients[0], &x = saved[0], &weight = saved[1];
    const auto epsilon = context->saved_data["epsilon"].toDouble();
    if (at::GradMode::is_enabled()) {
      // For gradients of gradients, the same in operators that have them.
      const auto r = (x.square().mean(-1, true) + epsilon).rsqrt();
      const auto n = r * x, scaled = gradient * weight;
      return {r * (scaled - n * (scaled * n).mean(-1, true)),
              (gradient * n).reshape({-1, x.size(-1)}).sum(0), Tensor()};
    }
    const auto [dx, dweight] = rms_norm_gradients(gradient, x, weight, epsilon);
    return {dx, dweight, Tensor()};
  }
};

Tensor rms_norm_recorded(const Tensor &x, const Tensor &weight, double epsilon) {
  if (at::GradMode::is_enabled() && (x.requires_grad() || weight.requires_grad()))
    return RMSNorm::apply(x, weight, epsilon);
  at::AutoDispatchBelowADInplaceOrView below;
  return rms_norm(x, weight, epsilon);
}

/// (a, b) · cosines + (b, a) · sines, for the halves a and b of each row.
Tensor rotate(const Tensor &x, const Tensor &cosines, const Tensor &sines) {
  const auto half = x.size(-1) / 2;
  return map_rows(x, {cosines, sines}, [=](float *y, const float *x, const float *const *tables) {
    const auto [cosine, sine] = std::pair(tables[0], tables[1]);
    for (int64_t i = 0; i < half; i++) {
      y[i] = x[i] * cosine[i] + x[i + half] * sine[i];
      y[i + half] = x[i + half] * cosine[i + half] + x[i] * sine[i + half];
    }
  });
}

}  // namespace

TORCH_LIBRARY(reprise, library) {
  library.def("rms_norm(Tensor x, Tensor weight, float epsilon) -> Tensor");
  library.def("rotate(Tensor x, Tensor cosines, Tensor sines) -> Tensor");
}

TORCH_LIBRARY_IMPL(reprise, CPU, library) {
  library.impl("rms_norm", rms_norm);
  library.impl("rotate", rotate);
}

TORCH_LIBRARY_IMPL(reprise, AutogradCPU, library) {
  library.impl("rms_norm", rms_norm_recorded);
}
