/* SPDX-License-Identifier: MIT
 *
 * Any bytes as a catalogue, and the same bytes as a calendar of it: read, checked, and if they are taken, asked about
 * days and compared with themselves. The languages are those we ship.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/arena.h"
#include "common/calendar.h"
#include "common/catalogue.h"
#include "common/i18n.h"

int LLVMFuzzerInitialize(int *count, char ***arguments);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct i18n *languages; /* for all inputs; a fuzzer has no other place for it */

int LLVMFuzzerInitialize(attr_unused int *count, attr_unused char ***arguments)
{
    static const char *codes[] = {"az", "ru", "en", "ja"};
    const struct config_list list = {.count = ARRAY_SIZE(codes), .items = codes};
    const char *source = getenv("NOVBE_SOURCE");
    _cleanup_free_ char *folder = mem_printf("%s/conf/lang", source ? source : ".");
    struct config_mistakes mistakes = {0};
    int result = i18n_load(folder, &list, &mistakes, &languages);
    config_mistakes_print(&mistakes, stderr);
    config_mistakes_done(&mistakes);
    if (result < 0)
        abort();
    return 0;
}

/* What holds for every day: spans within it, sorted and apart. */
static void expect_sound_day(const struct calendar *calendar, const struct catalogue *catalogue,
                             const struct catalogue_service *service, struct date date, struct arena *arena)
{
    struct calendar_day day = calendar_day(calendar, catalogue, service, date, arena);
    for (size_t i = 0; i < day.open.count; i++) {
        const struct span *span = &day.open.items[i];
        assert(span->start_minute >= 0 && span->start_minute < span->end_minute && span->end_minute <= 1440);
        assert(i == 0 || day.open.items[i - 1].end_minute < span->start_minute);
    }
    assert(!day.text || day.differs);
}

static void expect_sound(const struct calendar *calendar, const struct catalogue *catalogue, struct arena *arena)
{
    for (size_t i = 0; i < catalogue->services.count && i < 4; i++) {
        const struct catalogue_service *service = &catalogue->services.items[i];
        assert(service->series && service->hours && service->group && service->agency && service->transfer_to);
        expect_sound_day(calendar, catalogue, service, (struct date){2026, 11, 23}, arena);
        expect_sound_day(calendar, catalogue, service, (struct date){2027, 1, 1}, arena);
    }
    for (size_t i = 0; i < catalogue->counters.count; i++)
        assert(catalogue->counters.items[i].zone && catalogue->counters.items[i].profile);
    for (size_t i = 0; i < catalogue->kiosks.count; i++)
        assert(catalogue->kiosks.items[i].zone);
    expect_sound_day(calendar, catalogue, NULL, (struct date){2026, 11, 29}, arena);
    struct catalogue_changes changes;
    catalogue_compare(catalogue, catalogue, arena, &changes);
    assert(changes.count == 0);
    catalogue_changes_done(&changes);
}

/* The calendar's own mistakes do not matter: without them there is none. */
static struct calendar *read_calendar(const struct config_file *file, const struct catalogue *catalogue,
                                      struct arena *arena)
{
    static const char none[] = "days = ( );";
    struct config_mistakes mistakes = {0};
    struct calendar *calendar = NULL;
    if (calendar_read(file, catalogue, languages, arena, &mistakes, &calendar) < 0) {
        _cleanup_(config_file_freep) struct config_file *empty = NULL;
        int result = config_file_parse("none", none, strlen(none), &mistakes, &empty);
        assert(result == 0);
        result = calendar_read(empty, catalogue, languages, arena, &mistakes, &calendar);
        assert(result == 0);
    }
    config_mistakes_done(&mistakes);
    return calendar;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    arena_init(&arena);
    struct config_mistakes mistakes = {0};
    _cleanup_(config_file_freep) struct config_file *file = NULL;
    if (config_file_parse("catalogue.conf", (const char *)data, size, &mistakes, &file) == 0) {
        struct catalogue *catalogue;
        int result = catalogue_read(file, &arena, &mistakes, &catalogue);
        assert((result == 0) == catalogue->complete && (result == 0) == (mistakes.errors == 0));
        catalogue_check(catalogue, languages, file, &mistakes);
        const struct calendar *calendar = read_calendar(file, catalogue, &arena);
        if (catalogue->complete)
            expect_sound(calendar, catalogue, &arena);
    }
    config_mistakes_done(&mistakes);
    arena_done(&arena);
    return 0;
}
