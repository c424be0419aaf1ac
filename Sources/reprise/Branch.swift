import Store

/// A group or dataset of an HDF5 file with what is below it, as far as it is shown.
struct Branch: Encodable {
  let name: String
  private(set) var attributes: [String: Values] = [:]
  /// Element type and shape of a dataset.
  private(set) var type: ElementType?
  private(set) var shape: [Int]?
  private(set) var values: Values?
  private(set) var members: [Branch]?
  /// Why it cannot be shown.
  private(set) var failure: String?

  init(_ group: Group, named name: String, values limit: Int) {
    var seen: [Group.Identity: String] = [:]
    self.init(group, named: name, values: limit, seen: &seen)
  }

  /// Shows a group once, however many names it has: it may lie in itself.
  private init(
    _ group: Group, named name: String, values limit: Int, seen: inout [Group.Identity: String]
  ) {
    self.name = name
    do {
      let identity = try group.identity
      if let earlier = seen[identity] {
        failure = "the group \(earlier)"
        return
      }
      seen[identity] = group.path
      attributes = try Self.attributes(group.attributes)
      members = try group.names.map { name in
        do {
          return try group.isGroup(name)
            ? Branch(group.group(name), named: name, values: limit, seen: &seen)
            : Branch(group.dataset(name), named: name, values: limit)
        } catch {
          return Branch(name: name, failure: "\(error)")
        }
      }
    } catch {
      failure = "\(error)"
    }
  }

  init(_ dataset: Dataset, named name: String, values limit: Int) {
    self.name = name
    (type, shape) = (dataset.dtype, dataset.shape)
    do {
      attributes = try Self.attributes(dataset.attributes)
      values = try Values(dataset, limit: limit)
    } catch {
      failure = "\(error)"
    }
  }

  private init(name: String, failure: String) { (self.name, self.failure) = (name, failure) }

  private static func attributes(_ attributes: Attributes) throws -> [String: Values] {
    try attributes.names.reduce(into: [:]) { $0[$1] = Values(attributes, $1) }
  }

  /// Prints the branch, a line an object and attribute.
  func print(indentation: String) {
    let count = shape.map { $0.reduce(1, *) }
    let mark = members == nil || name.hasSuffix("/") ? "" : "/"
    let words = [
      name + mark, type.map { "\($0)\(shape ?? [])" }, values.map { $0.text(of: count ?? 0) },
      failure,
    ].compactMap { $0 }.filter { !$0.isEmpty }
    Swift.print(indentation + words.joined(separator: "  "))
    for (name, value) in attributes.sorted(by: { $0.key < $1.key }) {
      Swift.print("\(indentation)  @\(name)  \(value.text(of: 1))")
    }
    members?.forEach { $0.print(indentation: indentation + "  ") }
  }
}

/// Some values of one type, in row-major order.
enum Values: Encodable {
  case integers([Int64])
  case naturals([UInt64])
  case singles([Float])
  case doubles([Double])
  case truths([Bool])
  case texts([String])

  /// The first values of a dataset; only they are read.
  init(_ dataset: Dataset, limit: Int) throws {
    let selection = Self.selection(of: dataset.shape, limit: limit)
    func first<Element: Scalar>() throws -> [Element] {
      Array(try dataset.read(Element.self, selection).prefix(limit))
    }
    switch dataset.dtype {
    case .int8, .int16, .int32, .int64: self = .integers(try first())
    case .uint8, .uint16, .uint32, .uint64: self = .naturals(try first())
    case .float16, .bfloat16, .float32: self = .singles(try first())
    case .float64: self = .doubles(try first())
    case .bool: self = .truths(try first())
    case .string: self = .texts(Array(try dataset.strings(selection).prefix(limit)))
    }
  }

  /// An attribute's value; nil when it is of no type that the store knows.
  init?(_ attributes: Attributes, _ name: String) {
    if let text = (try? attributes.value(name, as: String.self)) ?? nil {
      self = .texts([text])
    } else if let texts = (try? attributes.value(name, as: [String].self)) ?? nil {
      self = .texts(texts)
    } else if let number = (try? attributes.value(name, as: Int64.self)) ?? nil {
      self = .integers([number])
    } else if let numbers = (try? attributes.value(name, as: [Int64].self)) ?? nil {
      self = .integers(numbers)
    } else if let number = (try? attributes.value(name, as: Double.self)) ?? nil {
      self = .doubles([number])
    } else if let numbers = (try? attributes.value(name, as: [Double].self)) ?? nil {
      self = .doubles(numbers)
    } else if let truth = (try? attributes.value(name, as: Bool.self)) ?? nil {
      self = .truths([truth])
    } else {
      return nil
    }
  }

  /// The ranges that hold the first `limit` elements, and few others.
  private static func selection(of shape: [Int], limit: Int) -> Selection {
    guard !shape.isEmpty, shape.reduce(1, *) > limit else { return .all }
    var left = limit
    var ranges: [Range<Int>] = []
    for size in shape.reversed() {
      let taken = min(size, left)
      ranges.insert(0..<taken, at: 0)
      left = taken < size ? min(taken, 1) : (left + size - 1) / max(size, 1)
    }
    return .ranges(ranges)
  }

  /// The values in one line; a mark follows when the dataset has more.
  func text(of count: Int) -> String {
    let words: [String] =
      switch self {
      case .integers(let values): values.map { "\($0)" }
      case .naturals(let values): values.map { "\($0)" }
      case .singles(let values): values.map { "\($0)" }
      case .doubles(let values): values.map { "\($0)" }
      case .truths(let values): values.map { "\($0)" }
      case .texts(let values): values.map { "\"\($0.replacing("\n", with: "\\n"))\"" }
      }
    return (words + (count > words.count ? ["…"] : [])).joined(separator: ", ")
  }

  func encode(to encoder: any Encoder) throws {
    switch self {
    case .integers(let values): try values.encode(to: encoder)
    case .naturals(let values): try values.encode(to: encoder)
    case .singles(let values): try values.encode(to: encoder)
    case .doubles(let values): try values.encode(to: encoder)
    case .truths(let values): try values.encode(to: encoder)
    case .texts(let values): try values.encode(to: encoder)
    }
  }
}
