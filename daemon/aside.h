/* SPDX-License-Identifier: MIT
 *
 * What is done on a thread beside the loop: people wait for the loop, so it comes first wherever both want a processor.
 * On a machine whose processors are all taken it may take seconds.
 */
#pragma once

/* To be called on the thread, each time it begins something: it gives way from then on. */
void aside_give_way(void);
