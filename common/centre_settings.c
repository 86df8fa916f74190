/* SPDX-License-Identifier: MIT
 *
 * The option table of novbe.conf, and the checks that need more than a row of it.
 */
#include "common/centre_settings.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>
#include <sys/un.h>

#include "common/buffer.h"
#include "common/centre_report.h"
#include "common/clock.h"
#include "common/text.h"
#include "common/varlink/server.h"

const char *const operator_report_words[] = {"named", "team", "own", NULL};

const char *const role_words[ROLE_COUNT + 1] = {
        [ROLE_VISITOR] = "visitor", [ROLE_RECEPTION] = "reception", [ROLE_COUNTER] = "counter",
        [ROLE_BOARD] = "board",     [ROLE_MANAGER] = "manager",     [ROLE_PRINTER] = "printer",
        [ROLE_NETWORK] = "network", [ROLE_FOLLOWER] = "follower",   [ROLE_ADMIN] = "admin",
        [ROLE_AUDITOR] = "auditor", [ROLE_REPORTER] = "reporter",
};

const char settings_heading[] =
        "SPDX-License-Identifier: MIT\n"
        "\n"
        "novbe.conf: what this centre is, where its other files are, and who may do what. Every option stands here "
        "with its "
        "default; an option that is left out has it.\n"
        "\n"
        "After every change: novbe check. It prints every mistake with its file and line. To put it in force: "
        "systemctl "
        "reload novbed. A file with a mistake changes nothing. What needs a restart says so.\n"
        "\n"
        "Text stands in one pair of quotation marks on one line, with \\n for a new line, \\\" and \\\\. Between the "
        "items of [ ] and ( ) stands a comma, after the last none. @include \"FILE\" puts another file in its place.";

static const char *const log_level_words[] = {"error", "warning", "info", "debug", NULL};

/* What the table fills: the settings, and what is read from a setting of its own. */
struct settings_file {
    struct settings settings;
    const config_setting_t *roles;
};

#define AT(field) .offset = offsetof(struct settings, field)

#define DEFAULT_ROLES                                                \
    "(\n"                                                            \
    "    { role = \"admin\"; users = [ \"@owner\", \"root\" ]; },\n" \
    "    { role = \"printer\"; users = [ \"novbe-printer\" ]; },\n"  \
    "    { role = \"reporter\"; users = [ \"novbe-report\" ]; },\n"  \
    "    { role = \"visitor\"; users = [ \"novbe-kiosk\" ]; },\n"    \
    "    { role = \"board\"; users = [ \"novbe-board\" ]; }\n"       \
    ")"

