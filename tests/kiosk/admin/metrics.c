/* SPDX-License-Identifier: MIT
 *
 * Every metric has its help and its type before it, is printed in its unit, and stands in novbe(1); labels may hold
 * anything.
 */
#include "kiosk/admin/metrics.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <ctype.h>
#include <string.h>

/* All that a daemon may answer, each figure another one. */
static char *print_all(void)
{
    static struct admin_printer_state printers[] = {
            {.printer = "entrance",
             .state = "paper_out",
             .since = 1,
             .waiting = 7,
             .detail = "\"media\"\nempty",
             .tickets_left = {.set = true, .value = 120},
             .roll_ends_at = {.set = true, .value = 1795000020000}},
            {.printer = "a \"b\" \\c\nd", .state = "ready", .since = 1},
    };
    static struct admin_trouble troubles[] = {
            {.severity.value = ADMIN_TROUBLE_SEVERITY_CRITICAL, .kind.value = ADMIN_TROUBLE_KIND_STORAGE, .text = "t"},
            {.severity.value = ADMIN_TROUBLE_SEVERITY_WARNING,
             .kind.value = ADMIN_TROUBLE_KIND_PRINTER,
             .key = "entrance",
             .text = "t"},
            {.severity.value = ADMIN_TROUBLE_SEVERITY_WARNING,
             .kind.value = ADMIN_TROUBLE_KIND_CORNER,
             .key = "door",
             .text = "t"},
            {.severity = {.value = -1, .text = "dire"}, .kind = {.value = -1, .text = "flood"}, .text = "t"},
    };
    static struct admin_check verify = {.at = 1795000000500, .good = true, .text = ""},
                              backup = {.at = 1795000001000, .good = false, .text = "gone"};
    static struct admin_outage outage = {.since = 1795000000000, .until = 1795000090250};
    const struct admin_get_status_out status = {
            .version = "0.1.0", .centre = "test", .uptime_ms = 12345, .calls = 11, .connections = 3};
    struct admin_get_health_out health = {.day = "2026-11-24",
                                          .tickets = 42,
                                          .adopted = 2,
                                          .commits = 100,
                                          .commit_p50_us = 1,
                                          .commit_max_us = 2500000,
                                          .storage_failed_since = {.set = true, .value = 1795000002000},
                                          .last_outage = &outage,
                                          .clock_off_ms = -1250,
                                          .clock_suspect = true,
                                          .last_verify = &verify,
                                          .last_backup = &backup};
    struct admin_follower_state followers[] = {{.follower = "second", .present = true, .behind = 3}};
    struct admin_following following = {.behind = 5, .heard_at = {.set = true, .value = 1795000003000}};
    health.followers.count = ARRAY_SIZE(followers);
    health.followers.items = followers;
    health.following = &following;
    health.printers.count = ARRAY_SIZE(printers);
    health.printers.items = printers;
    health.troubles.count = ARRAY_SIZE(troubles);
    health.troubles.items = troubles;
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    metrics_print_status(out, &status);
    metrics_print_health(out, &health);
    fclose(out);
    return text;
}

static void assert_line(const char *text, const char *line)
{
    _cleanup_free_ char *whole = mem_printf("\n%s\n", line);
    if (!strstr(text, whole))
        fail_msg("no line '%s' in:\n%s", line, text);
}

static void figures_are_told_in_their_units(attr_unused void **state)
{
    _cleanup_free_ char *text = print_all();
    assert_line(text, "novbe_info{version=\"0.1.0\",centre=\"test\"} 1");
    assert_line(text, "novbe_uptime_seconds 12.345");
    assert_line(text, "novbe_calls_total 11");
    assert_line(text, "novbe_connections 3");
    assert_line(text, "novbe_tickets 42");
    assert_line(text, "novbe_tickets_adopted 2");
    assert_line(text, "novbe_day_open 1");
    assert_line(text, "novbe_halted 0");
    assert_line(text, "novbe_commits_total 100");
    assert_line(text, "novbe_commit_p50_seconds 0.000001");
    assert_line(text, "novbe_commit_max_seconds 2.500000");
    assert_line(text, "novbe_storage_failed 1");
    assert_line(text, "novbe_storage_failed_timestamp_seconds 1795000002.000");
    assert_line(text, "novbe_last_outage_timestamp_seconds 1795000000.000");
    assert_line(text, "novbe_last_outage_seconds 90.250");
    assert_line(text, "novbe_clock_offset_seconds -1.250");
    assert_line(text, "novbe_clock_suspect 1");
    assert_line(text, "novbe_last_verify_timestamp_seconds 1795000000.500");
    assert_line(text, "novbe_last_verify_good 1");
    assert_line(text, "novbe_last_backup_good 0");
}

