import LabHost
import LabModel
import LabNetwork
import LabPrograms
import LabRunner

/// Questions and traffic from hosts.
extension Supervisor {
    /// How long a host is waited for that is asked how its traffic goes.
    private static let countLimit = Interval.seconds(1)

    func ask(
        _ request: ProbeRequest, from name: String, for client: ControlClient, _ id: ProbeID
    ) throws(LabError) {
        client.probes[id] = ask(request, on: try requireRunningHost(name), for: client, id)
    }

    /// Puts a question to a host.
    @discardableResult
    func ask(
        _ request: ProbeRequest, on host: SupervisedHost, for client: ControlClient? = nil,
        _ id: ProbeID = ProbeID(rawValue: 0)
    ) -> UInt64 {
        let number = nextQuestion
        nextQuestion += 1
        questions[number] = Question(host: host, client: client, id: id, askedAt: now)
        host.order(.probe(number, request))
        watch(question: number, request, on: host)
        return number
    }

    func answered(_ number: UInt64, _ result: ProbeResult, from host: SupervisedHost) {
        guard let question = questions.removeValue(forKey: number) else { return }
        host.order(.forget(number))
        events += 1
        var result = result
        result.askedAt = labTime(result.askedAt, of: host)
        result.answeredAt = labTime(result.answeredAt, of: host)
        tell(result, question)
    }

    private func tell(_ result: ProbeResult, _ question: Question) {
        guard let client = question.client, client.probes[question.id] != nil else { return }
        client.probes[question.id] = nil
        // What led to the answer is told before it.
        tellChanges()
        client.send(ControlMessage.note(.probed(question.id, result)))
    }

    func forget(_ id: ProbeID, of client: ControlClient) {
        if let number = client.probes.removeValue(forKey: id) { forget(question: number) }
    }

    func forget(question number: UInt64) {
        guard let question = questions.removeValue(forKey: number) else { return }
        question.host.order(.forget(number))
    }

    /// Answers what a host was asked that can't answer any more.
    func failQuestions(of host: SupervisedHost) {
        for (number, question) in questions.sorted(by: { $0.key < $1.key })
        where question.host === host {
            giveUp(question: number, "host \(host.name) has no power")
        }
    }

    /// Answers a question that the host does not answer, for a reason in words.
    func giveUp(question number: UInt64, _ reason: String) {
        guard let question = questions.removeValue(forKey: number) else { return }
        question.host.order(.forget(number))
        events += 1
        tell(
            ProbeResult(outcome: .failed(reason), askedAt: question.askedAt, answeredAt: now),
            question)
    }

    // MARK: Traffic

    func startTraffic(
        _ plan: TrafficPlan, from name: String, for client: ControlClient
    ) throws(LabError) {
        let host = try requireRunningHost(name)
        if traffic.contains(where: { $0.client == client.number && $0.name == plan.name }) {
            throw LabError("there is traffic \(plan.name) already")
        }
        var told = plan
        told.name = "\(client.number).\(plan.name)"
        traffic.append(
            TrafficRun(client: client.number, name: plan.name, plan: told, host: host))
        host.order(.startTraffic(told))
    }

    func trafficStatistics(named name: String, of client: ControlClient, _ reply: Reply) {
        let place = traffic.firstIndex { $0.client == client.number && $0.name == name }
        guard let place else { return reply.answer(.success(.statistics(nil))) }
        let run = traffic[place]
        guard run.host.power == .on else {
            return reply.answer(.success(.statistics(run.statistics)))
        }
        traffic[place].asked.append(reply)
        guard run.asked.isEmpty else { return }
        run.host.order(.trafficStatistics(name: run.plan.name))
        loop.after(Supervisor.countLimit) { [unowned self] in
            take(nil, ofTraffic: run.plan.name, on: run.host)
        }
    }

    func take(_ statistics: TrafficStatistics?, ofTraffic name: String, on host: SupervisedHost) {
        guard
            let place = traffic.firstIndex(where: { $0.plan.name == name && $0.host === host })
        else { return }
        if let statistics { traffic[place].current = statistics }
        answerTraffic(place)
    }

    private func answerTraffic(_ place: Int) {
        let asked = traffic[place].asked
        traffic[place].asked = []
        for reply in asked { reply.answer(.success(.statistics(traffic[place].statistics))) }
    }

    /// Lets the traffic of a host that has its power back go on, with what it has counted.
    func resumeTraffic(on host: SupervisedHost) {
        for run in traffic where run.host === host { host.order(.startTraffic(run.plan)) }
    }

    /// Keeps what the traffic of a host has counted that loses its power.
    func keepTraffic(of host: SupervisedHost) {
        for place in traffic.indices where traffic[place].host === host {
            traffic[place].past = traffic[place].statistics
            traffic[place].current = TrafficStatistics()
            answerTraffic(place)
        }
    }

    func stopTraffic(of client: ControlClient) {
        for run in traffic where run.client == client.number {
            run.host.order(.stopTraffic(name: run.plan.name))
        }
        traffic.removeAll { $0.client == client.number }
    }
}
