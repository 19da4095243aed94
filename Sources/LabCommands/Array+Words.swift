import LabFiles

extension [String] {
    /// The words as a sentence lists them.
    var listed: String {
        count < 2 ? first ?? "" : dropLast().joined(separator: ", ") + " and " + (last ?? "")
    }

    /// What to say after a word that is none of these: the nearest one, else all of them.
    func suggestion(for word: String) -> String {
        if let near = Spelling.nearest(to: word, among: self) { return ": did you mean '\(near)'?" }
        return isEmpty ? "" : "; there are \(Array(prefix(12)).listed)\(count > 12 ? " …" : "")"
    }
}
