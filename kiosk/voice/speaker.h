/* SPDX-License-Identifier: MIT
 *
 * The terminal's end of the voice: starts novbe-voice, gives it orders over a pipe and tells what became of them. It
 * never blocks: what the pipe does not take is bounded and dropped. A voice that dies, or says nothing for ten minutes
 * while it has orders, is started again, ever later while it goes on dying.
 *
 *     speaker = speaker_open(loop, &settings, on_told, data);
 *     speaker_call(speaker, &announcement, ago_ms);           a board: each call that is new in Watch
 *     speaker_withdraw(speaker, "A042");                      its number has left the board
 *     if (speaker_report(speaker, &report)) ...               after on_told: Board.ReportVoice
 *     speaker_say(speaker, "az", line, true);                 a speaking kiosk: what was being said stops
 *     speaker_say(speaker, "az", next_line, false);           and goes on from there
 */
#pragma once

#include <uv.h>

#include "kiosk/voice/pipe.h"

enum {
    SPEAKER_ORDERS = 256,        /* given and without a fate yet; more are dropped */
    SPEAKER_UNSENT = 128 * 1024, /* bytes that the pipe has not taken; more are dropped */
};

struct speaker_settings {
    const char *program;          /* NULL: "novbe-voice", in PATH */
    const char *const *arguments; /* after its name, NULL at the end; may be NULL itself */
    unsigned
            silence_ms; /* it may say nothing so long while it has orders; 0: ten minutes, longer than any text takes */
};

/* The fate of one call or text, once each; also from within speaker_call() and the like. */
typedef void speaker_told(void *data, const struct told *told);

/* For org.novbe.Board.ReportVoice, since it was last asked. Texts are not counted. */
struct voice_report {
    int64_t call; /* the last one spoken, ever; 0: none */
    int64_t spoken;
    int64_t dropped; /* late, too many, or failed; a voice without a sound device drops nothing */
    int64_t backlog_ms;
};

struct speaker;
/* Settings are copied, their texts are not. The program is started at once. SIGPIPE is ignored from here on, unless the
 * process has a handler for it. */
struct speaker *speaker_open(uv_loop_t *loop, const struct speaker_settings *settings, speaker_told *told, void *data);
/* Speaks a call that was made `ago_ms` ago. `call` is that of org.novbe.Board.Call, more than 0; `at_ms` is not looked
 * at; the announcement stays the caller's. */
void speaker_call(struct speaker *speaker, const struct announcement *announcement, int64_t ago_ms);
void speaker_withdraw(struct speaker *speaker, const char *ticket);
/* A text in up to ANNOUNCEMENT_LANGUAGES languages, with a chime before it in a hall; `interrupt`: everything else is
 * stopped. Returns its number, less than 0, by which its fate is told. */
int64_t speaker_announce(struct speaker *speaker, const struct saying *sayings, size_t count, bool chime,
                         bool interrupt);
/* A kiosk's: one language, no chime. What is longer than ANNOUNCEMENT_TEXT is cut: give a page line by line, at most
 * ANNOUNCER_ROOM of them. */
int64_t speaker_say(struct speaker *speaker, const char *language, const char *text, bool interrupt);
/* Silence. */
void speaker_stop(struct speaker *speaker);
/* false: nothing was spoken or dropped since; else the counts begin anew. */
bool speaker_report(struct speaker *speaker, struct voice_report *ret_report);
/* Orders without a fate yet. */
size_t speaker_waiting(const struct speaker *speaker);
/* Its input ends, so it ends after what it is saying; nothing is told any more. */
void speaker_close(struct speaker *speaker);
