/* SPDX-License-Identifier: MIT
 *
 * The method tables against the interfaces: every method has its row, and what changes something takes a request.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "daemon/engine/command.h"
#include "daemon/method.h"

/* Take nothing that could be done twice; signing in also is the connection's, so another's answer is of no use to it.
 */
static const char *const without_request[] = {"org.novbe.Admin.Reload",      "org.novbe.Counter.SignIn",
                                              "org.novbe.Counter.Regain",    "org.novbe.Admin.Promote",
                                              "org.novbe.Follower.Follow",   "org.novbe.Visitor.OpenCorner",
                                              "org.novbe.Visitor.ChangeRoll"};

static const struct idl_field *find_field(const struct idl_type *type, const char *name)
{
    for (size_t i = 0; i < type->field_count; i++) {
        if (strcmp(type->fields[i].name, name) == 0)
            return &type->fields[i];
    }
    return NULL;
}

static const struct varlink_method *find_row(const struct method_table *table, const char *name)
{
    for (size_t i = 0; i < table->count; i++) {
        if (strcmp(table->methods[i].name, name) == 0)
            return &table->methods[i];
    }
    return NULL;
}

static bool is_excepted(const struct idl_member *method)
{
    for (size_t i = 0; i < ARRAY_SIZE(without_request); i++) {
        if (strcmp(method->full_name, without_request[i]) == 0)
            return true;
    }
    return false;
}

static void expect_request(const struct idl_member *method, const struct varlink_method *row)
{
    const struct idl_field *request = find_field(method->input, "request");
    const struct idl_field *repeated = find_field(method->output, "repeated");
    if (!request != !repeated || (!request && row->changes && !is_excepted(method)) || (request && !row->changes))
        fail_msg("%s: changes, request and repeated go together", method->full_name);
    if (request && (request->type->kind != IDL_MAYBE || request->type->element->kind != IDL_STRING))
        fail_msg("%s: a request is ?string", method->full_name);
    if (repeated && repeated->type->kind != IDL_BOOL)
        fail_msg("%s: repeated is bool", method->full_name);
}

static void test_every_method_has_its_row(void **state)
{
    const struct interfaces *interfaces = *state;
    const struct method_table *table;
    for (size_t place = 0; (table = method_table_at(place)); place++) {
        const struct idl *idl = interfaces->items[table->interface];
        size_t methods = 0;
        for (size_t i = 0; i < idl->member_count; i++) {
            const struct idl_member *member = &idl->members[i];
            if (member->kind != IDL_METHOD)
                continue;
            const struct varlink_method *row = find_row(table, member->name);
            if (row)
                expect_request(member, row);
            else
                fail_msg("%s has no row", member->full_name);
            methods++;
        }
        assert_int_equal(table->count, methods);
    }
}

static const struct method_table *find_table(enum interface_id interface)
{
    const struct method_table *table;
    for (size_t place = 0; (table = method_table_at(place)); place++) {
        if (table->interface == interface)
            return table;
    }
    return NULL;
}

/* Errors that others share, and the service's own. */
static void test_every_interface_of_a_role_has_its_table(attr_unused void **state)
{
    for (enum interface_id i = INTERFACE_VISITOR; i < INTERFACE_COUNT; i++) {
        const struct method_table *table = find_table(i);
        assert_true(table && table->roles);
    }
}

/* --- who may give which command --- */

enum { METHODS_OF_COMMAND = 4 };

