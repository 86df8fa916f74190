/* SPDX-License-Identifier: MIT
 *
 * The policy of Linux for what matters least (sched(7), SCHED_IDLE). A nice value alone is no help: a thread that was
 * woken waits for the end of the other one's tick all the same, 4 ms of a ticket's one.
 */
#include "daemon/aside.h"

#include <sched.h>

void aside_give_way(void)
{
    (void)sched_setscheduler(0, SCHED_IDLE, &(struct sched_param){0}); /* of this thread; always allowed */
}
