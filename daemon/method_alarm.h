/* SPDX-License-Identifier: MIT
 *
 * Counters that call for help, in the interfaces.
 */
#pragma once

#include "common/interface/counter.h"
#include "common/interface/manager.h"
#include "common/interface/reception.h"
#include "daemon/method.h"
#include "daemon/view.h"

struct alarms;

varlink_handler counter_alarm, counter_answer_alarm, counter_end_alarm;
varlink_handler reception_answer_alarm, reception_end_alarm;

/* What is open, oldest first: for a counter that of its zone. */
void alarm_list_for_counter(const struct view *view, const struct alarms *alarms, int32_t counter,
                            struct counter_watch_out *out);
void alarm_list_for_reception(const struct view *view, const struct alarms *alarms,
                              struct reception_watch_desk_out *out);
void alarm_list_for_manager(const struct view *view, const struct alarms *alarms, struct manager_watch_hall_out *out);
