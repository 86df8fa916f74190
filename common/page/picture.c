/* SPDX-License-Identifier: MIT
 *
 * A picture in black and white: read by Cairo, laid on white, scaled by the mean of what falls into a dot.
 *
 * What was drawn (a few tones are nearly all of it) is split at one tone, so that its edges stay sharp: at the one that
 * parts its tones best into two (Otsu, "A threshold selection method from gray-level histograms", 1979), so that an
 * orange logo on white is not lost. What was photographed is dithered by passing the error on to the neighbours that
 * are still to come (Floyd and Steinberg, "An adaptive algorithm for spatial grey scale", 1976).
 */
#include "common/page/picture.h"

#include <cairo.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    PICTURE_MOST = 4000000, /* dots of a file: it is unpacked in memory */
    PICTURE_HEAD = 24,      /* bytes until width and height have been told */
    MIDDLE = 128,
    TONES = 32,       /* of 8 shades each */
    DRAWN_TONES = 4,  /* so many make a drawing */
    DRAWN_SHARE = 85, /* if so many percent of it are of them */
};

static cairo_status_t read_bytes(void *data, unsigned char *bytes, unsigned length)
{
    const int *fd = data;
    while (length > 0) {
        ssize_t got = read(*fd, bytes, length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return CAIRO_STATUS_READ_ERROR;
        bytes += got;
        length -= (unsigned)got;
    }
    return CAIRO_STATUS_SUCCESS;
}

static uint32_t read_big_endian(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* What the head of the file says, so that nothing is unpacked which is too large. */
static int look_at_head(int fd, const char **ret_why)
{
    static const unsigned char signature[] = "\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR";
    unsigned char head[PICTURE_HEAD];
    if (read_bytes(&fd, head, sizeof head) != CAIRO_STATUS_SUCCESS || memcmp(head, signature, 16) != 0) {
        *ret_why = "not a PNG file";
        return -EINVAL;
    }
    if ((uint64_t)read_big_endian(head + 16) * read_big_endian(head + 20) > PICTURE_MOST) {
        *ret_why = "larger than 4 million dots";
        return -EFBIG;
    }
    return lseek(fd, 0, SEEK_SET) == 0 ? 0 : -errno;
}

static int open_picture(const char *path, int *ret_fd, const char **ret_why)
{
    _cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat status;
    if (fd < 0 || fstat(fd, &status) < 0) {
        int error = errno;
        *ret_why = strerrordesc_np(error);
        return -error;
    }
    if (!S_ISREG(status.st_mode)) {
        *ret_why = "not a file";
        return -EINVAL;
    }
    int error = look_at_head(fd, ret_why);
    if (error < 0)
        return error;
    *ret_fd = fd;
    fd = -1;
    return 0;
}

/* The picture on white, of whatever form the file is. */
static cairo_surface_t *on_white(cairo_surface_t *picture)
{
    cairo_surface_t *white = cairo_image_surface_create(CAIRO_FORMAT_RGB24, cairo_image_surface_get_width(picture),
                                                        cairo_image_surface_get_height(picture));
    cairo_t *cairo = cairo_create(white);
    cairo_set_source_rgb(cairo, 1, 1, 1);
    cairo_paint(cairo);
    cairo_set_source_surface(cairo, picture, 0, 0);
    cairo_paint(cairo);
    cairo_destroy(cairo);
    cairo_surface_flush(white);
    return white;
}

/* How light the dots are that fall into the area [x, x_end) * [y, y_end). */
static int mean_light(cairo_surface_t *surface, int x, int x_end, int y, int y_end)
{
    const unsigned char *bytes = cairo_image_surface_get_data(surface);
    size_t stride = (size_t)cairo_image_surface_get_stride(surface);
    uint64_t sum = 0;
    for (int row = y; row < y_end; row++)
        for (int column = x; column < x_end; column++) {
            uint32_t colour;
            memcpy(&colour, bytes + (size_t)row * stride + (size_t)column * sizeof colour, sizeof colour);
            /* The weights of ITU-R BT.601, in 256ths. */
            sum += ((colour >> 16 & 0xFF) * 77 + (colour >> 8 & 0xFF) * 150 + (colour & 0xFF) * 29) >> 8;
        }
    return (int)(sum / ((uint64_t)(x_end - x) * (uint64_t)(y_end - y)));
}

static int scaled(int at, int from, int to)
{
    return (int)((int64_t)at * from / to);
}

static int *light_of(cairo_surface_t *surface, int width, int height)
{
    int from_width = cairo_image_surface_get_width(surface), from_height = cairo_image_surface_get_height(surface);
    int *light = mem_new_n(int, (size_t)width *(size_t)height);
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            light[y * width + x] = mean_light(surface, scaled(x, from_width, width), scaled(x + 1, from_width, width),
                                              scaled(y, from_height, height), scaled(y + 1, from_height, height));
    return light;
}

static void count_tones(const int *light, int count, int ret_tones[TONES])
{
    memset(ret_tones, 0, sizeof(int) * TONES);
    for (int i = 0; i < count; i++)
        ret_tones[light[i] * TONES / 256]++;
}

static bool is_drawn(const int tones[TONES], int count)
{
    int left[TONES], sum = 0;
    memcpy(left, tones, sizeof left);
    for (int i = 0; i < DRAWN_TONES; i++) {
        int most = 0;
        for (int tone = 1; tone < TONES; tone++)
            most = left[tone] > left[most] ? tone : most;
        sum += left[most];
        left[most] = 0;
    }
    return (int64_t)sum * 100 >= (int64_t)count * DRAWN_SHARE;
}

/* The shade that parts dark from light: where the means of both are farthest from one another, by their weights. */
static int parting_shade(const int tones[TONES], int count)
{
    double sum = 0, dark = 0, dark_sum = 0, best = 0;
    int shade = MIDDLE;
    for (int tone = 0; tone < TONES; tone++)
        sum += (double)tones[tone] * tone;
    for (int tone = 0; tone < TONES - 1; tone++) {
        dark += tones[tone];
        dark_sum += (double)tones[tone] * tone;
        double lit = count - dark;
        if (dark == 0 || lit == 0)
            continue;
        double apart = dark_sum / dark - (sum - dark_sum) / lit, spread = dark * lit * apart * apart;
        if (spread > best) {
            best = spread;
            shade = (tone + 1) * 256 / TONES;
        }
    }
    return shade;
}

static void pass_on(const struct picture *picture, int *light, int x, int y, int sixteenths)
{
    if (x >= 0 && x < picture->width && y < picture->height)
        light[y * picture->width + x] += sixteenths / 16;
}

static void blacken(struct picture *picture, int *light)
{
    int tones[TONES], count = picture->width * picture->height;
    count_tones(light, count, tones);
    bool dither = !is_drawn(tones, count);
    int shade = dither ? MIDDLE : parting_shade(tones, count);
    for (int y = 0; y < picture->height; y++)
        for (int x = 0; x < picture->width; x++) {
            int is = light[y * picture->width + x];
            bool black = is < shade;
            picture->black[y * picture->width + x] = black;
            int error = dither ? is - (black ? 0 : 255) : 0;
            pass_on(picture, light, x + 1, y, error * 7);
            pass_on(picture, light, x - 1, y + 1, error * 3);
            pass_on(picture, light, x, y + 1, error * 5);
            pass_on(picture, light, x + 1, y + 1, error);
        }
}

static struct picture picture_of(cairo_surface_t *surface, int width)
{
    int from_width = cairo_image_surface_get_width(surface), from_height = cairo_image_surface_get_height(surface);
    struct picture picture = {.width = from_width, .height = from_height};
    if (width < from_width) {
        int height = scaled(width, from_height, from_width);
        picture.width = width;
        picture.height = height > 1 ? height : 1;
    }
    picture.black = mem_new_n(bool, (size_t)picture.width *(size_t)picture.height);
    _cleanup_free_ int *light = light_of(surface, picture.width, picture.height);
    blacken(&picture, light);
    return picture;
}

int picture_read(const char *path, int width, struct picture *ret_picture, const char **ret_why)
{
    _cleanup_close_ int fd = -1;
    int error = open_picture(path, &fd, ret_why);
    if (error < 0)
        return error;
    cairo_surface_t *read = cairo_image_surface_create_from_png_stream(read_bytes, &fd);
    if (cairo_surface_status(read) == CAIRO_STATUS_SUCCESS) {
        cairo_surface_t *white = on_white(read);
        *ret_picture = picture_of(white, width);
        cairo_surface_destroy(white);
    } else {
        *ret_why = "a broken PNG file";
        error = -EBADMSG;
    }
    cairo_surface_destroy(read);
    return error;
}

void picture_done(struct picture *picture)
{
    free(picture->black);
    *picture = (struct picture){0};
}
