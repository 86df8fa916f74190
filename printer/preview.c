/* SPDX-License-Identifier: MIT
 *
 * One call of the daemon, and the page of its answer written twice.
 */
#include "printer/preview.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "common/buffer.h"
#include "common/centre.h"
#include "common/interface.h"
#include "common/page/raster.h"
#include "common/page/text.h"
#include "common/varlink/client.h"
#include "common/varlink/kept.h"
#include "common/via.h"
#include "printer/compose.h"

enum { DPI = 203, COLUMNS_80 = 48, COLUMNS_58 = 36 };

struct previewing {
    uv_loop_t loop;
    struct interfaces interfaces;
    struct via via;
    struct varlink_client *client;
    struct kept kept;
    int code; /* EX_OK when the daemon has answered */
};

static void on_answer(attr_unused struct varlink_client_call *call, const struct varlink_reply *reply, void *data)
{
    struct previewing *previewing = data;
    const struct idl_member *method = interfaces_method(&previewing->interfaces, PRINTER_PREVIEW);
    if (reply->status == VARLINK_CANCELLED)
        return;
    if (reply->status == VARLINK_OK && kept_take(&previewing->kept, method, reply->parameters) == 0)
        previewing->code = EX_OK;
    else
        fprintf(stderr, "novbe-printer: %s\n", reply->error ? reply->error : reply->reason);
    if (reply->status == VARLINK_ERROR)
        previewing->code = EX_DATAERR;
    uv_stop(&previewing->loop);
}

static int open_via(void *data, int *ret_fd_in, int *ret_fd_out)
{
    struct previewing *previewing = data;
    return via_open(&previewing->via, ret_fd_in, ret_fd_out);
}

/* Who looks at a paper does not wait for a daemon that is not there. */
static void on_connected(void *data, bool connected, int error)
{
    struct previewing *previewing = data;
    if (connected || previewing->code != EX_UNAVAILABLE)
        return;
    fprintf(stderr, "novbe-printer: cannot reach the daemon: %s\n", strerror(-error));
    uv_stop(&previewing->loop);
}

static void ask(struct previewing *previewing, const struct preview_options *options, const struct centre *centre)
{
    struct varlink_client_options client = {
            .loop = &previewing->loop, .attempts = 1, .connected = on_connected, .data = previewing};
    uv_loop_init(&previewing->loop);
    previewing->via = (struct via){&previewing->loop, options->via};
    if (options->via)
        client.open = open_via;
    else
        client.address = options->socket ? options->socket : centre->settings.socket_path;
    previewing->client = varlink_client_new(&client);
    varlink_client_call(previewing->client, interfaces_method(&previewing->interfaces, PRINTER_PREVIEW),
                        &(struct printer_preview_in){.ticket = options->ticket}, VARLINK_CALL_REPEAT, on_answer,
                        previewing);
    uv_run(&previewing->loop, UV_RUN_DEFAULT);
    varlink_client_free(previewing->client);
    uv_run(&previewing->loop, UV_RUN_DEFAULT);
    uv_loop_close(&previewing->loop);
}

static int write_picture(const struct page *page, const struct preview_options *options)
{
    _cleanup_free_ char *path = options->png ? mem_strdup(options->png) : mem_printf("%s.png", options->ticket);
    struct page_troubles troubles = {0};
    struct raster raster;
    page_draw(page, DPI, &raster, &troubles);
    for (size_t i = 0; i < troubles.count; i++)
        fprintf(stderr, "novbe-printer: %s: %s\n", page_trouble_word(troubles.items[i].kind), troubles.items[i].text);
    int r = raster_write_png(&raster, path);
    if (r < 0)
        fprintf(stderr, "novbe-printer: cannot write %s: %s\n", path, strerror(-r));
    else
        printf("%s: %d x %d dots, %.0f mm of paper\n", path, raster.width, raster.height, raster_length_mm(&raster));
    raster_done(&raster);
    page_troubles_done(&troubles);
    return r < 0 ? EX_CANTCREAT : EX_OK;
}

static int show(const struct printer_order *order, const struct preview_options *options, const struct centre *centre)
{
    const struct compose compose = {.layout = centre->ticket_layout,
                                    .i18n = centre->i18n,
                                    .centre = &centre->settings.name,
                                    .width_mm = options->width_mm,
                                    .again = order->again,
                                    .now_ms = order->at};
    _cleanup_(page_freep) struct page *page = compose_page(order, &compose);
    _cleanup_(buffer_done) struct buffer text = {0};
    (isatty(STDOUT_FILENO) ? page_write_terminal
                           : page_write_text)(page, options->width_mm == 58 ? COLUMNS_58 : COLUMNS_80, &text);
    fwrite(buffer_bytes(&text), 1, text.length, stdout);
    return write_picture(page, options);
}

int preview_print(const struct preview_options *options)
{
    struct config_mistakes mistakes = {0};
    _cleanup_(centre_freep) struct centre *centre = NULL;
    int r = centre_load_plain(options->config, &mistakes, &centre);
    if (mistakes.errors > 0) /* warnings are for `novbe check` */
        config_mistakes_print(&mistakes, stderr);
    config_mistakes_done(&mistakes);
    if (r < 0 || clock_set_zone(centre->settings.time_zone) < 0)
        return EX_CONFIG;
    struct previewing previewing = {.code = EX_UNAVAILABLE};
    interfaces_init(&previewing.interfaces);
    kept_init(&previewing.kept);
    ask(&previewing, options, centre);
    if (previewing.code == EX_OK) {
        const struct printer_preview_out *out = previewing.kept.out;
        previewing.code = show(&out->order, options, centre);
    }
    kept_done(&previewing.kept);
    interfaces_done(&previewing.interfaces);
    return previewing.code;
}