const struct config_option settings_options[] = {
        {"centre.key", CONFIG_STRING, AT(centre_key), NULL, 1, 32, "\"centre-1\"", NULL, CONFIG_RESTART,
         "Names this centre among all others of the country, in the ledger and in national reports: small letters, "
         "digits "
         "and hyphens. It never changes."},
        {"centre.name", CONFIG_TEXT, AT(name), NULL, 0, 0,
         "{ az = \"Xidmət mərkəzi\"; ru = \"Центр услуг\"; en = \"Service centre\"; }", NULL, CONFIG_LIVE,
         "The name people know it by, in every language of the centre."},
        {"centre.languages", CONFIG_LIST, AT(languages), NULL, 1, 16, "[ \"az\", \"ru\", \"en\" ]", NULL, CONFIG_LIVE,
         "The languages the centre speaks, by the names of their files in files.languages. The first is its own: what "
         "a "
         "kiosk shows until somebody chooses."},
        {"centre.time_zone", CONFIG_STRING, AT(time_zone), NULL, 1, 64, "\"Asia/Baku\"", NULL, CONFIG_RESTART,
         "The time zone of the house, by its name in the tz database (timedatectl list-timezones)."},
        {"centre.day_start", CONFIG_TIME, AT(day_start_minute), NULL, 0, 0, "\"00:00\"", NULL, CONFIG_LIVE,
         "When one business day ends and the next begins. A centre that works past midnight sets an hour at which it "
         "is "
         "surely closed; before \"24:00\"."},
        {"centre.call_seconds", CONFIG_INT, AT(call_seconds), "seconds", 10, 3600, "60", NULL, CONFIG_LIVE,
         "How long a visitor has, from the first call on, before the operator may mark a no-show. The catalogue may "
         "give a "
         "zone, a class or a need longer."},
        {"rules.calls_before_no_show", CONFIG_INT, AT(rules.calls_before_no_show), "calls", 1, 20, "2", NULL,
         CONFIG_LIVE,
         "How often a visitor is called, the first call included, before the operator may mark a no-show. "
         "centre.call_seconds must have passed too."},
        {"rules.recall_gap_seconds", CONFIG_INT, AT(rules.recall_gap_seconds), "seconds", 5, 300, "15", NULL,
         CONFIG_LIVE,
         "Two calls of one ticket are so far apart at least: as long as the board and the voice need to be noticed."},
        {"rules.undo_seconds", CONFIG_INT, AT(rules.undo_seconds), "seconds", 0, 60, "10", NULL, CONFIG_LIVE,
         "So long an operator may take back a call, a finish, a no-show, a transfer or a parking. 0: never."},
        {"rules.grace_minutes", CONFIG_INT, AT(rules.grace_minutes), "minutes", 0, 480, "15", NULL, CONFIG_LIVE,
         "So long after a no-show the visitor may come back with the same ticket. 0: not at all."},
        {"rules.returns", CONFIG_INT, AT(rules.returns), "times", 0, 20, "1", NULL, CONFIG_LIVE,
         "How often one visitor may come back after a no-show."},
        {"rules.put_offs", CONFIG_INT, AT(rules.put_offs), "times", 0, 20, "2", NULL, CONFIG_LIVE,
         "How often a visitor may ask to be called later; the place in the queue stays. 0: not at all."},
        {"rules.put_off_minutes", CONFIG_INT, AT(rules.put_off_minutes), "minutes", 1, 480, "60", NULL, CONFIG_LIVE,
         "How long a visitor may put it off, all times together."},
        {"rules.park_minutes", CONFIG_INT, AT(rules.park_minutes), "minutes", 1, 1440, "120", NULL, CONFIG_LIVE,
         "How long an operator may put a visitor aside with a time at which they wait again."},
        {"rules.lease_seconds", CONFIG_INT, AT(rules.lease_seconds), "seconds", 10, 3600, "60", NULL, CONFIG_LIVE,
         "How long a counter stays with its operator when the terminal is gone. Then a called ticket goes back to the "
         "head of its queue; a served one stays with the operator."},
        {"rules.nested_returns", CONFIG_INT, AT(rules.nested_returns), "transfers", 0, 3, "3", NULL, CONFIG_LIVE,
         "How many transfers with return may stand within one another. 0: a visitor who is sent on never comes back to "
         "the sender by itself."},
        {"rules.return_code_days", CONFIG_INT, AT(rules.return_code_days), "days", 0, RETURN_CODE_DAYS_MOST, "14", NULL,
         CONFIG_LIVE,
         "On how many days after it a return code counts: who was sent home, or not called before the close of the "
         "day, "
         "goes ahead with it another day, once, for the same service. 0: no such codes are given."},
        {"rules.return_code_minutes", CONFIG_INT, AT(rules.return_code_minutes), "minutes", 0, 1440, "60", NULL,
         CONFIG_LIVE,
         "Who comes with a return code goes ahead of those who came up to so many minutes earlier; or as long as was "
         "waited in vain, if that was longer."},
        {"rules.served_percent", CONFIG_INT, AT(rules.served_percent), "percent", 0, 99, "50", NULL, CONFIG_LIVE,
         "A kiosk gives no ticket if the chance that the visitor is served before the service closes is smaller; it "
         "says "
         "when to come instead. Reception decides for itself. 0: a ticket is given as long as the service is open."},
        {"rules.series_warn_percent", CONFIG_INT, AT(rules.series_warn_percent), "percent", 1, 100, "80", NULL,
         CONFIG_LIVE, "A warning is given when so much of a series has been used up in a day."},
        {"rules.booking_early_minutes", CONFIG_INT, AT(rules.booking_early_minutes), "minutes", 0, 480, "30", NULL,
         CONFIG_LIVE, "How long before the booked time a visitor may check in; who comes earlier is told from when."},
        {"rules.booking_late_minutes", CONFIG_INT, AT(rules.booking_late_minutes), "minutes", 0, 480, "15", NULL,
         CONFIG_LIVE,
         "How long after the booked time a visitor may check in; who comes later is offered a usual ticket or the next "
         "free time."},
        {"rules.clock_step_seconds", CONFIG_INT, AT(rules.clock_step_seconds), "seconds", 1, 600, "2", NULL,
         CONFIG_LIVE,
         "The clock of this machine is compared every minute; a difference above this is kept in the ledger."},
        {"rules.paper_seconds", CONFIG_INT, AT(rules.paper_seconds), "seconds", 5, 3600, "30", NULL, CONFIG_LIVE,
         "So long a printer has for a ticket; then it is the turn of the next printer of the kiosk. A printer takes a "
         "second or two for each, and many may come at once."},
        {"rules.printer_silent_seconds", CONFIG_INT, AT(rules.printer_silent_seconds), "seconds", 30, 3600, "60", NULL,
         CONFIG_LIVE,
         "A printer of which novbe-printer has told nothing for so long counts as one that cannot print. It tells "
         "every "
         "20 seconds."},
        {"rules.papers", CONFIG_INT, AT(rules.papers), "papers", 1, 100, "5", NULL, CONFIG_LIVE,
         "How many papers of one ticket a kiosk prints in all. Reception prints as many as it wants."},
        {"rules.handful_tickets", CONFIG_INT, AT(rules.handful_tickets), "tickets", 0, 20, "4", NULL, CONFIG_LIVE,
         "How many tickets of one service a kiosk gives in a minute. Whoever wants more waits, and reception is told; "
         "a "
         "ticket for several people is one. 0: as many as anybody likes."},
        {"rules.handful_seconds", CONFIG_INT, AT(rules.handful_seconds), "seconds", 1, 120, "15", NULL, CONFIG_LIVE,
         "How long a kiosk that was asked for more gives no tickets of that service: at first so long, then twice as "
         "long "
         "each time, at most two minutes; it begins anew when it was quiet for ten minutes."},
        {"files.catalogue", CONFIG_STRING, AT(catalogue_path), NULL, 1, 1024, "\"catalogue.conf\"", NULL, CONFIG_LIVE,
         "The catalogue: agencies, services, counters. A path that does not begin with / is relative to the folder of "
         "this file; so it is for all files."},
        {"files.calendar", CONFIG_STRING, AT(calendar_path), NULL, 1, 1024, "\"calendar.conf\"", NULL, CONFIG_LIVE,
         "The calendar: days that differ from the weekly hours."},
        {"files.languages", CONFIG_STRING, AT(languages_path), NULL, 1, 1024, "\"lang\"", NULL, CONFIG_LIVE,
         "The folder of the language files, one <code>.conf a language."},
        {"files.ticket", CONFIG_STRING, AT(ticket_path), NULL, 1, 1024, "\"ticket.conf\"", NULL, CONFIG_LIVE,
         "What stands on paper, block by block. Where this option is left out and there is no such file, it is what is "
         "built in."},
        {"files.store", CONFIG_STRING, AT(store_path), NULL, 1, 1024, "\"/var/lib/novbe/store\"", NULL, CONFIG_RESTART,
         "Everything that must not be lost: the ledger, bookings, operators. Its key stands beside it, with -key after "
         "the name. Nobody but the daemon may read them. --store comes first."},
        {"storage.keep_days", CONFIG_INT, AT(storage.keep_days), "days", 0, 36500, "0", NULL, CONFIG_LIVE,
         "Days that are older than this are deleted whole, below a seal that proves the rest; a return code stays as "
         "long "
         "as it counts. 0: everything is kept."},
        {"storage.name_days", CONFIG_INT, AT(storage.name_days), "days", 0, 36500, "0", NULL, CONFIG_LIVE,
         "Days that are older than this are anonymised: notes and other free texts are forgotten, what bookings were "
         "called "
         "elsewhere too; figures by operator become those of all operators together, those of months and years as soon "
         "as all "
         "of their days are so old; and the names of operators who left the configuration, and of whom no younger day "
         "knows, are forgotten. What the ledger proves by its hashes cannot be taken out of it: a fact keeps the "
         "number of "
         "its operator, whose name is known for as long as he is in the configuration. 0: never."},
        {"storage.warn_mib", CONFIG_INT, AT(storage.warn_mib), "MiB", 0, 1048576, "1024", NULL, CONFIG_LIVE,
         "With less room than this on the disk of the store, supervisors and monitoring are warned."},
        {"storage.stop_mib", CONFIG_INT, AT(storage.stop_mib), "MiB", 0, 1048576, "256", NULL, CONFIG_LIVE,
         "With less room than this only what must be is written: tickets go on, the log is cut to errors, and for "
         "monitoring it is critical."},
        {"storage.verify_days", CONFIG_INT, AT(storage.verify_days), "days", 0, 3650, "8", NULL, CONFIG_LIVE,
         "When the last `novbe verify` is longer ago than this, monitoring is warned. 0: never."},
        {"report.operators", CONFIG_WORD, AT(report.operators), NULL, 0, 0, "\"team\"", operator_report_words,
         CONFIG_LIVE,
         "What managers read of operators in reports: \"team\" all of a profile together, \"named\" each by his id, "
         "\"own\" nothing, as each operator sees what is his own at his terminal. The auditor's page names them to "
         "auditors and administrators in any case."},
        {"report.folder", CONFIG_STRING, AT(report.folder), NULL, 0, 1024, "\"\"", NULL, CONFIG_LIVE,
         "Where novbe-report.timer puts the report of every closed day, in a folder of its own: FOLDER/2026-11-23. The "
         "unit makes /var/lib/novbe-report; another folder must be writable by its user novbe-report "
         "(novbe(1), BY ITSELF). Empty: no report is written, printed or mailed by itself."},
        {"report.formats", CONFIG_LIST, AT(report.formats), NULL, 1, 5, "[ \"html\", \"pdf\", \"csv\", \"json\" ]",
         NULL, CONFIG_LIVE, "What is written there, and mailed: text, csv, json, html, pdf."},
        {"report.languages", CONFIG_LIST, AT(report.languages), NULL, 0, 16, "[ ]", NULL, CONFIG_LIVE,
         "In which languages of the centre; mail is in the first, and so are csv and json. None: the centre's own."},
        {"report.csv", CONFIG_WORD, AT(report.csv), NULL, 0, 0, "\"comma\"", report_csv_words, CONFIG_LIVE,
         "What separates the columns of csv. \"semicolon\": as spreadsheets expect it where decimals are written with "
         "a comma."},
        {"report.catch_up_days", CONFIG_INT, AT(report.catch_up_days), "days", 1, 366, "14", NULL, CONFIG_LIVE,
         "So many closed days are looked back for reports that are not there, or not printed or mailed yet, after this "
         "machine or the printer was out of use."},
        {"report.printer", CONFIG_STRING, AT(report.printer), NULL, 0, 127, "\"\"", NULL, CONFIG_LIVE,
         "The queue of CUPS (lpstat -e) at which the first two sheets of the PDF are printed once. Empty: none."},
        {"report.mail_to", CONFIG_LIST, AT(report.mail_to), NULL, 0, 64, "[ ]", NULL, CONFIG_LIVE,
         "To whom the report is mailed once, as [ \"manager@example.org\" ], by the system's own sendmail."},
        {"report.mail_from", CONFIG_STRING, AT(report.mail_from), NULL, 0, 254, "\"\"", NULL, CONFIG_LIVE,
         "The sender's address; it must be there if mail_to is."},
        {"report.print_program", CONFIG_STRING, AT(report.print_program), NULL, 1, 1024, "\"/usr/bin/lp\"", NULL,
         CONFIG_LIVE, "What hands a file over to CUPS."},
        {"report.mail_program", CONFIG_STRING, AT(report.mail_program), NULL, 1, 1024, "\"/usr/sbin/sendmail\"", NULL,
         CONFIG_LIVE, "What takes a mail on standard input, with the options of sendmail."},
        {"socket.path", CONFIG_STRING, AT(socket_path), NULL, 1, sizeof(((struct sockaddr_un *)0)->sun_path) - 1,
         "\"/run/novbe/socket\"", NULL, CONFIG_RESTART,
         "The Unix socket all terminals speak to. A service manager that hands over a socket, or --socket, comes "
         "first."},
        {"socket.mode", CONFIG_STRING, AT(socket_mode), NULL, 3, 4, "\"0666\"", NULL, CONFIG_RESTART,
         "Who may connect to it at all, as an octal file mode. What they may do then is a matter of roles."},
        {"peer.address", CONFIG_STRING, AT(peer_address), NULL, 0, 1024, "\"\"", NULL, CONFIG_RESTART,
         "The other machine of a centre that has two: the path of a socket at which it is reached (novbe-peer.service "
         "makes it, by ssh). It is asked at every start, and every few seconds, whether it has become the centre; then "
         "this one ends. Empty: there is none. --follow comes first."},
        {"log.level", CONFIG_WORD, AT(log_level), NULL, 0, 0, "\"info\"", log_level_words, CONFIG_LIVE,
         "How much goes to the log: this level and those before it."},
        {"limits.message_bytes", CONFIG_INT, AT(limits.message_bytes), "bytes", 4096, 1048576, "65536", NULL,
         CONFIG_LIVE, "The longest message a terminal may send; a longer one closes its connection."},
        {"limits.reply_bytes", CONFIG_INT, AT(limits.reply_bytes), "bytes", 65536, 67108864, "16777216", NULL,
         CONFIG_LIVE, "The longest reply of the daemon."},
        {"limits.connections", CONFIG_INT, AT(limits.connections), "connections", 1, 65536, "2048", NULL, CONFIG_LIVE,
         "Connections in all; one more is closed at once."},
        {"limits.connections_per_user", CONFIG_INT, AT(limits.connections_per_user), "connections", 1, 65536, "1024",
         NULL, CONFIG_LIVE,
         "Connections of one user of this machine. Hundreds of terminals may run as one user; no user should be able "
         "to "
         "take all of limits.connections."},
        {"limits.unsent_bytes", CONFIG_INT, AT(limits.unsent_bytes), "bytes", 65536, 268435456, "20971520", NULL,
         CONFIG_LIVE,
         "Output that a connection has asked for and not read; above it the connection is closed. Not less than "
         "limits.reply_bytes and 65536 more: what may wait before the longest reply is added."},
        {"limits.calls_in_flight", CONFIG_INT, AT(limits.calls_in_flight), "calls", 1, 65536, "64", NULL, CONFIG_LIVE,
         "Calls that wait for something outside the daemon, in all; one more is answered Overloaded."},
        {"limits.messages_per_turn", CONFIG_INT, AT(limits.messages_per_turn), "messages", 1, 65536, "64", NULL,
         CONFIG_LIVE, "Messages taken from one connection before all others have had their turn."},
        {"limits.unread_ms", CONFIG_INT, AT(limits.unread_ms), "ms", 100, 3600000, "30000", NULL, CONFIG_LIVE,
         "A terminal that has output waiting and reads nothing for so long is closed."},
        {"roles", CONFIG_ANY, offsetof(struct settings_file, roles), NULL, 0, 0, DEFAULT_ROLES, NULL, CONFIG_LIVE,
         "Who may do what. Each row gives a role (visitor, reception, counter, board, manager, printer, network, "
         "follower, admin, auditor, reporter) to users and to groups of this machine, by name or number; \"@owner\" is "
         "the user "
         "the daemon runs "
         "as. "
         "Rows add up. An administrator may also do what managers and reception may; an auditor reads what any role "
         "may read and changes nothing; a reporter reads reports of days and nothing else. A person who sits at a "
         "counter or at reception gets a row, as these two:\n"
         "{ role = \"counter\"; groups = [ \"novbe-counters\" ]; }\n"
         "{ role = \"reception\"; users = [ \"anna\" ]; }\n"
         "A row with `agencies`, by their keys in the catalogue, holds for these agencies only:\n"
         "{ role = \"manager\"; groups = [ \"tax-managers\" ]; agencies = [ \"tax\" ]; }"},
};

