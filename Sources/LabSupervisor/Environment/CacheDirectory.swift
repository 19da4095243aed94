/// Where the lab keeps what it can make again (XDG Base Directory Specification, 0.8).
public enum CacheDirectory {
    /// `$XDG_CACHE_HOME/lab`, else `~/.cache/lab`, else a directory where logs go.
    public static var path: String { UserDirectories.current.cacheHome + "/lab" }
}
