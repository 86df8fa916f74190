/* SPDX-License-Identifier: MIT
 *
 * The engine against queueing theory: how many wait and how long must be what Erlang and Cobham calculated.
 *
 *   M/M/s    B(0) = 1, B(k) = aB/(k + aB), C = B/(1 - rho + rho B); P(wait) = C, E[W] = C/(s(1 - rho)), a = s rho;
 *            P(W > t) = C exp(-s(1 - rho)t), from which the quantiles come
 *   M/M/s+M  the same with visitors who lose patience: summed over the stationary distribution
 *   M/M/1 with two classes, 0.4 arrivals each: in order of coming 4 and 4; strict priority 20/3 and 4/3; a head start
 * lies between, and as service does not depend on class the mean of both stays 4 (Kleinrock's conservation law)
 *
 * tests/run plays some million visitors; each figure has its standard error (estimate.h), four of which it may be off,
 * and the error itself has a bound, so that passing says something. `--long ROW` plays one row with several seeds for
 * so long that the figures are known better than the tolerance: P(wait) to 0.5 %, E[W] to 3 %, the means of priority
 * to 1 %, with 99 % confidence; and they must be within it. `tests/bench/run queueing` does so with all rows.
 */
#include "tests/daemon/engine/queueing_hall.h"

#include "tests/daemon/engine/estimate.h"

enum { MEMORIES = 20, SEEDS = 4 }; /* a batch is so many times what the queue remembers; seeds of a long run */

/* How far the figure of a long run may be off, and that of a short one in standard errors. */
#define WAIT_TOLERANCE     0.005
#define MEAN_TOLERANCE     0.03
#define PRIORITY_TOLERANCE 0.01
#define SHORT_ERRORS       4.0
#define CONFIDENCE_99      2.6

/* --- the tables --- */

