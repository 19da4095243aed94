import Foundation
import LabModel
import Synchronization

/// Passes packets on to a file until there are as many as were asked for.
final class PacketCounter: Sendable {
    private struct Progress {
        var packets = 0
        var hasEnded = false
    }

    /// Where the packets are written to, as pcapng.
    let input: Int32
    private let source: Int32
    private let output: Int32
    private let limit: Int
    private let progress = Mutex(Progress())

    init(limit: Int, output: Int32) throws {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            Console.printError("no pipe can be made: \(String(cString: strerror(errno)))")
            throw ExitStatus.backend
        }
        (source, input) = (ends[0], ends[1])
        self.output = output
        self.limit = limit
        Thread { [self] in copy() }.start()
    }

    /// Whether there are as many packets as were asked for.
    var isOver: Bool { progress.withLock { $0.packets >= limit } }

    /// Waits until all that was written is passed on; how many packets that was.
    func finish() -> Int {
        close(input)
        while !progress.withLock(\.hasEnded) { usleep(1000) }
        return progress.withLock(\.packets)
    }

    private func copy() {
        var blocks = PacketBlocks()
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(source, &buffer, buffer.count)
            guard count > 0 else { break }
            blocks.append(buffer[..<count])
            while let block = blocks.next() {
                let isWanted = progress.withLock { progress in
                    if block.isPacket && progress.packets == limit { return false }
                    if block.isPacket { progress.packets += 1 }
                    return true
                }
                if isWanted { write(block.bytes) }
            }
        }
        progress.withLock { $0.hasEnded = true }
    }

    private func write(_ bytes: ArraySlice<UInt8>) {
        var rest = bytes
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Foundation.write(output, $0.baseAddress, $0.count)
            }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}

/// Cuts pcapng into its blocks (draft-ietf-opsawg-pcapng, 3.1), in this machine's byte order.
struct PacketBlocks {
    /// One block.
    struct Block {
        var bytes: ArraySlice<UInt8>
        /// Whether it holds a packet: an Enhanced Packet Block.
        var isPacket: Bool
    }

    private static let packet: UInt32 = 6
    private var buffer: [UInt8] = []
    private var start = 0

    /// Takes in bytes as they arrive.
    mutating func append(_ bytes: ArraySlice<UInt8>) {
        buffer.removeFirst(start)
        start = 0
        buffer += bytes
    }

    /// The next whole block; `nil` until more has arrived.
    mutating func next() -> Block? {
        guard buffer.count - start >= 12 else { return nil }
        let length = Int(number(at: start + 4))
        guard length >= 12, buffer.count - start >= length else { return nil }
        defer { start += length }
        return Block(
            bytes: buffer[start..<(start + length)], isPacket: number(at: start) == Self.packet)
    }

    private func number(at index: Int) -> UInt32 {
        buffer[index..<(index + 4)].reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }
}
