/* SPDX-License-Identifier: MIT
 *
 * The centre's structure as an administrator wrote it in conf/catalogue.conf: what is offered, by whom, where, to whom.
 * Read-only once loaded. The words are those of the field: agency, service, series, class, need, counter, profile ...
 *
 * Everything has a `key` (an operator: an `id`), which never changes (a rename changes the texts); keys are lower-case
 * letters, digits and hyphens. References are by key and resolved here. Order is that of the file: it is the order on
 * screens. What is not marked "must be given" may be left out; catalogue_table.c holds every default and range.
 *
 *     series   = ( { key = "passport"; prefix = "P"; first = 1; last = 999; overflow = "digit"; }, ... );
 *     classes  = ( { key = "regular"; name = { az = ".."; ru = ".."; en = ".."; }; credit_minutes = 0; }, ... );
 *     needs    = ( { key = "step-free"; name = {..}; kind = "hard"; call_seconds = 120; },
 *                  { key = "language"; kind = "soft"; prefer_minutes = 10; ... }, ... );
 *     outcomes = ( { key = "done"; digit = 1; name = {..}; fulfilled = true; cause = "none"; }, ... );
 *     pauses   = ( { key = "lunch"; name = {..}; minutes = 45; }, ... );
 *     tasks    = ( { key = "archive"; name = {..}; }, ... );
 *     reasons  = ( { key = "mistake"; name = {..}; }, ... );
 *     zones    = ( { key = "hall-a"; name = {..}; }, ... );
 *     hours    = ( { key = "usual"; monday = [ "09:00-18:00" ]; ... sunday = [ ]; breaks = [ "13:00-14:00" ]; }, ... );
 *     agencies = ( { key = "migration"; name = {..}; series = "migration"; hours = "usual";
 *                    services = ( { key = "residence-permit"; name = {..}; bring = {..}; ticket_text = {..};
 *                                   target_minutes = 15; ... }, ... );
 *                    groups = ( { key = "permits"; name = {..}; services = ( .. ); groups = ( .. ); }, ... ); }, ... );
 *     profiles = ( { key = "migration"; tiers = ( [ "migration" ], [ "notary/wills", "tax" ] ); offset_minutes = 10; },
 *                  ... );
 *     counters = ( { key = "1"; label = "1"; place = {..}; zone = "hall-a"; profile = "migration";
 *                    meets = [ "step-free" ]; hours = "usual"; }, ... );
 *     operators = ( { id = "101"; languages = [ "az", "ru" ]; profile = "migration"; }, ... );
 *     kiosks   = ( { key = "entrance-1"; zone = "hall-a"; languages = [ .. ]; offers = [ "migration", .. ];
 *                    printers = [ "entrance-1", "entrance-2" ]; printers_beside = 1; speak = true;
 *                    check_in_only = false; }, ... );
 *     boards   = ( { key = "hall-a"; zones = [ "hall-a" ]; voice = true; ticker = {..}; }, ... );
 *     printers = ( { key = "entrance-1"; queue = "novbe-entrance-1"; width_mm = 80; }, ... );
 *     skip     = { numbers = [ 13, 666 ]; letters = [ "O", "I" ]; };
 *
 * The other keys, each named as its field below:
 *   series    next_prefixes (with overflow = "prefix")
 *   class     question (must be given if asked), tier, asked, call_seconds
 *   zone      call_seconds
 *   agency, group, service: hours and series are inherited from what is around them; an agency must have hours, and a
 *             service must end up with a series
 *   service   national_code, usual_minutes, promote_minutes, tier, daily_limit, cutoff_minutes, ask_how_many,
 *             how_many_limit (only with ask_how_many), slot_places, transfer_to
 *   kiosk     printers_beside: so many of its printers, from the first on, stand beside it and take turns
 *   profile   a tier names each service once; no service stands in two tiers
 *
 * A reason is given where somebody goes out of the usual way: a chosen call, a void, a change, a release, a halt, a
 * service closed early.
 *
 * "offers", "transfer_to" and the tiers of a profile name agencies ("migration"), groups ("migration/permits") or
 * services by key ("residence-permit"); service and group keys are unique in the whole catalogue, so the path is only
 * for reading (but it must be true). A group in transfer_to means the others in it: no service goes to itself.
 * The need with key "language" is the visitor's language: operators meet it by their languages, not counters.
 * Groups nest at most CATALOGUE_DEPTH deep, which no screen could show.
 */
#pragma once

#include "common/clock.h"
#include "common/config.h"
#include "common/spans.h"

struct i18n;

enum { CATALOGUE_DEPTH = 12 };

/* Needs and languages are kept as bits of a number: so many can be told apart. */
enum { CATALOGUE_BITS = 62 };

enum {
    CATALOGUE_TIERS = 4,   /* of a profile, at most */
    CATALOGUE_PREFIXES = 8 /* of a series, the first one included */
};

/* Where an object was written; the second member of every object, after its key. */
struct catalogue_origin {
    const char *file;
    unsigned line;
};

/* Opening hours of a week: open = spans of the weekday without breaks (both as written here). */
struct catalogue_hours {
    const char *key;
    struct catalogue_origin origin;
    struct spans days[WEEKDAYS];
    struct spans breaks;
};

