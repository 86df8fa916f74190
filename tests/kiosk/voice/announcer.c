/* SPDX-License-Identifier: MIT
 *
 * The queue of what is spoken: by hand where a rule is clear, and by chance for what must hold whatever happens.
 */
#include "kiosk/voice/announcer.h"

#include "tests/kiosk/voice/help.h"

/* --- by hand --- */

static void add(struct announcer *announcer, int64_t call, const char *ticket, const char *counter, int64_t at_ms,
                enum announcement_kind kind)
{
    struct announcement added = {.call = call, .kind = kind, .count = 3, .chime = true, .at_ms = at_ms};
    strcpy(added.ticket, ticket);
    strcpy(added.counter, counter);
    strcpy(added.sayings[0].language, "ru");
    strcpy(added.sayings[1].language, "az");
    strcpy(added.sayings[2].language, "en");
    for (size_t i = 0; i < added.count; i++)
        added.sayings[i].text = mem_strdup("left");
    announcer_add(announcer, &added, at_ms);
    assert_int_equal(added.count, 0);
}

static void call(struct announcer *announcer, int64_t number, const char *ticket, int64_t at_ms)
{
    add(announcer, number, ticket, "5", at_ms, ANNOUNCEMENT_FIRST);
}

/* The call that is next, in how many languages and with a chime or not; 0: none. It is spoken for 5 s. */
static int64_t speak(struct announcer *announcer, int64_t now_ms, size_t *ret_languages, bool *ret_chime)
{
    struct turn_to_speak turn;
    if (!announcer_next(announcer, now_ms, &turn))
        return 0;
    int64_t number = turn.announcement.call;
    *ret_languages = turn.languages;
    *ret_chime = turn.chime;
    announcement_done(&turn.announcement);
    announcer_end(announcer, number, FATE_SPOKEN, now_ms + 5000);
    return number;
}

static void expect_fate(struct announcer *announcer, int64_t number, enum fate fate)
{
    int64_t told = 0;
    enum fate found = FATES;
    assert_true(announcer_fate(announcer, &told, &found));
    assert_int_equal(told, number);
    assert_string_equal(fate_words[found], fate_words[fate]);
}

static void expect_no_fate(struct announcer *announcer)
{
    int64_t told;
    enum fate found;
    assert_false(announcer_fate(announcer, &told, &found));
}

static void first_come_first_spoken_with_one_chime(void **state)
{
    (void)state;
    _cleanup_(announcer_freep) struct announcer *announcer = announcer_new();
    size_t languages = 0;
    bool chime = false;
    call(announcer, 1, "A001", 1000);
    call(announcer, 2, "A002", 1100);
    assert_int_equal(speak(announcer, 1200, &languages, &chime), 1);
    assert_true(chime);
    assert_int_equal(languages, 2); /* of three */
    assert_int_equal(speak(announcer, 6300, &languages, &chime), 2);
    assert_false(chime); /* the same burst */
    assert_int_equal(speak(announcer, 11300, &languages, &chime), 0);
    call(announcer, 3, "A003", 13200);
    assert_int_equal(speak(announcer, 13200, &languages, &chime), 3);
    assert_false(chime); /* 1.9 s of silence */
    call(announcer, 4, "A004", 20200);
    assert_int_equal(speak(announcer, 20200, &languages, &chime), 4);
    assert_true(chime); /* 2 s */
    for (int64_t number = 1; number <= 4; number++)
        expect_fate(announcer, number, FATE_SPOKEN);
    expect_no_fate(announcer);
}

