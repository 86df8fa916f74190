/* SPDX-License-Identifier: MIT
 *
 * The calls that program.c makes for the visitor; each ends in a page, a change that a stream tells, or model.trouble.
 */
#pragma once

#include "kiosk/visitor/program.h"

/* What is under way is of no interest any more. */
void call_end(struct kiosk *kiosk);

void call_issue(struct kiosk *kiosk);
/* Asks where the ticket of model.proof is, and goes on being told; `opens`: the answer opens its page. */
void call_where(struct kiosk *kiosk, bool opens);
void call_where_end(struct kiosk *kiosk);
void call_put_off(struct kiosk *kiosk, int64_t until_ms);
void call_come_back(struct kiosk *kiosk);
void call_return(struct kiosk *kiosk);
void call_cancel(struct kiosk *kiosk);
void call_reprint(struct kiosk *kiosk);
void call_rate(struct kiosk *kiosk, int64_t stars);
void call_check_in(struct kiosk *kiosk, const char *booking);
void call_move(struct kiosk *kiosk);
void call_return_code(struct kiosk *kiosk, const char *code);
void call_help(struct kiosk *kiosk, const char *page);
void call_help_end(struct kiosk *kiosk);
void call_corner(struct kiosk *kiosk, const char *pin);
void call_close_kiosk(struct kiosk *kiosk, bool closed);
/* `answer`: "printer/PIN". */
void call_roll(struct kiosk *kiosk, const char *answer, bool is_new);

/* A new visitor: program.c */
void kiosk_forget(struct kiosk *kiosk);
/* What was looked at is gone from the catalogue: a sentence, and back to the list. */
void kiosk_leave_gone(struct kiosk *kiosk);