const size_t settings_option_count = ARRAY_SIZE(settings_options);

#define GRANT(field) .offset = offsetof(struct role_grant, field)

static const struct config_option role_options[] = {
        {"role", CONFIG_WORD, GRANT(role), .words = role_words},
        {"users", CONFIG_LIST, GRANT(users), .fallback = "[ ]"},
        {"groups", CONFIG_LIST, GRANT(groups), .fallback = "[ ]"},
        {"agencies", CONFIG_LIST, GRANT(agencies), .fallback = "[ ]"},
};

static const struct config_option *option_of(size_t offset)
{
    for (size_t i = 0; i < settings_option_count; i++) {
        if (settings_options[i].offset == offset)
            return &settings_options[i];
    }
    assert(false && "an option without a row");
    return NULL;
}

struct settings_reader {
    const config_setting_t *root;
    struct arena *arena;
    struct config_mistakes *mistakes;
    struct settings_file *file;
};

/* --- roles --- */

static void read_grant(const struct settings_reader *reader, const config_setting_t *row, struct role_grant *grant)
{
    char found[CONFIG_FOUND_SIZE];
    if (!config_setting_is_group(row)) {
        config_mistake_at(reader->mistakes, CONFIG_ERROR, row, "roles: found %s, expected { role = ...; users = ...; }",
                          config_found(row, found));
        return;
    }
    size_t errors = reader->mistakes->errors;
    config_read_group(row, role_options, ARRAY_SIZE(role_options), reader->arena, reader->mistakes, grant);
    bool given = config_setting_get_member(row, "users") || config_setting_get_member(row, "groups");
    bool refused = given && reader->mistakes->errors > errors; /* it is told already what is wrong with them */
    if (!grant->users.count && !grant->groups.count && !refused)
        config_mistake_at(reader->mistakes, CONFIG_ERROR, row,
                          "roles: this row names nobody, expected users or groups");
}

