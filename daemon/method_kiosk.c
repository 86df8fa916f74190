/* SPDX-License-Identifier: MIT
 *
 * What a kiosk offers, and when it gives nothing.
 */
#include "daemon/method_kiosk.h"

#include <string.h>

#include "common/interface/refused.h"
#include "common/interface/visitor.h"
#include "common/varlink/server.h"
#include "daemon/daemon.h"
#include "daemon/method_visitor.h"

/* --- GetKiosk --- */

struct offer {
    const struct snapshot_request *request;
    const struct catalogue_kiosk *kiosk;
    struct visitor_get_kiosk_out *out;
};

static void add_languages(const struct offer *offer)
{
    const struct i18n *i18n = offer->request->daemon->centre->i18n;
    const struct config_list *own = &offer->kiosk->languages;
    size_t count = own->count > 0 ? own->count : i18n_count(i18n);
    struct visitor_language *items = arena_new_n(offer->request->arena, struct visitor_language, count + 1);
    for (size_t i = 0; i < count; i++) {
        const struct language *one = own->count > 0 ? i18n_find(i18n, own->items[i]) : i18n_at(i18n, i);
        if (one)
            items[offer->out->languages.count++] =
                    (struct visitor_language){.code = language_code(one), .name = language_name(one)};
    }
    offer->out->languages.items = items;
}

static void add_services(const struct offer *offer)
{
    struct daemon *daemon = offer->request->daemon;
    struct arena *arena = offer->request->arena;
    size_t count = 0;
    while (offer->kiosk->offers[count])
        count++;
    const char **keys = arena_new_n(arena, const char *, count + 1);
    int32_t *ids = arena_new_n(arena, int32_t, count + 1), most[MOST_ASKED];
    for (size_t i = 0; i < count; i++) {
        keys[i] = offer->kiosk->offers[i]->key;
        ids[i] = hall_id(&daemon->hall, NAME_SERVICE, keys[i]);
    }
    offer->out->services.items = keys;
    offer->out->services.count = count;
    offer->out->most_asked.count = most_asked_of(&daemon->most_asked, ids, count, most);
    offer->out->most_asked.items = arena_new_n(arena, const char *, MOST_ASKED);
    for (size_t i = 0; i < offer->out->most_asked.count; i++)
        offer->out->most_asked.items[i] = hall_key(&daemon->hall, NAME_SERVICE, most[i]);
}

static void add_printers(const struct offer *offer)
{
    size_t count = 0;
    while (offer->kiosk->printers[count])
        count++;
    offer->out->printers.items = arena_new_n(offer->request->arena, const char *, count + 1);
    for (size_t i = 0; i < count; i++)
        offer->out->printers.items[offer->out->printers.count++] = offer->kiosk->printers[i]->key;
}

/* One that a reload has taken offers nothing and is out of use. */
static void make_kiosk(const struct snapshot_request *request, void *output)
{
    const struct visitor_get_kiosk_in *in = request->in;
    struct visitor_get_kiosk_out *out = output;
    const struct offer offer = {
            .request = request, .kiosk = visitor_kiosk(request->daemon->centre, in->kiosk), .out = out};
    *out = (struct visitor_get_kiosk_out){.zone = "", .zone_name = "", .closed = true};
    if (!offer.kiosk)
        return;
    out->zone = offer.kiosk->zone->key;
    out->zone_name = i18n_catalogue_text(&offer.kiosk->zone->name, method_language_kept(request, in->language), NULL);
    out->speak = offer.kiosk->speak;
    out->check_in_only = offer.kiosk->check_in_only;
    out->closed = kiosks_is_closed(&request->daemon->kiosks, in->kiosk);
    if (engine_halted(request->daemon->hall.engine))
        out->halted = hall_key(&request->daemon->hall, NAME_REASON, engine_halt(request->daemon->hall.engine).reason);
    add_languages(&offer);
    add_services(&offer);
    add_printers(&offer);
}

static const char *kiosk_key(const struct snapshot_request *request)
{
    const struct visitor_get_kiosk_in *in = request->in;
    return arena_printf(request->arena, "%s %s", in->kiosk, in->language ? in->language : "");
}

static const struct snapshot kiosk_snapshot = {
        .topics = TOPIC_OFFER | TOPIC_KIOSKS, .make = make_kiosk, .key = kiosk_key};

