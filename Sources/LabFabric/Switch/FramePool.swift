/// Memory for frames that are under way, so that a busy wire allocates nothing.
struct FramePool: ~Copyable {
    /// Room for a frame of the usual size, with its offload header.
    static let blockSize = 2_048
    private static let slabBlocks = 256

    private var free: [UnsafeMutableRawPointer] = []
    private var slabs: [UnsafeMutableRawPointer] = []

    /// Bytes that are taken for a frame.
    static func footprint(of count: Int) -> Int { max(count, blockSize) }

    /// Takes memory for a frame of a size.
    mutating func take(_ count: Int) -> UnsafeMutableRawPointer {
        if count > Self.blockSize { return .allocate(byteCount: count, alignment: 16) }
        if let block = free.popLast() { return block }
        let slab = UnsafeMutableRawPointer.allocate(
            byteCount: Self.blockSize * Self.slabBlocks, alignment: 4_096)
        slabs.append(slab)
        free.reserveCapacity(slabs.count * Self.slabBlocks)
        for index in 1..<Self.slabBlocks { free.append(slab + index * Self.blockSize) }
        return slab
    }

    /// Gives back what was taken for a frame of that size.
    mutating func giveBack(_ memory: UnsafeMutableRawPointer, _ count: Int) {
        if count > Self.blockSize { memory.deallocate() } else { free.append(memory) }
    }

    deinit { for slab in slabs { slab.deallocate() } }
}
