import Tensors
import Testing

/// Expected values: torch.optim of PyTorch 2.13, float64.
@Suite struct FusedTests {
  let gradients: [[Double]] = [[0.5, -1], [1, 2]]

  /// Two steps on two parameters with the given rule; returns their elements.
  func twoSteps(
    _ rule: ([Tensor], [Tensor], [Tensor], [Tensor], Int) -> Void
  ) -> [[Double]] {
    let parameters = [Tensor([1.0, -2]), Tensor([3.0])].map { $0.requiringGradient() }
    let first = parameters.map { $0.zerosLike() }
    let second = parameters.map { $0.zerosLike() }
    for (step, gradient) in gradients.enumerated() {
      rule(parameters, [Tensor(gradient), Tensor([2 * gradient[0]])], first, second, step + 1)
    }
    return parameters.map { $0.elements() }
  }

  @Test func adamWMatchesPyTorch() {
    let found = twoSteps { parameters, gradients, first, second, step in
      Tensor.fusedAdamW(
        parameters: parameters, gradients: gradients, firstMoments: first, secondMoments: second,
        steps: [step, step], rate: 0.1, decay: 0.1)
    }
    #expect(Tensor(found[0]).isClose(to: Tensor([0.7845818006185094, -1.897810353462075])))
    #expect(Tensor(found[1]).isClose(to: Tensor([2.744781799018166])))
  }

  @Test func adamMatchesPyTorch() {
    let found = twoSteps { parameters, gradients, first, second, step in
      Tensor.fusedAdam(
        parameters: parameters, gradients: gradients, firstMoments: first, secondMoments: second,
        steps: [step, step], rate: 0.1, decay: 0.1)
    }
    #expect(Tensor(found[0]).isClose(to: Tensor([0.8025029703202309, -1.9250178784643248])))
    #expect(Tensor(found[1]).isClose(to: Tensor([2.8022117286152297])))
  }

  @Test func momentumMatchesPyTorch() {
    let found = twoSteps { parameters, gradients, velocities, _, step in
      Tensor.fusedSGD(
        parameters: parameters, gradients: gradients, velocities: velocities, rate: 0.1,
        momentum: 0.9, decay: 0.1, nesterov: true, first: step == 1)
    }
    #expect(Tensor(found[0]).isClose(to: Tensor([0.6306, -2.0211]), absolute: 5e-5))
  }

  @Test func plainDescentTakesTheGradientTimesTheRate() {
    let parameter = Tensor([1.0, 2])
    Tensor.fusedSGD(parameters: [parameter], gradients: [Tensor([8.0, -8])], rate: 0.125)
    #expect(parameter.elements() == [0, 3.0])
  }

  @Test func layoutsInMemoryMakeNoDifference() {
    let gradient = Tensor([0.0, 8, 16, 24, 32, 40], shape: [3, 2]).transposed()
    let parameter = Tensor.zeros([2, 3], dtype: .float64)
    Tensor.fusedSGD(parameters: [parameter], gradients: [gradient], rate: 0.125)
    #expect(parameter.elements() == [0, -2, -4, -1, -3, -5.0])
    let transposed = Tensor.zeros([3, 2], dtype: .float64).transposed()
    Tensor.fusedSGD(parameters: [transposed], gradients: [gradient.contiguous()], rate: 0.125)
    #expect(transposed.elements() == [0, -2, -4, -1, -3, -5.0])
  }

  @Test func shapesThatDifferAreRefused() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      Tensor.fusedSGD(
        parameters: [Tensor([1.0])], gradients: [Tensor([1.0, 2])], rate: 0.1)
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("parameter 0 is float64[1], its gradient float64[2]"))
    let moments = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let one = [Tensor([1.0])]
      Tensor.fusedAdam(
        parameters: one, gradients: one, firstMoments: [], secondMoments: one, steps: [1],
        rate: 0.1)
    }
    let said = String(decoding: moments?.standardErrorContent ?? [], as: UTF8.self)
    #expect(said.contains("0 gradients or moments for 1 parameters"))
  }

  @Test func clippingScalesOnlyWhatIsTooLong() {
    let gradients = [Tensor([3.0]), Tensor([[0.0, 4.0]].flatMap { $0 }, shape: [1, 2])]
    #expect(Tensor.clipGradientNorm(gradients, to: 10).item() == 5.0)
    #expect(gradients[0].item() == 3.0)
    #expect(Tensor.clipGradientNorm(gradients, to: 1).item() == 5.0)
    #expect(gradients[0].isClose(to: Tensor([0.6])))
    #expect(gradients[1].isClose(to: Tensor([0.0, 0.8], shape: [1, 2])))
    #expect(Tensor.totalNorm(gradients, order: .infinity).isClose(to: Tensor(0.8)))
  }

  @Test func listsChangeTogether() {
    let tensors = [Tensor([1.0, 2]), Tensor([3.0])]
    #expect(Tensor.foreachNorm(tensors, order: 1).map { $0.item(Double.self) } == [3, 3])
    Tensor.foreachMultiply_(tensors, 2)
    Tensor.foreachMultiply_(tensors, Tensor(0.5))
    Tensor.foreachAdd_(tensors, [Tensor([1.0, 1]), Tensor([1.0])], scale: 10)
    #expect(tensors.map { $0.elements() } == [[11.0, 12], [13]])
    Tensor.foreachInterpolate_(tensors, towards: [Tensor([1.0, 2]), Tensor([3.0])], weight: 0.5)
    #expect(tensors.map { $0.elements() } == [[6.0, 7], [8]])
    Tensor.foreachZero_(tensors)
    #expect(tensors.map { $0.elements() } == [[0.0, 0], [0]])
    Tensor.foreachZero_([])
  }
}
