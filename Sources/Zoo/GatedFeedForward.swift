import NN
import Tensors

/// down(f(gate(x)) · up(x)): SwiGLU or GeGLU by its nonlinearity (Shazeer 2020).
struct GatedFeedForward: Layer {
  let gateProj: Linear
  let upProj: Linear
  let downProj: Linear
  private let activation: Activation

  init(_ configuration: DecoderConfiguration, _ start: Initialisation?) {
    let (width, inner) = (configuration.width, configuration.feedForward)
    let bias = configuration.feedForwardBias
    activation = configuration.activation
    gateProj = start.linear(width, inner, bias: bias)
    upProj = start.linear(width, inner, bias: bias)
    downProj = start.linear(inner, width, bias: bias, factor: start?.feedForwardOutput ?? 1)
  }

  func callAsFunction(_ x: Tensor) -> Tensor {
    let (gate, up) = (activation(gateProj(x)), upProj(x))
    if recordsGradients { return downProj(gate * up) }
    // Nothing else refers to the gate, and a third tensor would not fit into the cache beside them.
    gate.multiply_(up)
    return downProj(gate)
  }
}
