/* SPDX-License-Identifier: MIT
 *
 * Makes the rulebook: once every key has its number, every list begins as a copy of what was there before, not offered,
 * and what the catalogue has is written over it. Rows that run over all services come last, since they speak of removed
 * services too.
 */
#include "daemon/rulebook.h"

#include <string.h>

#include "daemon/rulebook_hours.h"
#include "daemon/rulebook_numbers.h"

#define SECOND_MS  INT64_C(1000)
#define MINUTE_MS  (60 * SECOND_MS)
#define QUARTER_MS (15 * MINUTE_MS)

_Static_assert((int)CATALOGUE_TIERS <= (int)RULEBOOK_TIERS, "a profile of the catalogue has room in the rulebook");
_Static_assert((int)CATALOGUE_PREFIXES <= (int)RULEBOOK_PREFIXES, "a series of the catalogue has room in the rulebook");
_Static_assert((int)SERIES_DIGIT == (int)OVERFLOW_DIGIT && (int)SERIES_PREFIX == (int)OVERFLOW_PREFIX &&
                       (int)SERIES_REFUSE == (int)OVERFLOW_REFUSE,
               "the same words in both");

struct loaded {
    struct rulebook rulebook;
    const struct centre *centre;
    struct numbers numbers;
    struct arena arena;
};

static const struct loaded *loaded_of(const struct rulebook *rulebook)
{
    return container_of(rulebook, struct loaded, rulebook);
}

/* --- lists --- */

/* Every struct of a list begins so, and 0 in it is "no longer offered". */
#define ASSERT_OFFERED(type) _Static_assert(offsetof(struct type, offered) == 0, "offered comes first")
ASSERT_OFFERED(rule_series);
ASSERT_OFFERED(rule_service);
ASSERT_OFFERED(rule_class);
ASSERT_OFFERED(rule_need);
ASSERT_OFFERED(rule_profile);
ASSERT_OFFERED(rule_counter);
ASSERT_OFFERED(rule_operator);
ASSERT_OFFERED(rule_outcome);
ASSERT_OFFERED(rule_code);
ASSERT_OFFERED(rule_zone);

/* Room for every number of a kind: what was there before is there still, but not offered. */
static void *carry_over(struct loaded *loaded, enum name_kind kind, const void *before, int32_t before_count,
                        size_t size)
{
    static const bool offered = false;
    int32_t limit = loaded->numbers.kinds[kind].limit;
    char *items = arena_alloc(&loaded->arena, (size_t)limit * size);
    for (int32_t id = 1; id < limit && id < before_count; id++) {
        memcpy(items + (size_t)id * size, (const char *)before + (size_t)id * size, size);
        memcpy(items + (size_t)id * size, &offered, sizeof(offered));
    }
    return items;
}

static void carry_all_over(struct loaded *loaded, const struct rulebook *before)
{
#define CARRY(kind_, list_)                                            \
    loaded->rulebook.list_.count = loaded->numbers.kinds[kind_].limit; \
    loaded->rulebook.list_.items =                                     \
            carry_over(loaded, kind_, before->list_.items, before->list_.count, sizeof(*before->list_.items))
    CARRY(NAME_SERVICE, services);
    CARRY(NAME_SERIES, series);
    CARRY(NAME_CLASS, classes);
    CARRY(NAME_NEED, needs);
    CARRY(NAME_PROFILE, profiles);
    CARRY(NAME_COUNTER, counters);
    CARRY(NAME_ZONE, zones);
    CARRY(NAME_OPERATOR, operators);
    CARRY(NAME_OUTCOME, outcomes);
    CARRY(NAME_PAUSE, pauses);
    CARRY(NAME_TASK, tasks);
    CARRY(NAME_REASON, reasons);
#undef CARRY
}

static void set_series(struct loaded *loaded)
{
    for (size_t i = 0; i < loaded->centre->catalogue->series.count; i++) {
        const struct catalogue_series *series = &loaded->centre->catalogue->series.items[i];
        int32_t id = numbers_id(&loaded->numbers, NAME_SERIES, series);
        struct rule_series *rule = &loaded->rulebook.series.items[id];
        *rule = (struct rule_series){
                .offered = true,
                .first = (int32_t)series->first,
                .last = (int32_t)series->last,
                .overflow = (enum rule_overflow)series->overflow,
                .prefix_count = 1 + (int)series->next_prefixes.count,
        };
        strncpy(rule->prefixes[0], series->prefix, sizeof(rule->prefixes[0]) - 1);
        for (size_t j = 0; j < series->next_prefixes.count; j++)
            strncpy(rule->prefixes[j + 1], series->next_prefixes.items[j], sizeof(rule->prefixes[0]) - 1);
    }
}

