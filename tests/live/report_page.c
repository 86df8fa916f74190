/* SPDX-License-Identifier: MIT
 *
 * Writes a report that was kept as JSON as a page: report-page FILE LANGUAGE html|pdf > out
 */
#include <stdio.h>
#include <string.h>

#include "common/interface.h"
#include "common/report/report.h"
#include "common/varlink/value.h"

static int read_file(const char *path, struct buffer *text)
{
    FILE *file = fopen(path, "re");
    if (!file)
        return -1;
    for (size_t got; (got = fread(buffer_reserve(text, BUFSIZ), 1, BUFSIZ, file)) > 0;)
        buffer_added(text, got);
    return fclose(file);
}

static int load_language(const char *code, struct i18n **ret_i18n)
{
    _cleanup_free_ char *folder = mem_printf("%s/conf/lang", getenv("NOVBE_SOURCE"));
    const char *codes[] = {code};
    struct config_list list = {.count = 1, .items = codes};
    struct config_mistakes mistakes = {0};
    int r = i18n_load(folder, &list, &mistakes, ret_i18n);
    config_mistakes_done(&mistakes);
    return r;
}

static int write_page(const struct manager_report *report, const struct report_look *look, const char *format)
{
    struct buffer out = {0};
    int r = 0;
    if (strcmp(format, "html") == 0)
        report_write_html(report, look, &out);
    else
        r = report_write_pdf(report, look, &out);
    if (r == 0 && fwrite(buffer_bytes(&out), 1, out.length, stdout) != out.length)
        r = -1;
    buffer_done(&out);
    return r;
}

int main(int argc, char **argv)
{
    struct interfaces interfaces;
    struct buffer text = {0};
    struct arena arena;
    struct manager_report report;
    struct value_mistake mistake;
    _cleanup_(i18n_freep) struct i18n *i18n = NULL;
    if (argc != 4 || read_file(argv[1], &text) != 0 || load_language(argv[2], &i18n) < 0)
        return 2;
    interfaces_init(&interfaces);
    arena_init(&arena);
    const struct idl_type *type = idl_find(interfaces.items[INTERFACE_MANAGER], IDL_TYPE, "Report")->type;
    json_t *json = value_parse(buffer_bytes(&text), text.length);
    if (!json || value_decode(type, json, VALUE_STRICT, &arena, &report, &mistake) < 0 ||
        clock_set_zone(report.zone) < 0)
        return 2;
    struct report_look look = {.language = i18n_at(i18n, 0)};
    int r = write_page(&report, &look, argv[3]);
    json_decref(json);
    arena_done(&arena);
    interfaces_done(&interfaces);
    buffer_done(&text);
    return r == 0 ? 0 : 1;
}
