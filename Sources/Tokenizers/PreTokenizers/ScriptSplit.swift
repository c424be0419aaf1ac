/// Splits where the script changes: kana count as Han, spaces join what is beside them, and those
/// before the first other character go.
struct ScriptSplit: PreTokenizer {
  private let scripts: Pattern

  /// The scripts of Unicode 9, the version upstream's table has; the commonest first.
  private static let names = """
    Latin Inherited Cyrillic Arabic Greek Hebrew Hangul Adlam Ahom \
    Anatolian_Hieroglyphs Armenian Avestan Balinese Bamum Bassa_Vah Batak Bengali Bhaiksuki \
    Bopomofo Brahmi Braille Buginese Buhid Canadian_Aboriginal Carian Caucasian_Albanian Chakma \
    Cham Cherokee Coptic Cuneiform Cypriot Deseret Duployan Egyptian_Hieroglyphs Elbasan \
    Ethiopic Georgian Glagolitic Gothic Grantha Gujarati Gurmukhi Hanunoo Hatran \
    Imperial_Aramaic Inscriptional_Pahlavi Inscriptional_Parthian Javanese Kaithi Kannada \
    Kayah_Li Kharoshthi Khmer Khojki Khudawadi Lao Lepcha Limbu Linear_A Linear_B Lisu Lycian \
    Lydian Mahajani Malayalam Mandaic Manichaean Marchen Meetei_Mayek Mende_Kikakui \
    Meroitic_Cursive Meroitic_Hieroglyphs Miao Modi Mongolian Mro Multani Myanmar Nabataean \
    New_Tai_Lue Newa Nko Ogham Ol_Chiki Old_Hungarian Old_Italic Old_North_Arabian Old_Permic \
    Old_Persian Old_South_Arabian Old_Turkic Oriya Osage Osmanya Pahawh_Hmong Palmyrene \
    Pau_Cin_Hau Phags_Pa Phoenician Psalter_Pahlavi Rejang Runic Samaritan Saurashtra Sharada \
    Shavian Siddham SignWriting Sinhala Sora_Sompeng Sundanese Syloti_Nagri Syriac Tagalog \
    Tagbanwa Tai_Le Tai_Tham Tai_Viet Takri Tamil Tangut Telugu Thaana Thai Tibetan Tifinagh \
    Tirhuta Ugaritic Vai Warang_Citi Yi
    """

  /// - Parameter place: the file and key, for messages.
  init(place: String) throws {
    let groups = Self.names.split(separator: " ").map { "(\\p{sc:\($0)})" }
    // Kana count as Han; the other characters have changed their script since.
    let wider = [
      #"([\p{sc:Han}\p{sc:Hiragana}\p{sc:Katakana}\x{30FC}])"#,
      #"([\p{sc:Common}\x{589}\x{61C}])"#, #"([\p{sc:Devanagari}\x{953}\x{954}])"#,
    ]
    scripts = try Pattern((wider + groups).joined(separator: "|"), place: place)
  }

  func split(_ text: inout Segments) throws {
    try text.split(.removed, inverted: true) { text, report in
      var start: Int?
      var last = 0
      try scripts.forEachGroup(in: text) { range, script in
        guard Self.hasScript(text, range) else { return }
        if let start, script != last { report(start..<range.lowerBound) }
        if script != last { start = range.lowerBound }
        last = script
      }
      if let start { report(start..<text.count) }
    }
  }

  private static func hasScript(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Bool {
    var scalars = Scalars(UnsafeBufferPointer(rebasing: text[range]))
    guard let scalar = scalars.next()?.scalar, scalar != " " else { return false }
    return scalar.properties.age.map { $0.major <= 9 } ?? true
  }
}
