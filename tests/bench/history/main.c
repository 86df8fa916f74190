/* SPDX-License-Identifier: MIT
 *
 * history STORE CONFIG DAYS VISITS LAST SEED: writes so many working days of a centre into a new store, the last of
 * them before or on LAST (YYYY-MM-DD), with about VISITS visits a day. The configuration is a novbe.conf, by which a
 * daemon can go on with the store. Prints lines "name value".
 *
 * What is written is what a daemon writes: ledger with chain and seals, final steps, appointments, shifts, paper,
 * and the roll-ups of each day after its close. Answers to requests are not: they are kept for two days only.
 *
 * Turns are large here: a commit holds some thousand facts, where a daemon has a few.
 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "common/centre.h"
#include "common/clock.h"
#include "daemon/rulebook.h"
#include "tests/bench/history/day.h"

enum { FACTS_A_COMMIT = 8192 };

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

_Noreturn static void give_up(const char *what, const char *why)
{
    fprintf(stderr, "history: %s: %s\n", what, why);
    exit(1);
}

/* --- the calendar --- */

/* Monday to Friday but for a holiday now and then: 250 days a year. */
static bool is_working_day(struct date date)
{
    return date_weekday(date) < SATURDAY && date_days(date) % 24 != 0;
}

/* So many up to the last, and some after it. */
static struct date *working_days(struct date last, int count, int after)
{
    struct date *days = mem_new_n(struct date, (size_t)(count + after));
    struct date date = last;
    for (int i = count; i > 0; date = date_add(date, -1)) {
        if (is_working_day(date))
            days[--i] = date;
    }
    date = date_add(last, 1);
    for (int i = count; i < count + after; date = date_add(date, 1)) {
        if (is_working_day(date))
            days[i++] = date;
    }
    return days;
}

/* --- the centre --- */

static void take_words(struct centre_life *life, const struct centre *centre)
{
    const struct rulebook *rulebook = life->house.rulebook;
    const struct catalogue *catalogue = centre->catalogue;
    for (size_t i = 0; i < catalogue->classes.count && life->class_count < (int32_t)ARRAY_SIZE(life->classes); i++) {
        int32_t id = rulebook_id(rulebook, NAME_CLASS, catalogue->classes.items[i].key);
        if (strcmp(catalogue->classes.items[i].key, "appointment") == 0)
            life->booked_class = id;
        else
            life->classes[life->class_count++] = id;
    }
    if (!life->booked_class)
        life->booked_class = life->classes[0];
    for (int32_t id = 1; id < rulebook->needs.count && life->need_count < (int)ARRAY_SIZE(life->hard_needs); id++) {
        if (rulebook->needs.items[id].hard)
            life->hard_needs[life->need_count++] = ID_BIT(id);
    }
    for (size_t i = 0; i < i18n_count(centre->i18n) && i < ARRAY_SIZE(life->languages); i++)
        life->languages[life->language_count++] =
                rulebook_id(rulebook, NAME_LANGUAGE, language_code(i18n_at(centre->i18n, i)));
    for (size_t i = 0; i < catalogue->outcomes.count && i < ARRAY_SIZE(life->outcomes); i++)
        life->outcomes[life->outcome_count++] = rulebook_id(rulebook, NAME_OUTCOME, catalogue->outcomes.items[i].key);
    life->printer = catalogue->printers.items[0].key;
    life->printer_id = store_intern(life->house.store, NAME_PRINTER, life->printer);
    life->lunch = rulebook_id(rulebook, NAME_PAUSE, "lunch");
    life->rest = rulebook_id(rulebook, NAME_PAUSE, "short");
    life->reason =
            catalogue->reasons.count > 0 ? rulebook_id(rulebook, NAME_REASON, catalogue->reasons.items[0].key) : 0;
}

static void renew_rulebook(struct house *house, const struct centre *centre, struct date day)
{
    const struct name_source names = store_name_source(house->store);
    struct rulebook *before = house->rulebook;
    house->rulebook = rulebook_new(centre, day, &names, before);
    rulebook_free(before);
}

static void open_house(struct house *house, const char *path, const struct centre *centre, int64_t begins_ms)
{
    char error[STORE_ERROR_SIZE];
    struct store_news news;
    if (access(path, F_OK) == 0)
        give_up(path, "is there already");
    *house = (struct house){.engine = engine_new(), .facts_a_commit = FACTS_A_COMMIT, .now_ms = begins_ms};
    const struct store_options options = {.path = path, .centre = centre->settings.centre_key, .now_ms = begins_ms};
    if (store_open(&options, &house->store, &news, error) < 0)
        give_up(path, error);
}

/* --- all days --- */

enum { DAYS_AHEAD = sizeof((struct day_plan){0}.next) / sizeof((struct day_plan){0}.next[0]) };

