/* SPDX-License-Identifier: MIT
 *
 * What is done on a thread beside the loop: people wait for the loop, so it comes first wherever both want a processor.
 * On a machine whose processors are all taken it may take seconds; but what the loop waits for does not give way.
 */
#pragma once

#include <uv.h>

/* To be called on the thread, each time it begins something: it gives way from then on. */
void aside_give_way(void);

struct aside;

/* `run` on a thread, then `done` on the loop. `run` must not look at anything of the loop. */
struct aside *aside_start(uv_loop_t *loop, void (*run)(void *data), void (*done)(void *data), void *data);

/* Not wanted any more: what has not begun does not run, what has is waited for; `done` is not called. NULL is nothing.
 * Run the loop once more before its memory goes. */
void aside_end(struct aside *aside);
