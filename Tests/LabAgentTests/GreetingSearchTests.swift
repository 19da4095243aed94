import LabHost
import Testing

@testable import LabAgent

/// How an agent finds where a lab begins to speak.
@Suite struct GreetingSearchTests {
    private static let noise: [UInt8] = [0xFF, 0xFF, 0x00, 0x6C, 0xFF, 0x00]

    @Test func aGreetingIsFoundHoweverItArrives() {
        let bytes = Self.noise + Greeting.bytes + [1, 2, 3]
        let end = Self.noise.count + Greeting.bytes.count
        for size in 1...bytes.count {
            var search = GreetingSearch()
            var ends: [Int] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                let piece = bytes[start..<min(start + size, bytes.count)]
                if let end = search.take(piece) { ends.append(end) }
            }
            #expect(ends == [end])
        }
    }

    @Test func theFirstOfTwoComesFirst() {
        var search = GreetingSearch()
        let bytes = Greeting.bytes + Self.noise + Greeting.bytes + [7]
        let end = search.take(bytes[...])
        #expect(end == Greeting.bytes.count)
        #expect(search.take(bytes[(end ?? 0)...]) == bytes.count - 1)
    }

    @Test func whatOnlyBeginsLikeOneIsNone() {
        var search = GreetingSearch()
        #expect(search.take(Greeting.bytes.dropLast()) == nil)
        #expect(search.take([0x01]) == nil)
        #expect(search.take([0xFF]) == nil)
        let rest = Greeting.bytes.dropFirst()
        #expect(search.take(rest) == rest.endIndex)
    }
}
