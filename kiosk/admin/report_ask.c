/* SPDX-License-Identifier: MIT
 *
 * A report from the daemon.
 */
#include "kiosk/admin/report_ask.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "common/clock.h"

struct asked {
    report_taker *take;
    void *data;
    enum exit_code code;
};

static void take_report(const void *output, void *data)
{
    struct asked *asked = data;
    const struct manager_report *report = &((const struct manager_get_report_out *)output)->report;
    if (report->days == 0) {
        if (strcmp(report->from_day, report->to_day) == 0)
            fprintf(stderr, "novbe: nothing is kept of %s: nobody came, or it is too long ago\n", report->from_day);
        else
            fprintf(stderr, "novbe: nothing is kept from %s to %s: nobody came, or it is too long ago\n",
                    report->from_day, report->to_day);
        asked->code = EXIT_REFUSED;
        return;
    }
    if (clock_set_zone(report->zone) < 0)
        fprintf(stderr, "novbe: this machine does not know the centre's time zone %s: times are those of the machine\n",
                report->zone);
    asked->code = asked->take(report, asked->data);
}

enum exit_code report_ask(struct talk *talk, const struct report_wish *wish, report_taker *take, void *data)
{
    struct asked asked = {take, data, EXIT_BROKEN};
    struct idl_word tables[ARRAY_SIZE(wish->tables)];
    for (size_t i = 0; i < wish->table_count; i++)
        tables[i] = (struct idl_word){.value = wish->tables[i]};
    struct manager_get_report_in in = {
            .from_day = wish->from,
            .to_day = wish->to,
            .each = {.value = wish->each},
            .whole = wish->whole,
            .language = wish->language,
    };
    if (wish->table_count > 0) {
        in.tables.count = wish->table_count;
        in.tables.items = tables;
    }
    if (wish->service_count > 0) {
        in.services.count = wish->service_count;
        in.services.items = wish->services;
    }
    if (wish->agency_count > 0) {
        in.agencies.count = wish->agency_count;
        in.agencies.items = wish->agencies;
    }
    enum exit_code code = talk_method(talk, MANAGER_GET_REPORT, &in, take_report, &asked);
    return code == EXIT_FINE ? asked.code : code;
}

/* --- days --- */

struct days {
    size_t count;
    char **items;
};

static void take_days(const void *output, void *data)
{
    const struct manager_list_report_days_out *out = output;
    struct days *days = data;
    days->items = mem_new_n(char *, out->days.count + 1);
    for (; days->count < out->days.count; days->count++)
        days->items[days->count] = mem_strdup(out->days.items[days->count]);
}

enum exit_code report_ask_days(struct talk *talk, int64_t most, size_t *ret_count, char ***ret_days)
{
    struct days days = {0};
    const struct manager_list_report_days_in in = {.most = {.set = true, .value = most}};
    enum exit_code code = talk_method(talk, MANAGER_LIST_REPORT_DAYS, &in, take_days, &days);
    *ret_count = days.count;
    *ret_days = days.items;
    return code;
}

/* --- formats --- */

int report_draw(const struct manager_report *report, enum report_format format, const struct report_look *look,
                enum report_csv csv, struct buffer *out)
{
    int r = 0;
    switch (format) {
    case REPORT_TEXT:
        report_write_text(report, look, out);
        break;
    case REPORT_CSV:
        report_write_csv(report, csv, out);
        break;
    case REPORT_JSON:
        report_write_json(report, out);
        break;
    case REPORT_HTML:
        report_write_html(report, look, out);
        break;
    case REPORT_PDF:
        r = report_write_pdf(report, look, out);
        break;
    case REPORT_FORMATS:
        break;
    }
    if (r == -ENOENT)
        fputs("novbe: no PDF could be made: no font of this machine has its letters (install fonts-dejavu-core)\n",
              stderr);
    else if (r < 0)
        fprintf(stderr, "novbe: no PDF could be made: %s\n", strerror(-r));
    return r;
}

const char *report_suffix(enum report_format format)
{
    static const char *const suffixes[REPORT_FORMATS] = {"txt", "csv", "json", "html", "pdf"};
    return suffixes[format];
}
