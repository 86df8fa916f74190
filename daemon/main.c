/* SPDX-License-Identifier: MIT
 *
 * novbed: one process for one centre. Boot order: options > configuration > time zone > listen > ready.
 */
#include <errno.h>
#include <getopt.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sysexits.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include "common/interface/follower.h"
#include "common/log.h"
#include "common/varlink/server.h"
#include "daemon/backup.h"
#include "daemon/daemon.h"
#include "daemon/follow.h"
#include "daemon/listen.h"
#include "daemon/peer.h"
#include "daemon/rollup.h"
#include "daemon/store_follow.h"
#include "daemon/verify.h"

#define DEFAULT_CONFIG NOVBE_SYSCONFDIR "/novbe/novbe.conf"

struct options {
    const char *config;
    const char *socket; /* NULL: the configuration's */
    const char *store;  /* NULL: the configuration's */
    const char *follow; /* NULL: this is the centre; else where that is, until this one is promoted */
    bool check;
    bool check_replies;
    bool no_forecasts;
    struct verify_arguments verify; /* path NULL: not asked for */
    const char *rebuild;            /* NULL: not asked for */
    struct backup_arguments backup; /* both NULL: not asked for */
};

struct process {
    uv_loop_t loop;
    bool ends; /* a signal said so */
    struct daemon daemon;
    struct listener listener;
    uv_signal_t terminate, interrupt, hangup;
    uv_timer_t watchdog;
};

static void print_help(FILE *out)
{
    fputs("Usage: novbed [OPTION]...\n"
          "The daemon of novbe: issues and tracks the tickets of one centre.\n"
          "\n"
          "  --config FILE    configuration (default: " DEFAULT_CONFIG ")\n"
          "  --socket PATH    listen here instead of the configuration's socket.path\n"
          "  --store FILE     keep everything here instead of in the configuration's files.store\n"
          "  --follow SOCKET  keep a copy of the store of the centre that answers there, and be ready to take its\n"
          "                   place: `novbe promote`\n"
          "  --check          check the configuration, print every mistake, and end\n"
          "  --verify FILE    is this store what was written? Print every finding, and end\n"
          "  --key CHAIN:HEX  with --verify: the first seal key, as it was printed for the auditor\n"
          "  --head SEQ:HEX   with --verify: a head that was told outside, or a file of such lines\n"
          "  --rebuild-rollups FILE\n"
          "                   forget what reports of this store are made of, so that novbed makes it again, and end\n"
          "  --backup FILE    bring this backup up to the store, or make one, and end\n"
          "  --restore FILE   make the store out of this backup, in a new epoch, and end\n"
          "  --check-replies  check every reply against its interface (for tests)\n"
          "  --no-forecasts   tell nobody how long (to measure what that costs)\n"
          "  --help           this text\n"
          "  --version        the version\n"
          "\n"
          "SIGTERM finishes the turn and ends; SIGHUP reads the configuration again.\n"
          "See novbed(8), novbe(1), novbe.conf(5).\n",
          out);
}

static int rebuild(const char *path)
{
    char error[STORE_ERROR_SIZE];
    int64_t seals;
    int r = rollup_rebuild(path, &seals, error);
    if (r < 0)
        fprintf(stderr, "novbed: %s\n", error);
    else
        printf("days %lld\nnovbed makes their roll-ups again when it runs on this store\n", (long long)seals);
    return r < 0 ? EX_NOINPUT : EX_OK;
}

static int check_options(int argc, char **argv, const struct options *options)
{
    if (optind < argc)
        fprintf(stderr, "novbed: unexpected argument '%s'\nTry 'novbed --help'.\n", argv[optind]);
    else if (!options->verify.path && (options->verify.key || options->verify.head))
        fputs("novbed: --key and --head go with --verify\n", stderr);
    else if (options->backup.backup && options->backup.restore)
        fputs("novbed: either --backup or --restore\n", stderr);
    else if (options->follow && !*options->follow)
        fputs("novbed: --follow needs the path of a socket\n", stderr);
    else
        return options->verify.path ? verify_print(&options->verify)
               : options->rebuild   ? rebuild(options->rebuild)
                                    : -1;
    return EX_USAGE;
}

