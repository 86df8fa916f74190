/* SPDX-License-Identifier: MIT
 *
 * org.varlink.certification on our client: tests/live/test_certification_client.py lets another implementation of
 * Varlink certify it.
 *
 *     certification-client ADDRESS
 *
 * What a test answers goes back as the input of the next, out of one C struct into the other. The service compares; it
 * answers an error where something came back otherwise. Exit code 0 if all was well.
 */
#include <stdio.h>
#include <string.h>

#include "common/arena.h"
#include "common/interface/varlink_certification.h"
#include "common/varlink/client.h"

#define REPLIES 10 /* of Test10 */

struct program {
    uv_loop_t loop;
    struct varlink_client *client;
    struct arena arena;
    const struct idl *idl;
    const char *id; /* of this run */
    const char *replies[REPLIES];
    size_t reply_count;
    int code; /* 0 once all is well */
};

static void ask(struct program *program, const char *method, const void *in, unsigned flags,
                varlink_reply_handler *handler)
{
    const struct idl_member *member = idl_find_full(&program->idl, 1, IDL_METHOD, method);
    varlink_client_call(program->client, member, in, flags, handler, program);
}

/* Says how the test ended; true if well. Otherwise the run is over. */
static bool passed(struct program *program, const char *test, const struct varlink_reply *reply)
{
    bool fine = reply->status == VARLINK_OK || reply->status == VARLINK_MORE;
    if (reply->status != VARLINK_CANCELLED)
        printf("%s: %s\n", test, fine ? "passed" : reply->reason);
    if (!fine)
        uv_stop(&program->loop);
    return fine;
}

static void on_end(attr_unused struct varlink_client_call *call, const struct varlink_reply *reply, void *data)
{
    struct program *program = data;
    if (!passed(program, "End", reply))
        return;
    const struct varlink_certification_end_out *out = reply->out;
    program->code = out->all_ok ? 0 : 1;
    uv_stop(&program->loop);
}

static void on_test11(attr_unused struct varlink_client_call *call, const struct varlink_reply *reply, void *data)
{
    struct program *program = data;
    if (passed(program, "Test11", reply))
        ask(program, VARLINK_CERTIFICATION_END, &(struct varlink_certification_end_in){.client_id = program->id}, 0,
            on_end);
}

static void on_test10(attr_unused struct varlink_client_call *call, const struct varlink_reply *reply, void *data)
{
    struct program *program = data;
    if (!passed(program, "Test10", reply))
        return;
    const struct varlink_certification_test10_out *out = reply->out;
    if (program->reply_count < REPLIES)
        program->replies[program->reply_count++] = arena_strdup(&program->arena, out->string);
    if (reply->status == VARLINK_MORE)
        return;
    struct varlink_certification_test11_in in = {.client_id = program->id};
    in.last_more_replies.count = program->reply_count;
    in.last_more_replies.items = program->replies;
    ask(program, VARLINK_CERTIFICATION_TEST11, &in, VARLINK_CALL_ONEWAY, on_test11);
}

static void on_test09(attr_unused struct varlink_client_call *call, const struct varlink_reply *reply, void *data)
{
    struct program *program = data;
    if (!passed(program, "Test09", reply))
        return;
    const struct varlink_certification_test09_out *out = reply->out;
    ask(program, VARLINK_CERTIFICATION_TEST10,
        &(struct varlink_certification_test10_in){.client_id = program->id, .mytype = out->mytype}, VARLINK_CALL_MORE,
        on_test10);
}

static void on_test08(attr_unused struct varlink_client_call *call, const struct varlink_reply *reply, void *data)
{
    struct program *program = data;
    if (!passed(program, "Test08", reply))
        return;
    const struct varlink_certification_test08_out *out = reply->out;
    struct varlink_certification_test09_in in = {.client_id = program->id};
    in.set.count = out->set.count;
    in.set.items = (void *)out->set.items;
    ask(program, VARLINK_CERTIFICATION_TEST09, &in, 0, on_test09);
}

static void on_test07(attr_unused struct varlink_client_call *call, const struct varlink_reply *reply, void *data)
{
    struct program *program = data;
    if (!passed(program, "Test07", reply))
        return;
    const struct varlink_certification_test07_out *out = reply->out;
    struct varlink_certification_test08_in in = {.client_id = program->id};
    in.map.count = out->map.count;
    in.map.items = (void *)out->map.items;
    ask(program, VARLINK_CERTIFICATION_TEST08, &in, 0, on_test08);
}

