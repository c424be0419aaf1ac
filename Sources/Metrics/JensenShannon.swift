import Tensors

/// The Jensen-Shannon divergence of distributions along the last dimension (Lin 1991), in nats:
/// (KL(p ‖ m) + KL(q ‖ m)) / 2 with m = (p + q) / 2, from 0 to ln 2. Shapes broadcast.
public func jensenShannonDivergence(_ p: Tensor, _ q: Tensor) -> Tensor {
  let (p, q) = (p.converted(to: .float64), q.converted(to: .float64))
  let middle = (p + q) / 2
  // The least positive number makes 0 · log 0 the 0 it stands for.
  let tiny = Double.leastNormalMagnitude
  func divergence(_ p: Tensor) -> Tensor {
    (p * ((p + tiny) / (middle + tiny)).log()).sum(-1)
  }
  return ((divergence(p) + divergence(q)) / 2).clamped(from: 0)
}

/// How unlike the attention of two models is in a layer (Kazemnejad et al. 2023, section 5.2): the
/// least Jensen-Shannon divergence over pairs of heads, each averaged over the queries.
///
/// Shape: `[batch, heads, queries, keys]`, each with its own heads → one float64 number a sequence,
/// `[batch]`.
public func attentionDistance(_ first: Tensor, _ second: Tensor) -> Tensor {
  jensenShannonDivergence(first.unsqueezed(2), second.unsqueezed(1)).mean(-1).min(1, 2)
}
