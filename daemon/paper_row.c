/* SPDX-License-Identifier: MIT
 *
 * Structs to rows and back.
 */
#include "daemon/paper_row.h"

#include <string.h>

const char *const paper_reason_words[PAPER_REASONS] = {
        [PAPER_AS_TOLD] = "as_told",           [PAPER_LATE] = "late",
        [PAPER_CANNOT_PRINT] = "cannot_print", [PAPER_TRY_FAILED] = "failed",
        [PAPER_TICKET_ENDED] = "ticket_ended", [PAPER_DAY_ENDED] = "day_ended",
        [PAPER_AFTER_END] = "after_end",       [PAPER_NEW_ROLL] = "new_roll",
};

struct store_row paper_change_row(const struct paper *paper, size_t place, int64_t state, enum paper_reason reason,
                                  int64_t at_ms)
{
    struct store_row row = {.table = TABLE_PRINT, .at_ms = at_ms};
    row.value[PRINT_DAY] = paper->day;
    row.value[PRINT_TICKET] = paper->ticket;
    row.value[PRINT_ATTEMPT] = (int64_t)place + 1;
    row.value[PRINT_STATE] = state;
    row.value[PRINT_REASON] = reason;
    row.value[PRINT_PAPER] = paper->number;
    row.value[PRINT_KIND] = paper->kind;
    return row;
}

/* Printers, and on a second line the code. */
struct store_row paper_order_row(const struct paper *paper, char **ret_text)
{
    enum paper_reason reason = paper->after_end ? PAPER_AFTER_END : paper->new_roll ? PAPER_NEW_ROLL : PAPER_AS_TOLD;
    struct store_row row = paper_change_row(paper, paper->turn, PAPER_WAITING, reason, paper->at_ms);
    const char *code = paper->code;
    *ret_text = code ? mem_printf("%s\n%s", paper->list->text, code) : mem_strdup(paper->list->text);
    row.text = *ret_text;
    row.value[PRINT_LANGUAGE] = paper->language;
    row.value[PRINT_SERVICE] = paper->service;
    row.value[PRINT_AHEAD] = paper->ahead;
    row.value[PRINT_PROOF] = paper->proof;
    row.value[PRINT_STEPS] = paper->steps;
    row.value[PRINT_DONE] = paper->done;
    row.value[PRINT_SLOT] = paper->slot_ms;
    return row;
}

bool paper_of_row(const struct store_row *row, struct paper_list **lists, struct paper *ret_paper)
{
    const int64_t *value = row->value;
    _cleanup_free_ char *text = mem_strdup(row->text ? row->text : "");
    char *code = text, *printers = strsep(&code, "\n");
    const struct paper_list *list = paper_list_of(lists, printers);
    if (value[PRINT_STATE] != PAPER_WAITING || value[PRINT_PAPER] < 1 || value[PRINT_TICKET] < 0 ||
        value[PRINT_KIND] < PAPER_TICKET || value[PRINT_KIND] > PAPER_TEST || value[PRINT_ATTEMPT] < 1 ||
        value[PRINT_ATTEMPT] > (int64_t)list->count + 1)
        return false;
    *ret_paper = (struct paper){
            .number = value[PRINT_PAPER],
            .kind = (enum paper_kind)value[PRINT_KIND],
            .day = (int32_t)value[PRINT_DAY],
            .ticket = (int32_t)value[PRINT_TICKET],
            .service = (int32_t)value[PRINT_SERVICE],
            .language = (int32_t)value[PRINT_LANGUAGE],
            .at_ms = row->at_ms,
            .ahead = (int32_t)value[PRINT_AHEAD],
            .steps = (int32_t)value[PRINT_STEPS],
            .done = value[PRINT_DONE],
            .proof = value[PRINT_PROOF],
            .slot_ms = value[PRINT_SLOT],
            .code = code ? mem_strdup(code) : NULL,
            .after_end = value[PRINT_REASON] == PAPER_AFTER_END,
            .new_roll = value[PRINT_REASON] == PAPER_NEW_ROLL,
            .list = list,
            .turn = (size_t)value[PRINT_ATTEMPT] - 1,
            .turn_ms = row->at_ms,
    };
    return true;
}

static int32_t bounded(int64_t value, int32_t most)
{
    return value < 0 ? 0 : value > most ? most : (int32_t)value;
}

bool paper_apply_row(struct paper *paper, const struct store_row *row)
{
    int64_t place = row->value[PRINT_ATTEMPT] - 1, state = row->value[PRINT_STATE];
    if (state <= PAPER_WAITING || state > PAPER_TURN_WENT)
        return false;
    bool is_turn = state == PAPER_TURN_WENT;
    if ((size_t)place > paper->list->count || (!is_turn && (size_t)place == paper->list->count))
        return false;
    if (is_turn) {
        int64_t reason = row->value[PRINT_REASON];
        paper->withdrawn = reason == PAPER_TICKET_ENDED || reason == PAPER_DAY_ENDED;
        paper_apply_turn(paper, (size_t)place, row->at_ms);
        return true;
    }
    const struct paper_told told = {.state = (enum paper_state)state,
                                    .detail = row->text,
                                    .papers = bounded(row->value[PRINT_PAPERS], PAPER_MOST_PAPERS),
                                    .length_mm = bounded(row->value[PRINT_LENGTH], PAPER_MOST_LENGTH_MM)};
    paper_apply_try(paper, (size_t)place, &told, row->at_ms);
    return true;
}
