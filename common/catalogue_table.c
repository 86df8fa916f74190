/* SPDX-License-Identifier: MIT
 *
 * The option tables of the catalogue's kinds, and the few functions that walk objects by them.
 *
 * A draft is what one group of the file fills: the object itself at offset 0, so that an option's offset is that of the
 * field, and after it slots for the names of what the object points to. Rows OWN are fields, rows SLOT are slots.
 */
#include "common/catalogue_table.h"

#include <string.h>

/* clang-format off */
#define OWN(type_, name_, member_, kind_, fallback_, help_) \
    {.name = name_, .kind = kind_, .offset = offsetof(struct type_, member_), .fallback = fallback_, .help = help_}
#define NUMBER(type_, member_, unit_, minimum_, maximum_, fallback_, help_) \
    {.name = #member_, .kind = CONFIG_INT, .offset = offsetof(struct type_, member_), .unit = unit_, \
     .minimum = minimum_, .maximum = maximum_, .fallback = fallback_, .help = help_}
#define STRING(type_, member_, minimum_, maximum_, fallback_, help_) \
    {.name = #member_, .kind = CONFIG_STRING, .offset = offsetof(struct type_, member_), \
     .minimum = minimum_, .maximum = maximum_, .fallback = fallback_, .help = help_}
#define WORD(type_, member_, words_, fallback_, help_) \
    {.name = #member_, .kind = CONFIG_WORD, .offset = offsetof(struct type_, member_), .words = words_, \
     .fallback = fallback_, .help = help_}
#define SLOT_NAME(slot_, name_, help_) \
    {.name = name_, .kind = CONFIG_STRING, .offset = offsetof(struct catalogue_draft, slots[slot_].name), \
     .maximum = 128, .fallback = NONE, .help = help_}
#define SLOT_GIVEN(slot_, name_, help_) \
    {.name = name_, .kind = CONFIG_STRING, .offset = offsetof(struct catalogue_draft, slots[slot_].name), \
     .minimum = 1, .maximum = 128, .help = help_}
#define SLOT_LIST(slot_, name_, help_) \
    {.name = name_, .kind = CONFIG_LIST, .offset = offsetof(struct catalogue_draft, slots[slot_].list), \
     .fallback = "[ ]", .help = help_}
#define SLOT_ANY(slot_, name_, fallback_, help_) \
    {.name = name_, .kind = CONFIG_ANY, .offset = offsetof(struct catalogue_draft, slots[slot_].setting), \
     .fallback = fallback_, .help = help_}

#define KEY(type_)  STRING(type_, key, 1, 64, NULL, "Names it for ever; never shown to visitors.")
#define NAME(type_) OWN(type_, "name", name, CONFIG_TEXT, NULL, "What people read, in each language.")
#define NONE "\"\""

#define LINK(type_, name_, shape_, to_, member_) {name_, shape_, to_, offsetof(struct type_, member_)}

static const char *const overflow_words[] = {"digit", "prefix", "refuse", NULL};
static const char *const need_words[] = {"hard", "soft", NULL};
static const char *const cause_words[] = {"none", "visitor", "agency", "counter", "other", NULL};

static const struct config_option series_options[] = {
    KEY(catalogue_series),
    STRING(catalogue_series, prefix, 1, 2, NULL, "One or two letters A-Z before the number."),
    NUMBER(catalogue_series, first, NULL, 0, 99999, "1", "The first number of a day."),
    NUMBER(catalogue_series, last, NULL, 1, 99999, "999", "The last number before the series overflows."),
    WORD(catalogue_series, overflow, overflow_words, "\"digit\"",
         "What comes after `last`: one digit more, the next prefix, or no ticket."),
    OWN(catalogue_series, "next_prefixes", next_prefixes, CONFIG_LIST, "[ ]", "The prefixes that follow, in turn."),
};

