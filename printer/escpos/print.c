/* SPDX-License-Identifier: MIT
 *
 * A job is printed at most once, and what is said of it is true:
 *
 *     nothing sent   Read and found good; then the printer is asked, and waited for while it has no paper or is open.
 *                    Who cancels it now gets no paper, ever.
 *     sending        The journal says so before the first byte goes. From here on it is brought to its end.
 *     printed        The printer has answered the question behind the last row: it has done all before it. The journal
 *                    knows that before anybody else.
 *     not confirmed  Sent whole to a printer that never answered a question.
 *     uncertain      None of these: some of it may have come out, and the rest may still come.
 *
 * A cupsd that was killed and started again gives a job of ours anew: the journal then says which of these it was, and
 * only what was never sent is sent. The filter of the killed one may still be sending; it holds the lock of the journal
 * meanwhile, and is told by a signal (PR_SET_PDEATHSIG, main.c) that it is nobody's any more, which is as if cancelled.
 */
#include "printer/escpos/print.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum {
    ANSWER_MS = 2000,       /* a printer that answers at all does so at once; on a slow line in half a second */
    LOOK_MS = 250,          /* between two looks at one that cannot print */
    CONFIRM_MS = 15000,     /* from the last byte that the backend took; a roll of 2 m takes 13 s */
    CONFIRM_LOOK_MS = 1000, /* what hinders it, while it prints */
    HINDERED_MS = 600000,   /* so long a cover may stay open in the middle of a ticket */
    LOCK_MS = 60000,        /* longer than an abandoned filter lives: DEVICE_LEAVE_MS */
    LOCK_LOOK_MS = 50,
};

static bool say(struct print *print, const char *where, const char *more)
{
    return tell_where(print->tell, where, more) == 0;
}

/* --- the printer's answers --- */

/* Takes a byte from the printer until then. 1: it is a status; 0: none came. What answers the job's end is kept. */
static int take(struct print *print, int64_t until_ms, unsigned char *ret_byte)
{
    for (;;) {
        int r = device_read(print->device, until_ms, ret_byte);
        if (r <= 0 || language_is_status(*ret_byte))
            return r;
        if (print->end_asked && language_is_end(*ret_byte)) {
            print->ended = true;
            print->end_bytes = *ret_byte;
            return 0;
        }
    }
}

static int put_question(struct print *print, enum language_question question)
{
    unsigned char bytes[LANGUAGE_QUESTION_BYTES];
    language_ask(question, bytes);
    print->owed++;
    int r = device_write(print->device, bytes, sizeof(bytes));
    return r < 0 ? r : device_drain(print->device);
}

/* 1: it answered; 0: it did not, or its end came instead. The first question is put twice: the socket backend takes
 * what comes first before it has found the printer, and the rest only then; time for an answer begins with that. */
static int ask(struct print *print, enum language_question question, unsigned char *ret_byte)
{
    int r;
    while ((r = take(print, 0, ret_byte)) == 1) /* answers that came too late */
        ;
    if (r == 0 && !print->greeted && !print->ended)
        r = put_question(print, question);
    print->greeted = true;
    if (r == 0 && !print->ended)
        r = put_question(print, question);
    if (r < 0)
        return r;
    int64_t until_ms = device_now_ms() + ANSWER_MS;
    for (; print->owed > 0 && !print->ended; print->owed--) {
        r = take(print, until_ms, ret_byte);
        if (r != 1)
            break;
    }
    bool answered = print->owed == 0;
    print->owed = 0;
    return r < 0 ? r : answered;
}

/* What hinders it. 1; 0: it does not answer. */
static int look(struct print *print, unsigned *ret_troubles)
{
    static const enum language_question more[] = {ASK_OFFLINE, ASK_PAPER};
    unsigned char byte;
    int r = ask(print, ASK_PRINTER, &byte);
    if (r <= 0)
        return r;
    print->heard = true;
    *ret_troubles = language_status(ASK_PRINTER, byte);
    for (size_t i = 0; i < ARRAY_SIZE(more) && !print->ended; i++) {
        if (print->deaf[more[i]])
            continue;
        r = ask(print, more[i], &byte);
        if (r < 0)
            return r;
        if (r == 1)
            *ret_troubles |= language_status(more[i], byte);
        else
            print->deaf[more[i]] = !print->ended;
    }
    return 1;
}

/* --- nothing sent --- */

/* Until it can print; what never answers is taken for ready. -ECANCELED: it shall not be printed. */
static int wait_until_ready(struct print *print)
{
    const char *told = NULL;
    for (;;) {
        unsigned troubles = 0;
        int r = print->device->back >= 0 ? look(print, &troubles) : device_rest(print->device, 0);
        if (r < 0)
            return r;
        if (r == 0 && print->heard)
            troubles = TROUBLE_OFFLINE;
        tell_troubles(print->tell, troubles);
        if (!(troubles & TROUBLES_THAT_HINDER))
            return 0;
        const char *name = tell_trouble_name(troubles);
        if (name != told && !say(print, TELL_NOTHING, name))
            return -ECANCELED;
        told = name;
        r = device_rest(print->device, device_now_ms() + LOOK_MS);
        if (r < 0)
            return r;
    }
}

/* The lock of the journal, and what it knows of the job. */
static int recall(struct print *print, enum journal_state *ret_state)
{
    int64_t end_ms = device_now_ms() + LOCK_MS;
    int r;
    while ((r = journal_lock(print->journal)) == -EAGAIN && device_now_ms() < end_ms) {
        r = device_rest(print->device, device_now_ms() + LOCK_LOOK_MS);
        if (r < 0)
            return r;
    }
    bool held = r == -EAGAIN;
    if (r == 0 || held)
        r = journal_find(print->journal, print->key, ret_state);
    return r == 0 && held && *ret_state == JOURNAL_NEW ? -EBUSY : r;
}