enum series_overflow { SERIES_DIGIT, SERIES_PREFIX, SERIES_REFUSE };

struct catalogue_series {
    const char *key;
    struct catalogue_origin origin;
    const char *prefix; /* one or two of A-Z */
    int64_t first, last;
    int overflow;                     /* enum series_overflow: what comes after `last` */
    struct config_list next_prefixes; /* SERIES_PREFIX */
};

struct catalogue_class {
    const char *key;
    struct catalogue_origin origin;
    struct config_text name;
    struct config_text question; /* "I go ahead because ..." in the visitor's plain words */
    int64_t credit_minutes;      /* goes ahead of those who came up to so many minutes earlier */
    int64_t tier;
    int64_t call_seconds; /* at least so long from first call to no-show; 0: the centre's */
    bool asked;           /* offered at the kiosk */
};

enum need_kind { NEED_HARD, NEED_SOFT };

struct catalogue_need {
    const char *key;
    struct catalogue_origin origin;
    struct config_text name;
    int kind;               /* enum need_kind */
    int64_t prefer_minutes; /* soft: how long a fitting counter is preferred */
    int64_t call_seconds;   /* at least so long from first call to no-show; 0: the centre's */
};

enum outcome_cause { CAUSE_NONE, CAUSE_VISITOR, CAUSE_AGENCY, CAUSE_COUNTER, CAUSE_OTHER };

struct catalogue_outcome {
    const char *key;
    struct catalogue_origin origin;
    struct config_text name;
    int64_t digit; /* 1..9, the operator's key */
    bool fulfilled;
    int cause; /* enum outcome_cause: whose cause it was that the matter was not fulfilled */
};

struct catalogue_code { /* of a pause, a task or a reason */
    const char *key;
    struct catalogue_origin origin;
    struct config_text name;
    int64_t minutes; /* pause: usual length */
};

struct catalogue_zone {
    const char *key;
    struct catalogue_origin origin;
    struct config_text name;
    int64_t call_seconds; /* 0: the centre's */
};

/* An agency or a group: an inner node of the tree. */
struct catalogue_group {
    const char *key;
    struct catalogue_origin origin;
    struct config_text name;
    const struct catalogue_group *parent;  /* NULL: an agency */
    const struct catalogue_group *agency;  /* of an agency: itself */
    const struct catalogue_hours *hours;   /* own or inherited; never NULL */
    const struct catalogue_series *series; /* own or inherited; may be NULL */
    int depth;                             /* 0: an agency */
};

struct catalogue_service {
    const char *key;
    struct catalogue_origin origin;
    struct config_text name;
    struct config_text bring;            /* what to bring, one item a line */
    struct config_text ticket_text;      /* extra line on the ticket */
    const char *national_code;           /* NULL: none */
    const struct catalogue_group *group; /* its parent */
    const struct catalogue_group *agency;
    const struct catalogue_series *series;
    const struct catalogue_hours *hours; /* own, else the group's */
    int64_t target_minutes;              /* service level */
    int64_t usual_minutes;               /* of service, until the centre has learned its own */
    int64_t promote_minutes;             /* 0: never */
    int64_t tier;
    int64_t daily_limit;    /* people or matters: a ticket for five counts as five; 0: none */
    int64_t cutoff_minutes; /* no tickets so long before closing */
    bool ask_how_many;
    int64_t how_many_limit;
    int64_t slot_places;                          /* bookings a quarter of an hour; 0: none */
    const struct catalogue_service **transfer_to; /* NULL-terminated; empty: nowhere; resolved */
};

struct catalogue_profile {
    const char *key;
    struct catalogue_origin origin;
    size_t tier_count;
    struct catalogue_tier {
        size_t count;
        const struct catalogue_service **services; /* groups and agencies resolved */
    } * tiers;
    int64_t offset_minutes; /* a ticket of a later tier counts as due so much later, for each tier */
};

struct catalogue_counter {
    const char *key;
    struct catalogue_origin origin;
    const char *label;
    struct config_text place; /* "ground floor, on the left" */
    const struct catalogue_zone *zone;
    const struct catalogue_profile *profile;
    const struct catalogue_need **meets; /* NULL-terminated */
    const struct catalogue_hours *hours; /* usual opening; NULL: the centre's */
};

struct catalogue_operator {
    const char *id;
    struct catalogue_origin origin;
    struct config_list languages;
    const struct catalogue_profile *profile; /* NULL: the counter's */
};

struct catalogue_printer {
    const char *key;
    struct catalogue_origin origin;
    const char *queue; /* of CUPS */
    int64_t width_mm;  /* 58 or 80 */
};

struct catalogue_kiosk {
    const char *key;
    struct catalogue_origin origin;
    const struct catalogue_zone *zone;
    struct config_list languages;              /* empty: all of the centre */
    const struct catalogue_service **offers;   /* NULL-terminated, groups resolved */
    const struct catalogue_printer **printers; /* NULL-terminated, first choice first */
    int64_t printers_beside;                   /* so many of them take turns: the one with the fewest orders prints */
    bool speak;
    bool check_in_only;
};

