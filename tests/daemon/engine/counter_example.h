/* SPDX-License-Identifier: MIT
 *
 * Commands with their moments, which can be given again: as a script that people read and a program plays.
 *
 *     # ticket 3: its holder does not hold it
 *     centre 4354685564936845354
 *     1728028800000 open_day day=20001
 *     1728034697500 reload=77 sign_in operator=2 counter=6
 *     1728034699000 restart issue services.0=7 class=1 party=1
 *
 * A line is a moment, what happens before the command (another configuration, a restart of the daemon) and the command
 * with every field that is not 0.
 */
#pragma once

#include "tests/daemon/engine/wrong.h"

struct act {
    struct command command;
    int64_t at_ms;
    uint64_t reload; /* the chance by which another configuration is made before it; 0: none */
    bool restart;    /* before it the engine is thrown away and made anew from the ledger */
};

struct acts {
    uint64_t centre;
    struct act *items;
    size_t count, room;
};

static inline void acts_done(struct acts *acts)
{
    free(acts->items);
    *acts = (struct acts){0};
}

static inline struct act *acts_add(struct acts *acts, struct act act)
{
    mem_grow(acts->items, acts->count, acts->room);
    acts->items[acts->count] = act;
    return &acts->items[acts->count++];
}

/* --- fields: all but the return codes, which whoever gives a command brings along --- */

/* clang-format off */
#define COMMAND_FIELDS(X) \
    X(operator_id, "operator") X(counter, "counter") X(ticket, "ticket") X(to_ticket, "to_ticket") \
    X(services[0], "services.0") X(services[1], "services.1") X(services[2], "services.2") \
    X(services[3], "services.3") X(services[4], "services.4") X(services[5], "services.5") \
    X(services[6], "services.6") X(services[7], "services.7") X(service, "service") X(class, "class") \
    X(needs, "needs") X(language, "language") X(party, "party") X(channel, "channel") X(code, "code") \
    X(prefix, "prefix") X(number, "number") \
    X(to_service, "to_service") X(to_counter, "to_counter") X(to_operator, "to_operator") X(place, "place") \
    X(returns, "returns") X(next, "next") X(reason, "reason") X(text, "text") X(outcome, "outcome") \
    X(quantity, "quantity") X(lacked, "lacked") X(profile, "profile") X(from_ms, "from_ms") X(until_ms, "until_ms") X(by_ms, "by_ms") X(slot_ms, "slot_ms") \
    X(booking, "booking") X(shift, "shift") X(what, "what") X(promised, "promised") X(closing, "closing") X(day, "day") X(limit, "limit") \
    X(hash, "hash") X(user, "user") X(group, "group") X(note, "note") \
    X(for_next, "for_next") X(stars, "stars") X(with.day, "with.day") X(with.ticket, "with.ticket") \
    X(with.service, "with.service") X(with.until_day, "with.until_day") X(with.waited_ms, "with.waited_ms") \
    X(promise.likely_ms, "promise.likely_ms") X(promise.until_ms, "promise.until_ms") \
    X(promise.usual_ms, "promise.usual_ms") \
    X(span_count, "spans") \
    X(spans[0].from_ms, "span.0.from") X(spans[0].until_ms, "span.0.until") \
    X(spans[1].from_ms, "span.1.from") X(spans[1].until_ms, "span.1.until") \
    X(spans[2].from_ms, "span.2.from") X(spans[2].until_ms, "span.2.until") \
    X(spans[3].from_ms, "span.3.from") X(spans[3].until_ms, "span.3.until") \
    X(spans[4].from_ms, "span.4.from") X(spans[4].until_ms, "span.4.until") \
    X(spans[5].from_ms, "span.5.from") X(spans[5].until_ms, "span.5.until") \
    X(spans[6].from_ms, "span.6.from") X(spans[6].until_ms, "span.6.until") \
    X(spans[7].from_ms, "span.7.from") X(spans[7].until_ms, "span.7.until")
/* clang-format on */