static const struct config_option class_options[] = {
    KEY(catalogue_class),
    NAME(catalogue_class),
    OWN(catalogue_class, "question", question, CONFIG_TEXT, "{ }", "I go ahead because ..., in plain words."),
    NUMBER(catalogue_class, credit_minutes, "minutes", 0, 600, "0",
           "Goes ahead of those who came up to so many minutes earlier."),
    NUMBER(catalogue_class, tier, NULL, 0, 9, "0", "A higher tier goes first whatever the time."),
    NUMBER(catalogue_class, call_seconds, "seconds", 0, 3600, "0", "From first call to no-show at least."),
    OWN(catalogue_class, "asked", asked, CONFIG_BOOL, "false", "Offered at the kiosk."),
};

static const struct config_option need_options[] = {
    KEY(catalogue_need),
    NAME(catalogue_need),
    WORD(catalogue_need, kind, need_words, NULL, "A hard need restricts counters, a soft one prefers some."),
    NUMBER(catalogue_need, prefer_minutes, "minutes", 0, 600, "0", "How long a soft need waits for a fitting counter."),
    NUMBER(catalogue_need, call_seconds, "seconds", 0, 3600, "0", "From first call to no-show at least."),
};

static const struct config_option outcome_options[] = {
    KEY(catalogue_outcome),
    NUMBER(catalogue_outcome, digit, NULL, 1, 9, NULL, "The operator's key."),
    NAME(catalogue_outcome),
    OWN(catalogue_outcome, "fulfilled", fulfilled, CONFIG_BOOL, NULL, "Did the visitor get what they came for?"),
    WORD(catalogue_outcome, cause, cause_words, "\"none\"", "Whose cause it was that it was not fulfilled."),
};

static const struct config_option pause_options[] = {
    KEY(catalogue_code),
    NAME(catalogue_code),
    NUMBER(catalogue_code, minutes, "minutes", 0, 480, "0", "Usual length."),
};

static const struct config_option task_options[] = {
    KEY(catalogue_code),
    NAME(catalogue_code),
};

static const struct config_option reason_options[] = {
    KEY(catalogue_code),
    NAME(catalogue_code),
};

static const struct config_option zone_options[] = {
    KEY(catalogue_zone),
    NAME(catalogue_zone),
    NUMBER(catalogue_zone, call_seconds, "seconds", 0, 3600, "0", "From first call to no-show at least."),
};

#define WEEKDAY(slot_, name_) SLOT_LIST(slot_, name_, "Open spans of this weekday.")
static const struct config_option hours_options[] = {
    KEY(catalogue_hours),
    WEEKDAY(MONDAY, "monday"),
    WEEKDAY(TUESDAY, "tuesday"),
    WEEKDAY(WEDNESDAY, "wednesday"),
    WEEKDAY(THURSDAY, "thursday"),
    WEEKDAY(FRIDAY, "friday"),
    WEEKDAY(SATURDAY, "saturday"),
    WEEKDAY(SUNDAY, "sunday"),
    SLOT_LIST(WEEKDAYS, "breaks", "Spans taken out of every day."),
};
static const struct catalogue_link hours_links[] = {
    LINK(catalogue_hours, "monday", LINK_SPANS, 0, days[MONDAY]),
    LINK(catalogue_hours, "tuesday", LINK_SPANS, 0, days[TUESDAY]),
    LINK(catalogue_hours, "wednesday", LINK_SPANS, 0, days[WEDNESDAY]),
    LINK(catalogue_hours, "thursday", LINK_SPANS, 0, days[THURSDAY]),
    LINK(catalogue_hours, "friday", LINK_SPANS, 0, days[FRIDAY]),
    LINK(catalogue_hours, "saturday", LINK_SPANS, 0, days[SATURDAY]),
    LINK(catalogue_hours, "sunday", LINK_SPANS, 0, days[SUNDAY]),
    LINK(catalogue_hours, "breaks", LINK_SPANS, 0, breaks),
};

