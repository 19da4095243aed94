import LabNetwork
import LabProgram

extension StateStore {
    /// Does all operations of a transaction, or none.
    mutating func perform(
        _ operations: [KeyValueOperation], at index: UInt64, time: Instant
    ) -> CommandResult {
        let before = self
        var outcome = TransactionOutcome()
        for (place, operation) in operations.enumerated() {
            if let reason = perform(operation, of: &outcome, at: index, time: time) {
                outcome.failures.append(
                    TransactionOutcome.Failure(operation: place, reason: reason))
            }
        }
        if !outcome.failures.isEmpty {
            self = before
            outcome.rows = []
        }
        return .transaction(outcome)
    }

    /// - Returns: why the operation could not be done.
    private mutating func perform(
        _ operation: KeyValueOperation, of outcome: inout TransactionOutcome, at index: UInt64,
        time: Instant
    ) -> String? {
        let key = operation.key
        switch operation.verb {
        case .get:
            guard let entry = entry(key) else { return "key \"\(key)\" doesn't exist" }
            outcome.rows.append(TransactionOutcome.Row(entry: entry, showsValue: true))
            return nil
        case .getTree:
            for entry in entries[entries.range(ofPrefix: key)] {
                outcome.rows.append(TransactionOutcome.Row(entry: entry, showsValue: true))
            }
            return nil
        case .checkIndex, .checkSession, .checkNotExists:
            return check(operation, of: &outcome)
        case .set, .compareAndSet, .lock, .unlock, .delete, .deleteTree, .compareAndDelete:
            switch perform(operation, at: index, time: time) {
            case .failure(let reason): return reason
            case .done(false): return refusal(of: operation)
            default: break
            }
            if let entry = entry(key), operation.verb != .deleteTree {
                outcome.rows.append(TransactionOutcome.Row(entry: entry, showsValue: false))
            }
            return nil
        }
    }

    private func check(
        _ operation: KeyValueOperation, of outcome: inout TransactionOutcome
    ) -> String? {
        let key = operation.key
        let known = entry(key)
        if operation.verb == .checkNotExists {
            return known == nil ? nil : "key \"\(key)\" exists"
        }
        guard let known else { return "key \"\(key)\" doesn't exist" }
        if operation.verb == .checkIndex, known.modifyIndex != operation.index {
            return "failed index check for key \"\(key)\", current modify index"
                + " \(known.modifyIndex) != \(operation.index)"
        }
        if operation.verb == .checkSession, known.session != operation.session {
            return "failed session check for key \"\(key)\", current session"
                + " \"\(known.session)\" != \"\(operation.session)\""
        }
        outcome.rows.append(TransactionOutcome.Row(entry: known, showsValue: false))
        return nil
    }

    private func refusal(of operation: KeyValueOperation) -> String {
        let key = operation.key
        switch operation.verb {
        case .compareAndDelete: return "failed to delete key \"\(key)\", index is stale"
        case .lock: return "failed to lock key \"\(key)\", lock is already held"
        case .unlock:
            return "failed to unlock key \"\(key)\", lock isn't held, or is held by another session"
        default: return "failed to set key \"\(key)\", index is stale"
        }
    }
}