static void read_grants(const struct settings_reader *reader, const config_setting_t *roles)
{
    struct settings *settings = &reader->file->settings;
    char found[CONFIG_FOUND_SIZE];
    if (!config_setting_is_list(roles)) {
        config_mistake_at(reader->mistakes, CONFIG_ERROR, roles,
                          "roles: found %s, expected a list ( { ... }, { ... } )", config_found(roles, found));
        return;
    }
    settings->grant_count = (size_t)config_setting_length(roles);
    settings->grants = arena_new_n(reader->arena, struct role_grant, settings->grant_count);
    for (size_t i = 0; i < settings->grant_count; i++)
        read_grant(reader, config_setting_get_elem(roles, (unsigned)i), &settings->grants[i]);
}

static void read_default_grants(const struct settings_reader *reader)
{
    struct config_mistakes mistakes = {0};
    _cleanup_(config_file_freep) struct config_file *file = NULL;
    static const char text[] = "roles = " DEFAULT_ROLES ";";
    int r = config_file_parse("roles", text, sizeof(text) - 1, &mistakes, &file);
    assert(r == 0);
    (void)r;
    read_grants(reader, config_setting_get_member(config_file_root(file), "roles"));
    config_mistakes_done(&mistakes);
}

/* --- checks --- */

/* Reports at the option's setting, or at the file if the default is what is wrong. */
static attr_printf(3, 4) void mistake(const struct settings_reader *reader, size_t offset, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    _cleanup_free_ char *text = mem_vprintf(format, arguments);
    va_end(arguments);
    const char *name = option_of(offset)->name;
    const config_setting_t *setting = config_setting_lookup((config_setting_t *)reader->root, name);
    config_mistake_at(reader->mistakes, CONFIG_ERROR, setting ? setting : reader->root, "%s: %s", name, text);
}

