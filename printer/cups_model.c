/* SPDX-License-Identifier: MIT
 *
 * What a queue takes: as which bytes, and on which sheet.
 *
 * CUPS turns a size into whole points, rounded down, and a printer may refuse what is then no size of its: 80 mm become
 * 79.72. So a size of one's own is asked for only if the printer takes it as it will arrive; otherwise the smallest of
 * its sizes on which the page fits, with blank rows at the end.
 */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "printer/cups_private.h"

enum { PPD_MOST = 1 << 20, SAME_SIZE = 100 /* 1/100 mm: as wide */ };

/* --- the PPD: lines `*cupsFilter2: "image/urf image/urf 100 -"` --- */

/* Free it; "" if there is none. */
static char *read_ppd(const struct cups *cups, http_t *http)
{
    char uri[HTTP_MAX_URI];
    char *text = mem_alloc(PPD_MOST + 1, 1);
    httpAssembleURIf(HTTP_URI_CODING_ALL, uri, sizeof uri, "ipp", NULL, "localhost", 0, "/printers/%s.ppd",
                     cups->queue);
    const char *resource = strstr(uri, "/printers/");
    _cleanup_close_ int file = memfd_create("ppd", MFD_CLOEXEC);
    if (!resource || file < 0 || cupsGetFd(http, resource, file) != HTTP_STATUS_OK)
        return text;
    ssize_t length = pread(file, text, PPD_MOST, 0);
    text[length > 0 ? length : 0] = '\0';
    return text;
}

/* A filter takes this type: -1 none, 0 a program does, 1 it goes to the printer as it is. */
static int takes(const char *ppd, const char *type)
{
    int found = -1;
    for (const char *at = strstr(ppd, "\n*cupsFilter"); at; at = strstr(at + 1, "\n*cupsFilter")) {
        char source[128], destination[128], program[256];
        bool second = strncmp(at, "\n*cupsFilter2:", 14) == 0;
        const char *value = strchr(at, '"');
        int fields = !value   ? 0
                     : second ? sscanf(value, "\"%127s %127s %*d %255[^\"\n]", source, destination, program)
                              : sscanf(value, "\"%127s %*d %255[^\"\n]", source, program);
        if (fields < (second ? 3 : 2) || strcmp(source, type) != 0)
            continue;
        int how = strcmp(program, "-") == 0;
        if (how > found)
            found = how;
    }
    return found;
}

void cups_learn_model(struct cups *cups, http_t *http)
{
    _cleanup_free_ char *ppd = read_ppd(cups, http);
    cups->model.known = true;
    cups->model.cuts = strstr(ppd, "*OpenUI *CutMedia") != NULL;
    cups->model.format = CUPS_FORMAT_PWG; /* CUPS converts it, or says that it cannot */
    if (takes(ppd, cups_format_types[CUPS_FORMAT_RASTER]) >= 0)
        cups->model.format = CUPS_FORMAT_RASTER;
    for (enum cups_format format = CUPS_FORMAT_URF; format <= CUPS_FORMAT_PWG; format++) {
        if (takes(ppd, cups_format_types[format]) > 0) {
            cups->model.format = format;
            return;
        }
    }
}

/* --- sheets --- */

struct span {
    int least, most;
};

static struct span span_of(ipp_t *size, const char *name)
{
    ipp_attribute_t *attribute = ippFindAttribute(size, name, IPP_TAG_ZERO);
    struct span span = {0};
    if (attribute && ippGetValueTag(attribute) == IPP_TAG_RANGE)
        span.least = ippGetRange(attribute, 0, &span.most);
    else if (attribute)
        span.least = span.most = ippGetInteger(attribute, 0);
    return span;
}

/* As it arrives at the printer. */
static int in_points(int length)
{
    return length * 72 / 2540 * 2540 / 72;
}

static bool holds(struct span span, int length)
{
    return span.least <= in_points(length) && length <= span.most;
}

static int rows_of(int length, int dpi)
{
    return (int)((int64_t)length * dpi / 2540);
}

struct cups_sheet cups_sheet_for(ipp_t *queue, const struct raster *raster)
{
    int dpi = raster->dpi, best = 0;
    struct cups_sheet own = {.width = (raster->width * 2540 + dpi / 2) / dpi,
                             .length = (raster->height * 2540 + dpi - 1) / dpi,
                             .rows = raster->height};
    struct cups_sheet sheet = own;
    ipp_attribute_t *sizes = queue ? ippFindAttribute(queue, "media-size-supported", IPP_TAG_BEGIN_COLLECTION) : NULL;
    for (int i = 0; sizes && i < ippGetCount(sizes); i++) {
        ipp_t *size = ippGetCollection(sizes, i);
        struct span x = span_of(size, "x-dimension"), y = span_of(size, "y-dimension");
        if (x.least < x.most || y.least < y.most) {
            /* A page that is shorter than the shortest gets blank rows, too. */
            struct cups_sheet longer = own;
            if (own.length < y.least) {
                longer.length = y.least + 2540 / 72;
                longer.rows = rows_of(longer.length, dpi);
            }
            if (holds(x, longer.width) && holds(y, longer.length))
                return longer;
        } else if (abs(x.most - own.width) <= SAME_SIZE && y.most >= own.length - SAME_SIZE &&
                   (best == 0 || y.most < best)) {
            best = y.most;
            sheet = (struct cups_sheet){.width = x.most, .length = y.most, .rows = rows_of(y.most, dpi)};
        }
    }
    if (sheet.rows < raster->height)
        sheet.rows = raster->height;
    return sheet;
}
