/* SPDX-License-Identifier: MIT
 *
 * The queue of what is spoken.
 */
#include "kiosk/voice/announcer.h"

#include <assert.h>
#include <string.h>

enum {
    LEARNED_LANGUAGES = 16,
    FIRST_GUESS_MS = 4000, /* a call, before any was made: "A 042, 5-ci pəncərə" took 3.4 s */
    BYTE_MS = 60,          /* of a text, in no language in particular */
    LEARNING = 4,          /* a new length counts for a quarter */
};

struct learned {
    char language[ANNOUNCEMENT_LANGUAGE];
    int64_t speech_ms;
};

struct announcer {
    size_t count;
    struct announcement queue[ANNOUNCER_ROOM]; /* oldest first */
    bool speaking;
    bool has_spoken;
    int64_t quiet_since_ms; /* has_spoken */
    size_t learned_count;
    struct learned learned[LEARNED_LANGUAGES];
    size_t fate_count, fate_room, fate_next;
    struct told {
        int64_t call;
        enum fate fate;
    } * fates;
};

const char *const fate_words[FATES] = {
        [FATE_SPOKEN] = "spoken", [FATE_SILENT] = "silent", [FATE_LATE] = "late",           [FATE_FULL] = "full",
        [FATE_FAILED] = "failed", [FATE_MERGED] = "merged", [FATE_WITHDRAWN] = "withdrawn", [FATE_STOPPED] = "stopped",
};

bool fate_is_drop(enum fate fate)
{
    return fate == FATE_LATE || fate == FATE_FULL || fate == FATE_FAILED;
}

void announcement_done(struct announcement *announcement)
{
    for (size_t i = 0; i < announcement->count; i++)
        free(announcement->sayings[i].text);
    *announcement = (struct announcement){0};
}

struct announcer *announcer_new(void)
{
    return mem_new(struct announcer);
}

struct announcer *announcer_free(struct announcer *announcer)
{
    if (announcer) {
        for (size_t i = 0; i < announcer->count; i++)
            announcement_done(&announcer->queue[i]);
        free(announcer->fates);
        free(announcer);
    }
    return NULL;
}

/* --- fates --- */

static void tell(struct announcer *announcer, int64_t call, enum fate fate)
{
    mem_grow(announcer->fates, announcer->fate_count, announcer->fate_room);
    announcer->fates[announcer->fate_count++] = (struct told){.call = call, .fate = fate};
}

bool announcer_fate(struct announcer *announcer, int64_t *ret_call, enum fate *ret_fate)
{
    if (announcer->fate_next == announcer->fate_count) {
        announcer->fate_next = announcer->fate_count = 0;
        return false;
    }
    const struct told *told = &announcer->fates[announcer->fate_next++];
    *ret_call = told->call;
    *ret_fate = told->fate;
    return true;
}

/* --- the queue --- */

static struct announcement take(struct announcer *announcer, size_t place)
{
    struct announcement taken = announcer->queue[place];
    announcer->count--;
    memmove(&announcer->queue[place], &announcer->queue[place + 1],
            (announcer->count - place) * sizeof(announcer->queue[0]));
    return taken;
}

static void drop(struct announcer *announcer, size_t place, enum fate fate)
{
    struct announcement dropped = take(announcer, place);
    tell(announcer, dropped.call, fate);
    announcement_done(&dropped);
}

/* The queued call of a ticket: there is never more than one. */
static struct announcement *queued_call(struct announcer *announcer, const struct announcement *announcement)
{
    for (size_t i = 0; announcement->kind != ANNOUNCEMENT_OF_TEXT && i < announcer->count; i++) {
        struct announcement *queued = &announcer->queue[i];
        if (queued->kind != ANNOUNCEMENT_OF_TEXT && strcmp(queued->ticket, announcement->ticket) == 0)
            return queued;
    }
    return NULL;
}

/* One who has not heard the first call hears no "once again". */
static void merge(struct announcer *announcer, struct announcement *queued, const struct announcement *newer)
{
    enum announcement_kind kind = newer->kind == ANNOUNCEMENT_AGAIN ? queued->kind : newer->kind;
    tell(announcer, queued->call, FATE_MERGED);
    announcement_done(queued);
    *queued = *newer;
    queued->kind = kind;
}

void announcer_add(struct announcer *announcer, struct announcement *announcement, int64_t now_ms)
{
    struct announcement added = *announcement;
    *announcement = (struct announcement){0};
    added.at_ms = added.at_ms < now_ms ? added.at_ms : now_ms;
    struct announcement *queued = queued_call(announcer, &added);
    if (queued) {
        merge(announcer, queued, &added);
    } else if (announcer->count == ANNOUNCER_ROOM) {
        tell(announcer, added.call, FATE_FULL);
        announcement_done(&added);
    } else {
        announcer->queue[announcer->count++] = added;
    }
}

