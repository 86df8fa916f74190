/* SPDX-License-Identifier: MIT
 *
 * The small centre, and the person before its kiosk.
 */
#include "tests/kiosk/visitor/scene.h"

#include <inttypes.h>
#include <string.h>

#include "common/buffer.h"
#include "common/clock.h"
#include "common/varlink/value.h"

/* --- JSON with ' for " --- */

static json_t *parse(const char *text)
{
    _cleanup_free_ char *copy = mem_strdup(text);
    for (char *at = copy; *at; at++) {
        if (*at == '\'')
            *at = '"';
    }
    json_error_t error;
    json_t *json = json_loads(copy, 0, &error);
    if (!json)
        fail_msg("%s: %s", error.text, copy);
    return json;
}

/* --- the wire --- */

static struct varlink_client_call *scene_wire_call(void *data, const char *method, const void *in, unsigned flags,
                                                   varlink_reply_handler *handler, void *handler_data)
{
    struct scene *scene = data;
    (void)flags;
    assert_true(scene->call_count < SCENE_CALLS);
    struct buffer text = {0};
    const struct idl_member *member = interfaces_method(&scene->interfaces, method);
    assert_non_null(member);
    value_encode(member->input, in, &text);
    struct scene_call *call = &scene->calls[scene->call_count++];
    *call = (struct scene_call){.method = method,
                                .in = json_loadb(buffer_bytes(&text), text.length, 0, NULL),
                                .handler = handler,
                                .data = handler_data,
                                .open = true};
    assert_non_null(call->in);
    buffer_done(&text);
    return (struct varlink_client_call *)(void *)call;
}

static void scene_wire_cancel(void *data, struct varlink_client_call *handle)
{
    (void)data;
    struct scene_call *call = (struct scene_call *)(void *)handle;
    if (!call->open)
        return;
    call->open = false;
    call->handler(handle, &(struct varlink_reply){.status = VARLINK_CANCELLED}, call->data);
}

static void scene_wire_watch(void *data, const struct app_watch *watch)
{
    struct scene *scene = data;
    assert_true(scene->watch_count < SCENE_WATCHES);
    scene->watches[scene->watch_count++] = *watch;
}

static void scene_wire_names(void *data, struct names *names, const char *language,
                             void (*changed)(struct app *app, void *data), void *changed_data)
{
    struct scene *scene = data;
    assert_true(scene->names_count < SCENE_LANGUAGES);
    scene->names[scene->names_count++] = (struct scene_names){names, language, changed, changed_data};
}

static int scene_wire_take(void *data, struct kept *kept, const char *method, json_t *parameters)
{
    struct scene *scene = data;
    return kept_take(kept, interfaces_method(&scene->interfaces, method), parameters);
}

static int64_t scene_wire_now(void *data)
{
    return ((struct scene *)data)->now_ms;
}

/* --- the small centre --- */

enum { AZ, RU, EN, JA, TONGUES };

static const char *const codes[TONGUES] = {"az", "ru", "en", "ja"};

static int tongue_of(const char *code)
{
    for (int i = 0; i < TONGUES; i++) {
        if (strcmp(codes[i], code) == 0)
            return i;
    }
    return AZ;
}

struct text {
    const char *in[TONGUES];
};

static const struct {
    const char *key, *parent;
    struct text name;
} groups[] = {
        {"migration",
         NULL,
         {{"Dövlət Miqrasiya Xidməti", "Государственная миграционная служба", "State Migration Service",
           "国家移民局"}}},
        {"residence",
         "migration",
         {{"Yaşamaq üçün icazə", "Разрешения на проживание", "Residence permits", "居住許可"}}},
        {"work", "migration", {{"İşləmək üçün icazə", "Разрешения на работу", "Work permits", "就労許可"}}},
        {"notary", NULL, {{"Notariat", "Нотариат", "Notary", "公証人"}}},
        {"interior",
         NULL,
         {{"Daxili İşlər Nazirliyi", "Министерство внутренних дел", "Ministry of Internal Affairs", "内務省"}}},
};

