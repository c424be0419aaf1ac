import Tensors

extension Tensor {
  /// The Kullback–Leibler divergence of normal distributions with these means from the standard
  /// normal one, element by element: ½ (μ² + σ² − log σ² − 1) (Kingma & Welling 2014, appendix B).
  public func divergenceFromStandardNormal(logVariance: Tensor) -> Tensor {
    (square() + logVariance.exp() - logVariance - 1) * 0.5
  }
}