static void nothing_is_spoken_a_minute_late(void **state)
{
    (void)state;
    _cleanup_(announcer_freep) struct announcer *announcer = announcer_new();
    size_t languages;
    bool chime;
    call(announcer, 1, "A001", 1000);
    call(announcer, 2, "A002", 1001);
    assert_int_equal(announcer_backlog_ms(announcer, 61001), 60001);
    assert_int_equal(speak(announcer, 61001, &languages, &chime), 2);
    expect_fate(announcer, 1, FATE_LATE);
    expect_fate(announcer, 2, FATE_SPOKEN);
    assert_int_equal(announcer_backlog_ms(announcer, 61001), 0);

    struct announcement made = {.at_ms = 1000};
    assert_true(announcer_may_begin(&made, 61000));
    assert_false(announcer_may_begin(&made, 61001));
    made.kind = ANNOUNCEMENT_OF_TEXT; /* a kiosk reads for longer, line by line */
    assert_true(announcer_may_begin(&made, 200000));
    call(announcer, 3, "A003", 90000); /* said to be later than it is added, or than it is */
    struct announcement future = {.call = 4, .kind = ANNOUNCEMENT_FIRST, .ticket = "A004", .at_ms = INT64_MAX};
    announcer_add(announcer, &future, 90000);
    assert_int_equal(speak(announcer, 150001, &languages, &chime), 0);
    expect_fate(announcer, 3, FATE_LATE);
    expect_fate(announcer, 4, FATE_LATE);
}

static void a_newer_call_of_the_ticket_keeps_its_place(void **state)
{
    (void)state;
    _cleanup_(announcer_freep) struct announcer *announcer = announcer_new();
    struct turn_to_speak turn;
    call(announcer, 1, "A001", 0);
    call(announcer, 2, "A002", 0);
    call(announcer, 3, "A003", 0);
    add(announcer, 4, "A002", "5", 40000, ANNOUNCEMENT_AGAIN);
    add(announcer, 5, "A001", "9", 41000, ANNOUNCEMENT_MOVED);
    expect_fate(announcer, 2, FATE_MERGED);
    expect_fate(announcer, 1, FATE_MERGED);
    assert_int_equal(announcer_queued(announcer), 3);

    assert_true(announcer_next(announcer, 70000, &turn)); /* a minute since the first calls is over */
    assert_int_equal(turn.announcement.call, 5);
    assert_string_equal(turn.announcement.counter, "9");
    announcement_done(&turn.announcement);
    assert_false(announcer_next(announcer, 70000, &turn)); /* one at a time */
    announcer_end(announcer, 5, FATE_FAILED, 70100);
    assert_true(announcer_next(announcer, 70100, &turn));
    assert_int_equal(turn.announcement.call, 4);
    assert_int_equal(turn.announcement.kind, ANNOUNCEMENT_FIRST); /* nobody has heard it: no "once again" */
    assert_true(turn.chime);                                      /* what failed was no sound */
    announcement_done(&turn.announcement);
    announcer_end(announcer, 4, FATE_SPOKEN, 75000);
    assert_false(announcer_next(announcer, 75000, &turn));
    expect_fate(announcer, 5, FATE_FAILED);
    expect_fate(announcer, 4, FATE_SPOKEN);
    expect_fate(announcer, 3, FATE_LATE);
}

static void a_backlog_leaves_one_language(void **state)
{
    (void)state;
    _cleanup_(announcer_freep) struct announcer *announcer = announcer_new();
    size_t languages = 0;
    bool chime;
    call(announcer, 1, "A001", 0);
    call(announcer, 2, "A002", 0);
    call(announcer, 3, "A003", 0); /* guessed: 4 s a language, so two behind the first are 16 s */
    assert_int_equal(announcer_speech_ms(announcer), 24000);
    assert_int_equal(speak(announcer, 0, &languages, &chime), 1);
    assert_int_equal(languages, 1);
    assert_int_equal(speak(announcer, 5000, &languages, &chime), 2);
    assert_int_equal(languages, 2);

    for (int i = 0; i < 40; i++) {
        announcer_learn(announcer, "ru", 12000);
        announcer_learn(announcer, "az", 5000);
    }
    call(announcer, 4, "A004", 6000);
    assert_in_range(announcer_speech_ms(announcer), 33900, 34000);
    assert_int_equal(speak(announcer, 10000, &languages, &chime), 3);
    assert_int_equal(languages, 1);
    assert_int_equal(speak(announcer, 15000, &languages, &chime), 4);
    assert_int_equal(languages, 2);
}

