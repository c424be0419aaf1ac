// Attention over short sequences, for float32 on the CPU.
//
// libtorch calls a matrix product for each head of each sequence; with the 14 tokens and heads of width
// 16 of a small decoder its passes forward and backward take 2.3 to 2.9 times as long as these.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <vector>

#include "lanes.h"

namespace {

using at::Tensor;

constexpr int64_t lanes = 16;
// Aligned as numbers are; `using` would drop that.
typedef float Lanes __attribute__((vector_size(4 * lanes), aligned(4)));
using Integers = int32_t __attribute__((vector_size(4 * lanes)));

constexpr float infinity = std::numeric_limits<float>::infinity();

int64_t whole_lanes(int64_t width) { return (width + lanes - 1) / lanes * lanes; }

/// The rows of a matrix within something larger.
struct Rows {
  float *data;
  int64_t stride;

  /// Those of one head of one sequence of a tensor `[batch, heads, length, width]`.
  Rows(const Tensor &x, int64_t number)
      : data(static_cast<float *>(x.data_ptr()) + number / x.size(1) * x.stride(0) +
             number % x.size(1) * x.stride(1)),
        stride(x.stride(2)) {}
  /// Those of a matrix without gaps.
  Rows(std::vector<float> &matrix, int64_t width) : data(matrix.data()), stride(width) {}