static const struct config_option group_options[] = {
    KEY(catalogue_group),
    NAME(catalogue_group),
    SLOT_NAME(0, "series", "Of the services in it that name none."),
    SLOT_NAME(1, "hours", "Of the services in it that name none."),
    SLOT_ANY(2, "services", "( )", "The services in it."),
    SLOT_ANY(3, "groups", "( )", "The groups in it."),
};
static const struct catalogue_link group_links[] = {
    LINK(catalogue_group, "group", LINK_ONE, KIND_GROUP, parent),
    LINK(catalogue_group, "series", LINK_ONE, KIND_SERIES, series),
    LINK(catalogue_group, "hours", LINK_ONE, KIND_HOURS, hours),
};

static const struct config_option service_options[] = {
    KEY(catalogue_service),
    NAME(catalogue_service),
    {.name = "bring", .kind = CONFIG_TEXT, .offset = offsetof(struct catalogue_service, bring), .unit = "lines",
     .fallback = "{ }", .help = "What to bring, one item a line."},
    OWN(catalogue_service, "ticket_text", ticket_text, CONFIG_TEXT, "{ }", "A further line on the ticket."),
    STRING(catalogue_service, national_code, 0, 64, NONE, "Its number in the country's register of services."),
    SLOT_NAME(0, "series", "Where its numbers come from."),
    SLOT_NAME(1, "hours", "When it is open."),
    NUMBER(catalogue_service, target_minutes, "minutes", 1, 600, "15", "Service level: called within so long."),
    NUMBER(catalogue_service, usual_minutes, "minutes", 1, 480, "10", "Length of service until the centre learned it."),
    NUMBER(catalogue_service, promote_minutes, "minutes", 0, 600, "0", "After so long it moves to the top tier; 0: never."),
    NUMBER(catalogue_service, tier, NULL, 0, 9, "0", "A higher tier goes first whatever the time."),
    NUMBER(catalogue_service, daily_limit, "people", 0, 99999, "0",
           "People or matters a day: a ticket for five counts as five; 0: no limit."),
    NUMBER(catalogue_service, cutoff_minutes, "minutes", 0, 1440, "0", "No tickets so long before closing."),
    OWN(catalogue_service, "ask_how_many", ask_how_many, CONFIG_BOOL, "false", "Ask for how many people or matters."),
    NUMBER(catalogue_service, how_many_limit, "people", 2, 99, "5", "The most one ticket may stand for."),
    NUMBER(catalogue_service, slot_places, "bookings", 0, 999, "0", "Bookings a quarter of an hour; 0: none."),
    SLOT_LIST(2, "transfer_to", "Where its visitors may be sent on."),
};
static const struct catalogue_link service_links[] = {
    LINK(catalogue_service, "group", LINK_ONE, KIND_GROUP, group),
    LINK(catalogue_service, "series", LINK_ONE, KIND_SERIES, series),
    LINK(catalogue_service, "hours", LINK_ONE, KIND_HOURS, hours),
    LINK(catalogue_service, "transfer_to", LINK_SERVICES, KIND_SERVICE, transfer_to),
};

static const struct config_option profile_options[] = {
    KEY(catalogue_profile),
    SLOT_ANY(0, "tiers", NULL, "Lists of services: first choice, then where it helps out."),
    NUMBER(catalogue_profile, offset_minutes, "minutes", 0, 600, "10",
           "A ticket of the second tier counts as due so much later, one of the third twice as much."),
};
static const struct catalogue_link profile_links[] = {
    LINK(catalogue_profile, "tiers", LINK_TIERS, KIND_SERVICE, tier_count),
};

static const struct config_option printer_options[] = {
    KEY(catalogue_printer),
    STRING(catalogue_printer, queue, 1, 127, NULL, "The queue of CUPS."),
    NUMBER(catalogue_printer, width_mm, "mm", 58, 80, "80", "Of the paper."),
};