static void a_text_is_spoken_in_all_its_languages(void **state)
{
    (void)state;
    _cleanup_(announcer_freep) struct announcer *announcer = announcer_new();
    size_t languages = 0;
    bool chime = true;
    add(announcer, -1, "", "", 0, ANNOUNCEMENT_OF_TEXT);
    add(announcer, -2, "", "", 0, ANNOUNCEMENT_OF_TEXT); /* no ticket: never merged */
    for (int64_t number = 1; number <= 9; number++) {
        char ticket[] = {'A', (char)('0' + number), '\0'};
        call(announcer, number, ticket, 0);
    }
    assert_int_equal(speak(announcer, 0, &languages, &chime), -1);
    assert_int_equal(languages, 3);
    announcer_withdraw(announcer, "");
    announcer_withdraw(announcer, "A2");
    expect_fate(announcer, -1, FATE_SPOKEN);
    expect_fate(announcer, 2, FATE_WITHDRAWN);
    announcer_clear(announcer);
    expect_fate(announcer, -2, FATE_STOPPED);
    assert_int_equal(announcer_queued(announcer), 0);
}

static void too_many_are_refused(void **state)
{
    (void)state;
    _cleanup_(announcer_freep) struct announcer *announcer = announcer_new();
    char ticket[8];
    for (int i = 0; i < ANNOUNCER_ROOM + 1; i++) {
        snprintf(ticket, sizeof(ticket), "A%03d", i);
        call(announcer, i + 1, ticket, 0);
    }
    expect_fate(announcer, ANNOUNCER_ROOM + 1, FATE_FULL);
    expect_no_fate(announcer);
    add(announcer, 1000, "A001", "7", 0, ANNOUNCEMENT_FIRST); /* a queued one has its place */
    expect_fate(announcer, 2, FATE_MERGED);
    assert_int_equal(announcer_queued(announcer), ANNOUNCER_ROOM);
}

static void what_counts_as_dropped(void **state)
{
    (void)state;
    static const bool drops[FATES] = {[FATE_LATE] = true, [FATE_FULL] = true, [FATE_FAILED] = true};
    for (int fate = 0; fate < FATES; fate++)
        assert_int_equal(fate_is_drop((enum fate)fate), drops[fate]);
}

/* --- by chance --- */

enum { HISTORIES = 300, STEPS = 400, TICKETS = 12, CALLS = STEPS + 1 };

/* An account of its own of one history. */
struct account {
    struct announcer *announcer;
    uint64_t chance;
    int64_t now_ms;
    int64_t calls; /* numbered from 1 */
    int64_t at_ms[CALLS];
    int64_t place[CALLS]; /* order of queueing; a merged call hands it on */
    bool told[CALLS];
    int64_t queued[TICKETS]; /* the queued call of a ticket; 0: none */
    int64_t speaking;        /* 0: none */
    int64_t places, last_place, fates;
};

static void a_call(struct account *account)
{
    int64_t number = ++account->calls;
    size_t index = help_chance(&account->chance, TICKETS);
    char ticket[] = {'A', (char)('A' + index), '\0'},
         counter[] = {(char)('1' + help_chance(&account->chance, 3)), '\0'};
    account->at_ms[number] = account->now_ms - (int64_t)help_chance(&account->chance, 70000);
    struct announcement added = {.call = number,
                                 .kind = (enum announcement_kind)help_chance(&account->chance, ANNOUNCEMENT_OF_TEXT),
                                 .count = 1 + help_chance(&account->chance, ANNOUNCEMENT_LANGUAGES),
                                 .chime = true,
                                 .at_ms = account->at_ms[number]};
    strcpy(added.ticket, ticket);
    strcpy(added.counter, counter);
    for (size_t i = 0; i < added.count; i++)
        snprintf(added.sayings[i].language, sizeof(added.sayings[i].language), "l%c", (char)('a' + i));
    account->place[number] = account->queued[index] ? account->place[account->queued[index]] : ++account->places;
    account->queued[index] = number;
    announcer_add(account->announcer, &added, account->now_ms);
}

