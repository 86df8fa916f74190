/* SPDX-License-Identifier: MIT
 *
 * Any bytes sent to a server: frame, JSON, envelope, IDL, dispatch, handlers, replies. Whatever is sent, every answer
 * is what the interface says (the server checks its own replies), a neighbour is served, and nothing is left behind.
 */
#include "tests/common/varlink/world.h"

#include <assert.h>

#include "common/log.h"

#define NEIGHBOUR "{\"method\":\"org.example.test.Echo\",\"parameters\":{\"text\":\"here\"}}"
#define ANSWER    "{\"parameters\":{\"text\":\"here\"}}"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Answers what was kept, so that the calls behind it are reached too; half of the streams just end. */
static bool answer_kept(struct world *world)
{
    bool any = false;
    for (size_t i = 0; i < world->kept_count; i++) {
        struct varlink_call *call = world->kept[i].call;
        world->kept[i].call = NULL;
        if (!call)
            continue;
        if (varlink_call_wants_more(call) && i % 2 == 0)
            varlink_reply_continues(call, &(struct world_number){.number = 1});
        varlink_reply(call, &(struct world_number){.number = 2});
        any = true;
    }
    world->kept_count = 0;
    return any;
}

static void drain(struct peer *peer)
{
    peer_read_some(peer);
    buffer_clear(&peer->in, SIZE_MAX);
}

static void expect_neighbour(struct world *world, struct peer *neighbour)
{
    peer_send(neighbour, NEIGHBOUR);
    world_settle(world);
    bool answered = peer_has_message(neighbour) && strcmp(buffer_bytes(&neighbour->in), ANSWER) == 0;
    assert(answered);
    buffer_clear(&neighbour->in, SIZE_MAX);
}

static void send_all(struct world *world, struct peer *peer, const uint8_t *data, size_t size)
{
    bool open = true;
    while (size > 0 && open) {
        ssize_t count = send(peer->fd, data, size, MSG_NOSIGNAL);
        open = count > 0 || errno == EAGAIN;
        if (count > 0) {
            data += count;
            size -= (size_t)count;
        }
        do {
            world_settle(world);
            drain(peer);
        } while (answer_kept(world));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    log_set_level(LOG_LEVEL_ERROR);
    struct varlink_limits limits = varlink_limits_default;
    limits.message_bytes = 4096;
    struct world world;
    world_init(&world, &limits);
    struct peer peer = peer_connect(&world), neighbour = peer_connect(&world);
    send_all(&world, &peer, data, size);
    expect_neighbour(&world, &neighbour);
    if (size % 2) { /* half of them leave while something may be open */
        peer_close(&peer);
        expect_neighbour(&world, &neighbour);
    }
    peer_close(&peer);
    peer_close(&neighbour);
    world_done(&world);
    return 0;
}
