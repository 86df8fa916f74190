/* SPDX-License-Identifier: MIT
 *
 * Our client and our server in one process: they agree, and a storm of lost connections never mixes answers up.
 */
#include "tests/common/varlink/world.h"

#include "common/varlink/client.h"

#define MOST_LINES 16

struct pair {
    struct world world;
    struct varlink_client *client;
    int lines[MOST_LINES]; /* the newest connections: copies of the client's ends, to cut them */
    size_t line_count;     /* in all */
};

static int open_line(void *data, int *ret_fd_in, int *ret_fd_out)
{
    struct pair *pair = data;
    int fds[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds), 0);
    assert_int_equal(varlink_server_attach(pair->world.server, fds[0], fds[0]), 0);
    int *slot = &pair->lines[pair->line_count++ % MOST_LINES];
    if (pair->line_count > MOST_LINES)
        close(*slot);
    *slot = fcntl(fds[1], F_DUPFD_CLOEXEC, 0);
    *ret_fd_in = *ret_fd_out = fds[1];
    return 0;
}

static int set_up(void **state)
{
    struct pair *pair = mem_new(struct pair);
    world_init(&pair->world, NULL);
    pair->client = varlink_client_new(&(struct varlink_client_options){.loop = &pair->world.loop,
                                                                       .open = open_line,
                                                                       .timeout_ms = 20000,
                                                                       .attempts = 1000,
                                                                       .backoff_min_ms = 1,
                                                                       .backoff_max_ms = 2,
                                                                       .data = pair});
    *state = pair;
    return 0;
}

static int tear_down(void **state)
{
    struct pair *pair = *state;
    varlink_client_free(pair->client);
    world_settle(&pair->world);
    for (size_t i = 0; i < pair->line_count && i < MOST_LINES; i++)
        close(pair->lines[i]);
    world_done(&pair->world);
    free(pair);
    return 0;
}

/* The connections that are left of the newest `count`, both directions. */
static void cut(struct pair *pair, size_t count)
{
    for (size_t i = pair->line_count > count ? pair->line_count - count : 0; i < pair->line_count; i++)
        shutdown(pair->lines[i % MOST_LINES], SHUT_RDWR);
}

static const struct idl_member *method(struct pair *pair, const char *name)
{
    return idl_find(pair->world.idl, IDL_METHOD, name);
}

struct told {
    unsigned count;
    enum varlink_status status;
    char text[64]; /* of the output, or the error's name */
    int64_t numbers[16];
    unsigned repeated;
};

static void on_text(attr_unused struct varlink_client_call *call, const struct varlink_reply *reply, void *data)
{
    struct told *told = data;
    told->count++;
    told->status = reply->status;
    const char *text = reply->out ? ((const struct world_text *)reply->out)->text : reply->error;
    snprintf(told->text, sizeof(told->text), "%s", text ? text : "");
}

static void on_number(attr_unused struct varlink_client_call *call, const struct varlink_reply *reply, void *data)
{
    struct told *told = data;
    told->status = reply->status;
    told->repeated += reply->repeated;
    if (reply->out)
        told->numbers[told->count % 16] = ((const struct world_number *)reply->out)->number;
    told->count++;
}

static void test_answers_and_errors(void **state)
{
    struct pair *pair = *state;
    struct told echo = {0}, failed = {0}, plain = {0}, missing = {0}, unknown = {0};
    varlink_client_call(pair->client, method(pair, "Echo"), &(struct world_text){.text = "növbə"}, 0, on_text, &echo);
    varlink_client_call(pair->client, method(pair, "Fail"), &(struct world_text){.text = "x"}, 0, on_text, &failed);
    varlink_client_call(pair->client, method(pair, "Fail"), &(struct world_text){0}, 0, on_text, &plain);
    varlink_client_call(pair->client, method(pair, "Missing"), NULL, 0, on_text, &missing);
    varlink_client_call_json(pair->client, "org.example.test.Unknown", NULL, 0, on_text, &unknown);
    world_until(&pair->world, unknown.count == 1);
    assert_string_equal(echo.text, "növbə");
    assert_string_equal(failed.text, "org.example.test.Failed");
    assert_string_equal(plain.text, "org.example.test.Plain");
    assert_string_equal(missing.text, "org.varlink.service.MethodNotImplemented");
    assert_string_equal(unknown.text, "org.varlink.service.MethodNotFound");
}

static void test_oneway_is_done_by_the_server(void **state)
{
    struct pair *pair = *state;
    struct told told = {0}, after = {0};
    varlink_client_call(pair->client, method(pair, "Change"), NULL, VARLINK_CALL_ONEWAY, on_number, &told);
    varlink_client_call(pair->client, method(pair, "Echo"), &(struct world_text){.text = "a"}, 0, on_text, &after);
    world_until(&pair->world, after.count == 1);
    assert_int_equal(told.count, 1);
    assert_int_equal(told.status, VARLINK_OK);
    assert_int_equal(pair->world.changes, 1);
}

static void test_a_stream_and_its_end(void **state)
{
    struct pair *pair = *state;
    struct told told = {0};
    varlink_client_call(pair->client, method(pair, "Count"), &(struct world_number){.number = 5}, VARLINK_CALL_MORE,
                        on_number, &told);
    world_until(&pair->world, told.status == VARLINK_OK && told.count > 0);
    assert_int_equal(told.count, 5);
    for (int64_t i = 0; i < 5; i++)
        assert_int_equal(told.numbers[i], i + 1);
}