static void set_services(struct loaded *loaded, struct date day)
{
    for (size_t i = 0; i < loaded->centre->catalogue->services.count; i++) {
        const struct catalogue_service *service = &loaded->centre->catalogue->services.items[i];
        int32_t id = numbers_id(&loaded->numbers, NAME_SERVICE, service);
        loaded->rulebook.services.items[id] = (struct rule_service){
                .offered = true,
                .agency = numbers_id(&loaded->numbers, NAME_AGENCY, service->agency),
                .series = numbers_id(&loaded->numbers, NAME_SERIES, service->series),
                .tier = (int32_t)service->tier,
                .target_ms = service->target_minutes * MINUTE_MS,
                .promote_ms = service->promote_minutes * MINUTE_MS,
                .usual_ms = service->usual_minutes * MINUTE_MS,
                .daily_limit = (int32_t)service->daily_limit,
                .cutoff_ms = service->cutoff_minutes * MINUTE_MS,
                .how_many_limit = service->ask_how_many ? (int32_t)service->how_many_limit : 1,
                .hours = rulebook_hours(loaded->centre, service, day),
                .slot_places = (int32_t)service->slot_places,
        };
    }
}

static void set_classes(struct loaded *loaded)
{
    for (size_t i = 0; i < loaded->centre->catalogue->classes.count; i++) {
        const struct catalogue_class *source = &loaded->centre->catalogue->classes.items[i];
        int32_t id = numbers_id(&loaded->numbers, NAME_CLASS, source);
        loaded->rulebook.classes.items[id] = (struct rule_class){
                .offered = true,
                .tier = (int32_t)source->tier,
                .credit_ms = source->credit_minutes * MINUTE_MS,
                .call_ms = source->call_seconds * SECOND_MS,
        };
    }
}

/* Only needs of the catalogue stand in the sets: no counter can promise to meet another one. */
static void set_needs(struct loaded *loaded)
{
    struct rulebook *rulebook = &loaded->rulebook;
    for (size_t i = 0; i < loaded->centre->catalogue->needs.count; i++) {
        const struct catalogue_need *need = &loaded->centre->catalogue->needs.items[i];
        int32_t id = numbers_id(&loaded->numbers, NAME_NEED, need);
        if (!id)
            continue; /* one too many */
        bool language = strcmp(need->key, "language") == 0, hard = need->kind == NEED_HARD;
        rulebook->needs.items[id] = (struct rule_need){
                .offered = true,
                .hard = hard,
                .language = language,
                .prefer_ms = need->prefer_minutes * MINUTE_MS,
                .call_ms = need->call_seconds * SECOND_MS,
        };
        rulebook->hard_needs |= hard ? ID_BIT(id) : 0;
        rulebook->soft_needs |= hard ? 0 : ID_BIT(id);
        rulebook->language_needs |= language ? ID_BIT(id) : 0;
    }
}

static void set_counters(struct loaded *loaded)
{
    for (size_t i = 0; i < loaded->centre->catalogue->counters.count; i++) {
        const struct catalogue_counter *counter = &loaded->centre->catalogue->counters.items[i];
        int32_t id = numbers_id(&loaded->numbers, NAME_COUNTER, counter);
        struct rule_counter *rule = &loaded->rulebook.counters.items[id];
        *rule = (struct rule_counter){
                .offered = true,
                .zone = numbers_id(&loaded->numbers, NAME_ZONE, counter->zone),
                .profile = numbers_id(&loaded->numbers, NAME_PROFILE, counter->profile),
        };
        for (const struct catalogue_need **need = counter->meets; *need; need++) {
            int32_t met = numbers_id(&loaded->numbers, NAME_NEED, *need);
            rule->meets |= met ? ID_BIT(met) : 0;
        }
    }
}

