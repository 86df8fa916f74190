/* SPDX-License-Identifier: MIT
 *
 * Which commands are legal in which situation, told a second time in the words of the domain; and a count of every
 * pair that was met. There are three kinds of situation: that of the hall, for every command; what an operator is at,
 * for what he does himself; where a ticket stands, for what is done to one that is named.
 */
#pragma once

#include "tests/daemon/engine/world.h"

enum { PAIR_SITUATIONS = 8 };

static const char *const hall_situations[PAIR_SITUATIONS] = {"none", "open", "halted", "closing"};
static const char *const operator_situations[PAIR_SITUATIONS] = {"out",     "away",    "free",   "called",
                                                                 "serving", "helping", "paused", "task"};
static const char *const ticket_situations[PAIR_SITUATIONS] = {"unknown", "waiting", "called",  "serving",
                                                               "parked",  "put_off", "no_show", "ended"};

#define ALWAYS    "none open halted closing"
#define IN_DAY    "open halted"
#define SIGNED_IN "free called serving helping paused task"

/* What is not named: the command is not about one. */
static const struct {
    const char *hall, *by_operator, *of_ticket;
} legal[COMMAND_COUNT] = {
        [COMMAND_TIME] = {.hall = ALWAYS},
        [COMMAND_OPEN_DAY] = {.hall = "none"},
        [COMMAND_CLOSE_DAY] = {.hall = "open halted closing"},
        [COMMAND_HALT] = {.hall = "open"},
        [COMMAND_END_HALT] = {.hall = "halted"},
        [COMMAND_CLOSE_SERVICE] = {.hall = IN_DAY},
        [COMMAND_OPEN_SERVICE] = {.hall = IN_DAY},
        [COMMAND_SET_HOURS] = {.hall = IN_DAY},
        [COMMAND_CONFIGURE] = {.hall = ALWAYS},
        [COMMAND_STEP_CLOCK] = {.hall = ALWAYS},
        [COMMAND_START] = {.hall = ALWAYS},
        [COMMAND_SUSPECT_CLOCK] = {.hall = ALWAYS},
        [COMMAND_TRUST_CLOCK] = {.hall = ALWAYS},
        [COMMAND_ISSUE] = {.hall = "open"},
        [COMMAND_SERVE_DIRECT] = {.hall = "open", .by_operator = "free"},
        [COMMAND_ENTER_BY_HAND] = {.hall = IN_DAY, .by_operator = "out away " SIGNED_IN},
        [COMMAND_NEXT] = {.hall = "open", .by_operator = "free"},
        [COMMAND_CHOOSE] = {.hall = "open", .by_operator = "free", .of_ticket = "waiting"},
        [COMMAND_RECALL] = {.hall = "open", .by_operator = "called"},
        [COMMAND_ARRIVE] = {.hall = "open", .by_operator = "called"}, /* in a halt nobody is called */
        [COMMAND_FINISH] = {.hall = IN_DAY, .by_operator = "called serving"},
        [COMMAND_MISS] = {.hall = "open", .by_operator = "called"},
        [COMMAND_RETURN] = {.hall = "open", .of_ticket = "no_show"},
        [COMMAND_PUT_OFF] = {.hall = IN_DAY, .of_ticket = "waiting"},
        [COMMAND_COME_BACK] = {.hall = IN_DAY, .of_ticket = "parked put_off"},
        [COMMAND_TRANSFER] = {.hall = "open", .by_operator = "called serving", .of_ticket = "waiting parked"},
        [COMMAND_PARK] = {.hall = IN_DAY, .by_operator = "called serving"},
        [COMMAND_TAKE_UP] = {.hall = "open", .by_operator = "free", .of_ticket = "parked"},
        [COMMAND_CANCEL] = {.hall = IN_DAY, .of_ticket = "waiting called parked put_off"},
        [COMMAND_VOID] = {.hall = IN_DAY, .of_ticket = "waiting called parked put_off"},
        [COMMAND_CHANGE] = {.hall = IN_DAY, .of_ticket = "waiting parked put_off"},
        [COMMAND_UNDO] = {.hall = IN_DAY, .by_operator = "free called paused"},
        [COMMAND_JOIN] = {.hall = IN_DAY, .of_ticket = "waiting parked put_off"},
        [COMMAND_HELP] = {.hall = IN_DAY, .by_operator = "free", .of_ticket = "serving"},
        [COMMAND_END_HELP] = {.hall = IN_DAY, .by_operator = "helping"},
        [COMMAND_HAND_OVER] = {.hall = IN_DAY, .by_operator = "called serving"},
        [COMMAND_RELEASE] = {.hall = IN_DAY, .of_ticket = "called serving"},
        [COMMAND_SIGN_IN] = {.hall = IN_DAY, .by_operator = "out away " SIGNED_IN},
        [COMMAND_REFUSE_SIGN_IN] = {.hall = ALWAYS, .by_operator = "out away " SIGNED_IN},
        [COMMAND_SIGN_OUT] = {.hall = IN_DAY, .by_operator = SIGNED_IN},
        [COMMAND_LOSE] = {.hall = IN_DAY, .by_operator = SIGNED_IN},
        [COMMAND_REGAIN] = {.hall = IN_DAY, .by_operator = SIGNED_IN},
        [COMMAND_PAUSE] = {.hall = IN_DAY, .by_operator = "free called serving helping"},
        [COMMAND_END_PAUSE] = {.hall = IN_DAY,
                               .by_operator =
                                       "called serving helping paused"}, /* or takes back one that was asked for */
        [COMMAND_BEGIN_TASK] = {.hall = IN_DAY, .by_operator = "free"},
        [COMMAND_END_TASK] = {.hall = IN_DAY, .by_operator = "task"},
        [COMMAND_SET_PROFILE] = {.hall = IN_DAY},
        [COMMAND_BOOK] = {.hall = IN_DAY},
        [COMMAND_CANCEL_BOOKING] = {.hall = IN_DAY},
        [COMMAND_CHECK_IN] = {.hall = "open"},
        [COMMAND_SET_SHIFT] = {.hall = IN_DAY},
        [COMMAND_BEGIN_EPOCH] = {.hall = IN_DAY},
        [COMMAND_ADOPT] = {.hall = IN_DAY},
        [COMMAND_NOTE] = {.hall = IN_DAY, .of_ticket = "waiting called serving parked put_off"},
        [COMMAND_RATE] = {.hall = IN_DAY, .of_ticket = "no_show ended"},
};