static void forget_queued(struct account *account, int64_t number)
{
    for (size_t i = 0; i < TICKETS; i++)
        account->queued[i] = account->queued[i] == number ? 0 : account->queued[i];
}

static void a_turn(struct account *account)
{
    struct turn_to_speak turn;
    if (!announcer_next(account->announcer, account->now_ms, &turn))
        return;
    int64_t number = turn.announcement.call;
    assert_int_equal(account->speaking, 0);
    assert_false(account->told[number]);
    assert_true(account->now_ms <= account->at_ms[number] + 60000);
    assert_true(account->place[number] > account->last_place);
    assert_int_equal(turn.announcement.ticket[0] == 'A' ? account->queued[turn.announcement.ticket[1] - 'A'] : 0,
                     number);
    bool crowded = announcer_speech_ms(account->announcer) > 15000;
    size_t most = turn.announcement.count < 2 ? turn.announcement.count : 2;
    assert_int_equal(turn.languages, crowded ? 1 : most);
    account->last_place = account->place[number];
    account->speaking = number;
    forget_queued(account, number);
    announcement_done(&turn.announcement);
}

static void an_end(struct account *account)
{
    static const enum fate ends[] = {FATE_SPOKEN, FATE_SPOKEN, FATE_SPOKEN, FATE_SILENT, FATE_FAILED, FATE_STOPPED};
    if (!account->speaking)
        return;
    int64_t number = account->speaking;
    account->speaking = 0;
    announcer_end(account->announcer, number, ends[help_chance(&account->chance, ARRAY_SIZE(ends))], account->now_ms);
}

static void a_step(struct account *account)
{
    char ticket[] = {'A', (char)('A' + help_chance(&account->chance, TICKETS)), '\0'};
    account->now_ms += (int64_t)help_chance(&account->chance, 8000);
    switch (help_chance(&account->chance, 12)) {
    case 0:
        announcer_withdraw(account->announcer, ticket);
        break;
    case 1:
        announcer_learn(account->announcer, "la", (int64_t)help_chance(&account->chance, 10000));
        break;
    case 2:
        if (help_chance(&account->chance, 10) == 0)
            announcer_clear(account->announcer);
        break;
    case 3:
    case 4:
    case 5:
        a_turn(account);
        break;
    case 6:
    case 7:
        an_end(account);
        break;
    default:
        a_call(account);
    }
}

/* Each has one fate, and all of them are somewhere. */
static void take_stock(struct account *account)
{
    int64_t number;
    for (enum fate fate; announcer_fate(account->announcer, &number, &fate); account->fates++) {
        assert_in_range(number, 1, account->calls);
        assert_false(account->told[number]);
        account->told[number] = true;
        forget_queued(account, number);
    }
    size_t queued = 0;
    for (size_t i = 0; i < TICKETS; i++)
        queued += account->queued[i] != 0;
    assert_int_equal(announcer_queued(account->announcer), queued);
    assert_int_equal(account->calls, account->fates + (int64_t)queued + (account->speaking != 0));
}

static void whatever_happens(void **state)
{
    (void)state;
    for (int history = 0; history < HISTORIES * help_times(); history++) {
        struct account account = {.announcer = announcer_new(), .chance = (uint64_t)history, .now_ms = 1000000};
        for (int i = 0; i < STEPS; i++) {
            a_step(&account);
            take_stock(&account);
        }
        announcer_free(account.announcer);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(first_come_first_spoken_with_one_chime),
            cmocka_unit_test(nothing_is_spoken_a_minute_late),
            cmocka_unit_test(a_newer_call_of_the_ticket_keeps_its_place),
            cmocka_unit_test(a_backlog_leaves_one_language),
            cmocka_unit_test(a_text_is_spoken_in_all_its_languages),
            cmocka_unit_test(too_many_are_refused),
            cmocka_unit_test(what_counts_as_dropped),
            cmocka_unit_test(whatever_happens),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
