/* SPDX-License-Identifier: MIT
 *
 * A reply that needs nothing of the loop is written on the thread too; the loop only copies it to the connection.
 */
#include "daemon/reading.h"

#include <string.h>

#include "common/interface/fault.h"
#include "common/log.h"
#include "daemon/aside.h"
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
    if (reading->way && reading->way->done)
        reading->way->done(reading->data);
    arena_done(&reading->arena);
    buffer_done(&reading->reply);
    free(reading);
}

struct reading *reading_new(struct varlink_call *call)
{
    struct reading *reading = mem_new(struct reading);
    arena_init(&reading->arena);
    reading->call = call;
    reading->method = varlink_call_method(call);
    reading->path = arena_strdup(&reading->arena, store_path(daemon_hall(call)->store));
    reading->daemon = daemon_of(call);
    reading->next = reading->daemon->readings;
    reading->daemon->readings = reading;
    return reading;
}

/* --- on the thread --- */

int reading_open(struct reading *reading, struct database **ret_database)
{
    char error[STORE_ERROR_SIZE];
    int r = database_open(reading->path, DATABASE_READER, &reading->database, error, sizeof(error));
    if (r == 0)
        *ret_database = reading->database;
    return r;
}

bool reading_is_in_vain(struct reading *reading)
{
    return atomic_load(&reading->in_vain);
}

static void read_all(void *data)
{
    struct reading *reading = data;
    void *out = reading->way->answer ? NULL : arena_alloc(&reading->arena, reading->method->output->size);
    reading->result = reading->way->read(reading, reading->data, out);
    if (out && reading->result == 0)
        varlink_reply_encode(reading->method, out, false, &reading->reply);
    database_close(reading->database);
}

/* --- on the loop --- */

bool reading_was_read(struct reading *reading)
{
    if (reading->result == 0)
        return true;
    log_error("reading_failed", LOG_TEXT("method", reading->method->full_name),
              LOG_TEXT("error", strerror(-reading->result)));
    if (reading->call)
        varlink_error(reading->call, FAULT_STORAGE_FAILED, NULL);
    return false;
}

static void answer_as_read(struct reading *reading, attr_unused void *data)
{
    if (reading_was_read(reading) && reading->call)
        varlink_reply_given(reading->call, &reading->reply);
}

static void on_read(void *data)
{
    struct reading *reading = data;
    turn_mark(&reading->daemon->turn);
    (reading->way->answer ? reading->way->answer : answer_as_read)(reading, reading->data);
    reading_free(reading);
}

static void on_gone(attr_unused struct varlink_call *call, void *data)
{
    struct reading *reading = data;
    reading->call = NULL;
    atomic_store(&reading->in_vain, true);
}

void reading_start(struct reading *reading, const struct reading_way *way, void *data)
{
    reading->way = way;
    reading->data = data;
    varlink_call_on_gone(reading->call, on_gone, reading);
    reading->aside = aside_start(reading->daemon->loop, read_all, on_read, reading);
}

void readings_end(struct daemon *daemon)
{
    while (daemon->readings) {
        struct reading *reading = daemon->readings;
        daemon->readings = reading->next;
        reading->daemon = NULL;
        atomic_store(&reading->in_vain, true);
        aside_end(reading->aside);
        reading_free(reading);
    }
}