static bool is_key(const char *text)
{
    return text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0';
}

static bool holds(const struct config_list *list, const char *text)
{
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->items[i], text) == 0)
            return true;
    }
    return false;
}

/* What is wrong is left out of the list, so that it is not told again where the files are looked for. */
static void check_languages(const struct settings_reader *reader)
{
    struct config_list *list = &reader->file->settings.languages;
    struct config_list sound = {.items = list->items};
    size_t offset = offsetof(struct settings, languages);
    for (size_t i = 0; i < list->count; i++) {
        const char *code = list->items[i];
        if (!language_code_is_sound(code))
            mistake(reader, offset, "\"%s\" is not a language code, expected one as \"az\" or \"zh-Hant\"", code);
        else if (holds(&sound, code))
            mistake(reader, offset, "\"%s\" is there twice", code);
        else
            sound.items[sound.count++] = code;
    }
    *list = sound;
}

static void check_socket(const struct settings_reader *reader)
{
    const struct settings *settings = &reader->file->settings;
    const char *mode = settings->socket_mode;
    if (settings->socket_path[0] != '/')
        mistake(reader, offsetof(struct settings, socket_path),
                "\"%s\" does not begin with /, expected an absolute path", settings->socket_path);
    if (mode[strspn(mode, "01234567")] || (strlen(mode) == 4 && mode[0] != '0'))
        mistake(reader, offsetof(struct settings, socket_mode),
                "found \"%s\", expected an octal mode \"0000\" to \"0777\"", mode);
}

