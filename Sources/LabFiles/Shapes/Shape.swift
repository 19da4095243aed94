/// What a value of a file may look like: the readers and the JSON Schema both follow it.
indirect enum Shape: Sendable {
    /// Anything at all.
    case any
    /// A text; numbers and truth values count as their text.
    case text
    /// A host's name, or a target that stands for hosts.
    case host
    /// A target.
    case target
    /// A whole number of a range.
    case integer(ClosedRange<Int64>)
    /// A positive number.
    case number
    /// `true` or `false`.
    case flag
    /// `5s`.
    case duration
    /// `-5m`.
    case signedDuration
    /// `50ppm`.
    case drift
    /// `5%`.
    case percentage
    /// `100/s`.
    case requestRate
    /// `10mbit`.
    case bitRate
    /// `64MiB`.
    case size
    /// `"<= 2%"`.
    case bound(Literal.BoundKind)
    /// `/…/`, or a text to compare whole.
    case pattern
    /// An IPv4 address.
    case address
    /// A range of addresses.
    case subnet
    /// An `http://` address.
    case url
    /// One of some words.
    case choice([String])
    /// A list, or a single element in its place.
    case items(Shape)
    /// A list.
    case list(Shape)
    /// A map from names of the user's own.
    case table(Shape)
    /// A map with known keys.
    case object(ObjectShape)
    /// Any of several.
    case either([Shape])
    /// A definition of the schema, for shapes that hold themselves.
    case reference(String)

    /// A port of TCP or UDP.
    static let port = Shape.integer(1...65_535)
    /// How many there are.
    static let count = Shape.integer(1...100_000)
    /// Hosts, or a single one.
    static let hosts = Shape.items(.host)
    /// Targets, or a single one.
    static let targets = Shape.items(.target)
    /// Texts, or a single one.
    static let texts = Shape.items(.text)
    /// `NAME: value`, or a list of `NAME=value`.
    static let variables = Shape.either([.table(.text), .list(.text)])
}

/// One key of an object.
struct Field: Sendable {
    /// The key.
    let key: String
    /// What its value may look like.
    let shape: Shape
    /// What it is for, for editors.
    let summary: String
    /// Whether it has to be there.
    let isRequired: Bool

    init(_ key: String, _ shape: Shape, _ summary: String, isRequired: Bool = false) {
        self.key = key
        self.shape = shape
        self.summary = summary
        self.isRequired = isRequired
    }
}

/// A map whose keys are known.
struct ObjectShape: Sendable {
    /// What it is, for messages: "a step".
    let title: String
    /// Its keys, in the order that people write them.
    let fields: [Field]
    /// Whether other keys may be there too.
    let allowsOthers: Bool

    init(_ title: String, _ fields: [Field], allowsOthers: Bool = false) {
        self.title = title
        self.fields = fields
        self.allowsOthers = allowsOthers
    }

    /// The keys.
    var keys: [String] { fields.map(\.key) }

    /// The field of that key.
    func field(_ key: String) -> Field? { fields.first { $0.key == key } }
}
