/* SPDX-License-Identifier: MIT
 *
 * A row for each figure that is one number; what has labels, or may be missing, by hand.
 *
 * Base units as Prometheus wants them: seconds, bytes, and moments as seconds since 1970. What is not there (never
 * verified) has no sample.
 */
#include "kiosk/admin/metrics.h"

#include <inttypes.h>
#include <stddef.h>

enum unit { UNIT_NUMBER, UNIT_US, UNIT_MS, UNIT_BOOL };

struct metric {
    const char *name, *type, *help;
    size_t offset;
    enum unit unit;
};

#define STATUS(field) offsetof(struct admin_get_status_out, field)
#define HEALTH(field) offsetof(struct admin_get_health_out, field)

/* clang-format off */
static const struct metric status_metrics[] = {
    {"novbe_uptime_seconds", "gauge", "Since the daemon was ready.", STATUS(uptime_ms), UNIT_MS},
    {"novbe_configuration_loaded_timestamp_seconds", "gauge", "When the configuration was loaded.", STATUS(loaded_at), UNIT_MS},
    {"novbe_services", "gauge", "Services of the catalogue.", STATUS(services), UNIT_NUMBER},
    {"novbe_counters", "gauge", "Counters of the catalogue.", STATUS(counters), UNIT_NUMBER},
    {"novbe_connections", "gauge", "Open connections.", STATUS(connections), UNIT_NUMBER},
    {"novbe_streams", "gauge", "Calls that are told again whenever something changes.", STATUS(streams), UNIT_NUMBER},
    {"novbe_calls_in_flight", "gauge", "Calls that are being worked on.", STATUS(calls_in_flight), UNIT_NUMBER},
    {"novbe_calls_total", "counter", "Calls.", STATUS(calls), UNIT_NUMBER},
    {"novbe_call_errors_total", "counter", "Calls that were answered with an error.", STATUS(errors), UNIT_NUMBER},
    {"novbe_refused_connections_total", "counter", "Connections that were one too many.", STATUS(refused_connections), UNIT_NUMBER},
    {"novbe_closed_by_limit_total", "counter", "Connections closed because they broke a limit.", STATUS(closed_by_limit), UNIT_NUMBER},
};

static const struct metric health_metrics[] = {
    {"novbe_tickets", "gauge", "Tickets issued in the open business day.", HEALTH(tickets), UNIT_NUMBER},
    {"novbe_tickets_adopted", "gauge", "Of these, issued by a machine that was lost.", HEALTH(adopted), UNIT_NUMBER},
    {"novbe_waiting", "gauge", "Tickets that wait.", HEALTH(waiting), UNIT_NUMBER},
    {"novbe_ledger_facts_total", "counter", "Facts in the ledger.", HEALTH(seq), UNIT_NUMBER},
    {"novbe_epoch", "gauge", "How often the centre was begun anew from a copy.", HEALTH(epoch), UNIT_NUMBER},
    {"novbe_commits_total", "counter", "Commits of the store.", HEALTH(commits), UNIT_NUMBER},
    {"novbe_commits_failed_total", "counter", "Commits that failed.", HEALTH(commits_failed), UNIT_NUMBER},
    {"novbe_commits_timed", "gauge", "Commits of the last ten minutes.", HEALTH(commits_timed), UNIT_NUMBER},
    {"novbe_commit_p50_seconds", "gauge", "Half of the commits of the last ten minutes took at most this.", HEALTH(commit_p50_us), UNIT_US},
    {"novbe_commit_p99_seconds", "gauge", "All but one in a hundred took at most this.", HEALTH(commit_p99_us), UNIT_US},
    {"novbe_commit_max_seconds", "gauge", "The longest commit of the last ten minutes.", HEALTH(commit_max_us), UNIT_US},
    {"novbe_turn_max_seconds", "gauge", "The longest turn of the loop in the last ten minutes.", HEALTH(turn_max_us), UNIT_US},
    {"novbe_database_bytes", "gauge", "Size of the store.", HEALTH(database_bytes), UNIT_NUMBER},
    {"novbe_wal_bytes", "gauge", "Size of its write-ahead log.", HEALTH(wal_bytes), UNIT_NUMBER},
    {"novbe_disk_free_bytes", "gauge", "What the daemon may still use of the file system of the store.", HEALTH(disk_free_bytes), UNIT_NUMBER},
    {"novbe_disk_bytes", "gauge", "Size of the file system of the store.", HEALTH(disk_bytes), UNIT_NUMBER},
    {"novbe_storage_failed", "gauge", "1: the store cannot be written.", HEALTH(storage_failed_since) + offsetof(struct idl_maybe_int, set), UNIT_BOOL},
    {"novbe_clock_offset_seconds", "gauge", "How far the wall clock is ahead of the daemon's.", HEALTH(clock_off_ms), UNIT_MS},
    {"novbe_clock_suspect", "gauge", "1: the wall clock is not trusted.", HEALTH(clock_suspect), UNIT_BOOL},
};
/* clang-format on */

