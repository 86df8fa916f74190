/* SPDX-License-Identifier: MIT
 *
 * The configuration as numbers: the shipped centre in full, the hours of odd days, and what a reload leaves behind.
 */
#include "daemon/rulebook.h"

#include <errno.h>
#include <time.h>
#include <unistd.h>

#include "daemon/engine/engine.h"
#include "tests/common/corpus.h"
#include "tests/daemon/names.h"

#define MINUTE INT64_C(60000)
#define HOUR   (60 * MINUTE)

struct fixture {
    char folder[64];
    struct names names;
    struct name_source source;
    struct centre *centre;
    struct rulebook *rulebook;
};

static int set_up(void **state)
{
    struct fixture *f = mem_new(struct fixture);
    strcpy(f->folder, "/tmp/novbe-rulebook-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    f->source = names_source(&f->names);
    assert_int_equal(clock_set_zone("Asia/Baku"), 0);
    *state = f;
    return 0;
}

static void in_folder(const struct fixture *f, const char *name, const char *text)
{
    _cleanup_free_ char *path = mem_printf("%s/%s", f->folder, name);
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    fputs(text, out);
    fclose(out);
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    static const char *const files[] = {"novbe.conf", "catalogue.conf", "calendar.conf"};
    for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
        _cleanup_free_ char *path = mem_printf("%s/%s", f->folder, files[i]);
        unlink(path);
    }
    f->rulebook = rulebook_free(f->rulebook);
    centre_free(f->centre);
    names_done(&f->names);
    int r = rmdir(f->folder);
    free(f);
    return r;
}

/* --- a centre --- */

static struct centre *load_path(const char *path)
{
    struct config_mistakes mistakes = {0};
    struct centre *centre = NULL;
    int r = centre_load(path, &mistakes, &centre);
    if (r < 0)
        config_mistakes_print(&mistakes, stderr);
    config_mistakes_done(&mistakes);
    assert_int_equal(r, 0);
    return centre;
}

static char *replaced(const char *text, const char *old, const char *new)
{
    const char *at = strstr(text, old);
    assert_non_null(at);
    return mem_printf("%.*s%s%s", (int)(at - text), text, new, at + strlen(old));
}

struct edit {
    const char *old, *new;
};

/* The corpus' small centre: passages of its catalogue replaced (the last one is empty), with these days and settings.
 */
static struct centre *load_small(const struct fixture *f, const struct edit *edits, const char *days,
                                 const char *settings)
{
    _cleanup_free_ char *small = corpus_path("tests/corpus/catalogue/y_small.conf");
    char *text = corpus_text(small);
    for (; edits && edits->old; edits++) {
        char *edited = replaced(text, edits->old, edits->new);
        free(text);
        text = edited;
    }
    in_folder(f, "catalogue.conf", text);
    free(text);
    _cleanup_free_ char *calendar = mem_printf("days = ( %s );\n", days ? days : "");
    in_folder(f, "calendar.conf", calendar);
    _cleanup_free_ char *languages = corpus_path("conf/lang");
    _cleanup_free_ char *novbe =
            mem_printf("files: { languages = \"%s\"; };\n%s\n", languages, settings ? settings : "");
    in_folder(f, "novbe.conf", novbe);
    _cleanup_free_ char *path = mem_printf("%s/novbe.conf", f->folder);
    return load_path(path);
}

static void use_small(struct fixture *f, const struct edit *edits, const char *days, const char *settings,
                      struct date day)
{
    struct centre *centre = load_small(f, edits, days, settings);
    struct rulebook *rulebook = rulebook_new(centre, day, &f->source, f->rulebook);
    rulebook_free(f->rulebook);
    centre_free(f->centre);
    f->centre = centre;
    f->rulebook = rulebook;
}

static const struct rule_service *service(const struct fixture *f, const char *key)
{
    int32_t id = rulebook_id(f->rulebook, NAME_SERVICE, key);
    assert_true(id > 0 && id < f->rulebook->services.count);
    return &f->rulebook->services.items[id];
}

