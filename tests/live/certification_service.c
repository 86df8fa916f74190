/* SPDX-License-Identifier: MIT
 *
 * org.varlink.certification on our server: tests/live/test_certification_server.py lets another implementation of
 * Varlink certify it.
 *
 * A run takes a client through the tests in order. What a test answers must come back as the input of the next, field
 * by field; so both ways of every type are proved, and the check is the same for all: input and expectation are
 * compared as JSON.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <uv.h>

#include "common/arena.h"
#include "common/buffer.h"
#include "common/interface/varlink_certification.h"
#include "common/varlink/server.h"

#define RUNS    16 /* at a time; the oldest makes room */
#define REPLIES 10 /* of Test10 */

struct run {
    char id[24];
    size_t step;   /* the test that comes next */
    json_t *wants; /* its input, without the id */
};

struct program {
    uv_loop_t loop;
    uv_prepare_t prepare;
    uv_check_t check;
    uv_signal_t stop;
    struct varlink_server *server;
    struct arena arena;
    struct run runs[RUNS];
    uint64_t run_count;
};

/* --- what the tests answer --- */

static const void *answer_01(attr_unused struct arena *arena)
{
    static const struct varlink_certification_test01_out out = {.bool_ = true};
    return &out;
}

static const void *answer_02(attr_unused struct arena *arena)
{
    static const struct varlink_certification_test02_out out = {.int_ = 1};
    return &out;
}

static const void *answer_03(attr_unused struct arena *arena)
{
    static const struct varlink_certification_test03_out out = {.float_ = 1.0};
    return &out;
}

static const void *answer_04(attr_unused struct arena *arena)
{
    static const struct varlink_certification_test04_out out = {.string = "ping"};
    return &out;
}

static const void *answer_05(attr_unused struct arena *arena)
{
    static const struct varlink_certification_test05_out out = {
            .bool_ = false, .int_ = 2, .float_ = 3.14159265358979312, .string = "növbə: \"sıra\"\n\t\\ 列"};
    return &out;
}

static const void *answer_06(attr_unused struct arena *arena)
{
    static const struct varlink_certification_test06_out out = {
            .struct_ = {.bool_ = true, .int_ = INT64_MIN, .float_ = -1.5e-300, .string = ""}};
    return &out;
}

static const void *answer_07(struct arena *arena)
{
    static const struct varlink_certification_test07_out_map_item items[] = {{"foo", "Foo"}, {"bar", "Bar"}};
    struct varlink_certification_test07_out *out = arena_new(arena, struct varlink_certification_test07_out);
    out->map.items = arena_alloc(arena, sizeof(items));
    memcpy(out->map.items, items, sizeof(items));
    out->map.count = ARRAY_SIZE(items);
    return out;
}

static const void *answer_08(struct arena *arena)
{
    static const struct varlink_certification_test08_out_set_item items[] = {
            {.key = "one"}, {.key = "two"}, {.key = "three"}};
    struct varlink_certification_test08_out *out = arena_new(arena, struct varlink_certification_test08_out);
    out->set.items = arena_alloc(arena, sizeof(items));
    memcpy(out->set.items, items, sizeof(items));
    out->set.count = ARRAY_SIZE(items);
    return out;
}

/* Every kind of type in one value: too long for C literals, so it is said as JSON and decoded by the IDL. */
static const char my_type[] =
        "{\"object\":{\"method\":\"org.varlink.certification.Test09\",\"parameters\":{\"map\":{\"foo\":\"Foo\"}}},"
        "\"enum\":\"two\",\"struct\":{\"first\":1,\"second\":\"2\"},\"array\":[\"one\",\"two\",\"three\"],"
        "\"dictionary\":{\"foo\":\"Foo\",\"bar\":\"Bar\"},\"stringset\":{\"one\":{},\"two\":{},\"three\":{}},"
        "\"interface\":{\"foo\":[null,{\"Foo\":\"foo\",\"Bar\":\"bar\"},null,{\"one\":\"foo\",\"two\":\"bar\"}],"
        "\"anon\":{\"foo\":true,\"bar\":false}}}";

/* --- runs --- */

static struct program *program_of(const struct varlink_call *call)
{
    return varlink_call_connection_data(call);
}

