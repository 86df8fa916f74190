/* SPDX-License-Identifier: MIT
 *
 * Every message: C name, id in the language files, arguments ("#": a number; as the first it chooses the plural where a
 * language wants one), most columns of a line with short arguments (0: any, the screen wraps it). Included by i18n.h
 * and i18n.c with MESSAGE defined.
 *
 * A kiosk standing upright has 43 columns (letters of 7 mm), a button on it 36.
 */
/* clang-format off */

/* When a centre or service can be visited. {reason} is a text of the calendar; {closed} and {opens} are sentences. */
MESSAGE(HOURS_OPEN_UNTIL,          "hours.open_until",          "time",                 40)
MESSAGE(HOURS_OPENS_TODAY,         "hours.opens_today",         "time",                 40)
MESSAGE(HOURS_OPENS_TOMORROW,      "hours.opens_tomorrow",      "time",                 40)
MESSAGE(HOURS_OPENS_ON,            "hours.opens_on",            "date time",            60)
MESSAGE(HOURS_CLOSED,              "hours.closed",              "",                     30)
MESSAGE(HOURS_CLOSED_BECAUSE,      "hours.closed_because",      "reason",                0)
MESSAGE(HOURS_CLOSED_OPENS,        "hours.closed_opens",        "closed opens",          0)
MESSAGE(HOURS_LAST_TICKETS,        "hours.last_tickets",        "time",                 40)
MESSAGE(HOURS_TODAY,               "hours.today",               "",                     12)
MESSAGE(HOURS_TOMORROW,            "hours.tomorrow",            "",                     12)

/* States of a service, as a label beside its name. */
MESSAGE(SERVICE_OPEN,              "service.open",              "",                     24)
MESSAGE(SERVICE_CLOSED,            "service.closed",            "",                     24)
MESSAGE(SERVICE_BREAK,             "service.break",             "",                     24)
MESSAGE(SERVICE_FULL,              "service.full",              "",                     26)
MESSAGE(SERVICE_HALTED,            "service.halted",            "",                     26)

/* How long, and who is before. {from} and {to} of between are minutes, of between_times times of day. */
MESSAGE(WAIT_PEOPLE_AHEAD,         "wait.people_ahead",         "#count",               36)
MESSAGE(WAIT_NEXT,                 "wait.next",                 "",                     36)
MESSAGE(WAIT_MINUTES,              "wait.minutes",              "#minutes",             16)
MESSAGE(WAIT_HOURS_MINUTES,        "wait.hours_minutes",        "#hours #minutes",      20)
MESSAGE(WAIT_ABOUT,                "wait.about",                "#minutes",             36)
MESSAGE(WAIT_BETWEEN,              "wait.between",              "#to #from",            36)
MESSAGE(WAIT_BETWEEN_TIMES,        "wait.between_times",        "from to",              36)
MESSAGE(WAIT_NOT_BEFORE,           "wait.not_before",           "time",                 36)
MESSAGE(WAIT_SOON,                 "wait.soon",                 "",                     36)
MESSAGE(WAIT_UNKNOWN,              "wait.unknown",              "",                     43)
MESSAGE(WAIT_MAY_NOT_BE_SERVED,    "wait.may_not_be_served",    "",                      0)

/* Paper. */
MESSAGE(TICKET_TITLE,              "ticket.title",              "",                     24)
MESSAGE(TICKET_NUMBER,             "ticket.number",             "number",               24)
MESSAGE(TICKET_ISSUED,             "ticket.issued",             "date time",            48)
MESSAGE(TICKET_PEOPLE,             "ticket.people",             "#count",               30)
MESSAGE(TICKET_CHECK_CODE,         "ticket.check_code",         "code",                 30)
MESSAGE(TICKET_VALID_TODAY,        "ticket.valid_today",        "",                     40)
MESSAGE(TICKET_WATCH_BOARD,        "ticket.watch_board",        "",                      0)
MESSAGE(TICKET_KEEP,               "ticket.keep",               "",                     43)
MESSAGE(TICKET_COPY,               "ticket.copy",               "",                     12)
MESSAGE(TICKET_WHERE_AM_I,         "ticket.where_am_i",         "",                      0)

