/* SPDX-License-Identifier: MIT
 *
 * durable FOLDER EVENTS TURN: tickets into a store, TURN of them a commit, each an event with a text's worth of values
 * and the answer to a request. Prints durable events a second, the longest commit in ms, bytes a row.
 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "daemon/store.h"

enum { REQUEST_EVERY = 2 }; /* issuing is two events: the ticket, its step */

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static struct event some_event(int64_t seq)
{
    bool issued = seq % 2;
    struct event event = {.seq = seq,
                          .at_ms = INT64_C(1795424400000) + seq,
                          .kind = issued ? EVENT_ISSUED : EVENT_STEP_ENTERED,
                          .day = 20780,
                          .ticket = (int32_t)(seq / 2) + 1,
                          .service = (int32_t)(seq % 300) + 1,
                          .class = 1};
    int64_t values[EVENT_VALUES] = {27, seq, 3, 1, 0, 1, 1, INT64_C(1) << 38};
    if (!issued)
        for (int i = 0; i < 5; i++)
            values[i] = event.at_ms + 900000;
    memcpy(event.value, values, sizeof(values));
    return event;
}

static void add_turn(struct store *store, int turn)
{
    static const char answer[] = "{\"ticket\":\"A042\",\"code\":\"K7M2Q\",\"ahead\":17}";
    for (int i = 0; i < turn; i++) {
        struct event event = some_event(store_next_seq(store));
        store_add_events(store, NULL, &event, 1);
        if (event.seq % REQUEST_EVERY)
            continue;
        char id[32];
        snprintf(id, sizeof(id), "%016llx", (unsigned long long)event.seq * 0x9e3779b97f4a7c15ULL);
        struct store_request request = {
                .user = 1 + (int32_t)(event.seq % 50), .method = 1, .id = id, .parameters = id, .parameters_size = 16};
        struct buffer before = {0};
        if (store_find_request(store, &request, &before) == REQUEST_NEW)
            store_add_request(store, &request, event.at_ms, answer, sizeof(answer) - 1);
    }
}

static long long size_of(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 ? (long long)status.st_size : 0;
}

static int run(struct store *store, int64_t events, int turn, double *ret_longest_s)
{
    *ret_longest_s = 0;
    for (int64_t done = 0; done < events; done += turn) {
        add_turn(store, turn);
        double began = now_s();
        int r = store_commit(store);
        if (r < 0)
            return r;
        store_checkpoint(store, false);
        double took = now_s() - began;
        if (took > *ret_longest_s)
            *ret_longest_s = took;
    }
    return 0;
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fputs("Usage: durable FOLDER EVENTS TURN\n", stderr);
        return 2;
    }
    char error[STORE_ERROR_SIZE], *path = mem_printf("%s/store", argv[1]);
    int64_t events = strtoll(argv[2], NULL, 10);
    struct store *store;
    struct store_news news;
    double longest_s = 0;
    if (store_open(&(struct store_options){.path = path, .centre = "asan-1"}, &store, &news, error) < 0) {
        fprintf(stderr, "%s\n", error);
        return 1;
    }
    double began = now_s();
    int r = run(store, events, (int)strtol(argv[3], NULL, 10), &longest_s);
    double took = now_s() - began;
    int64_t rows = store_head(store).seq;
    store_close(store);
    if (r == 0)
        printf("%.0f %.2f %.0f\n", (double)events / took, longest_s * 1000, (double)size_of(path) / (double)rows);
    else
        fprintf(stderr, "commit: %s\n", strerror(-r));
    free(path);
    return r == 0 ? 0 : 1;
}
