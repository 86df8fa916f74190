/* SPDX-License-Identifier: MIT
 *
 * What a queue of tickets is like, and why:
 *
 *  - Error policy abort-job. What a backend cannot bring to its end is over then, and novbe decides what becomes of the
 *    order: with any other policy CUPS would keep the job and print an old ticket when the printer is back, or stop the
 *    queue. A printer that is off, out of paper or open is no error: backends wait for it.
 *  - Not shared, enabled and accepting.
 *  - A receipt printer has our PPD, which has CUPS ask nothing by SNMP (four seconds a ticket where nobody answers),
 * and one that answers questions is not waited for to close the connection (waiteof: up to 90 s): it has confirmed.
 *  - A driverless one has what it says of itself; media and cut come with each job. CUPS asks it when lpadmin has long
 *    ended, and keeps a queue that can print nothing when it learned nothing: so that is waited for.
 *  - One after another. CUPS 2.4 asks each driverless printer in a thread of its own, and dies when two of them are
 *    asked at once (OpenPrinting/cups, issue 466).
 */
#include "printer/setup.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "common/centre.h"
#include "printer/escpos_status.h"
#include "printer/reach.h"
#include "printer/tool.h"

enum { ANSWER_MS = 3000, LEARN_MS = 10000, LEARN_LOOK_MS = 100 };

struct setup {
    const struct catalogue_printer *printer;
    struct device_uri device;
    const char *uri;
    const char *cut; /* as the PPD has it */
    bool confirms;   /* a receipt printer that answers questions */
};

static int complain(int code, const char *format, ...) attr_printf(2, 3);
static int complain(int code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    _cleanup_free_ char *text = mem_vprintf(format, arguments);
    va_end(arguments);
    fprintf(stderr, "novbe-printer: %s\n", text);
    return code;
}

/* --- what is asked for --- */

static int no_printer(const struct catalogue *catalogue, const char *key)
{
    _cleanup_(buffer_done) struct buffer keys = {0};
    for (size_t i = 0; i < catalogue->printers.count; i++)
        buffer_printf(&keys, "%s%s", i ? ", " : "", catalogue->printers.items[i].key);
    return complain(EX_USAGE, "the catalogue has no printer '%s'; it has: %.*s", key, (int)keys.length,
                    keys.length ? buffer_bytes(&keys) : "");
}

static int find_cut(const char *word, const char **ret_cut)
{
    static const char *const words[][2] = {{"none", "None"}, {"partial", "Partial"}, {"full", "Full"}};
    for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
        if (strcmp(word, words[i][0]) == 0) {
            *ret_cut = words[i][1];
            return EX_OK;
        }
    }
    return complain(EX_USAGE, "'%s' is no cut: none, partial or full", word);
}

static int understand(const struct setup_options *options, const struct catalogue *catalogue, struct setup *ret_setup)
{
    const char *why = NULL;
    *ret_setup = (struct setup){.printer = catalogue_printer(catalogue, options->printer), .uri = options->uri};
    if (!ret_setup->printer)
        return no_printer(catalogue, options->printer);
    if (device_uri_parse(options->uri, &ret_setup->device, &why) < 0)
        return complain(EX_USAGE, "'%s' is no address of a printer: %s", options->uri, why);
    if (options->cut && ret_setup->device.kind == DEVICE_DRIVERLESS)
        return complain(EX_USAGE, "how a printer of IPP cuts comes with each ticket: ticket.conf");
    return find_cut(options->cut ? options->cut : "partial", &ret_setup->cut);
}

/* --- the device --- */

static void tell_status(const struct escpos_status *status)
{
    const struct {
        bool is;
        const char *text;
    } rows[] = {
            {status->paper_out, "it has no paper"},  {status->cover_open, "its cover is open"},
            {status->jammed, "it needs a hand"},     {status->offline, "it is offline"},
            {status->paper_low, "its paper is low"}, {true, "it is ready"},
    };
    size_t i = 0;
    while (!rows[i].is)
        i++;
    printf("The printer answers: %s.\n", rows[i].text);
}

/* Somebody is there. */
static int knock(struct setup *setup)
{
    const char *why = "";
    struct escpos_status status;
    const struct device_uri *device = &setup->device;
    if (reach_host(device, &why) < 0)
        return complain(EX_UNAVAILABLE, "nobody answers at %s port %s: %s", device->host, device->port, why);
    if (device->kind == DEVICE_DRIVERLESS || !device->host[0])
        return EX_OK;
    setup->confirms = escpos_ask_status(device->host, (int)strtol(device->port, NULL, 10), ANSWER_MS, &status) == 0;
    if (setup->confirms)
        tell_status(&status);
    else
        puts("The printer takes connections and answers no questions: its tickets will be sent, and never confirmed.");
    return EX_OK;
}

/* --- one after another --- */

/* Of all who set up printers of this configuration; until *ret_fd is closed. */
static int wait_for_others(const char *config, int *ret_fd)
{
    int fd = open(config, O_RDONLY | O_CLOEXEC), r = fd < 0 ? -1 : flock(fd, LOCK_EX | LOCK_NB);
    if (r < 0 && fd >= 0 && errno == EWOULDBLOCK) {
        puts("Another printer is being added: this one waits for it.");
        fflush(stdout);
        while ((r = flock(fd, LOCK_EX)) < 0 && errno == EINTR)
            ;
    }
    *ret_fd = fd;
    return r == 0 ? EX_OK : complain(EX_OSERR, "%s cannot be locked: %s", config, strerrordesc_np(errno));
}

