/* SPDX-License-Identifier: MIT
 *
 * What is typed to find something, and what a scanner reads.
 */
#include <string.h>

#include "common/scan_code.h"
#include "kiosk/reception/finding.h"
#include "kiosk/reception/program.h"

enum { FOUND_MOST = 40, FOUND_AROUND_MINUTES = 10 };

/* --- finding --- */

static void on_found(struct call *call, const struct varlink_reply *reply)
{
    bool codes = strcmp(call->method, RECEPTION_FIND_RETURN_CODES) == 0;
    struct model *model = &call->reception->model;
    reception_keep(call->reception, codes ? &model->codes : &model->found, call->method, reply->parameters);
}

void reception_find(struct reception *reception, const char *text)
{
    struct stage *stage = reception_stage(reception);
    struct wanted wanted;
    if (stage_top(stage)->type != &view_find)
        stage_open(stage, &view_find, FIND_TICKETS, NULL);
    finding_read(&reception->model.search, text, &wanted);
    if (wanted.unknown) {
        kept_forget(&reception->model.found);
        return;
    }
    bool timed = wanted.minute >= 0;
    const struct reception_find_tickets_in in = {
            .number = text_or_null(wanted.number),
            .service = wanted.service,
            .issued_from = {timed, timed ? reception_at(reception, wanted.minute) - FOUND_AROUND_MINUTES * 60000 : 0},
            .issued_until = {timed, timed ? reception_at(reception, wanted.minute) + FOUND_AROUND_MINUTES * 60000 : 0},
            .limit = {true, FOUND_MOST}};
    reception_call(reception, &(struct call){.method = RECEPTION_FIND_TICKETS, .done = on_found}, &in, NULL);
}

void reception_find_codes(struct reception *reception, const char *text, int days)
{
    struct stage *stage = reception_stage(reception);
    struct wanted wanted;
    if (stage_top(stage)->type != &view_find)
        stage_replace(stage, &view_find, FIND_CODES, NULL);
    finding_read(&reception->model.search, text, &wanted);
    if (wanted.unknown) {
        kept_forget(&reception->model.codes);
        return;
    }
    char day[DATE_TEXT_SIZE];
    date_text(date_add(clock_local(reception_now(reception)).date, -days), day);
    const struct reception_find_return_codes_in in = {.number = text_or_null(wanted.number),
                                                      .service = wanted.service,
                                                      .day = days > 0 ? day : NULL,
                                                      .limit = {true, FOUND_MOST}};
    reception_call(reception, &(struct call){.method = RECEPTION_FIND_RETURN_CODES, .done = on_found}, &in, NULL);
}

static void begin_with_code(struct reception *reception, const char *service, const char *code)
{
    reception_close_to_desk(reception);
    desk_begin(stage_top(reception_stage(reception)), service, code);
}

void reception_use_code(struct reception *reception, const char *code)
{
    const struct reception_find_return_codes_out *out = reception->model.codes.out;
    for (size_t i = 0; out && i < out->return_codes.count; i++) {
        const struct reception_return_code *item = &out->return_codes.items[i];
        if (strcmp(item->return_code, code) != 0)
            continue;
        if (item->used)
            reception_tell(reception, MESSAGE_RECEPTION_CODE_USED);
        else
            begin_with_code(reception, item->service, item->return_code);
        return;
    }
}

/* --- scanners --- */

static void on_read_code(struct call *call, const struct varlink_reply *reply)
{
    bool found = strcmp(call->method, VISITOR_FIND_RETURN_CODE) == 0;
    const struct visitor_return_code *code =
            found ? &((const struct visitor_find_return_code_out *)reply->out)->return_code
                  : &((const struct visitor_read_return_code_out *)reply->out)->return_code;
    begin_with_code(call->reception, code->service, code->return_code);
}

static void scan_ticket(struct reception *reception, const struct scan_code *code)
{
    const struct visitor_get_centre_out *centre = names_centre(reception_names(reception));
    if (!centre || strcmp(centre->day, code->day) == 0) {
        reception_open_ticket(reception, code->ticket);
        return;
    }
    const struct visitor_find_return_code_in in = {.ticket = code->ticket, .code = code->code, .day = code->day};
    reception_call(reception, &(struct call){.method = VISITOR_FIND_RETURN_CODE, .done = on_read_code}, &in, NULL);
}

void reception_scanned(void *data, attr_unused struct stage *stage, const char *text)
{
    struct reception *reception = data;
    struct scan_code code;
    told_say(&reception->model.told, NULL);
    if (scan_code_parse(text, &code) < 0) {
        told_trouble(&reception->model.told, i18n_text(stage->language, MESSAGE_RECEPTION_NO_CODE));
    } else if (code.kind == SCAN_TICKET) {
        scan_ticket(reception, &code);
    } else if (code.kind == SCAN_BOOKING) {
        reception_check_in(reception, code.code);
    } else {
        const struct visitor_read_return_code_in in = {.return_code = code.code};
        reception_call(reception, &(struct call){.method = VISITOR_READ_RETURN_CODE, .done = on_read_code}, &in, NULL);
    }
}