#undef ALWAYS
#undef IN_DAY
#undef SIGNED_IN

/* --- where things are --- */

struct situation {
    int hall, by_operator, of_ticket; /* -1: the command is not about one */
};

static inline int hall_situation(const struct engine *engine)
{
    if (!engine_day(engine))
        return 0;
    return engine_day_closes(engine) ? 3 : engine_halted(engine) ? 2 : 1;
}

static inline int operator_situation(const struct engine *engine, int32_t operator_id)
{
    static const int at[ACTIVITIES] = {
            [ACTIVITY_FREE] = 2, [ACTIVITY_HELP] = 5, [ACTIVITY_PAUSE] = 6, [ACTIVITY_TASK] = 7};
    const struct session *session = engine_session(engine, operator_id);
    if (!session)
        return 0;
    if (session->state == SESSION_AWAY)
        return 1;
    if (session->activity != ACTIVITY_TICKET)
        return at[session->activity];
    const struct ticket *ticket = engine_ticket(engine, session->ticket);
    return ticket->steps[ticket->current].state == STEP_CALLED ? 3 : 4;
}

static inline int ticket_situation(const struct engine *engine, int32_t id)
{
    static const int at[STEP_STATES] = {[STEP_WAITING] = 1, [STEP_CALLED] = 2,  [STEP_SERVING] = 3,
                                        [STEP_PARKED] = 4,  [STEP_PUT_OFF] = 5, [STEP_ENDED] = 7};
    const struct ticket *ticket = engine_ticket(engine, id);
    if (!ticket)
        return 0;
    const struct step *step = &ticket->steps[ticket->current];
    return step->end == END_NO_SHOW ? 6 : at[step->state];
}