/* --- the queue --- */

/* Of the installation, or of the build tree, beside this program. */
static char *find_ppd(int64_t width_mm)
{
    static const char *const places[] = {"../ppd", "../share/ppd/novbe"};
    char own[PATH_MAX] = "";
    if (readlink("/proc/self/exe", own, sizeof(own) - 1) < 0)
        return NULL;
    const char *folder = dirname(own);
    for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
        char *path = mem_printf("%s/%s/novbe-escpos-%" PRId64 ".ppd", folder, places[i], width_mm);
        if (access(path, R_OK) == 0)
            return path;
        free(path);
    }
    return NULL;
}

/* What lpadmin says of a queue that was made is of no use here: that CUPS will have no PPDs one day. */
static int tell_refusal(const struct setup *setup, int r, const struct buffer *said)
{
    if (r == -ENOENT)
        return complain(EX_CANTCREAT, "there is no lpadmin here: the package cups-client has it, in /usr/sbin");
    if (r < 0)
        return complain(EX_CANTCREAT, "lpadmin cannot be run: %s", strerrordesc_np(-r));
    if (said->length)
        fwrite(buffer_bytes(said), 1, said->length, stderr);
    return complain(EX_CANTCREAT, "CUPS did not make the queue %s", setup->printer->queue);
}

/* With what the backend shall know; the printer's own words stay as they are. */
static char *address_of(const struct setup *setup)
{
    if (!setup->confirms || strchr(setup->uri, '?'))
        return mem_strdup(setup->uri);
    const char *path = strchr(setup->uri + strlen("socket://"), '/');
    return mem_printf("%s%s?waiteof=false", setup->uri, path ? "" : "/");
}

static int make_queue(const struct setup *setup)
{
    _cleanup_(buffer_done) struct buffer said = {0};
    bool receipts = setup->device.kind == DEVICE_RECEIPTS;
    _cleanup_free_ char *uri = address_of(setup);
    _cleanup_free_ char *info = mem_printf("novbe: %s", setup->printer->key);
    _cleanup_free_ char *cut = mem_printf("CutMedia=%s", setup->cut);
    _cleanup_free_ char *ppd = receipts ? find_ppd(setup->printer->width_mm) : NULL;
    if (receipts && !ppd)
        return complain(EX_CANTCREAT, "the PPD of receipt printers is not where it was installed");
    const char *words[] = {"lpadmin",
                           "-p",
                           setup->printer->queue,
                           "-v",
                           uri,
                           "-D",
                           info,
                           receipts ? "-P" : "-m",
                           receipts ? ppd : "everywhere",
                           "-o",
                           "printer-error-policy=abort-job",
                           "-o",
                           "printer-is-shared=false",
                           "-E",
                           receipts ? "-o" : NULL,
                           cut,
                           NULL};
    int r = tool_run(words, &said);
    return r == 0 ? EX_OK : tell_refusal(setup, r, &said);
}

/* CUPS knows what the printer can do: before, it is "Local Raw Printer". */
static int wait_for_queue(const struct setup *setup)
{
    const char *const words[] = {"lpoptions", "-p", setup->printer->queue, NULL};
    const char *model = setup->device.kind == DEVICE_RECEIPTS ? "novbe ESC/POS" : "IPP Everywhere";
    const struct timespec pause = {.tv_nsec = LEARN_LOOK_MS * 1000000L};
    for (int waited_ms = 0; waited_ms < LEARN_MS; waited_ms += LEARN_LOOK_MS) {
        _cleanup_(buffer_done) struct buffer said = {0};
        if (tool_run(words, &said) == 0) {
            buffer_append_byte(&said, '\0');
            if (strstr(buffer_bytes(&said), model))
                return EX_OK;
        }
        nanosleep(&pause, NULL);
    }
    return complain(EX_UNAVAILABLE,
                    "whoever answers at %s does not say what he can print: is it a printer of IPP, and is "
                    "that its address?",
                    setup->uri);
}

int setup_add(const struct setup_options *options)
{
    struct config_mistakes mistakes = {0};
    _cleanup_(centre_freep) struct centre *centre = NULL;
    struct setup setup;
    int r = centre_load(options->config, &mistakes, &centre);
    if (r < 0)
        config_mistakes_print(&mistakes, stderr);
    config_mistakes_done(&mistakes);
    if (r < 0)
        return EX_CONFIG;
    int code = understand(options, centre->catalogue, &setup);
    if (code == EX_OK)
        code = knock(&setup);
    _cleanup_close_ int lock = -1;
    if (code == EX_OK)
        code = wait_for_others(options->config, &lock);
    if (code == EX_OK)
        code = make_queue(&setup);
    if (code == EX_OK)
        code = wait_for_queue(&setup);
    if (code == EX_OK)
        printf("Queue %s prints at %s%s.\n", setup.printer->queue, setup.uri,
               setup.device.kind == DEVICE_RECEIPTS ? ", by novbe-escpos" : "");
    return code;
}