/* Spans as hours since the UTC midnight of the day, in quarters: "5.00-9.00 10.00-14.00". */
static void assert_hours(const struct fixture *f, const char *key, const char *expected)
{
    const struct rule_hours *hours = &service(f, key)->hours;
    int64_t midnight_ms = f->rulebook->day * 24 * HOUR;
    char text[256] = "";
    for (int i = 0; i < hours->count; i++) {
        size_t length = strlen(text);
        snprintf(text + length, sizeof(text) - length, "%s%.2f-%.2f", i ? " " : "",
                 (double)(hours->spans[i].from_ms - midnight_ms) / (double)HOUR,
                 (double)(hours->spans[i].until_ms - midnight_ms) / (double)HOUR);
    }
    assert_string_equal(text, expected);
}

/* --- the shipped centre --- */

static void load_shipped(struct fixture *f)
{
    _cleanup_free_ char *path = corpus_path("conf/novbe.conf");
    f->centre = load_path(path);
    f->rulebook = rulebook_new(f->centre, (struct date){2026, 11, 23}, &f->source, NULL);
}

/* Every object has a number that leads back to its key and to itself; the numbers have no gaps and no twins. */
static void assert_round_trip(const struct fixture *f, enum name_kind kind, const void *items, size_t count,
                              size_t size)
{
    assert_int_equal(names_count((void *)(uintptr_t)&f->names, kind), count);
    bool seen[NAMES_ROOM] = {false};
    for (size_t i = 0; i < count; i++) {
        const void *object = (const char *)items + i * size;
        const char *key = *(const char *const *)object;
        int32_t id = rulebook_id(f->rulebook, kind, key);
        assert_true(id > 0 && (size_t)id <= count && !seen[id]);
        seen[id] = true;
        assert_string_equal(rulebook_key(f->rulebook, kind, id), key);
        assert_ptr_equal(rulebook_object(f->rulebook, kind, id), object);
    }
    assert_int_equal(rulebook_id(f->rulebook, kind, "no-such-thing"), 0);
    assert_null(rulebook_key(f->rulebook, kind, (int32_t)count + 1));
    assert_null(rulebook_object(f->rulebook, kind, (int32_t)count + 1));
    assert_null(rulebook_object(f->rulebook, kind, 0));
}

static void numbers_lead_there_and_back(void **state)
{
#define ROUND_TRIP(kind_, list_) \
    assert_round_trip(f, kind_, catalogue->list_.items, catalogue->list_.count, sizeof(*catalogue->list_.items))
    struct fixture *f = *state;
    load_shipped(f);
    const struct catalogue *catalogue = f->centre->catalogue;
    ROUND_TRIP(NAME_SERVICE, services);
    ROUND_TRIP(NAME_SERIES, series);
    ROUND_TRIP(NAME_CLASS, classes);
    ROUND_TRIP(NAME_NEED, needs);
    ROUND_TRIP(NAME_PROFILE, profiles);
    ROUND_TRIP(NAME_COUNTER, counters);
    ROUND_TRIP(NAME_ZONE, zones);
    ROUND_TRIP(NAME_OPERATOR, operators);
    ROUND_TRIP(NAME_OUTCOME, outcomes);
    ROUND_TRIP(NAME_PAUSE, pauses);
    ROUND_TRIP(NAME_TASK, tasks);
    ROUND_TRIP(NAME_REASON, reasons);
#undef ROUND_TRIP
    int32_t agency = rulebook_id(f->rulebook, NAME_AGENCY, "education");
    assert_ptr_equal(rulebook_object(f->rulebook, NAME_AGENCY, agency), catalogue_group(catalogue, "education"));
    assert_int_equal(rulebook_id(f->rulebook, NAME_AGENCY, "schooling"), 0); /* a group within it */
    for (size_t i = 0; i < i18n_count(f->centre->i18n); i++) {
        const struct language *language = i18n_at(f->centre->i18n, i);
        int32_t id = rulebook_id(f->rulebook, NAME_LANGUAGE, language_code(language));
        assert_ptr_equal(rulebook_object(f->rulebook, NAME_LANGUAGE, id), language);
    }
    assert_int_equal(rulebook_id(f->rulebook, NAME_USER, "root"), 0); /* no matter of the configuration */
}

