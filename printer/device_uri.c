/* SPDX-License-Identifier: MIT
 *
 * Only what has to be known before CUPS is asked is read: the kind, and whom to knock at.
 */
#include "printer/device_uri.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *scheme;
    enum device_kind kind;
    const char *port; /* NULL: no host stands in it */
} schemes[] = {
        {"ipp", DEVICE_DRIVERLESS, "631"},   {"ipps", DEVICE_DRIVERLESS, "631"}, {"dnssd", DEVICE_DRIVERLESS, NULL},
        {"socket", DEVICE_RECEIPTS, "9100"}, {"usb", DEVICE_RECEIPTS, NULL},     {"serial", DEVICE_RECEIPTS, NULL},
        {"parallel", DEVICE_RECEIPTS, NULL},
};

/* "//user@[::1]:9100/path" */
static int parse_host(const char *rest, const char *port, struct device_uri *ret_uri)
{
    size_t length = strcspn(rest, "/?");
    const char *at = memchr(rest, '@', length);
    if (at) {
        length -= (size_t)(at + 1 - rest);
        rest = at + 1;
    }
    bool literal = length > 0 && *rest == '[';
    const char *end = literal ? memchr(rest, ']', length) : memchr(rest, ':', length);
    if (literal && !end)
        return -EINVAL;
    const char *host = literal ? rest + 1 : rest, *colon = literal ? end + 1 : end;
    size_t host_length = (size_t)((end ? end : rest + length) - host);
    size_t port_length = colon && colon < rest + length ? (size_t)(rest + length - colon) - 1 : 0;
    if (host_length == 0 || host_length >= sizeof(ret_uri->host) || port_length > 5)
        return -EINVAL;
    snprintf(ret_uri->host, sizeof(ret_uri->host), "%.*s", (int)host_length, host);
    if (port_length == 0)
        snprintf(ret_uri->port, sizeof(ret_uri->port), "%s", port);
    else
        snprintf(ret_uri->port, sizeof(ret_uri->port), "%.*s", (int)port_length, colon + 1);
    return strspn(ret_uri->port, "0123456789") == strlen(ret_uri->port) ? 0 : -EINVAL;
}

int device_uri_parse(const char *uri, struct device_uri *ret_uri, const char **ret_why)
{
    *ret_uri = (struct device_uri){0};
    *ret_why = "it begins with none of ipp:, ipps:, dnssd:, socket:, usb:, serial: and parallel:";
    size_t length = strcspn(uri, ":");
    for (size_t i = 0; i < ARRAY_SIZE(schemes); i++) {
        if (strlen(schemes[i].scheme) != length || strncmp(uri, schemes[i].scheme, length) != 0 || uri[length] != ':')
            continue;
        ret_uri->kind = schemes[i].kind;
        const char *rest = uri + length + 1;
        if (!schemes[i].port) {
            *ret_why = "nothing follows";
            return *rest ? 0 : -EINVAL;
        }
        *ret_why = "it has no host, or no number as its port";
        return strncmp(rest, "//", 2) == 0 ? parse_host(rest + 2, schemes[i].port, ret_uri) : -EINVAL;
    }
    return -EINVAL;
}
