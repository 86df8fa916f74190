/* SPDX-License-Identifier: MIT
 *
 * Tries and what is to be done about them.
 *
 * A try is worked on two sides that go on by themselves: at CUPS it is printed, looked for and cancelled; to the daemon
 * its newest fact is told until that is answered. What is next is the first of its three times (due, report, cancel),
 * and the first of all tries is the top of a heap, so that neither a call nor a list of orders costs more than the
 * logarithm of what there is, a try.
 *
 * Why the rules are as they are (measured with cupsd 2.4.2):
 *
 * - An answer that did not come says nothing: a cupsd that stands still takes the job once it goes on, after it has
 *   answered those who came later. So nobody is looked for before a second is over, and that nobody has it counts when
 *   it is said twice, a second apart.
 * - A cupsd that was killed forgets what it accepted, or prints it again. So what was accepted and is nowhere is
 *   unknown, never failed, and is not given to CUPS a second time.
 * - Lists and answers come over two connections, so a list may be older than an answer: what this process has taken,
 *   and what it has ended, stays so, whatever a list says.
 */
#include "printer/spool_private.h"

#include <stdio.h>
#include <string.h>

/* --- printers --- */

static int by_key(const void *a, const void *b)
{
    const struct spool_printer *one = a, *other = b;
    return strcmp(one->key, other->key);
}

size_t spool_printer_place(const struct spool *spool, const char *printer)
{
    size_t from = 0, until = spool->printer_count;
    while (from < until) {
        size_t middle = from + (until - from) / 2;
        int order = strcmp(spool->printers[middle].key, printer);
        if (order == 0)
            return middle;
        if (order < 0)
            from = middle + 1;
        else
            until = middle;
    }
    return spool->printer_count;
}

struct spool_printer *spool_printer_of(const struct spool *spool, const struct spool_try *try)
{
    return &spool->printers[try->printer];
}

struct spool *spool_new(const char *centre, const char *const *printers, size_t count)
{
    struct spool *spool = mem_new(struct spool);
    *spool = (struct spool){.centre = mem_strdup(centre),
                            .printer_count = count,
                            .printers = mem_new_n(struct spool_printer, count + 1)};
    for (size_t i = 0; i < count; i++)
        spool->printers[i].key = mem_strdup(printers[i]);
    qsort(spool->printers, count, sizeof(spool->printers[0]), by_key);
    spool_list_init(&spool->list);
    return spool;
}

struct spool *spool_free(struct spool *spool)
{
    if (!spool)
        return NULL;
    for (size_t i = 0; i < spool->printer_count; i++) {
        free(spool->printers[i].key);
        free(spool->printers[i].orders);
    }
    free(spool->printers);
    spool_tries_done(&spool->tries);
    spool_list_done(&spool->list);
    free(spool->centre);
    free(spool);
    return NULL;
}

void spool_printer(struct spool *spool, const char *printer, bool prints, int64_t now_ms)
{
    (void)now_ms;
    size_t place = spool_printer_place(spool, printer);
    if (place < spool->printer_count)
        spool->printers[place].prints = prints;
}

/* --- tries --- */

static bool is_open(const struct spool_try *try)
{
    return !try->dropped && try->stage != SPOOL_OVER;
}

void spool_set_stage(struct spool *spool, struct spool_try *try, enum spool_stage stage)
{
    size_t *open = &spool_printer_of(spool, try)->open;
    *open -= is_open(try) ? 1 : 0;
    try->stage = stage;
    *open += is_open(try) ? 1 : 0;
}

void spool_set_due(struct spool *spool, struct spool_try *try, int64_t due_ms)
{
    try->due_ms = due_ms;
    spool_tries_schedule(&spool->tries, try);
}

void spool_set_cancel(struct spool *spool, struct spool_try *try, int64_t cancel_ms)
{
    try->cancel_ms = cancel_ms;
    spool_tries_schedule(&spool->tries, try);
}

static void set_report(struct spool *spool, struct spool_try *try, int64_t report_ms)
{
    try->report_ms = report_ms;
    spool_tries_schedule(&spool->tries, try);
}

