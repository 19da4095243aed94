/// What `--help` says.
enum StandaloneHelp {
    static let overview = """
        Runs one of the lab's own programs as a process of this machine.

          lab-agent run FILE.json     a program of a host, as the lab writes it down
          lab-agent discovery …       a discovery agent: Consul's DNS and HTTP interfaces
          lab-agent registrator …     registers a container engine's containers with the agent
          lab-agent balancer …        a load balancer whose servers come from the agent
          lab-agent hello …           the demo service

        \(flags)
        SIGTERM or SIGINT asks the program to end; a second one ends it at once.
        Exit codes: the program's own; 2 for wrong arguments, 3 for a port or a data directory in use.

        A discovery service, a service that it finds, and a load balancer before it:

          lab-agent discovery --set ports.dns=8600 &
          lab-agent hello --set port=8000 &
          curl -X PUT 127.0.0.1:8500/v1/agent/service/register -d '{"Name": "web", "Port": 8000}'
          dig @127.0.0.1 -p 8600 web.service.consul SRV
          lab-agent balancer --set listen=8080 --set service=web &
          curl 127.0.0.1:8080

        """

    static func text(for kind: StandaloneKind) -> String {
        """
        usage: lab-agent \(kind.rawValue) [--node NAME] [--bind ADDRESS] [--data DIR] [--set KEY=VALUE]…

        \(example(of: kind))

        \(flags)
        The keys of --set, as in a topology:
        \(columns(kind.keys))

        """
    }

    private static let flags = """
          --node NAME        the node's name; the machine's own where it is left out
          --bind ADDRESS     where its ports are opened, and the address that it tells others;
                             127.0.0.1 where it is left out, 0.0.0.0 for all
          --data DIR         where it keeps its data; in memory alone where it is left out
          --engine SOCKET    the container engine's socket; /run/lab/engine.sock
          --set KEY=VALUE    a setting of the program: dots for keys within keys, commas between
                             the elements of a list

        """

    private static func example(of kind: StandaloneKind) -> String {
        switch kind {
        case .discovery:
            """
            A discovery agent. By itself it is a cluster of one server:

              lab-agent discovery --set ports.dns=8600
              dig @127.0.0.1 -p 8600 consul.service.consul

            Three servers on one machine, each with an address of its own:

              for n in 1 2 3; do
                lab-agent discovery --node s$n --bind 127.0.0.$n --set bootstrap_expect=3 \\
                  --set retry_join=127.0.0.1,127.0.0.2,127.0.0.3 &
              done

            A client of theirs has servers=NAME with a name that is not its own.
            """
        case .registrator:
            """
            Registers what a container engine runs with the agent on 127.0.0.1:8500:

              lab-agent registrator --engine /run/lab/engine.sock --set resync=10s
            """
        case .balancer:
            """
            A load balancer that asks the agent on 127.0.0.1:8500 which instances a service has:

              lab-agent balancer --set listen=8080 --set service=web
              curl 127.0.0.1:8080
            """
        case .hello:
            """
            The demo service:

              lab-agent hello --set port=8000 --set id=first
              curl 127.0.0.1:8000
            """
        }
    }

    /// Words in lines of at most 96 columns.
    private static func columns(_ words: [String]) -> String {
        var lines: [String] = []
        for word in words {
            if let last = lines.last, last.count + word.count < 94 {
                lines[lines.count - 1] = "\(last)  \(word)"
            } else {
                lines.append("  \(word)")
            }
        }
        return lines.joined(separator: "\n")
    }
}