static const struct row {
    struct law law;
    double wait, mean;   /* of the regular class */
    double tails[TAILS]; /* p50, p90, p95, p99; 0: not told */
    double left;
    double ahead; /* mean of the other class; 0: between the extremes, only the mean of both is known */
    double short_millions, long_millions;
} rows[] = {
        {.law = {.servers = 1, .load = 0.80},
         .wait = 0.800000,
         .mean = 4.000000,
         .tails = {2.3500, 10.3972, 13.8629, 21.9101},
         .short_millions = 1,
         .long_millions = 6},
        {.law = {.servers = 2, .load = 0.80},
         .wait = 0.711111,
         .mean = 1.777778,
         .tails = {0.8806, 4.9041, 6.6370, 10.6606},
         .short_millions = 1,
         .long_millions = 6},
        {.law = {.servers = 5, .load = 0.80},
         .wait = 0.554113,
         .mean = 0.554113,
         .tails = {0.1028, 1.7122, 2.4053, 4.0148},
         .short_millions = 1,
         .long_millions = 6},
        {.law = {.servers = 5, .load = 0.90},
         .wait = 0.762493,
         .mean = 1.524986,
         .tails = {0.8440, 4.0628, 5.4491, 8.6680},
         .short_millions = 1,
         .long_millions = 6},
        {.law = {.servers = 8, .load = 0.90},
         .wait = 0.701533,
         .mean = 0.876916,
         .tails = {0.4233, 2.4351, 3.3016, 5.3134},
         .short_millions = 1,
         .long_millions = 6},
        {.law = {.servers = 8, .load = 0.95},
         .wait = 0.844169,
         .mean = 2.110422,
         .tails = {1.3094, 5.3330, 7.0658, 11.0894},
         .short_millions = 1,
         .long_millions = 12},
        {.law = {.servers = 20, .load = 0.90},
         .wait = 0.550769,
         .mean = 0.275385,
         .tails = {0.0484, 0.8531, 1.1996, 2.0044},
         .short_millions = 1,
         .long_millions = 6},
        {.law = {.servers = 20, .load = 0.95},
         .wait = 0.755401,
         .mean = 0.755401,
         .tails = {0.4126, 2.0221, 2.7152, 4.3247},
         .short_millions = 1,
         .long_millions = 12},
        {.law = {.servers = 60, .load = 0.95},
         .wait = 0.599039,
         .mean = 0.199680,
         .tails = {0.0602, 0.5967, 0.8278, 1.3642},
         .short_millions = 1,
         .long_millions = 24},
        {.law = {.servers = 100, .load = 0.98},
         .wait = 0.775101,
         .mean = 0.387550,
         .tails = {0.2192, 1.0239, 1.3705, 2.1752},
         .short_millions = 4,
         .long_millions = 90},
        {.law = {.servers = 8, .load = 0.90, .patience = 0.5},
         .wait = 0.488969,
         .mean = 0.158264,
         .left = 0.079132,
         .short_millions = 0.5,
         .long_millions = 6},
        {.law = {.servers = 8, .load = 1.10, .patience = 0.5},
         .wait = 0.740882,
         .mean = 0.316807,
         .left = 0.158403,
         .short_millions = 0.5,
         .long_millions = 6},
        {.law = {.servers = 8, .load = 1.10, .patience = 1.0},
         .wait = 0.652166,
         .mean = 0.181512,
         .left = 0.181512,
         .short_millions = 0.5,
         .long_millions = 6},
        {.law = {.servers = 60, .load = 1.10, .patience = 0.5},
         .wait = 0.883022,
         .mean = 0.199143,
         .left = 0.099571,
         .short_millions = 0.5,
         .long_millions = 6},
        {.law = {.servers = 1, .load = 0.80, .classes = 2},
         .wait = 0.8,
         .mean = 4,
         .ahead = 4,
         .short_millions = 1,
         .long_millions = 12},
        {.law = {.servers = 1, .load = 0.80, .classes = 2, .tier = 1},
         .wait = 0.8,
         .mean = 20.0 / 3,
         .ahead = 4.0 / 3,
         .short_millions = 1,
         .long_millions = 12},
        {.law = {.servers = 1, .load = 0.80, .classes = 2, .credit = 3},
         .wait = 0.8,
         .mean = 4, /* of both */
         .short_millions = 1,
         .long_millions = 12},
};

/* --- a run --- */

static struct series {
    size_t count;
    struct batch batches[MAX_BATCHES];
    double excess[MAX_BATCHES];
} series;

static struct hall hall;

/* Visitors after whom the queue has forgotten: its relaxation time is 1/(s(1 - sqrt rho)^2) services. Who leaves makes
 * it forget sooner. */
static int64_t memory(const struct law *law)
{
    double load = law->load < 0.9 ? law->load : law->patience > 0 ? 0.9 : law->load;
    double gap = 1 - sqrt(load);
    return (int64_t)(load / (gap * gap)) + 1;
}

static void add_batch(const struct law *law, const struct batch *batch)
{
    double gap = batch->gaps / batch->gap_count * law->load * law->servers;
    assert_true(series.count < MAX_BATCHES);
    series.batches[series.count] = *batch;
    series.excess[series.count++] = batch->services / batch->service_count - gap;
}

static void run_row(const struct row *row, double millions, int seeds)
{
    int64_t least = MEMORIES * memory(&row->law), of_seed = (int64_t)(millions * 1e6) / seeds;
    int64_t batches = of_seed / least < 64 ? of_seed / least : 64;
    struct batch batch;
    series.count = 0;
    assert_true(batches * seeds >= 12);
    for (int seed = 1; seed <= seeds; seed++) {
        hall_begin(&hall, &row->law, row->tails, (uint64_t)seed);
        play(&hall, least, &batch); /* who finds an empty hall is not counted */
        for (int64_t i = 0; i < batches; i++) {
            play(&hall, of_seed / batches, &batch);
            add_batch(&row->law, &batch);
        }
        hall_end(&hall);
    }
}

/* --- figures --- */

typedef double figure_function(const struct batch *batch, int which);

