extension Operators {
  static let randn = Operator("randn", "generator")
  static let rand = Operator("rand", "generator")
  static let randint = Operator("randint", "low_generator")
  static let randperm = Operator("randperm", "generator")
  static let bernoulli = Operator("bernoulli")
  static let bernoulliShare = Operator("bernoulli", "p")
  static let bernoulliInPlace = Operator("bernoulli_", "float")
  static let multinomial = Operator("multinomial")
  static let poisson = Operator("poisson")
  static let gamma = Operator("_standard_gamma")
  static let dirichlet = Operator("_sample_dirichlet")
}

extension Tensor {
  /// Standard normal numbers, on the generator's device.
  public static func randn(
    _ shape: [Int], dtype: DType = .float32, using generator: Generator
  ) -> Tensor {
    Operators.randn(
      .ints(shape), .generator(generator), .dtype(dtype), .none, .device(generator.device))
  }

  /// Numbers uniform in [0, 1), on the generator's device.
  public static func rand(
    _ shape: [Int], dtype: DType = .float32, using generator: Generator
  ) -> Tensor {
    Operators.rand(
      .ints(shape), .generator(generator), .dtype(dtype), .none, .device(generator.device))
  }

  /// Integers uniform in a range, as int64 on the generator's device.
  public static func randint(
    _ shape: [Int], in range: Range<Int>, using generator: Generator
  ) -> Tensor {
    Operators.randint(
      .int(range.lowerBound), .int(range.upperBound), .ints(shape), .generator(generator),
      .dtype(.int64), .none, .device(generator.device))
  }

  /// The integers 0..<count in random order, as int64 on the generator's device.
  public static func randperm(_ count: Int, using generator: Generator) -> Tensor {
    Operators.randperm(
      .int(count), .generator(generator), .dtype(.int64), .none, .device(generator.device))
  }

  /// Ones and zeros of this tensor's shape and dtype, each one with its element's probability.
  public func bernoulli(using generator: Generator) -> Tensor {
    Operators.bernoulli(.tensor(self), .generator(generator))
  }

  /// Ones with the given probability and else zeros, of this tensor's shape and dtype.
  public func bernoulli(_ probability: Double, using generator: Generator) -> Tensor {
    Operators.bernoulliShare(.tensor(self), .double(probability), .generator(generator))
  }

  /// `count` indices per row, drawn with probability proportional to the row's weights.
  ///
  /// Shape: `[categories]` → `[count]`, or `[rows, categories]` → `[rows, count]`.
  public func multinomial(
    _ count: Int, replacement: Bool = true, using generator: Generator
  ) -> Tensor {
    Operators.multinomial(
      .tensor(self), .int(count), .bool(replacement), .generator(generator))
  }

  /// Counts drawn from Poisson distributions with these elements as means.
  public func poisson(using generator: Generator) -> Tensor {
    Operators.poisson(.tensor(self), .generator(generator))
  }

  /// Numbers drawn from gamma distributions of scale 1 with these elements as shapes; gradients
  /// flow to the shapes.
  public func gamma(using generator: Generator) -> Tensor {
    Operators.gamma(.tensor(self), .generator(generator))
  }

  /// Vectors of shares, drawn from Dirichlet distributions with the concentrations that the last
  /// dimension holds; gradients flow to the concentrations.
  public func dirichlet(using generator: Generator) -> Tensor {
    Operators.dirichlet(.tensor(self), .generator(generator))
  }

  /// How often each of the categories that the last dimension holds comes up in `trials` draws.
  ///
  /// Shape: weights `[rows, categories]` → counts `[rows, draws, categories]`, in the weights' dtype.
  public func multinomialCounts(
    trials: Int, draws: Int, using generator: Generator
  ) -> Tensor {
    let (rows, categories) = (shape[0], shape[1])
    let picks = multinomial(draws * trials, using: generator)
    return picks.reshaped(rows, draws, trials).oneHot(categories).sum(2).converted(to: dtype)
  }

  /// Covariance-like matrices Σ gᵢgᵢᵀ of `degreesOfFreedom` vectors gᵢ ~ N(0, scale) (Wishart 1928).
  ///
  /// Shape: scale `[d, d]`, positive definite → `[count, d, d]`; the mean is degreesOfFreedom · scale.
  public static func wishart(
    _ count: Int, degreesOfFreedom: Int, scale: Tensor, using generator: Generator
  ) -> Tensor {
    let width = scale.shape[0]
    let vectors = randn([count, degreesOfFreedom, width], dtype: scale.dtype, using: generator)
      .matmul(scale.cholesky().transposed())
    return vectors.transposed().matmul(vectors)
  }

  /// Zeroes elements with the given probability and scales the rest by 1/(1 − probability).
  public func dropout(_ probability: Double, using generator: Generator) -> Tensor {
    require((0..<1).contains(probability), "dropout(\(probability)): not in 0..<1")
    guard probability > 0 else { return self }
    let mask = noGrad {
      let mask = Operators.emptyLike(.tensor(self))
      Operators.bernoulliInPlace.apply(
        .tensor(mask), .double(1 - probability), .generator(generator))
      mask.multiply_(1 / (1 - probability))
      return mask
    }
    return self * mask
  }
}
