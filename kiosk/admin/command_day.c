/* SPDX-License-Identifier: MIT
 *
 * Business days: hours of a day that differ, and closing the day.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/interface/admin.h"
#include "common/interface/manager.h"
#include "kiosk/admin/command.h"
#include "kiosk/admin/hit.h"

/* The command's words, taken apart. */
struct day_words {
    const char *day;
    const char *what; /* open, closed, usual */
    size_t hours_count;
    const char **hours;
    const char *agency;
    const char *service;
    struct command_words texts; /* "az=..." */
    bool preview;
};

static void print_hit(const struct manager_hit_booking *items, size_t count)
{
    hit_print(items, count);
    if (count == 0)
        puts("hits no booking");
}

static void print_set(const void *output, attr_unused void *data)
{
    const struct manager_set_day_out *out = output;
    print_hit(out->hit.items, out->hit.count);
}

static void print_previewed(const void *output, attr_unused void *data)
{
    const struct manager_preview_day_out *out = output;
    print_hit(out->hit.items, out->hit.count);
}

/* Bookings that were made for the hours now taken back. */
static void print_unset(const void *output, attr_unused void *data)
{
    const struct manager_unset_day_out *out = output;
    hit_print(out->hit.items, out->hit.count);
}

static enum exit_code preview_day(const struct day_words *words, struct talk *talk)
{
    const struct manager_preview_day_in in = {
            .day = words->day,
            .agency = words->agency,
            .service = words->service,
            .open = {.count = words->hours_count, .items = words->hours},
    };
    return talk_method(talk, MANAGER_PREVIEW_DAY, &in, print_previewed, NULL);
}

static enum exit_code set_day(const struct day_words *words, struct talk *talk)
{
    struct manager_set_day_in_texts_item texts[COMMAND_WORDS_LIMIT];
    char *copies[COMMAND_WORDS_LIMIT];
    size_t count = 0;
    bool well_formed = true;
    for (; count < words->texts.count; count++) {
        char *value = copies[count] = mem_strdup(words->texts.items[count]);
        const char *language = strsep(&value, "=");
        well_formed &= value && *language;
        texts[count] = (struct manager_set_day_in_texts_item){.key = language, .value = value};
    }
    struct manager_set_day_in in = {
            .day = words->day,
            .agency = words->agency,
            .service = words->service,
            .open = {.count = words->hours_count, .items = words->hours},
    };
    if (count > 0) {
        in.texts.count = count;
        in.texts.items = texts;
    }
    enum exit_code code = well_formed ? talk_method(talk, MANAGER_SET_DAY, &in, print_set, NULL)
                                      : command_misused(&command_day, "a text needs its language: --text en=Holiday");
    while (count > 0)
        free(copies[--count]);
    return code;
}

static enum exit_code unset_day(const struct day_words *words, struct talk *talk)
{
    const struct manager_unset_day_in in = {.day = words->day, .agency = words->agency, .service = words->service};
    return talk_method(talk, MANAGER_UNSET_DAY, &in, print_unset, NULL);
}

/* A line: the day, for whom, its hours, by whom; then its texts. */
static void print_days(const void *output, attr_unused void *data)
{
    const struct manager_list_days_out *out = output;
    for (size_t i = 0; i < out->days.count; i++) {
        const struct manager_day_hours *day = &out->days.items[i];
        const char *of = day->service ? "service " : day->agency ? "agency " : "";
        const char *key = day->service ? day->service : day->agency ? day->agency : "centre";
        printf("%s %s%s %s", day->day, of, key, day->open.count > 0 ? "open" : "closed");
        for (size_t j = 0; j < day->open.count; j++)
            printf(" %s", day->open.items[j]);
        printf(" by %s\n", day->by);
        for (size_t j = 0; j < day->texts.count; j++)
            printf("  %s: %s\n", day->texts.items[j].key, day->texts.items[j].value);
    }
}

