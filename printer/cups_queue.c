/* SPDX-License-Identifier: MIT
 *
 * A queue of CUPS: how it is, and a page handed over to it.
 *
 * One Print-Job, nothing in two steps: CUPS takes a job when the last byte of the document is there, so who was broken
 * off before has left nothing behind, and only who waited in vain for the answer does not know.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "common/text.h"
#include "printer/cups_private.h"

static ipp_t *ask_queue(const struct cups *cups, http_t *http)
{
    static const char *const wanted[] = {
            "device-uri",
            "printer-is-accepting-jobs",
            "printer-state",
            "printer-state-reasons",
            "printer-state-message",
            "printer-resolution-default",
            "media-size-supported",
            "finishings-supported",
            "queued-job-count",
    };
    ipp_t *request = cups_request(IPP_OP_GET_PRINTER_ATTRIBUTES, cups->queue, 0);
    cups_ask_for(request, wanted, ARRAY_SIZE(wanted));
    return cupsDoRequest(http, request, "/");
}

static int dpi_of(ipp_t *answer)
{
    ipp_attribute_t *attribute = ippFindAttribute(answer, "printer-resolution-default", IPP_TAG_RESOLUTION);
    ipp_res_t unit = IPP_RES_PER_INCH;
    int y_dpi = 0;
    int x_dpi = attribute ? ippGetResolution(attribute, 0, &y_dpi, &unit) : 0;
    return unit == IPP_RES_PER_CM ? (x_dpi * 254 + 50) / 100 : x_dpi;
}

static void take_device(struct cups *cups, ipp_t *answer)
{
    char device[sizeof cups->device];
    cups_words(answer, "device-uri", device, sizeof device);
    if (device[0] != '\0' && strcmp(device, cups->device) != 0) {
        memcpy(cups->device, device, sizeof device);
        cups->printer_answered = false;
    }
}

int cups_ask_queue(struct cups *cups, struct cups_queue *ret_queue)
{
    _cleanup_http_ http_t *http = cups_connect(cups);
    _cleanup_ipp_ ipp_t *answer = http ? ask_queue(cups, http) : NULL;
    if (!cups_is_well(answer))
        return answer && ippGetStatusCode(answer) == IPP_STATUS_ERROR_NOT_FOUND ? -ENOENT : -EIO;
    take_device(cups, answer);
    cups_learn_model(cups, http);
    ipp_attribute_t *accepts = ippFindAttribute(answer, "printer-is-accepting-jobs", IPP_TAG_BOOLEAN);
    struct cups_queue queue = {.accepts = !accepts || ippGetBoolean(accepts, 0), .dpi = dpi_of(answer)};
    int state = cups_integer(answer, "printer-state", IPP_PSTATE_IDLE);
    queue.stopped = state == IPP_PSTATE_STOPPED;
    queue.busy = state == IPP_PSTATE_PROCESSING;
    memcpy(queue.device, cups->device, sizeof queue.device);
    cups_words(answer, "printer-state-reasons", queue.reasons, sizeof queue.reasons);
    cups_words(answer, "printer-state-message", queue.message, sizeof queue.message);
    *ret_queue = queue;
    return 0;
}

/* --- printing --- */

enum { PIECE = 4096, SAID_SIZE = 256 };

static ipp_t *media_of(const struct cups_sheet *sheet)
{
    _cleanup_ipp_ ipp_t *size = ippNew();
    ipp_t *media = ippNew();
    ippAddInteger(size, IPP_TAG_ZERO, IPP_TAG_INTEGER, "x-dimension", sheet->width);
    ippAddInteger(size, IPP_TAG_ZERO, IPP_TAG_INTEGER, "y-dimension", sheet->length);
    ippAddCollection(media, IPP_TAG_ZERO, "media-size", size);
    return media;
}

static bool trims(ipp_t *queue)
{
    ipp_attribute_t *finishings = queue ? ippFindAttribute(queue, "finishings-supported", IPP_TAG_ENUM) : NULL;
    return finishings && ippContainsInteger(finishings, IPP_FINISHINGS_TRIM);
}