static int tier_of(const struct catalogue_profile *profile, const struct catalogue_service *wanted)
{
    for (size_t tier = 0; tier < profile->tier_count; tier++) {
        for (size_t i = 0; i < profile->tiers[tier].count; i++) {
            if (profile->tiers[tier].services[i] == wanted)
                return (int)tier + 1;
        }
    }
    return 0;
}

static bool sends_to(const struct catalogue_service *from, const struct catalogue_service *to)
{
    const struct catalogue_service **each = from->transfer_to;
    while (*each && *each != to)
        each++;
    return *each != NULL;
}

static void every_row_of_the_shipped_centre_is_there(void **state)
{
    struct fixture *f = *state;
    load_shipped(f);
    const struct rulebook *book = f->rulebook;
    for (int32_t id = 1; id < book->services.count; id++) {
        const struct catalogue_service *is = rulebook_object(book, NAME_SERVICE, id);
        const struct rule_service *rule = &book->services.items[id];
        assert_true(rule->offered);
        assert_string_equal(rulebook_key(book, NAME_SERIES, rule->series), is->series->key);
        assert_string_equal(rulebook_key(book, NAME_AGENCY, rule->agency), is->agency->key);
        assert_int_equal(rule->target_ms, is->target_minutes * MINUTE);
        assert_int_equal(rule->promote_ms, is->promote_minutes * MINUTE);
        assert_int_equal(rule->cutoff_ms, is->cutoff_minutes * MINUTE);
        assert_int_equal(rule->daily_limit, is->daily_limit);
        assert_int_equal(rule->tier, is->tier);
        assert_int_equal(rule->slot_places, is->slot_places);
        assert_int_equal(rule->how_many_limit, is->ask_how_many ? is->how_many_limit : 1);
        for (int32_t to = 1; to < book->services.count; to++)
            assert_int_equal(rule->transfer_to[to], sends_to(is, rulebook_object(book, NAME_SERVICE, to)));
        for (int32_t profile = 1; profile < book->profiles.count; profile++)
            assert_int_equal(book->profiles.items[profile].tiers[id],
                             tier_of(rulebook_object(book, NAME_PROFILE, profile), is));
    }
}

static void people_and_places_of_the_shipped_centre(void **state)
{
    struct fixture *f = *state;
    load_shipped(f);
    const struct rulebook *book = f->rulebook;
    int32_t language = rulebook_id(book, NAME_NEED, "language"), sign = rulebook_id(book, NAME_NEED, "sign-language");
    assert_int_equal(book->language_needs, ID_BIT(language));
    assert_int_equal(book->soft_needs, ID_BIT(language) | ID_BIT(sign));
    int64_t hard = 0;
    for (int32_t id = 1; id < book->needs.count; id++)
        hard |= book->needs.items[id].hard ? ID_BIT(id) : 0;
    assert_int_equal(book->hard_needs, hard);
    assert_int_equal(book->needs.items[sign].prefer_ms, 20 * MINUTE);

    const struct rule_counter *counter = &book->counters.items[rulebook_id(book, NAME_COUNTER, "27")];
    assert_true(counter->meets & ID_BIT(sign));
    assert_int_equal(counter->zone, rulebook_id(book, NAME_ZONE, "blue"));
    assert_int_equal(counter->profile, rulebook_id(book, NAME_PROFILE, "social"));
    assert_int_equal(book->zones.items[rulebook_id(book, NAME_ZONE, "upper")].call_ms, 120000);

    const struct rule_operator *operator_117 = &book->operators.items[rulebook_id(book, NAME_OPERATOR, "117")];
    assert_int_equal(operator_117->profile, rulebook_id(book, NAME_PROFILE, "collect"));
    assert_int_equal(operator_117->languages, ID_BIT(rulebook_id(book, NAME_LANGUAGE, "az")));
    assert_int_equal(book->profiles.items[operator_117->profile].offset_ms[1], 20 * MINUTE);
    assert_int_equal(book->profiles.items[counter->profile].offset_ms[2], 2 * 10 * MINUTE);

    const struct rule_class *veteran = &book->classes.items[rulebook_id(book, NAME_CLASS, "veteran")];
    assert_int_equal(veteran->tier, 1);
    const struct rule_series *social = &book->series.items[rulebook_id(book, NAME_SERIES, "social")];
    assert_int_equal(social->prefix_count, 2);
    assert_string_equal(social->prefixes[1], "UR");
    assert_int_equal(social->overflow, OVERFLOW_PREFIX);
    assert_false(book->outcomes.items[rulebook_id(book, NAME_OUTCOME, "system-down")].fulfilled);
    assert_int_equal(book->outcomes.items[rulebook_id(book, NAME_OUTCOME, "system-down")].cause, CAUSE_AGENCY);
    assert_int_equal(book->pauses.items[rulebook_id(book, NAME_PAUSE, "lunch")].usual_ms, 45 * MINUTE);
    assert_true(book->reasons.items[rulebook_id(book, NAME_REASON, "other")].offered);
    assert_int_equal(book->skip_count, 2);
    assert_int_equal(book->skip_numbers[0], 13);
}