static const struct config_option counter_options[] = {
    KEY(catalogue_counter),
    STRING(catalogue_counter, label, 1, 12, NULL, "What board, ticket and voice say."),
    OWN(catalogue_counter, "place", place, CONFIG_TEXT, "{ }", "Where it stands, as one would tell a visitor."),
    SLOT_GIVEN(0, "zone", "Which part of the building."),
    SLOT_GIVEN(1, "profile", "What is served there."),
    SLOT_LIST(2, "meets", "The needs it meets."),
    SLOT_NAME(3, "hours", "When it is usually open."),
};
static const struct catalogue_link counter_links[] = {
    LINK(catalogue_counter, "zone", LINK_ONE, KIND_ZONE, zone),
    LINK(catalogue_counter, "profile", LINK_ONE, KIND_PROFILE, profile),
    LINK(catalogue_counter, "meets", LINK_MANY, KIND_NEED, meets),
    LINK(catalogue_counter, "hours", LINK_ONE, KIND_HOURS, hours),
};

static const struct config_option operator_options[] = {
    STRING(catalogue_operator, id, 1, 64, NULL, "What the operator signs in with."),
    OWN(catalogue_operator, "languages", languages, CONFIG_LIST, "[ ]", "The languages spoken."),
    SLOT_NAME(0, "profile", "What is served wherever this operator sits; else what the counter's profile says."),
};
static const struct catalogue_link operator_links[] = {
    LINK(catalogue_operator, "profile", LINK_ONE, KIND_PROFILE, profile),
};

static const struct config_option kiosk_options[] = {
    KEY(catalogue_kiosk),
    SLOT_GIVEN(0, "zone", "Where it stands."),
    OWN(catalogue_kiosk, "languages", languages, CONFIG_LIST, "[ ]", "Of its screen; none: all of the centre."),
    SLOT_LIST(1, "offers", "Agencies, groups and services it gives tickets for."),
    SLOT_LIST(2, "printers", "First choice first."),
    NUMBER(catalogue_kiosk, printers_beside, "printers", 1, 8, "1",
           "So many of `printers`, from the first on, stand beside it and take turns."),
    OWN(catalogue_kiosk, "speak", speak, CONFIG_BOOL, "false", "Reads its screen aloud."),
    OWN(catalogue_kiosk, "check_in_only", check_in_only, CONFIG_BOOL, "false", "For visitors with a booking alone."),
};
static const struct catalogue_link kiosk_links[] = {
    LINK(catalogue_kiosk, "zone", LINK_ONE, KIND_ZONE, zone),
    LINK(catalogue_kiosk, "offers", LINK_SERVICES, KIND_SERVICE, offers),
    LINK(catalogue_kiosk, "printers", LINK_MANY, KIND_PRINTER, printers),
};

static const struct config_option board_options[] = {
    KEY(catalogue_board),
    SLOT_LIST(0, "zones", "Whose calls it shows."),
    OWN(catalogue_board, "voice", voice, CONFIG_BOOL, "false", "Says the calls aloud."),
    OWN(catalogue_board, "ticker", ticker, CONFIG_TEXT, "{ }", "A line that runs along the board."),
};
static const struct catalogue_link board_links[] = {
    LINK(catalogue_board, "zones", LINK_MANY, KIND_ZONE, zones),
};

#define PLAIN(word_, list_, type_, member_, options_) \
    {word_, list_, offsetof(struct catalogue, member_), sizeof(struct type_), options_, ARRAY_SIZE(options_), NULL, 0}
#define LINKED(word_, list_, type_, member_, options_, links_) \
    {word_, list_, offsetof(struct catalogue, member_), sizeof(struct type_), options_, ARRAY_SIZE(options_), \
     links_, ARRAY_SIZE(links_)}