void announcer_withdraw(struct announcer *announcer, const char *ticket)
{
    for (size_t i = announcer->count; i-- > 0;) {
        const struct announcement *queued = &announcer->queue[i];
        if (queued->kind != ANNOUNCEMENT_OF_TEXT && strcmp(queued->ticket, ticket) == 0)
            drop(announcer, i, FATE_WITHDRAWN);
    }
}

void announcer_clear(struct announcer *announcer)
{
    while (announcer->count > 0)
        drop(announcer, 0, FATE_STOPPED);
}

/* --- how long --- */

static int64_t learned_ms(const struct announcer *announcer, const char *language)
{
    for (size_t i = 0; i < announcer->learned_count; i++) {
        if (strcmp(announcer->learned[i].language, language) == 0)
            return announcer->learned[i].speech_ms;
    }
    return FIRST_GUESS_MS;
}

void announcer_learn(struct announcer *announcer, const char *language, int64_t speech_ms)
{
    size_t i = 0;
    while (i < announcer->learned_count && strcmp(announcer->learned[i].language, language) != 0)
        i++;
    if (i == LEARNED_LANGUAGES)
        return;
    struct learned *learned = &announcer->learned[i];
    if (i == announcer->learned_count) {
        announcer->learned_count++;
        *learned = (struct learned){.speech_ms = speech_ms};
        strncpy(learned->language, language, sizeof(learned->language) - 1);
    }
    learned->speech_ms += (speech_ms - learned->speech_ms) / LEARNING;
}

/* Of a text every language is spoken: it is rare, and for all. */
static size_t most_languages(const struct announcement *announcement)
{
    bool is_text = announcement->kind == ANNOUNCEMENT_OF_TEXT;
    return is_text || announcement->count < ANNOUNCER_CALL_LANGUAGES ? announcement->count : ANNOUNCER_CALL_LANGUAGES;
}

int64_t announcer_speech_ms(const struct announcer *announcer)
{
    int64_t speech_ms = 0;
    for (size_t i = 0; i < announcer->count; i++) {
        const struct announcement *queued = &announcer->queue[i];
        for (size_t l = 0; l < most_languages(queued); l++) {
            bool is_text = queued->kind == ANNOUNCEMENT_OF_TEXT;
            const char *text = queued->sayings[l].text;
            speech_ms += is_text ? (int64_t)(text ? strlen(text) : 0) * BYTE_MS
                                 : learned_ms(announcer, queued->sayings[l].language);
        }
    }
    return speech_ms;
}

int64_t announcer_backlog_ms(const struct announcer *announcer, int64_t now_ms)
{
    int64_t oldest_ms = now_ms;
    for (size_t i = 0; i < announcer->count; i++)
        oldest_ms = announcer->queue[i].at_ms < oldest_ms ? announcer->queue[i].at_ms : oldest_ms;
    return now_ms - oldest_ms;
}

size_t announcer_queued(const struct announcer *announcer)
{
    return announcer->count;
}

/* --- speaking --- */

bool announcer_may_begin(const struct announcement *announcement, int64_t now_ms)
{
    return announcement->kind == ANNOUNCEMENT_OF_TEXT || now_ms <= announcement->at_ms + ANNOUNCER_LATE_MS;
}

bool announcer_next(struct announcer *announcer, int64_t now_ms, struct turn_to_speak *ret_turn)
{
    if (announcer->speaking)
        return false;
    while (announcer->count > 0 && !announcer_may_begin(&announcer->queue[0], now_ms))
        drop(announcer, 0, FATE_LATE);
    if (announcer->count == 0)
        return false;
    struct announcement next = take(announcer, 0);
    bool is_call = next.kind != ANNOUNCEMENT_OF_TEXT;
    bool is_late = is_call && announcer_speech_ms(announcer) > ANNOUNCER_BACKLOG_MS;
    bool begins = !announcer->has_spoken || now_ms - announcer->quiet_since_ms >= ANNOUNCER_BURST_MS;
    *ret_turn = (struct turn_to_speak){
            .announcement = next, .languages = is_late ? 1 : most_languages(&next), .chime = begins && next.chime};
    announcer->speaking = true;
    return true;
}

void announcer_end(struct announcer *announcer, int64_t call, enum fate fate, int64_t now_ms)
{
    assert(announcer->speaking);
    announcer->speaking = false;
    if (fate == FATE_SPOKEN) {
        announcer->has_spoken = true;
        announcer->quiet_since_ms = now_ms;
    }
    tell(announcer, call, fate);
}
