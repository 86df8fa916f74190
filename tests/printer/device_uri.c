/* SPDX-License-Identifier: MIT
 *
 * printer/device_uri: what CUPS lists is understood, and what is none is told from it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>

#include "printer/device_uri.h"

static void addresses(void **state)
{
    (void)state;
    static const struct {
        const char *uri;
        enum device_kind kind;
        const char *host, *port;
    } all[] = {
            {"ipp://10.0.0.7/ipp/print", DEVICE_DRIVERLESS, "10.0.0.7", "631"},
            {"ipps://till.local:8631/ipp/print?x=1", DEVICE_DRIVERLESS, "till.local", "8631"},
            {"dnssd://Till%203._ipp._tcp.local/?uuid=1", DEVICE_DRIVERLESS, "", ""},
            {"socket://till-3", DEVICE_RECEIPTS, "till-3", "9100"},
            {"socket://till-3?waiteof=false", DEVICE_RECEIPTS, "till-3", "9100"},
            {"socket://user@till-3:9101/", DEVICE_RECEIPTS, "till-3", "9101"},
            {"socket://[fe80::1]:9101", DEVICE_RECEIPTS, "fe80::1", "9101"},
            {"socket://[fe80::1]", DEVICE_RECEIPTS, "fe80::1", "9100"},
            {"usb://EPSON/TM-T20?serial=4B41", DEVICE_RECEIPTS, "", ""},
            {"serial:/dev/ttyS0?baud=38400", DEVICE_RECEIPTS, "", ""},
            {"parallel:/dev/lp0", DEVICE_RECEIPTS, "", ""},
    };
    for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
        struct device_uri uri;
        const char *why;
        assert_int_equal(device_uri_parse(all[i].uri, &uri, &why), 0);
        assert_int_equal(uri.kind, all[i].kind);
        assert_string_equal(uri.host, all[i].host);
        assert_string_equal(uri.port, all[i].port);
    }
}

static void none(void **state)
{
    (void)state;
    static const char *const all[] = {
            "",
            "till-3",
            "socket",
            "socket:",
            "socket:till-3",
            "socket://",
            "socket:/x",
            "socket://:9100",
            "socket://a:http",
            "socket://a:91000000",
            "socket://[::1",
            "socket://[]",
            "usb:",
            "http://till-3/",
            "lpd://till-3/q",
            "file:/dev/null",
            "IPP://till-3/ipp",
            "implicitclass:x",
    };
    for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
        struct device_uri uri;
        const char *why = NULL;
        assert_int_equal(device_uri_parse(all[i], &uri, &why), -EINVAL);
        assert_non_null(why);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(addresses),
            cmocka_unit_test(none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
