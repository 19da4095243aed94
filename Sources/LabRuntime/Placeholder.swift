import NIOCore
import NIOHTTP1
import NIOPosix
enum Placeholder {}
