/// What a timer of the membership is for.
enum TimerKind: UInt8 {
    case probe = 1
    case probeTimeout, relay, gossip, pushPull, suspicion, reap, reconnect, prune
    case departure, retryJoin, stream, snapshot
}