static void check_limits(const struct settings_reader *reader)
{
    const struct settings *settings = &reader->file->settings;
    int64_t least = settings->limits.reply_bytes + VARLINK_UNSENT_ENOUGH;
    if (settings->limits.unsent_bytes < least)
        mistake(reader, offsetof(struct settings, limits.unsent_bytes),
                "%" PRId64 " is less than limits.reply_bytes and %d more, %" PRId64
                ", so the longest reply could not be sent",
                settings->limits.unsent_bytes, VARLINK_UNSENT_ENOUGH, least);
}

static void report_mistake(size_t offset, const char *text, void *data)
{
    mistake(data, offset, "%s", text);
}

static void check_settings(const struct settings_reader *reader)
{
    const struct settings *settings = &reader->file->settings;
    if (!is_key(settings->centre_key))
        mistake(reader, offsetof(struct settings, centre_key),
                "found \"%s\", expected small letters a-z, digits and hyphens", settings->centre_key);
    for (size_t i = 0; i < settings->name.count; i++) {
        if (text_has_control(settings->name.items[i].text, false))
            mistake(reader, offsetof(struct settings, name),
                    "\"%s\" holds a line break or tab, expected one plain line", settings->name.items[i].language);
    }
    if (settings->name.count == 0)
        mistake(reader, offsetof(struct settings, name),
                "found nothing, expected a text in each language of the centre");
    if (!clock_has_zone(settings->time_zone))
        mistake(reader, offsetof(struct settings, time_zone),
                "this machine knows no zone \"%s\", expected a name of the tz database, as \"Asia/Baku\"",
                settings->time_zone);
    if (settings->day_start_minute >= 24 * 60)
        mistake(reader, offsetof(struct settings, day_start_minute), "expected a time before \"24:00\"");
    check_languages(reader);
    check_socket(reader);
    check_limits(reader);
    report_settings_check(settings, reader->arena, report_mistake, (void *)(uintptr_t)reader);
}

