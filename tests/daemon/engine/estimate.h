/* SPDX-License-Identifier: MIT
 *
 * A mean and how far off it may be, from batches of a long run.
 *
 * What one visitor waits says much about what the next one does, so a million visitors are no million observations.
 * The means of batches far longer than the memory of the queue are as good as independent: their scatter gives the
 * standard error. Much of that scatter is known from outside: a batch in which visitors happened to come faster, or to
 * be served longer, than they do on average has waited longer. `excess` is that chance (mean service - mean gap, both
 * known to be 1 in their units, so its true mean is 0); what a straight line over it explains is taken off (a control
 * variate: of P(wait) nine tenths of the variance, of E[W] half).
 */
#pragma once

#include <math.h>
#include <stddef.h>

struct estimate {
    double mean, error; /* standard error of the mean */
    double explained;   /* share of the variance that the line took off */
};

static inline double estimate_mean(const double *values, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += values[i];
    return sum / (double)count;
}

/* Sum of (a - mean a)(b - mean b). */
static inline double estimate_product(const double *a, const double *b, size_t count)
{
    double mean_a = estimate_mean(a, count), mean_b = estimate_mean(b, count), sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += (a[i] - mean_a) * (b[i] - mean_b);
    return sum;
}

static inline struct estimate estimate_of(const double *values, const double *excess, size_t count)
{
    double variance = estimate_product(values, values, count);
    double slope = estimate_product(values, excess, count) / estimate_product(excess, excess, count);
    double left = variance - slope * estimate_product(values, excess, count);
    return (struct estimate){
            .mean = estimate_mean(values, count) - slope * estimate_mean(excess, count),
            .error = sqrt((left > 0 ? left : 0) / (double)(count - 2) / (double)count),
            .explained = variance > 0 ? 1 - left / variance : 0,
    };
}