static void where_a_service_is_waited_for(void **state)
{
    struct fixture *f = *state;
    load_shipped(f);
    static const struct {
        const char *service, *zone;
    } rows[] = {{"id-card-first", "green"},
                {"residence-temporary", "green"},
                {"notary-copies", "blue"},
                {"tax-debt", "upper"},
                {"bank-fees", "partners"}};
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        assert_int_equal(rulebook_zone_of(f->rulebook, rulebook_id(f->rulebook, NAME_SERVICE, rows[i].service)),
                         rulebook_id(f->rulebook, NAME_ZONE, rows[i].zone));
    int32_t notary = rulebook_id(f->rulebook, NAME_SERVICE, "notary-copies");
    int32_t upper = rulebook_id(f->rulebook, NAME_ZONE, "upper"), blue = rulebook_id(f->rulebook, NAME_ZONE, "blue");
    struct rule_counter *counters = f->rulebook->counters.items, *last = counters;
    for (int32_t i = 1; i < f->rulebook->counters.count; i++) {
        if (f->rulebook->profiles.items[counters[i].profile].tiers[notary])
            last = &counters[i];
    }
    last->zone = upper;
    assert_int_equal(rulebook_zone_of(f->rulebook, notary), 0);
    last->offered = false;
    assert_int_equal(rulebook_zone_of(f->rulebook, notary), blue);
    assert_int_equal(rulebook_zone_of(f->rulebook, 0), 0);
    assert_int_equal(rulebook_zone_of(f->rulebook, -1), 0);
    assert_int_equal(rulebook_zone_of(f->rulebook, f->rulebook->services.count), 0);
}

static void limits_are_those_of_the_settings(void **state)
{
    struct fixture *f = *state;
    static const struct edit edits[] = {{"numbers = [ 13, 113 ]", "numbers = [ 113L, 13L, 5000000000L ]"}, {0}};
    use_small(f, edits, NULL, "centre: { call_seconds = 45; }; rules: { undo_seconds = 5; park_minutes = 30; };",
              (struct date){2026, 11, 23});
    const struct rule_limits *limits = &f->rulebook->limits;
    assert_int_equal(limits->calls_before_no_show, 2);
    assert_int_equal(limits->call_ms, 45000);
    assert_int_equal(limits->recall_gap_ms, 15000);
    assert_int_equal(limits->undo_ms, 5000);
    assert_int_equal(limits->grace_ms, 15 * MINUTE);
    assert_int_equal(limits->returns, 1);
    assert_int_equal(limits->put_offs, 2);
    assert_int_equal(limits->put_off_ms, HOUR);
    assert_int_equal(limits->park_ms, 30 * MINUTE);
    assert_int_equal(limits->lease_ms, MINUTE);
    assert_int_equal(limits->nested_returns, 3);
    assert_int_equal(limits->return_days, 14);
    assert_int_equal(limits->return_ms, HOUR);
    assert_int_equal(limits->series_warn_percent, 80);
    assert_int_equal(limits->early_ms, 30 * MINUTE);
    assert_int_equal(limits->late_ms, 15 * MINUTE);
    assert_int_equal(limits->slot_ms, 15 * MINUTE);
    assert_int_equal(limits->clock_step_ms, 2000);
    assert_int_equal(f->rulebook->skip_count, 2); /* no ticket comes to five thousand million */
    assert_int_equal(f->rulebook->skip_numbers[0], 13);
    assert_int_equal(f->rulebook->skip_numbers[1], 113);
}

