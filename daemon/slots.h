/* SPDX-License-Identifier: MIT
 *
 * ListSlots of Visitor and Reception, which answer alike.
 */
#pragma once

struct varlink_call;

/* Those of a day as it is written; NULL: of the first day that has a free one, else none of today. Answers the call;
 * refused: UnknownService, NotBookedHere; InvalidParameter for a day that is none. */
void slots_answer(struct varlink_call *call, const char *service, const char *day);
