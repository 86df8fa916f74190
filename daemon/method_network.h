/* SPDX-License-Identifier: MIT
 *
 * The handlers of org.novbe.Network that stand in files of their own. Only method_network*.c include it.
 */
#pragma once

#include "common/interface/network.h"
#include "daemon/method.h"

/* method_network_ledger.c: on another thread */
varlink_handler network_ledger, network_seals;
