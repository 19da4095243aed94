#pragma once

// Network namespaces for tests and benchmarks of the fabric, without a process for each.

/// Makes a network namespace in which only the loopback device is up.
/// @return a descriptor that keeps it alive, or a negative errno
int lab_network_namespace_open(void);

/// Moves the calling thread into a namespace; use a thread that ends afterwards.
/// @return 0 or a negative errno
int lab_network_namespace_enter(int fd);
