/* SPDX-License-Identifier: MIT
 *
 * Changes as one line each: "+ service passport-renewal", "- counter 7", "~ service passport-first target_minutes:
 * 15 -> 10".
 */
#include "kiosk/admin/change.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/arena.h"
#include "common/interface.h"
#include "common/interface/admin.h"
#include "common/varlink/value.h"

static void print_change(const struct admin_change *change)
{
    static const char *const signs[] = {
            [ADMIN_CHANGE_KIND_ADDED] = "+", [ADMIN_CHANGE_KIND_REMOVED] = "-", [ADMIN_CHANGE_KIND_CHANGED] = "~"};
    printf("%s %s %s", change->kind.value < 0 ? "?" : signs[change->kind.value], change->object, change->key);
    if (change->field)
        printf(" %s", change->field);
    if (change->before || change->after) /* of a setting, the key says all */
        printf(": %s -> %s", change->before ? change->before : "(none)", change->after ? change->after : "(none)");
    if (change->waiting.set)
        printf(" (%" PRId64 " waiting)", change->waiting.value);
    puts(change->restart ? " [after a restart]" : "");
}

static void print_mistakes(const struct admin_mistake *items, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *severity = items[i].severity.text ? items[i].severity.text : "error";
        fprintf(stderr, "%s:%" PRId64 ": %s: %s\n", items[i].file, items[i].line, severity, items[i].text);
    }
}

static void print_changes(const struct admin_reload_out *out)
{
    for (size_t i = 0; i < out->changes.count; i++)
        print_change(&out->changes.items[i]);
    if (out->changes.count == 0)
        puts("nothing changes");
    print_mistakes(out->warnings.items, out->warnings.count);
}

static void print_out(const void *out, attr_unused void *data)
{
    print_changes(out);
}

/* Errors come as JSON: by their interface into the C form. */
static void print_invalid(json_t *parameters)
{
    struct interfaces interfaces;
    interfaces_init(&interfaces);
    const struct idl_member *error = idl_find(interfaces.items[INTERFACE_ADMIN], IDL_ERROR, "ConfigurationInvalid");
    struct admin_configuration_invalid_error invalid;
    struct value_mistake mistake;
    if (value_decode(error->type, parameters, VALUE_LENIENT, &interfaces.arena, &invalid, &mistake) < 0)
        fprintf(stderr, "novbe: the answer is not what its interface says: %s %s\n", mistake.path, mistake.reason);
    else
        print_mistakes(invalid.mistakes.items, invalid.mistakes.count);
    interfaces_done(&interfaces);
}

enum exit_code change_call(const char *socket, const char *method)
{
    _cleanup_(talk_freep) struct talk *talk = talk_new(socket);
    talk_know_error(talk, ADMIN_CONFIGURATION_INVALID, print_invalid);
    return talk_method(talk, method, NULL, print_out, NULL);
}
