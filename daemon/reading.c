/* SPDX-License-Identifier: MIT
 *
 * The reply is written on the thread too; the loop only copies it to the connection.
 */
#include "daemon/reading.h"

#include <string.h>

#include "common/interface/fault.h"
#include "common/log.h"
#include "daemon/daemon.h"

static void forget(struct reading *reading)
{
    struct reading **link = &reading->daemon->readings;
    while (*link != reading)
        link = &(*link)->next;
    *link = reading->next;
    reading->daemon = NULL;
}

static void reading_free(struct reading *reading)
{
    if (reading->daemon)
        forget(reading);
    uv_sem_destroy(&reading->read);
    arena_done(&reading->arena);
    buffer_done(&reading->reply);
    free(reading->path);
    free(reading);
}

struct reading *reading_new(struct varlink_call *call)
{
    struct reading *reading = mem_new(struct reading);
    arena_init(&reading->arena);
    reading->call = call;
    reading->method = varlink_call_method(call);
    reading->path = mem_strdup(store_path(daemon_hall(call)->store));
    reading->work.data = reading;
    reading->daemon = daemon_of(call);
    reading->next = reading->daemon->readings;
    reading->daemon->readings = reading;
    uv_sem_init(&reading->read, 0);
    return reading;
}

static void on_gone(attr_unused struct varlink_call *call, void *data)
{
    struct reading *reading = data;
    reading->call = NULL;
}

static void read_all(struct reading *reading)
{
    _cleanup_(database_closep) struct database *database = NULL;
    char error[STORE_ERROR_SIZE];
    void *out = arena_alloc(&reading->arena, reading->method->output->size);
    reading->result = database_open(reading->path, DATABASE_READER, &database, error, sizeof(error));
    if (reading->result == 0)
        reading->result = reading->function(reading, database, reading->data, out);
    if (reading->result == 0)
        varlink_reply_encode(reading->method, out, false, &reading->reply);
}

static void on_thread(uv_work_t *work)
{
    struct reading *reading = work->data;
    read_all(reading);
    uv_sem_post(&reading->read);
}

static void on_done(uv_work_t *work, attr_unused int status)
{
    struct reading *reading = work->data;
    if (reading->call && reading->result == 0) {
        varlink_reply_encoded(reading->call, &reading->reply, false);
    } else if (reading->call) {
        log_error("reading_failed", LOG_TEXT("method", reading->method->full_name),
                  LOG_TEXT("error", strerror(-reading->result)));
        varlink_error(reading->call, FAULT_STORAGE_FAILED, NULL);
    }
    reading_free(reading);
}

void reading_start(struct reading *reading, reading_function *function, void *data)
{
    reading->function = function;
    reading->data = data;
    varlink_call_on_gone(reading->call, on_gone, reading);
    uv_queue_work(daemon_of(reading->call)->loop, &reading->work, on_thread, on_done);
}

void readings_end(struct daemon *daemon)
{
    while (daemon->readings) {
        struct reading *reading = daemon->readings;
        forget(reading);
        if (uv_cancel((uv_req_t *)&reading->work) < 0)
            uv_sem_wait(&reading->read);
    }
}
