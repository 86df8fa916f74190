/* SPDX-License-Identifier: MIT
 *
 * All method tables in one.
 */
#include "daemon/method.h"

#include <string.h>

#include "common/interface/fault.h"
#include "daemon/daemon.h"

static const struct method_table *const tables[] = {
        &method_visitor, &method_reception, &method_counter,  &method_board, &method_manager,
        &method_printer, &method_network,   &method_follower, &method_admin,
};

/* Errors that methods of several interfaces answer; no methods. */
static const struct varlink_method no_methods[] = {{.name = NULL}};

const struct method_table *method_table_at(size_t place)
{
    return place < ARRAY_SIZE(tables) ? tables[place] : NULL;
}

void method_serve(struct varlink_server *server, const struct interfaces *interfaces)
{
    varlink_server_add(server, interfaces->items[INTERFACE_FAULT], no_methods, 0);
    varlink_server_add(server, interfaces->items[INTERFACE_REFUSED], no_methods, 0);
    for (size_t i = 0; i < ARRAY_SIZE(tables); i++)
        varlink_server_add(server, interfaces->items[tables[i]->interface], tables[i]->methods, tables[i]->count);
}

static bool is_one_of_few(const struct method_table *table, const char *name)
{
    for (size_t i = 0; table->few_methods && table->few_methods[i]; i++) {
        if (strcmp(table->few_methods[i], name) == 0)
            return true;
    }
    return false;
}

unsigned method_roles(const struct interfaces *interfaces, const struct idl_member *method)
{
    for (size_t i = 0; i < ARRAY_SIZE(tables); i++) {
        if (interfaces->items[tables[i]->interface] == method->interface)
            return tables[i]->roles | (is_one_of_few(tables[i], method->name) ? tables[i]->few_roles : 0);
    }
    return 0;
}

bool method_day(struct varlink_call *call, const char *field, const char *text, int32_t *ret_day)
{
    struct date date;
    if (text && date_parse(text, &date) < 0) {
        varlink_error_parameter(call, field);
        return false;
    }
    *ret_day = text ? (int32_t)date_days(date) : days_today(&daemon_of(call)->days);
    return true;
}

const struct language *method_language(struct varlink_call *call, const char *code)
{
    const struct i18n *i18n = daemon_of(call)->centre->i18n;
    const struct language *language = code ? i18n_find(i18n, code) : i18n_at(i18n, 0);
    if (language)
        return language;
    size_t count = i18n_count(i18n);
    const char **codes = arena_new_n(varlink_call_arena(call), const char *, count);
    for (size_t i = 0; i < count; i++)
        codes[i] = language_code(i18n_at(i18n, i));
    struct fault_language_unknown_error unknown = {.language = code, .languages = {.count = count, .items = codes}};
    varlink_error(call, FAULT_LANGUAGE_UNKNOWN, &unknown);
    return NULL;
}

const struct language *method_language_kept(const struct snapshot_request *request, const char *code)
{
    const struct i18n *i18n = request->daemon->centre->i18n;
    const struct language *language = code ? i18n_find(i18n, code) : NULL;
    return language ? language : i18n_at(i18n, 0);
}