static enum exit_code act_on_day(const struct day_words *words, struct talk *talk)
{
    if (!words->day)
        return talk_method(talk, MANAGER_LIST_DAYS, NULL, print_days, NULL);
    if (strcmp(words->what, "usual") == 0)
        return unset_day(words, talk);
    return words->preview ? preview_day(words, talk) : set_day(words, talk);
}

static bool day_is_whole(const struct day_words *words)
{
    if (!words->what)
        return !words->day && !words->preview && words->texts.count == 0 && !words->agency && !words->service;
    if (strcmp(words->what, "open") == 0)
        return words->hours_count > 0;
    if (strcmp(words->what, "closed") == 0)
        return words->hours_count == 0;
    return strcmp(words->what, "usual") == 0 && words->hours_count == 0 && words->texts.count == 0 && !words->preview;
}

static enum exit_code run_day(const struct command_line *line)
{
    const char *arguments[2 + COMMAND_WORDS_LIMIT] = {NULL};
    struct day_words words = {0};
    const struct command_option options[] = {
            {.name = "--agency", .word = &words.agency},
            {.name = "--service", .word = &words.service},
            {.name = "--text", .words = &words.texts},
            {.name = "--preview", .given = &words.preview},
    };
    enum exit_code code =
            command_parse(&command_day, line, options, ARRAY_SIZE(options), arguments, 0, ARRAY_SIZE(arguments));
    if (code != EXIT_FINE)
        return code;
    words.day = arguments[0];
    words.what = arguments[1];
    words.hours = arguments + 2;
    while (words.hours_count < COMMAND_WORDS_LIMIT && words.hours[words.hours_count])
        words.hours_count++;
    if (!day_is_whole(&words))
        return command_misused(&command_day, NULL);
    _cleanup_(talk_freep) struct talk *talk = talk_new(line->socket);
    return act_on_day(&words, talk);
}

const struct command command_day = {
        .name = "day",
        .arguments = "[DATE closed|usual|open HH:MM-HH:MM...] [--agency KEY] [--service KEY]\n"
                     "      [--text CODE=TEXT]... [--preview]",
        .summary = "hours of one day; which bookings that hits; or all such days",
        .run = run_day,
};

/* --- close-day --- */

static void print_part(const char *word, int64_t count)
{
    if (count != 0)
        printf("  %-18s %" PRId64 "\n", word, count);
}

static void print_ends(const char *what, int64_t total, int64_t adopted, const struct admin_ends *ends)
{
    const struct {
        const char *word;
        int64_t count;
    } rows[] = {
            {"open", ends->open},
            {"served", ends->served},
            {"no-show", ends->no_show},
            {"cancelled", ends->cancelled},
            {"void", ends->void_},
            {"transferred", ends->transferred},
            {"never called", ends->never_called},
            {"unfinished", ends->unfinished},
            {"joined", ends->joined},
    };
    printf("%-20s %" PRId64 "\n", what, total);
    print_part("issued here", adopted ? total - adopted : 0);
    print_part("adopted", adopted);
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        print_part(rows[i].word, rows[i].count);
}

static void print_closed(const void *output, attr_unused void *data)
{
    const struct admin_close_day_out *out = output;
    printf("%-20s %s\n", "closed", out->day);
    print_ends("visits", out->visits, out->adopted, &out->visit_ends);
    print_ends("steps", out->steps, 0, &out->step_ends);
}

static enum exit_code run_close_day(const struct command_line *line)
{
    struct admin_close_day_in in = {0};
    enum exit_code code = command_parse(&command_close_day, line, NULL, 0, &in.day, 0, 1);
    if (code != EXIT_FINE)
        return code;
    return talk_once(line->socket, ADMIN_CLOSE_DAY, &in, print_closed, NULL);
}

const struct command command_close_day = {
        .name = "close-day",
        .arguments = "[DATE]",
        .summary = "close the business day now; what became of everybody",
        .run = run_close_day,
};
