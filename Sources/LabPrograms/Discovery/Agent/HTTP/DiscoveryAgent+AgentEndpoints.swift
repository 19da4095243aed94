import LabMembership
import LabNetwork
import LabProgram

// What a client asks of this agent itself (spec 4.4).
extension DiscoveryAgent {
    /// Answers a request to the agent.
    mutating func serve(
        _ endpoint: AgentEndpoint, style: JSONStyle, for exchange: ExchangeID,
        on system: inout some System
    ) {
        switch endpoint {
        case .registerService(let registration, let replacesChecks):
            register(registration, replacesChecks: replacesChecks, from: .api, on: &system)
            answerAfterRun(exchange, on: &system)
        case .deregisterService(let id):
            if id.isEmpty { return refuse(exchange, .missingServiceID, on: &system) }
            if !deregister(service: id, on: &system) {
                system.log(
                    .warning, "agent: Failed to deregister service: service=\(id) error=unknown")
            }
            answerAfterRun(exchange, on: &system)
        case .registerCheck(let registration):
            guard register(registration, from: .api, on: &system) else {
                return refuse(exchange, .serviceDoesNotExist(registration.serviceID), on: &system)
            }
            answerAfterRun(exchange, on: &system)
        case .deregisterCheck(let id):
            deregister(check: id, on: &system)
            answerAfterRun(exchange, on: &system)
        case .updateCheck(let id, let status, let output):
            guard refresh(check: id, status, output: output, on: &system) else {
                return refuse(exchange, .noTimeToLive(id), on: &system)
            }
            answerAfterRun(exchange, on: &system)
        case .serviceMaintenance(let id, let isEnabled, let reason):
            guard local.service(id) != nil else {
                return refuse(exchange, .noServiceRegistered(id), on: &system)
            }
            maintain(service: id, isEnabled: isEnabled, reason: reason, on: &system)
            answerAfterRun(exchange, on: &system)
        case .nodeMaintenance(let isEnabled, let reason):
            maintainNode(isEnabled: isEnabled, reason: reason, on: &system)
            answerAfterRun(exchange, on: &system)
        case .join(let address, let isWAN):
            join(address, isWAN: isWAN, for: exchange, on: &system)
        case .leave:
            if phase == .running { beginLeaving(for: exchange, on: &system) }
        case .forceLeave(let node, let prunes):
            forceLeave(node, prunes: prunes, for: exchange, on: &system)
        case .reload, .monitor: system.respond(.empty(), to: exchange)
        case .self, .members, .services, .service, .checks, .healthByServiceID,
            .healthByServiceName:
            show(endpoint, style: style, for: exchange, on: &system)
        }
    }

    /// Answers a request that only reads.
    private mutating func show(
        _ endpoint: AgentEndpoint, style: JSONStyle, for exchange: ExchangeID,
        on system: inout some System
    ) {
        let response: HTTPResponse
        switch endpoint {
        case .self:
            response = AgentResponses.description(description(at: system.now), style: style)
        case .members(let isWAN):
            let members = isWAN ? wan?.members : lan?.members
            let views = members.map { $0.map { AgentMember($0) } }
            response = AgentResponses.members(views, style: style)
        case .services(let filter):
            response = AgentResponses.services(
                local.registeredServices, filter: filter, style: style)
        case .checks(let filter):
            response = AgentResponses.checks(
                local.registeredChecks, filter: filter, style: style)
        case .healthByServiceID(let id, let format):
            let found = local.service(id).map { health(of: $0.service) }
            response = AgentResponses.health(ofID: id, found, format: format, style: style)
        case .healthByServiceName(let name, let format):
            let services = local.registeredServices.filter { $0.name == name }
            let healths = services.map { health(of: $0) }
            response = AgentResponses.health(ofName: name, healths, format: format, style: style)
        case .service(let id, let hash, let wait):
            guard let service = local.service(id)?.service else {
                return refuse(exchange, .unknownService(id), on: &system)
            }
            if !hash.isEmpty, AgentResponses.contentHash(of: service) == hash {
                let subject = LocalWaits.Subject.service(id: id, hash: hash)
                suspend(exchange, until: subject, wait, style: style, on: &system)
                return
            }
            response = AgentResponses.service(service, style: style)
        default: return
        }
        system.respond(response, to: exchange)
    }

    private func refuse(
        _ exchange: ExchangeID, _ error: APIError, on system: inout some System
    ) {
        system.respond(error.response, to: exchange)
    }

