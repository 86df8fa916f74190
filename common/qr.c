/* SPDX-License-Identifier: MIT
 *
 * Modules of a QR code, taken out of what libqrencode answers.
 */
#include "common/qr.h"

#include <errno.h>
#include <qrencode.h>

int qr_encode(const char *text, struct qr *ret_qr)
{
    if (!*text)
        return -EINVAL;
    QRcode *code = QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
    if (!code)
        return -EMSGSIZE;
    size_t count = (size_t)code->width * (size_t)code->width;
    *ret_qr = (struct qr){.size = code->width, .dark = mem_new_n(bool, count)};
    for (size_t i = 0; i < count; i++)
        ret_qr->dark[i] = code->data[i] & 1; /* the other bits tell what the module is for */
    QRcode_free(code);
    return 0;
}

void qr_done(struct qr *qr)
{
    free(qr->dark);
    *qr = (struct qr){0};
}

bool qr_is_dark(const struct qr *qr, int x, int y)
{
    return x >= 0 && y >= 0 && x < qr->size && y < qr->size && qr->dark[y * qr->size + x];
}
