/* SPDX-License-Identifier: MIT
 *
 * The index of requests: which ids a user has used lately, and at which row the answer lies. A hash table of chains;
 * its digests are keyed by a secret of the process, so nobody can choose ids that meet in one place. Each user has a
 * list of his own, oldest first: who asks very much forgets his own past, never another's.
 */
#include <assert.h>
#include <errno.h>
#include <string.h>

#include "common/buffer.h"
#include "daemon/store_private.h"

static void digest_of(const struct requests *requests, int32_t user, int32_t method, const char *id, uint8_t digest[16])
{
    struct buffer bytes = {0};
    buffer_append(&bytes, &user, sizeof(user));
    buffer_append(&bytes, &method, sizeof(method));
    buffer_append(&bytes, id, strlen(id));
    ledger_digest(&requests->secret, buffer_bytes(&bytes), bytes.length, digest);
    buffer_done(&bytes);
}

static struct ledger_hash parameters_hash(const struct store_request *request)
{
    static const uint8_t no_salt[LEDGER_SALT_SIZE];
    return ledger_text_hash(no_salt, request->parameters, request->parameters_size);
}

static const struct request_mark *mark_of(const struct requests *requests, struct store_request *request)
{
    struct request_mark *mark = &request->mark;
    if (!mark->made) {
        mark->made = true;
        digest_of(requests, request->user, request->method, request->id, mark->digest);
        mark->parameters = parameters_hash(request);
    }
    return mark;
}

static bool is_same(const struct request_mark *a, const struct request_mark *b)
{
    return memcmp(a->digest, b->digest, sizeof(a->digest)) == 0;
}

static size_t place_among(const struct request_mark *mark, size_t places)
{
    uint64_t number;
    memcpy(&number, mark->digest, sizeof(number));
    return (size_t)number & (places - 1);
}

static size_t place_of(const struct requests *requests, const struct request_mark *mark)
{
    return place_among(mark, requests->place_count);
}

void requests_init(struct requests *requests, size_t per_user)
{
    *requests = (struct requests){
            .secret = ledger_key_random(), .per_user = per_user ? per_user : 8192, .unused = -1, .place_count = 64};
    requests->places = mem_new_n(int32_t, requests->place_count);
    memset(requests->places, -1, requests->place_count * sizeof(int32_t));
    memset(requests->pending_places, -1, sizeof(requests->pending_places));
}

static void pending_done(struct pending_request *pending)
{
    free(pending->id);
    free(pending->answer);
}

void requests_done(struct requests *requests)
{
    requests_drop(requests);
    free(requests->items);
    free(requests->places);
    free(requests->users);
    free(requests->pending);
}

/* --- the table --- */

static void grow_places(struct requests *requests)
{
    requests->place_count *= 2;
    requests->places = mem_realloc(requests->places, requests->place_count, sizeof(int32_t));
    memset(requests->places, -1, requests->place_count * sizeof(int32_t));
    for (size_t user = 0; user < requests->user_count; user++) {
        int32_t index = requests->users[user].known ? requests->users[user].first : -1;
        for (; index >= 0; index = requests->items[index].later) {
            int32_t *place = &requests->places[place_of(requests, &requests->items[index].mark)];
            requests->items[index].next = *place;
            *place = index;
        }
    }
}

static int32_t take_item(struct requests *requests)
{
    int32_t index = requests->unused;
    if (index >= 0) {
        requests->unused = requests->items[index].next;
        return index;
    }
    mem_grow(requests->items, requests->count, requests->room);
    return (int32_t)requests->count++;
}

static void forget_oldest(struct requests *requests, struct request_user *user)
{
    int32_t index = user->first;
    struct known_request *item = &requests->items[index];
    int32_t *link = &requests->places[place_of(requests, &item->mark)];
    while (*link != index)
        link = &requests->items[*link].next;
    *link = item->next;
    user->first = item->later;
    user->count--;
    item->next = requests->unused;
    requests->unused = index;
    requests->used--;
}