  float *operator[](int64_t i) const { return data + i * stride; }
};

/// The transpose of rows, filled up with zeros.
void transpose(const Rows &rows, int64_t height, int64_t width, const Rows &result) {
  for (int64_t j = 0; j < width; j++)
    for (int64_t i = 0; i < result.stride; i++) result[j][i] = i < height ? rows[i][j] : 0;
}

/// product = a · b, or aᵀ · b. The inner dimension is one of a's and the height the other; the width,
/// that of b, is whole lanes.
FOR_EACH_WIDTH void multiply(Rows a, bool transposes_a, Rows b, Rows product, int64_t height,
                             int64_t inner, int64_t width) {
  constexpr int64_t block = 4;
  const int64_t down = transposes_a ? 1 : a.stride, along = transposes_a ? a.stride : 1;
  for (int64_t first = 0; first < height; first += block)
    for (int64_t column = 0; column < width; column += lanes) {
      // Where less than a block is left, the last row is computed again.
      const float *left[block];
      for (int64_t r = 0; r < block; r++)
        left[r] = a.data + std::min(first + r, height - 1) * down;
      const float *right = b.data + column;
      Lanes sums[block] = {};
      for (int64_t k = 0; k < inner; k++) {
        const Lanes factor = *reinterpret_cast<const Lanes *>(right + k * b.stride);
        for (int64_t r = 0; r < block; r++) sums[r] += left[r][k * along] * factor;
      }
      for (int64_t r = 0; r < block && first + r < height; r++)
        *reinterpret_cast<Lanes *>(product.data + (first + r) * product.stride + column) = sums[r];
    }
}

/// x becomes e^x, for x ≤ 0, to 3 units in the last place; 0 below e^−87, about where normal numbers
/// end. It is 2ⁿ times a Taylor polynomial of what is left, between ±ln 2 / 2.
inline __attribute__((always_inline)) void exponentiate(Lanes &x) {
  constexpr float to_integer = 12582912;  // 1.5 · 2²³: sums with it are rounded to integers.
  const Lanes shifted = x * 1.44269504f + to_integer;
  const Lanes n = shifted - to_integer;
  const Lanes r = (x - n * 0.693359375f) + n * 2.12194440e-4f;  // ln 2 in two parts.
  Lanes sum = r * (1.f / 720) + 1.f / 120;
  sum = sum * r + 1.f / 24;
  sum = sum * r + 1.f / 6;
  sum = sum * r + .5f;
  sum = sum * r + 1;
  sum = sum * r + 1;
  const auto power = ((Integers)shifted + 127) << 23;
  x = x < -87.f ? Lanes{} : sum * (Lanes)power;
}

inline __attribute__((always_inline)) float total(const Lanes &x) {
  float sum = 0;
  for (int64_t lane = 0; lane < lanes; lane++) sum += x[lane];
  return sum;
}

/// Scores become weights: the softmax of scale · scores + mask over the columns that a row sees. The
/// width is whole lanes, unseen columns weigh nothing.
FOR_EACH_WIDTH void weigh(Rows scores, int64_t height, int64_t width, int64_t columns, bool is_causal,
                          float scale, const float *mask, int64_t mask_down, int64_t mask_along) {
  const Integers numbers = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  for (int64_t i = 0; i < height; i++) {
    Lanes *row = reinterpret_cast<Lanes *>(scores.data + i * scores.stride);
    const auto seen = is_causal ? std::min(i + 1, columns) : columns;
    Lanes high = Lanes{} - infinity;
    for (int64_t block = 0; block < width / lanes; block++) {
      Lanes score = row[block] * scale;
      for (int64_t lane = 0; mask && lane < std::min(lanes, columns - block * lanes); lane++)
        score[lane] += mask[i * mask_down + (block * lanes + lane) * mask_along];
      score = numbers < static_cast<int32_t>(seen - block * lanes) ? score : Lanes{} - infinity;
      high = score > high ? score : high;
      row[block] = score;
    }
    float highest = -infinity;
    for (int64_t lane = 0; lane < lanes; lane++) highest = std::max(highest, high[lane]);
    // A row that sees nothing weighs nothing.
    if (highest == -infinity) highest = 0;
    Lanes sums = {};
    for (int64_t block = 0; block < width / lanes; block++) {
      row[block] -= highest;
      exponentiate(row[block]);
      sums += row[block];
    }
    const float sum = total(sums);
    const float share = sum == 0 ? 0 : 1 / sum;
    for (int64_t block = 0; block < width / lanes; block++) row[block] *= share;
  }
}

/// Gradients g of weights w become those of scores: w (g − Σ w g) in each row.
FOR_EACH_WIDTH void differentiate(Rows weights, Rows gradients, int64_t height, int64_t width) {
  for (int64_t i = 0; i < height; i++) {
    const Lanes *w = reinterpret_cast<const Lanes *>(weights.data + i * weights.stride);
    Lanes *g = reinterpret_cast<Lanes *>(gradients.data + i * gradients.stride);
    Lanes sums = {};
    for (int64_t block = 0; block < width / lanes; block++) sums += w[block] * g[block];
    const float sum = total(sums);
    for (int64_t block = 0; block < width / lanes; block++) g[block] = w[block] * (g[block] - sum);
  }
}

/// `[batch, heads, length, width]` with the heads beside one another, as linear maps take them.
Tensor empty_heads(const Tensor &like, int64_t length, int64_t width) {
  return at::empty({like.size(0), length, like.size(1), width}, like.options()).transpose(1, 2);
}

/// Rows without gaps.
Tensor dense(const Tensor &x) { return x.stride(-1) == 1 ? x : x.contiguous(); }

/// Calls `function(begin, end)` for the heads of all sequences, on all threads.
template <typename Function>
void for_each_head(const Tensor &queries, const Tensor &keys, const Function &function) {
  // A thread is worth 65,536 multiplications.
  const auto work = queries.size(2) * keys.size(2) * queries.size(3);
  at::parallel_for(0, queries.size(0) * queries.size(1), (1 << 16) / (work + 1) + 1, function);
}

/// The result and, for gradients, the weights in whole lanes.
std::tuple<Tensor, Tensor> attend(const Tensor &q, const Tensor &k, const Tensor &v,
                                  const std::optional<Tensor> &mask, bool is_causal, float scale) {
  const auto n = q.size(2), m = k.size(2), d = q.size(3), e = v.size(3), width = whole_lanes(m);
  auto output = empty_heads(q, n, e);
  auto weights = at::empty({q.size(0), q.size(1), n, width}, q.options());
  for_each_head(q, k, [&](int64_t begin, int64_t end) {
    std::vector<float> room(d * width);
    const Rows keys(room, width);
    for (int64_t number = begin; number < end; number++) {
      const Rows scores(weights, number);
      transpose({k, number}, m, d, keys);
      multiply({q, number}, false, keys, scores, n, d, width);
      weigh(scores, n, width, m, is_causal, scale, mask ? Rows(*mask, number).data : nullptr,
            mask ? mask->stride(2) : 0, mask ? mask->stride(3) : 0);
      multiply(scores, false, {v, number}, {output, number}, n, m, e);
    }
  });
  return {output, weights};
}

struct ShortAttention : torch::autograd::Function<ShortAttention> {
  static Tensor forward(torch::autograd::AutogradContext *context, const Tensor &q, const Tensor &k,
                        const Tensor &v, const std::optional<Tensor> &mask, bool is_causal,
                        double scale) {
    const auto added =
        mask ? std::optional(mask->expand({q.size(0), q.size(1), q.size(2), k.size(2)}))
             : std::nullopt;
    at::AutoDispatchBelowADInplaceOrView below;
    const auto [output, weights] = attend(q, k, v, added, is_causal, static_cast<float>(scale));
    context->save_for_backward({q, k, v, weights});
    context->saved_data["scale"] = scale;
    if (mask && mask->requires_grad()) context->saved_data["mask"] = mask->sizes();
    return output;
  }

