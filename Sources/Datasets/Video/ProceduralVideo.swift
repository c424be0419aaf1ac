import Foundation
import Tensors

/// Short generated videos with sub-pixel motion: natural enough to have edges, textures and things
/// that hide each other, and free of anything a model could exploit by design.
public enum ProceduralVideo: String, Codable, CaseIterable, Sendable, CustomStringConvertible {
  /// Textured disks with soft edges that fall, fly and bounce in front of a still background of noise.
  case sprites
  /// A camera that moves on a curved path over a wide texture, with a nearer layer of patches that
  /// moves faster (parallax).
  case pan

  /// The raw value.
  public var description: String { rawValue }

  /// The frames; equal arguments give equal frames. Shape: `[frames, 3, height, width]`, in 0...1.
  public func frames(_ count: Int, height: Int, width: Int, seed: UInt64) -> Tensor {
    require(
      count > 0 && height >= 8 && width >= 8, "a video of \(count) frames, \(height) × \(width)")
    var random = SeededRandom(seed: seed, stream: rawValue)
    let colours =
      switch self {
      case .sprites:
        Sprites(height: height, width: width, using: &random).frames(count)
      case .pan: Pan(height: height, width: width, frames: count, using: &random).frames
      }
    // From one colour a pixel to one plane a channel.
    let flat = colours.flatMap { colour in (0..<3).map { Float(colour[$0]) } }
    return Tensor(flat, shape: [count, height, width, 3]).permuted(0, 3, 1, 2).contiguous()
  }
}

/// Disks under gravity that bounce off the frame's edges without losing energy.
private struct Sprites {
  struct Disk {
    var x: Double
    var y: Double
    var speedX: Double
    var speedY: Double
    let radius: Double
    let texture: ColourTexture
  }

  let height: Int
  let width: Int
  let background: ColourTexture
  var disks: [Disk]
  /// Lengths are for frames 32 pixels high and grow with the frame.
  let unit: Double

  init(height: Int, width: Int, using random: inout SeededRandom) {
    self.height = height
    self.width = width
    let unit = Double(height) / 32
    self.unit = unit
    background = ColourTexture(
      noise: 4, cell: 16 * unit, width: width, height: height, using: &random)
    disks = (0..<6).map { _ in
      let radius = unit * (3 + 3 * random.uniform())
      let side = Int(2 * radius) + 2
      return Disk(
        x: radius + (Double(width) - 2 * radius) * random.uniform(),
        y: radius + (Double(height) - 2 * radius) * random.uniform() * 0.6,
        speedX: unit * (0.5 + 1.5 * random.uniform()) * (random.chance(0.5) ? 1 : -1),
        speedY: unit * (random.uniform() - 0.5), radius: radius,
        texture: ColourTexture(
          noise: 3, cell: 4 * unit, width: side, height: side, using: &random))
    }
  }

  mutating func move() {
    // Small steps, so that a bounce is as sharp at every height of the frame.
    let steps = 16
    let time = 1 / Double(steps)
    for index in disks.indices {
      var disk = disks[index]
      for _ in 0..<steps {
        disk.speedY += 0.25 * unit * time
        disk.x += disk.speedX * time
        disk.y += disk.speedY * time
        if disk.x < disk.radius { disk.speedX = abs(disk.speedX) }
        if disk.x > Double(width) - disk.radius { disk.speedX = -abs(disk.speedX) }
        if disk.y < disk.radius { disk.speedY = abs(disk.speedY) }
        if disk.y > Double(height) - disk.radius { disk.speedY = -abs(disk.speedY) }
      }
      disks[index] = disk
    }
  }

  func frame() -> [SIMD3<Double>] {
    (0..<height * width).map { place in
      let (x, y) = (Double(place % width) + 0.5, Double(place / width) + 0.5)
      var colour = background.colour(x: x - 0.5, y: y - 0.5)
      for disk in disks {
        let (across, down) = (x - disk.x, y - disk.y)
        let distance = (across * across + down * down).squareRoot()
        // The edge fades over a pixel and a half.
        let cover = min(max((disk.radius - distance) / (1.5 * unit) + 0.5, 0), 1)
        if cover > 0 {
          let inner = disk.texture.colour(x: across + disk.radius, y: down + disk.radius)
          colour = ColourTexture.mix(colour, inner, cover)
        }
      }
      return colour
    }
  }

  func frames(_ count: Int) -> [SIMD3<Double>] {
    var moving = self
    return (0..<count).flatMap { index in
      if index > 0 { moving.move() }
      return moving.frame()
    }
  }
}

/// Two layers of noise, moved against each other.
private struct Pan {
  let frames: [SIMD3<Double>]

  init(height: Int, width: Int, frames count: Int, using random: inout SeededRandom) {
    let unit = Double(height) / 32
    // Five octaves over a texture four times as large as the frame on each side.
    let far = ColourTexture(
      noise: 5, cell: 24 * unit, width: 4 * width, height: 4 * height, using: &random)
    let near = ColourTexture(
      noise: 5, cell: 24 * unit, width: 4 * width, height: 4 * height, using: &random)
    let phase = 2 * Double.pi * random.uniform()
    frames = (0..<count).flatMap { frame -> [SIMD3<Double>] in
      // A turn on an ellipse around the texture's middle, about a pixel and a half a frame.
      let angle = phase + 1.5 * unit * Double(frame) / (Double(width) / 4)
      let (across, down) = (Double(width) / 4 * cos(angle), Double(height) / 2 * sin(angle))
      return (0..<height * width).map { place in
        let x = Double(place % width) + 1.5 * Double(width)
        let y = Double(place / width) + 1.5 * Double(height)
        let behind = far.colour(x: x + across, y: y + down)
        // The near layer moves half as fast again; it is seen where its red is strong.
        let front = near.colour(x: x + 1.5 * across, y: y + 1.5 * down)
        let cover = min(max((front.x - 0.6) * 8, 0), 1)
        return ColourTexture.mix(behind, front, cover)
      }
    }
  }
}