void spool_drop(struct spool *spool, struct spool_try *try)
{
    spool_printer_of(spool, try)->open -= is_open(try) ? 1 : 0;
    spool_tries_drop(&spool->tries, try);
}

/* Of this order at this printer, what was asked. */
static struct spool_try *find_asked(const struct spool *spool, int64_t order, const char *printer, bool to_report)
{
    size_t place = spool_printer_place(spool, printer);
    for (size_t i = spool_tries_from(&spool->tries, order, place); i < spool->tries.count; i++) {
        struct spool_try *try = spool->tries.items[i];
        if (try->order != order || try->printer != place)
            break;
        if (!try->dropped && (to_report ? try->reporting : try->asked))
            return try;
    }
    return NULL;
}

static struct spool_try *find_in(const struct spool *spool, int64_t order, const char *printer, enum spool_stage stage)
{
    struct spool_try *try = find_asked(spool, order, printer, false);
    return try && try->stage == stage ?
    try : NULL
        ;
}

/* --- what is known --- */

/* A daemon that has no such order any more does nothing about it, but for counting papers. */
bool spool_is_news(const struct spool_try *try)
{
    return try->fact.state != PRINTER_ORDER_STATE_WAITING && !spool_fact_is(&try->fact, &try->told) &&
           (try->listed || try->fact.state == PRINTER_ORDER_STATE_PRINTED);
}

void spool_know(struct spool *spool, struct spool_try *try, int state, int papers, const char *detail)
{
    try->fact = (struct spool_fact){.state = state, .papers = papers};
    free(try->detail);
    try->detail = detail ? mem_strdup(detail) : NULL;
    if (state != PRINTER_ORDER_STATE_SENT) {
        spool_set_stage(spool, try, SPOOL_OVER);
        try->due_ms = try->cancel_ms = SPOOL_NEVER;
    }
    set_report(spool, try, !try->reporting && spool_is_news(try) ? SPOOL_AT_ONCE : SPOOL_NEVER);
    spool_settle(spool, try);
}

void spool_settle(struct spool *spool, struct spool_try *try)
{
    if (try->stage != SPOOL_OVER || try->listed || try->reporting || try->remembered || try->dropped ||
        spool_tries_time(try) != SPOOL_NEVER)
        return;
    struct spool_try *oldest = spool->over[spool->over_next];
    if (oldest) {
        oldest->remembered = false;
        if (!oldest->listed && !oldest->reporting && spool_tries_time(oldest) == SPOOL_NEVER)
            spool_drop(spool, oldest);
    }
    try->remembered = true;
    spool->over[spool->over_next] = try;
    spool->over_next = (spool->over_next + 1) % SPOOL_REMEMBERED;
}

bool spool_is_its_turn(const struct spool *spool, const struct spool_try *try, int64_t now_ms)
{
    const struct printer_order *order = try->listed;
    return order && order->wanted && order->turn && strcmp(order->turn, spool_printer_of(spool, try)->key) == 0 &&
           order->until.set && now_ms < order->until.value && (!try->made || spool_list_is_open(try->made));
}

bool spool_is_stale(const struct spool_try *try)
{
    return !try->listed || !try->listed->wanted || (try->made && (try->made->late || !spool_list_is_open(try->made)));
}

/* --- going on --- */

/* The looks at one printer fall due together, on its own beat: one question of its worker answers them all. */
static int64_t next_look(const struct spool *spool, const struct spool_try *try, bool slow, int64_t now_ms)
{
    int64_t every_ms = slow || now_ms - try->followed_ms > SPOOL_SLOW_AFTER_MS ? SPOOL_LOOK_SLOW_MS : SPOOL_LOOK_MS;
    int64_t beat_ms = SPOOL_LOOK_MS * (int64_t)try->printer / (int64_t)spool->printer_count;
    return (now_ms - beat_ms) / every_ms * every_ms + every_ms + beat_ms;
}

static void look_again(struct spool *spool, struct spool_try *try, bool slow, int64_t now_ms)
{
    spool_set_due(spool, try, next_look(spool, try, slow, now_ms));
}