/* --- the format --- */

static void print_family(FILE *out, const char *name, const char *type, const char *help)
{
    fprintf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

/* Thousandths or millionths as a decimal, exact. */
static void print_fraction(FILE *out, int64_t value, int64_t parts, int digits)
{
    int64_t size = value < 0 ? -value : value;
    fprintf(out, "%s%" PRId64 ".%0*" PRId64 "\n", value < 0 ? "-" : "", size / parts, digits, size % parts);
}

static void print_value(FILE *out, const void *value, enum unit unit)
{
    switch (unit) {
    case UNIT_NUMBER:
        fprintf(out, "%" PRId64 "\n", *(const int64_t *)value);
        break;
    case UNIT_US:
        print_fraction(out, *(const int64_t *)value, 1000000, 6);
        break;
    case UNIT_MS:
        print_fraction(out, *(const int64_t *)value, 1000, 3);
        break;
    case UNIT_BOOL:
        fprintf(out, "%d\n", *(const bool *)value);
        break;
    }
}

static void print_metrics(FILE *out, const struct metric *metrics, size_t count, const void *figures)
{
    for (size_t i = 0; i < count; i++) {
        const struct metric *metric = &metrics[i];
        print_family(out, metric->name, metric->type, metric->help);
        fprintf(out, "%s ", metric->name);
        print_value(out, (const char *)figures + metric->offset, metric->unit);
    }
}

static void print_one(FILE *out, const char *name, const char *help, int64_t value, enum unit unit)
{
    print_family(out, name, "gauge", help);
    fprintf(out, "%s ", name);
    print_value(out, &value, unit);
}

/* A label's value, in its quotation marks. */
static void print_label(FILE *out, const char *name, const char *value)
{
    fprintf(out, "%s=\"", name);
    for (const char *at = value; *at; at++) {
        if (*at == '\n')
            fputs("\\n", out);
        else
            fprintf(out, "%s%c", *at == '"' || *at == '\\' ? "\\" : "", *at);
    }
    fputc('"', out);
}

static void print_labelled(FILE *out, const char *name, const char *label, const char *word, int64_t value)
{
    fprintf(out, "%s{", name);
    print_label(out, label, word);
    fprintf(out, "} %" PRId64 "\n", value);
}

/* --- what is there, or not --- */

static void print_check(FILE *out, const char *what, const struct admin_check *check)
{
    if (!check)
        return;
    _cleanup_free_ char *at = mem_printf("novbe_last_%s_timestamp_seconds", what);
    _cleanup_free_ char *good = mem_printf("novbe_last_%s_good", what);
    _cleanup_free_ char *at_help = mem_printf("When the last %s was.", what);
    _cleanup_free_ char *good_help = mem_printf("1: the last %s found nothing wrong.", what);
    print_one(out, at, at_help, check->at, UNIT_MS);
    print_one(out, good, good_help, check->good, UNIT_NUMBER);
}

static void print_outages(FILE *out, const struct admin_get_health_out *health)
{
    const struct admin_outage *last = health->last_outage;
    if (health->storage_failed_since.set)
        print_one(out, "novbe_storage_failed_timestamp_seconds", "Since when the store cannot be written.",
                  health->storage_failed_since.value, UNIT_MS);
    if (!last)
        return;
    print_one(out, "novbe_last_outage_timestamp_seconds", "When the store failed last and worked again later.",
              last->since, UNIT_MS);
    print_one(out, "novbe_last_outage_seconds", "How long it could not be written then.", last->until - last->since,
              UNIT_MS);
}

static void print_sessions(FILE *out, const struct admin_get_health_out *health)
{
    print_family(out, "novbe_sessions", "gauge", "Operators signed in, by whether their terminal is there.");
    print_labelled(out, "novbe_sessions", "state", "present", health->sessions_present);
    print_labelled(out, "novbe_sessions", "state", "lost", health->sessions_lost);
}

static void print_printer(FILE *out, const char *name, const struct admin_printer_state *printer, const char *label,
                          const char *word)
{
    fprintf(out, "%s{", name);
    print_label(out, "printer", printer->printer);
    fputc(',', out);
    print_label(out, label, word);
    fputs("} 1\n", out);
}

/* What is not known has no sample, and a family without samples is left out. */
static void print_rolls(FILE *out, const struct admin_get_health_out *health)
{
    bool left = false, ends = false;
    for (size_t i = 0; i < health->printers.count; i++) {
        const struct admin_printer_state *printer = &health->printers.items[i];
        if (!printer->tickets_left.set)
            continue;
        if (!left)
            print_family(out, "novbe_printer_tickets_left", "gauge", "Tickets that are left on the roll, about.");
        left = true;
        print_labelled(out, "novbe_printer_tickets_left", "printer", printer->printer, printer->tickets_left.value);
    }
    for (size_t i = 0; i < health->printers.count; i++) {
        const struct admin_printer_state *printer = &health->printers.items[i];
        if (!printer->roll_ends_at.set)
            continue;
        if (!ends)
            print_family(out, "novbe_printer_roll_ends_timestamp_seconds", "gauge",
                         "When the roll will end at the pace of the last hour.");
        ends = true;
        print_labelled(out, "novbe_printer_roll_ends_timestamp_seconds", "printer", printer->printer,
                       printer->roll_ends_at.value / 1000);
    }
}

static void print_details(FILE *out, const struct admin_get_health_out *health)
{
    bool any = false;
    for (size_t i = 0; i < health->printers.count; i++) {
        const struct admin_printer_state *printer = &health->printers.items[i];
        if (!printer->detail)
            continue;
        if (!any)
            print_family(out, "novbe_printer_detail", "gauge", "Always 1; what the printer or CUPS said last.");
        any = true;
        print_printer(out, "novbe_printer_detail", printer, "detail", printer->detail);
    }
}

static void print_printers(FILE *out, const struct admin_get_health_out *health)
{
    if (health->printers.count == 0)
        return;
    print_family(out, "novbe_printer_state", "gauge", "1: the state that the printer is in.");
    for (size_t i = 0; i < health->printers.count; i++)
        print_printer(out, "novbe_printer_state", &health->printers.items[i], "state", health->printers.items[i].state);
    print_family(out, "novbe_printer_waiting", "gauge", "Orders that wait for the printer.");
    for (size_t i = 0; i < health->printers.count; i++)
        print_labelled(out, "novbe_printer_waiting", "printer", health->printers.items[i].printer,
                       health->printers.items[i].waiting);
    print_rolls(out, health);
    print_details(out, health);
}

/* --- other machines --- */

static void print_followers(FILE *out, const struct admin_get_health_out *health)
{
    if (health->followers.count == 0)
        return;
    print_family(out, "novbe_follower_present", "gauge", "1: the machine that keeps a copy was heard lately.");
    for (size_t i = 0; i < health->followers.count; i++)
        print_labelled(out, "novbe_follower_present", "follower", health->followers.items[i].follower,
                       health->followers.items[i].present);
    print_family(out, "novbe_follower_behind_facts", "gauge", "Facts that its copy lacks.");
    for (size_t i = 0; i < health->followers.count; i++)
        print_labelled(out, "novbe_follower_behind_facts", "follower", health->followers.items[i].follower,
                       health->followers.items[i].behind);
}

static void print_following(FILE *out, const struct admin_following *following)
{
    print_one(out, "novbe_following", "1: this machine follows another, which is the centre.", following != NULL,
              UNIT_NUMBER);
    if (!following)
        return;
    print_one(out, "novbe_following_behind_facts", "Facts of the centre that the copy here lacks.", following->behind,
              UNIT_NUMBER);
    if (following->heard_at.set)
        print_one(out, "novbe_following_heard_timestamp_seconds", "When the centre was last heard.",
                  following->heard_at.value, UNIT_MS);
}

/* --- troubles --- */

static const char *const severities[] = {
        [ADMIN_TROUBLE_SEVERITY_WARNING] = "warning", [ADMIN_TROUBLE_SEVERITY_CRITICAL] = "critical"};
static const char *const kinds[] = {
        [ADMIN_TROUBLE_KIND_STORAGE] = "storage",   [ADMIN_TROUBLE_KIND_DISK] = "disk",
        [ADMIN_TROUBLE_KIND_LEDGER] = "ledger",     [ADMIN_TROUBLE_KIND_SEAL_KEY] = "seal_key",
        [ADMIN_TROUBLE_KIND_HALT] = "halt",         [ADMIN_TROUBLE_KIND_CLOCK] = "clock",
        [ADMIN_TROUBLE_KIND_VERIFY] = "verify",     [ADMIN_TROUBLE_KIND_PRINTER] = "printer",
        [ADMIN_TROUBLE_KIND_FOLLOWER] = "follower", [ADMIN_TROUBLE_KIND_PEER] = "peer",
        [ADMIN_TROUBLE_KIND_CORNER] = "corner",
};

/* A word that came since is shown as it is. */
static const char *word_of(const struct idl_word *word, const char *const *words)
{
    return word->value < 0 ? word->text : words[word->value];
}

static int64_t count_of(const struct admin_get_health_out *health, enum admin_trouble_severity severity)
{
    int64_t count = 0;
    for (size_t i = 0; i < health->troubles.count; i++)
        count += health->troubles.items[i].severity.value == (int)severity;
    return count;
}

static void print_troubles(FILE *out, const struct admin_get_health_out *health)
{
    print_family(out, "novbe_troubles", "gauge", "What is not as it should be, by severity.");
    print_labelled(out, "novbe_troubles", "severity", "warning", count_of(health, ADMIN_TROUBLE_SEVERITY_WARNING));
    print_labelled(out, "novbe_troubles", "severity", "critical", count_of(health, ADMIN_TROUBLE_SEVERITY_CRITICAL));
    if (health->troubles.count == 0)
        return;
    print_family(out, "novbe_trouble", "gauge", "1: this is not as it should be.");
    for (size_t i = 0; i < health->troubles.count; i++) {
        const struct admin_trouble *trouble = &health->troubles.items[i];
        fputs("novbe_trouble{", out);
        print_label(out, "severity", word_of(&trouble->severity, severities));
        fputc(',', out);
        print_label(out, "kind", word_of(&trouble->kind, kinds));
        fputc(',', out);
        print_label(out, "key", trouble->key ? trouble->key : "");
        fputs("} 1\n", out);
    }
}

/* --- all --- */

void metrics_print_status(FILE *out, const struct admin_get_status_out *status)
{
    print_family(out, "novbe_info", "gauge", "Always 1; which daemon this is, and of which centre.");
    fputs("novbe_info{", out);
    print_label(out, "version", status->version);
    fputc(',', out);
    print_label(out, "centre", status->centre);
    fputs("} 1\n", out);
    print_metrics(out, status_metrics, ARRAY_SIZE(status_metrics), status);
}

void metrics_print_health(FILE *out, const struct admin_get_health_out *health)
{
    print_one(out, "novbe_day_open", "1: a business day is open.", health->day != NULL, UNIT_NUMBER);
    print_one(out, "novbe_halted", "1: the hall is halted.", health->halted != NULL, UNIT_NUMBER);
    print_metrics(out, health_metrics, ARRAY_SIZE(health_metrics), health);
    print_sessions(out, health);
    print_outages(out, health);
    print_check(out, "verify", health->last_verify);
    print_check(out, "backup", health->last_backup);
    print_printers(out, health);
    print_followers(out, health);
    print_following(out, health->following);
    print_troubles(out, health);
}