static struct run *run_find(struct program *program, const char *id)
{
    for (size_t i = 0; i < RUNS; i++) {
        if (program->runs[i].wants && strcmp(program->runs[i].id, id) == 0)
            return &program->runs[i];
    }
    return NULL;
}

static void run_end(struct run *run)
{
    json_decref(run->wants);
    *run = (struct run){0};
}

static void run_expect(struct run *run, json_t *wants)
{
    json_decref(run->wants);
    run->wants = wants;
    run->step++;
}

/* A struct as JSON, by its type. */
static json_t *json_of(const struct idl_type *type, const void *value)
{
    struct buffer text = {0};
    value_encode(type, value, &text);
    json_t *json = value_parse(buffer_bytes(&text), text.length);
    buffer_done(&text);
    return json;
}

static json_t *input_of(const struct varlink_call *call, const void *in)
{
    json_t *got = json_of(varlink_call_method(call)->input, in);
    json_object_del(got, "client_id");
    return got;
}

/* --- methods --- */

static void start(struct varlink_call *call, attr_unused const void *in)
{
    struct program *program = program_of(call);
    struct run *run = &program->runs[program->run_count++ % RUNS];
    run_end(run);
    snprintf(run->id, sizeof(run->id), "run-%llu", (unsigned long long)program->run_count);
    run->wants = json_object();
    run->step = 1;
    varlink_reply(call, &(struct varlink_certification_start_out){.client_id = run->id});
}

/* The run, if this call is the right one with the right input; else the call is answered. Every input begins with the
 * id. */
static struct run *proceed(struct varlink_call *call, const void *in, size_t step)
{
    const char *const *id = in;
    struct run *run = run_find(program_of(call), *id);
    if (!run) {
        varlink_error(call, VARLINK_CERTIFICATION_CLIENT_ID_ERROR, NULL);
        return NULL;
    }
    json_t *got = input_of(call, in);
    bool is_right = run->step == step && json_equal(got, run->wants);
    if (!is_right)
        varlink_error(call, VARLINK_CERTIFICATION_CERTIFICATION_ERROR,
                      &(struct varlink_certification_certification_error_error){.wants = run->wants, .got = got});
    json_decref(got);
    return is_right ? run : NULL;
}

static void answer(struct varlink_call *call, struct run *run, const void *out)
{
    run_expect(run, json_of(varlink_call_method(call)->output, out));
    varlink_reply(call, out);
}

static const void *(*const answers[])(struct arena *arena) = {
        NULL, answer_01, answer_02, answer_03, answer_04, answer_05, answer_06, answer_07, answer_08,
};

/* Test01 to Test08: the last two letters of the name are the step. */
static void plain_test(struct varlink_call *call, const void *in)
{
    const char *name = varlink_call_method(call)->name;
    size_t step = strtoul(name + strlen("Test"), NULL, 10);
    struct run *run = proceed(call, in, step);
    if (run)
        answer(call, run, answers[step](varlink_call_arena(call)));
}

static void test_09(struct varlink_call *call, const void *in)
{
    struct run *run = proceed(call, in, 9);
    if (!run)
        return;
    const struct idl_type *type = varlink_call_method(call)->output;
    struct varlink_certification_test09_out out;
    struct value_mistake mistake;
    json_t *json = json_pack("{s:o}", "mytype", value_parse(my_type, strlen(my_type)));
    if (value_decode(type, json, VALUE_STRICT, varlink_call_arena(call), &out, &mistake) < 0)
        abort();
    answer(call, run, &out);
    json_decref(json);
}

static void test_10(struct varlink_call *call, const void *in)
{
    struct run *run = proceed(call, in, 10);
    if (!run)
        return;
    json_t *replies = json_array();
    run_expect(run, json_pack("{s:o}", "last_more_replies", replies));
    for (int i = 1; i <= REPLIES; i++) {
        char *text = arena_printf(varlink_call_arena(call), "Reply number %d", i);
        struct varlink_certification_test10_out out = {.string = text};
        json_array_append_new(replies, json_string(text));
        if (i < REPLIES)
            varlink_reply_continues(call, &out);
        else
            varlink_reply(call, &out);
    }
}