void spool_begin(struct spool *spool, struct spool_try *try, bool again)
{
    spool_set_stage(spool, try, SPOOL_TAKEN);
    try->again = again;
    spool_set_due(spool, try, SPOOL_AT_ONCE);
}

void spool_follow(struct spool *spool, struct spool_try *try, int64_t since_ms, int64_t look_ms, int64_t now_ms)
{
    spool_set_stage(spool, try, SPOOL_FOLLOWED);
    try->since_ms = since_ms;
    try->followed_ms = now_ms;
    try->none_ms = SPOOL_NEVER;
    try->cancel_ms = spool_is_stale(try) ? SPOOL_AT_ONCE : SPOOL_NEVER;
    spool_set_due(spool, try, look_ms);
}

/* It is over, and nothing came out. */
static void know_nothing_out(struct spool *spool, struct spool_try *try, const char *detail)
{
    bool wanted = !try->listed || try->listed->wanted;
    spool_know(spool, try, wanted ? PRINTER_ORDER_STATE_FAILED : PRINTER_ORDER_STATE_GIVEN_UP, 0, detail);
}

/* --- what is next --- */

static void fill(const struct spool *spool, const struct spool_try *try, enum spool_do what,
                 struct spool_task *ret_task)
{
    const char *printer = spool_printer_of(spool, try)->key;
    *ret_task = (struct spool_task){.what = what, .order = try->order, .printer = printer};
    struct job_name name = {.order = try->order, .at_ms = try->at_ms};
    snprintf(name.centre, sizeof(name.centre), "%s", spool->centre);
    snprintf(name.printer, sizeof(name.printer), "%s", printer);
    job_key(&name, ret_task->key);
}

static bool give_take(struct spool *spool, struct spool_try *try, struct spool_task *ret_task)
{
    try->asked = true;
    spool_set_due(spool, try, SPOOL_NEVER);
    fill(spool, try, SPOOL_TAKE, ret_task);
    return true;
}

/* The oldest that a printer may take. */
static bool take_at(struct spool *spool, size_t place, int64_t now_ms, struct spool_task *ret_task)
{
    struct spool_printer *printer = &spool->printers[place];
    while (printer->prints && printer->open < SPOOL_JOBS && printer->next < printer->count) {
        const struct printer_order *order = printer->orders[printer->next++];
        if (spool_tries_find(&spool->tries, order->order, place, order->at))
            continue;
        struct spool_try *try = spool_tries_add(&spool->tries, order->order, place, order->at);
        try->ours = true;
        spool_link(spool, try, order, now_ms);
        if (!spool_is_its_turn(spool, try, now_ms)) {
            try->stage = SPOOL_OVER;
            spool_drop(spool, try);
            continue;
        }
        printer->open++;
        return give_take(spool, try, ret_task);
    }
    return false;
}

static bool give_report(struct spool *spool, struct spool_try *try, struct spool_task *ret_task)
{
    try->reporting = true;
    try->lost = false;
    try->telling = try->fact;
    set_report(spool, try, SPOOL_NEVER);
    fill(spool, try, SPOOL_REPORT, ret_task);
    ret_task->state = try->fact.state;
    ret_task->papers = try->fact.papers;
    ret_task->length_mm = try->fact.state == PRINTER_ORDER_STATE_PRINTED ? try->length_mm : 0;
    ret_task->detail = try->detail;
    return true;
}

static bool give_cancel(struct spool *spool, struct spool_try *try, int64_t now_ms, struct spool_task *ret_task)
{
    try->cancelled_ms = now_ms;
    spool_set_cancel(spool, try, SPOOL_NEVER);
    fill(spool, try, SPOOL_CANCEL, ret_task);
    spool_settle(spool, try);
    return true;
}

/* Taken, or nobody has it: it is printed, unless its time is over. */
static bool give_print(struct spool *spool, struct spool_try *try, int64_t now_ms, struct spool_task *ret_task)
{
    if (!spool_is_its_turn(spool, try, now_ms)) {
        know_nothing_out(spool, try, "its time was over before it was printed");
        return false;
    }
    try->again = try->again || try->listed->again;
    try->asked = true;
    try->handed++;
    try->since_ms = now_ms;
    spool_set_stage(spool, try, SPOOL_HANDING);
    spool_set_due(spool, try, SPOOL_NEVER);
    fill(spool, try, SPOOL_PRINT, ret_task);
    ret_task->again = try->again;
    ret_task->taken_ms = try->since_ms;
    return true;
}