static const struct {
    const char *key, *group, *agency;
    struct text name;
    int how_many, waiting;
    int64_t likely; /* minutes */
} services[] = {
        {"residence-temporary",
         "residence",
         "migration",
         {{"Müvəqqəti yaşamaq üçün icazə", "Разрешение на временное проживание", "Temporary residence permit",
           "短期居住許可"}},
         6,
         12,
         25},
        {"residence-permanent",
         "residence",
         "migration",
         {{"Daimi yaşamaq üçün icazə", "Разрешение на постоянное проживание", "Permanent residence permit",
           "永住許可"}},
         6,
         3,
         10},
        {"residence-extend",
         "residence",
         "migration",
         {{"İcazənin uzadılması", "Продление разрешения", "Extension of a permit", "許可の延長"}},
         0,
         0,
         0},
        {"work-permit",
         "work",
         "migration",
         {{"İş icazəsi", "Разрешение на работу", "Work permit", "就労許可証"}},
         0,
         5,
         15},
        {"work-change",
         "work",
         "migration",
         {{"İş yerinin dəyişməsi", "Смена места работы", "Change of workplace", "勤務先の変更"}},
         0,
         7,
         30},
        {"power", "notary", "notary", {{"Etibarnamə", "Доверенность", "Power of attorney", "委任状"}}, 0, 4, 20},
        {"signature",
         "notary",
         "notary",
         {{"İmzanın təsdiqi", "Заверение подписи", "Certified signature", "署名認証"}},
         0,
         1,
         5},
        {"copy", "notary", "notary", {{"Surətin təsdiqi", "Заверение копии", "Certified copy", "謄本認証"}}, 0, 0, 0},
        {"testament", "notary", "notary", {{"Vəsiyyətnamə", "Завещание", "Testament", "遺言"}}, 0, 2, 45},
        {"identity",
         "interior",
         "interior",
         {{"Şəxsiyyət vəsiqəsi", "Удостоверение личности", "Identity card", "身分証明書"}},
         0,
         16,
         40},
        {"passport",
         "interior",
         "interior",
         {{"Pasportun verilməsi", "Выдача паспорта", "Passport", "旅券"}},
         5,
         21,
         70},
        {"registration",
         "interior",
         "interior",
         {{"Yaşayış yeri üzrə qeydiyyat", "Регистрация по месту жительства", "Registration of residence", "住民登録"}},
         0,
         6,
         20},
        {"driving",
         "interior",
         "interior",
         {{"Sürücülük vəsiqəsi", "Водительское удостоверение", "Driving licence", "運転免許証"}},
         0,
         9,
         35},
        {"vehicle",
         "interior",
         "interior",
         {{"Avtomobilin qeydiyyatı", "Регистрация автомобиля", "Vehicle registration", "車両登録"}},
         0,
         8,
         30},
};

static const struct text bring = {
        {"'Pasport və onun tərcüməsi','İki fotoşəkil, 3×4 sm','Dövlət rüsumunun qəbzi'",
         "'Паспорт и его перевод','Две фотографии 3×4 см','Квитанция об оплате госпошлины'",
         "'Your passport and its translation','Two photographs, 3 × 4 cm','Receipt for the state fee'",
         "'旅券とその翻訳','写真2枚（3×4cm）','手数料の領収書'"}};
static const struct text hours_text = {
        {"Saat 18:00-dək açıqdır", "Открыто до 18:00", "Open until 18:00", "18:00まで受付"}};
static const struct text centre_name = {
        {"Xidmət mərkəzi № 1", "Центр услуг № 1", "Service centre No. 1", "第1サービスセンター"}};

static const struct {
    const char *key;
    struct text question, name;
} classes[] = {
        {"elderly",
         {{"Yaşım 65 və ya ondan yuxarıdır", "Мне 65 лет или больше", "I am 65 or older", "65歳以上です"}},
         {{"Yaşlı şəxs", "Пожилой человек", "Older person", "高齢者"}}},
        {"infant",
         {{"Hamiləyəm və ya yanımda 3 yaşınadək uşaq var", "Я жду ребёнка или со мной ребёнок до 3 лет",
           "I am pregnant or have a child under 3 with me", "妊娠中、または3歳未満の子どもと一緒です"}},
         {{"Hamilə və ya körpəli", "Беременная или с малышом", "Pregnant or with infant", "妊婦・乳幼児連れ"}}},
        {"disability",
         {{"Əlilliyim var", "У меня инвалидность", "I have a disability", "障害があります"}},
         {{"Əlilliyi olan şəxs", "Человек с инвалидностью", "Person with a disability", "障害のある方"}}},
};

