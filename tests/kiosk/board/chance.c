/* SPDX-License-Identifier: MIT
 *
 * Halls by chance, at any size a board may have: nothing of the page lies over anything else, as many calls stand there
 * as are promised, every one is seen in its turn and is drawn whole, and none of those that stay moves.
 */
#include "kiosk/board/lines.h"
#include "kiosk/ui/digits.h"
#include "tests/kiosk/board/hall.h"

static uint64_t lot;

static int draw(int below)
{
    lot ^= lot << 13;
    lot ^= lot >> 7;
    lot ^= lot << 17;
    return (int)(lot % (uint64_t)below);
}

static unsigned times(void)
{
    const char *text = getenv("NOVBE_TEST_TIMES");
    return text ? (unsigned)atoi(text) : 1;
}

/* --- a day of calls --- */

struct called {
    int64_t call;
    char ticket[BOARD_SIGNS];
    int counter;
};

struct day {
    struct called called[BOARD_CALLS];
    int count, most;
    int64_t next;
};

static void go_on(struct day *day)
{
    for (int i = 0; i < day->count; i++) {
        if (draw(4) == 0) /* arrived */
            day->called[i--] = day->called[--day->count];
    }
    /* Now and then a whole hall is called at once. */
    for (int i = draw(6) ? draw(4) : day->most; i > 0 && day->count < day->most; i--) {
        struct called *called = &day->called[day->count++];
        *called = (struct called){.call = day->next++, .counter = 1 + draw(HALL_COUNTERS)};
        snprintf(called->ticket, sizeof called->ticket, draw(60) ? "KA%03d" : "KA%04d", (int)(called->call % 1000));
    }
}

static int oldest_first(const void *a, const void *b)
{
    const struct called *one = a, *other = b;
    return (one->call > other->call) - (one->call < other->call);
}

static json_t *state_of(struct hall *hall, struct day *day)
{
    static const char *const kinds[] = {"first", "again", "moved"}, *const closings[] = {"all", "to_ticket",
                                                                                         "send_home"};
    json_t *state = hall_state(hall);
    qsort(day->called, (size_t)day->count, sizeof day->called[0], oldest_first);
    for (int i = 0; i < day->count; i++)
        hall_call(hall, state, day->called[i].call, day->called[i].ticket, day->called[i].counter, hall_codes[draw(3)],
                  kinds[draw(3)]);
    for (int i = draw(3) * draw(20); i > 0; i--) {
        char ticket[8];
        snprintf(ticket, sizeof ticket, "MA%03d", i);
        hall_number(state, "missed", ticket, hall->now_ms - 1000);
    }
    for (int i = draw(HALL_SERVICES + 1); i > 0; i--)
        hall_waiting(hall, state, i - 1, 1 + draw(200), draw(90));
    for (int i = draw(3); i > 0; i--)
        hall_closing(state, i, closings[draw(3)], "MA055");
    for (int i = draw(12) - 9; i > 0; i--)
        hall_message(state, "m", "The lift is out of order.\nPlease take the stairs on the left.", hall->now_ms);
    if (draw(10) == 0)
        json_object_set_new(state, "halted", json_string("fault"));
    return state;
}

/* --- what is seen --- */

static bool overlap(struct rect a, struct rect b)
{
    return !rect_is_empty(a) && !rect_is_empty(b) && a.x < b.x + b.width && b.x < a.x + a.width &&
           a.y < b.y + b.height && b.y < a.y + a.height;
}

static void look_at_layout(const struct board_layout *layout)
{
    struct rect all[8 + BOARD_CALLS] = {layout->header, layout->newest,  layout->list_title, layout->waiting,
                                        layout->missed, layout->notices, layout->ticker};
    size_t count = 7;
    for (int i = 0; i < board_layout_slots(layout) && i < BOARD_CALLS; i++)
        all[count++] = board_layout_slot(layout, i);
    for (size_t i = 0; i < count; i++) {
        if (rect_is_empty(all[i]))
            continue;
        assert_in_range(all[i].x, 0, layout->page.width - all[i].width);
        assert_in_range(all[i].y, 0, layout->page.height - all[i].height);
        for (size_t j = i + 1; j < count; j++)
            assert_false(overlap(all[i], all[j]));
    }
}

/* Whatever is drawn is drawn in its own part of the page. */
static void look_at_cells(const struct stage *stage, const struct board_layout *layout)
{
    const struct rect parts[] = {layout->header,  layout->newest, layout->list_title, layout->list,
                                 layout->waiting, layout->missed, layout->notices,    layout->ticker};
    for (int y = 0; y < layout->page.height; y++) {
        for (int x = 0; x < layout->page.width; x++) {
            const struct cell *cell = surface_at(&stage->surface, x, y);
            bool held = cell->sign == ' ' && cell->look == LOOK_PAGE;
            for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
                held |= rect_holds(parts[i], x, y);
            assert_true(held);
            assert_false(cell->sign == 0x2192 && rect_holds(layout->waiting, x, y)); /* the arrow of a call */
        }
    }
}