struct catalogue_board {
    const char *key;
    struct catalogue_origin origin;
    const struct catalogue_zone **zones; /* NULL-terminated */
    bool voice;
    struct config_text ticker; /* a line that runs along */
};

#define CATALOGUE_LIST(type) \
    struct {                 \
        size_t count;        \
        struct type *items;  \
    }

struct catalogue {
    bool complete; /* false: catalogue_read() refused the file; good for nothing but finding more mistakes */
    CATALOGUE_LIST(catalogue_series) series;
    CATALOGUE_LIST(catalogue_class) classes;
    CATALOGUE_LIST(catalogue_need) needs;
    CATALOGUE_LIST(catalogue_outcome) outcomes;
    CATALOGUE_LIST(catalogue_code) pauses;
    CATALOGUE_LIST(catalogue_code) tasks;
    CATALOGUE_LIST(catalogue_code) reasons;
    CATALOGUE_LIST(catalogue_zone) zones;
    CATALOGUE_LIST(catalogue_hours) hours;
    CATALOGUE_LIST(catalogue_group) groups; /* agencies and groups, depth first as in the file */
    CATALOGUE_LIST(catalogue_service) services;
    CATALOGUE_LIST(catalogue_profile) profiles;
    CATALOGUE_LIST(catalogue_counter) counters;
    CATALOGUE_LIST(catalogue_operator) operators;
    CATALOGUE_LIST(catalogue_kiosk) kiosks;
    CATALOGUE_LIST(catalogue_board) boards;
    CATALOGUE_LIST(catalogue_printer) printers;
    size_t skip_number_count;
    int64_t *skip_numbers;
    const char *skip_letters; /* "OI" */
};

/* Reads the catalogue out of a parsed file. Mistakes of shape and reference are reported; returns 0 or -EBADMSG. The
 * result lives in `arena`, and so does nothing of `file`. It is written in any case, so that catalogue_check() and
 * calendar_read() can go on to find more mistakes: after -EBADMSG it is not `complete`, what it could not resolve is
 * missing (NULL, or left out of lists), and nothing else may use it. */
int catalogue_read(const struct config_file *file, struct arena *arena, struct config_mistakes *mistakes,
                   struct catalogue **ret_catalogue) attr_must_check;

/* What makes sense only as a whole (catalogue_check.c): services nobody serves, services no kiosk offers, needs no
 * counter meets, needs or languages past CATALOGUE_BITS, texts missing in a language of the centre (one warning a
 * language where that language names a fallback), numbers and letters to skip, series whose prefixes clash by equality,
 * shape or sound (catalogue_clash.c). Follow-ups of what catalogue_read() refused are not reported. NULL i18n (a
 * language file is broken): what needs the languages is not looked at. `file` names the catalogue in mistakes of no
 * object. */
void catalogue_check(const struct catalogue *catalogue, const struct i18n *i18n, const struct config_file *file,
                     struct config_mistakes *mistakes);

/* NULL if there is none. */
const struct catalogue_service *catalogue_service(const struct catalogue *catalogue, const char *key);
const struct catalogue_group *catalogue_group(const struct catalogue *catalogue, const char *key);
const struct catalogue_counter *catalogue_counter(const struct catalogue *catalogue, const char *key);
const struct catalogue_printer *catalogue_printer(const struct catalogue *catalogue, const char *key);

/* --- what a reload would do --- */

enum change_kind { CHANGE_ADDED, CHANGE_REMOVED, CHANGE_CHANGED };

/* One difference a person cares for: "service passport-first changed target_minutes 15 -> 10". */
struct catalogue_change {
    enum change_kind kind;
    const char *object; /* "service", "counter", "series" ... */
    const char *key;
    const char *field;          /* CHANGE_CHANGED: "target_minutes", "name.ru"; else NULL */
    const char *before, *after; /* CHANGE_CHANGED: as a person reads them; else NULL */
    bool restart;               /* takes effect only after a restart: a setting that cannot be reloaded */
};

struct catalogue_changes {
    size_t count, room;
    struct catalogue_change *items;
};

/* All differences, in the order of the new catalogue, removed ones last; texts live in `arena`. */
void catalogue_compare(const struct catalogue *before, const struct catalogue *after, struct arena *arena,
                       struct catalogue_changes *ret_changes);
void catalogue_change_add(struct catalogue_changes *changes, struct catalogue_change change);
/* A field that changed, or nothing where both texts are equal; they and the key live as long as the changes. */
void catalogue_change_field(struct catalogue_changes *changes, const char *object, const char *key, const char *field,
                            const char *before, const char *after);
/* A text language by language: "name.ru". */
struct catalogue_text_field {
    const char *object, *key, *name;
    const struct config_text *before, *after;
};
void catalogue_change_text(struct catalogue_changes *changes, const struct catalogue_text_field *field,
                           struct arena *arena);
/* A string as it would stand in the file; "none" of NULL and "". */
const char *catalogue_change_quoted(const char *text, struct arena *arena);
void catalogue_changes_done(struct catalogue_changes *changes);