  static std::vector<Tensor> backward(torch::autograd::AutogradContext *context,
                                      const std::vector<Tensor> &gradients) {
    TORCH_CHECK(!at::GradMode::is_enabled(), "attention has no gradients of gradients");
    const auto saved = context->get_saved_variables();
    const auto &q = saved[0], &k = saved[1], &v = saved[2], &w = saved[3];
    const auto outer = dense(gradients[0]);
    const auto scale = static_cast<float>(context->saved_data["scale"].toDouble());
    const bool has_mask = context->saved_data.count("mask") > 0;
    const auto n = q.size(2), m = k.size(2), d = q.size(3), e = v.size(3), width = w.size(3);
    auto dq = empty_heads(q, n, d), dk = empty_heads(q, m, d), dv = empty_heads(q, m, e);
    auto dscores = at::empty_like(w);
    for_each_head(q, k, [&](int64_t begin, int64_t end) {
      std::vector<float> room(e * width);
      const Rows values(room, width);
      for (int64_t number = begin; number < end; number++) {
        const Rows weights(w, number), scores(dscores, number), products(outer, number);
        transpose({v, number}, m, e, values);
        multiply(products, false, values, scores, n, e, width);
        differentiate(weights, scores, n, width);
        multiply(scores, false, {k, number}, {dq, number}, n, m, d);
        multiply(scores, true, {q, number}, {dk, number}, m, n, d);
        multiply(weights, true, products, {dv, number}, m, n, e);
      }
    });
    const auto dmask =
        has_mask ? dscores.narrow(3, 0, m).sum_to_size(context->saved_data["mask"].toIntVector())
                 : Tensor();
    if (scale != 1) {
      dq.mul_(scale);
      dk.mul_(scale);
    }
    return {dq, dk, dv, dmask, Tensor(), Tensor()};
  }
};

/// Whether these are queries, keys and values of widths that are whole lanes, and so few that the
/// calls of products count; libtorch judges what else they are.
bool is_short(const Tensor &q, const Tensor &k, const Tensor &v) {
  for (const auto &x : {q, k, v})
    if (!x.is_cpu() || x.scalar_type() != at::kFloat || x.dim() != 4 || x.size(3) % lanes != 0)
      return false;
  const int64_t most = 1024;  // Above, libtorch's forward pass is faster.
  return k.sizes() == at::IntArrayRef({q.size(0), q.size(1), k.size(2), q.size(3)}) &&
         v.sizes() == at::IntArrayRef({q.size(0), q.size(1), k.size(2), v.size(3)}) &&
         q.size(2) * q.size(3) <= most && k.size(2) * k.size(3) <= most;
}

/// softmax(q · kᵀ · scale + mask) · v, as libtorch's operator, which does all but short sequences.
Tensor attention(const Tensor &q, const Tensor &k, const Tensor &v, const std::optional<Tensor> &mask,
                 bool is_causal, std::optional<double> scale, bool is_grouped) {
  const bool is_seen = mask && mask->is_cpu() && mask->scalar_type() == at::kBool;
  const bool is_added = mask && mask->is_cpu() && mask->scalar_type() == at::kFloat;
  if (is_grouped || (mask && (is_causal || !(is_seen || is_added))) || !is_short(q, k, v))
    return at::scaled_dot_product_attention(q, k, v, mask, 0, is_causal, scale, is_grouped);
  auto added = mask;
  if (is_seen)
    added = at::zeros(mask->sizes(), q.options()).masked_fill(mask->logical_not(), -infinity);
  return ShortAttention::apply(dense(q), dense(k), dense(v), added, is_causal,
                               scale.value_or(1 / std::sqrt(static_cast<double>(q.size(3)))));
}

} // namespace

TORCH_LIBRARY_FRAGMENT(reprise, library) {
  library.def("attention(Tensor q, Tensor k, Tensor v, Tensor? mask, bool is_causal, float? scale, "
              "bool is_grouped) -> Tensor", attention);
}
