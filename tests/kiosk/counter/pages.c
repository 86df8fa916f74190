/* SPDX-License-Identifier: MIT
 *
 * Every page and state of the counter's terminal as it looks: three sizes, four languages.
 */
#include "tests/kiosk/counter/desk.h"

struct size {
    const char *name;
    int width, height;
};
static const struct size sizes[] = {{"80x24", 80, 24}, {"120x36", 120, 36}, {"200x60", 200, 60}};

typedef void prepare(struct desk *desk);

static void look(const char *page, const char *code, const struct size *size, prepare *bring_about)
{
    struct desk desk;
    desk_init(&desk, code, size->width, size->height);
    bring_about(&desk);
    desk_pass(&desk, 0);
    char name[128];
    snprintf(name, sizeof name, "counter/%s.%s.%s", page, code, size->name);
    golden_stage(&desk.stage, name);
    desk_done(&desk);
}

/* --- states of the work page --- */

static json_t *next_in_need(struct desk *desk)
{
    json_t *next = desk_ticket(desk, "KA052", "waiting", 600);
    json_object_set_new(next, "needs", json_pack("[s]", "fetch"));
    json_object_set_new(next, "class", json_string("elderly"));
    return json_pack("[o, o]", next, desk_ticket(desk, "KA053", "waiting", 500));
}

static void free_page(struct desk *desk)
{
    desk_sign_in(desk);
    desk_list(desk, next_in_need(desk));
}

static void nobody(struct desk *desk)
{
    desk_sign_in(desk);
    json_t *state = desk_state(desk, "free");
    json_object_set_new(state, "queues", json_pack("[o, o]", desk_queue("passport", 0, 0), desk_queue("deed", 0, 0)));
    desk_watch(desk, state);
    desk_list(desk, json_array());
}

static json_t *called_ticket(struct desk *desk)
{
    json_t *ticket = desk_ticket(desk, "KA042", "called", 35);
    json_object_set_new(ticket, "needs", json_pack("[s]", "no-voice"));
    json_object_set_new(ticket, "class", json_string("elderly"));
    json_object_set_new(ticket, "language", json_string("ru"));
    json_object_set_new(ticket, "party", json_integer(3));
    json_object_set_new(ticket, "promise_passed", json_true());
    json_object_set_new(ticket, "recall_from", json_integer(desk->now_ms + 5 * 1000));
    json_object_set_new(ticket, "calls_needed", json_integer(0));
    json_object_set_new(ticket, "no_show_from", json_integer(desk->now_ms + 25 * 1000));
    return ticket;
}

static void called(struct desk *desk)
{
    free_page(desk);
    json_t *state = desk_holding(desk, called_ticket(desk));
    json_object_set_new(
            state, "undo",
            json_pack("{s:s, s:s, s:I}", "what", "call", "ticket", "KA042", "until", (json_int_t)desk->now_ms + 7000));
    desk_watch(desk, state);
}

static json_t *served_ticket(struct desk *desk)
{
    json_t *ticket = desk_ticket(desk, "KA042", "serving", 200);
    json_object_set_new(ticket, "steps",
                        json_pack("[{s:s, s:s, s:b}, {s:s, s:s, s:b}]", "service", "passport", "state", "serving",
                                  "returns", 0, "service", "deed", "state", "planned", "returns", 1));
    json_object_set_new(ticket, "notes",
                        json_pack("[{s:I, s:s, s:s, s:b}]", "at", (json_int_t)desk->now_ms - 60000, "operator", "104",
                                  "text", "The photographs come tomorrow", "for_next", 1));
    return ticket;
}

static json_t *parked_ticket(struct desk *desk)
{
    json_t *ticket = desk_ticket(desk, "KA031", "parked", 300);
    json_object_set_new(ticket, "operator", json_string("101"));
    json_object_set_new(ticket, "until", json_integer(desk->now_ms + 12 * 60 * 1000));
    return ticket;
}