static double share_waited(const struct batch *batch, attr_unused int which)
{
    return batch->waited_any / batch->count;
}

static double share_left(const struct batch *batch, attr_unused int which)
{
    return batch->left / batch->count;
}

static double share_over(const struct batch *batch, int which)
{
    return batch->over[which] / batch->count;
}

static double mean_of_class(const struct batch *batch, int which)
{
    return batch->waited[which] / batch->of_class[which];
}

/* As if both classes were equally many: their mean does not depend on who of them goes first. */
static double mean_of_all(const struct batch *batch, attr_unused int which)
{
    return (batch->waited[CLASS_REGULAR] + batch->waited[CLASS_AHEAD]) / batch->count;
}

static struct estimate figure(figure_function *function, int which)
{
    static double values[MAX_BATCHES];
    for (size_t i = 0; i < series.count; i++)
        values[i] = function(&series.batches[i], which);
    return estimate_of(values, series.excess, series.count);
}

/* --- against the tables --- */

struct check {
    bool is_long;
    int wrong;
};

/* Within the tolerance, and known better than that. */
static bool is_within(double off, double error, double tolerance)
{
    return fabs(off) <= tolerance && CONFIDENCE_99 * error <= tolerance;
}

/* No farther off than chance brings it, and chance no greater than that it says something. */
static bool is_likely(double off, double error, double tolerance)
{
    return fabs(off) <= SHORT_ERRORS * error && error <= (WORLD_SANITIZED ? 5 : 2) * tolerance;
}

static void check_figure(struct check *check, const char *what, struct estimate found, double expected,
                         double tolerance)
{
    double off = found.mean / expected - 1, error = found.error / expected;
    bool holds = check->is_long ? is_within(off, error, tolerance) : is_likely(off, error, tolerance);
    printf("  %-10s %9.6f, expected %9.6f: %+6.3f %%, standard error %.3f %%, tolerance %.1f %%%s\n", what, found.mean,
           expected, 100 * off, 100 * error, 100 * tolerance, holds ? "" : "  WRONG");
    check->wrong += !holds;
}

/* The share over each quantile. Nothing is promised of it; the farther out, the fewer wait so long, and they come
 * together. */
static void check_tails(struct check *check, const struct row *row)
{
    static const char *const words[TAILS] = {"over p50", "over p90", "over p95", "over p99"};
    static const double shares[TAILS] = {0.50, 0.10, 0.05, 0.01}, tolerances[TAILS] = {0.03, 0.10, 0.15, 0.30};
    struct check by_chance = {0};
    for (int i = 0; i < TAILS && row->tails[i] > 0; i++)
        check_figure(&by_chance, words[i], figure(share_over, i), shares[i], tolerances[i]);
    check->wrong += by_chance.wrong;
}

static void check_queue(struct check *check, const struct row *row)
{
    check_figure(check, "P(wait)", figure(share_waited, 0), row->wait, WAIT_TOLERANCE);
    check_figure(check, "E[W]", figure(mean_of_class, CLASS_REGULAR), row->mean, MEAN_TOLERANCE);
    if (row->left > 0)
        check_figure(check, "P(leave)", figure(share_left, 0), row->left, MEAN_TOLERANCE);
    check_tails(check, row);
}

static void check_priority(struct check *check, const struct row *row)
{
    struct estimate regular = figure(mean_of_class, CLASS_REGULAR), ahead = figure(mean_of_class, CLASS_AHEAD);
    check_figure(check, "P(wait)", figure(share_waited, 0), row->wait, WAIT_TOLERANCE);
    if (row->ahead > 0) {
        check_figure(check, "E[W] 1", regular, row->mean, PRIORITY_TOLERANCE);
        check_figure(check, "E[W] 2", ahead, row->ahead, PRIORITY_TOLERANCE);
        return;
    }
    check_figure(check, "E[W] both", figure(mean_of_all, 0), row->mean, PRIORITY_TOLERANCE);
    bool between = 4.0 / 3 < ahead.mean && ahead.mean < row->mean && row->mean < regular.mean &&
                   regular.mean - ahead.mean < row->law.credit;
    printf("  %f and %f%s\n", regular.mean, ahead.mean, between ? "" : "  WRONG");
    check->wrong += !between;
}