static void test_a_deferred_call_that_is_cut_off_is_asked_again(void **state)
{
    struct pair *pair = *state;
    struct told told = {0};
    varlink_client_call(pair->client, method(pair, "Later"), NULL, VARLINK_CALL_REPEAT, on_number, &told);
    world_until(&pair->world, pair->world.kept_count == 1);
    cut(pair, 1);
    world_until(&pair->world, pair->world.kept_count == 2);
    assert_int_equal(pair->world.gone, 1);
    varlink_reply(pair->world.kept[1].call, &(struct world_number){.number = 7});
    world_until(&pair->world, told.count == 1);
    assert_int_equal(told.numbers[0], 7);
}

static void test_a_stream_that_is_cut_off_is_subscribed_again(void **state)
{
    struct pair *pair = *state;
    struct told told = {0};
    struct varlink_client_call *call =
            varlink_client_call(pair->client, method(pair, "Watch"), NULL, VARLINK_CALL_MORE, on_number, &told);
    for (unsigned i = 0; i < 4; i++) {
        world_until(&pair->world, pair->world.kept_count == i + 1);
        varlink_reply_continues(pair->world.kept[i].call, &(struct world_number){.number = i});
        world_until(&pair->world, told.count == i + 1);
        assert_int_equal(told.numbers[i], i);
        assert_int_equal(told.repeated, i);
        cut(pair, i < 3 ? 2 : 0);
    }
    assert_int_equal(pair->world.gone, 3);
    varlink_client_cancel(call);
    assert_int_equal(told.status, VARLINK_CANCELLED);
}

/* --- the storm --- */

#define CALLS 3000

struct storm_call {
    struct storm *storm;
    struct varlink_client_call *call; /* NULL once its end was told */
    unsigned number, ends, wrong;
    bool may_repeat, cancelled;
};

struct storm {
    struct pair *pair;
    struct storm_call calls[CALLS];
    unsigned ended, lost;
    uv_prepare_t cutter;
    bool cut_is_due;
};

/* Between the client's writing and the server's reading, so that what is cut off was sent. */
static void on_cutter(uv_prepare_t *prepare)
{
    struct storm *storm = prepare->data;
    if (storm->cut_is_due)
        cut(storm->pair, 1);
    storm->cut_is_due = false;
}

static struct storm *storm_new(struct pair *pair)
{
    struct storm *storm = mem_new(struct storm);
    storm->pair = pair;
    storm->cutter.data = storm;
    uv_prepare_init(&pair->world.loop, &storm->cutter);
    uv_prepare_start(&storm->cutter, on_cutter);
    return storm;
}

static void storm_free(struct storm *storm)
{
    uv_close((uv_handle_t *)&storm->cutter, NULL);
    world_settle(&storm->pair->world);
    free(storm);
}

static void on_storm_reply(attr_unused struct varlink_client_call *call, const struct varlink_reply *reply, void *data)
{
    struct storm_call *own = data;
    char text[16];
    snprintf(text, sizeof(text), "%u", own->number);
    own->ends++;
    own->call = NULL;
    own->storm->ended++;
    own->storm->lost += reply->status == VARLINK_LOST;
    bool fits = reply->status == VARLINK_OK && strcmp(((const struct world_text *)reply->out)->text, text) == 0;
    fits = fits || (reply->status == VARLINK_LOST && !own->may_repeat);
    fits = fits || (reply->status == VARLINK_CANCELLED && own->cancelled);
    own->wrong += !fits;
}

static void storm_call(struct storm *storm, unsigned number)
{
    struct storm_call *own = &storm->calls[number];
    char text[16];
    snprintf(text, sizeof(text), "%u", number);
    *own = (struct storm_call){.storm = storm, .number = number, .may_repeat = random() % 2};
    own->call =
            varlink_client_call(storm->pair->client, method(storm->pair, "Echo"), &(struct world_text){.text = text},
                                own->may_repeat ? VARLINK_CALL_REPEAT : 0, on_storm_reply, own);
}

static void storm_cancel(struct storm *storm, unsigned number)
{
    struct storm_call *own = &storm->calls[number];
    if (!own->call)
        return;
    own->cancelled = true;
    varlink_client_cancel(own->call);
}

static void test_a_storm_never_mixes_answers_up(void **state)
{
    struct pair *pair = *state;
    struct storm *storm = storm_new(pair);
    srandom(20261124);
    for (unsigned number = 0; number < CALLS; number++) {
        storm_call(storm, number);
        if (random() % 3 == 0)
            world_step(&pair->world);
        if (random() % 20 == 0)
            storm->cut_is_due = true;
        if (random() % 10 == 0)
            storm_cancel(storm, (unsigned)random() % (number + 1));
    }
    world_until(&pair->world, storm->ended == CALLS);
    world_settle(&pair->world);
    for (unsigned number = 0; number < CALLS; number++) {
        assert_int_equal(storm->calls[number].ends, 1);
        assert_int_equal(storm->calls[number].wrong, 0);
    }
    assert_true(storm->lost > 0);
    assert_true(pair->line_count > 20);
    storm_free(storm);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test_setup_teardown(test_answers_and_errors, set_up, tear_down),
            cmocka_unit_test_setup_teardown(test_oneway_is_done_by_the_server, set_up, tear_down),
            cmocka_unit_test_setup_teardown(test_a_stream_and_its_end, set_up, tear_down),
            cmocka_unit_test_setup_teardown(test_a_deferred_call_that_is_cut_off_is_asked_again, set_up, tear_down),
            cmocka_unit_test_setup_teardown(test_a_stream_that_is_cut_off_is_subscribed_again, set_up, tear_down),
            cmocka_unit_test_setup_teardown(test_a_storm_never_mixes_answers_up, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