static bool give_look(struct spool *spool, struct spool_try *try, struct spool_task *ret_task)
{
    try->asked = true;
    spool_set_due(spool, try, SPOOL_NEVER);
    fill(spool, try, SPOOL_LOOK, ret_task);
    ret_task->taken_ms = try->since_ms;
    return true;
}

/* Nobody knows whether it was taken; the list is what there is. */
static bool decide_taking(struct spool *spool, struct spool_try *try, int64_t now_ms, struct spool_task *ret_task)
{
    if (spool_list_is_open(try->made)) {
        spool_begin(spool, try, try->listed->again);
        return false;
    }
    if (spool_printer_of(spool, try)->prints && spool_is_its_turn(spool, try, now_ms))
        return give_take(spool, try, ret_task);
    spool_drop(spool, try);
    return false;
}

/* False: something was decided, and there is nothing to be done about it. */
static bool give(struct spool *spool, struct spool_try *try, int64_t now_ms, struct spool_task *ret_task)
{
    if (try->report_ms <= now_ms)
        return give_report(spool, try, ret_task);
    if (try->cancel_ms <= now_ms)
        return give_cancel(spool, try, now_ms, ret_task);
    switch (try->stage) {
    case SPOOL_TAKING:
        return decide_taking(spool, try, now_ms, ret_task);
    case SPOOL_TAKEN:
        return give_print(spool, try, now_ms, ret_task);
    case SPOOL_FOLLOWED:
        return give_look(spool, try, ret_task);
    case SPOOL_HANDING:
    case SPOOL_OVER:
        break;
    }
    spool_set_due(spool, try, SPOOL_NEVER);
    return false;
}

bool spool_next(struct spool *spool, int64_t now_ms, struct spool_task *ret_task)
{
    for (size_t place = 0; place < spool->printer_count; place++) {
        if (take_at(spool, place, now_ms, ret_task))
            return true;
    }
    struct spool_try *try;
    while ((try = spool_tries_first(&spool->tries)) && spool_tries_time(try) <= now_ms) {
        if (give(spool, try, now_ms, ret_task))
            return true;
    }
    return false;
}

int64_t spool_deadline(const struct spool *spool)
{
    for (size_t place = 0; place < spool->printer_count; place++) {
        const struct spool_printer *printer = &spool->printers[place];
        if (printer->prints && printer->open < SPOOL_JOBS && printer->next < printer->count)
            return SPOOL_AT_ONCE;
    }
    const struct spool_try *first = spool_tries_first(&spool->tries);
    return first ? spool_tries_time(first) : INT64_MAX;
}

const struct printer_order *spool_order(const struct spool *spool, int64_t order)
{
    return spool_list_find(&spool->list, order);
}

/* --- what the daemon answers --- */

void spool_taken(struct spool *spool, int64_t order, const char *printer, enum spool_answer answer, bool again,
                 int64_t now_ms)
{
    struct spool_try *try = find_in(spool, order, printer, SPOOL_TAKING);
    if (!try)
        return;
    try->asked = false;
    if (answer == SPOOL_DONE)
        spool_begin(spool, try, again);
    else if (answer == SPOOL_LOST)
        spool_set_due(spool, try, now_ms + SPOOL_LOST_MS);
    else
        spool_drop(spool, try);
}

void spool_reported(struct spool *spool, int64_t order, const char *printer, enum spool_answer answer, int64_t now_ms)
{
    struct spool_try *try = find_asked(spool, order, printer, true);
    if (!try)
        return;
    try->reporting = false;
    try->lost = answer == SPOOL_LOST;
    if (answer != SPOOL_LOST) {
        try->told = try->telling;
        try->told_ms = now_ms;
        try->refused = answer == SPOOL_REFUSED;
    }
    if (spool_is_news(try)) /* told again, or something newer */
        set_report(spool, try, try->lost ? now_ms + SPOOL_LOST_MS : SPOOL_AT_ONCE);
    spool_settle(spool, try);
}

