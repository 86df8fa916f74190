/* SPDX-License-Identifier: MIT
 *
 * SO_PEERCRED and SO_PEERGROUPS: what the peer was when it connected, which no later setuid() changes.
 */
#include "common/varlink/peer.h"

#include <errno.h>
#include <grp.h>
#include <sys/socket.h>
#include <unistd.h>

/* The kernel tells how much room it needs where there is too little. */
static int read_groups(int fd, struct varlink_peer *peer)
{
    socklen_t size = 0;
    while (getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, peer->groups, &size) < 0) {
        if (errno != ERANGE)
            return -errno;
        peer->groups = mem_realloc(peer->groups, size, 1);
    }
    peer->group_count = size / sizeof(gid_t);
    return 0;
}

static int read_own(struct varlink_peer *peer)
{
    int count = getgroups(0, NULL);
    if (count < 0)
        return -errno;
    peer->groups = mem_new_n(gid_t, (size_t)count);
    count = getgroups(count, peer->groups);
    if (count < 0)
        return -errno;
    peer->group_count = (size_t)count;
    peer->pid = getpid();
    peer->uid = geteuid();
    peer->gid = getegid();
    return 0;
}

static int read_socket(int fd, struct varlink_peer *peer)
{
    struct ucred credentials;
    socklen_t size = sizeof(credentials);
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &credentials, &size) < 0)
        return -errno;
    peer->pid = credentials.pid;
    peer->uid = credentials.uid;
    peer->gid = credentials.gid;
    return read_groups(fd, peer);
}

int peer_read(int fd, struct varlink_peer *ret_peer)
{
    struct varlink_peer peer = {0};
    int r = read_socket(fd, &peer);
    if (r == -ENOTSOCK)
        r = read_own(&peer);
    if (r < 0) {
        peer_done(&peer);
        return r;
    }
    *ret_peer = peer;
    return 0;
}

void peer_done(struct varlink_peer *peer)
{
    free(peer->groups);
    *peer = (struct varlink_peer){0};
}
