import CTorch

/// A source of random numbers; the same seed gives the same numbers on the same device.
public final class Generator {
  let handle: OpaquePointer
  /// The device whose tensors the generator can fill.
  public let device: Device

  /// Creates a generator; stops the program when the device is missing.
  public init(seed: UInt64, device: Device = .cpu) {
    Engine.start()
    guard let handle = rt_generator_create(seed, device.code) else {
      fatalError("generator on \(device): \(Engine.error)")
    }
    self.handle = handle
    self.device = device
  }

  deinit { rt_generator_release(handle) }

  /// The state as a uint8 tensor; setting it continues the sequence from there.
  public var state: Tensor {
    get {
      guard let state = withExtendedLifetime(self, { rt_generator_state(handle) }) else {
        fatalError("state of a generator: \(Engine.error)")
      }
      return Tensor(owning: state)
    }
    set {
      withExtendedLifetime((self, newValue)) {
        Engine.check(
          rt_generator_set_state(handle, newValue.handle),
          "restoring a generator from \(newValue.signature)")
      }
    }
  }
}
