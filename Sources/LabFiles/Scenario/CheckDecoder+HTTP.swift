import LabModel
import LabNetwork

extension CheckDecoder {
    func http(_ fields: Fields) -> HTTPCheck? {
        guard let url = context.url("url", fields) else { return nil }
        var check = HTTPCheck(url: url, method: context.method(fields))
        check.from = context.host("from", fields)
        check.headers = context.headers("headers", fields)
        check.body = fields.text("body")
        check.status = fields.bound("status")
        check.contains = (fields.list("contains") ?? []).compactMap { read.pattern($0) }
        check.json = json(fields)
        check.header = context.pairs("header", fields).compactMap { pair in
            read.pattern(pair.value).map { HTTPCheck.Header(pair.key, $0) }
        }
        check.latency = fields.bound("latency")
        check.timeout = fields.positiveDuration("timeout")
        if let status = check.status, status.comparison == .equal,
            case .number(let code) = status.amount, !(100...599).contains(code)
        {
            fields.report("no answer has the status \(Int64(code))", at: "status")
        }
        return check
    }

    private func json(_ fields: Fields) -> [HTTPCheck.JSONValue] {
        context.pairs("json", fields).compactMap { pair in
            if pair.value.list != nil || pair.value.isMap {
                read.reportType(pair.value, expected: "a scalar, a /pattern/ or a bound")
                return nil
            }
            if let text = pair.value.text { checkPattern(text, pair.value) }
            return HTTPCheck.JSONValue(path: pair.key, value: SettingReader.setting(pair.value))
        }
    }

    private func checkPattern(_ text: String, _ node: FileNode) {
        guard text.hasPrefix("/") else { return }
        _ = read.pattern(node)
    }

    func roundRobin(_ fields: Fields) -> RoundRobinCheck? {
        guard let url = context.url("http", fields) else { return nil }
        let nodes = fields.list("among") ?? []
        let among = context.instances.instances(nodes)
        if nodes.isEmpty, let node = fields["among"] {
            diagnostics.report("'among' names no instance", at: node)
        }
        if let doubled = doubled(among) {
            fields.report("\(doubled) is named twice", at: "among")
        }
        let requests = fields.integer("requests") ?? max(2, 2 * among.count)
        var check = RoundRobinCheck(url: url, requests: requests, among: among)
        check.from = context.host("from", fields)
        check.headers = context.headers("headers", fields)
        check.order = fields.choice("order").flatMap(RoundRobinCheck.Order.init) ?? .strict
        if let tolerance = fields.integer("tolerance") {
            if fields["order"] == nil { check.order = .fair }
            check.tolerance = tolerance
        }
        if check.order == .strict, fields["tolerance"] != nil {
            fields.report("a strict order has no tolerance: write order: fair", at: "tolerance")
        }
        if requests < among.count {
            fields.report(
                "\(requests) requests can't reach \(among.count) instances", at: "requests")
        }
        return check
    }

    func doubled(_ words: [String]) -> String? {
        var seen: Set<String> = []
        return words.first { !seen.insert($0).inserted }
    }
}