/* What a command is about, before it is given. */
static inline struct situation situation_of(const struct engine *engine, const struct command *command)
{
    struct situation situation = {.hall = hall_situation(engine), .by_operator = -1, .of_ticket = -1};
    bool by_staff = command->kind == COMMAND_TRANSFER && !command->operator_id; /* it names the ticket */
    if (legal[command->kind].by_operator && !by_staff)
        situation.by_operator = operator_situation(engine, command->operator_id);
    if (legal[command->kind].of_ticket && (command->kind != COMMAND_TRANSFER || by_staff))
        situation.of_ticket = ticket_situation(engine, command->ticket);
    return situation;
}

/* --- all pairs --- */

struct pair_count {
    uint64_t given, accepted;
};

struct pairs {
    struct pair_count hall[COMMAND_COUNT][PAIR_SITUATIONS];
    struct pair_count by_operator[COMMAND_COUNT][PAIR_SITUATIONS];
    struct pair_count of_ticket[COMMAND_COUNT][PAIR_SITUATIONS];
};

static inline void pair_met(struct pair_count row[PAIR_SITUATIONS], int situation, bool accepted)
{
    if (situation < 0)
        return;
    row[situation].given++;
    row[situation].accepted += accepted;
}

static inline void pairs_met(struct pairs *pairs, const struct situation *situation, enum command_kind kind,
                             bool accepted)
{
    pair_met(pairs->hall[kind], situation->hall, accepted);
    pair_met(pairs->by_operator[kind], situation->by_operator, accepted);
    pair_met(pairs->of_ticket[kind], situation->of_ticket, accepted);
}

static inline void pairs_print_table(const char *title, const char *const situations[PAIR_SITUATIONS],
                                     struct pair_count counts[COMMAND_COUNT][PAIR_SITUATIONS])
{
    printf("%-24s", title);
    for (int i = 0; i < PAIR_SITUATIONS && situations[i]; i++)
        printf(" %15s", situations[i]);
    printf("\n");
    for (int kind = 0; kind < COMMAND_COUNT; kind++) {
        uint64_t given = 0;
        for (int i = 0; i < PAIR_SITUATIONS; i++)
            given += counts[kind][i].given;
        if (!given)
            continue;
        printf("  %-22s", command_words[kind]);
        for (int i = 0; i < PAIR_SITUATIONS && situations[i]; i++)
            printf(" %8llu/%6llu", (unsigned long long)counts[kind][i].given,
                   (unsigned long long)counts[kind][i].accepted);
        printf("\n");
    }
}

/* No pair that is not legal was accepted; in a run that is long enough every pair was met and the legal ones accepted.
 */
static inline int pairs_check_row(const char *what, enum command_kind kind, const char *words,
                                  const char *const situations[PAIR_SITUATIONS],
                                  const struct pair_count row[PAIR_SITUATIONS], bool loud)
{
    int wrong = 0;
    for (int i = 0; words && i < PAIR_SITUATIONS && situations[i]; i++) {
        bool may = strstr(words, situations[i]);
        const char *fault = !may && row[i].accepted > 0   ? "is not legal and was accepted"
                            : WORLD_SANITIZED             ? NULL
                            : row[i].given == 0           ? "was never tried"
                            : may && row[i].accepted == 0 ? "is legal and was never accepted"
                                                          : NULL;
        if (fault && loud)
            printf("%s, %s %s: %s\n", command_words[kind], what, situations[i], fault);
        wrong += fault != NULL;
    }
    return wrong;
}

/* How many pairs are not as they should be; `loud`: with the tables. */
static inline int pairs_check(struct pairs *pairs, bool loud)
{
    int wrong = 0;
    if (loud) {
        pairs_print_table("given/accepted, hall:", hall_situations, pairs->hall);
        pairs_print_table("operator:", operator_situations, pairs->by_operator);
        pairs_print_table("ticket named:", ticket_situations, pairs->of_ticket);
    }
    for (int i = 0; i < COMMAND_COUNT; i++) {
        enum command_kind kind = (enum command_kind)i;
        wrong += pairs_check_row("hall", kind, legal[i].hall, hall_situations, pairs->hall[i], loud);
        wrong += pairs_check_row("operator", kind, legal[i].by_operator, operator_situations, pairs->by_operator[i],
                                 loud);
        wrong += pairs_check_row("ticket", kind, legal[i].of_ticket, ticket_situations, pairs->of_ticket[i], loud);
    }
    return wrong;
}
