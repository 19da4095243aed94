#pragma once
#include <stdint.h>
#include <sys/types.h>

// What the relay of a lab with machines of libvirt's daemons needs. All descriptors never block and
// are closed by exec. Functions return a value of at least 0, or a negative errno.

/// A UDP socket on 127.0.0.1, connected to a port there that nobody has just now.
/// @param own the port that it has
/// @param peer the port that it is connected to, for a machine
/// @return the descriptor
int lab_relay_wire(uint16_t *own, uint16_t *peer);

/// A UDP socket between two addresses, at the same port of both.
/// @return the descriptor
int lab_relay_tunnel(const char *own, const char *peer, uint16_t port);

/// A pair of connected sockets that keep the bounds of what is sent, and say when the other is closed.
int lab_relay_packets(int ends[2]);

/// A listening socket of AF_UNIX that everybody can connect to who finds it.
int lab_relay_listen(const char *path);

/// Copies a file, and leaves out what is not there.
/// @param mode the copy's
int lab_relay_copy(const char *from, const char *to, mode_t mode);

/// The next bytes of a file that are there, from an offset on.
/// @param offset where they begin, in and out; the end of the file where there are no more
/// @return how many there are, at most `size`; 0 at the end
ssize_t lab_relay_read_data(int file, int64_t *offset, void *bytes, size_t size);

/// Starts a program with pipes to it, as the leader of a session of its own.
/// @param ends its input, its output and its error output, of this process
/// @return the number of the process
pid_t lab_relay_spawn(
    const char *path, char *const *arguments, char *const *environment, int ends[3]);
