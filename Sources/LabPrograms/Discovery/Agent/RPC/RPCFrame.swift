import LabConsensus
import LabNetwork
import LabProgram

/// One message between two agents.
enum RPCFrame: Hashable {
    /// Who has dialled; the first frame on every connection.
    case hello(RPCPeer)
    /// A message of the consensus.
    case raft([UInt8])
    /// A question with a number of the sender's own.
    case request(UInt64, RPCRequest)
    /// The answer to the request of that number.
    case answer(UInt64, RPCAnswer)
    /// The request of that number needs no answer any more.
    case cancel(UInt64)
    /// Whether the other side is still there.
    case ping
    /// It is.
    case pong

    /// The kinds as they are sent.
    enum Kind: UInt8 {
        case hello = 1
        case raft, http, question, raftPeers, command, registrations, cancel, ping, pong
        case response, message, peers, applied, registered, failed
    }

    /// The bytes of the frame, its length first.
    func encoded() -> [UInt8] {
        var writer = ByteWriter()
        let kind = write(to: &writer)
        return FrameReader.frame(kind: kind.rawValue, body: writer.bytes)
    }

    private func write(to writer: inout ByteWriter) -> Kind {
        switch self {
        case .hello(let peer):
            writer.number(UInt64(truncatingIfNeeded: peer.id.rawValue >> 64))
            writer.number(UInt64(truncatingIfNeeded: peer.id.rawValue))
            writer.endpoint(peer.endpoint)
            return .hello
        case .raft(let message):
            writer.bytes = message
            return .raft
        case .request(let number, let request):
            writer.number(number)
            return request.write(to: &writer)
        case .answer(let number, let answer):
            writer.number(number)
            return answer.write(to: &writer)
        case .cancel(let number):
            writer.number(number)
            return .cancel
        case .ping: return .ping
        case .pong: return .pong
        }
    }

    /// Reads a frame.
    ///
    /// - Parameter bytes: the kind and the body, without the length.
    /// - Throws: `ByteReader.Malformed` for what no agent sends.
    init(decoding bytes: [UInt8]) throws(ByteReader.Malformed) {
        var reader = ByteReader(bytes)
        guard let kind = Kind(rawValue: try reader.byte()) else { throw ByteReader.Malformed() }
        switch kind {
        case .hello:
            let high = UInt128(try reader.number()) << 64
            let id = ServerID(rawValue: high | UInt128(try reader.number()))
            self = .hello(RPCPeer(id: id, endpoint: try reader.endpoint()))
        case .raft: self = .raft(Array(bytes.dropFirst()))
        case .cancel: self = .cancel(try reader.number())
        case .ping: self = .ping
        case .pong: self = .pong
        case .http, .question, .raftPeers, .command, .registrations:
            self = .request(try reader.number(), try RPCRequest(reading: kind, from: &reader))
        case .response, .message, .peers, .applied, .registered, .failed:
            self = .answer(try reader.number(), try RPCAnswer(reading: kind, from: &reader))
        }
    }
}

extension RPCRequest {
    fileprivate func write(to writer: inout ByteWriter) -> RPCFrame.Kind {
        switch self {
        case .http(let request, let hops):
            writer.byte(hops)
            writer.text(request.method)
            writer.text(request.target)
            writer.headers(request.headers)
            writer.data(request.body)
            return .http
        case .question(let message, let isStream, let hops):
            writer.byte(hops)
            writer.flag(isStream)
            writer.data(message)
            return .question
        case .raftPeers: return .raftPeers
        case .command(let command, let hops):
            writer.byte(hops)
            writer.data(command)
            return .command
        case .registrations(let node):
            writer.text(node)
            return .registrations
        }
    }

    fileprivate init(
        reading kind: RPCFrame.Kind, from reader: inout ByteReader
    ) throws(ByteReader.Malformed) {
        switch kind {
        case .http:
            let hops = try reader.byte()
            let request = HTTPRequest(
                method: try reader.text(), target: try reader.text(),
                headers: try reader.headers(), body: try reader.data())
            self = .http(request, hops: hops)
        case .question:
            let hops = try reader.byte()
            let isStream = try reader.flag()
            self = .question(try reader.data(), isStream: isStream, hops: hops)
        case .raftPeers: self = .raftPeers
        case .command:
            let hops = try reader.byte()
            self = .command(try reader.data(), hops: hops)
        case .registrations: self = .registrations(node: try reader.text())
        default: throw ByteReader.Malformed()
        }
    }
}

extension RPCAnswer {
    fileprivate func write(to writer: inout ByteWriter) -> RPCFrame.Kind {
        switch self {
        case .http(let response):
            writer.number(UInt64(clamping: response.status))
            writer.headers(response.headers)
            writer.data(response.body)
            return .response
        case .message(let message):
            writer.data(message)
            return .message
        case .peers(let count):
            writer.number(UInt64(clamping: count))
            return .peers
        case .applied: return .applied
        case .registrations(let command):
            writer.data(command)
            return .registered
        case .failed(let reason):
            writer.text(reason)
            return .failed
        }
    }

    fileprivate init(
        reading kind: RPCFrame.Kind, from reader: inout ByteReader
    ) throws(ByteReader.Malformed) {
        switch kind {
        case .response:
            let status = Int(truncatingIfNeeded: try reader.number() & 0xffff)
            self = .http(
                HTTPResponse(
                    status: status, headers: try reader.headers(), body: try reader.data()))
        case .message: self = .message(try reader.data())
        case .peers: self = .peers(Int(truncatingIfNeeded: try reader.number() & 0xffff))
        case .applied: self = .applied
        case .registered: self = .registrations(try reader.data())
        case .failed: self = .failed(try reader.text())
        default: throw ByteReader.Malformed()
        }
    }
}

extension ByteWriter {
    fileprivate mutating func headers(_ headers: [HTTPHeader]) {
        number(UInt64(headers.count))
        for header in headers {
            text(header.name)
            text(header.value)
        }
    }
}

extension ByteReader {
    fileprivate mutating func headers() throws(Malformed) -> [HTTPHeader] {
        var headers: [HTTPHeader] = []
        for _ in 0..<(try count()) { headers.append(HTTPHeader(try text(), try text())) }
        return headers
    }
}
