import Foundation
import NN
import Store
import Tensors

/// A model whose weights stay in their files: all sentences pass through a layer before the next one
/// is touched, so that a checkpoint larger than memory is read once, not once for every pack.
///
/// Only one layer's weights are in memory at a time, in the type that is computed with. The states
/// between two layers stay in memory as far as they fit; the others, and all vectors, wait in a
/// scratch file.
public struct LayerStream {
  let model: any LayeredModel
  let dtype: DType
  private let weights: SafeTensors
  private let device: Device
  /// What a layer needs: its tensors and their names in the checkpoint, in the file's order.
  private let layers: [[(tensor: Tensor, name: String)]]
  /// The rest: tables, norms and the head.
  private let others: [(tensor: Tensor, name: String)]
  /// The bytes of all weights in the type that is computed with.
  let weightBytes: Int
  /// The bytes of the largest layer while it is loaded.
  let layerBytes: Int
  /// The largest number of columns or rows of a layer's matrices.
  let widest: Int

  /// - Parameters:
  ///   - model: a model without weights, which nothing else uses.
  ///   - weights: the checkpoint; errors list all keys at fault.
  ///   - dtype: what is computed with.
  public init(
    _ model: any LayeredModel, weights: SafeTensors, dtype: DType = .float32,
    device: Device = .cpu
  ) throws {
    (self.model, self.weights, self.dtype, self.device) = (model, weights, dtype, device)
    let places = try model.places(in: weights)
    var owned: [ObjectIdentifier: Int] = [:]
    for (index, layer) in model.layers.enumerated() {
      for tensor in layer.state.values { owned[ObjectIdentifier(tensor)] = index }
    }
    var layers = model.layers.map { _ in [(tensor: Tensor, name: String)]() }
    var others: [(tensor: Tensor, name: String)] = []
    for (key, tensor) in model.state {
      guard let name = places[key] else { continue }
      if let index = owned[ObjectIdentifier(tensor)] {
        layers[index].append((tensor, name))
      } else {
        others.append((tensor, name))
      }
    }
    self.layers = layers.map { $0.sorted { $0.name < $1.name } }
    self.others = others.sorted { $0.name < $1.name }
    weightBytes = model.state.values.reduce(0) { $0 + $1.count * dtype.bytes }
    // A stored tensor and what it is converted to are there together, one at a time.
    layerBytes =
      try self.layers.map { layer in
        try layer.reduce(0) { $0 + $1.tensor.count * dtype.bytes }
          + (layer.map { part in
            try weights.dtype(of: part.name) == dtype
              ? 0 : part.tensor.count * weights.dtype(of: part.name).bytes
          }.max() ?? 0)
      }.max() ?? 0
    widest = self.layers.joined().flatMap { $0.tensor.shape }.max() ?? model.width
    for part in self.layers.joined() { Self.drop(part.tensor) }
  }

  /// The vectors of tokenised sentences, which `LayeredModel.embed` gives too, up to rounding.
  ///
  /// - Parameters:
  ///   - packSize: about how many tokens are read in one pass; changes speed only.
  ///   - stateBytes: how many bytes of states may wait in memory.
  ///   - folder: where the scratch file is made.
  public func embed(
    _ sentences: [[Int]], packSize: Int = 1024, stateBytes: Int, scratch folder: URL
  ) throws -> StreamedVectors {
    try model.check(sentences) { "sentence \($0 + 1)" }
    let plan = PackPlan(sentences, packSize: packSize)
    let scratch = try ScratchFile(in: folder)
    let vectors = try StreamedVectors(
      scratch, states: model.stateCount, width: model.width, places: plan.places)
    var waiting = try WaitingStates(
      scratch, tokens: plan.batches.map { $0.reduce(0) { $0 + sentences[plan.order[$1]].count } },
      width: model.width, dtype: dtype, bytes: stateBytes)
    try hold()
    defer { letGo() }
    for state in 0..<model.stateCount {
      if state > 0 { try load(state - 1) }
      for (number, batch) in plan.batches.enumerated() {
        let pack = SentencePack(plan.order[batch].map { sentences[$0] }, on: device)
        let (x, pooled) = try noGrad {
          let frame = model.frame(pack.pack, dtype: dtype)
          let x =
            try state == 0
            ? model.embedded(frame)
            : model.layers[state - 1](waiting.take(number).moved(to: device), frame)
          return (x, pack.pooled(state == layers.count ? model.concluded(x) : x))
        }
        try vectors.write(pooled, state: state, batch)
        if state < layers.count { try waiting.put(x.moved(to: .cpu), number) }
        // The rows that were looked up would add up to the whole table.
        if state == 0 { try weights.release(others.map(\.name)) }
      }
      if state > 0 { try unload(state - 1) }
    }
    return vectors
  }

  /// Refers to tables in the file, whose rows are converted when they are looked up; takes norms.
  private func hold() throws {
    for part in others {
      let stored = try weights.tensor(part.name)
      let isTable = stored.rank > 1 && device == .cpu
      part.tensor.adopt_(isTable ? stored : stored.converted(to: dtype).moved(to: device))
    }
  }

  private func letGo() { others.forEach { Self.drop($0.tensor) } }

  private func load(_ layer: Int) throws {
    for part in layers[layer] {
      try weights.populate([part.name])
      let stored = try weights.tensor(part.name)
      let tensor = stored.converted(to: dtype).moved(to: device)
      part.tensor.adopt_(tensor)
      if stored.dtype != dtype || device != .cpu { try weights.release([part.name]) }
    }
    if layer + 1 < layers.count { try weights.prefetch(layers[layer + 1].map(\.name)) }
  }

  private func unload(_ layer: Int) throws {
    for part in layers[layer] { Self.drop(part.tensor) }
    try weights.release(layers[layer].map(\.name))
    // The next layer's tensors may take other places, so that what is kept free would add up.
    Engine.releaseFreedMemory()
  }

  private static func drop(_ tensor: Tensor) { noGrad { tensor.adopt_(Tensor.empty([0])) } }
}
