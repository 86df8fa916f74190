/* SPDX-License-Identifier: MIT
 *
 * Addresses of printers as CUPS writes them: "ipp://10.0.0.7/ipp/print", "socket://till-3:9100",
 * "usb://EPSON/TM-T20?serial=4B41", "serial:/dev/ttyS0?baud=38400". Pure.
 */
#pragma once

#include "common/base.h"

enum device_kind {
    DEVICE_DRIVERLESS, /* speaks IPP Everywhere: ipp, ipps, dnssd */
    DEVICE_RECEIPTS,   /* takes bytes: socket, usb, serial, parallel; a receipt printer, then */
};

struct device_uri {
    enum device_kind kind;
    char host[256]; /* "": it is at this machine, or found by its name */
    char port[8];   /* of a host */
};

/* 0; -EINVAL: `ret_why` says what is wrong with it. */
int device_uri_parse(const char *uri, struct device_uri *ret_uri, const char **ret_why) attr_must_check;