static void set_operators(struct loaded *loaded)
{
    for (size_t i = 0; i < loaded->centre->catalogue->operators.count; i++) {
        const struct catalogue_operator *source = &loaded->centre->catalogue->operators.items[i];
        int32_t id = numbers_id(&loaded->numbers, NAME_OPERATOR, source);
        struct rule_operator *rule = &loaded->rulebook.operators.items[id];
        *rule = (struct rule_operator){
                .offered = true,
                .profile = numbers_id(&loaded->numbers, NAME_PROFILE, source->profile),
        };
        for (size_t j = 0; j < source->languages.count; j++)
            rule->languages |= numbers_language_bit(&loaded->numbers, source->languages.items[j]);
    }
}

static void set_outcomes(struct loaded *loaded)
{
    for (size_t i = 0; i < loaded->centre->catalogue->outcomes.count; i++) {
        const struct catalogue_outcome *outcome = &loaded->centre->catalogue->outcomes.items[i];
        loaded->rulebook.outcomes.items[numbers_id(&loaded->numbers, NAME_OUTCOME, outcome)] =
                (struct rule_outcome){.offered = true, .fulfilled = outcome->fulfilled, .cause = outcome->cause};
    }
}

static void set_zones(struct loaded *loaded)
{
    for (size_t i = 0; i < loaded->centre->catalogue->zones.count; i++) {
        const struct catalogue_zone *zone = &loaded->centre->catalogue->zones.items[i];
        loaded->rulebook.zones.items[numbers_id(&loaded->numbers, NAME_ZONE, zone)] =
                (struct rule_zone){.offered = true, .call_ms = zone->call_seconds * SECOND_MS};
    }
}

/* Pauses, tasks or reasons. */
static void set_codes(const struct loaded *loaded, enum name_kind kind, struct rule_code *rules)
{
    const struct catalogue_code *codes = (const void *)loaded->numbers.kinds[kind].items;
    for (size_t i = 0; i < loaded->numbers.kinds[kind].count; i++)
        rules[loaded->numbers.kinds[kind].ids[i]] =
                (struct rule_code){.offered = true, .usual_ms = codes[i].minutes * MINUTE_MS};
}

/* --- rows over all services --- */

static uint8_t *row_new(struct loaded *loaded)
{
    return arena_new_n(&loaded->arena, uint8_t, (size_t)loaded->rulebook.services.count);
}

/* A row of the rulebook before, with room for services that came since. */
static uint8_t *row_copy(struct loaded *loaded, const uint8_t *before, int32_t before_count)
{
    uint8_t *row = row_new(loaded);
    int32_t count = before_count < loaded->rulebook.services.count ? before_count : loaded->rulebook.services.count;
    if (count > 0)
        memcpy(row, before, (size_t)count);
    return row;
}

/* A removed service that no rulebook knows any more has no series; its visitors may be sent wherever they like. */
static const uint8_t *row_of_removed(struct loaded *loaded, const struct rulebook *before, int32_t id)
{
    if (id < before->services.count && before->services.items[id].series)
        return row_copy(loaded, before->services.items[id].transfer_to, before->services.count);
    uint8_t *anywhere = row_new(loaded);
    memset(anywhere, 1, (size_t)loaded->rulebook.services.count);
    return anywhere;
}

static void set_transfers(struct loaded *loaded, const struct rulebook *before)
{
    const struct numbered *services = &loaded->numbers.kinds[NAME_SERVICE];
    const uint8_t *nowhere = row_new(loaded);
    loaded->rulebook.services.items[0].transfer_to = nowhere;
    for (int32_t id = 1; id < services->limit; id++) {
        struct rule_service *rule = &loaded->rulebook.services.items[id];
        const struct catalogue_service *service = services->objects[id];
        if (!service) {
            rule->transfer_to = row_of_removed(loaded, before, id);
            rule->hours = (struct rule_hours){0};
            continue;
        }
        uint8_t *row = service->transfer_to[0] ? row_new(loaded) : NULL;
        for (const struct catalogue_service **to = service->transfer_to; *to; to++)
            row[numbers_id(&loaded->numbers, NAME_SERVICE, *to)] = 1;
        rule->transfer_to = row ? row : nowhere;
    }
}

