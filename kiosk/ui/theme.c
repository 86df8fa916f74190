/* SPDX-License-Identifier: MIT
 *
 * The three themes, and the contrast of two of the 256 colours.
 */
#include "kiosk/ui/theme.h"

#include <math.h>
#include <string.h>

/* The names in goldens, in the order of enum look. */
static const char *const look_words[LOOK_COUNT] = {
        "page",     "quiet", "title",   "strong", "header",  "footer", "key",    "button", "button_quiet", "focus",
        "pressed",  "off",   "action",  "back",   "edge",    "field",  "good",   "warn",   "bad",          "call",
        "call_new", "ink",   "ink_new", "dot",    "dot_new", "code",   "ticker", "cursor",
};

/* Daylight: dark on a light ground, choices in one calm blue, the one that goes on in green. */
const struct theme theme_day = {
        .name = "day",
        .colours = true,
        .paints =
                {
                        [LOOK_PAGE] = {234, 255, false, false, false},
                        [LOOK_QUIET] = {239, 255, false, false, false},
                        [LOOK_TITLE] = {17, 255, true, false, false},
                        [LOOK_STRONG] = {16, 255, true, false, false},
                        [LOOK_HEADER] = {231, 17, true, false, false},
                        [LOOK_FOOTER] = {234, 253, false, false, false},
                        [LOOK_KEY] = {231, 240, true, false, false},
                        [LOOK_BUTTON] = {231, 24, true, false, false},
                        [LOOK_BUTTON_QUIET] = {231, 24, false, false, false},
                        [LOOK_FOCUS] = {231, 16, true, false, false},
                        [LOOK_PRESSED] = {16, 220, true, false, false},
                        [LOOK_OFF] = {236, 252, false, false, false},
                        [LOOK_ACTION] = {231, 22, true, false, false},
                        [LOOK_BACK] = {231, 240, true, false, false},
                        [LOOK_EDGE] = {240, 255, false, false, false},
                        [LOOK_FIELD] = {16, 231, true, false, false},
                        [LOOK_GOOD] = {231, 22, true, false, false},
                        [LOOK_WARN] = {16, 220, true, false, false},
                        [LOOK_BAD] = {231, 124, true, false, false},
                        [LOOK_CALL] = {17, 255, true, false, false},
                        [LOOK_CALL_NEW] = {16, 220, false, false, false},
                        [LOOK_INK] = {255, 17, false, false, false},
                        [LOOK_INK_NEW] = {255, 16, false, false, false},
                        [LOOK_DOT] = {17, 255, false, false, false},
                        [LOOK_DOT_NEW] = {16, 255, false, false, false},
                        [LOOK_CODE] = {16, 231, false, false, false},
                        [LOOK_TICKER] = {231, 236, false, false, false},
                        [LOOK_CURSOR] = {231, 16, true, false, false},
                },
};

/* For eyes that need it: black, white, yellow, and nothing between. */
const struct theme theme_contrast = {
        .name = "contrast",
        .colours = true,
        .paints =
                {
                        [LOOK_PAGE] = {231, 16, false, false, false},
                        [LOOK_QUIET] = {231, 16, false, false, false},
                        [LOOK_TITLE] = {226, 16, true, false, false},
                        [LOOK_STRONG] = {231, 16, true, false, false},
                        [LOOK_HEADER] = {16, 231, true, false, false},
                        [LOOK_FOOTER] = {16, 231, false, false, false},
                        [LOOK_KEY] = {226, 16, true, false, false},
                        [LOOK_BUTTON] = {16, 226, true, false, false},
                        [LOOK_BUTTON_QUIET] = {16, 226, false, false, false},
                        [LOOK_FOCUS] = {16, 231, true, false, false},
                        [LOOK_PRESSED] = {16, 51, true, false, false},
                        [LOOK_OFF] = {231, 238, false, false, false},
                        [LOOK_ACTION] = {16, 46, true, false, false},
                        [LOOK_BACK] = {16, 231, true, false, false},
                        [LOOK_EDGE] = {231, 16, false, false, false},
                        [LOOK_FIELD] = {16, 231, true, false, false},
                        [LOOK_GOOD] = {16, 46, true, false, false},
                        [LOOK_WARN] = {16, 226, true, false, false},
                        [LOOK_BAD] = {231, 88, true, false, false},
                        [LOOK_CALL] = {226, 16, true, false, false},
                        [LOOK_CALL_NEW] = {16, 226, false, false, false},
                        [LOOK_INK] = {16, 231, false, false, false},
                        [LOOK_INK_NEW] = {16, 226, false, false, false},
                        [LOOK_DOT] = {231, 16, false, false, false},
                        [LOOK_DOT_NEW] = {226, 16, false, false, false},
                        [LOOK_CODE] = {16, 231, false, false, false},
                        [LOOK_TICKER] = {16, 226, false, false, false},
                        [LOOK_CURSOR] = {226, 16, true, false, false},
                },
};

