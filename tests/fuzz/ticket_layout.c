/* SPDX-License-Identifier: MIT
 *
 * Any bytes as a layout of paper: what is taken is the same as itself, and a paper of each kind can be composed by it.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/catalogue.h"
#include "printer/compose.h"

int LLVMFuzzerInitialize(int *count, char ***arguments);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct i18n *languages; /* for all inputs; a fuzzer has no other place for it */

int LLVMFuzzerInitialize(attr_unused int *count, attr_unused char ***arguments)
{
    static const char *codes[] = {"az", "ru", "en"};
    const struct config_list list = {.count = ARRAY_SIZE(codes), .items = codes};
    const char *source = getenv("NOVBE_SOURCE");
    _cleanup_free_ char *folder = mem_printf("%s/conf/lang", source ? source : ".");
    struct config_mistakes mistakes = {0};
    int result = i18n_load(folder, &list, &mistakes, &languages);
    config_mistakes_print(&mistakes, stderr);
    config_mistakes_done(&mistakes);
    if (result < 0)
        abort();
    return 0;
}

static void expect_same(const struct ticket_layout *layout)
{
    struct arena arena;
    struct catalogue_changes changes = {0};
    arena_init(&arena);
    ticket_layout_compare(layout, layout, &arena, &changes);
    assert(changes.count == 0);
    catalogue_changes_done(&changes);
    arena_done(&arena);
}

static void compose_all(const struct ticket_layout *layout)
{
    static const char *items[] = {"Passport"};
    struct printer_printed_step steps[] = {{"a", "First", "Agency", "", {1, items}, true},
                                           {"b", "Second", "Agency", "Hall A", {1, items}, false}};
    struct printer_range range = {1795497900000, 1795498000000, 1795499000000};
    struct printer_ticket_paper ticket = {"A042", "ACDEF", "2026-11-24", 1795497120000,           {2, steps}, "Line", 2,
                                          3,      &range,  "01234567",   "%T/A042/20261124/ACDEF"};
    struct printer_code_paper code = {"a", "First", "ACDE-FGHJ", {true, 1795499000000}, "%B/ACDEFGHJ"};
    struct printer_information_paper information = {"a", "First", {1, items}, "Open until 18:00"};
    const struct printer_order orders[] = {{.at = 1795497120000, .language = "az", .ticket = &ticket},
                                           {.at = 1795497120000, .language = "ru", .code = &code},
                                           {.at = 1795497120000, .language = "en", .information = &information}};
    for (size_t i = 0; i < ARRAY_SIZE(orders); i++) {
        const struct compose compose = {
                .layout = layout, .i18n = languages, .width_mm = i == 1 ? 58 : 80, .now_ms = 1795497120000};
        page_free(compose_page(&orders[i], &compose));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct config_mistakes mistakes = {0};
    _cleanup_(ticket_layout_freep) struct ticket_layout *layout = NULL;
    int r = ticket_layout_parse("ticket.conf", (const char *)data, size, languages, &mistakes, &layout);
    assert((r == 0) == (mistakes.errors == 0) && (r == 0) == (layout != NULL));
    if (layout) {
        assert(layout->ticket.count > 0 && layout->code.count > 0 && layout->information.count > 0);
        expect_same(layout);
        compose_all(layout);
    }
    config_mistakes_done(&mistakes);
    return 0;
}
