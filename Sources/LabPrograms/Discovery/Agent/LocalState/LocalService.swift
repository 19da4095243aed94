/// A service that is registered with this agent.
struct LocalService: Hashable {
    /// Where a registration comes from.
    enum Source: UInt8 {
        /// The configuration: read anew at each start.
        case configuration
        /// The HTTP API: kept in the data folder.
        case api
        /// The catalog, which has it although the agent does not; it is there to be removed.
        case catalog
    }

    /// What the catalog shall show.
    var service: CatalogService
    /// Where it comes from.
    var source: Source
    /// Whether the catalog shows it, as far as the agent knows.
    var isInSync = false
    /// Whether it was deregistered, but is still to be removed from the catalog.
    var isDeleted = false
}
