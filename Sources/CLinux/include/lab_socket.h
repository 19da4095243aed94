#pragma once
#include <stddef.h>
#include <sys/types.h>

// Sockets and pipes as a lab's processes share them. All descriptors that these functions make or
// receive are closed by exec. A function that fails returns a negative errno.

/// A pipe whose ends never block: `ends[0]` is read, `ends[1]` is written.
int lab_pipe(int ends[2]);

/// A pair of connected stream sockets of AF_UNIX.
int lab_socket_pair(int ends[2]);

/// Takes a connection; -EAGAIN where there is none. The new descriptor never blocks.
int lab_accept(int listener);

/// Connects to a socket of AF_UNIX by its path.
/// @return a descriptor; -ENAMETOOLONG for a path that does not fit an address, -EAGAIN where
/// nobody has accepted it for five seconds
int lab_connect_local(const char *path);

/// Lets a descriptor's reads and writes return at once, or wait.
int lab_set_nonblocking(int descriptor, int on);

/// The user at the other end of a socket of AF_UNIX (SO_PEERCRED), as this user namespace counts.
/// @return 0, and the user in `*user`
int lab_peer_user(int socket, uid_t *user);

/// Writes without a signal to this process when the other end is gone.
/// @param descriptor goes along with the first byte; -1 for none
/// @return how many bytes were taken
ssize_t lab_send(int socket, const void *bytes, size_t count, int descriptor);

/// Reads what there is, and takes descriptors that came along.
/// @param taken where the descriptors go, at most `capacity`; those beyond are closed
/// @param count how many there were
/// @return how many bytes there were, 0 at the end
ssize_t lab_receive(
    int socket, void *bytes, size_t size, int *taken, int capacity, int *count);

/// Writes a byte to a descriptor whenever this process is sent a signal; -1 puts back what was
/// done about the signal before.
int lab_write_on_signal(int signal, int descriptor);
