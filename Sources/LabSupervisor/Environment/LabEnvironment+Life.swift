import CLinux
import Glibc
import LabModel

extension LabEnvironment {
    /// How long a lab that is ending is waited for before its name counts as taken.
    static let endingMilliseconds: Int32 = 5000

    /// How long one that still answers is waited for.
    private static let patienceMilliseconds: Int32 = 300

    /// The environments of this user that have anything on disk, in the order of their names.
    public static func all() -> [LabEnvironment] { all(in: .current) }

    static func all(in homes: UserDirectories) -> [LabEnvironment] {
        var names: Set<String> = []
        for home in [homes.runtimeHome, homes.stateHome] {
            guard let entries = opendir(home + "/lab") else { continue }
            while let entry = readdir(entries) {
                names.insert(
                    withUnsafePointer(to: &entry.pointee.d_name) { place in
                        String(cString: UnsafeRawPointer(place).assumingMemoryBound(to: CChar.self))
                    })
            }
            closedir(entries)
        }
        return names.sorted().compactMap { try? LabEnvironment(name: $0, homes: homes) }
    }

    /// Who keeps the environment, or kept it; `nil` where nobody did.
    public var owner: EnvironmentOwner? {
        TextFile.read(ownerFile).flatMap { EnvironmentOwner($0) }
    }

    /// Takes the environment for a new lab, its directories made.
    ///
    /// A lab that is just ending is waited for.
    ///
    /// - Returns: the locked file; the environment is taken until the last copy of it is closed.
    /// - Throws: `LabError` for an environment that has a lab, and where there is no room for one.
    public func take() throws(LabError) -> Int32 {
        let end = Self.milliseconds + Int64(Self.endingMilliseconds)
        do throws(LabError) {
            while true {
                if let lock = try takeOnce() { return lock }
                if Self.milliseconds > end || (accepts && !endsSoon) { throw isTaken }
                // Its lab is beginning or ending, and only the lock tells when that is over.
                usleep(2000)
            }
        } catch {
            // What was made for nothing; where there is anything in it, it stays.
            rmdir(runtimeDirectory)
            rmdir(runtimeHome + "/lab")
            throw error
        }
    }

    private func takeOnce() throws(LabError) -> Int32? {
        // In /tmp anybody may have made it first.
        if runtimeHome.hasPrefix("/tmp/") { try UserDirectories.makePrivate(runtimeHome) }
        try UserDirectories.makePrivate(runtimeHome + "/lab")
        try UserDirectories.makePrivate(runtimeDirectory)
        return try lockOnce()
    }

    /// Removes what a dead lab has left: its directories and the control groups on its record.
    ///
    /// - Returns: whether there was anything to remove; a lab that lives is left alone.
    /// - Throws: `LabError` for what can't be removed.
    @discardableResult
    public func sweep() throws(LabError) -> Bool {
        let isThere = [runtimeDirectory, stateDirectory].contains { DirectoryState(of: $0) != nil }
        guard isThere else { return false }
        if DirectoryState(of: runtimeDirectory) != nil {
            guard let lock = try lockOnce() else { return false }
            defer { close(lock) }
            try removeLeftovers()
            lab_remove_directory(stateDirectory)
            lab_forget(runtimeDirectory)
        } else {
            lab_remove_directory(stateDirectory)
        }
        return true
    }

    /// Removes what a lab has left that could not be launched, where nobody has it.
    ///
    /// The last of it may still be ending, and a process that this one has just forked for something
    /// else may hold a copy of the lock for a moment.
    public func sweepSoon() {
        let end = Self.milliseconds + Int64(Self.patienceMilliseconds)
        while (try? sweep()) == false, DirectoryState(of: runtimeDirectory) != nil,
            Self.milliseconds < end
        {
            usleep(1000)
        }
    }

    /// Removes what a dead lab has left, but the lock, which the caller holds.
    public func removeLeftovers() throws(LabError) {
        lab_remove_directory("\(stateDirectory)/\(LAB_MACHINES_DIRECTORY)")
        let result = lab_sweep(runtimeDirectory)
        if result < 0 {
            throw LabError(
                "can't remove what an earlier lab left in \(runtimeDirectory): "
                    + "\(UserDirectories.describe(-result)); remove that directory")
        }
        if result > 0 {
            throw LabError(
                "can't remove \(result) control groups that an earlier lab left; they are "
                    + "listed in \(runtimeDirectory)/\(LAB_GROUPS_RECORD)")
        }
    }

    /// Waits until nothing of the lab is left.
    ///
    /// - Returns: whether that is so; `false` when the time was over before.
    public func waitUntilGone(milliseconds: Int) -> Bool {
        let end = Self.milliseconds + Int64(milliseconds)
        if let owner, owner.isAlive {
            guard lab_wait_for_end(owner.keeper, Int32(clamping: milliseconds)) == 1 else {
                return false
            }
        }
        while isHeld {
            if Self.milliseconds > end { return false }
            usleep(1000)
        }
        return true
    }

    /// Ends the lab without asking its supervisor, and waits until nothing is left.
    ///
    /// - Returns: whether that is so; `false` when the time was over before.
    public func endByForce(milliseconds: Int) -> Bool {
        if let owner, owner.isAlive { _ = lab_end_process(owner.keeper, owner.start, SIGTERM) }
        return waitUntilGone(milliseconds: milliseconds)
    }

    /// Whether somebody has the lock.
    private var isHeld: Bool {
        let file = open(lockFile, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else { return false }
        defer { close(file) }
        return lab_lock(file) < 0
    }

    /// Whether the lab that is there ends by itself, as one does whose client has just been killed.
    private var endsSoon: Bool {
        guard let owner else { return true }
        return lab_wait_for_end(owner.keeper, Self.patienceMilliseconds) == 1
    }

    /// Whether a supervisor answers.
    private var accepts: Bool {
        let connection = lab_connect_local(controlSocket)
        if connection >= 0 { close(connection) }
        return connection >= 0
    }

    private var isTaken: LabError {
        let holder = owner.map { " (process \($0.keeper) since \($0.sinceText))" } ?? ""
        return LabError(
            "there is a lab in environment \(name) already\(holder): end it with lab destroy "
                + "--env \(name), or take another name with --env")
    }

    /// The lock, where it is free and is still the environment's.
    private func lockOnce() throws(LabError) -> Int32? {
        let file = open(lockFile, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else {
            // The directory has gone with the lab that it belonged to.
            if errno == ENOENT { return nil }
            throw LabError(
                "can't open \(lockFile): \(UserDirectories.describe(errno)); make room, or set "
                    + "XDG_RUNTIME_DIR to a directory that you may write to")
        }
        var held = stat()
        var named = stat()
        if lab_lock(file) == 0, fstat(file, &held) == 0, lstat(lockFile, &named) == 0,
            held.st_ino == named.st_ino, held.st_dev == named.st_dev
        {
            return file
        }
        close(file)
        return nil
    }

    private static var milliseconds: Int64 {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return Int64(now.tv_sec) * 1000 + Int64(now.tv_nsec) / 1_000_000
    }
}
