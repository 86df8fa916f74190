/* SPDX-License-Identifier: MIT
 *
 * org.novbe.Follower on the machine that is the centre: pages for copies, read on another thread.
 */
#include <string.h>

#include "common/interface/follower.h"
#include "common/log.h"
#include "daemon/daemon.h"
#include "daemon/method.h"
#include "daemon/reading.h"
#include "daemon/store_follow.h"
#include "daemon/store_page.h"

/* Of the rows of a page; as text a third more. */
enum { PAGE_BYTES = 512 * 1024, WAIT_MOST_MS = 60000 };

/* --- who owns --- */

static void get_owner(struct varlink_call *call, attr_unused const void *in)
{
    const struct hall *hall = daemon_hall(call);
    struct follower_get_owner_out out = {.centre = hall->centre->settings.centre_key,
                                         .owner = true,
                                         .epoch = hall->epoch,
                                         .seq = store_head(hall->store).seq};
    varlink_reply(call, &out);
}

/* --- pages --- */

struct asked {
    struct store_page_question question;
    struct store_page page;
    const char *rows; /* of the page, as text */
    int64_t commits;  /* of the hall when reading began */
    uint64_t until_ms;
};

static void begin_reading(struct varlink_call *call, const struct asked *before);

static int read_page(struct reading *reading, void *data, attr_unused void *out)
{
    struct asked *asked = data;
    struct database *database;
    int r = reading_open(reading, &database);
    if (r == 0)
        r = store_read_page(database, &asked->question, &asked->page);
    if (r == 0) {
        char *text = arena_alloc(&reading->arena, page_text_size(&asked->page.rows));
        page_to_text(&asked->page.rows, text);
        asked->rows = text;
    }
    buffer_done(&asked->page.rows);
    return r;
}

static void answer_refusal(struct varlink_call *call, const struct asked *asked)
{
    const struct follower_other_centre_error centre = {.centre = daemon_hall(call)->centre->settings.centre_key};
    const struct follower_other_schema_error schema = {.schema = store_schema()};
    const struct follower_diverged_error diverged = {.seq = asked->question.head.seq};
    const struct follower_too_late_error too_late = {.kept_from = asked->page.kept_from};
    switch (asked->page.refused) {
    case PAGE_FINE:
        break;
    case PAGE_OTHER_CENTRE:
        varlink_error(call, FOLLOWER_OTHER_CENTRE, &centre);
        break;
    case PAGE_OTHER_SCHEMA:
        varlink_error(call, FOLLOWER_OTHER_SCHEMA, &schema);
        break;
    case PAGE_DIVERGED:
        varlink_error(call, FOLLOWER_DIVERGED, &diverged);
        break;
    case PAGE_TOO_LATE:
        varlink_error(call, FOLLOWER_TOO_LATE, &too_late);
        break;
    }
}

static void answer_page(struct varlink_call *call, const struct asked *asked)
{
    struct follower_table_end until[STORE_COPIED_TABLES];
    struct follower_follow_out out = {.until = {.count = STORE_COPIED_TABLES, .items = until},
                                      .rows = asked->rows,
                                      .last = asked->page.is_last,
                                      .seq = asked->page.seq,
                                      .at = clock_wall_ms()};
    for (size_t i = 0; i < STORE_COPIED_TABLES; i++)
        until[i] = (struct follower_table_end){.table = store_place_table(i), .number = asked->page.until.numbers[i]};
    varlink_reply(call, &out);
}

static void on_committed(struct varlink_call *call, bool committed, void *data)
{
    struct asked *asked = data;
    if (committed)
        begin_reading(call, asked);
    else
        answer_page(call, asked);
    turn_mark(&daemon_of(call)->turn);
}

/* A page of `meta` alone has nothing new; what is in it was written with rows. */
static bool is_news(const struct asked *asked)
{
    return memcmp(&asked->page.until, &asked->question.have, sizeof(asked->page.until)) != 0;
}