static void labels_may_hold_anything(attr_unused void **state)
{
    _cleanup_free_ char *text = print_all();
    assert_line(text, "novbe_printer_state{printer=\"entrance\",state=\"paper_out\"} 1");
    assert_line(text, "novbe_printer_waiting{printer=\"entrance\"} 7");
    assert_line(text, "novbe_printer_tickets_left{printer=\"entrance\"} 120");
    assert_line(text, "novbe_printer_roll_ends_timestamp_seconds{printer=\"entrance\"} 1795000020");
    assert_line(text, "novbe_printer_detail{printer=\"entrance\",detail=\"\\\"media\\\"\\nempty\"} 1");
    assert_null(strstr(text, "novbe_printer_tickets_left{printer=\"a"));
    assert_line(text, "novbe_follower_present{follower=\"second\"} 1");
    assert_line(text, "novbe_follower_behind_facts{follower=\"second\"} 3");
    assert_line(text, "novbe_following_behind_facts 5");
    assert_line(text, "novbe_following_heard_timestamp_seconds 1795000003.000");
    assert_line(text, "novbe_printer_state{printer=\"a \\\"b\\\" \\\\c\\nd\",state=\"ready\"} 1");
    assert_line(text, "novbe_troubles{severity=\"warning\"} 2");
    assert_line(text, "novbe_troubles{severity=\"critical\"} 1");
    assert_line(text, "novbe_trouble{severity=\"critical\",kind=\"storage\",key=\"\"} 1");
    assert_line(text, "novbe_trouble{severity=\"warning\",kind=\"printer\",key=\"entrance\"} 1");
    assert_line(text, "novbe_trouble{severity=\"warning\",kind=\"corner\",key=\"door\"} 1");
    assert_line(text, "novbe_trouble{severity=\"dire\",kind=\"flood\",key=\"\"} 1");
}

/* The name that stands here; its length. */
static size_t name_length(const char *at)
{
    size_t length = 0;
    while (isalnum((unsigned char)at[length]) || at[length] == '_')
        length++;
    return length;
}

static void help_and_type_come_before_each(attr_unused void **state)
{
    _cleanup_free_ char *text = print_all();
    const char *family = "";
    size_t length = 0;
    for (const char *line = text; *line; line = strchr(line, '\n') + 1) {
        if (strncmp(line, "# HELP ", 7) == 0) {
            family = line + 7;
            length = name_length(family);
            const char *type = strchr(line, '\n') + 1;
            assert_int_equal(strncmp(type, "# TYPE ", 7), 0);
            assert_int_equal(strncmp(type + 7, family, length + 1), 0);
        } else if (*line != '#') {
            assert_int_equal(name_length(line), length);
            assert_int_equal(strncmp(line, family, length), 0);
        }
    }
}

static char *manual(void)
{
    _cleanup_free_ char *path = mem_printf("%s/conf/man/novbe.1", getenv("NOVBE_SOURCE"));
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    char *text = mem_alloc(1, 1 << 20);
    text[fread(text, 1, (1 << 20) - 1, file)] = '\0';
    fclose(file);
    return text;
}

static bool names(const char *text, const char *prefix, const char *name, size_t length)
{
    _cleanup_free_ char *wanted = mem_printf("%s%.*s", prefix, (int)length, name);
    for (const char *at = text; (at = strstr(at, wanted)); at++) {
        if (name_length(at + strlen(prefix)) == length)
            return true;
    }
    return false;
}

/* As items of the manual: ".It Li novbe_tickets". */
static void the_manual_names_the_same(attr_unused void **state)
{
    static const char item[] = "\n.It Li ", type[] = "\n# TYPE ";
    _cleanup_free_ char *text = print_all(), *page = manual();
    for (const char *at = text; (at = strstr(at, type)); at++) {
        const char *name = at + strlen(type);
        if (!names(page, item, name, name_length(name)))
            fail_msg("novbe(1) does not name %.*s", (int)name_length(name), name);
    }
    for (const char *at = page; (at = strstr(at, "\n.It Li novbe_")); at++) {
        const char *name = at + strlen(item);
        if (!names(text, type, name, name_length(name)))
            fail_msg("novbe(1) names %.*s", (int)name_length(name), name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(figures_are_told_in_their_units),
            cmocka_unit_test(labels_may_hold_anything),
            cmocka_unit_test(help_and_type_come_before_each),
            cmocka_unit_test(the_manual_names_the_same),
    };
    return cmocka_run_group_tests_name("metrics", tests, NULL, NULL);
}