/* --- hours; Baku is four hours ahead of UTC --- */

static void breaks_are_taken_out(void **state)
{
    struct fixture *f = *state;
    use_small(f, NULL, NULL, NULL, (struct date){2026, 11, 23}); /* a Monday */
    assert_int_equal(f->rulebook->day, date_days((struct date){2026, 11, 23}));
    assert_int_equal(f->rulebook->day_ends_ms, (f->rulebook->day + 1) * 24 * HOUR - 4 * HOUR);
    assert_hours(f, "passport", "5.00-9.00 10.00-14.00");
    assert_hours(f, "residence-renewal", "6.00-8.00");
}

static void a_short_day_and_a_closed_one(void **state)
{
    struct fixture *f = *state;
    static const char days[] = "{ date = \"2026-11-24\"; hours = [ \"09:00-12:00\" ]; },\n"
                               "{ date = \"2026-11-24\"; for = \"service:advice\"; hours = [ \"10:00-11:00\" ]; },\n"
                               "{ date = \"2026-11-25\"; closed = true; }";
    use_small(f, NULL, days, NULL, (struct date){2026, 11, 24});
    assert_hours(f, "passport", "5.00-8.00");
    assert_hours(f, "advice", "6.00-7.00");
    use_small(f, NULL, days, NULL, (struct date){2026, 11, 25});
    assert_hours(f, "passport", "");
    assert_true(service(f, "passport")->offered);
}

static void a_night_belongs_to_the_day_before(void **state)
{
    struct fixture *f = *state;
    static const struct edit edits[] = {
            {"friday = \"09:00-17:00\"; saturday = [ \"10:00-14:00\" ];",
             "friday = [ \"02:30-03:30\", \"18:00-24:00\" ]; saturday = [ \"00:00-02:00\", \"03:00-05:00\" ];"},
            {0}};
    use_small(f, edits, NULL, "centre: { day_start = \"04:00\"; };", (struct date){2026, 11, 27});
    assert_int_equal(f->rulebook->day_ends_ms, (f->rulebook->day + 1) * 24 * HOUR);
    assert_hours(f, "passport", "14.00-22.00 23.00-24.00"); /* what is open at the roll-over belongs to both */
    use_small(f, edits, NULL, "centre: { day_start = \"04:00\"; };", (struct date){2026, 11, 28});
    assert_hours(f, "passport", "0.00-1.00");
}

static void daylight_saving(void **state)
{
    struct fixture *f = *state;
    static const struct edit edits[] = {
            {"thursday = [ \"09:00-18:00\" ];", "thursday = [ \"09:00-18:00\" ]; "
                                                "sunday = [ \"00:30-04:00\", \"09:00-10:00\" ];"},
            {"monday = [ \"10:00-12:00\" ];", "monday = [ \"10:00-12:00\" ]; sunday = [ \"02:00-03:00\" ];"},
            {0}};
    assert_int_equal(clock_set_zone("Europe/Berlin"), 0);
    use_small(f, edits, NULL, NULL, (struct date){2026, 3, 29}); /* 02:00 becomes 03:00 */
    assert_hours(f, "passport", "-0.50-2.00 7.00-8.00");
    assert_hours(f, "residence-renewal", ""); /* that hour does not come */
    assert_int_equal(f->rulebook->day_ends_ms, f->rulebook->day * 24 * HOUR + 22 * HOUR);
    use_small(f, edits, NULL, NULL, (struct date){2026, 10, 25}); /* 03:00 becomes 02:00 */
    assert_hours(f, "passport", "-1.50-3.00 8.00-9.00");
    assert_hours(f, "residence-renewal", "0.00-2.00"); /* it comes twice */
    assert_int_equal(f->rulebook->day_ends_ms, f->rulebook->day * 24 * HOUR + 23 * HOUR);
}