#define COMMAND_FIELD(field, word) {word, offsetof(struct command, field), sizeof(((struct command *)0)->field)},
static const struct command_field {
    const char *word;
    size_t offset, size;
} command_fields[] = {COMMAND_FIELDS(COMMAND_FIELD)};
#undef COMMAND_FIELD

static inline int64_t command_field_get(const struct command *command, const struct command_field *field)
{
    const char *at = (const char *)command + field->offset;
    int32_t small;
    int64_t large;
    if (field->size == sizeof(bool))
        return *(const bool *)at;
    if (field->size == sizeof(small)) {
        memcpy(&small, at, sizeof(small));
        return small;
    }
    memcpy(&large, at, sizeof(large));
    return large;
}

static inline void command_field_set(struct command *command, const struct command_field *field, int64_t value)
{
    char *at = (char *)command + field->offset;
    int32_t small = (int32_t)value;
    if (field->size == sizeof(bool))
        *(bool *)at = value;
    else if (field->size == sizeof(small))
        memcpy(at, &small, sizeof(small));
    else
        memcpy(at, &value, sizeof(value));
}

/* --- writing --- */

static inline void act_print(const struct act *act, FILE *file)
{
    fprintf(file, "%lld ", (long long)act->at_ms);
    if (act->reload)
        fprintf(file, "reload=%llu ", (unsigned long long)act->reload);
    fprintf(file, "%s%s", act->restart ? "restart " : "", command_words[act->command.kind]);
    for (size_t i = 0; i < ARRAY_SIZE(command_fields); i++) {
        int64_t value = command_field_get(&act->command, &command_fields[i]);
        if (value)
            fprintf(file, " %s=%lld", command_fields[i].word, (long long)value);
    }
    fprintf(file, "\n");
}

static inline void acts_print(const struct acts *acts, const char *reason, FILE *file)
{
    fprintf(file, "# %s\ncentre %llu\n", reason, (unsigned long long)acts->centre);
    for (size_t i = 0; i < acts->count; i++)
        act_print(&acts->items[i], file);
}

/* --- reading --- */

static inline bool act_read_word(struct act *act, const char *word, bool *has_kind)
{
    const char *sign = strchr(word, '=');
    if (strcmp(word, "restart") == 0) {
        act->restart = true;
        return true;
    }
    if (strncmp(word, "reload=", 7) == 0) {
        act->reload = strtoull(word + 7, NULL, 10);
        return act->reload != 0;
    }
    for (int kind = 0; !sign && kind < COMMAND_COUNT; kind++) {
        if (strcmp(word, command_words[kind]) != 0)
            continue;
        act->command.kind = (enum command_kind)kind;
        *has_kind = true;
        return true;
    }
    for (size_t i = 0; sign && i < ARRAY_SIZE(command_fields); i++) {
        size_t length = (size_t)(sign - word);
        if (strlen(command_fields[i].word) != length || strncmp(word, command_fields[i].word, length) != 0)
            continue;
        command_field_set(&act->command, &command_fields[i], strtoll(sign + 1, NULL, 10));
        return true;
    }
    return false;
}

static inline bool act_read(struct act *act, char *line)
{
    char *rest = line;
    bool has_kind = false;
    *act = (struct act){.at_ms = strtoll(line, &rest, 10)};
    if (rest == line)
        return false;
    for (char *word = strtok(rest, " \n"); word; word = strtok(NULL, " \n")) {
        if (!act_read_word(act, word, &has_kind))
            return false;
    }
    return has_kind;
}

/* False: there is a line that is no act; `ret_acts` is to be acts_done() even then. */
static inline bool acts_read(FILE *file, struct acts *ret_acts)
{
    char line[2048];
    bool good = true;
    *ret_acts = (struct acts){0};
    while (good && fgets(line, sizeof(line), file)) {
        struct act act;
        if (line[0] == '#' || line[0] == '\n')
            continue;
        if (strncmp(line, "centre ", 7) == 0) {
            ret_acts->centre = strtoull(line + 7, NULL, 10);
            continue;
        }
        good = act_read(&act, line);
        if (good)
            acts_add(ret_acts, act);
    }
    return good;
}
