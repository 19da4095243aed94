import LabNetwork
import LabProgram

extension CheckPlan: BinaryCodable {
    func write(to writer: inout ByteWriter) {
        writer.signed(interval.nanoseconds)
        writer.signed(timeout.nanoseconds)
        writer.signed(Int64(outputLimit))
        writer.signed(Int64(thresholds.successBeforePassing))
        writer.signed(Int64(thresholds.failuresBeforeCritical))
        test.write(to: &writer)
    }

    init(from reader: inout ByteReader) throws(ByteReader.Malformed) {
        let interval = Interval(nanoseconds: try reader.signed())
        let timeout = Interval(nanoseconds: try reader.signed())
        let limit = Int(clamping: try reader.signed())
        let thresholds = CheckThresholds(
            successBeforePassing: Int(clamping: try reader.signed()),
            failuresBeforeCritical: Int(clamping: try reader.signed()))
        self.init(
            test: try CheckTest(from: &reader), interval: interval, timeout: timeout,
            outputLimit: max(limit, 0), thresholds: thresholds)
    }
}

extension CheckTest: BinaryCodable {
    func write(to writer: inout ByteWriter) {
        switch self {
        case .ttl(let ttl):
            writer.byte(1)
            writer.signed(ttl.nanoseconds)
        case .http(let test):
            writer.byte(2)
            writer.text(test.url)
            writer.text(test.method)
            writer.number(UInt64(test.headers.count))
            for header in test.headers {
                writer.text(header.name)
                writer.text(header.value)
            }
            writer.data(test.body)
        case .tcp(let address):
            writer.byte(3)
            writer.text(address)
        case .alias(let node, let service):
            writer.byte(4)
            writer.text(node)
            writer.text(service)
        case .unsupported(let output):
            writer.byte(5)
            writer.text(output)
        }
    }

    init(from reader: inout ByteReader) throws(ByteReader.Malformed) {
        switch try reader.byte() {
        case 1: self = .ttl(Interval(nanoseconds: try reader.signed()))
        case 2:
            let url = try reader.text()
            let method = try reader.text()
            var headers: [HTTPHeader] = []
            for _ in 0..<(try reader.count()) {
                headers.append(HTTPHeader(try reader.text(), try reader.text()))
            }
            self = .http(
                HTTPTest(url: url, method: method, headers: headers, body: try reader.data()))
        case 3: self = .tcp(try reader.text())
        case 4: self = .alias(node: try reader.text(), service: try reader.text())
        case 5: self = .unsupported(try reader.text())
        default: throw ByteReader.Malformed()
        }
    }
}