/* The hall's display. {counter} is language_counter(), written. */
MESSAGE(BOARD_TICKET,              "board.ticket",              "",                     12)
MESSAGE(BOARD_COUNTER,             "board.counter",             "",                     12)
MESSAGE(BOARD_GO_TO,               "board.go_to",               "counter",              36)
MESSAGE(BOARD_RECENT,              "board.recent",              "",                     24)
MESSAGE(BOARD_WAITING,             "board.waiting",             "#count",               24)
MESSAGE(BOARD_NOBODY_CALLED,       "board.nobody_called",       "",                     43)
MESSAGE(BOARD_HALTED,              "board.halted",              "",                      0)

/* To be spoken. {ticket} is language_spell(), {counter} language_counter(), spoken. */
MESSAGE(VOICE_CALL,                "voice.call",                "ticket counter",        0)
MESSAGE(VOICE_CALL_PLACE,          "voice.call_place",          "ticket counter place",  0)
MESSAGE(VOICE_RECALL,              "voice.recall",              "ticket counter",        0)
MESSAGE(VOICE_CLOSING_SOON,        "voice.closing_soon",        "#minutes",              0)
MESSAGE(VOICE_HALTED,              "voice.halted",              "",                      0)

/* The kiosk's own words; short ones are buttons. */
MESSAGE(VISITOR_WELCOME,           "visitor.welcome",           "",                     36)
MESSAGE(VISITOR_CHOOSE_LANGUAGE,   "visitor.choose_language",   "",                     43)
MESSAGE(VISITOR_CHOOSE_AGENCY,     "visitor.choose_agency",     "",                     43)
MESSAGE(VISITOR_CHOOSE_SERVICE,    "visitor.choose_service",    "",                     43)
MESSAGE(VISITOR_SEARCH,            "visitor.search",            "",                     16)
MESSAGE(VISITOR_NOTHING_FOUND,     "visitor.nothing_found",     "",                     43)
MESSAGE(VISITOR_BACK,              "visitor.back",              "",                     12)
MESSAGE(VISITOR_HOME,              "visitor.home",              "",                     16)
MESSAGE(VISITOR_HELP,              "visitor.help",              "",                     12)
MESSAGE(VISITOR_YES,               "visitor.yes",               "",                     10)
MESSAGE(VISITOR_NO,                "visitor.no",                "",                     10)
MESSAGE(VISITOR_CONTINUE,          "visitor.continue",          "",                     16)
MESSAGE(VISITOR_CANCEL,            "visitor.cancel",            "",                     16)
MESSAGE(VISITOR_TAKE_TICKET,       "visitor.take_ticket",       "",                     24)
MESSAGE(VISITOR_BRING,             "visitor.bring",             "",                     43)
MESSAGE(VISITOR_HAVE_ALL,          "visitor.have_all",          "",                     36)
MESSAGE(VISITOR_HOW_MANY,          "visitor.how_many",          "",                     43)
MESSAGE(VISITOR_ANY_OF_THESE,      "visitor.any_of_these",      "",                     43)
MESSAGE(VISITOR_YOUR_NUMBER,       "visitor.your_number",       "",                     24)
MESSAGE(VISITOR_TAKE_PAPER,        "visitor.take_paper",        "",                     43)
MESSAGE(VISITOR_NO_PAPER,          "visitor.no_paper",          "",                      0)
MESSAGE(VISITOR_STILL_THERE,       "visitor.still_there",       "#seconds",              0)
MESSAGE(VISITOR_HELP_COMING,       "visitor.help_coming",       "",                     43)
MESSAGE(VISITOR_ONLY_IN,           "visitor.only_in",           "language",             43)
MESSAGE(VISITOR_CONNECTING,        "visitor.connecting",        "",                     24)
MESSAGE(VISITOR_FAILED,            "visitor.failed",            "",                      0)
MESSAGE(VISITOR_LEAVE_QUEUE,       "visitor.leave_queue",       "",                     24)
/* clang-format on */