const struct catalogue_kind catalogue_kinds[KIND_COUNT] = {
    [KIND_SERIES] = PLAIN("series", "series", catalogue_series, series, series_options),
    [KIND_CLASS] = PLAIN("class", "classes", catalogue_class, classes, class_options),
    [KIND_NEED] = PLAIN("need", "needs", catalogue_need, needs, need_options),
    [KIND_OUTCOME] = PLAIN("outcome", "outcomes", catalogue_outcome, outcomes, outcome_options),
    [KIND_PAUSE] = PLAIN("pause", "pauses", catalogue_code, pauses, pause_options),
    [KIND_TASK] = PLAIN("task", "tasks", catalogue_code, tasks, task_options),
    [KIND_REASON] = PLAIN("reason", "reasons", catalogue_code, reasons, reason_options),
    [KIND_ZONE] = PLAIN("zone", "zones", catalogue_zone, zones, zone_options),
    [KIND_HOURS] = LINKED("hours", "hours", catalogue_hours, hours, hours_options, hours_links),
    [KIND_GROUP] = LINKED("group", NULL, catalogue_group, groups, group_options, group_links),
    [KIND_SERVICE] = LINKED("service", NULL, catalogue_service, services, service_options, service_links),
    [KIND_PROFILE] = LINKED("profile", "profiles", catalogue_profile, profiles, profile_options, profile_links),
    [KIND_PRINTER] = PLAIN("printer", "printers", catalogue_printer, printers, printer_options),
    [KIND_COUNTER] = LINKED("counter", "counters", catalogue_counter, counters, counter_options, counter_links),
    [KIND_OPERATOR] = LINKED("operator", "operators", catalogue_operator, operators, operator_options, operator_links),
    [KIND_KIOSK] = LINKED("kiosk", "kiosks", catalogue_kiosk, kiosks, kiosk_options, kiosk_links),
    [KIND_BOARD] = LINKED("board", "boards", catalogue_board, boards, board_options, board_links),
};

#define TOP(name_, help_) {.name = name_, .kind = CONFIG_ANY, .offset = 0, .fallback = "( )", .help = help_}
const struct config_option catalogue_top_options[] = {
    TOP("series", "Where numbers come from."),
    TOP("classes", "Why a ticket may go ahead."),
    TOP("needs", "How or where a visitor must be served."),
    TOP("outcomes", "How a service may end."),
    TOP("pauses", "Why an operator is away."),
    TOP("tasks", "Work without a visitor."),
    TOP("reasons", "Why somebody went out of the usual way."),
    TOP("zones", "Parts of the building."),
    TOP("hours", "Weeks of opening hours."),
    TOP("agencies", "Who offers what."),
    TOP("profiles", "What a counter serves."),
    TOP("printers", "Where tickets come out."),
    TOP("counters", "Where visitors are served."),
    TOP("operators", "Who serves them."),
    TOP("kiosks", "Where tickets are taken."),
    TOP("boards", "Where calls are shown."),
    TOP("skip", "Numbers and letters never given out."),
};
const size_t catalogue_top_option_count = ARRAY_SIZE(catalogue_top_options);
/* clang-format on */

/* What the generic functions rely on: every object begins with its key and its origin. */
#define ASSERT_HEAD(type, key)                                                                  \
    _Static_assert(offsetof(struct type, key) == 0, "the key comes first");                     \
    _Static_assert(offsetof(struct type, origin) == sizeof(char *), "the origin comes second"); \
    _Static_assert(sizeof(struct type) <= DRAFT_OBJECT_SIZE, "an object fits into a draft")
ASSERT_HEAD(catalogue_series, key);
ASSERT_HEAD(catalogue_class, key);
ASSERT_HEAD(catalogue_need, key);
ASSERT_HEAD(catalogue_outcome, key);
ASSERT_HEAD(catalogue_code, key);
ASSERT_HEAD(catalogue_zone, key);
ASSERT_HEAD(catalogue_hours, key);
ASSERT_HEAD(catalogue_group, key);
ASSERT_HEAD(catalogue_service, key);
ASSERT_HEAD(catalogue_profile, key);
ASSERT_HEAD(catalogue_printer, key);
ASSERT_HEAD(catalogue_counter, key);
ASSERT_HEAD(catalogue_operator, id);
ASSERT_HEAD(catalogue_kiosk, key);
ASSERT_HEAD(catalogue_board, key);

