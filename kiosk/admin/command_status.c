/* SPDX-License-Identifier: MIT
 *
 * novbe status: how the daemon is, for a person, for a program, for Prometheus; and by the exit code for whoever only
 * wants to know whether somebody should look.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/buffer.h"
#include "common/interface/admin.h"
#include "kiosk/admin/command.h"
#include "kiosk/admin/metrics.h"
#include "kiosk/admin/refusal.h"

#define MIB (1024.0 * 1024.0)

/* --- the exit code --- */

/* With one more trouble. What is not a warning is taken for critical: a word may have come since. */
static enum exit_code with_trouble(enum exit_code code, bool is_warning)
{
    enum exit_code of_trouble = is_warning ? EXIT_WARNING : EXIT_CRITICAL;
    return of_trouble > code ? of_trouble : code;
}

/* Whoever watches must not take it for a warning that he is refused the answer. */
static enum exit_code not_known(enum exit_code code)
{
    return code == EXIT_REFUSED ? EXIT_UNREACHABLE : code;
}

/* --- for a person --- */

attr_printf(2, 3) static void print_line(const char *name, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    printf("%-20s ", name);
    vprintf(format, arguments);
    putchar('\n');
    va_end(arguments);
}

static void print_store(const struct admin_get_health_out *health)
{
    char since[MOMENT_TEXT_SIZE], until[MOMENT_TEXT_SIZE];
    print_line("facts", "%" PRId64, health->seq);
    print_line("commits", "%" PRId64 ", %" PRId64 " failed", health->commits, health->commits_failed);
    print_line("commits lately",
               "%" PRId64 " in ten minutes: half within %.1f ms, 99 %% within %.1f ms, all within %.1f ms",
               health->commits_timed, (double)health->commit_p50_us / 1000, (double)health->commit_p99_us / 1000,
               (double)health->commit_max_us / 1000);
    print_line("longest turn", "%.1f ms", (double)health->turn_max_us / 1000);
    print_line("store", "%.1f MiB, and %.1f MiB in its log", (double)health->database_bytes / MIB,
               (double)health->wal_bytes / MIB);
    print_line("disk", "%.0f of %.0f MiB free", (double)health->disk_free_bytes / MIB,
               (double)health->disk_bytes / MIB);
    if (health->last_outage)
        print_line("last outage", "from %s to %s", moment_text(health->last_outage->since, since),
                   moment_text(health->last_outage->until, until));
}

static void print_check(const char *name, const struct admin_check *check)
{
    char at[MOMENT_TEXT_SIZE];
    if (check)
        print_line(name, "%s: %s", moment_text(check->at, at), check->good ? "all is well" : check->text);
    else
        print_line(name, "never");
}

/* An estimate: many are told by tens. */
static void append_roll(struct buffer *text, const struct admin_printer_state *printer)
{
    char ends[MOMENT_TEXT_SIZE];
    int64_t left = printer->tickets_left.value;
    if (!printer->tickets_left.set)
        return;
    buffer_printf(text, "; about %" PRId64 " tickets left", left < 100 ? left : left - left % 10);
    if (printer->roll_ends_at.set)
        buffer_printf(text, ", to about %s", moment_text(printer->roll_ends_at.value, ends));
}

static void print_printers(const struct admin_get_health_out *health)
{
    char since[MOMENT_TEXT_SIZE];
    for (size_t i = 0; i < health->printers.count; i++) {
        const struct admin_printer_state *printer = &health->printers.items[i];
        struct buffer text = {0};
        append_roll(&text, printer);
        if (printer->detail)
            buffer_printf(&text, "; says: %s", printer->detail);
        buffer_append_byte(&text, '\0');
        print_line(i == 0 ? "printers" : "", "%s %s since %s, %" PRId64 " waiting%s", printer->printer, printer->state,
                   moment_text(printer->since, since), printer->waiting, buffer_bytes(&text));
        buffer_done(&text);
    }
}

static void print_followers(const struct admin_get_health_out *health)
{
    char at[MOMENT_TEXT_SIZE];
    for (size_t i = 0; i < health->followers.count; i++) {
        const struct admin_follower_state *follower = &health->followers.items[i];
        print_line(i == 0 ? "followers" : "", "%s, %s, %" PRId64 " facts behind, heard at %s", follower->follower,
                   follower->present ? "present" : "ABSENT", follower->behind, moment_text(follower->heard_at, at));
    }
}

static void print_following(const struct admin_following *following, int64_t seq)
{
    char at[MOMENT_TEXT_SIZE];
    print_line("follows", "%s, which %s", following->address, following->present ? "answers" : "DOES NOT ANSWER");
    print_line("facts", "%" PRId64 ", %" PRId64 " behind", seq, following->behind);
    print_line("whole", "%s", following->whole_at.set ? moment_text(following->whole_at.value, at) : "not yet");
}

static bool is_warning(const struct admin_trouble *trouble)
{
    return trouble->severity.value == ADMIN_TROUBLE_SEVERITY_WARNING;
}

