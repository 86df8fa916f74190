/* SPDX-License-Identifier: MIT
 *
 * Makes a centre by chance, lets its forecast learn for some days, and scores what is announced in those that follow.
 * Prints `word value` lines.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tests/bench/forecast/cost.h"
#include "tests/bench/forecast/day.h"
#include "tests/bench/forecast/log.h"
#include "tests/bench/forecast/score.h"

enum { TICKETS_MOST = 20000, LAW_DRAWS = 50000, USUAL_COUNTS = 20 };

static const struct kind {
    const char *name;
    struct wanted wanted;
} kinds[] = {
        {"small", {.counters = 8, .services = 6, .load = 0.80}},
        {"large", {.counters = 60, .services = 40, .load = 0.90}},
        {"wild", {.counters = 20, .services = 12, .load = 0.95, .wild = 0.05}},
        {"priorities", {.counters = 20, .services = 12, .load = 1.0, .has_priorities = true}},
};

struct bench {
    struct centre *centre;
    struct learned learned, truth;
    struct levels levels;
    bool scores, has_floor;
    struct said said[TICKETS_MOST];
    struct score score;
    double services_ms, service_count; /* of the formula: what it has seen, and the usual minutes as so many */
};

/* --- who knows the truth --- */

static struct length_law true_law(struct dice *dice, double mean, double cv)
{
    float *draws = mem_new_n(float, LAW_DRAWS);
    for (int i = 0; i < LAW_DRAWS; i++)
        draws[i] = (float)dice_lognormal(dice, mean, cv);
    struct length_law law = law_of(draws, LAW_DRAWS);
    free(draws);
    return law;
}

static struct length_law true_gap(struct dice *dice)
{
    float *draws = mem_new_n(float, LAW_DRAWS);
    for (int i = 0; i < LAW_DRAWS / 20; i++)
        draws[i] = (float)(-4.0 * MINUTE_MS * log(1 - dice_share(dice)));
    struct length_law law = law_of(draws, LAW_DRAWS);
    free(draws);
    return law;
}

static void know_truth(struct bench *bench, struct dice *dice)
{
    const struct centre *centre = bench->centre;
    struct learned *truth = &bench->truth;
    learned_init(truth);
    learned_refresh(truth, &centre->rulebook);
    for (int i = 1; i <= centre->wanted.services; i++)
        truth->services[i].law = true_law(dice, centre->offers[i].mean_ms, centre->offers[i].cv);
    truth->gap_law = true_gap(dice);
    truth->way_law = law_exact(0);
    truth->idle_law = law_exact(0);
    truth->miss_law = law_exact(MINUTE_MS);
    static const double middles[LEARNED_WAITS] = {2, 7, 14, 28, 60};
    for (int i = 0; i < LEARNED_WAITS; i++) {
        float missed = (float)(1e6 * centre_miss(centre, middles[i]));
        truth->shows[0][i] = truth->shows[1][i] = (struct learned_shows){1e6F, missed};
    }
    truth->bookings = (struct learned_shows){1e6F, 0.12e6F};
    truth->operators = mem_new_n(struct learned_operator, CENTRE_COUNTERS);
    truth->operator_count = CENTRE_COUNTERS;
}

/* Arrivals are as they are in the mean, and as busy as this day is. */
static void begins(void *context, const struct day_truth *day)
{
    struct bench *bench = context;
    struct learned *truth = &bench->truth;
    const struct centre *centre = bench->centre;
    for (int i = 1; i <= centre->wanted.counters; i++)
        truth->operators[i] = (struct learned_operator){
                .expected_ms = 1e9F, .took_ms = (float)(1e9 * day->slowness[i]), .count = 1e6F};
    static const float by_hour[HOURS_OPEN] = {1.10F, 1.40F, 1.25F, 0.95F, 0.85F, 0.95F, 0.95F, 0.90F, 0.65F};
    for (int quarter = 0; quarter < 4 * HOURS_OPEN; quarter++)
        truth->quarters[OPENS_MINUTE / 15 + quarter] =
                by_hour[quarter / 4] / 1000; /* tells nothing of how busy it is */
    truth->days = 15;
    for (int i = 1; i <= centre->wanted.services; i++) {
        for (int class = 1; class < centre->rulebook.classes.count; class ++) {
            double share = !centre->wanted.has_priorities ? 1 : class == FIRST ? 0.12 : class == REGULAR ? 0.7 : 0;
            if (truth->services[i].class_count <= class)
                learned_visit(truth, i, class, -1);
            truth->services[i].by_class[class].a_day =
                    (float)(centre->visits_a_day * day->busy * centre->offers[i].share * share);
        }
    }
}