static void of_many_spans_the_shortest_breaks_are_filled(void **state)
{
    struct fixture *f = *state;
    static const struct edit edits[] = {{"{ key = \"short\"; monday = [ \"10:00-12:00\" ]; }",
                                         "{ key = \"short\"; monday = [ \"08:00-08:30\", \"09:00-09:30\", "
                                         "\"10:00-10:30\", \"10:45-11:00\", \"12:00-12:30\", \"13:00-13:30\", "
                                         "\"14:00-14:30\", \"15:00-15:30\", \"16:00-16:30\", \"16:35-17:00\" ]; }"},
                                        {0}};
    use_small(f, edits, NULL, NULL, (struct date){2026, 11, 23});
    assert_hours(f, "residence-renewal",
                 "4.00-4.50 5.00-5.50 6.00-7.00 8.00-8.50 9.00-9.50 10.00-10.50 11.00-11.50 12.00-13.00");
}

/* --- a reload --- */

/* A service of the small centre, which the profile "both" takes by its group, goes; another one comes. */
static const struct edit without_renewal[] = {{"\"residence-renewal\"", "\"extension\""}, {0}};

static int run(struct fixture *f, struct engine *engine, int64_t now_ms, struct command command)
{
    struct events events = {0};
    struct refusal refusal = {0};
    int r = engine_execute(engine, f->rulebook, &command, now_ms, &events, &refusal);
    if (r < 0)
        print_message("%s: %s\n", command_words[command.kind], refusal_words[refusal.kind]);
    events_done(&events);
    return r;
}

/* A visitor waits for a service, an operator is there, and a reload takes the service away. */
static void a_removed_service_lives_on(void **state)
{
    struct fixture *f = *state;
    struct date day = {2026, 11, 23};
    use_small(f, NULL, NULL, NULL, day);
    _cleanup_(engine_freep) struct engine *engine = engine_new();
    int32_t renewal = rulebook_id(f->rulebook, NAME_SERVICE, "residence-renewal");
    int32_t operator_101 = rulebook_id(f->rulebook, NAME_OPERATOR, "101");
    struct command issue = {.kind = COMMAND_ISSUE,
                            .services = {renewal},
                            .class = rulebook_id(f->rulebook, NAME_CLASS, "regular"),
                            .channel = CHANNEL_KIOSK,
                            .party = 1};
    int64_t now_ms = f->rulebook->services.items[renewal].hours.spans[0].from_ms;
    assert_int_equal(run(f, engine, now_ms, (struct command){.kind = COMMAND_OPEN_DAY, .day = f->rulebook->day}), 0);
    assert_int_equal(run(f, engine, now_ms, issue), 0);
    assert_int_equal(run(f, engine, now_ms,
                         (struct command){.kind = COMMAND_SIGN_IN,
                                          .operator_id = operator_101,
                                          .counter = rulebook_id(f->rulebook, NAME_COUNTER, "c1")}),
                     0);

    struct rule_service was = *service(f, "residence-renewal");
    use_small(f, without_renewal, NULL, NULL, day);
    const struct rule_service *is = service(f, "residence-renewal");
    assert_false(is->offered);
    assert_int_equal(is->hours.count, 0);
    assert_int_equal(is->series, was.series);
    assert_int_equal(is->target_ms, was.target_ms);
    assert_null(rulebook_object(f->rulebook, NAME_SERVICE, renewal));
    assert_string_equal(rulebook_key(f->rulebook, NAME_SERVICE, renewal), "residence-renewal");
    assert_int_equal(f->rulebook->profiles.items[rulebook_id(f->rulebook, NAME_PROFILE, "both")].tiers[renewal], 1);
    assert_int_equal(f->rulebook->profiles.items[rulebook_id(f->rulebook, NAME_PROFILE, "identity")].tiers[renewal], 0);
    assert_int_equal(run(f, engine, now_ms, issue), -EPERM);
    assert_int_equal(run(f, engine, now_ms, (struct command){.kind = COMMAND_NEXT, .operator_id = operator_101}), 0);
    assert_int_equal(engine_session(engine, operator_101)->ticket, 1);

    use_small(f, NULL, NULL, NULL, day); /* and back, with the number it had */
    assert_true(f->rulebook->services.items[renewal].offered);
    assert_int_equal(rulebook_id(f->rulebook, NAME_SERVICE, "residence-renewal"), renewal);
}

