import Tensors

/// Ordinary least squares with an intercept.
///
/// A predictor that is constant or depends linearly on earlier ones is left out: its coefficient
/// and standard error are NaN, and the fit is that of the others.
public struct LinearRegression: Codable, Equatable, Sendable {
  /// The value of the fit where all predictors are zero.
  public let intercept: Double
  /// The standard error of the intercept.
  public let interceptError: Double
  /// One coefficient for each predictor.
  public let coefficients: [Double]
  /// The standard error of each coefficient.
  public let standardErrors: [Double]
  /// Response minus fit.
  public let residuals: [Double]
  /// The diagonal of the hat matrix.
  public let leverages: [Double]
  /// N less the number of estimated coefficients, the intercept included.
  public let degreesOfFreedom: Int
  /// The share of the response's variance that the fit explains; NaN for a constant response.
  public let rSquared: Double

  /// Fits the response by an intercept and any number of predictors, each of the response's length.
  public init(_ response: [Double], on predictors: [[Double]]) {
    require(!response.isEmpty, "a regression without observations")
    let count = response.count
    let basis = OrthogonalBasis(columns: predictors, count: count)
    let n = Double(count)
    let whole = centered(response)
    let (rest, along) = basis.project(whole)
    residuals = rest
    degreesOfFreedom = count - 1 - basis.rank
    leverages = (0..<count).map { row in
      basis.vectors.reduce(1 / n) { $0 + $1[row] * $1[row] }
    }
    let unexplained = dot(rest, rest)
    rSquared = 1 - unexplained / dot(whole, whole)
    let variance = degreesOfFreedom > 0 ? unexplained / Double(degreesOfFreedom) : .nan

    // The coordinates of the columns are the upper triangle R of a QR factorisation: R β = Qᵀ y.
    let inverse = Self.inverse(upper: basis.coordinates)
    var coefficients = Array(repeating: Double.nan, count: predictors.count)
    var errors = coefficients
    var intercept = response.reduce(0, +) / n
    // (1, −x̄ᵀR⁻¹) turns the independent errors of the mean and of Qᵀy into the intercept's.
    var turned = Array(repeating: 0.0, count: basis.rank)
    for (place, source) in basis.sources.enumerated() {
      let coefficient = dot(inverse[place], along)
      let mean = predictors[source].reduce(0, +) / n
      coefficients[source] = coefficient
      errors[source] = (variance * dot(inverse[place], inverse[place])).squareRoot()
      intercept -= coefficient * mean
      for index in turned.indices { turned[index] += mean * inverse[place][index] }
    }
    self.coefficients = coefficients
    standardErrors = errors
    self.intercept = intercept
    interceptError = (variance * (1 / n + dot(turned, turned))).squareRoot()
  }

  /// Fits the line y ≈ slope · x + intercept.
  public init(_ x: [Double], _ y: [Double]) {
    self.init(y, on: [x])
  }

  /// The coefficient of the first predictor.
  public var slope: Double { coefficients[0] }

  /// The t interval of a predictor's coefficient.
  public func interval(ofCoefficient index: Int, level: Double = 0.95) -> ConfidenceInterval {
    interval(coefficients[index], error: standardErrors[index], level: level)
  }

  /// The t interval of the slope.
  public func slopeInterval(level: Double = 0.95) -> ConfidenceInterval {
    interval(ofCoefficient: 0, level: level)
  }

  /// The t interval of the intercept.
  public func interceptInterval(level: Double = 0.95) -> ConfidenceInterval {
    interval(intercept, error: interceptError, level: level)
  }

  /// The error of predicting each response from all others, e_i / (1 − h_i) (Allen 1974).
  ///
  /// Without meaning where a leverage is 1: the others then do not determine the fit.
  public var leaveOneOutResiduals: [Double] { zip(residuals, leverages).map { $0 / (1 - $1) } }

  /// The root mean square of the leave-one-out residuals.
  public var leaveOneOutError: Double {
    let errors = leaveOneOutResiduals
    return (dot(errors, errors) / Double(errors.count)).squareRoot()
  }

  private func interval(_ value: Double, error: Double, level: Double) -> ConfidenceInterval {
    let t = StudentTDistribution(degreesOfFreedom: Double(degreesOfFreedom))
      .quantile((1 + level) / 2)
    return ConfidenceInterval(lower: value - t * error, upper: value + t * error, level: level)
  }

  /// The inverse, as full rows, of the upper triangular matrix whose columns are given down to the
  /// diagonal.
  private static func inverse(upper columns: [[Double]]) -> [[Double]] {
    let size = columns.count
    var inverse = Array(repeating: Array(repeating: 0.0, count: size), count: size)
    for column in 0..<size {
      inverse[column][column] = 1 / columns[column][column]
      for row in stride(from: column - 1, through: 0, by: -1) {
        let sum = (row + 1..<column + 1).reduce(0) { $0 + columns[$1][row] * inverse[$1][column] }
        inverse[row][column] = -sum / columns[row][row]
      }
    }
    return inverse
  }
}

/// What least squares on an intercept and the controls leaves of the values: the coordinates of a
/// partial-residual (added-variable) plot, whose Pearson correlation is the partial correlation.
public func residuals(of values: [Double], given controls: [[Double]]) -> [Double] {
  OrthogonalBasis(columns: controls, count: values.count).residuals(values)
}
