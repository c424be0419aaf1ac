import Tensors
import Testing

@Suite struct AutogradTests {
  @Test func gradientsAccumulateUntilCleared() {
    let x = Tensor([1.0, 2]).requiringGradient()
    #expect(x.requiresGradient)
    #expect(x.gradient == nil)
    (x * x).sum().backward()
    #expect(x.gradient?.elements() == [2.0, 4])
    (x * x).sum().backward()
    #expect(x.gradient?.elements() == [4.0, 8])
    x.gradient = nil
    #expect(x.gradient == nil)
    x.gradient = Tensor([5.0, 6])
    (x * 1).sum().backward()
    #expect(x.gradient?.elements() == [6.0, 7])
  }

  @Test func gradientsAreReturnedWithoutAccumulating() {
    let (x, y, unused) = (
      Tensor([2.0]).requiringGradient(), Tensor([3.0]).requiringGradient(),
      Tensor([1.0]).requiringGradient()
    )
    let found = (x * y).sum().gradients(withRespectTo: [x, y, unused])
    #expect(found[0]?.item() == 3.0)
    #expect(found[1]?.item() == 2.0)
    #expect(found[2] == nil)
    #expect(x.gradient == nil)
    let weighted = (x * Tensor([1.0, 10])).gradients(
      withRespectTo: [x], weight: Tensor([1.0, 2]))
    #expect(weighted[0]?.item() == 21.0)
  }

  @Test func gradientsOfGradients() {
    // f = x³: f' = 3x², f'' = 6x, f''' = 6.
    let x = Tensor([2.0]).requiringGradient()
    var derivative = (x * x * x).sum()
    for wanted in [12.0, 12, 6] {
      guard let next = derivative.gradients(withRespectTo: [x], createGraph: true)[0] else {
        Issue.record("no gradient")
        return
      }
      #expect(next.item() == wanted)
      derivative = next.sum()
    }
    let y = Tensor([2.0]).requiringGradient()
    (y * y * y).sum().backward(createGraph: true)
    y.gradient?.sum().backward()
    #expect(y.gradient?.item() == 12.0 + 12)
  }

  @Test func aGraphIsKeptOnRequest() {
    let x = Tensor([2.0]).requiringGradient()
    let y = (x * x).sum()
    y.backward(retainGraph: true)
    y.backward()
    #expect(x.gradient?.item() == 8.0)
  }

  @Test func recordingIsSwitchedPerScope() {
    let x = Tensor([2.0]).requiringGradient()
    #expect((x * x).requiresGradient)
    #expect(!noGrad { x * x }.requiresGradient)
    #expect(noGrad { withGrad { x * x } }.requiresGradient)
    struct Stop: Error {}
    #expect(throws: Stop.self) { try noGrad { throw Stop() } }
    #expect((x * x).requiresGradient)
    #expect(!x.detached().requiresGradient)
    x.requiresGradient = false
    #expect(!(x * x).requiresGradient)
  }

  @Test func parametersChangeInPlaceInsideNoGrad() {
    let x = Tensor([2.0]).requiringGradient()
    (x * x).sum().backward()
    noGrad { if let gradient = x.gradient { x.add_(gradient, scale: -0.25) } }
    #expect(x.item() == 1.0)
    #expect(x.requiresGradient)
  }

  @Test func readingNeedsNoDetaching() {
    let x = Tensor([2.0, 3]).requiringGradient()
    let y = x * 2
    #expect(y.elements() == [4.0, 6])
    #expect(y.converted(to: .float32).elements(Int.self) == [4, 6])
    y.withBytes { #expect($0.count == 16) }
  }
}