/* After a restart nobody knows who took it: everybody does, after all else, and may send its visitors anywhere. */
static void a_service_removed_before_a_restart_is_served_by_all(void **state)
{
    struct fixture *f = *state;
    struct date day = {2026, 11, 23};
    use_small(f, NULL, NULL, NULL, day);
    f->rulebook = rulebook_free(f->rulebook);
    for (int reload = 0; reload < 2; reload++) { /* a reload later it is no other */
        use_small(f, without_renewal, NULL, NULL, day);
        int32_t renewal = rulebook_id(f->rulebook, NAME_SERVICE, "residence-renewal");
        const struct rule_service *is = service(f, "residence-renewal");
        assert_false(is->offered);
        for (int32_t profile = 1; profile < f->rulebook->profiles.count; profile++) {
            assert_int_equal(f->rulebook->profiles.items[profile].tiers[renewal], RULEBOOK_TIERS);
            assert_true(f->rulebook->profiles.items[profile].offset_ms[RULEBOOK_TIERS - 1] > 0);
        }
        assert_int_equal(is->transfer_to[rulebook_id(f->rulebook, NAME_SERVICE, "passport")], 1);
    }
}

/* A removed profile goes on as it was for those who are signed in by it; what only it took, the others take, last. */
static void a_removed_profile_leaves_nobody_waiting(void **state)
{
    struct fixture *f = *state;
    static const struct edit edits[] = {
            {"{ key = \"both\"; tiers = ( [ \"migration/residence\", \"advice\" ], [ \"identity\" ] ); "
             "offset_minutes = 5; }",
             "{ key = \"all\"; tiers = ( [ \"residence-first\", \"extension\", \"advice\" ] ); }"},
            {"profile = \"both\";", "profile = \"all\";"},
            {"\"residence-renewal\"", "\"extension\""},
            {0}};
    use_small(f, NULL, NULL, NULL, (struct date){2026, 11, 23});
    use_small(f, edits, NULL, NULL, (struct date){2026, 11, 23});
    int32_t renewal = rulebook_id(f->rulebook, NAME_SERVICE, "residence-renewal");
    const struct rule_profile *both = &f->rulebook->profiles.items[rulebook_id(f->rulebook, NAME_PROFILE, "both")];
    const struct rule_profile *all = &f->rulebook->profiles.items[rulebook_id(f->rulebook, NAME_PROFILE, "all")];
    assert_false(both->offered);
    assert_int_equal(both->tiers[renewal], 1);
    assert_int_equal(both->tiers[rulebook_id(f->rulebook, NAME_SERVICE, "passport")], 2);
    assert_int_equal(both->offset_ms[1], 5 * MINUTE);
    assert_true(all->offered);
    assert_int_equal(all->tiers[renewal], RULEBOOK_TIERS);
}

/* Who waits with a need that no counter can promise any more is called like anybody else. */
static void a_removed_need_restricts_nobody(void **state)
{
    struct fixture *f = *state;
    static const struct edit edits[] = {
            {"{ key = \"step-free\"; name = { az = \"Pilləsiz\"; ru = \"Без ступеней\"; en = \"Step-free\"; }; "
             "kind = \"hard\"; },",
             ""},
            {"meets = [ \"step-free\" ];", ""},
            {0}};
    use_small(f, NULL, NULL, NULL, (struct date){2026, 11, 23});
    int32_t step_free = rulebook_id(f->rulebook, NAME_NEED, "step-free");
    assert_int_equal(f->rulebook->hard_needs, ID_BIT(step_free));
    assert_int_equal(f->rulebook->counters.items[rulebook_id(f->rulebook, NAME_COUNTER, "c1")].meets,
                     ID_BIT(step_free));
    use_small(f, edits, NULL, NULL, (struct date){2026, 11, 23});
    assert_int_equal(f->rulebook->hard_needs, 0);
    assert_false(f->rulebook->needs.items[step_free].offered);
    assert_int_equal(f->rulebook->counters.items[rulebook_id(f->rulebook, NAME_COUNTER, "c1")].meets, 0);
}