static struct request_user *user_of(struct requests *requests, int32_t id)
{
    assert(id >= 0);
    size_t wanted = (size_t)id + 1;
    if (requests->user_count < wanted) {
        requests->users = mem_realloc(requests->users, wanted, sizeof(struct request_user));
        memset(requests->users + requests->user_count, 0,
               (wanted - requests->user_count) * sizeof(struct request_user));
        requests->user_count = wanted;
    }
    struct request_user *user = &requests->users[id];
    if (!user->known)
        *user = (struct request_user){.known = true, .first = -1, .last = -1};
    return user;
}

static void know(struct requests *requests, const struct known_request *request)
{
    struct request_user *user = user_of(requests, request->user);
    if (user->count == requests->per_user)
        forget_oldest(requests, user);
    if (requests->used == requests->place_count)
        grow_places(requests);
    int32_t index = take_item(requests);
    int32_t *place = &requests->places[place_of(requests, &request->mark)];
    requests->items[index] = *request;
    requests->items[index].next = *place;
    requests->items[index].later = -1;
    *place = index;
    if (user->count == 0)
        user->first = index;
    else
        requests->items[user->last].later = index;
    user->last = index;
    user->count++;
    requests->used++;
}

static const struct known_request *known(const struct requests *requests, const struct request_mark *mark)
{
    int32_t index = requests->places[place_of(requests, mark)];
    while (index >= 0 && !is_same(&requests->items[index].mark, mark))
        index = requests->items[index].next;
    return index < 0 ? NULL : &requests->items[index];
}

/* --- from the store and back --- */

/* How far back the rows go; they lie in the order of time, unless the clock was set back, which ends the search. */
static int first_number(struct database *database, int64_t from_ms, int64_t *ret_first, int64_t *ret_last)
{
    _cleanup_(statement_freep) struct statement *statement = NULL;
    int r = database_prepare(database, "SELECT number, at_ms FROM request ORDER BY number DESC", &statement);
    if (r < 0)
        return r;
    *ret_first = 1;
    *ret_last = 0;
    while ((r = statement_next(statement)) > 0) {
        int64_t number = statement_number(statement, 0);
        if (*ret_last == 0)
            *ret_last = number;
        if (statement_number(statement, 1) < from_ms) {
            *ret_first = number + 1;
            return 0;
        }
    }
    return r;
}

int requests_load(struct requests *requests, struct database *database, int64_t from_ms)
{
    int64_t first;
    int r = first_number(database, from_ms, &first, &requests->last_number);
    if (r < 0)
        return r;
    _cleanup_(statement_freep) struct statement *statement = NULL;
    r = database_prepare(database,
                         "SELECT number, user, method, id, parameters FROM request WHERE number >= ? ORDER BY number",
                         &statement);
    if (r < 0)
        return r;
    statement_set_number(statement, 1, first);
    while ((r = statement_next(statement)) > 0) {
        struct known_request request = {.number = statement_number(statement, 0),
                                        .user = (int32_t)statement_number(statement, 1)};
        const char *id = statement_text(statement, 3);
        size_t size;
        const void *parameters = statement_bytes(statement, 4, &size);
        if (!id || size != LEDGER_HASH_SIZE || request.user < 0)
            return -EBADMSG;
        memcpy(request.mark.parameters.bytes, parameters, size);
        digest_of(requests, request.user, (int32_t)statement_number(statement, 2), id, request.mark.digest);
        know(requests, &request);
    }
    return r;
}

void requests_forget(struct requests *requests, int64_t first_number)
{
    for (size_t id = 0; id < requests->user_count; id++) {
        struct request_user *user = &requests->users[id];
        while (user->count > 0 && requests->items[user->first].number < first_number)
            forget_oldest(requests, user);
    }
}

static int read_answer(struct database *database, int64_t number, struct buffer *ret_answer)
{
    _cleanup_(statement_freep) struct statement *statement = NULL;
    int r = database_prepare(database, "SELECT answer FROM request WHERE number = ?", &statement);
    if (r < 0)
        return r;
    statement_set_number(statement, 1, number);
    r = statement_next(statement);
    if (r <= 0)
        return r < 0 ? r : -EBADMSG;
    size_t size;
    const void *answer = statement_bytes(statement, 0, &size);
    buffer_append(ret_answer, answer, size);
    return REQUEST_REPEATED;
}

