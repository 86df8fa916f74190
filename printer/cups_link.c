/* SPDX-License-Identifier: MIT
 *
 * Connections to CUPS and to printers, requests and answers, each with an end to its patience.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "common/text.h"
#include "printer/cups_private.h"

void httpClosep_(http_t **http)
{
    httpClose(*http);
}

void ippDeletep_(ipp_t **ipp)
{
    ippDelete(*ipp);
}

struct cups *cups_new(const char *server, const char *queue)
{
    struct cups *cups = mem_new(struct cups);
    cups->server = mem_strdup(server ? server : cupsServer());
    cups->port = ippPort();
    cups->queue = mem_strdup(queue);
    char *colon = cups->server[0] == '/' ? NULL : strrchr(cups->server, ':');
    if (colon && colon[1] != '\0' && strspn(colon + 1, "0123456789") == strlen(colon + 1)) {
        cups->port = (int)strtol(colon + 1, NULL, 10);
        *colon = '\0';
    }
    return cups;
}

struct cups *cups_free(struct cups *cups)
{
    if (!cups)
        return NULL;
    free(cups->server);
    free(cups->queue);
    free(cups);
    return NULL;
}

static int give_up(attr_unused http_t *http, attr_unused void *data)
{
    return 0;
}

static const char *no_password(attr_unused const char *prompt, attr_unused http_t *http, attr_unused const char *method,
                               attr_unused const char *resource, attr_unused void *data)
{
    return NULL;
}

http_t *cups_connect_to(const char *host, int port, bool encrypted)
{
    http_encryption_t encryption = encrypted ? HTTP_ENCRYPTION_ALWAYS : HTTP_ENCRYPTION_IF_REQUESTED;
    cupsSetPasswordCB2(no_password, NULL);
    http_t *http = httpConnect2(host, port, NULL, AF_UNSPEC, encryption, 1, CUPS_TIME_MS, NULL);
    if (http)
        httpSetTimeout(http, CUPS_TIME_MS / 1000.0, give_up, NULL);
    return http;
}

http_t *cups_connect(const struct cups *cups)
{
    return cups_connect_to(cups->server, cups->port, false);
}

ipp_t *cups_request(ipp_op_t operation, const char *queue, int job)
{
    ipp_t *request = ippNewRequest(operation);
    char uri[HTTP_MAX_URI];
    if (job > 0) {
        snprintf(uri, sizeof uri, "ipp://localhost/jobs/%d", job);
        ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_URI, "job-uri", NULL, uri);
    } else if (queue) {
        httpAssembleURIf(HTTP_URI_CODING_ALL, uri, sizeof uri, "ipp", NULL, "localhost", 0, "/printers/%s", queue);
        ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_URI, "printer-uri", NULL, uri);
    } else {
        ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_URI, "printer-uri", NULL, "ipp://localhost/");
    }
    ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_NAME, "requesting-user-name", NULL, cupsUser());
    return request;
}

void cups_ask_for(ipp_t *request, const char *const *attributes, size_t count)
{
    ippAddStrings(request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "requested-attributes", (int)count, NULL, attributes);
}

int cups_integer(ipp_t *answer, const char *name, int otherwise)
{
    ipp_attribute_t *attribute = ippFindAttribute(answer, name, IPP_TAG_ZERO);
    return attribute ? ippGetInteger(attribute, 0) : otherwise;
}

void cups_words(ipp_t *answer, const char *name, char *out, size_t size)
{
    ipp_attribute_t *attribute = ippFindAttribute(answer, name, IPP_TAG_ZERO);
    int count = attribute ? ippGetCount(attribute) : 0;
    _cleanup_(buffer_done) struct buffer words = {0};
    for (int i = 0; i < count && words.length < size; i++) {
        const char *word = ippGetString(attribute, i, NULL);
        if (word)
            buffer_printf(&words, "%s%s", words.length ? " " : "", word);
    }
    buffer_append_byte(&words, '\0');
    text_copy_plain(out, size, buffer_bytes(&words));
}

/* --- how long a server has been running --- */

/* Of a process: its name ("cupsd") and when it was started, in ms after the machine. -ENOENT: it is gone. */
static int read_process(const char *pid, char ret_name[32], int64_t *ret_started_ms)
{
    char path[64], text[1024];
    snprintf(path, sizeof path, "/proc/%s/stat", pid);
    _cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t length = fd >= 0 ? read(fd, text, sizeof text - 1) : -1;
    if (length <= 0)
        return -ENOENT;
    text[length] = '\0';
    const char *begin = strchr(text, '('), *end = strrchr(text, ')'); /* proc(5): a name may hold both */
    if (!begin || !end)
        return -ENOENT;
    snprintf(ret_name, 32, "%.*s", (int)(end - begin - 1), begin + 1);
    const char *at = end + 1;
    for (int field = 3; field < 22 && at; field++)
        at = strchr(at + 1, ' ');
    if (!at)
        return -ENOENT;
    *ret_started_ms = strtoll(at, NULL, 10) * 1000 / sysconf(_SC_CLK_TCK);
    return 0;
}

static int64_t age_ms(int64_t started_ms)
{
    struct timespec now;
    clock_gettime(CLOCK_BOOTTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000 - started_ms;
}

/* When the service manager listens, it is the peer: then the youngest cupsd that there is counts. */
static int64_t youngest_cupsd_ms(void)
{
    int64_t youngest = -1;
    DIR *processes = opendir("/proc");
    for (struct dirent *entry; processes && (entry = readdir(processes));) {
        char name[32];
        int64_t started_ms;
        if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9' && read_process(entry->d_name, name, &started_ms) == 0 &&
            strcmp(name, "cupsd") == 0 && started_ms > youngest)
            youngest = started_ms;
    }
    if (processes)
        closedir(processes);
    return youngest;
}

int64_t cups_server_age_ms(http_t *http)
{
    struct ucred peer = {0};
    socklen_t size = sizeof peer;
    char pid[16], name[32];
    int64_t started_ms = -1;
    if (!httpAddrLocalhost(httpGetAddress(http)))
        return -1; /* on another machine */
    bool known = getsockopt(httpGetFd(http), SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.pid > 0;
    snprintf(pid, sizeof pid, "%d", peer.pid);
    if (!known || read_process(pid, name, &started_ms) < 0 || strcmp(name, "cupsd") != 0)
        started_ms = youngest_cupsd_ms();
    return started_ms < 0 ? -1 : age_ms(started_ms);
}