/* Sixty-two needs and languages were named in the years gone by: further ones have no bit, and are left out. */
static void what_has_no_bit_is_left_out(void **state)
{
    struct fixture *f = *state;
    for (int i = 0; i < RULEBOOK_NEEDS - 1; i++) {
        char key[16];
        snprintf(key, sizeof(key), "old-%d", i);
        names_intern(&f->names, NAME_NEED, key);
        names_intern(&f->names, NAME_LANGUAGE, key);
    }
    use_small(f, NULL, NULL, NULL, (struct date){2026, 11, 23});
    assert_int_equal(rulebook_id(f->rulebook, NAME_NEED, "step-free"), RULEBOOK_NEEDS);
    assert_int_equal(rulebook_id(f->rulebook, NAME_NEED, "language"), 0);
    assert_int_equal(f->rulebook->needs.count, RULEBOOK_NEEDS + 1);
    assert_int_equal(f->rulebook->hard_needs, ID_BIT(RULEBOOK_NEEDS));
    assert_int_equal(f->rulebook->soft_needs | f->rulebook->language_needs, 0);
    assert_int_equal(rulebook_id(f->rulebook, NAME_LANGUAGE, "az"), RULEBOOK_LANGUAGES);
    assert_int_equal(f->rulebook->operators.items[rulebook_id(f->rulebook, NAME_OPERATOR, "101")].languages,
                     ID_BIT(RULEBOOK_LANGUAGES));
}

/* --- speed --- */

/* From start to ready the daemon has 30 ms; this is a small part of them. */
static void it_is_made_in_no_time(void **state)
{
    struct fixture *f = *state;
    load_shipped(f);
    int64_t best_ns = INT64_MAX;
    for (int i = 0; i < 50; i++) {
        struct timespec start, end;
        clock_gettime(CLOCK_MONOTONIC, &start);
        struct rulebook *again = rulebook_new(f->centre, (struct date){2026, 11, 23}, &f->source, f->rulebook);
        clock_gettime(CLOCK_MONOTONIC, &end);
        rulebook_free(again);
        int64_t ns = (end.tv_sec - start.tv_sec) * 1000000000 + end.tv_nsec - start.tv_nsec;
        best_ns = ns < best_ns ? ns : best_ns;
    }
    print_message("%d services: %.2f ms\n", f->rulebook->services.count - 1, (double)best_ns / 1e6);
    assert_true(best_ns < 5000000);
}

int main(void)
{
#define WITH_FOLDER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
            WITH_FOLDER(numbers_lead_there_and_back),
            WITH_FOLDER(every_row_of_the_shipped_centre_is_there),
            WITH_FOLDER(people_and_places_of_the_shipped_centre),
            WITH_FOLDER(where_a_service_is_waited_for),
            WITH_FOLDER(limits_are_those_of_the_settings),
            WITH_FOLDER(breaks_are_taken_out),
            WITH_FOLDER(a_short_day_and_a_closed_one),
            WITH_FOLDER(a_night_belongs_to_the_day_before),
            WITH_FOLDER(daylight_saving),
            WITH_FOLDER(of_many_spans_the_shortest_breaks_are_filled),
            WITH_FOLDER(a_removed_service_lives_on),
            WITH_FOLDER(a_service_removed_before_a_restart_is_served_by_all),
            WITH_FOLDER(a_removed_profile_leaves_nobody_waiting),
            WITH_FOLDER(a_removed_need_restricts_nobody),
            WITH_FOLDER(what_has_no_bit_is_left_out),
            WITH_FOLDER(it_is_made_in_no_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