static const struct {
    const char *key;
    struct text name;
} needs[] = {
        {"step-free", {{"Pilləkənsiz yol", "Путь без ступеней", "Step-free way", "段差のない通路"}}},
        {"fetch",
         {{"Məni pəncərəyə qədər müşayiət edin", "Проводите меня к окну", "Please come and fetch me",
           "窓口まで案内してほしい"}}},
        {"no-voice", {{"Eşitmə çətinliyim var", "Я плохо слышу", "I do not hear well", "耳が聞こえにくい"}}},
        {"sign-language", {{"Jest dili", "Жестовый язык", "Sign language", "手話"}}},
};

/* --- telling --- */

static void tell_kept(struct scene *scene, struct kept *kept, const char *method, const char *text)
{
    json_t *json = parse(text);
    assert_int_equal(kept_take(kept, interfaces_method(&scene->interfaces, method), json), 0);
    json_decref(json);
}

void scene_tell(struct scene *scene, const char *method, const char *text)
{
    for (size_t i = 0; i < scene->watch_count; i++) {
        const struct app_watch *watch = &scene->watches[i];
        if (strcmp(watch->method, method) != 0)
            continue;
        tell_kept(scene, watch->kept, method, text);
        if (watch->changed)
            watch->changed(NULL, watch->data);
        stage_changed(&scene->stage);
        return;
    }
    fail_msg("nobody watches %s", method);
}

void scene_tell_kiosk(struct scene *scene, const char *more)
{
    struct buffer text = {0};
    buffer_printf(&text, "{'zone':'green','zone_name':'Yaşıl zal','languages':[");
    for (int i = 0; i < TONGUES; i++)
        buffer_printf(&text, "%s{'code':'%s','name':'%s'}", i ? "," : "", codes[i], codes[i]);
    for (int list = 0; list < 2; list++) {
        buffer_printf(&text, "],'%s':[", list ? "most_asked" : "services");
        for (size_t i = 0; i < (list ? 12 : ARRAY_SIZE(services)); i++)
            buffer_printf(&text, "%s'%s'", i ? "," : "", services[(i + (list ? 5 : 0)) % ARRAY_SIZE(services)].key);
    }
    buffer_printf(&text, "],'printers':['entrance-1','hall-1'],%s'speak':%s,'check_in_only':%s,'closed':%s}",
                  strstr(more, "halted") ? "'halted':'evacuation'," : "", strstr(more, "speak") ? "true" : "false",
                  strstr(more, "check_in_only") ? "true" : "false", strstr(more, "closed") ? "true" : "false");
    buffer_append_byte(&text, '\0');
    scene_tell(scene, VISITOR_GET_KIOSK, buffer_bytes(&text));
    buffer_done(&text);
}

static void append_services(struct buffer *text, int tongue, size_t from)
{
    buffer_printf(text, "{'groups':[");
    for (size_t i = 0; i < ARRAY_SIZE(groups); i++)
        buffer_printf(text, "%s{'key':'%s',%s%s%s'name':'%s'}", i ? "," : "", groups[i].key,
                      groups[i].parent ? "'parent':'" : "", groups[i].parent ? groups[i].parent : "",
                      groups[i].parent ? "'," : "", groups[i].name.in[tongue]);
    buffer_printf(text, "],'services':[");
    for (size_t i = from; i < ARRAY_SIZE(services); i++) {
        buffer_printf(text,
                      "%s{'key':'%s','group':'%s','agency':'%s','name':'%s','bring':[%s],'open':true,'hours':'%s'",
                      i > from ? "," : "", services[i].key, services[i].group, services[i].agency,
                      services[i].name.in[tongue], i == 5 ? "" : bring.in[tongue], hours_text.in[tongue]);
        if (services[i].how_many)
            buffer_printf(text, ",'how_many_limit':%d", services[i].how_many);
        buffer_printf(text, "%s}", strcmp(services[i].key, "testament") == 0 && tongue == JA ? ",'fallback':'en'" : "");
    }
    buffer_printf(text, "]}");
}

