/* SPDX-License-Identifier: MIT
 *
 * Everything an administrator edits, loaded and checked as one: novbe.conf and the catalogue, calendar, languages and
 * layout of paper it names. Loaded whole or refused whole, with every mistake; never changed afterwards: a reload makes
 * a new one.
 */
#pragma once

#include "common/arena.h"
#include "common/calendar.h"
#include "common/catalogue.h"
#include "common/i18n.h"
#include "common/ticket_layout.h"

enum { RETURN_CODE_DAYS_MOST = 366 };

enum role {
    ROLE_VISITOR,
    ROLE_RECEPTION,
    ROLE_COUNTER,
    ROLE_BOARD,
    ROLE_MANAGER,
    ROLE_PRINTER,
    ROLE_NETWORK,
    ROLE_FOLLOWER, /* the second machine */
    ROLE_ADMIN,
    ROLE_AUDITOR,  /* reads all, changes nothing */
    ROLE_REPORTER, /* reads reports of days and nothing else */
    ROLE_COUNT
};
extern const char *const role_words[ROLE_COUNT + 1];

/* What managers see of operators; in the order of org.novbe.Manager.Report. */
enum operator_report { OPERATOR_REPORT_NAMED, OPERATOR_REPORT_TEAM, OPERATOR_REPORT_OWN };
extern const char *const operator_report_words[];

/* One row of `roles`: these users and groups have this role, everywhere or in some agencies. */
struct role_grant {
    enum role role;
    struct config_list users;    /* names or numbers; "@owner": the user the daemon runs as */
    struct config_list groups;   /* names or numbers */
    struct config_list agencies; /* keys; empty: all */
};

/* novbe.conf: the option table is in centre.c. */
struct settings {
    const char *centre_key;  /* names this centre in the ledger of the country: "baku-1" */
    struct config_text name; /* of the centre */
    struct config_list languages;
    const char *time_zone;
    int day_start_minute; /* the business day rolls over then */
    int64_t call_seconds; /* from first call to no-show at least */
    struct {
        int64_t calls_before_no_show; /* the call and its recalls */
        int64_t recall_gap_seconds;
        int64_t undo_seconds;
        int64_t grace_minutes;                               /* a no-show may return so long */
        int64_t returns;                                     /* and so often */
        int64_t put_offs;                                    /* a visitor may put off so often */
        int64_t put_off_minutes;                             /* and so long in all */
        int64_t park_minutes;                                /* at most */
        int64_t lease_seconds;                               /* a lost terminal keeps its ticket */
        int64_t nested_returns;                              /* transfers "with return" within one another */
        int64_t served_percent;                              /* chance of being served today; less: no ticket */
        int64_t return_code_days;                            /* a return code counts on so many days */
        int64_t return_code_minutes;                         /* and goes ahead by so much at least */
        int64_t series_warn_percent;                         /* of the numbers of a series given out */
        int64_t booking_early_minutes, booking_late_minutes; /* check-in before and after the slot of a booking */
        int64_t clock_step_seconds;                          /* the wall clock off by more is an event */
        int64_t paper_seconds;                               /* then it is the next printer's turn */
        int64_t printer_silent_seconds;                      /* not told of for longer: silent */
        int64_t papers;                                      /* of one ticket, that its visitor may ask for */
        int64_t handful_tickets;                             /* of one service a minute at a kiosk; 0: any */
        int64_t handful_seconds;                             /* then it makes a pause: the first is so long */
    } rules;
    struct {
        int64_t keep_days;          /* closed days in the ledger; 0: all */
        int64_t name_days;          /* closed days in which people are known by name; 0: all */
        int64_t warn_mib, stop_mib; /* of free space on its disk */
        int64_t verify_days;        /* the last verify is so old at most; 0: it does not matter */
    } storage;
    struct {
        int operators; /* enum operator_report */
        /* What `novbe report --due` does: */
        const char *folder;                       /* "": nothing */
        struct config_list formats;               /* words of report_formats */
        struct config_list languages;             /* codes; empty: the centre's own */
        int csv;                                  /* enum report_csv */
        int64_t catch_up_days;                    /* so many closed days are looked back */
        const char *printer;                      /* queue of CUPS; "": none */
        struct config_list mail_to;               /* empty: nobody */
        const char *mail_from;                    /* "": not given */
        const char *print_program, *mail_program; /* lp, sendmail */
    } report;
    const char *catalogue_path, *calendar_path, *languages_path, *ticket_path,
            *store_path; /* resolved against the folder of novbe.conf */
    const char *socket_path;
    const char *peer_address; /* "": none */
    const char *socket_mode;  /* "0666": who may connect at all; what they may do is a matter of roles */
    int log_level;            /* enum log_level */
    struct {
        int64_t message_bytes, reply_bytes, connections, connections_per_user, unsent_bytes, calls_in_flight,
                messages_per_turn, unread_ms;
    } limits;
    size_t grant_count;
    struct role_grant *grants;
};

struct centre {
    struct arena arena;
    const char *path; /* of novbe.conf */
    struct settings settings;
    struct i18n *i18n;
    struct catalogue *catalogue;
    struct calendar *calendar;
    struct ticket_layout *ticket_layout;
};

/* Option table of novbe.conf, and what stands over its options in the sample. */
extern const char settings_heading[];
extern const struct config_option settings_options[];
extern const size_t settings_option_count;

/* Returns 0 (there may be warnings) or -EBADMSG; mistakes come sorted. */
int centre_load(const char *path, struct config_mistakes *mistakes, struct centre **ret_centre) attr_must_check;
/* The same for those who print: mistakes of the layout of paper are told, and the built-in one stands in for it. */
int centre_load_plain(const char *path, struct config_mistakes *mistakes, struct centre **ret_centre) attr_must_check;
struct centre *centre_free(struct centre *centre);
DEFINE_CLEANUP(struct centre *, centre_free)

/* Settings that take effect only after a restart keep the values of `running`. For a centre that nobody uses yet. */
void centre_keep(struct centre *centre, const struct centre *running);

/* What a reload would do: settings that differ (object "setting", the option's name as key, no field, values as they
 * would stand in the file), then what differs in languages, catalogue, calendar and
 * layout. Texts live in `arena`, the list is
 * freed by catalogue_changes_done(). */
void centre_compare(const struct centre *before, const struct centre *after, struct arena *arena,
                    struct catalogue_changes *ret_changes);