/* Is the number drawn there as it would be on an empty page? */
static bool is_drawn(const struct stage *stage, struct rect rect, int scale, const char *text)
{
    struct surface alone;
    surface_init(&alone, stage->surface.width, stage->surface.height);
    digits_draw_at(&alone, rect, scale, LOOK_INK, LOOK_PAGE, text);
    bool same = !rect_is_empty(rect);
    for (int y = rect.y; same && y < rect.y + rect.height; y++) {
        for (int x = rect.x; same && x < rect.x + rect.width; x++) {
            const struct cell *a = surface_at(&alone, x, y), *b = surface_at(&stage->surface, x, y);
            same = a->sign == b->sign && a->look == b->look;
        }
    }
    surface_done(&alone);
    return same;
}

static bool is_seen(const struct hall *hall, const struct stage *stage, const struct board_layout *layout,
                    const struct board_place *place)
{
    if (place->slot == BOARD_NO_SLOT)
        return is_drawn(stage, layout->newest_ticket, layout->newest_scale, place->ticket);
    const struct board_measure measure = {hall->model.ticket_signs, hall->model.counter_signs, 0, 3};
    int fit = board_layout_slots(layout), turns = (board_model_slots(&hall->model) + fit - 1) / fit;
    int turn = (int)board_turn(&stage->canvas, (size_t)turns);
    if (place->slot / fit != turn)
        return false;
    struct rect ticket, counter;
    board_layout_split(layout, board_layout_slot(layout, place->slot % fit), &measure, &ticket, &counter);
    return is_drawn(stage, ticket, layout->slot_scale, place->ticket);
}

static void look_at_page(struct hall *hall, int width, int height)
{
    static const int promises[] = {[BOARD_SMALL] = 5, [BOARD_MIDDLE] = 7, [BOARD_LARGE] = 9};
    const struct board_layout layout = view_board_layout(&hall->model, width, height);
    look_at_layout(&layout);
    assert_true(!layout.waiting_is_pane || layout.waiting.x > layout.list.x + layout.list.width + 2);
    assert_true(board_layout_slots(&layout) + 1 >= promises[layout.size]);
    /* Numbers become smaller before any takes turns. */
    assert_true(layout.slot_scale == 0 || board_model_slots(&hall->model) <= board_layout_slots(&layout));
    struct stage stage;
    hall_stage(hall, &stage, width, height);
    bool seen[BOARD_CALLS] = {false};
    for (int turn = 0; turn < 40; turn++) {
        size_t now = 0, count = hall->model.place_count;
        if (count > 0) /* else a sentence stands in all of their room */
            look_at_cells(&stage, &layout);
        for (size_t i = 0; i < count; i++) {
            bool is = is_seen(hall, &stage, &layout, &hall->model.places[i]);
            seen[i] |= is;
            now += is;
        }
        assert_true(now > 0 || count == 0);
        if (board_model_slots(&hall->model) <= board_layout_slots(&layout)) {
            assert_int_equal(now, count);
            break;
        }
        stage_tick(&stage, stage.now_ms + BOARD_TURN_MS);
        stage_draw(&stage, stage.now_ms);
    }
    for (size_t i = 0; i < hall->model.place_count; i++) {
        if (!seen[i])
            fail_msg("%s is never seen at %d x %d", hall->model.places[i].ticket, width, height);
    }
    stage_done(&stage);
}

static void expect_still(const struct board_place *before, size_t before_count, const struct hall *hall)
{
    for (size_t i = 0; i < before_count; i++) {
        for (size_t j = 0; j < hall->model.place_count; j++) {
            const struct board_place *place = &hall->model.places[j];
            if (strcmp(before[i].ticket, place->ticket) == 0 && before[i].slot >= 0 && place->slot >= 0)
                assert_int_equal(before[i].slot, place->slot);
        }
    }
}

static void live_a_day(const char *codes, int width, int height, int most)
{
    struct hall hall;
    struct day day = {.most = most, .next = 1};
    hall_open(&hall, codes);
    for (int i = 0; i < 25; i++) {
        struct board_place before[BOARD_CALLS];
        size_t before_count = hall.model.place_count;
        memcpy(before, hall.model.places, sizeof before);
        go_on(&day);
        hall.now_ms += draw(30000);
        hall_take(&hall, state_of(&hall, &day));
        expect_still(before, before_count, &hall);
        look_at_page(&hall, width, height);
    }
    hall_close(&hall);
}

static void test_halls_by_chance(attr_unused void **state)
{
    static const char *const codes[] = {"az ru en", "ru", "ja en az ru", "en az"};
    for (unsigned i = 0; i < 40 * times(); i++) {
        lot = 20261129u + i;
        draw(2);
        int width = 80 + draw(221), height = 24 + draw(57);
        live_a_day(codes[draw(4)], width, height, i % 8 == 0 ? 200 : 1 + draw(40));
    }
}

/* Smaller than a board may be: it still stands. */
static void test_any_size_at_all(attr_unused void **state)
{
    struct hall hall;
    struct day day = {.most = 12, .next = 1};
    hall_open(&hall, "az ru en");
    for (unsigned i = 0; i < 400 * times(); i++) {
        lot = 7u + i;
        draw(2);
        go_on(&day);
        hall_take(&hall, state_of(&hall, &day));
        struct stage stage;
        hall_stage(&hall, &stage, 1 + draw(90), 1 + draw(40));
        stage_done(&stage);
    }
    hall_close(&hall);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(test_halls_by_chance),
            cmocka_unit_test(test_any_size_at_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