static void changed(struct scene *scene, const struct scene_names *names)
{
    names->changed(NULL, names->data);
    stage_changed(&scene->stage);
}

void scene_tell_services(struct scene *scene, bool without_first)
{
    for (size_t i = 0; i < scene->names_count; i++) {
        struct buffer text = {0};
        append_services(&text, tongue_of(scene->names[i].language), without_first ? 1 : 0);
        buffer_append_byte(&text, '\0');
        tell_kept(scene, &scene->names[i].names->services, VISITOR_LIST_SERVICES, buffer_bytes(&text));
        buffer_done(&text);
        changed(scene, &scene->names[i]);
    }
}

static const struct text evacuation = {{"Təxliyə", "Эвакуация", "Evacuation", "避難"}};

void scene_tell_hours(struct scene *scene, bool open, const char *hours)
{
    for (size_t i = 0; i < scene->names_count; i++) {
        int tongue = tongue_of(scene->names[i].language);
        _cleanup_free_ char *text = mem_printf(
                "{'key':'baku-1','name':'%s','languages':[],'day':'2026-11-23','time':'10:05','time_zone':'Asia/Baku',"
                "'open':%s,'hours':'%s'}",
                centre_name.in[tongue], open ? "true" : "false", hours ? hours : hours_text.in[tongue]);
        tell_kept(scene, &scene->names[i].names->centre, VISITOR_GET_CENTRE, text);
        changed(scene, &scene->names[i]);
    }
}

static void tell_words(struct scene *scene, const struct scene_names *names)
{
    struct buffer text = {0};
    int tongue = tongue_of(names->language);
    buffer_printf(&text, "{'classes':[{'key':'regular','name':'regular'}");
    for (size_t i = 0; i < ARRAY_SIZE(classes); i++)
        buffer_printf(&text, ",{'key':'%s','name':'%s','question':'%s'}", classes[i].key, classes[i].name.in[tongue],
                      classes[i].question.in[tongue]);
    buffer_printf(&text, "],'needs':[");
    for (size_t i = 0; i < ARRAY_SIZE(needs); i++)
        buffer_printf(&text, "%s{'key':'%s','name':'%s','hard':true}", i ? "," : "", needs[i].key,
                      needs[i].name.in[tongue]);
    buffer_printf(&text,
                  "],'outcomes':[],'pauses':[],'tasks':[],'reasons':[{'key':'evacuation','name':'%s'}],'zones':[],"
                  "'counters':[{'key':'7','label':'7','place':'%s','zone':'green','meets':[]}],'transfers':[]}",
                  evacuation.in[tongue], tongue == EN ? "ground floor, on the left" : "");
    buffer_append_byte(&text, '\0');
    tell_kept(scene, &names->names->words, VISITOR_GET_WORDS, buffer_bytes(&text));
    buffer_done(&text);
    changed(scene, names);
}

void scene_tell_waits(struct scene *scene, const char *refused)
{
    struct buffer text = {0};
    buffer_printf(&text, "{'waits':[");
    for (size_t i = 0; i < ARRAY_SIZE(services); i++) {
        int64_t likely = SCENE_NOW + MINUTES(services[i].likely);
        buffer_printf(&text,
                      "%s{'service':'%s','waiting':%d,'wait':{'from':%" PRId64 ",'likely':%" PRId64 ",'until':%" PRId64
                      "}",
                      i ? "," : "", services[i].key, services[i].waiting, likely - MINUTES(services[i].likely / 3),
                      likely, likely + MINUTES(services[i].likely / 3 + 4));
        if (refused)
            buffer_printf(&text, ",'refused':'%s'", refused);
        buffer_printf(&text, "}");
    }
    buffer_printf(&text, "]}");
    buffer_append_byte(&text, '\0');
    scene_tell(scene, VISITOR_LIST_WAITS, buffer_bytes(&text));
    buffer_done(&text);
}

