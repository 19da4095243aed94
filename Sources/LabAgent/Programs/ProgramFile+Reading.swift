import LabHost

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
#if canImport(Glibc)
import Glibc
#endif

extension ProgramFile {
    /// Reads a file.
    init(at path: String) throws(UsageError) {
        guard let file = fopen(path, "re") else {
            throw UsageError("\(path) can't be read: \(String(cString: strerror(errno)))")
        }
        defer { fclose(file) }
        var text = Data()
        var piece = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&piece, 1, piece.count, file), count > 0 {
            text.append(contentsOf: piece[..<count])
        }
        do {
            self = try JSONDecoder().decode(ProgramFile.self, from: text)
        } catch {
            throw UsageError(
                "\(path) is not a program's file of this version of the lab: \(error)")
        }
    }
}