/* Appointments are made for the days after the last one too. */
static void live_days(struct centre_life *life, const struct centre *centre, const struct date *days, int count)
{
    struct appointments *appointments = mem_new_n(struct appointments, (size_t)count + DAYS_AHEAD);
    for (int i = 0; i < count; i++) {
        struct day_plan plan = {.day = (int32_t)date_days(days[i]),
                                .midnight_ms = clock_at(days[i], centre->settings.day_start_minute),
                                .appointments = &appointments[i]};
        for (int j = i + 1; j <= i + DAYS_AHEAD; j++)
            plan.next[plan.next_count++] =
                    (struct next_day){.day = (int32_t)date_days(days[j]),
                                      .midnight_ms = clock_at(days[j], centre->settings.day_start_minute),
                                      .appointments = &appointments[j]};
        renew_rulebook(&life->house, centre, days[i]);
        day_live(life, &plan);
    }
    for (int i = 0; i < count + DAYS_AHEAD; i++)
        free(appointments[i].items);
    free(appointments);
}

/* --- what came of it --- */

static int percentile_minutes(const struct lived *tally, int percent)
{
    int64_t wanted = tally->calls * percent / 100, seen = 0;
    int minutes = 0;
    while (minutes < WAITED_MINUTES - 1 && (seen += tally->waited[minutes]) <= wanted)
        minutes++;
    return minutes;
}

static void print_tally(const struct centre_life *life, int64_t bytes, double took_s)
{
    const struct lived *tally = &life->tally;
    double visits = (double)tally->visits;
    printf("days %lld\nvisits %lld\nfacts %lld\nbytes %lld\nseconds %.2f\ncommits %lld\nrolled_us %lld\ncomputed_us "
           "%lld\n",
           (long long)tally->days, (long long)tally->visits, (long long)life->house.facts, (long long)bytes, took_s,
           (long long)life->house.commits, (long long)life->house.rolled_us, (long long)life->house.computed_us);
    printf("booked_percent %.1f\nno_show_percent %.1f\nreturned_percent %.1f\ntransferred_percent %.1f\n",
           100 * (double)(tally->booked - tally->missed_bookings) / visits, 100 * (double)tally->no_shows / visits,
           100 * (double)tally->returned / visits, 100 * (double)tally->transferred / visits);
    printf("parked_percent %.1f\ncancelled_percent %.1f\nput_off_percent %.1f\nnever_called_percent %.1f\n",
           100 * (double)tally->parked / visits, 100 * (double)tally->cancelled / visits,
           100 * (double)tally->put_off / visits, 100 * (double)tally->never_called / visits);
    printf("wait_mean_minutes %.1f\nwait_p50_minutes %d\nwait_p90_minutes %d\nservice_mean_minutes %.1f\n",
           (double)tally->waited_ms / (double)tally->calls / MINUTE_MS, percentile_minutes(tally, 50),
           percentile_minutes(tally, 90), (double)tally->served_ms / (double)tally->served / MINUTE_MS);
}

static int64_t size_of(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 ? (int64_t)status.st_size : 0;
}

static void write_history(const char *path, const struct centre *centre, struct date last, int count, int visits,
                          uint64_t seed)
{
    struct centre_life life = {.visits_a_day = visits};
    struct date *days = working_days(last, count, DAYS_AHEAD);
    dice_seed(&life.dice, seed);
    open_house(&life.house, path, centre, clock_at(days[0], centre->settings.day_start_minute));
    renew_rulebook(&life.house, centre, days[0]);
    take_words(&life, centre);
    people_init(&life.people, life.house.rulebook, visits, &life.dice);
    double began = now_s();
    live_days(&life, centre, days, count);
    double took_s = now_s() - began;
    life.house.store = store_close(life.house.store);
    print_tally(&life, size_of(path), took_s);
    people_done(&life.people);
    paper_lists_free(life.printers);
    rulebook_free(life.house.rulebook);
    engine_free(life.house.engine);
    events_done(&life.house.events);
    free(days);
}

int main(int argc, char **argv)
{
    if (argc != 7) {
        fputs("usage: history STORE CONFIG DAYS VISITS LAST SEED\n", stderr);
        return 2;
    }
    struct config_mistakes mistakes = {0};
    struct centre *centre = NULL;
    struct date last;
    int r = centre_load(argv[2], &mistakes, &centre);
    config_mistakes_print(&mistakes, stderr);
    config_mistakes_done(&mistakes);
    if (r < 0 || clock_set_zone(centre->settings.time_zone) < 0)
        give_up(argv[2], "no configuration");
    int days = atoi(argv[3]), visits = atoi(argv[4]);
    if (days < 1 || visits < 1 || date_parse(argv[5], &last) < 0)
        give_up("DAYS VISITS LAST", "expected two numbers from 1 and YYYY-MM-DD");
    write_history(argv[1], centre, last, days, visits, strtoull(argv[6], NULL, 10));
    centre_free(centre);
    return 0;
}