/* The one beside the kiosk, and another in the hall. */
void scene_tell_printer(struct scene *scene, const char *state, const char *more)
{
    bool paper = strcmp(state, "ready") == 0 || strcmp(state, "printing") == 0 || strcmp(state, "paper_low") == 0;
    _cleanup_free_ char *text = mem_printf(
            "{'paper':%s,'printers':[{'printer':'entrance-1','state':'%s','since':1795410000000,'tickets_left':410,"
            "'roll_ends_at':1795429800000,%s},{'printer':'hall-1','state':'%s','since':1795330000000,"
            "'ask_roll':false}]}",
            paper ? "true" : "false", state, more, paper ? "paper_low" : "silent");
    scene_tell(scene, VISITOR_WATCH_PRINTERS, text);
}

/* --- answers --- */

struct scene_call *scene_asked(struct scene *scene, const char *method)
{
    for (size_t i = scene->call_count; i > 0; i--) {
        if (scene->calls[i - 1].open && strcmp(scene->calls[i - 1].method, method) == 0)
            return &scene->calls[i - 1];
    }
    return NULL;
}

size_t scene_count(const struct scene *scene, const char *method)
{
    size_t count = 0;
    for (size_t i = 0; i < scene->call_count; i++)
        count += strcmp(scene->calls[i].method, method) == 0;
    return count;
}

const char *scene_in(const struct scene_call *call, const char *field)
{
    return json_string_value(json_object_get(call->in, field));
}

static void reply(struct scene *scene, const char *method, struct varlink_reply *answer, const char *text)
{
    struct scene_call *call = scene_asked(scene, method);
    if (!call) {
        fail_msg("nobody asked %s", method);
        return;
    }
    answer->parameters = text ? parse(text) : NULL;
    call->open = answer->status == VARLINK_MORE;
    call->handler((struct varlink_client_call *)(void *)call, answer, call->data);
    json_decref(answer->parameters);
    stage_changed(&scene->stage);
    scene_draw(scene);
}

void scene_answer(struct scene *scene, const char *method, const char *text)
{
    reply(scene, method, &(struct varlink_reply){.status = VARLINK_OK}, text);
}

void scene_more(struct scene *scene, const char *method, const char *text)
{
    reply(scene, method, &(struct varlink_reply){.status = VARLINK_MORE}, text);
}

void scene_refuse(struct scene *scene, const char *method, const char *error, const char *text)
{
    reply(scene, method, &(struct varlink_reply){.status = VARLINK_ERROR, .error = error}, text);
}

void scene_end(struct scene *scene, const char *method, enum varlink_status status)
{
    reply(scene, method, &(struct varlink_reply){.status = status}, NULL);
}

void scene_answer_issue(struct scene *scene)
{
    _cleanup_free_ char *text = mem_printf(
            "{'ticket':{'ticket':'A042','code':'ACDEF','day':'2026-11-23','issued_at':%" PRId64
            ",'services':['residence-"
            "temporary'],"
            "'ahead':12,'wait':{'from':%" PRId64 ",'likely':%" PRId64 ",'until':%" PRId64
            "},'proof':'0123abcd'},'repeated':false}",
            scene->now_ms, scene->now_ms + MINUTES(17), scene->now_ms + MINUTES(25), scene->now_ms + MINUTES(37));
    scene_answer(scene, VISITOR_ISSUE, text);
}

void scene_more_where(struct scene *scene, const char *more)
{
    _cleanup_free_ char *text = mem_printf("{'ticket':'A042','day':'2026-11-23','language':'az','class':'regular','"
                                           "needs':[],'party':1,'issued_at':%" PRId64 ","
                                           "'service':'residence-temporary','put_offs_left':2,'steps':[],%s}",
                                           scene->now_ms - MINUTES(20), more);
    scene_more(scene, VISITOR_WHERE_AM_I, text);
}

/* --- the person --- */

void scene_draw(struct scene *scene)
{
    stage_draw(&scene->stage, scene->now_ms);
}

const struct target *scene_target(struct scene *scene, const char *label)
{
    scene_draw(scene);
    const struct canvas *canvas = &scene->stage.canvas;
    for (size_t i = 0; i < canvas->target_count; i++) {
        if (strncmp(canvas->targets[i].label, label, strlen(label)) == 0)
            return &canvas->targets[i];
    }
    return NULL;
}