/* The question outlives the reading: it is the call's. */
static struct asked *keep(struct varlink_call *call, const struct asked *asked)
{
    struct arena *arena = varlink_call_arena(call);
    struct asked *kept = arena_new(arena, struct asked);
    *kept = *asked;
    kept->question.centre = arena_strdup(arena, asked->question.centre);
    kept->rows = arena_strdup(arena, asked->rows);
    return kept;
}

static void answer(struct reading *reading, void *data)
{
    struct asked *asked = data;
    struct varlink_call *call = reading->call;
    if (reading_was_read(reading) && call) {
        uint64_t now_ms = uv_now(reading->daemon->loop);
        if (asked->page.refused != PAGE_FINE)
            answer_refusal(call, asked);
        else if (is_news(asked) || asked->question.goes_on || now_ms >= asked->until_ms)
            answer_page(call, asked);
        else
            followers_park(&reading->daemon->followers, call, asked->commits, asked->until_ms, on_committed,
                           keep(call, asked));
    }
}

static void begin_reading(struct varlink_call *call, const struct asked *before)
{
    static const struct reading_way way = {.read = read_page, .answer = answer};
    struct reading *reading = reading_new(call);
    struct asked *asked = arena_new(&reading->arena, struct asked);
    *asked = (struct asked){
            .question = before->question, .commits = daemon_hall(call)->commits, .until_ms = before->until_ms};
    asked->question.centre = arena_strdup(&reading->arena, before->question.centre);
    reading_start(reading, &way, asked);
}

/* --- the question --- */

static bool take_place(const struct follower_table_end *items, size_t count, struct store_place *ret_place)
{
    *ret_place = (struct store_place){0};
    for (size_t i = 0; i < count; i++) {
        size_t table = 0;
        while (store_place_table(table) && strcmp(store_place_table(table), items[i].table) != 0)
            table++;
        if (!store_place_table(table) || items[i].number < 0)
            return false;
        ret_place->numbers[table] = items[i].number;
    }
    return true;
}

/* Answers what is wrong with it. */
static bool take_question(struct varlink_call *call, const struct follower_follow_in *in,
                          struct store_page_question *ret_question)
{
    struct store_page_question *question = ret_question;
    *question = (struct store_page_question){.centre = in->centre,
                                             .schema = in->schema,
                                             .head.seq = in->seq,
                                             .goes_on = in->until.count > 0,
                                             .bytes = PAGE_BYTES};
    const char *wrong = NULL;
    if (strlen(in->follower) == 0 || strlen(in->follower) >= FOLLOWER_NAME_SIZE)
        wrong = "follower";
    else if (in->seq < 0)
        wrong = "seq";
    else if (strlen(in->head) != LEDGER_HEX_SIZE - 1 || ledger_from_hex(in->head, question->head.hash.bytes) < 0)
        wrong = "head";
    else if (!take_place(in->have.items, in->have.count, &question->have))
        wrong = "have";
    else if (!take_place(in->until.items, in->until.count, &question->until))
        wrong = "until";
    else if (in->wait_ms < 0 || in->wait_ms > WAIT_MOST_MS)
        wrong = "wait_ms";
    if (wrong)
        varlink_error_parameter(call, wrong);
    return !wrong;
}

static void follow(struct varlink_call *call, const void *input)
{
    const struct follower_follow_in *in = input;
    struct daemon *daemon = daemon_of(call);
    struct asked asked = {.until_ms = uv_now(daemon->loop) + (uint64_t)in->wait_ms};
    if (!take_question(call, in, &asked.question))
        return;
    followers_hear(&daemon->followers, in->follower, in->seq);
    begin_reading(call, &asked);
}

/* An auditor reads what is shown, not the whole store: Follow is none of his. */
static const struct varlink_method methods[] = {
        {.name = "GetOwner", .handler = get_owner},
        {.name = "Follow", .handler = follow, .changes = true, .defers = true},
};

const struct method_table method_follower = {
        .interface = INTERFACE_FOLLOWER,
        .roles = ROLE_BIT(ROLE_FOLLOWER),
        .methods = methods,
        .count = ARRAY_SIZE(methods),
};
