/* SPDX-License-Identifier: MIT
 *
 * org.novbe.Visitor.GetWords: the words of the centre that terminals show beside the services.
 */
#include "common/varlink/server.h"
#include "daemon/daemon.h"
#include "daemon/method.h"
#include "daemon/method_visitor.h"

struct words {
    const struct catalogue *catalogue;
    const struct language *language;
    struct arena *arena;
    struct visitor_get_words_out *out;
};

static const char *text_of(const struct words *words, const struct config_text *text)
{
    return i18n_catalogue_text(text, words->language, NULL);
}

static void add_classes(const struct words *words)
{
    size_t count = words->catalogue->classes.count;
    struct visitor_class *classes = arena_new_n(words->arena, struct visitor_class, count);
    for (size_t i = 0; i < count; i++) {
        const struct catalogue_class *class = &words->catalogue->classes.items[i];
        classes[i] = (struct visitor_class){.key = class->key,
                                            .name = text_of(words, &class->name),
                                            .question = class->asked ? text_of(words, &class->question) : NULL};
    }
    words->out->classes.count = count;
    words->out->classes.items = classes;
}

static void add_needs(const struct words *words)
{
    size_t count = words->catalogue->needs.count;
    struct visitor_need *needs = arena_new_n(words->arena, struct visitor_need, count);
    for (size_t i = 0; i < count; i++) {
        const struct catalogue_need *need = &words->catalogue->needs.items[i];
        needs[i] = (struct visitor_need){
                .key = need->key, .name = text_of(words, &need->name), .hard = need->kind == NEED_HARD};
    }
    words->out->needs.count = count;
    words->out->needs.items = needs;
}

static void add_outcomes(const struct words *words)
{
    static const int causes[] = {[CAUSE_NONE] = VISITOR_OUTCOME_CAUSE_NONE,
                                 [CAUSE_VISITOR] = VISITOR_OUTCOME_CAUSE_VISITOR,
                                 [CAUSE_AGENCY] = VISITOR_OUTCOME_CAUSE_AGENCY,
                                 [CAUSE_COUNTER] = VISITOR_OUTCOME_CAUSE_COUNTER,
                                 [CAUSE_OTHER] = VISITOR_OUTCOME_CAUSE_OTHER};
    size_t count = words->catalogue->outcomes.count;
    struct visitor_outcome *outcomes = arena_new_n(words->arena, struct visitor_outcome, count);
    for (size_t i = 0; i < count; i++) {
        const struct catalogue_outcome *outcome = &words->catalogue->outcomes.items[i];
        outcomes[i] = (struct visitor_outcome){.key = outcome->key,
                                               .name = text_of(words, &outcome->name),
                                               .digit = outcome->digit,
                                               .fulfilled = outcome->fulfilled,
                                               .cause = {.value = causes[outcome->cause]}};
    }
    words->out->outcomes.count = count;
    words->out->outcomes.items = outcomes;
}

static struct visitor_word *make_codes(const struct words *words, const struct catalogue_code *codes, size_t count)
{
    struct visitor_word *list = arena_new_n(words->arena, struct visitor_word, count);
    for (size_t i = 0; i < count; i++)
        list[i] = (struct visitor_word){.key = codes[i].key,
                                        .name = text_of(words, &codes[i].name),
                                        .minutes = {.set = codes[i].minutes > 0, .value = codes[i].minutes}};
    return list;
}

static void add_codes(const struct words *words)
{
    const struct catalogue *catalogue = words->catalogue;
    struct visitor_get_words_out *out = words->out;
    out->pauses.count = catalogue->pauses.count;
    out->pauses.items = make_codes(words, catalogue->pauses.items, catalogue->pauses.count);
    out->tasks.count = catalogue->tasks.count;
    out->tasks.items = make_codes(words, catalogue->tasks.items, catalogue->tasks.count);
    out->reasons.count = catalogue->reasons.count;
    out->reasons.items = make_codes(words, catalogue->reasons.items, catalogue->reasons.count);
}