/* Every CATALOGUE_LIST has this layout. */
struct any_list {
    size_t count;
    void *items;
};

static struct any_list list_get(const struct catalogue *catalogue, const struct catalogue_kind *kind)
{
    struct any_list list;
    memcpy(&list, (const char *)catalogue + kind->list_offset, sizeof(list));
    return list;
}

const struct config_option *catalogue_option(const struct catalogue_kind *kind, const char *name)
{
    for (size_t i = 0; i < kind->option_count; i++) {
        if (strcmp(kind->options[i].name, name) == 0)
            return &kind->options[i];
    }
    return NULL;
}

const struct catalogue_link *catalogue_link(const struct catalogue_kind *kind, const char *option)
{
    for (size_t i = 0; i < kind->link_count; i++) {
        if (strcmp(kind->links[i].name, option) == 0)
            return &kind->links[i];
    }
    return NULL;
}

size_t catalogue_count(const struct catalogue *catalogue, const struct catalogue_kind *kind)
{
    return list_get(catalogue, kind).count;
}

void *catalogue_item(const struct catalogue *catalogue, const struct catalogue_kind *kind, size_t index)
{
    return (char *)list_get(catalogue, kind).items + index * kind->size;
}

void catalogue_list_new(struct catalogue *catalogue, const struct catalogue_kind *kind, size_t count,
                        struct arena *arena)
{
    struct any_list list = {.count = count, .items = arena_alloc(arena, count * kind->size)};
    memcpy((char *)catalogue + kind->list_offset, &list, sizeof(list));
}

const char *catalogue_key(const void *object)
{
    return *(const char *const *)object;
}

const struct catalogue_origin *catalogue_origin(const void *object)
{
    return (const void *)((const char *)object + sizeof(char *));
}

struct catalogue_origin catalogue_origin_of(const config_setting_t *setting, struct arena *arena)
{
    return (struct catalogue_origin){
            .file = arena_strdup(arena, config_setting_source_file(setting)),
            .line = config_setting_source_line(setting),
    };
}

const char *catalogue_word(const struct catalogue_kind *kind, const void *object)
{
    const struct catalogue_group *group = object;
    return kind == &catalogue_kinds[KIND_GROUP] && !group->parent ? "agency" : kind->word;
}

const void *catalogue_find(const struct catalogue *catalogue, enum catalogue_kind_id kind, const char *key)
{
    size_t count = catalogue_count(catalogue, &catalogue_kinds[kind]);
    for (size_t i = 0; i < count; i++) {
        const void *item = catalogue_item(catalogue, &catalogue_kinds[kind], i);
        if (strcmp(catalogue_key(item), key) == 0)
            return item;
    }
    return NULL;
}

bool catalogue_group_holds(const struct catalogue_group *group, const struct catalogue_service *service)
{
    for (const struct catalogue_group *around = service->group; around; around = around->parent) {
        if (around == group)
            return true;
    }
    return false;
}

const struct catalogue_service *catalogue_service(const struct catalogue *catalogue, const char *key)
{
    return catalogue_find(catalogue, KIND_SERVICE, key);
}

const struct catalogue_group *catalogue_group(const struct catalogue *catalogue, const char *key)
{
    return catalogue_find(catalogue, KIND_GROUP, key);
}

const struct catalogue_counter *catalogue_counter(const struct catalogue *catalogue, const char *key)
{
    return catalogue_find(catalogue, KIND_COUNTER, key);
}

const struct catalogue_printer *catalogue_printer(const struct catalogue *catalogue, const char *key)
{
    return catalogue_find(catalogue, KIND_PRINTER, key);
}
