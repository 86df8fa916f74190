/* SPDX-License-Identifier: MIT
 *
 * The policy of Linux for what matters least (sched(7), SCHED_IDLE). A nice value alone is no help: a thread that was
 * woken waits for the end of the other one's tick all the same, 4 ms of a ticket's one.
 */
#include "daemon/aside.h"

#include <sched.h>
#include <stdatomic.h>
#include <unistd.h>

#include "common/base.h"

struct aside {
    uv_work_t work;
    uv_sem_t ran;      /* the thread needs nothing any more */
    atomic_int thread; /* that it runs on; 0: none yet */
    atomic_bool hurries;
    void (*run)(void *data);
    void (*done)(void *data); /* NULL: not wanted any more */
    void *data;
};

void aside_give_way(void)
{
    (void)sched_setscheduler(0, SCHED_IDLE, &(struct sched_param){0}); /* of this thread; always allowed */
}

/* Who is waited for by the loop gives way no longer: on a machine whose processors are all taken, that would be the
 * loop giving way, too. Not allowed without RLIMIT_NICE (novbed.service has it): then it is waited for as it is. */
static void hurry(struct aside *aside)
{
    int thread = atomic_load(&aside->thread);
    if (thread && atomic_load(&aside->hurries))
        (void)sched_setscheduler(thread, SCHED_OTHER, &(struct sched_param){0});
}

static void on_thread(uv_work_t *work)
{
    struct aside *aside = work->data;
    aside_give_way();
    atomic_store(&aside->thread, gettid());
    hurry(aside); /* if it was wanted no more meanwhile */
    aside->run(aside->data);
    uv_sem_post(&aside->ran);
}

static void on_done(uv_work_t *work, attr_unused int status)
{
    struct aside *aside = work->data;
    if (aside->done)
        aside->done(aside->data);
    uv_sem_destroy(&aside->ran);
    free(aside);
}

struct aside *aside_start(uv_loop_t *loop, void (*run)(void *data), void (*done)(void *data), void *data)
{
    struct aside *aside = mem_new(struct aside);
    *aside = (struct aside){.run = run, .done = done, .data = data};
    aside->work.data = aside;
    uv_sem_init(&aside->ran, 0);
    uv_queue_work(loop, &aside->work, on_thread, on_done);
    return aside;
}

void aside_end(struct aside *aside)
{
    if (!aside)
        return;
    aside->done = NULL;
    if (uv_cancel((uv_req_t *)&aside->work) == 0)
        return;
    atomic_store(&aside->hurries, true);
    hurry(aside);
    uv_sem_wait(&aside->ran);
}