/* The last tier has its offset whether the profile names it or not: removed services may come to stand there. */
static void set_profile(struct loaded *loaded, struct rule_profile *rule, const struct catalogue_profile *profile,
                        uint8_t *row)
{
    for (size_t tier = 0; tier < profile->tier_count; tier++) {
        for (size_t i = 0; i < profile->tiers[tier].count; i++)
            row[numbers_id(&loaded->numbers, NAME_SERVICE, profile->tiers[tier].services[i])] = (uint8_t)(tier + 1);
    }
    *rule = (struct rule_profile){.offered = true, .tiers = row};
    for (int tier = 0; tier < RULEBOOK_TIERS; tier++)
        rule->offset_ms[tier] = tier * profile->offset_minutes * MINUTE_MS;
}

/* Who takes a removed service: as before; if that is nobody who is left, everybody, last. */
static void keep_served(struct loaded *loaded, const struct rulebook *before, uint8_t *const *rows, int32_t service)
{
    const struct numbered *profiles = &loaded->numbers.kinds[NAME_PROFILE];
    bool taken = false;
    for (int32_t id = 1; id < profiles->limit && id < before->profiles.count && service < before->services.count;
         id++) {
        if (!profiles->objects[id])
            continue;
        rows[id][service] = before->profiles.items[id].tiers[service];
        taken |= rows[id][service] != 0;
    }
    for (int32_t id = 1; id < profiles->limit && !taken; id++) {
        if (profiles->objects[id])
            rows[id][service] = RULEBOOK_TIERS;
    }
}

static void set_profiles(struct loaded *loaded, const struct rulebook *before)
{
    const struct numbered *profiles = &loaded->numbers.kinds[NAME_PROFILE];
    struct rule_profile *rules = loaded->rulebook.profiles.items;
    uint8_t **rows = arena_new_n(&loaded->arena, uint8_t *, (size_t)profiles->limit);
    for (int32_t id = 0; id < profiles->limit; id++) {
        bool known = id > 0 && id < before->profiles.count;
        rows[id] = known && !profiles->objects[id]
                           ? row_copy(loaded, before->profiles.items[id].tiers, before->services.count)
                           : row_new(loaded);
        rules[id].tiers = rows[id];
        if (profiles->objects[id])
            set_profile(loaded, &rules[id], profiles->objects[id], rows[id]);
    }
    for (int32_t service = 1; service < loaded->rulebook.services.count; service++) {
        if (!loaded->numbers.kinds[NAME_SERVICE].objects[service])
            keep_served(loaded, before, rows, service);
    }
}

/* --- the centre's own numbers --- */