/* Returns -1 to go on, else the exit code. */
static int parse_options(int argc, char **argv, struct options *options)
{
    static const struct option table[] = {
            {"config", required_argument, NULL, 'c'},
            {"socket", required_argument, NULL, 's'},
            {"store", required_argument, NULL, 'd'},
            {"verify", required_argument, NULL, 'y'},
            {"key", required_argument, NULL, 'K'},
            {"head", required_argument, NULL, 'H'},
            {"rebuild-rollups", required_argument, NULL, 'U'},
            {"backup", required_argument, NULL, 'B'},
            {"restore", required_argument, NULL, 'R'},
            {"follow", required_argument, NULL, 'F'},
            {"check", no_argument, NULL, 'k'},
            {"check-replies", no_argument, NULL, 'r'},
            {"no-forecasts", no_argument, NULL, 'n'},
            {"help", no_argument, NULL, 'h'},
            {"version", no_argument, NULL, 'v'},
            {0},
    };
    const char **const texts[128] = {
            ['c'] = &options->config,        ['s'] = &options->socket,         ['d'] = &options->store,
            ['y'] = &options->verify.path,   ['K'] = &options->verify.key,     ['H'] = &options->verify.head,
            ['B'] = &options->backup.backup, ['R'] = &options->backup.restore, ['F'] = &options->follow,
            ['U'] = &options->rebuild,
    };
    for (int option; (option = getopt_long(argc, argv, "", table, NULL)) >= 0;) {
        switch (option) {
        case 'k':
            options->check = true;
            break;
        case 'r':
            options->check_replies = true;
            break;
        case 'n':
            options->no_forecasts = true;
            break;
        case 'h':
            print_help(stdout);
            return EX_OK;
        case 'v':
            puts("novbed " NOVBE_VERSION);
            return EX_OK;
        case '?':
            fputs("Try 'novbed --help'.\n", stderr);
            return EX_USAGE;
        default:
            *texts[option] = optarg;
            break;
        }
    }
    return check_options(argc, argv, options);
}

/* Many terminals are many descriptors; the soft limit of a shell is 1024. */
static void raise_descriptors(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
        return;
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) < 0)
        log_warning("descriptors", LOG_TEXT("error", strerror(errno)));
}

/* --- signals and watchdog --- */

static void on_end(uv_signal_t *signal, int number)
{
    struct process *process = signal->data;
    log_info("ending", LOG_TEXT("signal", strsignal(number)));
    process->ends = true;
    sd_notify(0, "STOPPING=1");
    uv_stop(&process->loop);
}

static void on_hangup(uv_signal_t *signal, attr_unused int number)
{
    struct process *process = signal->data;
    struct config_mistakes mistakes = {0};
    struct catalogue_changes changes = {0};
    struct arena arena;
    if (!process->daemon.server) /* it follows another: what it reads takes effect when it is the centre */
        return;
    arena_init(&arena);
    sd_notify(0, "RELOADING=1");
    int r = daemon_reload(&process->daemon, false, geteuid(), &arena, &mistakes, &changes);
    sd_notify(0, r < 0 ? "READY=1\nSTATUS=configuration refused, the old one is kept" : "READY=1\nSTATUS=");
    catalogue_changes_done(&changes);
    config_mistakes_done(&mistakes);
    arena_done(&arena);
}

static void on_watchdog(attr_unused uv_timer_t *timer)
{
    sd_notify(0, "WATCHDOG=1");
}

static void start_signal(struct process *process, uv_signal_t *signal, int number, uv_signal_cb callback)
{
    uv_signal_init(&process->loop, signal);
    signal->data = process;
    uv_signal_start(signal, callback, number);
}

static void start_handles(struct process *process)
{
    uint64_t watchdog_us = 0;
    start_signal(process, &process->terminate, SIGTERM, on_end);
    start_signal(process, &process->interrupt, SIGINT, on_end);
    start_signal(process, &process->hangup, SIGHUP, on_hangup);
    uv_timer_init(&process->loop, &process->watchdog);
    if (sd_watchdog_enabled(0, &watchdog_us) > 0)
        uv_timer_start(&process->watchdog, on_watchdog, watchdog_us / 2000, watchdog_us / 2000);
}

static void close_handles(struct process *process)
{
    uv_close((uv_handle_t *)&process->terminate, NULL);
    uv_close((uv_handle_t *)&process->interrupt, NULL);
    uv_close((uv_handle_t *)&process->hangup, NULL);
    uv_close((uv_handle_t *)&process->watchdog, NULL);
}

/* --- boot --- */

static int load_centre(const struct options *options, struct centre **ret_centre)
{
    struct config_mistakes mistakes = {0};
    int r = centre_load(options->config, &mistakes, ret_centre);
    config_mistakes_print(&mistakes, stderr);
    if (r == 0 && clock_set_zone((*ret_centre)->settings.time_zone) < 0)
        r = -ENOENT; /* centre_load() has found it: it went away in between */
    config_mistakes_done(&mistakes);
    return r;
}

static int open_socket(const struct options *options, const struct centre *centre, struct listener *ret_listener)
{
    const char *path = options->socket ? options->socket : centre->settings.socket_path;
    mode_t mode = (mode_t)strtoul(centre->settings.socket_mode, NULL, 8);
    int r = listen_open(path, mode, ret_listener);
    if (r == -EADDRINUSE)
        fprintf(stderr, "novbed: another daemon answers at %s\n", path);
    else if (r == -EINVAL)
        fputs("novbed: the service manager must hand over exactly one listening Unix stream socket\n", stderr);
    else if (r < 0)
        fprintf(stderr, "novbed: cannot listen at %s: %s\n", path, strerror(-r));
    return r;
}

/* "": there is none. */
static const char *peer_of(const struct options *options, const struct centre *centre)
{
    return options->follow ? options->follow : centre->settings.peer_address;
}

static const char *store_of(const struct options *options, const struct centre *centre)
{
    return options->store ? options->store : centre->settings.store_path;
}