/* No colours: what would be one is reversed, bold or underlined. */
const struct theme theme_mono = {
        .name = "mono",
        .colours = false,
        .paints =
                {
                        [LOOK_PAGE] = {231, 16, false, false, false},
                        [LOOK_QUIET] = {231, 16, false, false, false},
                        [LOOK_TITLE] = {231, 16, true, false, false},
                        [LOOK_STRONG] = {231, 16, true, false, false},
                        [LOOK_HEADER] = {231, 16, true, true, false},
                        [LOOK_FOOTER] = {231, 16, false, false, false},
                        [LOOK_KEY] = {231, 16, true, true, false},
                        [LOOK_BUTTON] = {231, 16, false, true, false},
                        [LOOK_BUTTON_QUIET] = {231, 16, false, true, false},
                        [LOOK_FOCUS] = {231, 16, true, true, true},
                        [LOOK_PRESSED] = {231, 16, true, false, true},
                        [LOOK_OFF] = {231, 16, false, false, false},
                        [LOOK_ACTION] = {231, 16, true, true, false},
                        [LOOK_BACK] = {231, 16, false, true, false},
                        [LOOK_EDGE] = {231, 16, false, false, false},
                        [LOOK_FIELD] = {231, 16, false, false, true},
                        [LOOK_GOOD] = {231, 16, false, false, false},
                        [LOOK_WARN] = {231, 16, false, false, true},
                        [LOOK_BAD] = {231, 16, true, true, false},
                        [LOOK_CALL] = {231, 16, true, false, false},
                        [LOOK_CALL_NEW] = {231, 16, true, true, false},
                        [LOOK_INK] = {231, 16, false, true, false},
                        [LOOK_INK_NEW] = {231, 16, false, true, false},
                        [LOOK_DOT] = {231, 16, false, false, false},
                        [LOOK_DOT_NEW] = {231, 16, false, false, false},
                        [LOOK_CODE] = {231, 16, false, true, false},
                        [LOOK_TICKER] = {231, 16, false, false, false},
                        [LOOK_CURSOR] = {231, 16, true, true, false},
                },
};

const struct theme *theme_find(const char *name)
{
    static const struct theme *const themes[] = {&theme_day, &theme_contrast, &theme_mono};
    for (size_t i = 0; i < ARRAY_SIZE(themes); i++) {
        if (strcmp(themes[i]->name, name) == 0)
            return themes[i];
    }
    return NULL;
}

const char *look_word(enum look look)
{
    return look_words[look];
}

/* The three channels of a colour: a cube of six levels, then 24 greys. The first 16 are each terminal's own. */
static void channels(uint8_t colour, int ret_rgb[3])
{
    static const int levels[6] = {0, 95, 135, 175, 215, 255};
    if (colour >= 232) {
        ret_rgb[0] = ret_rgb[1] = ret_rgb[2] = 8 + 10 * (colour - 232);
        return;
    }
    int place = colour < 16 ? 0 : colour - 16;
    ret_rgb[0] = levels[place / 36];
    ret_rgb[1] = levels[place / 6 % 6];
    ret_rgb[2] = levels[place % 6];
}

static double luminance(uint8_t colour)
{
    static const double weights[3] = {0.2126, 0.7152, 0.0722};
    int rgb[3];
    channels(colour, rgb);
    double sum = 0;
    for (int i = 0; i < 3; i++) {
        double share = rgb[i] / 255.0;
        sum += weights[i] * (share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4));
    }
    return sum;
}

double theme_ratio(uint8_t text, uint8_t ground)
{
    double a = luminance(text), b = luminance(ground);
    return a > b ? (a + 0.05) / (b + 0.05) : (b + 0.05) / (a + 0.05);
}
