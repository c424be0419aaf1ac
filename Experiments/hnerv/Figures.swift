import Lab
import Plot
import Zoo

extension HNeRV {
  func showFigures(_ findings: Resource<Findings>, _ book: Notebook<Parameters>) throws {
    try book.figure("fig1", caption: "Quality during training, a line an arm.") { canvas in
      let findings = try findings()
      for video in findings.videos {
        canvas.panel(video) { panel in
          panel.x("epoch").y("PSNR (dB)")
          for arm in findings.arms(video) {
            guard let course = findings.courses(video, arm).first else { continue }
            panel.lines(arm.title, findings.epochs(course), course.values)
          }
        }
      }
    }
  }
}