/* --- */

static void resolve(const char **path, const char *folder, struct arena *arena)
{
    const char *slash = strrchr(folder, '/');
    if (**path != '/' && slash)
        *path = arena_printf(arena, "%.*s/%s", (int)(slash - folder), folder, *path);
}

void settings_read(const config_setting_t *root, const char *path, struct arena *arena,
                   struct config_mistakes *mistakes, struct settings *ret_settings)
{
    struct settings_file file = {0};
    const struct settings_reader reader = {root, arena, mistakes, &file};
    config_read_group(root, settings_options, settings_option_count, arena, mistakes, &file);
    if (file.roles)
        read_grants(&reader, file.roles);
    else
        read_default_grants(&reader);
    check_settings(&reader);
    resolve(&file.settings.catalogue_path, path, arena);
    resolve(&file.settings.store_path, path, arena);
    resolve(&file.settings.calendar_path, path, arena);
    resolve(&file.settings.languages_path, path, arena);
    resolve(&file.settings.ticket_path, path, arena);
    if (*file.settings.report.folder)
        resolve(&file.settings.report.folder, path, arena);
    *ret_settings = file.settings;
}

static void check_agency(const struct catalogue *catalogue, const config_setting_t *setting, struct arena *arena,
                         struct config_mistakes *mistakes)
{
    const char *key = config_setting_get_string(setting);
    const char **keys = arena_new_n(arena, const char *, catalogue->groups.count);
    size_t count = 0;
    for (size_t i = 0; i < catalogue->groups.count; i++) {
        const struct catalogue_group *agency = &catalogue->groups.items[i];
        if (agency->parent)
            continue;
        if (strcmp(agency->key, key) == 0)
            return;
        keys[count++] = agency->key;
    }
    const struct catalogue_group *group = catalogue_group(catalogue, key);
    if (group)
        config_mistake_at(mistakes, CONFIG_ERROR, setting, "agencies: \"%s\" is a group of \"%s\", expected an agency",
                          key, group->agency->key);
    else
        config_mistake_at(mistakes, CONFIG_ERROR, setting, "agencies: the catalogue has no agency \"%s\"%s", key,
                          config_suggestion(key, keys, count, arena));
}