void visitor_get_kiosk(struct varlink_call *call, const void *input)
{
    const struct visitor_get_kiosk_in *in = input;
    struct daemon *daemon = daemon_of(call);
    if (!visitor_kiosk_is_known(call, in->kiosk) || !method_language(call, in->language))
        return;
    daemon_look_at_most_asked(daemon);
    publish_answer(&daemon->publish, call, &kiosk_snapshot, in);
}

/* --- tickets that it may give --- */

static struct handful_limits limits_of(const struct wish *wish)
{
    const struct settings *settings = &wish->hall->centre->settings;
    return (struct handful_limits){.tickets = settings->rules.handful_tickets,
                                   .pause_ms = settings->rules.handful_seconds * 1000};
}

bool kiosk_may_give(struct wish *wish, const char *kiosk, int32_t service)
{
    struct daemon *daemon = daemon_of(wish->call);
    const struct handful_limits limits = limits_of(wish);
    if (!kiosk)
        return true;
    if (kiosks_is_closed(&daemon->kiosks, kiosk)) {
        wish_error(wish, REFUSED_KIOSK_CLOSED, &(struct refused_kiosk_closed_error){.kiosk = kiosk});
        return false;
    }
    int64_t until_ms = service ? handfuls_wait(&daemon->handfuls, &limits, kiosk, service, turn_now(&daemon->turn)) : 0;
    if (!until_ms)
        return true;
    publish_touch(&daemon->publish, TOPIC_HALL);
    wish_error(wish, REFUSED_SLOW_DOWN,
               &(struct refused_slow_down_error){.service = hall_key(wish->hall, NAME_SERVICE, service),
                                                 .until = until_ms});
    return false;
}

void kiosk_gave(struct wish *wish, const char *kiosk, int32_t service)
{
    struct daemon *daemon = daemon_of(wish->call);
    const struct handful_limits limits = limits_of(wish);
    if (kiosk)
        handfuls_taken(&daemon->handfuls, &limits, kiosk, service, turn_now(&daemon->turn));
}

/* --- lists of staff --- */

const char **kiosk_list_closed(const struct daemon *daemon, struct arena *arena, size_t *ret_count)
{
    const struct catalogue *catalogue = daemon->centre->catalogue;
    const char **keys = arena_new_n(arena, const char *, catalogue->kiosks.count + 1);
    size_t count = 0;
    for (size_t i = 0; i < catalogue->kiosks.count; i++) {
        if (kiosks_is_closed(&daemon->kiosks, catalogue->kiosks.items[i].key))
            keys[count++] = catalogue->kiosks.items[i].key;
    }
    *ret_count = count;
    return keys;
}

static int last_first(const void *a, const void *b)
{
    const struct reception_handful *one = a, *other = b;
    return (one->until < other->until) - (one->until > other->until);
}

void kiosk_list_handfuls(struct daemon *daemon, struct arena *arena, struct reception_watch_desk_out *out)
{
    const struct handfuls *handfuls = &daemon->handfuls;
    size_t room = 0;
    for (size_t i = 0; i < handfuls->count; i++)
        room += handfuls->kiosks[i].count;
    out->handfuls.items = arena_new_n(arena, struct reception_handful, room + 1);
    for (size_t i = 0; i < handfuls->count; i++) {
        const struct handfuls_of *of = &handfuls->kiosks[i];
        const struct catalogue_kiosk *kiosk = visitor_kiosk(daemon->centre, of->kiosk);
        for (size_t k = 0; kiosk && k < of->count; k++) {
            const struct handful *handful = &of->items[k];
            if (handful_is_told(handful, turn_now(&daemon->turn)))
                out->handfuls.items[out->handfuls.count++] =
                        (struct reception_handful){.kiosk = kiosk->key,
                                                   .zone = kiosk->zone->key,
                                                   .service = hall_key(&daemon->hall, NAME_SERVICE, handful->service),
                                                   .tickets = handful->tickets,
                                                   .times = handful->times,
                                                   .since = handful->since_ms,
                                                   .until = handful->until_ms};
        }
    }
    qsort(out->handfuls.items, out->handfuls.count, sizeof(out->handfuls.items[0]), last_first);
}
