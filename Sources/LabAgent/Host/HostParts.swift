/// What the parts of a host's agent have in common.
struct HostParts {
    /// Makes streams on the agent's event loop.
    let maker: StreamMaker
    /// The ends of the host's processes.
    let children: ChildWatch
    /// The connection with the lab.
    let link: AgentLink
}
