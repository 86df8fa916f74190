/* SPDX-License-Identifier: MIT
 *
 * What one forecast of a whole hall costs.
 */
#pragma once

/* A hall of so many counters that all serve, with so many waiting: prints ms for its scene, for a forecast of everybody
 * who waits and might come, and for one newcomer. */
void cost_print(int counters, int services, int waiting);