static void serving(struct desk *desk)
{
    free_page(desk);
    json_t *state = desk_holding(desk, served_ticket(desk));
    json_object_set_new(state, "parked", json_pack("[o]", parked_ticket(desk)));
    json_object_set_new(json_object_get(state, "session"), "next_pause", json_string("lunch"));
    desk_watch(desk, state);
}

static void too_long(struct desk *desk)
{
    free_page(desk);
    json_t *ticket = served_ticket(desk);
    json_object_set_new(ticket, "since", json_integer(desk->now_ms - 27 * 60 * 1000));
    json_t *state = desk_holding(desk, ticket);
    json_object_set_new(state, "messages",
                        json_pack("[{s:s, s:s, s:I}]", "message", "m1", "text",
                                  "The fire drill is at 11:00. Everybody goes out by the garden.", "at",
                                  (json_int_t)desk->now_ms));
    json_object_set_new(state, "alarms",
                        json_pack("[{s:s, s:s, s:s, s:s, s:I, s:b}, {s:s, s:s, s:s, s:s, s:I, s:b, s:s, s:s}]", "alarm",
                                  "1", "counter", "9", "zone", "hall", "operator", "104", "since",
                                  (json_int_t)desk->now_ms, "coming", 0, "alarm", "2", "counter", "3", "zone", "hall",
                                  "operator", "105", "since", (json_int_t)desk->now_ms, "coming", 1, "coming_counter",
                                  "4", "coming_operator", "106"));
    desk_watch(desk, state);
}

static void paused(struct desk *desk)
{
    free_page(desk);
    json_t *state = desk_state(desk, "pause"), *session = json_object_get(state, "session");
    json_object_set_new(session, "code", json_string("lunch"));
    json_object_set_new(session, "until", json_integer(desk->now_ms + 20 * 60 * 1000));
    json_object_set_new(session, "since", json_integer(desk->now_ms - 25 * 60 * 1000));
    desk_watch(desk, state);
}

static void halted(struct desk *desk)
{
    free_page(desk);
    json_t *state = desk_state(desk, "free");
    json_object_set_new(state, "halted", json_string("visitor-unwell"));
    desk_watch(desk, state);
}

static void refused(struct desk *desk)
{
    free_page(desk);
    desk_key(desk, INPUT_ENTER);
    desk_refuse(desk, COUNTER_NEXT, REFUSED_NOBODY_WAITS, json_pack("{s:i}", "others", 3));
}

static void connecting(struct desk *desk)
{
    serving(desk);
    program_connected(&desk->program, false);
    stage_set_connecting(&desk->stage, true);
}

/* --- the other pages --- */

static void sign_in(attr_unused struct desk *desk)
{
}

static void wrong_pin(struct desk *desk)
{
    desk_type(desk, "2469");
    desk_key(desk, INPUT_ENTER);
    desk_refuse(desk, COUNTER_SIGN_IN, REFUSED_WRONG_PIN, json_pack("{s:I}", "from", (json_int_t)desk->now_ms + 8000));
}

static void keys(struct desk *desk)
{
    free_page(desk);
    desk_key(desk, INPUT_F1);
}

static void at_key(struct desk *desk, char key)
{
    serving(desk);
    desk_key(desk, (uint32_t)key);
}

static void finish(struct desk *desk)
{
    at_key(desk, 'f');
    desk_key(desk, '+');
}

static void lacked(struct desk *desk)
{
    at_key(desk, '4');
    desk_type(desk, "13");
}

static void lent(struct desk *desk)
{
    free_page(desk);
    json_t *state = desk_state(desk, "free");
    json_object_set_new(json_object_get(state, "session"), "profile_until",
                        json_integer(desk->now_ms + 90 * 60 * 1000));
    desk_watch(desk, state);
}

static void park(struct desk *desk)
{
    at_key(desk, 'p');
}