    private func health(of service: CatalogService) -> AgentServiceHealth {
        var checks: [CatalogCheck] = []
        for check in local.registeredChecks
        where check.serviceID.isEmpty || check.serviceID == service.id {
            checks.append(check)
        }
        return AgentServiceHealth(service: service, checks: checks)
    }

    // MARK: - Maintenance

    private mutating func maintain(
        service id: String, isEnabled: Bool, reason: String, on system: inout some System
    ) {
        let checkID = AggregatedStatus.serviceMaintenance + id
        let word = isEnabled ? "entered" : "left"
        setMaintenance(
            checkID, service: id, name: "Service Maintenance Mode", isEnabled: isEnabled,
            notes: reason.isEmpty
                ? "Maintenance mode is enabled for this service, but no reason was provided. "
                    + "This is a default message." : reason, on: &system)
        system.log(.info, "agent: Service \(word) maintenance mode: service=\(id)")
    }

    private mutating func maintainNode(
        isEnabled: Bool, reason: String, on system: inout some System
    ) {
        let word = isEnabled ? "entered" : "left"
        setMaintenance(
            AggregatedStatus.nodeMaintenance, service: "", name: "Node Maintenance Mode",
            isEnabled: isEnabled,
            notes: reason.isEmpty
                ? "Maintenance mode is enabled for this node, but no reason was provided. "
                    + "This is a default message." : reason, on: &system)
        system.log(.info, "agent: Node \(word) maintenance mode")
    }

    private mutating func setMaintenance(
        _ id: String, service: String, name: String, isEnabled: Bool, notes: String,
        on system: inout some System
    ) {
        guard isEnabled else { return deregister(check: id, on: &system) }
        if local.check(id) != nil { return }
        let check = CatalogCheck(
            node: identity.name, id: id, name: name, status: .critical, notes: notes,
            serviceID: service, type: "maintenance")
        register(
            CheckDefinition(check: check, hasInitialStatus: true), from: .api, on: &system)
    }

    // MARK: - Waiting

    private mutating func suspend(
        _ exchange: ExchangeID, until subject: LocalWaits.Subject, _ wait: Interval,
        style: JSONStyle, on system: inout some System
    ) {
        let time =
            wait > .zero
            ? min(wait, configuration.maximumQueryTime) : configuration.defaultQueryTime
        let timer = setTimer(
            .localWait, value: localWaits.next, after: time + system.random(below: time / 16),
            on: &system)
        localWaits.add(subject, style: style, exchange: exchange, timer: timer)
    }

    /// Answers the requests that wait for what has changed.
    mutating func wakeLocalWaits(on system: inout some System) {
        if localWaits.entries.isEmpty { return }
        let local = self.local
        let newest = userEvents
        let over = localWaits.take { entry in
            switch entry.subject {
            case .service(let id, let hash):
                local.service(id).map { AgentResponses.contentHash(of: $0.service) } != hash
            case .event(let name, let index): newest.index(ofName: name) != index
            }
        }
        for entry in over { finish(entry, on: &system) }
    }

    mutating func localWaitExpired(_ number: UInt64, on system: inout some System) {
        for entry in localWaits.take(where: { $0.number == number }) { finish(entry, on: &system) }
    }

    private func finish(_ entry: LocalWaits.Entry, on system: inout some System) {
        system.cancelTimer(entry.timer)
        switch entry.subject {
        case .service(let id, _):
            let service = local.service(id)?.service
            let response =
                service.map { AgentResponses.service($0, style: entry.style) }
                ?? APIError.unknownService(id).response
            system.respond(response, to: entry.exchange)
        case .event(let name, _):
            system.respond(
                UserEvent.response(listing: userEvents.events(ofName: name), style: entry.style),
                to: entry.exchange)
        }
    }

    // MARK: - Events

    /// Answers a request about user events, which reach this agent alone.
    mutating func serve(
        _ endpoint: EventEndpoint, _ call: APICall, _ open: OpenRequest,
        on system: inout some System
    ) {
        switch endpoint {
        case .fire(var event):
            event.id = UUIDText.make(high: system.randomBits(), low: system.randomBits())
            answer(event.response(style: call.style), to: open.origin, on: &system)
            userEvents.add(event)
            wakeLocalWaits(on: &system)
        case .list(let name, let minimum, let wait):
            guard minimum > 0, minimum == userEvents.index(ofName: name),
                case .local(let exchange) = open.origin
            else {
                answer(
                    UserEvent.response(
                        listing: userEvents.events(ofName: name), style: call.style),
                    to: open.origin, on: &system)
                return
            }
            suspend(
                exchange, until: .event(name: name, index: minimum), wait, style: call.style,
                on: &system)
        }
    }
}
