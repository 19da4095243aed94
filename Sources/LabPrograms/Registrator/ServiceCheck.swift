/// The health check that a service's attributes ask for (gliderlabs/registrator, `consul`).
enum ServiceCheck {
    /// Consul wants an interval for all but TTL checks; this is registrator's default.
    private static let defaultInterval: JSONValue = "10s"

    /// The check as the registration carries it; `nil` where the attributes ask for none.
    ///
    /// The first kind that is asked for wins, in the real program's order.
    static func definition(for service: RegisteredService) -> JSONValue? {
        guard var check = kind(for: service) else { return nil }
        if check["TTL"] == nil {
            let interval = service["check_interval"]
            check.append("Interval", interval.isEmpty ? defaultInterval : .string(interval))
        }
        add("Status", "check_initial_status", of: service, to: &check)
        add("DeregisterCriticalServiceAfter", "check_deregister_after", of: service, to: &check)
        return .object(check)
    }

    private static func kind(for service: RegisteredService) -> JSONObject? {
        var check = JSONObject()
        let destination = "\(service.address):\(service.port)"
        if !service["check_http"].isEmpty {
            check.append("HTTP", .string("http://\(destination)\(service["check_http"])"))
            add("Method", "check_http_method", of: service, to: &check)
            add("Timeout", "check_timeout", of: service, to: &check)
        } else if !service["check_https"].isEmpty {
            check.append("HTTP", .string("https://\(destination)\(service["check_https"])"))
            add("Method", "check_https_method", of: service, to: &check)
            add("Timeout", "check_timeout", of: service, to: &check)
        } else if !service["check_cmd"].isEmpty {
            let id = String(service.containerID.prefix(12))
            let words = ["check-cmd", id, String(service.exposedPort), service["check_cmd"]]
            check.append("Args", .array(words.map(JSONValue.string)))
        } else if !service["check_script"].isEmpty {
            let script = service["check_script"]
                .replacing("$SERVICE_IP", with: service.address)
                .replacing("$SERVICE_PORT", with: String(service.port))
            check.append("Args", .array(["sh", "-c", .string(script)]))
        } else if !service["check_ttl"].isEmpty {
            add("TTL", "check_ttl", of: service, to: &check)
        } else if !service["check_tcp"].isEmpty {
            check.append("TCP", .string(destination))
            add("Timeout", "check_timeout", of: service, to: &check)
        } else if !service["check_grpc"].isEmpty {
            check.append("GRPC", .string(destination))
            add("Timeout", "check_timeout", of: service, to: &check)
            if !service["check_grpc_use_tls"].isEmpty { check.append("GRPCUseTLS", true) }
            if !service["check_tls_skip_verify"].isEmpty { check.append("TLSSkipVerify", true) }
        } else {
            return nil
        }
        return check
    }

    private static func add(
        _ member: String, _ attribute: String, of service: RegisteredService,
        to check: inout JSONObject
    ) {
        let value = service[attribute]
        if !value.isEmpty { check.append(member, .string(value)) }
    }
}
