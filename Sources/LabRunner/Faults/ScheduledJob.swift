import LabNetwork

/// Something that a drawn fault does later, while the steps go on.
struct ScheduledJob {
    /// What is done.
    enum Work {
        /// Ends at once what has not ended in order.
        case kill(Unit)
        /// Starts again what was ended.
        case start(Unit)
    }

    let at: Instant
    let work: Work
}