static void take_up(struct desk *desk)
{
    at_key(desk, 'r');
}

static void transfer(struct desk *desk)
{
    at_key(desk, 't');
    desk_key(desk, INPUT_F1 + 2);
}

static void transfer_search(struct desk *desk)
{
    at_key(desk, 't');
    desk_type(desk, "10");
}

static void note(struct desk *desk)
{
    at_key(desk, 'n');
    desk_type(desk, "Fee paid");
}

static void hand_over(struct desk *desk)
{
    at_key(desk, 'h');
    desk_colleagues(desk);
}

static void join(struct desk *desk)
{
    at_key(desk, 'j');
    desk_type(desk, "ka060");
}

static void why(struct desk *desk)
{
    at_key(desk, 'y');
    desk_pass(desk, 0);
    desk_answer(desk, COUNTER_EXPLAIN,
                json_pack("{s:[{s:s, s:I, s:s, s:s, s:s, s:i, s:I, s:i, s:i, s:i, s:s}]}", "calls", "ticket", "KA042",
                          "at", (json_int_t)desk->now_ms, "counter", "7", "operator", "101", "why", "due", "tier", 0,
                          "due_at", (json_int_t)desk->now_ms, "offset_ms", 0, "waited_ms", 720000, "passed", 0,
                          "sentence", "KA042 was called to counter 7 at 10:27; it had waited 12 min."));
}

static void sign_out(struct desk *desk)
{
    free_page(desk);
    json_t *state = desk_state(desk, "free");
    json_object_set_new(state, "parked", json_pack("[o]", parked_ticket(desk)));
    desk_watch(desk, state);
    desk_key(desk, 'q');
    desk_colleagues(desk);
}

static void choose(struct desk *desk)
{
    free_page(desk);
    desk_key(desk, 'c');
    desk_list(desk, next_in_need(desk));
}

static void reason(struct desk *desk)
{
    choose(desk);
    desk_key(desk, INPUT_DOWN);
    desk_key(desk, INPUT_ENTER);
}

static void direct(struct desk *desk)
{
    free_page(desk);
    desk_key(desk, 's');
    desk_key(desk, INPUT_F1 + 3);
}

static void pause_page(struct desk *desk)
{
    free_page(desk);
    desk_key(desk, 'b');
}

static void task(struct desk *desk)
{
    free_page(desk);
    desk_key(desk, 'k');
}

static void help(struct desk *desk)
{
    free_page(desk);
    desk_key(desk, 'e');
}

static void messages(struct desk *desk)
{
    too_long(desk);
    desk_key(desk, 'm');
}

static void scanned(struct desk *desk)
{
    serving(desk);
    desk_type(desk, "%T/KA053/20261123/ACDEF");
    desk_key(desk, INPUT_ENTER);
}

static void helping(struct desk *desk)
{
    free_page(desk);
    json_t *ticket = desk_ticket(desk, "KA042", "serving", 200), *state = desk_state(desk, "help");
    json_object_set_new(ticket, "counter", json_string("9"));
    json_object_set_new(state, "ticket", ticket);
    desk_watch(desk, state);
}

static const struct {
    const char *name;
    prepare *prepare;
} pages[] = {
        {"free", free_page},    {"nobody", nobody},
        {"called", called},     {"serving", serving},
        {"too_long", too_long}, {"paused", paused},
        {"helping", helping},   {"halted", halted},
        {"refused", refused},   {"connecting", connecting},
        {"sign_in", sign_in},   {"wrong_pin", wrong_pin},
        {"keys", keys},         {"finish", finish},
        {"park", park},         {"take_up", take_up},
        {"transfer", transfer}, {"transfer_search", transfer_search},
        {"note", note},         {"hand_over", hand_over},
        {"join", join},         {"why", why},
        {"sign_out", sign_out}, {"choose", choose},
        {"reason", reason},     {"direct", direct},
        {"pause", pause_page},  {"task", task},
        {"help", help},         {"messages", messages},
        {"scanned", scanned},   {"lacked", lacked},
        {"lent", lent},
};

