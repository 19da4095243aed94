/// Reads lists of tags.
enum ServiceTags {
    /// The tags of lists with commas between, each once, in order; `\,` is a comma inside a tag.
    static func combine(_ lists: String...) -> [String] {
        var tags: [String] = []
        for tag in lists.flatMap(split) where !tags.contains(tag) { tags.append(tag) }
        return tags
    }

    private static func split(_ list: String) -> [String] {
        var tags: [String] = []
        var tag = ""
        var isEscaped = false
        for character in list {
            if character == ",", !isEscaped {
                if !tag.isEmpty { tags.append(tag) }
                tag = ""
            } else {
                if character == ",", isEscaped { tag.removeLast() }
                tag.append(character)
            }
            isEscaped = character == "\\"
        }
        if !tag.isEmpty { tags.append(tag) }
        return tags
    }
}