/* --- what is announced --- */

static struct said_range range_of(const struct scene *scene, int32_t ticket, const struct levels *levels)
{
    struct forecast_wish wish = {.seed = 1, .futures = FORECAST_FUTURES, .levels = levels};
    struct future_only only = {.ticket = scene_ticket(scene, ticket), .newcomer = -1};
    struct forecast_times times = forecast_one(scene, &wish, only);
    return (struct said_range){.known = times.p90_ms < FUTURE_NEVER,
                               .p10 = (double)times.p10_ms / MINUTE_MS,
                               .p50 = (double)times.p50_ms / MINUTE_MS,
                               .p90 = (double)times.p90_ms / MINUTE_MS};
}

/* People ahead of all services, times the mean service, by the counters that are open; not before the slot. */
static double formula(const struct bench *bench, const struct engine *engine, const struct ticket *mine, int64_t now_ms)
{
    const struct step *my = &mine->steps[mine->current];
    const struct calling_key key = {my->tier, my->due_ms, mine->id};
    double ahead = 0, open = 0, early_ms = my->base_ms > now_ms ? (double)(my->base_ms - now_ms) : 0;
    for (int32_t i = 1; i <= bench->centre->wanted.services; i++) {
        for (int32_t k = 0; k < engine_waiting(engine, i); k++) {
            const struct ticket *ticket = engine_waiting_at(engine, i, k);
            const struct step *step = &ticket->steps[ticket->current];
            ahead += calling_key_compare(&(struct calling_key){step->tier, step->due_ms, ticket->id}, &key) < 0;
        }
    }
    for (int32_t i = 1; i < engine_operators(engine); i++) {
        const struct session *session = engine_session(engine, i);
        open += session && session->activity != ACTIVITY_PAUSE;
    }
    return (early_ms + ahead * bench->services_ms / bench->service_count / (open > 0 ? open : 1)) / MINUTE_MS;
}

static void ask(void *context, const struct engine *engine, int32_t ticket, int64_t now_ms)
{
    struct bench *bench = context;
    struct said *said = &bench->said[ticket % TICKETS_MOST];
    const struct rulebook *rulebook = &bench->centre->rulebook;
    *said = (struct said){.counts = false};
    if (!bench->scores)
        return;
    said->counts = true;
    said->formula = formula(bench, engine, engine_ticket(engine, ticket), now_ms);
    learned_refresh(&bench->learned, rulebook);
    _cleanup_(scene_freep) struct scene *scene = scene_new(engine, rulebook, &bench->learned, now_ms);
    said->by[0] = range_of(scene, ticket, &bench->levels);
    said->by[1] = said->by[0];
    if (!bench->has_floor)
        return;
    _cleanup_(scene_freep) struct scene *true_scene = scene_new(engine, rulebook, &bench->truth, now_ms);
    said->by[1] = range_of(true_scene, ticket, NULL);
}

static void called(void *context, int32_t ticket, int32_t service, int32_t class, int64_t waited_ms)
{
    struct bench *bench = context;
    const struct said *said = &bench->said[ticket % TICKETS_MOST];
    if (!said->counts || waited_ms == 0)
        return;
    double waited = (double)waited_ms / MINUTE_MS;
    levels_learn(&bench->levels, service, class, waited < said->by[0].p10, waited <= said->by[0].p90);
    score_add(&bench->score, said, service, class, waited);
}

static void served(void *context, int64_t service_ms)
{
    struct bench *bench = context;
    bench->services_ms += (double)service_ms;
    bench->service_count++;
}

/* --- figures --- */

static void print_range(const char *word, const struct tally_range *tally, double waited)
{
    double count = tally->count;
    printf("%s_by_p10 %.4f\n%s_by_p50 %.4f\n", word, tally->by_p10 / count, word, tally->by_p50 / count);
    printf("%s_mae %.4f\n%s_bias %.4f\n%s_covered %.4f\n%s_p90_to_wait %.4f\n%s_pinball50 %.4f\n%s_pinball90 "
           "%.4f\n%s_unknown %.0f\n",
           word, tally->error / count, word, tally->bias / count, word, tally->covered / count, word,
           tally->p90 / waited, word, tally->pinball50 / count, word, tally->pinball90 / count, word, tally->unknown);
}

