#include "lab_tap.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

static int set_name(struct ifreq *request, const char *name) {
    memset(request, 0, sizeof *request);
    size_t length = strlen(name);
    if (length == 0 || length >= IFNAMSIZ) return -EINVAL;
    memcpy(request->ifr_name, name, length);
    return 0;
}

// Loss is the model's business: what a host sends while the reader of the descriptor is held up
// for a moment must fit the device.
enum { QUEUE_LENGTH = 8192 };

// By netlink: the ioctl wants the machine's root, netlink the namespace's.
static int set_queue_length(const char *name) {
    struct {
        struct nlmsghdr header;
        struct ifinfomsg link;
        struct rtattr name;
        char name_value[IFNAMSIZ];
        struct rtattr length;
        uint32_t length_value;
    } request = {
        .header = {.nlmsg_len = sizeof request,
                   .nlmsg_type = RTM_NEWLINK,
                   .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK},
        .name = {.rta_len = RTA_LENGTH(IFNAMSIZ), .rta_type = IFLA_IFNAME},
        .length = {.rta_len = RTA_LENGTH(sizeof(uint32_t)), .rta_type = IFLA_TXQLEN},
        .length_value = QUEUE_LENGTH,
    };
    struct {
        struct nlmsghdr header;
        struct nlmsgerr error;
        char rest[sizeof request];
    } answer;
    memcpy(request.name_value, name, IFNAMSIZ);
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    if (fd < 0) return -errno;
    int result = 0;
    if (send(fd, &request, sizeof request, 0) < 0 || recv(fd, &answer, sizeof answer, 0) < 0) {
        result = -errno;
    } else if (answer.header.nlmsg_type == NLMSG_ERROR) {
        result = answer.error.error;
    }
    close(fd);
    return result;
}

static int configure(int fd, struct ifreq *request, const uint8_t mac[6], int offload) {
    int header = LAB_TAP_HEADER_SIZE;
    request->ifr_flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR;
    if (ioctl(fd, TUNSETIFF, request) < 0) return -errno;
    if (ioctl(fd, TUNSETVNETHDRSZ, &header) < 0) return -errno;
    // On the TAP's own descriptor, so that no socket has to be made in its namespace.
    request->ifr_hwaddr.sa_family = ARPHRD_ETHER;
    memcpy(request->ifr_hwaddr.sa_data, mac, 6);
    if (ioctl(fd, SIOCSIFHWADDR, request) < 0) return -errno;
    int result = set_queue_length(request->ifr_name);
    if (result == 0) result = lab_tap_set_offload(fd, offload);
    if (result < 0) return result;
    // A device that goes with its namespace costs the one who closes it nothing; else each close
    // waits some 20 ms for the kernel, one device after the other.
    return ioctl(fd, TUNSETPERSIST, 1) < 0 ? -errno : 0;
}

int lab_tap_open_at(const char *path, const char *name, const uint8_t mac[6], int offload) {
    struct ifreq request;
    int result = set_name(&request, name);
    if (result < 0) return result;
    int fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) return -errno;
    result = configure(fd, &request, mac, offload);
    if (result < 0) {
        close(fd);
        return result;
    }
    return fd;
}

int lab_tap_open(const char *name, const uint8_t mac[6], int offload) {
    return lab_tap_open_at("/dev/net/tun", name, mac, offload);
}

int lab_tap_set_carrier(int fd, int on) {
    int value = on != 0;
    return ioctl(fd, TUNSETCARRIER, &value) < 0 ? -errno : 0;
}

int lab_tap_set_offload(int fd, int on) {
    // No UFO and no USO: datagrams beyond the MTU are rare, and cut by the kernel as on a wire.
    unsigned long features = on ? TUN_F_CSUM | TUN_F_TSO4 | TUN_F_TSO_ECN : 0;
    return ioctl(fd, TUNSETOFFLOAD, features) < 0 ? -errno : 0;
}

static int open_control(void) {
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    return fd < 0 ? -errno : fd;
}

static int set_address(int fd, struct ifreq *request, unsigned long what, uint32_t bits) {
    struct sockaddr_in address;
    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(bits);
    memcpy(&request->ifr_addr, &address, sizeof address);
    return ioctl(fd, what, request) < 0 ? -errno : 0;
}

int lab_interface_set_ipv4(const char *name, uint32_t address, int prefix) {
    struct ifreq request;
    if (prefix < 0 || prefix > 32) return -EINVAL;
    int result = set_name(&request, name);
    if (result < 0) return result;
    int fd = open_control();
    if (fd < 0) return fd;
    uint32_t mask = prefix == 0 ? 0 : ~UINT32_C(0) << (32 - prefix);
    result = set_address(fd, &request, SIOCSIFADDR, address);
    if (result == 0) result = set_address(fd, &request, SIOCSIFNETMASK, mask);
    close(fd);
    return result;
}

int lab_interface_flags(const char *name) {
    struct ifreq request;
    int result = set_name(&request, name);
    if (result < 0) return result;
    int fd = open_control();
    if (fd < 0) return fd;
    result = ioctl(fd, SIOCGIFFLAGS, &request) < 0 ? -errno : (unsigned short)request.ifr_flags;
    close(fd);
    return result;
}

static int change_flags(const char *name, int set, int clear) {
    struct ifreq request;
    int result = set_name(&request, name);
    if (result < 0) return result;
    int fd = open_control();
    if (fd < 0) return fd;
    if (ioctl(fd, SIOCGIFFLAGS, &request) < 0) {
        result = -errno;
    } else {
        request.ifr_flags = (short)((request.ifr_flags | set) & ~clear);
        if (ioctl(fd, SIOCSIFFLAGS, &request) < 0) result = -errno;
    }
    close(fd);
    return result;
}

int lab_interface_up(const char *name) { return change_flags(name, IFF_UP, 0); }

int lab_interface_down(const char *name) { return change_flags(name, 0, IFF_UP); }
