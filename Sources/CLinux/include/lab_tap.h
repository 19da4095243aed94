#pragma once
#include <stdint.h>

// Ethernet devices whose other end is a descriptor. Every function returns a value of at least 0,
// or a negative errno; none writes to memory that another thread may hold, so all may be called
// on a thread that has just entered a network namespace.

/// The bytes before each frame that is read from or written to a descriptor of `lab_tap_open`:
/// struct virtio_net_hdr without the count of buffers (virtio 1.2, 5.1.6).
#define LAB_TAP_HEADER_SIZE 10

/// Makes a TAP device in the calling thread's network namespace.
///
/// The device is down and has no address. It goes with the namespace, which the descriptor keeps
/// alive until it is closed; after that the device is one whose cable is pulled out. Not for the
/// machine's own namespace, where the device would stay.
/// @param name at most 15 bytes
/// @param mac the device's hardware address
/// @param offload not 0: the device takes TCP superframes and frames without checksums
/// @return a descriptor that is non-blocking and closed by exec
int lab_tap_open(const char *name, const uint8_t mac[6], int offload);

/// The same with another path than /dev/net/tun.
int lab_tap_open_at(const char *path, const char *name, const uint8_t mac[6], int offload);

/// Plugs the device's cable in or pulls it out, as the host sees it.
int lab_tap_set_carrier(int fd, int on);

/// Lets the device take TCP superframes and frames without checksums, or not.
int lab_tap_set_offload(int fd, int on);

/// Gives a device of the calling thread's network namespace its only IPv4 address.
/// @param address in host order: 10.0.0.1 is 0x0a000001
/// @param prefix the length of the network's part, from 0 to 32
int lab_interface_set_ipv4(const char *name, uint32_t address, int prefix);

/// Puts a device of the calling thread's network namespace up.
int lab_interface_up(const char *name);

/// Puts a device of the calling thread's network namespace down.
int lab_interface_down(const char *name);

/// The flags of a device of the calling thread's network namespace: IFF_UP, IFF_RUNNING and so on.
int lab_interface_flags(const char *name);
