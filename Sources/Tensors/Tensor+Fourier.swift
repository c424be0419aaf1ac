extension Operators {
  static let realFFT = Operator("fft_rfft")
  static let inverseRealFFT = Operator("fft_irfft")
  static let fft = Operator("fft_fft")
  static let inverseFFT = Operator("fft_ifft")
  static let viewAsReal = Operator("view_as_real")
  static let viewAsComplex = Operator("view_as_complex")
  static let hannWindow = Operator("hann_window", "periodic")
  static let hammingWindow = Operator("hamming_window", "periodic")
}

// A complex number is a last dimension of size 2: real part, imaginary part.
extension Tensor {
  /// The Fourier transform of real signals, frequencies 0 to n / 2, not scaled.
  ///
  /// Shape: `[…, n]` → `[…, n / 2 + 1, 2]`. With `size`, signals are cut or filled with zeros first.
  public func realFourier(size: Int? = nil) -> Tensor {
    Operators.viewAsReal(.tensor(Operators.realFFT(.tensor(self), .optional(size))))
  }

  /// The inverse of `realFourier`, scaled by 1 / n. Shape: `[…, n / 2 + 1, 2]` → `[…, size]`.
  public func inverseRealFourier(size: Int) -> Tensor {
    Operators.inverseRealFFT(
      .tensor(Operators.viewAsComplex(.tensor(contiguous()))), .int(size))
  }

  /// The Fourier transform of complex signals, not scaled. Shape: `[…, n, 2]` → `[…, n, 2]`.
  public func fourier() -> Tensor {
    Operators.viewAsReal(
      .tensor(Operators.fft(.tensor(Operators.viewAsComplex(.tensor(contiguous()))))))
  }

  /// The inverse of `fourier`, scaled by 1 / n. Shape: `[…, n, 2]` → `[…, n, 2]`.
  public func inverseFourier() -> Tensor {
    Operators.viewAsReal(
      .tensor(Operators.inverseFFT(.tensor(Operators.viewAsComplex(.tensor(contiguous()))))))
  }

  /// A raised cosine of the given length; `periodic` leaves out the last point, for spectra.
  public static func hannWindow(
    _ length: Int, periodic: Bool = true, dtype: DType = .float32
  ) -> Tensor {
    Operators.hannWindow(.int(length), .bool(periodic), .dtype(dtype))
  }

  /// 0.54 − 0.46 · cos of the given length; `periodic` leaves out the last point, for spectra.
  public static func hammingWindow(
    _ length: Int, periodic: Bool = true, dtype: DType = .float32
  ) -> Tensor {
    Operators.hammingWindow(.int(length), .bool(periodic), .dtype(dtype))
  }
}
