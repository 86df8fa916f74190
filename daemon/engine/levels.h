/* SPDX-License-Identifier: MIT
 *
 * Which shares of the futures are announced, so that one ticket in ten is called before its range and one behind it:
 * moved a little with every ticket that is called, up after one that came later than said, down by a ninth of that
 * after any other (Gibbs and Candes, Adaptive Conformal Inference, 2021). Each class has its own; a service whose
 * tickets come late more often than those of others has its end moved beside, which fades as it is right.
 */
#pragma once

#include "common/base.h"

/* Of ids beyond, the services have no end of their own, and the classes share the last. */
enum { LEVEL_CLASSES = 16, LEVEL_SERVICES = 1024 };

struct level {
    float low, high;
};

struct levels {
    struct level classes[LEVEL_CLASSES];
    float services[LEVEL_SERVICES]; /* beside the `high` of the class */
};

/* A tenth and nine tenths. */
void levels_init(struct levels *levels);

struct level levels_of(const struct levels *levels, int32_t service, int32_t class);

void levels_learn(struct levels *levels, int32_t service, int32_t class, bool was_before_p10, bool was_by_p90);
/* The same where the beginning is not known. */
void levels_learn_end(struct levels *levels, int32_t service, int32_t class, bool was_by_p90);