/* Methods by which each command is given; none: only the daemon itself gives it. */
static const char *const given_by[COMMAND_COUNT][METHODS_OF_COMMAND] = {
        [COMMAND_CLOSE_DAY] = {"Admin.CloseDay", "Manager.CloseDay"},
        [COMMAND_CONFIGURE] = {"Admin.Reload"},
        [COMMAND_HALT] = {"Manager.Halt"},
        [COMMAND_END_HALT] = {"Manager.Resume"},
        [COMMAND_CLOSE_SERVICE] = {"Manager.CloseService"},
        [COMMAND_OPEN_SERVICE] = {"Manager.OpenService"},
        [COMMAND_SET_HOURS] = {"Manager.SetDay", "Manager.UnsetDay"},
        [COMMAND_TRUST_CLOCK] = {"Manager.TrustClock"},
        [COMMAND_ISSUE] = {"Visitor.Issue", "Reception.Issue"},
        [COMMAND_SERVE_DIRECT] = {"Counter.ServeDirect"},
        [COMMAND_ENTER_BY_HAND] = {"Reception.EnterByHand", "Counter.EnterByHand"},
        [COMMAND_NEXT] = {"Counter.Next"},
        [COMMAND_ADOPT] = {"Reception.Adopt"},
        [COMMAND_CHOOSE] = {"Counter.Choose"},
        [COMMAND_RECALL] = {"Counter.Recall"},
        [COMMAND_ARRIVE] = {"Counter.Arrive"},
        [COMMAND_FINISH] = {"Counter.Finish"},
        [COMMAND_MISS] = {"Counter.NoShow"},
        [COMMAND_RETURN] = {"Visitor.Return", "Reception.Return"},
        [COMMAND_PUT_OFF] = {"Visitor.PutOff", "Reception.PutOff"},
        [COMMAND_COME_BACK] = {"Visitor.ComeBack", "Reception.ComeBack", "Counter.ComeBack"},
        [COMMAND_TRANSFER] = {"Counter.Transfer", "Reception.Transfer"},
        [COMMAND_PARK] = {"Counter.Park"},
        [COMMAND_TAKE_UP] = {"Counter.TakeUp"},
        [COMMAND_CANCEL] = {"Visitor.Cancel", "Reception.Cancel"},
        [COMMAND_VOID] = {"Reception.Void"},
        [COMMAND_CHANGE] = {"Reception.Change"},
        [COMMAND_UNDO] = {"Counter.Undo"},
        [COMMAND_JOIN] = {"Reception.Join", "Counter.Join"},
        [COMMAND_HELP] = {"Counter.Help"},
        [COMMAND_END_HELP] = {"Counter.EndHelp"},
        [COMMAND_HAND_OVER] = {"Counter.HandOver"},
        [COMMAND_RELEASE] = {"Manager.Release"},
        [COMMAND_SIGN_IN] = {"Counter.SignIn"},
        [COMMAND_REFUSE_SIGN_IN] = {"Counter.SignIn"},
        [COMMAND_SIGN_OUT] = {"Counter.SignOut", "Manager.SignOut", "Admin.RemoveOperator"},
        [COMMAND_REGAIN] = {"Counter.Regain"},
        [COMMAND_PAUSE] = {"Counter.Pause"},
        [COMMAND_END_PAUSE] = {"Counter.EndPause"},
        [COMMAND_BEGIN_TASK] = {"Counter.BeginTask"},
        [COMMAND_END_TASK] = {"Counter.EndTask"},
        [COMMAND_SET_PROFILE] = {"Manager.SetProfile"},
        [COMMAND_BOOK] = {"Reception.Book", "Reception.MoveBooking", "Visitor.MoveBooking", "Network.Book"},
        [COMMAND_CANCEL_BOOKING] = {"Reception.CancelBooking", "Visitor.CancelBooking"},
        [COMMAND_CHECK_IN] = {"Visitor.CheckIn", "Reception.CheckIn"},
        [COMMAND_SET_SHIFT] = {"Manager.SetShift", "Manager.ImportRota"},
        [COMMAND_NOTE] = {"Counter.AddNote", "Reception.AddNote"},
        [COMMAND_RATE] = {"Visitor.Rate"},
};