/* Of the turn. */
static const struct pending_request *find_pending(const struct requests *requests, const struct request_mark *mark)
{
    int32_t index = requests->pending_places[place_among(mark, PENDING_PLACES)];
    while (index >= 0 && !is_same(&requests->pending[index].mark, mark))
        index = requests->pending[index].next;
    return index < 0 ? NULL : &requests->pending[index];
}

int requests_find(const struct requests *requests, struct database *database, struct store_request *request,
                  struct buffer *ret_answer)
{
    const struct request_mark *mark = mark_of(requests, request);
    const struct pending_request *now = find_pending(requests, mark);
    const struct known_request *before = now ? NULL : known(requests, mark);
    if (!now && !before)
        return REQUEST_NEW;
    if (!ledger_hash_equal(now ? &now->mark.parameters : &before->mark.parameters, &mark->parameters))
        return REQUEST_REUSED;
    if (!now)
        return read_answer(database, before->number, ret_answer);
    buffer_append(ret_answer, now->answer, now->answer_size);
    return REQUEST_REPEATED;
}

void requests_add(struct requests *requests, const struct store_request *request, int64_t at_ms, const void *answer,
                  size_t size)
{
    struct store_request added = *request;
    const struct request_mark *mark = mark_of(requests, &added);
    int32_t *place = &requests->pending_places[place_among(mark, PENDING_PLACES)];
    mem_grow(requests->pending, requests->pending_count, requests->pending_room);
    struct pending_request *pending = &requests->pending[requests->pending_count++];
    *pending = (struct pending_request){
            .mark = *mark,
            .number = ++requests->last_number,
            .at_ms = at_ms,
            .user = request->user,
            .method = request->method,
            .next = *place,
            .id = mem_strdup(request->id),
            .answer = mem_alloc(size + 1, 1),
            .answer_size = size,
    };
    if (size > 0)
        memcpy(pending->answer, answer, size);
    *place = (int32_t)requests->pending_count - 1;
}

int requests_write(const struct requests *requests, struct statement *insert, int64_t seq)
{
    for (size_t i = 0; i < requests->pending_count; i++) {
        const struct pending_request *pending = &requests->pending[i];
        statement_set_number(insert, 1, pending->number);
        statement_set_number(insert, 2, seq);
        statement_set_number(insert, 3, pending->at_ms);
        statement_set_number(insert, 4, pending->user);
        statement_set_number(insert, 5, pending->method);
        statement_set_text(insert, 6, pending->id);
        statement_set_bytes(insert, 7, pending->mark.parameters.bytes, LEDGER_HASH_SIZE);
        statement_set_bytes(insert, 8, pending->answer, pending->answer_size);
        int r = statement_run(insert);
        if (r < 0)
            return r;
    }
    return 0;
}

static void clear_pending(struct requests *requests)
{
    for (size_t i = 0; i < requests->pending_count; i++) {
        requests->pending_places[place_among(&requests->pending[i].mark, PENDING_PLACES)] = -1;
        pending_done(&requests->pending[i]);
    }
    requests->pending_count = 0;
}

void requests_settle(struct requests *requests)
{
    for (size_t i = 0; i < requests->pending_count; i++) {
        struct pending_request *pending = &requests->pending[i];
        struct known_request request = {.mark = pending->mark, .number = pending->number, .user = pending->user};
        know(requests, &request);
    }
    clear_pending(requests);
}

void requests_drop(struct requests *requests)
{
    requests->last_number -= (int64_t)requests->pending_count;
    clear_pending(requests);
}

/* --- asked from outside --- */

int store_find_request(struct store *store, struct store_request *request, struct buffer *ret_answer)
{
    return requests_find(&store->requests, store->database, request, ret_answer);
}

void store_add_request(struct store *store, const struct store_request *request, int64_t at_ms, const void *answer,
                       size_t answer_size)
{
    requests_add(&store->requests, request, at_ms, answer, answer_size);
}
