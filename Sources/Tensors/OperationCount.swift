import Synchronization

/// How many floating-point operations the operators of a computation take, a multiplication and an
/// addition being two.
///
/// Counted are convolutions, linear maps, matrix products and attention, by the shapes they get;
/// all else (norms, activations, copies) is small beside them. Backward passes are not counted.
public final class OperationCount: Sendable {
  @TaskLocal private static var current: OperationCount?

  private let operations = Atomic(0)

  private init() {}

  /// Runs a computation and counts its operations.
  public static func counting<Result>(
    _ body: () throws -> Result
  ) rethrows -> (result: Result, operations: Int) {
    let count = OperationCount()
    let result = try $current.withValue(count, operation: body)
    return (result, count.operations.load(ordering: .relaxed))
  }

  /// Counts a call, when somebody counts.
  @inline(__always)
  static func note(_ name: String, _ arguments: [Argument], _ result: Tensor) {
    if let current {
      current.operations.add(operations(name, arguments, result), ordering: .relaxed)
    }
  }

  private static func operations(
    _ name: String, _ arguments: [Argument], _ result: Tensor
  ) -> Int {
    func shape(_ index: Int) -> [Int] {
      if case .tensor(let tensor) = arguments[index] { tensor.shape } else { [] }
    }
    switch name {
    case "conv1d", "conv2d", "conv3d", "conv1d.padding", "conv2d.padding", "conv3d.padding":
      return 2 * result.count * shape(1).dropFirst().reduce(1, *)
    case "conv_transpose1d", "conv_transpose2d.input", "conv_transpose3d.input":
      return 2 * shape(0).reduce(1, *) * shape(1).dropFirst().reduce(1, *)
    case "linear", "matmul":
      return 2 * result.count * (shape(0).last ?? 1)
    case "addmm":
      return 2 * result.count * (shape(1).last ?? 1)
    case "attention":
      // Scores of each query with each key, and as many products with the values.
      let (queries, keys) = (shape(0), shape(1))
      let pairs = queries.dropLast().reduce(1, *) * keys[keys.count - 2]
      return 2 * pairs * ((queries.last ?? 0) + (result.shape.last ?? 0))
    default: return 0
    }
  }
}