/* Given by time, by a start, by a connection that ends. */
static const enum command_kind own[] = {COMMAND_TIME,          COMMAND_OPEN_DAY, COMMAND_STEP_CLOCK, COMMAND_START,
                                        COMMAND_SUSPECT_CLOCK, COMMAND_LOSE,     COMMAND_BEGIN_EPOCH};

/* Change something of which the engine knows nothing. */
static const char *const no_command[] = {
        "Visitor.Reprint",    "Visitor.AskForHelp",     "Reception.Reprint",       "Reception.PrintInformation",
        "Reception.EndHelp",  "Reception.AnswerHelp",   "Counter.Reprint",         "Board.ReportVoice",
        "Printer.Take",       "Printer.Report",         "Printer.ReportPrinter",   "Admin.AddOperator",
        "Admin.BackedUp",     "Admin.SetPin",           "Admin.Promote",           "Follower.Follow",
        "Visitor.OpenCorner", "Visitor.SetKioskClosed", "Manager.SetKioskClosed",  "Admin.SetKioskPin",
        "Counter.Alarm",      "Counter.AnswerAlarm",    "Counter.EndAlarm",        "Reception.AnswerAlarm",
        "Reception.EndAlarm", "Manager.SendMessage",    "Manager.TakeBackMessage", "Counter.ReadMessage",
        "Manager.Reprint",    "Admin.PrintTest",        "Visitor.ChangeRoll",      "Reception.ChangeRoll",
        "Admin.SetPaperPin",  "Visitor.ReportSessions",
};

static bool is_own(enum command_kind kind)
{
    for (size_t i = 0; i < ARRAY_SIZE(own); i++) {
        if (own[i] == kind)
            return true;
    }
    return false;
}

static void test_every_command_can_be_given(void **state)
{
    for (enum command_kind kind = 0; kind < COMMAND_COUNT; kind++) {
        if (!given_by[kind][0] != is_own(kind))
            fail_msg("%s: who gives it?", command_words[kind]);
        for (size_t i = 0; i < METHODS_OF_COMMAND && given_by[kind][i]; i++) {
            _cleanup_free_ char *name = mem_printf("org.novbe.%s", given_by[kind][i]);
            if (!interfaces_method(*state, name))
                fail_msg("%s: there is no %s", command_words[kind], name);
        }
    }
}

static bool gives_command(const char *name)
{
    for (size_t i = 0; i < (size_t)COMMAND_COUNT * METHODS_OF_COMMAND; i++) {
        const char *method = given_by[i / METHODS_OF_COMMAND][i % METHODS_OF_COMMAND];
        if (method && strcmp(method, name) == 0)
            return true;
    }
    return false;
}

static bool gives_none(const char *name)
{
    for (size_t i = 0; i < ARRAY_SIZE(no_command); i++) {
        if (strcmp(no_command[i], name) == 0)
            return true;
    }
    return false;
}

/* A method in neither list would give a command to a role that nobody thought of. */
static void test_every_change_is_a_command_or_known_to_be_none(void **state)
{
    const struct interfaces *interfaces = *state;
    const struct method_table *table;
    for (size_t place = 0; (table = method_table_at(place)); place++) {
        const char *role = interfaces->items[table->interface]->name + strlen("org.novbe.");
        for (size_t i = 0; i < table->count; i++) {
            _cleanup_free_ char *name = mem_printf("%s.%s", role, table->methods[i].name);
            if (table->methods[i].changes && gives_command(name) == gives_none(name))
                fail_msg("%s: which command does it give?", name);
        }
    }
}

static int setup(void **state)
{
    struct interfaces *interfaces = mem_new(struct interfaces);
    interfaces_init(interfaces);
    *state = interfaces;
    return 0;
}

static int teardown(void **state)
{
    interfaces_done(*state);
    free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(test_every_method_has_its_row),
            cmocka_unit_test(test_every_interface_of_a_role_has_its_table),
            cmocka_unit_test(test_every_command_can_be_given),
            cmocka_unit_test(test_every_change_is_a_command_or_known_to_be_none),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