void scene_tap_at(struct scene *scene, int x, int y)
{
    const struct input_event press = {.kind = INPUT_PRESS, .x = x, .y = y},
                             release = {.kind = INPUT_RELEASE, .x = x, .y = y};
    scene_draw(scene);
    scene_pass(scene, 350); /* a hand needs longer than a ghost */
    stage_input(&scene->stage, &press, scene->steady_ms);
    stage_input(&scene->stage, &release, scene->steady_ms);
    scene_draw(scene);
}

void scene_tap(struct scene *scene, const char *label)
{
    const struct target *target = scene_target(scene, label);
    if (!target) {
        fail_msg("no \"%s\" on:\n%s", label, canvas_plain(&scene->stage.canvas));
        return;
    }
    scene_tap_at(scene, target->rect.x + target->rect.width / 2, target->rect.y + target->rect.height / 2);
}

void scene_key(struct scene *scene, uint32_t key)
{
    const struct input_event event = {.kind = INPUT_KEY, .key = key};
    scene_draw(scene);
    scene_pass(scene, 20);
    stage_input(&scene->stage, &event, scene->steady_ms);
    scene_draw(scene);
}

void scene_type(struct scene *scene, const char *text)
{
    for (; *text; text++)
        scene_key(scene, (unsigned char)*text);
}

void scene_pass(struct scene *scene, int64_t ms)
{
    int64_t until = scene->now_ms + ms;
    for (int turns = 0;; turns++) {
        scene_draw(scene);
        int64_t wake = stage_tick(&scene->stage, scene->now_ms);
        if (wake == 0 || wake > until)
            break;
        if (turns > 10000)
            fail_msg("%s wakes without end", scene_page(scene));
        scene->steady_ms += wake - scene->now_ms;
        scene->now_ms = wake;
    }
    scene->steady_ms += until - scene->now_ms;
    scene->now_ms = until;
    scene_draw(scene);
}

const char *scene_page(struct scene *scene)
{
    return stage_top(&scene->stage)->type->name;
}

bool scene_says(struct scene *scene, const char *words)
{
    scene_draw(scene);
    return strstr(canvas_plain(&scene->stage.canvas), words) != NULL;
}

/* --- beginning and end --- */

static void begin(struct scene *scene, const char *language, int width, int height)
{
    *scene = (struct scene){.now_ms = SCENE_NOW, .steady_ms = 1000000};
    assert_int_equal(clock_set_zone("Asia/Baku"), 0);
    interfaces_init(&scene->interfaces);
    scene->files = golden_languages();
    const struct wire wire = {.call = scene_wire_call,
                              .cancel = scene_wire_cancel,
                              .watch = scene_wire_watch,
                              .watch_names = scene_wire_names,
                              .take = scene_wire_take,
                              .now_ms = scene_wire_now,
                              .data = scene};
    kiosk_init(&scene->kiosk, &wire, "entrance-1", scene->files, language);
    const struct program program = kiosk_program(&scene->kiosk);
    stage_init(&scene->stage, &program, i18n_find(scene->files, language ? language : "az"), width, height);
    kiosk_begin(&scene->kiosk, &scene->stage);
}

void scene_init_silent(struct scene *scene, int width, int height)
{
    begin(scene, NULL, width, height);
}

void scene_init(struct scene *scene, const char *language, int width, int height)
{
    begin(scene, language, width, height);
    scene_tell_kiosk(scene, "");
    for (size_t i = 0; i < scene->names_count; i++)
        tell_words(scene, &scene->names[i]);
    scene_tell_hours(scene, true, NULL);
    scene_tell_services(scene, false);
    scene_tell_waits(scene, NULL);
    scene_tell_printer(scene, "ready", "'ask_roll':false");
    scene_draw(scene);
}

void scene_done(struct scene *scene)
{
    kiosk_done(&scene->kiosk);
    stage_done(&scene->stage);
    for (size_t i = 0; i < scene->call_count; i++)
        json_decref(scene->calls[i].in);
    interfaces_done(&scene->interfaces);
    i18n_free(scene->files);
}
