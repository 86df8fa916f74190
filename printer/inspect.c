/* SPDX-License-Identifier: MIT
 *
 * Mistakes of the files first; if they can be read, a paper of each kind.
 */
#include "printer/inspect.h"

#include <stdio.h>
#include <sysexits.h>

#include "common/centre.h"
#include "common/page/raster.h"
#include "printer/compose.h"

int inspect_print(const char *config)
{
    struct config_mistakes mistakes = {0};
    struct page_troubles troubles = {0};
    _cleanup_(centre_freep) struct centre *centre = NULL;
    int r = centre_load(config, &mistakes, &centre);
    if (r < 0) /* warnings are told by `novbe check` */
        config_mistakes_print(&mistakes, stderr);
    config_mistakes_done(&mistakes);
    if (r < 0 || clock_set_zone(centre->settings.time_zone) < 0)
        return EX_CONFIG;
    compose_check(centre, &troubles);
    for (size_t i = 0; i < troubles.count; i++)
        fprintf(stderr, "paper: %s: %s\n", page_trouble_word(troubles.items[i].kind), troubles.items[i].text);
    int code = troubles.count > 0 ? 1 : EX_OK;
    page_troubles_done(&troubles);
    return code;
}
