import Foundation
import LabHost
import NIOCore
import NIOPosix
import Testing

@testable import LabAgent

#if canImport(Glibc)
import Glibc
#endif

/// How one conversation follows another on a port that outlives them.
@Suite struct SerialLinkTests {
    /// An agent's end of a port that keeps count of what happens, on the thread of its loop.
    private final class End {
        var events: [String] = []
        let link: AgentLink

        init(descriptor: Int32, loop: any EventLoop) throws {
            let maker = StreamMaker(loop: loop)
            let port = try SerialPort(descriptor: descriptor, loop: loop)
            link = AgentLink(port: port, maker: maker)
            link.onGreeting = { [unowned self] in
                events.append("greeting")
                link.send(.configured)
            }
            link.onGone = { [unowned self] in events.append("gone") }
            link.onFrame = { [unowned self] frame in
                guard case .message(let text) = frame else { return }
                events.append(String(decoding: text, as: UTF8.self))
                if text == Array("hush".utf8) {
                    link.send(.detached)
                    link.hush()
                }
                link.send(.down)
            }
        }
    }

    /// Says something to an agent, and waits until it has seen so many events.
    private func events(
        _ count: Int, of saying: [[UInt8]]
    ) throws -> (events: [String], heard: [String]) {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue)
        #expect(socketpair(AF_UNIX, kind, 0, &ends) == 0)
        defer { close(ends[0]) }
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let descriptor = ends[1]
        let end = try loop.submit {
            NIOLoopBound(try End(descriptor: descriptor, loop: loop), eventLoop: loop)
        }.wait()
        for bytes in saying { #expect(write(ends[0], bytes, bytes.count) == bytes.count) }
        var events: [String] = []
        let deadline = ContinuousClock.now + .seconds(10)
        while events.count < count, ContinuousClock.now < deadline {
            events = try loop.submit { end.value.events }.wait()
        }
        var decoder = FrameDecoder()
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let heard = read(ends[0], &buffer, buffer.count)
        decoder.append(buffer[..<max(heard, 0)])
        var words: [String] = []
        while case .message(let text)? = try decoder.next() {
            words.append(String(decoding: text, as: UTF8.self))
        }
        return (events, words)
    }

    private func frame(_ text: String) -> [UInt8] { Frame.message(Array(text.utf8)).bytes }

    @Test func nothingIsHeardBeforeAGreeting() throws {
        let (events, heard) = try events(
            2, of: [frame("early"), [0xFF, 0x00, 7], Greeting.bytes, frame("order")])
        #expect(events == ["greeting", "order"])
        #expect(heard.count == 2)
    }

    @Test func afterTheLastWordNothingIsSaidUntilTheNextGreeting() throws {
        let (events, heard) = try events(
            4, of: [Greeting.bytes + frame("hush") + frame("late"), Greeting.bytes, frame("order")])
        #expect(events == ["greeting", "hush", "greeting", "order"])
        #expect(heard.count == 4)
        #expect(heard.dropFirst().first?.contains("detached") == true)
    }

    @Test func anotherLabMayCutInInTheMiddleOfAFrame() throws {
        let cut = Array(frame("an order that is cut short").dropLast(5))
        let (events, _) = try events(4, of: [Greeting.bytes + cut, Greeting.bytes, frame("order")])
        #expect(events == ["greeting", "gone", "greeting", "order"])
    }

    @Test func whatNobodyUnderstandsEndsOneConversationOnly() throws {
        let (events, _) = try events(
            4, of: [Greeting.bytes + [0, 0, 0, 0, 9], Greeting.bytes, frame("order")])
        #expect(events == ["greeting", "gone", "greeting", "order"])
    }
}
