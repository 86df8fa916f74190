/* SPDX-License-Identifier: MIT
 *
 * The sample reports of tests/corpus/report, as C structs.
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include "common/interface.h"
#include "common/report/report.h"
#include "common/varlink/value.h"

struct sample {
    struct interfaces interfaces;
    struct arena arena;
    json_t *json;
    struct manager_report report;
};

/* From memory; what is no report fails the test. */
static inline void sample_take(struct sample *sample, const char *text, size_t length)
{
    interfaces_init(&sample->interfaces);
    arena_init(&sample->arena);
    sample->json = value_parse(text, length);
    assert_non_null(sample->json);
    const struct idl_type *type = idl_find(sample->interfaces.items[INTERFACE_MANAGER], IDL_TYPE, "Report")->type;
    struct value_mistake mistake;
    int r = value_decode(type, sample->json, VALUE_STRICT, &sample->arena, &sample->report, &mistake);
    if (r < 0)
        fail_msg("%s %s", mistake.path, mistake.reason);
    assert_int_equal(clock_set_zone(sample->report.zone), 0);
}

/* "day": tests/corpus/report/day.json. */
static inline void sample_open(struct sample *sample, const char *name)
{
    _cleanup_free_ char *path = mem_printf("%s/tests/corpus/report/%s.json", getenv("NOVBE_SOURCE"), name);
    FILE *file = fopen(path, "re");
    assert_non_null(file);
    struct buffer text = {0};
    for (size_t got; (got = fread(buffer_reserve(&text, BUFSIZ), 1, BUFSIZ, file)) > 0;)
        buffer_added(&text, got);
    fclose(file);
    sample_take(sample, buffer_bytes(&text), text.length);
    buffer_done(&text);
}

static inline void sample_close(struct sample *sample)
{
    json_decref(sample->json);
    arena_done(&sample->arena);
    interfaces_done(&sample->interfaces);
}

/* The change of a target that it has happens once more. */
static inline void change_targets_twice(struct sample *sample)
{
    struct manager_report *report = &sample->report;
    struct manager_report_event *events =
            arena_new_n(&sample->arena, struct manager_report_event, report->events.count + 1);
    for (size_t i = 0; i < report->events.count; i++) {
        events[i] = report->events.items[i];
        if (events[i].kind.value == MANAGER_REPORT_EVENT_KIND_TARGET)
            events[report->events.count] = events[i];
    }
    report->events.items = events;
    report->events.count++;
}
