import Metrics
import Tensors
import Testing

@Suite struct RegressionTests {
  @Test func lineMatchesScipy() {
    // scipy.stats.linregress(x, y), scipy 1.17.1
    let line = LinearRegression(Sample.x, Sample.y)
    #expect(close(line.slope, 0.5251354605659242))
    #expect(close(line.intercept, 0.5007826610475614))
    #expect(close(line.standardErrors[0], 0.11350158733361368))
    #expect(close(line.interceptError, 0.4547860033070473))
    #expect(close(line.rSquared, 0.7810711379791149))
    // ± t.ppf(.975, 6) = 2.4469118511449692 standard errors
    let slope = line.slopeInterval()
    #expect(close((slope.upper - slope.lower) / 2, 2.4469118511449692 * 0.11350158733361368))
    let intercept = line.interceptInterval()
    #expect(close((intercept.upper + intercept.lower) / 2, line.intercept))
    #expect(close(intercept.upper - line.intercept, 2.4469118511449692 * line.interceptError))
  }

  @Test func severalPredictorsMatchTheNormalEquations() {
    // numpy 2.4.6: solve(AᵀA, Aᵀy), standard errors from inv(AᵀA), leverages from the hat matrix
    let fit = LinearRegression(Sample.y, on: [Sample.x, Sample.control])
    #expect(close(fit.intercept, 0.5611531523604197, 1e-10))
    #expect(close(fit.coefficients[0], 0.5564587091381055, 1e-10))
    #expect(close(fit.coefficients[1], -0.07486031061639309, 1e-10))
    #expect(close(fit.interceptError, 0.5142591276793089, 1e-10))
    #expect(close(fit.standardErrors[0], 0.14619100561805304, 1e-10))
    #expect(close(fit.standardErrors[1], 0.19081089205950075, 1e-10))
    #expect(fit.degreesOfFreedom == 5)
    #expect(close(fit.leverages[5], 0.5231092436974791, 1e-10))
    #expect(close(fit.leverages.reduce(0, +), 3))
    #expect(close(fit.residuals.reduce(0, +) + 1, 1))
  }

  @Test func exactLine() {
    let line = LinearRegression([1, 2, 3, 4], [3, 5, 7, 9])
    #expect(close(line.slope, 2))
    #expect(close(line.intercept, 1))
    #expect(abs(line.leaveOneOutError) < 1e-14)
  }

  @Test func dependentPredictorsAreLeftOut() {
    let doubled = Sample.x.map { 2 * $0 + 1 }
    let fit = LinearRegression(Sample.y, on: [Sample.x, doubled, Sample.control])
    let reduced = LinearRegression(Sample.y, on: [Sample.x, Sample.control])
    #expect(fit.coefficients[1].isNaN && fit.standardErrors[1].isNaN)
    #expect(close(fit.coefficients[2], reduced.coefficients[1], 1e-10))
    #expect(close(fit.intercept, reduced.intercept, 1e-10))
    #expect(fit.degreesOfFreedom == reduced.degreesOfFreedom)
  }

  @Test func leaveOneOutEqualsRefitting() {
    for predictors in [[], [Sample.x], [Sample.x, Sample.control]] {
      let fit = LinearRegression(Sample.y, on: predictors)
      for left in Sample.y.indices {
        let rest = Array(Sample.y.indices.filter { $0 != left })
        let refit = LinearRegression(Sample.y[rest], on: predictors.map { $0[rest] })
        let prediction = zip(refit.coefficients, predictors).reduce(refit.intercept) {
          $0 + $1.0 * $1.1[left]
        }
        #expect(close(fit.leaveOneOutResiduals[left], Sample.y[left] - prediction, 1e-9))
      }
    }
  }

  @Test func partialResidualsCarryThePartialCorrelation() {
    let controls = [Sample.control, Sample.second]
    let left = residuals(of: Sample.x, given: controls)
    let right = residuals(of: Sample.y, given: controls)
    let partial = partialCorrelation(Sample.x, Sample.y, given: controls)
    #expect(close(pearson(left, right).coefficient, partial.coefficient))
    #expect(abs(pearson(left, Sample.control).coefficient) < 1e-12)
    // Frisch & Waugh: the slope between residuals is the coefficient in the full regression.
    let full = LinearRegression(Sample.y, on: [Sample.x] + controls)
    #expect(close(LinearRegression(left, right).slope, full.slope, 1e-10))
  }

  @Test func slopeIntervalCovers() {
    // 95 % intervals hold the true slope in 95 % of samples, within 4 standard errors.
    var random = SeededRandom(seed: 11)
    let trials = 3000
    var covered = 0
    for _ in 0..<trials {
      let x = (0..<12).map { _ in random.normal() }
      let y = x.map { 0.75 * $0 + 0.25 + random.normal() }
      covered += LinearRegression(x, y).slopeInterval().contains(0.75) ? 1 : 0
    }
    let share = Double(covered) / Double(trials)
    #expect(abs(share - 0.95) < 4 * (0.95 * 0.05 / Double(trials)).squareRoot())
  }
}