/* --- sending --- */

static int send_page(struct print *print, const struct strip *strip, bool first, bool last)
{
    _cleanup_(buffer_done) struct buffer bytes = {0};
    if (first)
        language_begin(&bytes);
    language_draw(strip, &bytes);
    language_cut(print->ppd.cut, &bytes);
    if (last && print->heard) {
        language_ask_end(&bytes);
        print->end_asked = true;
    }
    return device_write(print->device, buffer_bytes(&bytes), bytes.length);
}

/* All pages, of which the first is read already. */
static int send_pages(struct print *print, struct strip *strip, int *ret_pages, const char **ret_why)
{
    for (int more = 1; more == 1; ++*ret_pages) {
        _cleanup_(strip_done) struct strip page = *strip;
        *strip = (struct strip){0};
        more = input_page(print->input, print->ppd.dots, strip, ret_why);
        int r = send_page(print, &page, *ret_pages == 0, more != 1);
        if (r < 0 || more < 0)
            return r < 0 ? r : more;
    }
    return device_drain(print->device);
}

/* Until the printer has answered the end. While something hinders it the time stands still, within bounds. */
static int confirm(struct print *print)
{
    int64_t began = device_now_ms(), end_ms = began + CONFIRM_MS;
    unsigned char byte;
    for (;;) {
        int64_t now = device_now_ms(), look_ms = now + CONFIRM_LOOK_MS;
        int r = print->ended ? 0 : take(print, look_ms < end_ms ? look_ms : end_ms, &byte);
        if (r < 0 || print->ended)
            return r;
        now = device_now_ms();
        if (now >= end_ms || now - began >= HINDERED_MS)
            return -ETIMEDOUT;
        unsigned troubles = 0;
        r = r == 1 ? 0 : look(print, &troubles);
        if (r < 0)
            return r;
        if (r == 1)
            tell_troubles(print->tell, troubles);
        if (r == 1 && (troubles & TROUBLES_THAT_HINDER))
            end_ms = device_now_ms() + CONFIRM_MS;
    }
}

/* --- its end --- */

static bool end_nothing(struct print *print, const char *why)
{
    tell_bad_end(print->tell, TELL_NOTHING, why);
    return false;
}

static bool end_unsent(struct print *print, int r)
{
    return end_nothing(print, r == -ECANCELED ? "cancelled" : "the connection to the printer ended");
}

static bool end_uncertain(struct print *print, int r, const char *why)
{
    if (!why && r == -ETIMEDOUT)
        why = print->device->stopped ? "cancelled in the middle" : "the printer did not confirm it";
    tell_bad_end(print->tell, TELL_UNCERTAIN, why ? why : "the connection to the printer ended");
    return false;
}

static bool end_sent(struct print *print, int pages)
{
    bool printed = print->ended;
    if (print->key && journal_write(print->journal, print->key, printed ? JOURNAL_PRINTED : JOURNAL_SENT) < 0)
        tell_debug(print->tell, "the journal could not be written");
    if (printed)
        tell_troubles(print->tell, language_end_status((unsigned char)print->end_bytes) & TROUBLE_PAPER_LOW);
    for (int page = 1; page <= pages; page++)
        tell_page(print->tell, page);
    (void)say(print, printed ? TELL_PRINTED : TELL_UNCONFIRMED, NULL);
    return true;
}

/* Who reads "nothing sent" of a job that he has cancelled may rely on it: "sending" is said before it is seen for the
 * last time whether somebody did so. */
static bool send_all(struct print *print, struct strip *first)
{
    const char *why = NULL;
    int pages = 0;
    (void)say(print, TELL_SENDING, NULL);
    int r = device_rest(print->device, 0);
    if (r < 0)
        return end_unsent(print, r);
    if (print->key && journal_write(print->journal, print->key, JOURNAL_BEGAN) < 0)
        return end_nothing(print, "the journal cannot be written");
    print->device->committed = true;
    r = send_pages(print, first, &pages, &why);
    if (r == 0 && print->heard)
        r = confirm(print);
    return r < 0 ? end_uncertain(print, r, why) : end_sent(print, pages);
}

static bool print_new(struct print *print)
{
    _cleanup_(strip_done) struct strip first = {0};
    const char *why = "it has no page";
    int r = print->input ? input_page(print->input, print->ppd.dots, &first, &why) : -EBADMSG;
    if (r != 1)
        return end_nothing(print, print->input ? why : "it is no raster");
    r = wait_until_ready(print);
    if (r < 0)
        return end_unsent(print, r);
    return send_all(print, &first);
}

bool print_run(struct print *print)
{
    enum journal_state state = JOURNAL_NEW;
    if (!say(print, TELL_NOTHING, NULL))
        return false;
    tell_none(print->tell);
    int r = print->key ? recall(print, &state) : 0;
    if (r == -ECANCELED || r == -EBUSY)
        return end_nothing(print, r == -EBUSY ? "another job holds the printer" : "cancelled");
    if (r < 0)
        return end_uncertain(print, r, "the journal cannot be read");
    if (state == JOURNAL_NEW)
        return print_new(print);
    if (state == JOURNAL_BEGAN)
        return end_uncertain(print, 0, "an earlier try did not come to its end");
    (void)say(print, state == JOURNAL_PRINTED ? TELL_PRINTED : TELL_UNCONFIRMED, "by an earlier try");
    return true;
}
