import Foundation
import Synchronization
import Testing

@testable import LabAgent

@Suite struct HostFilesTests {
    private let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("lab-files-\(UUID().uuidString)").path

    @Test func whoReadsAFileThatIsReplacedReadsAllOfOneOfBoth() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/nginx.conf"
        let texts = ["a", "b"].map { String(repeating: $0, count: 20_000) }
        try HostFiles.replace(path, with: texts[0])
        let isOver = Atomic(false)
        let parts = Mutex(0)
        let end = DispatchSemaphore(value: 0)
        Thread.detachNewThread { [texts] in
            while !isOver.load(ordering: .relaxed) {
                let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
                if !texts.contains(text) { parts.withLock { $0 += 1 } }
            }
            end.signal()
        }
        for round in 0..<3_000 { try HostFiles.replace(path, with: texts[round % 2]) }
        isOver.store(true, ordering: .relaxed)
        end.wait()
        #expect(parts.withLock { $0 } == 0)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["nginx.conf"])
    }
}