static int check_row(const struct row *row, bool is_long)
{
    const struct law *law = &row->law;
    struct check check = {.is_long = is_long};
    double millions = is_long ? row->long_millions : row->short_millions / (WORLD_SANITIZED ? 5 : 1);
    printf("M/M/%d%s, load %.2f", law->servers, law->patience > 0 ? "+M" : "", law->load);
    if (law->patience > 0)
        printf(", patience %.1f", law->patience);
    if (law->classes == 2)
        printf(", two classes, %s", law->tier ? "strict priority" : law->credit > 0 ? "a head start" : "alike");
    run_row(row, millions, is_long ? SEEDS : 1);
    printf(": %.1f million, %zu batches, chance explains %.0f %% of P(wait)\n", millions, series.count,
           100 * figure(share_waited, 0).explained);
    if (law->classes == 2)
        check_priority(&check, row);
    else
        check_queue(&check, row);
    return check.wrong;
}

/* --- tests --- */

static void check_rows(bool is_of(const struct law *law))
{
    int wrong = 0;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        wrong += is_of(&rows[i].law) ? check_row(&rows[i], false) : 0;
    assert_int_equal(wrong, 0);
}

/* Under the sanitizers only what forgets soon. */
static bool is_erlang_c(const struct law *law)
{
    return is_alike(law) && (!WORLD_SANITIZED || law->load <= 0.9);
}

static bool is_erlang_a(const struct law *law)
{
    return law->patience > 0;
}

static bool is_priority(const struct law *law)
{
    return law->classes == 2;
}

static void erlang_c(attr_unused void **state)
{
    check_rows(is_erlang_c);
}

static void erlang_a(attr_unused void **state)
{
    check_rows(is_erlang_a);
}

static void priority(attr_unused void **state)
{
    check_rows(is_priority);
}

/* Batches of which everything is known: y = 3 + 2 x + noise of +-1, x = -1, 1 and noise in all four combinations. */
static void estimates_are_right(attr_unused void **state)
{
    const double excess[] = {-1, -1, 1, 1, -1, -1, 1, 1}, values[] = {0, 2, 4, 6, 0, 2, 4, 6};
    struct estimate estimate = estimate_of(values, excess, 8);
    assert_true(fabs(estimate.mean - 3) < 1e-12);
    assert_true(fabs(estimate.explained - 0.8) < 1e-12);
    assert_true(fabs(estimate.error - sqrt(8.0 / 6 / 8)) < 1e-12);
    /* Had all of them been lucky by 1, the mean is corrected by the slope. */
    const double lucky[] = {0, 0, 2, 2, 0, 0, 2, 2};
    assert_true(fabs(estimate_of(values, lucky, 8).mean - 1) < 1e-12);
}

static int long_row(const char *word)
{
    char *end;
    long row = strtol(word, &end, 10);
    if (*end || end == word || row < 0 || row >= (long)ARRAY_SIZE(rows)) {
        fprintf(stderr, "usage: --long ROW, from 0 to %zu\n", ARRAY_SIZE(rows) - 1);
        return 2;
    }
    return check_row(&rows[row], true) ? 1 : 0;
}

int main(int count, char **arguments)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(estimates_are_right),
            cmocka_unit_test(erlang_c),
            cmocka_unit_test(erlang_a),
            cmocka_unit_test(priority),
    };
    if (count == 2 && strcmp(arguments[1], "--rows") == 0)
        return printf("%zu\n", ARRAY_SIZE(rows)) < 0;
    if (count == 3 && strcmp(arguments[1], "--long") == 0)
        return long_row(arguments[2]);
    return cmocka_run_group_tests_name("engine queueing", tests, NULL, NULL);
}