static int compare_numbers(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

static void set_skipped(struct loaded *loaded)
{
    const struct catalogue *catalogue = loaded->centre->catalogue;
    int32_t *numbers = arena_new_n(&loaded->arena, int32_t, catalogue->skip_number_count);
    size_t count = 0;
    for (size_t i = 0; i < catalogue->skip_number_count; i++) {
        if (catalogue->skip_numbers[i] <= INT32_MAX) /* no series comes so far */
            numbers[count++] = (int32_t)catalogue->skip_numbers[i];
    }
    qsort(numbers, count, sizeof(*numbers), compare_numbers);
    loaded->rulebook.skip_numbers = numbers;
    loaded->rulebook.skip_count = (int32_t)count;
}

static struct rule_limits limits_of(const struct settings *settings)
{
    return (struct rule_limits){
            .calls_before_no_show = (int32_t)settings->rules.calls_before_no_show,
            .call_ms = settings->call_seconds * SECOND_MS,
            .recall_gap_ms = settings->rules.recall_gap_seconds * SECOND_MS,
            .undo_ms = settings->rules.undo_seconds * SECOND_MS,
            .grace_ms = settings->rules.grace_minutes * MINUTE_MS,
            .returns = (int32_t)settings->rules.returns,
            .put_offs = (int32_t)settings->rules.put_offs,
            .put_off_ms = settings->rules.put_off_minutes * MINUTE_MS,
            .park_ms = settings->rules.park_minutes * MINUTE_MS,
            .lease_ms = settings->rules.lease_seconds * SECOND_MS,
            .nested_returns = (int32_t)settings->rules.nested_returns,
            .return_days = (int32_t)settings->rules.return_code_days,
            .return_ms = settings->rules.return_code_minutes * MINUTE_MS,
            .series_warn_percent = (int32_t)settings->rules.series_warn_percent,
            .early_ms = settings->rules.booking_early_minutes * MINUTE_MS,
            .late_ms = settings->rules.booking_late_minutes * MINUTE_MS,
            .slot_ms = QUARTER_MS,
            .clock_step_ms = settings->rules.clock_step_seconds * SECOND_MS,
    };
}

/* --- */

struct rulebook *rulebook_new(const struct centre *centre, struct date day, const struct name_source *names,
                              const struct rulebook *before)
{
    static const struct rulebook nothing = {0};
    struct loaded *loaded = mem_new(struct loaded);
    arena_init(&loaded->arena);
    loaded->centre = centre;
    before = before ? before : &nothing;
    numbers_make(&loaded->numbers, centre, names, &loaded->arena);
    carry_all_over(loaded, before);
    set_series(loaded);
    set_services(loaded, day);
    set_classes(loaded);
    set_needs(loaded);
    set_counters(loaded);
    set_operators(loaded);
    set_outcomes(loaded);
    set_zones(loaded);
    set_codes(loaded, NAME_PAUSE, loaded->rulebook.pauses.items);
    set_codes(loaded, NAME_TASK, loaded->rulebook.tasks.items);
    set_codes(loaded, NAME_REASON, loaded->rulebook.reasons.items);
    set_transfers(loaded, before);
    set_profiles(loaded, before);
    set_skipped(loaded);
    loaded->rulebook.limits = limits_of(&centre->settings);
    loaded->rulebook.day = (int32_t)date_days(day);
    loaded->rulebook.day_ends_ms = rulebook_day_ends(centre, day);
    return &loaded->rulebook;
}

static struct rule_operator *operator_at(struct rulebook *rulebook, int32_t id)
{
    struct loaded *loaded = container_of(rulebook, struct loaded, rulebook);
    if (id >= rulebook->operators.count) {
        struct rule_operator *items = arena_new_n(&loaded->arena, struct rule_operator, (size_t)id + 1);
        memcpy(items, rulebook->operators.items, (size_t)rulebook->operators.count * sizeof(*items));
        rulebook->operators.items = items;
        rulebook->operators.count = id + 1;
    }
    return &rulebook->operators.items[id];
}

void rulebook_add_operator(struct rulebook *rulebook, int32_t id, int32_t profile, int64_t languages)
{
    *operator_at(rulebook, id) = (struct rule_operator){.offered = true, .profile = profile, .languages = languages};
}

void rulebook_offer_operator(struct rulebook *rulebook, int32_t id, bool offered)
{
    operator_at(rulebook, id)->offered = offered;
}

static bool takes(const struct rulebook *rulebook, const struct rule_counter *counter, int32_t service)
{
    const uint8_t *tiers = rulebook->profiles.items[counter->profile].tiers;
    return counter->offered && tiers && tiers[service];
}

int32_t rulebook_zone_of(const struct rulebook *rulebook, int32_t service)
{
    int32_t zone = 0;
    if (service <= 0 || service >= rulebook->services.count)
        return 0;
    for (int32_t i = 1; i < rulebook->counters.count; i++) {
        const struct rule_counter *counter = &rulebook->counters.items[i];
        if (!takes(rulebook, counter, service) || counter->zone == zone)
            continue;
        if (zone)
            return 0;
        zone = counter->zone;
    }
    return zone;
}

struct rulebook *rulebook_free(struct rulebook *rulebook)
{
    if (!rulebook)
        return NULL;
    struct loaded *loaded = container_of(rulebook, struct loaded, rulebook);
    arena_done(&loaded->arena);
    free(loaded);
    return NULL;
}

int32_t rulebook_id(const struct rulebook *rulebook, enum name_kind kind, const char *key)
{
    const struct loaded *loaded = loaded_of(rulebook);
    int32_t id = loaded->numbers.source.find(loaded->numbers.source.data, kind, key);
    int32_t limit = kind == NAME_OPERATOR ? rulebook->operators.count : loaded->numbers.kinds[kind].limit;
    return id < limit ? id : 0; /* one that came since has no rules here */
}

const char *rulebook_key(const struct rulebook *rulebook, enum name_kind kind, int32_t id)
{
    const struct loaded *loaded = loaded_of(rulebook);
    return loaded->numbers.source.key(loaded->numbers.source.data, kind, id);
}

const void *rulebook_object(const struct rulebook *rulebook, enum name_kind kind, int32_t id)
{
    const struct numbered *numbered = &loaded_of(rulebook)->numbers.kinds[kind];
    return id > 0 && id < numbered->limit ? numbered->objects[id] : NULL;
}