/* A machine of two asks the other whether it has been replaced. */
static int ask_peer(const struct options *options, const struct centre *centre)
{
    char error[STORE_ERROR_SIZE];
    const char *peer = peer_of(options, centre), *store = store_of(options, centre);
    struct interfaces interfaces;
    struct peer_self self;
    if (!*peer)
        return 0;
    int r = peer_know_self(store, centre->settings.centre_key, &self);
    if (r == -EBADMSG)
        return 0; /* it is no store: opening it says so */
    if (r < 0) {
        fprintf(stderr, "novbed: cannot read %s: %s\n", store, strerror(-r));
        return r;
    }
    interfaces_init(&interfaces);
    r = peer_ask(peer, interfaces_method(&interfaces, FOLLOWER_GET_OWNER), &self, error);
    interfaces_done(&interfaces);
    if (r < 0)
        fprintf(stderr, "novbed: %s\n", error);
    return r;
}

static int open_daemon(struct process *process, const struct options *options, struct centre *centre)
{
    char error[STORE_ERROR_SIZE];
    int r = daemon_init(&process->daemon,
                        &(struct daemon_options){
                                .loop = &process->loop,
                                .centre = centre,
                                .store = options->store,
                                .peer = peer_of(options, centre),
                                .check_replies = options->check_replies,
                                .no_forecasts = options->no_forecasts,
                        },
                        error);
    if (r < 0)
        fprintf(stderr, "novbed: %s\n", error);
    return r;
}

static int serve(struct process *process)
{
    const struct centre *centre = process->daemon.centre;
    int r = varlink_server_listen(process->daemon.server, process->listener.fd);
    if (r == 0) {
        log_info("ready", LOG_TEXT("version", NOVBE_VERSION), LOG_TEXT("centre", centre->settings.centre_key),
                 LOG_NUMBER("services", centre->catalogue->services.count));
        sd_notify(0, "READY=1");
        uv_run(&process->loop, UV_RUN_DEFAULT);
    }
    bool replaced = process->daemon.replaced;
    listen_close(&process->listener);
    daemon_done(&process->daemon);
    return r < 0 ? EX_OSERR : replaced ? EX_UNAVAILABLE : EX_OK;
}

/* Until it is promoted: then the exit code is -1, and the copy is a store. */
static int follow(struct process *process, const struct options *options, struct centre *centre)
{
    char error[STORE_ERROR_SIZE];
    int r = follow_run(&(struct follow_options){.loop = &process->loop,
                                                .centre = centre,
                                                .address = options->follow,
                                                .store = store_of(options, centre),
                                                .listen_fd = process->listener.fd,
                                                .check_replies = options->check_replies},
                       error);
    if (r < 0)
        fprintf(stderr, "novbed: %s\n", error);
    return r < 0 ? EX_CANTCREAT : r > 0 ? -1 : EX_OK;
}

/* Of a machine that follows, or has followed and was promoted, and of one that always was the centre. Takes `centre`.
 */
static int follow_or_serve(struct process *process, const struct options *options, struct centre *centre)
{
    int is_copy = options->follow ? store_follower_is_copy(store_of(options, centre)) : 0;
    bool follows = is_copy == 1 || is_copy == -ENOENT;
    int code = follows ? follow(process, options, centre) : -1;
    if (code < 0 && !follows && ask_peer(options, centre) < 0) /* who was promoted has been asked enough */
        code = EX_UNAVAILABLE;
    if (code >= 0 || process->ends) {
        centre_free(centre);
        listen_close(&process->listener);
        return code < 0 ? EX_OK : code;
    }
    if (open_daemon(process, options, centre) == 0)
        return serve(process);
    listen_close(&process->listener);
    return EX_CANTCREAT;
}

static int run(struct process *process, const struct options *options, struct centre *centre)
{
    if (open_socket(options, centre, &process->listener) < 0) {
        centre_free(centre);
        return EX_UNAVAILABLE;
    }
    uv_loop_init(&process->loop);
    start_handles(process);
    int code = follow_or_serve(process, options, centre);
    close_handles(process);
    uv_run(&process->loop, UV_RUN_DEFAULT);
    uv_loop_close(&process->loop);
    return code;
}

static int keep_or_restore(const struct options *options, struct centre *centre)
{
    int code = backup_print(&options->backup, store_of(options, centre), centre->settings.centre_key);
    centre_free(centre);
    return code;
}

int main(int argc, char **argv)
{
    struct options options = {.config = DEFAULT_CONFIG};
    int code = parse_options(argc, argv, &options);
    if (code >= 0)
        return code;
    /* Without it ə has no width; every glibc has it. */
    if (!setlocale(LC_CTYPE, "C.UTF-8")) {
        fputs("novbed: this system lacks the locale C.UTF-8\n", stderr);
        return EX_OSERR;
    }
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is an error of the store */
    struct centre *centre = NULL;
    if (load_centre(&options, &centre) < 0)
        return EX_CONFIG;
    if (options.check) {
        centre_free(centre);
        return EX_OK;
    }
    if (options.backup.backup || options.backup.restore)
        return keep_or_restore(&options, centre);
    raise_descriptors();
    struct process process = {0};
    return run(&process, &options, centre);
}
