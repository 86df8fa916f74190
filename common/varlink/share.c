/* SPDX-License-Identifier: MIT
 *
 * Who is served how much in a turn.
 *
 * A turn is as long as what is taken in it, and everybody waits for its end. So one connection gives a bounded number
 * of messages a turn; all connections of one user together give eight times that, which costs a user who is alone
 * nothing. While other users are served too, a user has only a quarter of it: enough for a hall of terminals that ask
 * one call after the other, and little enough that a flood over any number of connections delays the others by some
 * tens of microseconds. What is left over waits on `ready` and goes first in the next turns, each connection in its
 * order.
 */
#include "common/varlink/connection.h"

/* Two users share turns if they spoke in turns so near to one another. */
#define SHARED_MS 100

struct varlink_user *user_find(const struct varlink_server *server, uid_t uid)
{
    for (struct link *at = server->users.next; at != &server->users; at = at->next) {
        struct varlink_user *user = container_of(at, struct varlink_user, all);
        if (user->uid == uid)
            return user;
    }
    return NULL;
}

struct varlink_user *user_hold(struct varlink_server *server, uid_t uid)
{
    struct varlink_user *user = user_find(server, uid);
    if (!user) {
        user = mem_new(struct varlink_user);
        user->uid = uid;
        link_init(&user->all);
        link_append(&server->users, &user->all);
    }
    user->connections++;
    return user;
}

void user_release(struct varlink_server *server, struct varlink_user *user)
{
    if (--user->connections > 0)
        return;
    if (server->speaker == user)
        server->speaker = NULL;
    link_remove(&user->all);
    free(user);
}

static bool is_shared(const struct varlink_server *server)
{
    return server->shared_at && uv_now(server->options.loop) - server->shared_at < SHARED_MS;
}

static void begin_turn(struct varlink_server *server, struct varlink_user *user)
{
    size_t messages = server->options.limits.messages_per_turn;
    if (server->speaker && server->speaker != user)
        server->shared_at = uv_now(server->options.loop);
    server->speaker = user;
    user->turn = server->turn;
    user->left = is_shared(server) ? messages / 8 : messages * 8;
    if (user->left == 0)
        user->left = 1;
}

size_t user_may_take(struct varlink_server *server, struct varlink_user *user, size_t most)
{
    if (user->turn != server->turn)
        begin_turn(server, user);
    return user->left < most ? user->left : most;
}

void user_took(struct varlink_user *user, size_t taken)
{
    user->left -= taken < user->left ? taken : user->left;
}

static size_t link_count(const struct link *list)
{
    size_t count = 0;
    for (const struct link *at = list->next; at != list; at = at->next)
        count++;
    return count;
}

/* Who has not sent more than a turn takes is served at once; those who have share half of that, so that whoever comes
 * meanwhile does not wait longer because there are many of them. */
static size_t share_of(const struct varlink_server *server)
{
    size_t waiting = link_count(&server->ready);
    size_t parts = is_shared(server) ? 16 : 2 * waiting;
    size_t share = parts > 0 ? server->options.limits.messages_per_turn / parts : 0;
    return share > 0 ? share : 1;
}

void server_share_turn(struct varlink_server *server)
{
    if (!link_is_used(&server->ready))
        return;
    size_t share = share_of(server);
    struct link batch, later;
    server->turn++;
    link_move(&batch, &server->ready);
    link_init(&later);
    while (link_is_used(&batch)) {
        struct varlink_connection *connection = container_of(batch.next, struct varlink_connection, ready);
        link_remove(&connection->ready);
        if (user_may_take(server, connection->user, 1) > 0)
            connection_continue(connection, share);
        else
            link_append(&later, &connection->ready);
    }
    /* Whose turn has not come goes before those who were served and have more. */
    link_move(&batch, &server->ready);
    link_move(&server->ready, &later);
    while (link_is_used(&batch)) {
        struct link *first = batch.next;
        link_remove(first);
        link_append(&server->ready, first);
    }
}
