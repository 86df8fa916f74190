/* SPDX-License-Identifier: MIT
 *
 * Grants resolved once per load; a connection's rights are a set of roles, each with the agencies it is bounded to.
 */
#include "daemon/access.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>

#include "common/varlink/server.h"

struct ids {
    size_t count, room;
    uint32_t *items;
};

struct grant {
    enum role role;
    struct ids users, groups;
    struct config_list agencies;
};

struct access {
    struct arena arena;
    size_t count;
    struct grant *grants;
};

struct rights {
    unsigned everywhere; /* roles without bounds */
    unsigned bounded;    /* roles that hold in some agencies */
    struct config_list agencies[ROLE_COUNT];
    struct arena arena;
};

static bool ids_have(const struct ids *ids, uint32_t id)
{
    for (size_t i = 0; i < ids->count; i++) {
        if (ids->items[i] == id)
            return true;
    }
    return false;
}

static void ids_add(struct ids *ids, uint32_t id)
{
    mem_grow(ids->items, ids->count, ids->room);
    ids->items[ids->count++] = id;
}

static bool parse_id(const char *text, uint32_t *ret_id)
{
    char *end = NULL;
    errno = 0;
    unsigned long id = strtoul(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end || errno || id >= UINT32_MAX)
        return false;
    *ret_id = (uint32_t)id;
    return true;
}

static bool find_user(const char *name, uint32_t *ret_uid)
{
    if (strcmp(name, "@owner") == 0) {
        *ret_uid = geteuid();
        return true;
    }
    const struct passwd *user = getpwnam(name);
    if (!user)
        return parse_id(name, ret_uid);
    *ret_uid = user->pw_uid;
    return true;
}

static bool find_group(const char *name, uint32_t *ret_gid)
{
    const struct group *group = getgrnam(name);
    if (!group)
        return parse_id(name, ret_gid);
    *ret_gid = group->gr_gid;
    return true;
}

struct resolver {
    const char *what;
    bool (*find)(const char *name, uint32_t *ret_id);
};

static const struct resolver users = {"user", find_user};
static const struct resolver groups = {"group", find_group};

static void resolve(const struct resolver *resolver, const struct config_list *names, const struct centre *centre,
                    struct config_mistakes *mistakes, struct ids *ret_ids)
{
    for (size_t i = 0; i < names->count; i++) {
        uint32_t id;
        if (resolver->find(names->items[i], &id))
            ids_add(ret_ids, id);
        else
            config_mistake_add(mistakes, CONFIG_WARNING, centre->path, 0,
                               "roles: this machine has no %s '%s', so nobody gets a role by it", resolver->what,
                               names->items[i]);
    }
}

static void list_append(struct config_list *list, const struct config_list *more, struct arena *arena)
{
    struct config_list joined = {.items = arena_new_n(arena, const char *, list->count + more->count)};
    for (size_t i = 0; i < list->count; i++)
        joined.items[joined.count++] = list->items[i];
    for (size_t i = 0; i < more->count; i++)
        joined.items[joined.count++] = arena_strdup(arena, more->items[i]);
    *list = joined;
}

struct access *access_new(const struct centre *centre, struct config_mistakes *mistakes)
{
    struct access *access = mem_new(struct access);
    arena_init(&access->arena);
    access->count = centre->settings.grant_count;
    access->grants = mem_new_n(struct grant, access->count);
    for (size_t i = 0; i < access->count; i++) {
        const struct role_grant *from = &centre->settings.grants[i];
        struct grant *grant = &access->grants[i];
        grant->role = from->role;
        list_append(&grant->agencies, &from->agencies, &access->arena);
        resolve(&users, &from->users, centre, mistakes, &grant->users);
        resolve(&groups, &from->groups, centre, mistakes, &grant->groups);
    }
    return access;
}

struct access *access_free(struct access *access)
{
    if (!access)
        return NULL;
    for (size_t i = 0; i < access->count; i++) {
        free(access->grants[i].users.items);
        free(access->grants[i].groups.items);
    }
    free(access->grants);
    arena_done(&access->arena);
    free(access);
    return NULL;
}

static bool grant_names(const struct grant *grant, const struct varlink_peer *peer)
{
    if (ids_have(&grant->users, peer->uid) || ids_have(&grant->groups, peer->gid))
        return true;
    for (size_t i = 0; i < peer->group_count; i++) {
        if (ids_have(&grant->groups, peer->groups[i]))
            return true;
    }
    return false;
}

struct rights *access_rights(const struct access *access, const struct varlink_peer *peer)
{
    struct rights *rights = mem_new(struct rights);
    arena_init(&rights->arena);
    for (size_t i = 0; i < access->count; i++) {
        const struct grant *grant = &access->grants[i];
        if (!grant_names(grant, peer))
            continue;
        if (grant->agencies.count == 0)
            rights->everywhere |= ROLE_BIT(grant->role);
        else
            rights->bounded |= ROLE_BIT(grant->role);
        list_append(&rights->agencies[grant->role], &grant->agencies, &rights->arena);
    }
    return rights;
}

struct rights *rights_free(struct rights *rights)
{
    if (rights)
        arena_done(&rights->arena);
    free(rights);
    return NULL;
}

/* The auditor reads wherever any role may. */
static unsigned with_auditor(unsigned roles)
{
    return roles | ROLE_BIT(ROLE_AUDITOR);
}

static unsigned without_auditor(unsigned roles)
{
    return roles & ~ROLE_BIT(ROLE_AUDITOR);
}

bool rights_permit(const struct rights *rights, unsigned roles, bool changes)
{
    unsigned enough = changes ? without_auditor(roles) : with_auditor(roles);
    return (rights->everywhere | rights->bounded) & enough;
}

bool rights_cover_all(const struct rights *rights, unsigned roles)
{
    return rights->everywhere & with_auditor(roles);
}

bool rights_cover(const struct rights *rights, unsigned roles, const char *agency)
{
    if (rights_cover_all(rights, roles))
        return true;
    for (unsigned role = 0; role < ROLE_COUNT; role++) {
        const struct config_list *agencies = &rights->agencies[role];
        if (!(rights->bounded & with_auditor(roles) & ROLE_BIT(role)))
            continue;
        for (size_t i = 0; i < agencies->count; i++) {
            if (strcmp(agencies->items[i], agency) == 0)
                return true;
        }
    }
    return false;
}
