import LabFiles
import LabModel

/// Whatever a file holds, it is read or refused with a place and a message, whichever kind of file
/// it is taken for; and what is read of a topology can be drawn.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzYAML(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let text = String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    let loader = ScenarioLoader(directory: "/nowhere", environment: ["A": "1", "B": ""])
    check { () throws(FileError) in _ = try loader.scenario(text: text) }
    check { () throws(FileError) in _ = try loader.component(text: text) }
    check { () throws(FileError) in
        let graph = TopologyGraph(try loader.topology(text: text).topology)
        for format in TopologyGraph.Format.allCases where graph.rendered(as: format).isEmpty {
            fatalError("nothing is drawn")
        }
    }
    return 0
}

private func check(_ body: () throws(FileError) -> Void) {
    do throws(FileError) {
        try body()
    } catch {
        guard !error.diagnostics.isEmpty, !error.description.isEmpty,
            error.diagnostics.allSatisfy({
                $0.location.map { $0.line > 0 && $0.column > 0 } ?? true
            })
        else { fatalError("an error without a place: \(error)") }
    }
}