static ipp_t *print_request(const struct cups *cups, ipp_t *queue, const struct raster *raster,
                            const struct cups_sheet *sheet, const char *name)
{
    ipp_t *request = cups_request(IPP_OP_PRINT_JOB, cups->queue, 0);
    ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_NAME, "job-name", NULL, name);
    ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_MIMETYPE, "document-format", NULL,
                 cups_format_types[cups->model.format]);
    _cleanup_ipp_ ipp_t *media = media_of(sheet);
    ippAddCollection(request, IPP_TAG_JOB, "media-col", media);
    ippAddString(request, IPP_TAG_JOB, IPP_TAG_KEYWORD, "print-scaling", NULL, "none");
    ippAddString(request, IPP_TAG_JOB, IPP_TAG_NAME, "job-sheets", NULL, "none");
    if (raster->cut && trims(queue))
        ippAddInteger(request, IPP_TAG_JOB, IPP_TAG_ENUM, "finishings", IPP_FINISHINGS_TRIM);
    else if (!raster->cut && cups->model.cuts)
        ippAddString(request, IPP_TAG_JOB, IPP_TAG_NAME, "CutMedia", NULL, "None");
    return request;
}

static char *last_error(void)
{
    const char *said = cupsLastErrorString();
    char *text = mem_alloc(SAID_SIZE, 1);
    text_copy_plain(text, SAID_SIZE, said ? said : "CUPS does not answer");
    return text;
}

/* The document is on its way: from here on only an answer tells. libcups looks for one after each piece, so after the
 * last one it may have come already, or the connection have ended, and then it is no error of ours: the job may be
 * there. */
static enum job_handing await_answer(struct cups *cups, http_t *http, const char *resource, const char *name,
                                     char **ret_detail)
{
    _cleanup_ipp_ ipp_t *answer = cupsGetResponse(http, resource);
    if (cups_is_well(answer)) {
        cups_remember(cups, name, cups_integer(answer, "job-id", 0));
        return JOB_ACCEPTED;
    }
    bool said_no = answer || httpGetStatus(http) >= HTTP_STATUS_BAD_REQUEST;
    *ret_detail = said_no ? last_error() : mem_strdup("CUPS did not answer");
    return said_no ? JOB_REFUSED : JOB_UNSURE;
}

static enum job_handing send_job(struct cups *cups, http_t *http, ipp_t *request, const struct buffer *document,
                                 const char *name, char **ret_detail)
{
    char resource[HTTP_MAX_URI];
    snprintf(resource, sizeof resource, "/printers/%s", cups->queue);
    http_status_t status = cupsSendRequest(http, request, resource, ippLength(request) + document->length);
    if (status != HTTP_STATUS_CONTINUE) {
        *ret_detail = last_error();
        return JOB_REFUSED;
    }
    size_t sent = 0, piece = 0;
    for (; sent < document->length && status == HTTP_STATUS_CONTINUE; sent += piece) {
        piece = document->length - sent < PIECE ? document->length - sent : PIECE;
        status = cupsWriteRequestData(http, buffer_bytes(document) + sent, piece);
    }
    if (sent < document->length && status != HTTP_STATUS_OK) {
        *ret_detail = last_error();
        return JOB_REFUSED; /* the last byte was not sent */
    }
    return await_answer(cups, http, resource, name, ret_detail);
}

enum job_handing cups_print(struct cups *cups, const struct raster *raster, const char *name, char **ret_detail,
                            int *ret_length_mm)
{
    *ret_detail = NULL;
    *ret_length_mm = 0;
    _cleanup_http_ http_t *http = cups_connect(cups);
    if (!http) {
        *ret_detail = mem_strdup("CUPS takes no connection");
        return JOB_REFUSED;
    }
    _cleanup_ipp_ ipp_t *queue = ask_queue(cups, http);
    if (!cups_is_well(queue)) {
        *ret_detail = last_error();
        return JOB_REFUSED;
    }
    take_device(cups, queue);
    if (!cups->model.known)
        cups_learn_model(cups, http);
    struct cups_sheet sheet = cups_sheet_for(queue, raster);
    _cleanup_(buffer_done) struct buffer document = {0};
    cups_encode(raster, &sheet, cups->model.format, &document);
    _cleanup_ipp_ ipp_t *request = print_request(cups, queue, raster, &sheet, name);
    *ret_length_mm = (int)(sheet.rows * 25.4 / raster->dpi + 0.5);
    return send_job(cups, http, request, &document, name, ret_detail);
}
