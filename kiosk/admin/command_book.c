/* SPDX-License-Identifier: MIT
 *
 * novbe book: one booking out of words, or many out of a file. Both are rows of the same columns.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/clock.h"
#include "common/interface/reception.h"
#include "kiosk/admin/command.h"
#include "kiosk/admin/csv.h"

enum { SERVICE, DATE, TIME, CLASS, NEEDS, LANGUAGE, PARTY, PRINTER, REQUEST, COLUMN_COUNT };
static const struct csv_column columns[] = {
        [SERVICE] = {"service", true}, [DATE] = {"date", true},        [TIME] = {"time", true},
        [CLASS] = {"class", false},    [NEEDS] = {"needs", false},     [LANGUAGE] = {"language", false},
        [PARTY] = {"party", false},    [PRINTER] = {"printer", false}, [REQUEST] = {"request", false},
};
_Static_assert(ARRAY_SIZE(columns) == COLUMN_COUNT, "every column has its place");

/* A row as Book takes it. */
struct wish {
    struct reception_book_in in;
    struct date date;
    int minute;
    char *needs_text;
    struct command_words needs;
};

/* Takes the fields, which are borrowed, apart. Returns NULL or the name of the column that is wrong. */
static const char *wish_init(struct wish *wish, const char *const fields[COLUMN_COUNT])
{
    *wish = (struct wish){.in = {.service = fields[SERVICE],
                                 .class = fields[CLASS],
                                 .language = fields[LANGUAGE],
                                 .printer = fields[PRINTER],
                                 .request = fields[REQUEST]}};
    if (date_parse(fields[DATE], &wish->date) < 0)
        return columns[DATE].name;
    if (minute_parse(fields[TIME], &wish->minute) < 0)
        return columns[TIME].name;
    if (!command_count(fields[PARTY], &wish->in.party))
        return columns[PARTY].name;
    wish->needs_text = fields[NEEDS] ? mem_strdup(fields[NEEDS]) : NULL;
    if (!command_split(wish->needs_text, &wish->needs))
        return columns[NEEDS].name;
    if (fields[NEEDS]) {
        wish->in.needs.count = wish->needs.count;
        wish->in.needs.items = wish->needs.items;
    }
    return NULL;
}

static void wish_done(struct wish *wish)
{
    free(wish->needs_text);
}

/* What is told of a booking: a line of CSV, so that it can go back to where the file came from. */
static void print_header(void)
{
    puts("booking,service,date,time,repeated");
}

static void print_booking(const void *output, attr_unused void *data)
{
    const struct reception_book_out *out = output;
    struct local_time slot = clock_local(out->booking.slot_at);
    char date[DATE_TEXT_SIZE];
    csv_write(out->booking.booking);
    putchar(',');
    csv_write(out->booking.service);
    printf(",%s,%02d:%02d,%s\n", date_text(slot.date, date), slot.minute_of_day / 60, slot.minute_of_day % 60,
           out->repeated ? "yes" : "no");
}

static enum exit_code book(struct wish *wish, struct talk *talk)
{
    enum exit_code code = talk_take_zone(talk);
    if (code != EXIT_FINE)
        return code;
    wish->in.slot_at = clock_at(wish->date, wish->minute);
    return talk_method(talk, RECEPTION_BOOK, &wish->in, print_booking, NULL);
}

/* --- a file --- */

static bool check_rows(const struct csv *csv)
{
    bool fine = true;
    for (size_t i = 0; i < csv->count; i++) {
        struct wish wish;
        const char *wrong = wish_init(&wish, csv->rows[i].fields);
        wish_done(&wish);
        if (wrong)
            csv_mistake(csv, csv->rows[i].line, "%s is not well-formed", wrong);
        fine &= !wrong;
    }
    return fine;
}

static enum exit_code book_row(const struct csv *csv, const struct csv_row *row, struct talk *talk)
{
    struct wish wish;
    _cleanup_free_ char *subject = mem_printf("%s:%zu", csv->path, row->line);
    enum exit_code code = wish_init(&wish, row->fields) ? EXIT_REFUSED : EXIT_FINE;
    talk_speak_of(talk, subject);
    if (code == EXIT_FINE)
        code = book(&wish, talk);
    talk_speak_of(talk, NULL);
    wish_done(&wish);
    return code;
}

/* Every row is a wish of its own: one that is refused stops no other, a daemon that is gone stops all. */
static enum exit_code book_rows(const struct csv *csv, struct talk *talk)
{
    enum exit_code all = EXIT_FINE;
    print_header();
    for (size_t i = 0; i < csv->count && all <= EXIT_REFUSED; i++) {
        enum exit_code code = book_row(csv, &csv->rows[i], talk);
        all = code > all ? code : all;
        fflush(stdout);
    }
    return all;
}

static enum exit_code import_file(const char *path, struct talk *talk)
{
    struct csv csv;
    if (csv_read(path, columns, ARRAY_SIZE(columns), &csv) < 0)
        return EXIT_REFUSED;
    enum exit_code code = check_rows(&csv) ? book_rows(&csv, talk) : EXIT_REFUSED;
    csv_done(&csv);
    return code;
}

/* --- one --- */

static enum exit_code book_one(const char *const fields[COLUMN_COUNT], struct talk *talk)
{
    struct wish wish;
    const char *wrong = wish_init(&wish, fields);
    enum exit_code code = EXIT_MISUSED;
    if (wrong)
        fprintf(stderr, "novbe: %s is not well-formed\n", wrong);
    else
        code = book(&wish, talk);
    wish_done(&wish);
    return code;
}

static enum exit_code run_book(const struct command_line *line)
{
    const char *path = NULL, *fields[COLUMN_COUNT] = {NULL};
    const struct command_option options[] = {
            {.name = "--import", .word = &path},         {.name = "--class", .word = &fields[CLASS]},
            {.name = "--needs", .word = &fields[NEEDS]}, {.name = "--language", .word = &fields[LANGUAGE]},
            {.name = "--party", .word = &fields[PARTY]}, {.name = "--printer", .word = &fields[PRINTER]},
    };
    enum exit_code code = command_parse(&command_book, line, options, ARRAY_SIZE(options), fields, 0, TIME + 1);
    if (code != EXIT_FINE)
        return code;
    bool has_options = false;
    for (size_t i = CLASS; i < COLUMN_COUNT; i++)
        has_options |= fields[i] != NULL;
    if (path ? fields[SERVICE] || has_options : !fields[TIME])
        return command_misused(&command_book, NULL);
    _cleanup_(talk_freep) struct talk *talk = talk_new(line->socket);
    return path ? import_file(path, talk) : book_one(fields, talk);
}

const struct command command_book = {
        .name = "book",
        .arguments = "SERVICE DATE HH:MM [--class KEY] [--needs KEY,...] [--language CODE] [--party N]\n"
                     "       [--printer KEY]; or: --import FILE.csv",
        .summary = "book a time for somebody, or for all rows of a file",
        .run = run_book,
};
