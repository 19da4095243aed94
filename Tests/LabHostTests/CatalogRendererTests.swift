import LabHost
import LabModel
import LabNetwork
import LabProgram
import LabTestSupport
import Testing

struct CatalogRendererTests {
    /// A renderer on a system whose discovery agent the test plays.
    private struct Bench {
        var renderer: CatalogRenderer
        var system = RecordingSystem()

        init(_ template: String, services: [String]?, context: [Setting.Entry] = []) throws {
            var spec = ProcessSpec(name: "balancer", command: ["x"])
            spec.rendered = [.init(path: "/etc/x", contents: template)]
            spec.catalog = CatalogSource(
                agent: Endpoint(.loopback, 8500), services: services, context: .map(context))
            renderer = try #require(try CatalogRenderer(spec))
        }

        mutating func start() { renderer.handle(.started, on: &system) }

        /// The paths that the agent is being asked for, without their queries.
        var asked: [String] {
            system.requests.map { String($0.request.target.prefix { $0 != "?" }) }.sorted()
        }

        /// Lets the agent answer the open question for a path.
        mutating func answer(_ path: String, _ body: String, index: Int) {
            let response = HTTPResponse(
                headers: [HTTPHeader("X-Consul-Index", "\(index)")], body: Array(body.utf8))
            finish(path, .success(response))
        }

        mutating func finish(_ path: String, _ result: Result<HTTPResponse, HTTPFailure>) {
            guard let sent = system.requests.first(where: { $0.request.target.hasPrefix(path) })
            else {
                Issue.record("nobody asks for \(path), but for \(asked)")
                return
            }
            system.requests.removeAll { $0.id == sent.id }
            renderer.handle(.response(sent.id, result), on: &system)
        }

        /// Lets every timer run out that does within an interval.
        mutating func pass(_ interval: Interval) {
            let end = system.now + interval
            while system.timers.contains(where: { $0.at <= end }), let token = system.popTimer() {
                renderer.handle(.timer(token), on: &system)
            }
            system.now = end
        }

        /// The contents that have changed since the last call.
        mutating func changed() -> [String] { renderer.takeChanged().map(\.contents) }
    }

    private static func instances(_ numbers: Int...) -> String {
        "["
            + numbers.map {
                """
                {"Node": {"Node": "host-\($0)", "Address": "10.0.0.\($0)"},
                 "Service": {"ID": "host-\($0):simple.1:5000", "Service": "simple", "Address": "",
                 "Port": 5000, "Tags": ["t"], "Weights": {"Passing": \($0), "Warning": 1}}}
                """
            }.joined(separator: ",") + "]"
    }

    private static let mine =
        "{{#instances}}{{node}}={{address}}:{{port}}*{{weight}} {{/instances}}"
        + "{{^instances}}none{{/instances}} {{level}}"

    private func bench() throws -> Bench {
        try Bench(
            Self.mine, services: ["simple"],
            context: [.init("service", .text("simple")), .init("level", .text("info"))])
    }

    @Test func beforeAnythingIsKnownThereIsNoInstance() throws {
        var bench = try bench()
        #expect(bench.renderer.files == [.init(path: "/etc/x", contents: "none info")])
        bench.start()
        #expect(bench.asked == ["/v1/health/service/simple"])
        #expect(bench.changed() == [])
    }

    @Test func theFirstAnswerIsRenderedAtOnce() throws {
        var bench = try bench()
        bench.start()
        bench.answer("/v1/health", Self.instances(2, 1), index: 5)
        #expect(bench.system.changes == 1)
        #expect(bench.changed() == ["host-1=10.0.0.1:5000*1 host-2=10.0.0.2:5000*2  info"])
        #expect(bench.changed() == [])
        bench.pass(.milliseconds(200))
        #expect(bench.system.requests.first?.request.target.contains("index=5&") == true)
    }

    @Test func changesThatFollowEachOtherAreRenderedTogether() throws {
        var bench = try bench()
        bench.start()
        bench.answer("/v1/health", Self.instances(1), index: 5)
        _ = bench.changed()
        bench.pass(.milliseconds(150))
        bench.answer("/v1/health", Self.instances(1, 2), index: 6)
        #expect(bench.changed() == [])
        bench.pass(.milliseconds(25))
        #expect(bench.changed() == ["host-1=10.0.0.1:5000*1 host-2=10.0.0.2:5000*2  info"])
    }

    @Test func whatMakesNoDifferenceIsNotRenderedAgain() throws {
        var bench = try bench()
        bench.start()
        bench.answer("/v1/health", Self.instances(1), index: 5)
        _ = bench.changed()
        bench.pass(.milliseconds(150))
        bench.answer("/v1/health", Self.instances(1), index: 9)
        bench.pass(.seconds(1))
        #expect(bench.changed() == [])
        #expect(bench.system.changes == 1)
    }

    @Test func whileTheAgentIsAwayTheLastRenderingStays() throws {
        var bench = try bench()
        bench.start()
        bench.answer("/v1/health", Self.instances(1), index: 5)
        let before = bench.renderer.files
        bench.pass(.milliseconds(150))
        for _ in 0..<4 {
            bench.finish("/v1/health", .failure(.refused))
            #expect(bench.asked == [])
            bench.pass(.seconds(2))
        }
        #expect(bench.renderer.files == before)
        bench.answer("/v1/health", Self.instances(2), index: 2)
        // A lower index begins anew: the answer to the next question counts.
        bench.pass(.milliseconds(150))
        bench.answer("/v1/health", Self.instances(2), index: 2)
        bench.pass(.milliseconds(25))
        #expect(bench.renderer.files[0].contents == "host-2=10.0.0.2:5000*2  info")
    }

    @Test func allServicesAreFollowedWhereNoneIsNamed() throws {
        var bench = try Bench(
            "{{#services}}{{name}}:{{#instances}}{{id}} {{service}}{{#tags}} {{.}}{{/tags}}{{/instances}};{{/services}}",
            services: nil)
        #expect(bench.renderer.files[0].contents == "")
        bench.start()
        #expect(bench.asked == ["/v1/catalog/services"])
        bench.answer("/v1/catalog/services", #"{"simple": [], "a b": []}"#, index: 3)
        bench.answer("/v1/health/service/a%20b", "[]", index: 4)
        #expect(bench.changed() == [])
        bench.answer("/v1/health/service/simple", Self.instances(1), index: 4)
        #expect(bench.changed() == ["a b:;simple:host-1:simple.1:5000 simple t;"])
        bench.pass(.milliseconds(150))
        bench.answer("/v1/catalog/services", #"{"a b": []}"#, index: 7)
        bench.pass(.milliseconds(25))
        #expect(bench.changed() == ["a b:;"])
        #expect(!bench.asked.contains("/v1/health/service/simple"))
    }

    @Test func aProcessWithoutSuchFilesHasNoRenderer() throws {
        #expect(try CatalogRenderer(ProcessSpec(name: "x", command: ["x"])) == nil)
    }

    @Test func aTemplateThatFailsOnceThereAreInstancesShowsBeforeAnythingStarts() throws {
        var program = ComponentProgram(name: "own", command: ["x"])
        program.rendered = [
            .init(
                path: "/etc/x",
                contents: "{{#services}}\n{{#instances}}{{adress}}{{/instances}}\n{{/services}}")
        ]
        let problems = ComponentPlan.problems(of: try LabHostTests.own(program))
        #expect(problems.count == 1)
        #expect(
            problems[0].hasPrefix("component own: /etc/x:2:15: there is no 'adress': there are "))
    }
}