static void print_troubles(const struct admin_get_health_out *health)
{
    char since[MOMENT_TEXT_SIZE];
    putchar('\n');
    for (size_t i = 0; i < health->troubles.count; i++) {
        const struct admin_trouble *trouble = &health->troubles.items[i];
        print_line(is_warning(trouble) ? "warning" : "CRITICAL", "%s%s%s", trouble->text,
                   trouble->since.set ? ", since " : "",
                   trouble->since.set ? moment_text(trouble->since.value, since) : "");
    }
    if (health->troubles.count == 0)
        puts("all is well");
}

static void print_centre(const struct admin_get_health_out *health)
{
    if (health->halted)
        print_line("halted", "%s", health->halted);
    print_line("tickets", "%" PRId64 ", %" PRId64 " waiting%s", health->tickets, health->waiting,
               health->day ? "" : "; no business day is open");
    print_line("sessions", "%" PRId64 " present, %" PRId64 " lost", health->sessions_present, health->sessions_lost);
    print_store(health);
    print_line("clock", "%s, off by %.1f s", health->clock_suspect ? "not trusted" : "trusted",
               (double)health->clock_off_ms / 1000);
    print_check("last verify", health->last_verify);
    print_check("last backup", health->last_backup);
    print_printers(health);
    print_followers(health);
}

static void print_health(const void *output, void *data)
{
    const struct admin_get_health_out *health = output;
    enum exit_code *code = data;
    if (health->following)
        print_following(health->following, health->seq);
    else
        print_centre(health);
    print_troubles(health);
    for (size_t i = 0; i < health->troubles.count; i++)
        *code = with_trouble(*code, is_warning(&health->troubles.items[i]));
}

static enum exit_code show(struct talk *talk)
{
    enum exit_code of_health = EXIT_FINE;
    json_t *status = NULL;
    enum exit_code code = talk_call(talk, ADMIN_GET_STATUS, NULL, &status);
    if (code == EXIT_FINE) {
        command_print_fields(status);
        json_decref(status);
        code = talk_method(talk, ADMIN_GET_HEALTH, NULL, print_health, &of_health);
    }
    return code == EXIT_FINE ? of_health : not_known(code);
}

/* --- for programs --- */

static enum exit_code code_of(const json_t *health)
{
    enum exit_code code = EXIT_FINE;
    const json_t *troubles = json_object_get(health, "troubles");
    for (size_t i = 0; i < json_array_size(troubles); i++) {
        const char *severity = json_string_value(json_object_get(json_array_get(troubles, i), "severity"));
        code = with_trouble(code, severity && strcmp(severity, "warning") == 0);
    }
    return code;
}

/* The answer of GetStatus, and in it as "health" that of GetHealth: as they came, whatever fields they have. */
static enum exit_code print_json(struct talk *talk)
{
    json_t *status = NULL, *health = NULL;
    enum exit_code code = talk_call(talk, ADMIN_GET_STATUS, NULL, &status);
    if (code == EXIT_FINE)
        code = talk_call(talk, ADMIN_GET_HEALTH, NULL, &health);
    if (code == EXIT_FINE) {
        json_object_set(status, "health", health);
        command_print(status);
        code = code_of(health);
    } else {
        code = not_known(code);
    }
    json_decref(status);
    json_decref(health);
    return code;
}

static void take_status(const void *output, void *data)
{
    metrics_print_status(data, output);
}

static void take_health(const void *output, void *data)
{
    metrics_print_health(data, output);
}

/* All or nothing: half of it would look as if the rest had gone. What is wrong stands in it, so it is no matter of the
 * exit code: who collects metrics must not stop when they are wanted most. */
static enum exit_code print_metrics(struct talk *talk)
{
    _cleanup_free_ char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    enum exit_code code = talk_method_at_once(talk, ADMIN_GET_STATUS, NULL, take_status, out);
    if (code == EXIT_FINE)
        code = talk_method_at_once(talk, ADMIN_GET_HEALTH, NULL, take_health, out);
    fclose(out);
    if (code == EXIT_FINE)
        fwrite(text, 1, size, stdout);
    return not_known(code);
}

/* --- */

static enum exit_code run_status(const struct command_line *line)
{
    bool as_json = false, as_metrics = false;
    const struct command_option options[] = {{.name = "--json", .given = &as_json},
                                             {.name = "--metrics", .given = &as_metrics}};
    enum exit_code code = command_parse(&command_status, line, options, ARRAY_SIZE(options), NULL, 0, 0);
    if (code != EXIT_FINE || (as_json && as_metrics))
        return code == EXIT_FINE ? command_misused(&command_status, NULL) : code;
    _cleanup_(talk_freep) struct talk *talk = talk_new(line->socket);
    return as_metrics ? print_metrics(talk) : as_json ? print_json(talk) : show(talk);
}

const struct command command_status = {
        .name = "status",
        .arguments = "[--json | --metrics]",
        .summary = "how the daemon is, and what somebody should look at",
        .run = run_status,
};
