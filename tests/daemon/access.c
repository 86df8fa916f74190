/* SPDX-License-Identifier: MIT
 *
 * Roles from peers: users, groups, supplementary groups; bounds; the auditor.
 */
#include "daemon/access.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>
#include <unistd.h>

#include "common/varlink/server.h"

#define LIST(...)                                                                                        \
    {                                                                                                    \
        .count = sizeof((const char *[]){__VA_ARGS__}) / sizeof(const char *), .items = (const char *[]) \
        {                                                                                                \
            __VA_ARGS__                                                                                  \
        }                                                                                                \
    }

#define MANAGER ROLE_BIT(ROLE_MANAGER)
#define ADMIN   ROLE_BIT(ROLE_ADMIN)

static struct role_grant grants[] = {
        {.role = ROLE_ADMIN, .users = LIST("@owner")},
        {.role = ROLE_MANAGER, .users = LIST("64002")},
        {.role = ROLE_MANAGER, .groups = LIST("4711"), .agencies = LIST("notary", "tax")},
        {.role = ROLE_MANAGER, .groups = LIST("4712"), .agencies = LIST("customs")},
        {.role = ROLE_AUDITOR, .users = LIST("64003")},
        {.role = ROLE_AUDITOR, .users = LIST("64004"), .agencies = LIST("tax")},
        {.role = ROLE_VISITOR, .users = LIST("no-such-user"), .groups = LIST("no-such-group")},
};

static const struct centre centre = {.path = "novbe.conf",
                                     .settings = {.grant_count = ARRAY_SIZE(grants), .grants = grants}};

struct peer {
    uid_t uid;
    gid_t gid;
    gid_t groups[3];
    size_t group_count;
};

static struct rights *rights_of(struct peer peer)
{
    struct config_mistakes mistakes = {0};
    struct access *access = access_new(&centre, &mistakes);
    struct varlink_peer of = {.uid = peer.uid, .gid = peer.gid, .groups = peer.groups, .group_count = peer.group_count};
    struct rights *rights = access_rights(access, &of);
    access_free(access);
    config_mistakes_done(&mistakes);
    return rights;
}

static void nobody_may_nothing(attr_unused void **state)
{
    struct rights *rights = rights_of((struct peer){.uid = 65000, .gid = 65000});
    assert_false(rights_permit(rights, ROLES_ALL, false));
    assert_false(rights_cover(rights, ROLES_ALL, "notary"));
    rights_free(rights);
}

static void the_owner_is_the_user_the_daemon_runs_as(attr_unused void **state)
{
    struct rights *rights = rights_of((struct peer){.uid = geteuid(), .gid = 65000});
    assert_true(rights_permit(rights, ADMIN, true));
    assert_false(rights_permit(rights, MANAGER, false));
    rights_free(rights);
}

static void a_role_without_bounds_covers_every_agency(attr_unused void **state)
{
    struct rights *rights = rights_of((struct peer){.uid = 64002, .gid = 65000});
    assert_true(rights_permit(rights, MANAGER, true));
    assert_true(rights_cover_all(rights, MANAGER));
    assert_true(rights_cover(rights, MANAGER, "anything"));
    assert_false(rights_cover(rights, ADMIN, "anything"));
    rights_free(rights);
}

static void a_supplementary_group_gives_its_role(attr_unused void **state)
{
    struct rights *rights = rights_of((struct peer){65000, 65000, {1, 4711, 2}, 3});
    assert_true(rights_permit(rights, MANAGER, true));
    assert_false(rights_cover_all(rights, MANAGER));
    assert_true(rights_cover(rights, MANAGER, "notary"));
    assert_true(rights_cover(rights, MANAGER, "tax"));
    assert_false(rights_cover(rights, MANAGER, "customs"));
    rights_free(rights);
}

static void bounds_of_several_grants_add_up(attr_unused void **state)
{
    struct rights *rights = rights_of((struct peer){65000, 4712, {4711}, 1});
    assert_true(rights_cover(rights, MANAGER, "notary"));
    assert_true(rights_cover(rights, MANAGER, "customs"));
    assert_false(rights_cover(rights, MANAGER, "police"));
    rights_free(rights);
    rights = rights_of((struct peer){64002, 4712, {4711}, 1});
    assert_true(rights_cover(rights, MANAGER, "police"));
    rights_free(rights);
}

static void an_auditor_reads_all_and_changes_nothing(attr_unused void **state)
{
    struct rights *rights = rights_of((struct peer){.uid = 64003, .gid = 65000});
    assert_true(rights_permit(rights, ADMIN, false));
    assert_true(rights_permit(rights, MANAGER, false));
    assert_false(rights_permit(rights, ADMIN, true));
    assert_false(rights_permit(rights, ROLES_ALL, true));
    assert_true(rights_cover_all(rights, MANAGER));
    rights_free(rights);
}

static void a_bounded_auditor_reads_its_agency(attr_unused void **state)
{
    struct rights *rights = rights_of((struct peer){.uid = 64004, .gid = 65000});
    assert_true(rights_permit(rights, MANAGER, false));
    assert_false(rights_permit(rights, MANAGER, true));
    assert_true(rights_cover(rights, MANAGER, "tax"));
    assert_false(rights_cover(rights, MANAGER, "notary"));
    rights_free(rights);
}

static void unknown_names_are_warnings(attr_unused void **state)
{
    struct config_mistakes mistakes = {0};
    struct access *access = access_new(&centre, &mistakes);
    assert_int_equal(mistakes.count, 2);
    assert_int_equal(mistakes.errors, 0);
    assert_non_null(strstr(mistakes.items[0].text, "no-such-user"));
    assert_non_null(strstr(mistakes.items[1].text, "no-such-group"));
    access_free(access);
    config_mistakes_done(&mistakes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(nobody_may_nothing),
            cmocka_unit_test(the_owner_is_the_user_the_daemon_runs_as),
            cmocka_unit_test(a_role_without_bounds_covers_every_agency),
            cmocka_unit_test(a_supplementary_group_gives_its_role),
            cmocka_unit_test(bounds_of_several_grants_add_up),
            cmocka_unit_test(an_auditor_reads_all_and_changes_nothing),
            cmocka_unit_test(a_bounded_auditor_reads_its_agency),
            cmocka_unit_test(unknown_names_are_warnings),
    };
    return cmocka_run_group_tests_name("access", tests, NULL, NULL);
}
