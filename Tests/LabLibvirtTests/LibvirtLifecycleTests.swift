#if Libvirt
import Foundation
import Testing

@testable import LabLibvirt

@Suite(.timeLimit(.minutes(1))) struct LibvirtLifecycleTests {
    @Test func itIsToldInOrder() async throws {
        let connection = try TestDriver.connection()
        let told = try Told(connection, of: "ordered")
        let domain = try connection.create(xml: TestDriver.xml("ordered"))
        try domain.suspend()
        try domain.resume()
        try domain.destroy()
        #expect(
            await told.first(4) == [.started, .suspended, .resumed, .stopped(.destroyed)])
    }

    @Test func savingAndPoweringOffAreOtherEndsThanAPowerCut() async throws {
        let connection = try TestDriver.connection()
        let told = try Told(connection, of: "ending")
        let file = NSTemporaryDirectory() + "lab-ending-\(getpid())"
        defer { unlink(file) }
        try connection.create(xml: TestDriver.xml("ending")).save(to: file)
        try connection.restore(from: file)
        try connection.domain(named: "ending").shutdown()
        let events = await told.first(4)
        #expect(events.first == .started)
        #expect(events[1] == .stopped(.saved))
        #expect(events.last == .stopped(.shutDown))
    }

    @Test func nothingIsToldOnceTheSubscriptionIsGone() async throws {
        let connection = try TestDriver.connection()
        let (stream, continuation) = AsyncStream<LibvirtLifecycle>.makeStream()
        var subscription: LibvirtSubscription? = try connection.onLifecycle { domain, event in
            if domain == "unheard" { continuation.yield(event) }
        }
        #expect(subscription != nil)
        subscription = nil
        try connection.create(xml: TestDriver.xml("unheard")).destroy()
        // What comes after it on the same loop was told, so the loop has passed it.
        let later = try Told(connection, of: "heard")
        try connection.create(xml: TestDriver.xml("heard")).destroy()
        #expect(await later.first(2) == [.started, .stopped(.destroyed)])
        continuation.finish()
        var events: [LibvirtLifecycle] = []
        for await event in stream { events.append(event) }
        #expect(events.isEmpty)
    }

    @Test func libvirtLetsGoOfTheListener() async throws {
        let connection = try TestDriver.connection()
        let (stream, continuation) = AsyncStream<Void>.makeStream()
        let last = LastBreath { continuation.finish() }
        func subscribe(_ held: LastBreath) throws -> LibvirtSubscription {
            try connection.onLifecycle { _, _ in withExtendedLifetime(held) {} }
        }
        _ = try subscribe(consume last)
        for await _ in stream {}
    }

    @Test func numbersOfLibvirtThatNobodyKnowsAreKept() {
        #expect(LibvirtLifecycle(event: 99, detail: 0) == .other(99))
        #expect(LibvirtLifecycle(event: 5, detail: 77) == .stopped(.other(77)))
        #expect(LibvirtLifecycle(event: 5, detail: 5) == .stopped(.failed))
        #expect(LibvirtLifecycle(event: 8, detail: 0) == .crashed)
    }
}

private final class LastBreath: Sendable {
    private let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }

    deinit { body() }
}
#endif