static void add_zones(const struct words *words)
{
    size_t count = words->catalogue->zones.count;
    struct visitor_word *zones = arena_new_n(words->arena, struct visitor_word, count);
    for (size_t i = 0; i < count; i++) {
        const struct catalogue_zone *zone = &words->catalogue->zones.items[i];
        zones[i] = (struct visitor_word){.key = zone->key, .name = text_of(words, &zone->name)};
    }
    words->out->zones.count = count;
    words->out->zones.items = zones;
}

static struct visitor_counter make_counter(const struct words *words, const struct catalogue_counter *counter)
{
    const char *place = text_of(words, &counter->place);
    struct visitor_counter out = {
            .key = counter->key, .label = counter->label, .place = place ? place : "", .zone = counter->zone->key};
    while (counter->meets[out.meets.count])
        out.meets.count++;
    out.meets.items = arena_new_n(words->arena, const char *, out.meets.count + 1);
    for (size_t i = 0; i < out.meets.count; i++)
        out.meets.items[i] = counter->meets[i]->key;
    return out;
}

static void add_counters(const struct words *words)
{
    size_t count = words->catalogue->counters.count;
    struct visitor_counter *counters = arena_new_n(words->arena, struct visitor_counter, count);
    for (size_t i = 0; i < count; i++)
        counters[i] = make_counter(words, &words->catalogue->counters.items[i]);
    words->out->counters.count = count;
    words->out->counters.items = counters;
}

static void add_kiosks(const struct words *words)
{
    size_t count = words->catalogue->kiosks.count;
    struct visitor_kiosk_place *kiosks = arena_new_n(words->arena, struct visitor_kiosk_place, count);
    for (size_t i = 0; i < count; i++) {
        const struct catalogue_kiosk *kiosk = &words->catalogue->kiosks.items[i];
        kiosks[i] = (struct visitor_kiosk_place){.key = kiosk->key, .zone = kiosk->zone->key};
    }
    words->out->kiosks.count = count;
    words->out->kiosks.items = kiosks;
}

static struct visitor_transfer make_transfer(const struct words *words, const struct catalogue_service *service)
{
    struct visitor_transfer out = {.service = service->key};
    while (service->transfer_to[out.to.count])
        out.to.count++;
    out.to.items = arena_new_n(words->arena, const char *, out.to.count + 1);
    for (size_t i = 0; i < out.to.count; i++)
        out.to.items[i] = service->transfer_to[i]->key;
    return out;
}

static void add_transfers(const struct words *words)
{
    size_t room = words->catalogue->services.count, count = 0;
    struct visitor_transfer *transfers = arena_new_n(words->arena, struct visitor_transfer, room);
    for (size_t i = 0; i < room; i++) {
        const struct catalogue_service *service = &words->catalogue->services.items[i];
        if (service->transfer_to[0])
            transfers[count++] = make_transfer(words, service);
    }
    words->out->transfers.count = count;
    words->out->transfers.items = transfers;
}

static void make_words(const struct snapshot_request *request, void *output)
{
    const struct visitor_get_words_in *in = request->in;
    const struct words words = {.catalogue = request->daemon->centre->catalogue,
                                .language = method_language_kept(request, in->language),
                                .arena = request->arena,
                                .out = output};
    add_classes(&words);
    add_needs(&words);
    add_outcomes(&words);
    add_codes(&words);
    add_zones(&words);
    add_counters(&words);
    add_transfers(&words);
    add_kiosks(&words);
}

static const char *words_key(const struct snapshot_request *request)
{
    const struct visitor_get_words_in *in = request->in;
    return in->language ? in->language : "";
}

static const struct snapshot words_snapshot = {.topics = TOPIC_OFFER, .make = make_words, .key = words_key};

void visitor_get_words(struct varlink_call *call, const void *input)
{
    const struct visitor_get_words_in *in = input;
    if (method_language(call, in->language))
        publish_answer(&daemon_of(call)->publish, call, &words_snapshot, in);
}