void settings_check_agencies(const config_setting_t *root, const struct catalogue *catalogue, struct arena *arena,
                             struct config_mistakes *mistakes)
{
    const config_setting_t *roles = config_setting_get_member(root, "roles");
    for (int i = 0; roles && config_setting_is_list(roles) && i < config_setting_length(roles); i++) {
        const config_setting_t *row = config_setting_get_elem(roles, (unsigned)i);
        const config_setting_t *agencies =
                config_setting_is_group(row) ? config_setting_get_member(row, "agencies") : NULL;
        if (agencies && config_setting_type(agencies) == CONFIG_TYPE_STRING)
            check_agency(catalogue, agencies, arena, mistakes);
        for (int j = 0; agencies && config_setting_is_aggregate(agencies) && j < config_setting_length(agencies); j++) {
            const config_setting_t *agency = config_setting_get_elem(agencies, (unsigned)j);
            if (config_setting_type(agency) == CONFIG_TYPE_STRING)
                check_agency(catalogue, agency, arena, mistakes);
        }
    }
}

static const char *grants_text(const struct settings *settings, struct arena *arena)
{
    const char *text = "(";
    for (size_t i = 0; i < settings->grant_count; i++) {
        const char *row = "";
        for (size_t j = 0; j < ARRAY_SIZE(role_options); j++) {
            const void *value = (const char *)&settings->grants[i] + role_options[j].offset;
            bool empty = role_options[j].kind == CONFIG_LIST && ((const struct config_list *)value)->count == 0;
            if (!empty)
                row = arena_printf(arena, "%s %s = %s;", row, role_options[j].name,
                                   config_option_text(&role_options[j], value, arena));
        }
        text = arena_printf(arena, "%s%s {%s }", text, i > 0 ? "," : "", row);
    }
    return arena_printf(arena, "%s )", text);
}

const char *settings_text(const struct settings *settings, const struct config_option *option, struct arena *arena)
{
    if (option->kind == CONFIG_ANY)
        return grants_text(settings, arena);
    return config_option_text(option, (const char *)settings + option->offset, arena);
}
