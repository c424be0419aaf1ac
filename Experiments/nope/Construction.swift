import NN
import Tensors

/// Theorems 1 and 2 carried out: two NoPE layers whose weights are written down, not trained.
///
/// The residual stream has a constant 1, a flag of BOS, a place for 1/t, a place for t, and four
/// features of content. As in the paper's proof there is no norm; t counts from 1 at BOS.
struct Construction: Codable {
  /// The position that layer 1 writes at each t.
  let recovered: [Double]
  /// The largest |recovered position − t|.
  let positionError: Double
  /// The largest |score − f_content − f_rel| of layer 2, over all queries and keys.
  let scoreError: Double
  /// The largest difference of layer 2's attention weights from softmax(f_content + f_rel).
  let weightError: Double

  /// Theorem 2's choice of f_rel(t − i) = −slope · (t − i).
  static let slope = 0.25

  private enum Place {
    static let one = 0
    static let bos = 1
    static let inverse = 2
    static let position = 3
    static let content = 4..<8
    static let width = 8
  }

  init(length: Int) {
    let content = Tensor.randn([length, 4], using: Generator(seed: 7))
    let (stream, recovered) = noGrad { () -> (Tensor, [Double]) in
      let start = Tensor.zeros([1, length, Place.width])
      start[0, TensorIndex.all, Place.one] = Tensor.ones([length])
      start[0, 0, Place.bos] = Tensor(Float(1))
      start[0, TensorIndex.all, Place.content] = content
      let stream = Self.layerOne(start, upTo: length)
      return (stream, stream[0, TensorIndex.all, Place.position].elements(Double.self))
    }
    self.recovered = recovered
    positionError =
      recovered.enumerated().map { abs($0.element - Double($0.offset + 1)) }.max() ?? .nan
    (scoreError, weightError) = noGrad { Self.layerTwo(stream, content) }
  }

  /// Theorem 1: uniform attention to a value that only BOS has gives 1/t, and the feed-forward part
  /// turns it into t.
  private static func layerOne(_ stream: Tensor, upTo length: Int) -> Tensor {
    let attention = blankAttention()
    attention.vProj.weight[Place.inverse, Place.bos] = Tensor(Float(1))
    attention.outProj.weight[Place.inverse, Place.inverse] = Tensor(Float(1))
    let x = stream + attention(stream, causal: true)

    // 1/x is met exactly at x = 1/t by the line through its neighbours:
    // t = 1 + Σ_{k<t} 2k ReLU(1/k − 1/t).
    let (wi, wo) = (blank(Place.width, length), blank(length, Place.width))
    wi.weight[0, Place.one] = Tensor(Float(1))
    wo.weight[Place.position, 0] = Tensor(Float(1))
    for k in 1..<length {
      wi.weight[k, Place.one] = Tensor(Float(1 / Double(k)))
      wi.weight[k, Place.inverse] = Tensor(Float(-1))
      wo.weight[Place.position, k] = Tensor(Float(2 * k))
    }
    return x + wo(wi(x).relu())
  }

  /// Theorem 2: ⟨q_t, k_i⟩ = c_t · M c_i + slope · (i − t), which is f_content + f_rel.
  private static func layerTwo(
    _ stream: Tensor, _ content: Tensor
  ) -> (scoreError: Double, weightError: Double) {
    let mixing = Tensor.randn([4, 4], using: Generator(seed: 8))
    let attention = blankAttention()
    let (q, k) = (attention.qProj.weight, attention.kProj.weight)
    q[0..<4, Place.content] = mixing.transposed()
    q[4, Place.position] = Tensor(Float(-slope))
    q[5, Place.one] = Tensor(Float(slope))
    k[0..<4, Place.content] = Tensor.eye(4)
    k[4, Place.one] = Tensor(Float(1))
    k[5, Place.position] = Tensor(Float(1))

    let places = Tensor.arange(0..<content.shape[0]).converted(to: .float64)
    let distances = places.unsqueezed(1) - places
    let (c, m) = (content.converted(to: .float64), mixing.converted(to: .float64))
    let wanted = c.matmul(m).matmul(c.transposed()) - distances * slope
    let scores = attention.qProj(stream)[0].matmul(attention.kProj(stream)[0].transposed())
    var weights = Tensor.zeros([1])
    _ = attention(stream, causal: true, weights: { weights = $0[0, 0] })
    let causal = Tensor.causalMask(distances.shape[0], over: distances.shape[0])
    return (
      (scores - wanted).abs().max().item(),
      (weights - (wanted + causal).softmax()).abs().max().item()
    )
  }

  /// One head of products unscaled, all weights 0.
  private static func blankAttention() -> MultiHeadAttention {
    MultiHeadAttention(
      Place.width, heads: 1, bias: false, scale: 1, initialiser: .constant(0),
      using: Generator(seed: 0))
  }

  private static func blank(_ input: Int, _ output: Int) -> Linear {
    Linear(input, output, bias: false, initialiser: .constant(0), using: Generator(seed: 0))
  }
}
