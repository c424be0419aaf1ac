import Tensors

/// A part of a network: its stored tensors and modules are its parameters, keyed by property path.
///
/// Write layers as plain stored properties. A key is the path of property names in snake case, with
/// the index or name for members of arrays and dictionaries, spelled as upstream spells it:
/// `model.layers.0.self_attn.q_proj.weight`. Other stored values take no part.
public protocol Module: Stateful {
  /// Upstream's names of properties whose own name, in snake case, is not upstream's.
  ///
  /// A name may hold dots; an empty one leaves the property out of the path.
  static var keys: [String: String] { get }

  /// The properties whose tensors belong to the state but are not trained.
  static var buffers: Set<String> { get }
}

/// A module that turns one tensor into another.
public protocol Layer: Module {
  /// Applies the layer.
  func callAsFunction(_ input: Tensor) -> Tensor
}

extension Module {
  /// None: property names say it all.
  public static var keys: [String: String] { [:] }

  /// None: all tensors are trained.
  public static var buffers: Set<String> { [] }

  /// The trained tensors with their keys, in the order of declaration; a shared one comes once.
  public var parameters: [(key: String, tensor: Tensor)] {
    var seen: Set<ObjectIdentifier> = []
    return members().filter { !$0.isBuffer && seen.insert(ObjectIdentifier($0.tensor)).inserted }
      .map { ($0.key, $0.tensor) }
  }

  /// All tensors of the state, trained or not, by key.
  public var state: [String: Tensor] {
    Dictionary(members().map { ($0.key, $0.tensor) }) { _, second in
      fatalError("two tensors of \(Self.self) have one key, one of them \(second.signature)")
    }
  }

  /// The state, for a training to save.
  public func savedState() -> [String: Tensor] { state }

  /// Takes over a saved state; see `load(_:)`.
  public func restore(_ state: [String: Tensor]) throws { try load(state) }

  /// How many numbers are trained.
  public var parameterCount: Int { parameters.reduce(0) { $0 + $1.tensor.count } }

  /// Gives all floating-point tensors of the state another dtype, in place.
  public func convert(to dtype: DType) {
    for tensor in state.values where tensor.dtype.isFloatingPoint {
      noGrad { tensor.adopt_(tensor.detached().converted(to: dtype)) }
    }
  }

  /// The tensors under this module, by a walk over stored properties.
  func members(under path: String = "") -> [Member] {
    var members: [Member] = []
    func add(_ value: Any, _ path: String, isBuffer: Bool) {
      switch value {
      case let tensor as Tensor:
        members.append(Member(key: path, tensor: tensor, isBuffer: isBuffer))
      case let module as any Module:
        members += module.members(under: path)
      case let named as [String: Tensor]:
        for (name, tensor) in named.sorted(by: { $0.key < $1.key }) {
          add(tensor, path.isEmpty ? name : "\(path).\(name)", isBuffer: isBuffer)
        }
      case let list as [Any]:
        for (index, element) in list.enumerated() {
          add(element, path.isEmpty ? "\(index)" : "\(path).\(index)", isBuffer: isBuffer)
        }
      default: break
      }
    }
    var mirror: Mirror? = Mirror(reflecting: self)
    while let level = mirror {
      for case (let label?, let value) in level.children {
        let name = Self.keys[label] ?? label.snakeCased
        let key = [path, name].filter { !$0.isEmpty }.joined(separator: ".")
        add(value, key, isBuffer: Self.buffers.contains(label))
      }
      mirror = level.superclassMirror
    }
    return members
  }
}

/// A tensor found by the walk.
struct Member {
  let key: String
  let tensor: Tensor
  let isBuffer: Bool
}

extension String {
  /// `embedTokens` → `embed_tokens`.
  fileprivate var snakeCased: String {
    reduce(into: "") { $0 += $1.isUppercase ? "_" + $1.lowercased() : String($1) }
  }
}
