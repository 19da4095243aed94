import LabModel
import LabProgram

extension Container {
    /// The container that an instance of a service is.
    ///
    /// - Parameters:
    ///   - index: the instance's number on its host, from 1.
    ///   - id: 64 hexadecimal digits.
    ///   - published: the host's port for each port of the service, in the same order.
    ///   - environment: variables that add to the service's own, or replace them.
    public init(
        of service: ServiceDefinition, index: Int, id: String, published: [UInt16],
        environment: [ServiceDefinition.Variable]
    ) {
        var variables = service.environment + Self.checkVariables(of: service)
        for variable in environment {
            variables.removeAll { $0.name == variable.name }
            variables.append(variable)
        }
        self.init(
            id: id, name: "\(service.name).\(index)", image: service.image, state: .running,
            ports: zip(service.ports, published).map { .init(exposed: $0.exposed, published: $1) },
            environment: variables.map { .init($0.name, $0.value) },
            labels: service.labels.map { .init($0.name, $0.value) })
    }

    /// The service's health check as registrator reads it (spec 8.5); the user's own variables win.
    private static func checkVariables(
        of service: ServiceDefinition
    ) -> [ServiceDefinition.Variable] {
        guard let check = service.healthCheck else { return [] }
        var result: [ServiceDefinition.Variable] = []
        if let path = check.http { result.append(.init("SERVICE_CHECK_HTTP", path)) }
        if check.tcp { result.append(.init("SERVICE_CHECK_TCP", "true")) }
        if let ttl = check.ttl { result.append(.init("SERVICE_CHECK_TTL", "\(ttl)")) }
        if check.ttl == nil {
            result.append(.init("SERVICE_CHECK_INTERVAL", "\(check.interval)"))
            result.append(.init("SERVICE_CHECK_TIMEOUT", "\(check.timeout)"))
        }
        if let after = check.deregisterAfter {
            result.append(.init("SERVICE_CHECK_DEREGISTER_AFTER", "\(after)"))
        }
        return result.filter { variable in
            !service.environment.contains { $0.name == variable.name }
        }
    }
}