static void print_groups(const struct score *score)
{
    double least = 1, most = 0;
    for (int i = 0; i < SCORE_GROUPS; i++) {
        const struct tally_range *group = &score->groups[i];
        if (group->count < 500)
            continue;
        double covered = group->covered / group->count;
        least = covered < least ? covered : least;
        most = covered > most ? covered : most;
        printf("# group %d: %.0f tickets, covered %.3f\n", i, group->count, covered);
    }
    printf("group_least %.4f\ngroup_most %.4f\n", least, most);
}

/* --- a run --- */

static void print_score(const struct score *score, const struct bench *bench)
{
    printf("count %.0f\nvisits_a_day %.0f\nwaited %.4f\nformula_mae %.4f\n", score->count, bench->centre->visits_a_day,
           score->waited / score->count, score->formula_error / score->count);
    print_range("ours", &score->all[0], score->waited);
    print_range("floor", &score->all[1], score->waited);
    print_groups(score);
    printf("level %.3f\n", (double)bench->levels.classes[REGULAR].high);
}

static void prepare(struct bench *bench, struct centre *centre)
{
    struct dice others;
    dice_seed(&others, 1);
    bench->centre = centre;
    learned_init(&bench->learned);
    levels_init(&bench->levels);
    know_truth(bench, &others);
    for (int i = 1; i <= centre->wanted.services; i++)
        bench->services_ms += USUAL_COUNTS * centre->offers[i].share * (double)centre->services[i].usual_ms;
    bench->service_count = USUAL_COUNTS;
}

static void run(struct bench *bench, const struct kind *kind, uint64_t seed, int teach, int score, bool rota)
{
    static struct centre centre;
    struct dice dice;
    dice_seed(&dice, seed);
    centre_make(&centre, &kind->wanted, &dice);
    centre_set_day(&centre, CENTRE_DAY);
    prepare(bench, &centre);
    const struct watcher watcher = {.ask = ask, .called = called, .served = served, .begins = begins, .context = bench};
    for (int i = 0; i < teach + score; i++) {
        bench->scores = i >= teach;
        day_play(&centre, CENTRE_DAY + i, rota, &bench->learned, &dice, &watcher);
    }
    print_score(&bench->score, bench);
    learned_done(&bench->learned);
    learned_done(&bench->truth);
}

/* The days of a log on standard input. */
static void run_log(struct bench *bench, int teach)
{
    static struct centre centre;
    struct log log = {0};
    log_make_centre(&centre);
    prepare(bench, &centre);
    log_read(&log);
    const struct watcher watcher = {.ask = ask, .called = called, .served = served, .context = bench};
    size_t row = 0;
    for (int day = 0; row < log.count; day++) {
        bench->scores = day >= teach;
        row = log_play(&log, row, &centre, &bench->learned, &watcher);
    }
    print_score(&bench->score, bench);
    log_done(&log);
    learned_done(&bench->learned);
    learned_done(&bench->truth);
}

static int number(const char *word)
{
    return (int)strtol(word, NULL, 10);
}

static bool has(int count, char **arguments, const char *word)
{
    for (int i = 5; i < count; i++) {
        if (strcmp(arguments[i], word) == 0)
            return true;
    }
    return false;
}

int main(int count, char **arguments)
{
    static struct bench bench;
    const struct kind *kind = NULL;
    if (count == 5 && strcmp(arguments[1], "cost") == 0) {
        cost_print(number(arguments[2]), number(arguments[3]), number(arguments[4]));
        return 0;
    }
    if (count == 3 && strcmp(arguments[1], "log") == 0) {
        run_log(&bench, number(arguments[2]));
        return 0;
    }
    for (size_t i = 0; count >= 5 && i < ARRAY_SIZE(kinds); i++)
        kind = strcmp(arguments[1], kinds[i].name) == 0 ? &kinds[i] : kind;
    if (!kind) {
        fprintf(stderr, "usage: forecast-centre small|large|priorities|wild SEED TEACH SCORE [no-rota] [no-floor]\n"
                        "       forecast-centre cost COUNTERS SERVICES WAITING\n"
                        "       forecast-centre log TEACH < ROWS\n");
        return 2;
    }
    bench.has_floor = !has(count, arguments, "no-floor");
    run(&bench, kind, strtoull(arguments[2], NULL, 10), number(arguments[3]), number(arguments[4]),
        !has(count, arguments, "no-rota"));
    return 0;
}
