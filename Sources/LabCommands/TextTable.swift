/// Rows whose columns stand below each other.
struct TextTable {
    private var rows: [[String]]

    /// Makes a table with only its head.
    init(_ head: String...) { rows = [head] }

    /// Whether there is nothing below the head.
    var isEmpty: Bool { rows.count == 1 }

    /// Adds a row.
    mutating func add(_ cells: String...) { rows.append(cells) }

    /// The lines, the head first; two spaces between columns, none at a line's end.
    var lines: [String] {
        let widths = rows[0].indices.map { column in
            rows.map { $0.indices.contains(column) ? $0[column].count : 0 }.max() ?? 0
        }
        return rows.map { row in
            var line = ""
            for (column, cell) in row.enumerated() {
                let space = widths[column] - cell.count + 2
                line += cell + String(repeating: " ", count: column == row.count - 1 ? 0 : space)
            }
            while line.last == " " { line.removeLast() }
            return line
        }
    }
}
