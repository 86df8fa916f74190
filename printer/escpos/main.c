/* SPDX-License-Identifier: MIT
 *
 * novbe-escpos: a filter of CUPS (filter(7)) for receipt printers. Started by cupsd for each job, through the PPD.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cups/cups.h>

#include "printer/escpos/print.h"
#include "printer/job.h"

enum { PPD_BYTES_MOST = 1 << 20 };

/* NULL: there is none that can be read. */
static char *read_ppd(void)
{
    const char *path = getenv("PPD");
    _cleanup_close_ int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (fd < 0)
        return NULL;
    char *text = mem_alloc(PPD_BYTES_MOST + 1, 1);
    for (size_t length = 0; length < PPD_BYTES_MOST;) {
        ssize_t size = read(fd, text + length, PPD_BYTES_MOST - length);
        if (size <= 0)
            break;
        length += (size_t)size;
    }
    return text;
}

static void read_settings(const char *words, struct ppd *ret_ppd)
{
    cups_option_t *options = NULL;
    _cleanup_free_ char *ppd = read_ppd();
    ppd_read(ppd, ret_ppd);
    int count = cupsParseOptions(words, 0, &options);
    ppd_choose_cut(ret_ppd, cupsGetOption("CutMedia", count, options));
    cupsFreeOptions(count, options);
}

/* Titles of jobs are anybody's. */
static bool is_ours(const char *title)
{
    struct job_name name;
    return job_key_parse(title, &name) == 0;
}

/* Of the queue. What outlives a restart of the machine lies in the caches: the states of CUPS are in memory. */
static int open_journal(struct journal *ret_journal)
{
    const char *folder = getenv("CUPS_CACHEDIR"), *queue = getenv("PRINTER");
    if (!folder || !queue || !*queue || strchr(queue, '/'))
        return -ENOENT;
    _cleanup_free_ char *path = mem_printf("%s/novbe-escpos-%s", folder, queue);
    return journal_open(path, ret_journal);
}

static bool run(int in, int back, int parent, char **words)
{
    struct tell tell = {.fd = STDERR_FILENO};
    struct device device = {.stop = -1}; /* as one that was not opened */
    struct journal journal = {.fd = -1};
    _cleanup_(input_freep) struct input *input = input_new(in);
    struct print print = {.device = &device, .tell = &tell, .input = input, .journal = &journal};
    read_settings(words[5], &print.ppd);
    print.key = is_ours(words[3]) ? words[3] : NULL;
    if (print.key && open_journal(&journal) < 0) {
        tell_bad_end(&tell, TELL_NOTHING, "its journal in CUPS_CACHEDIR cannot be opened");
        device_drain_other(STDERR_FILENO);
        return false;
    }
    /* A parent that ended before it could be heard of: nobody wants this any more. */
    bool fine = device_open(STDOUT_FILENO, back, &device) == 0 && prctl(PR_SET_PDEATHSIG, SIGTERM) == 0 &&
                getppid() == parent && print_run(&print);
    /* Who exits before cupsd has read why, has "failed". */
    if (!fine)
        device_drain_other(STDERR_FILENO);
    device_close(&device);
    journal_close(&journal);
    return fine;
}

static void print_help(void)
{
    puts("Usage: novbe-escpos JOB USER TITLE COPIES OPTIONS [FILE]\n"
         "A filter that CUPS runs: prints rasters on receipt printers that speak ESC/POS, and knows what came out.\n"
         "\n"
         "  --help      this text\n"
         "  --version   the version\n"
         "\n"
         "Exit codes: 0 printed, or sent to a printer that confirms nothing, 1 not printed, or not known.\n"
         "See novbe-escpos(8).");
}

int main(int argc, char **argv)
{
    struct stat status;
    int parent = getppid(), back = fstat(DEVICE_BACK_FD, &status) == 0 ? DEVICE_BACK_FD : -1;
    bool helped = argc == 2 && strcmp(argv[1], "--help") == 0;
    if (helped)
        print_help();
    if (helped || (argc == 2 && strcmp(argv[1], "--version") == 0 && puts("novbe-escpos " NOVBE_VERSION) >= 0))
        return 0;
    if (argc != 6 && argc != 7) {
        fputs("ERROR: Usage: novbe-escpos JOB USER TITLE COPIES OPTIONS [FILE]: a filter that CUPS runs\n", stderr);
        return 1;
    }
    signal(SIGPIPE, SIG_IGN);
    _cleanup_close_ int file = argc == 7 ? open(argv[6], O_RDONLY | O_CLOEXEC) : -1;
    return run(argc == 7 ? file : STDIN_FILENO, back, parent, argv) ? 0 : 1;
}