static void test_11(struct varlink_call *call, const void *in)
{
    struct run *run = proceed(call, in, 11);
    if (run && varlink_call_is_oneway(call))
        run_expect(run, json_object());
    if (run)
        varlink_reply(call, NULL);
}

static void end(struct varlink_call *call, const void *in)
{
    struct run *run = proceed(call, in, 12);
    if (!run)
        return;
    run_end(run);
    varlink_reply(call, &(struct varlink_certification_end_out){.all_ok = true});
}

static const struct varlink_method methods[] = {
        {.name = "Start", .handler = start},
        {.name = "Test01", .handler = plain_test},
        {.name = "Test02", .handler = plain_test},
        {.name = "Test03", .handler = plain_test},
        {.name = "Test04", .handler = plain_test},
        {.name = "Test05", .handler = plain_test},
        {.name = "Test06", .handler = plain_test},
        {.name = "Test07", .handler = plain_test},
        {.name = "Test08", .handler = plain_test},
        {.name = "Test09", .handler = test_09},
        {.name = "Test10", .handler = test_10, .streams = true, .needs_more = true},
        {.name = "Test11", .handler = test_11},
        {.name = "End", .handler = end},
};

/* --- the program --- */

static void end_of_turn(struct program *program)
{
    varlink_server_flush(program->server);
    varlink_server_reap(program->server);
}

static void on_prepare(uv_prepare_t *handle)
{
    end_of_turn(handle->data);
}

static void on_check(uv_check_t *handle)
{
    end_of_turn(handle->data);
}

static void on_stop(uv_signal_t *handle, attr_unused int number)
{
    uv_stop(handle->loop);
}

static void *accept_peer(void *data, attr_unused const struct varlink_peer *peer)
{
    return data;
}

static void program_init(struct program *program)
{
    uv_loop_init(&program->loop);
    uv_prepare_init(&program->loop, &program->prepare);
    uv_check_init(&program->loop, &program->check);
    uv_signal_init(&program->loop, &program->stop);
    program->prepare.data = program;
    program->check.data = program;
    uv_prepare_start(&program->prepare, on_prepare);
    uv_check_start(&program->check, on_check);
    uv_signal_start(&program->stop, on_stop, SIGTERM);
    arena_init(&program->arena);
}

static void serve(struct program *program)
{
    const struct idl *idl;
    struct idl_mistake mistake;
    const char *text = varlink_certification_interface_text;
    if (idl_parse(&program->arena, text, strlen(text), &idl, &mistake) < 0)
        abort();
    program->server = varlink_server_new(&(struct varlink_server_options){
            .loop = &program->loop,
            .vendor = "novbe",
            .product = "certification",
            .version = NOVBE_VERSION,
            .url = "https://varlink.org/",
            .limits = varlink_limits_default,
            .accept = accept_peer,
            .data = program,
            .check_replies = true,
    });
    varlink_server_add(program->server, idl, methods, ARRAY_SIZE(methods));
}

static int listen_at(struct program *program, const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof(address.sun_path))
        return -ENAMETOOLONG;
    memcpy(address.sun_path, path, strlen(path));
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0 || bind(fd, (const struct sockaddr *)&address, sizeof(address)) < 0 || listen(fd, 16) < 0)
        return -errno;
    return varlink_server_listen(program->server, fd);
}

static void program_done(struct program *program)
{
    varlink_server_free(program->server);
    uv_close((uv_handle_t *)&program->prepare, NULL);
    uv_close((uv_handle_t *)&program->check, NULL);
    uv_close((uv_handle_t *)&program->stop, NULL);
    uv_run(&program->loop, UV_RUN_DEFAULT);
    uv_loop_close(&program->loop);
    for (size_t i = 0; i < RUNS; i++)
        run_end(&program->runs[i]);
    arena_done(&program->arena);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: certification-service SOCKET\n");
        return 2;
    }
    struct program program = {0};
    program_init(&program);
    serve(&program);
    int r = listen_at(&program, argv[1]);
    if (r < 0)
        fprintf(stderr, "certification-service: %s: %s\n", argv[1], strerror(-r));
    else
        uv_run(&program.loop, UV_RUN_DEFAULT);
    program_done(&program);
    return r < 0;
}
