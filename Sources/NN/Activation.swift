import Tensors

/// A nonlinearity by the name that configurations use.
public enum Activation: String, Codable, Sendable, Layer {
  case relu
  case silu
  case selu
  case gelu
  /// The tanh approximation of GELU.
  case geluTanh = "gelu_pytorch_tanh"
  case tanh
  case sigmoid

  /// Applies the nonlinearity to each element.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    switch self {
    case .relu: input.relu()
    case .silu: input.silu()
    case .selu: input.selu()
    case .gelu: input.gelu()
    case .geluTanh: input.gelu(approximate: true)
    case .tanh: input.tanh()
    case .sigmoid: input.sigmoid()
    }
  }
}