static void on_test06(attr_unused struct varlink_client_call *call, const struct varlink_reply *reply, void *data)
{
    struct program *program = data;
    if (!passed(program, "Test06", reply))
        return;
    const struct varlink_certification_test06_out *out = reply->out;
    struct varlink_certification_test07_in in = {.client_id = program->id};
    in.struct_.bool_ = out->struct_.bool_;
    in.struct_.int_ = out->struct_.int_;
    in.struct_.float_ = out->struct_.float_;
    in.struct_.string = out->struct_.string;
    ask(program, VARLINK_CERTIFICATION_TEST07, &in, 0, on_test07);
}

static void on_test05(attr_unused struct varlink_client_call *call, const struct varlink_reply *reply, void *data)
{
    struct program *program = data;
    if (!passed(program, "Test05", reply))
        return;
    const struct varlink_certification_test05_out *out = reply->out;
    ask(program, VARLINK_CERTIFICATION_TEST06,
        &(struct varlink_certification_test06_in){.client_id = program->id,
                                                  .bool_ = out->bool_,
                                                  .int_ = out->int_,
                                                  .float_ = out->float_,
                                                  .string = out->string},
        0, on_test06);
}

static void on_test04(attr_unused struct varlink_client_call *call, const struct varlink_reply *reply, void *data)
{
    struct program *program = data;
    if (!passed(program, "Test04", reply))
        return;
    const struct varlink_certification_test04_out *out = reply->out;
    ask(program, VARLINK_CERTIFICATION_TEST05,
        &(struct varlink_certification_test05_in){.client_id = program->id, .string = out->string}, 0, on_test05);
}

static void on_test03(attr_unused struct varlink_client_call *call, const struct varlink_reply *reply, void *data)
{
    struct program *program = data;
    if (!passed(program, "Test03", reply))
        return;
    const struct varlink_certification_test03_out *out = reply->out;
    ask(program, VARLINK_CERTIFICATION_TEST04,
        &(struct varlink_certification_test04_in){.client_id = program->id, .float_ = out->float_}, 0, on_test04);
}

static void on_test02(attr_unused struct varlink_client_call *call, const struct varlink_reply *reply, void *data)
{
    struct program *program = data;
    if (!passed(program, "Test02", reply))
        return;
    const struct varlink_certification_test02_out *out = reply->out;
    ask(program, VARLINK_CERTIFICATION_TEST03,
        &(struct varlink_certification_test03_in){.client_id = program->id, .int_ = out->int_}, 0, on_test03);
}

static void on_test01(attr_unused struct varlink_client_call *call, const struct varlink_reply *reply, void *data)
{
    struct program *program = data;
    if (!passed(program, "Test01", reply))
        return;
    const struct varlink_certification_test01_out *out = reply->out;
    ask(program, VARLINK_CERTIFICATION_TEST02,
        &(struct varlink_certification_test02_in){.client_id = program->id, .bool_ = out->bool_}, 0, on_test02);
}

static void on_start(attr_unused struct varlink_client_call *call, const struct varlink_reply *reply, void *data)
{
    struct program *program = data;
    if (!passed(program, "Start", reply))
        return;
    const struct varlink_certification_start_out *out = reply->out;
    program->id = arena_strdup(&program->arena, out->client_id);
    ask(program, VARLINK_CERTIFICATION_TEST01, &(struct varlink_certification_test01_in){.client_id = program->id}, 0,
        on_test01);
}

int main(int argc, char **argv)
{
    struct program program = {.code = 1};
    struct idl_mistake mistake;
    if (argc != 2) {
        fprintf(stderr, "usage: certification-client ADDRESS\n");
        return 2;
    }
    arena_init(&program.arena);
    if (idl_parse(&program.arena, varlink_certification_interface_text, strlen(varlink_certification_interface_text),
                  &program.idl, &mistake) < 0)
        return 2;
    uv_loop_init(&program.loop);
    program.client = varlink_client_new(&(struct varlink_client_options){.loop = &program.loop, .address = argv[1]});
    ask(&program, VARLINK_CERTIFICATION_START, NULL, 0, on_start);
    uv_run(&program.loop, UV_RUN_DEFAULT);
    varlink_client_free(program.client);
    uv_run(&program.loop, UV_RUN_DEFAULT);
    uv_loop_close(&program.loop);
    arena_done(&program.arena);
    return program.code;
}