/* The pages on which an operator lives are looked at in every size and language, the others in one of each in turn. */
static void test_pages(attr_unused void **state)
{
    static const char *const codes[] = {"az", "ru", "en", "ja"};
    for (size_t i = 0; i < ARRAY_SIZE(pages); i++) {
        bool lives = i >= 2 && i <= 4;
        for (size_t j = 0; j < ARRAY_SIZE(codes) * ARRAY_SIZE(sizes); j++) {
            size_t code = j % ARRAY_SIZE(codes), size = j / ARRAY_SIZE(codes);
            bool in_turn = size == 0 ? code == i % 4 || code == 2 : size == 1 + i % 2 && code == (i + 1) % 4;
            if (lives || in_turn)
                look(pages[i].name, codes[code], &sizes[size], pages[i].prepare);
        }
    }
}

/* --- papers --- */

static json_t *with_papers(json_t *ticket, const char *paper, int papers)
{
    json_object_set_new(ticket, "paper", json_string(paper));
    json_object_set_new(ticket, "papers", json_integer(papers));
    return ticket;
}

static void two_papers(struct desk *desk)
{
    desk_sign_in(desk);
    desk_list(desk, json_pack("[o]", with_papers(desk_ticket(desk, "KA053", "waiting", 500), "printed", 2)));
    desk_watch(desk, desk_holding(desk, with_papers(called_ticket(desk), "printed", 2)));
}

static void papers_of_the_next(struct desk *desk)
{
    desk_sign_in(desk);
    desk_list(desk, json_pack("[o]", with_papers(desk_ticket(desk, "KA053", "waiting", 500), "printed", 2)));
}

static void papers_of_the_scanned(struct desk *desk)
{
    two_papers(desk);
    desk_type(desk, "%T/KA053/20261123/ACDEF");
    desk_key(desk, INPUT_ENTER);
}

static void perhaps_no_paper(struct desk *desk)
{
    desk_sign_in(desk);
    desk_watch(desk, desk_holding(desk, with_papers(desk_ticket(desk, "KA042", "serving", 200), "unknown", 0)));
}

static void no_paper(struct desk *desk)
{
    desk_sign_in(desk);
    desk_watch(desk, desk_holding(desk, with_papers(desk_ticket(desk, "KA042", "serving", 200), "failed", 0)));
}

static void test_papers(attr_unused void **state)
{
    static const char *const codes[] = {"az", "ru", "en", "ja"};
    for (size_t i = 0; i < ARRAY_SIZE(codes); i++) {
        look("two_papers", codes[i], &sizes[0], two_papers);
        look("perhaps_no_paper", codes[i], &sizes[0], perhaps_no_paper);
        look("no_paper", codes[i], &sizes[0], no_paper);
    }
    look("two_papers", "ru", &sizes[1], two_papers);
    look("two_papers", "ja", &sizes[2], two_papers);
    look("papers_of_the_next", "en", &sizes[0], papers_of_the_next);
    look("papers_of_the_scanned", "az", &sizes[0], papers_of_the_scanned);
}

/* What the themes make of the looks where they matter most. */
static void test_themes(attr_unused void **state)
{
    static const struct theme *const themes[] = {&theme_day, &theme_mono};
    for (size_t i = 0; i < ARRAY_SIZE(themes); i++) {
        struct desk desk;
        desk_init(&desk, "en", 80, 24);
        too_long(&desk);
        desk_pass(&desk, 0);
        char name[128];
        snprintf(name, sizeof name, "counter/too_long.%s.en.80x24", themes[i]->name);
        golden_themed(&desk.stage, themes[i], name);
        desk_done(&desk);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(test_pages),
            cmocka_unit_test(test_papers),
            cmocka_unit_test(test_themes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
