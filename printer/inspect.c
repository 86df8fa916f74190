/* SPDX-License-Identifier: MIT
 *
 * Mistakes of the files first; if they can be read, the queues of CUPS and a paper of each kind.
 */
#include "printer/inspect.h"

#include <errno.h>
#include <stdio.h>
#include <sysexits.h>

#include "common/centre.h"
#include "common/page/raster.h"
#include "printer/compose.h"
#include "printer/cups.h"

/* A CUPS that is silent is asked once: it takes its time. */
static void warn_of_queues(const struct catalogue *catalogue, const char *server)
{
    int r = 0;
    for (size_t i = 0; i < catalogue->printers.count && r != -EIO; i++) {
        const struct catalogue_printer *printer = &catalogue->printers.items[i];
        _cleanup_(cups_freep) struct cups *cups = cups_new(server, printer->queue);
        struct cups_queue queue;
        r = cups_ask_queue(cups, &queue);
        if (r == -ENOENT)
            fprintf(stderr,
                    "%s:%u: warning: printer \"%s\": CUPS has no queue \"%s\"; `novbe printer add %s URI` makes it, "
                    "where the printer is\n",
                    printer->origin.file, printer->origin.line, printer->key, printer->queue, printer->key);
    }
    if (r == -EIO)
        fputs("CUPS does not answer: nobody knows here whether it has the queues of the printers\n", stderr);
}

int inspect_print(const char *config, const char *cups)
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
    warn_of_queues(centre->catalogue, cups);
    compose_check(centre, &troubles);
    for (size_t i = 0; i < troubles.count; i++)
        fprintf(stderr, "paper: %s: %s\n", page_trouble_word(troubles.items[i].kind), troubles.items[i].text);
    int code = troubles.count > 0 ? 1 : EX_OK;
    page_troubles_done(&troubles);
    return code;
}