/* --- what CUPS answers --- */

void spool_handed(struct spool *spool, int64_t order, const char *printer, const struct spool_handed *handed,
                  int64_t now_ms)
{
    struct spool_try *try = find_in(spool, order, printer, SPOOL_HANDING);
    if (!try)
        return;
    try->asked = false;
    try->length_mm = handed->length_mm;
    if (handed->handing == JOB_REFUSED) {
        know_nothing_out(spool, try, handed->detail);
        return;
    }
    if (handed->handing == JOB_UNSURE) {
        spool_follow(spool, try, try->since_ms, now_ms + SPOOL_UNSURE_MS, now_ms);
        return;
    }
    try->accepted = true;
    spool_follow(spool, try, try->since_ms, SPOOL_NEVER, now_ms);
    look_again(spool, try, false, now_ms);
    spool_know(spool, try, PRINTER_ORDER_STATE_SENT, 0, NULL);
}

static void see_active(struct spool *spool, struct spool_try *try, const struct spool_looked *looked, int64_t now_ms)
{
    try->accepted = true;
    if (spool_is_stale(try) && (!try->cancelled_ms || now_ms - try->cancelled_ms >= SPOOL_CANCEL_MS))
        try->cancel_ms = SPOOL_AT_ONCE;
    look_again(spool, try, false, now_ms);
    if (try->fact.state != PRINTER_ORDER_STATE_SENT)
        spool_know(spool, try, PRINTER_ORDER_STATE_SENT, 0, looked->detail);
}

/* What is on its way to CUPS has come by a second later: then nobody having it is true. */
static void see_none(struct spool *spool, struct spool_try *try, const struct spool_looked *looked, int64_t now_ms)
{
    if (try->accepted) {
        spool_know(spool, try, PRINTER_ORDER_STATE_UNKNOWN, 0,
                   looked->detail ? looked->detail : "it is not there any more");
        return;
    }
    if (try->none_ms == SPOOL_NEVER)
        try->none_ms = now_ms;
    if (now_ms - try->none_ms < SPOOL_UNSURE_MS)
        spool_set_due(spool, try, try->none_ms + SPOOL_UNSURE_MS);
    else if (try->handed < SPOOL_HANDINGS && spool_is_its_turn(spool, try, now_ms))
        spool_begin(spool, try, try->again);
    else
        know_nothing_out(spool, try, looked->detail ? looked->detail : "it was never accepted");
}

static void see_nobody(struct spool *spool, struct spool_try *try, int64_t now_ms)
{
    if (!try->listed && now_ms - try->gone_ms >= SPOOL_GONE_MS)
        spool_know(spool, try, PRINTER_ORDER_STATE_UNKNOWN, 0, NULL);
    else
        look_again(spool, try, true, now_ms);
}

void spool_looked(struct spool *spool, int64_t order, const char *printer, const struct spool_looked *looked,
                  int64_t now_ms)
{
    struct spool_try *try = find_in(spool, order, printer, SPOOL_FOLLOWED);
    if (!try)
        return;
    try->asked = false;
    if (looked->state != JOB_NONE)
        try->none_ms = SPOOL_NEVER;
    switch (looked->state) {
    case JOB_ACTIVE:
        see_active(spool, try, looked, now_ms);
        break;
    case JOB_PRINTED:
        spool_know(spool, try, PRINTER_ORDER_STATE_PRINTED, looked->papers > 0 ? looked->papers : 1, looked->detail);
        break;
    case JOB_NOT_PRINTED:
        know_nothing_out(spool, try, looked->detail);
        break;
    case JOB_NONE:
        see_none(spool, try, looked, now_ms);
        break;
    case JOB_UNCLEAR:
        spool_know(spool, try, PRINTER_ORDER_STATE_UNKNOWN, 0, looked->detail);
        break;
    case JOB_UNREACHABLE:
    case JOB_STATES:
        see_nobody(spool, try, now_ms);
        break;
    }
}
