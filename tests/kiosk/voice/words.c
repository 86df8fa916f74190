/* SPDX-License-Identifier: MIT
 *
 * Every ticket 1-999 and every counter 1-99 in the words of each language, against rules of the language written here a
 * second time: by its grammar, not by the tables of its file.
 */
#include "kiosk/voice/words.h"

#include "tests/kiosk/voice/help.h"

struct tongue {
    const char *code;
    const char *digits[10]; /* 0 to 9 */
    const char *letter;     /* A */
    void (*number)(int number, char *text);
    void (*counter)(int number, char *text);
    bool by_digits; /* how a ticket is said */
};

static void say(char *text, const char *word)
{
    if (*text)
        strcat(text, " ");
    strcat(text, word);
}

/* --- Azerbaijani: every place has its word; an ordinal takes the ending whose vowel goes with the last one --- */

static const char *const az_digits[] = {"sıfır", "bir",  "iki",   "üç",     "dörd",
                                        "beş",   "altı", "yeddi", "səkkiz", "doqquz"};

static void az_number(int number, char *text)
{
    static const char *const tens[] = {"on", "iyirmi", "otuz", "qırx", "əlli", "altmış", "yetmiş", "səksən", "doxsan"};
    if (number >= 200)
        say(text, az_digits[number / 100]);
    if (number >= 100)
        say(text, "yüz");
    if (number % 100 >= 10)
        say(text, tens[number / 10 % 10 - 1]);
    if (number % 10)
        say(text, az_digits[number % 10]);
}

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), end_length = strlen(end);
    return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

static void az_counter(int number, char *text)
{
    static const struct {
        const char *vowel, *harmony;
    } vowels[] = {{"a", "ı"}, {"ı", "ı"}, {"e", "i"}, {"ə", "i"}, {"i", "i"},
                  {"o", "u"}, {"u", "u"}, {"ö", "ü"}, {"ü", "ü"}};
    az_number(number, text);
    for (size_t cut = strlen(text); cut > 0; cut--) {
        char start[200];
        snprintf(start, sizeof(start), "%.*s", (int)cut, text);
        for (size_t i = 0; i < ARRAY_SIZE(vowels); i++) {
            if (!ends_with(start, vowels[i].vowel))
                continue;
            const char *harmony = vowels[i].harmony;
            if (cut < strlen(text)) /* after a consonant */
                strcat(text, harmony);
            strcat(strcat(text, "nc"), harmony);
            return;
        }
    }
    fail();
}

/* --- Russian: eleven to nineteen are made of the digits, the tens and hundreds of three kinds --- */

static const char *const ru_digits[] = {"ноль", "один",  "два",  "три",    "четыре",
                                        "пять", "шесть", "семь", "восемь", "девять"};

static void ru_teen(int number, char *text)
{
    static const char *const stems[] = {"один", "две", "три", "четыр", "пят", "шест", "сем", "восем", "девят"};
    strcat(strcat(text, *text ? " " : ""), stems[number - 11]);
    strcat(text, "надцать");
}

static void ru_tens(int tens, char *text)
{
    if (tens == 4 || tens == 9) {
        say(text, tens == 4 ? "сорок" : "девяносто");
        return;
    }
    say(text, ru_digits[tens]);
    strcat(text, tens <= 3 ? "дцать" : "десят");
}

static void ru_hundreds(int hundreds, char *text)
{
    if (hundreds <= 2)
        say(text, hundreds == 1 ? "сто" : "двести");
    else
        strcat(strcat(text, ru_digits[hundreds]), hundreds <= 4 ? "ста" : "сот");
}

static void ru_number(int number, char *text)
{
    if (number >= 100)
        ru_hundreds(number / 100, text);
    int rest = number % 100;
    if (rest >= 11 && rest <= 19) {
        ru_teen(rest, text);
        return;
    }
    if (rest == 10)
        say(text, "десять");
    else if (rest > 10)
        ru_tens(rest / 10, text);
    if (rest % 10)
        say(text, ru_digits[rest % 10]);
}

/* --- English: a hyphen, and an "and" --- */

static const char *const en_digits[] = {"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"};

static void en_number(int number, char *text)
{
    static const char *const teens[] = {"ten",     "eleven",  "twelve",    "thirteen", "fourteen",
                                        "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"};
    static const char *const tens[] = {"twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"};
    if (number >= 100)
        strcat(strcat(text, en_digits[number / 100]), number % 100 ? " hundred and" : " hundred");
    int rest = number % 100;
    if (rest >= 10 && rest < 20)
        say(text, teens[rest - 10]);
    else if (rest >= 20)
        say(text, tens[rest / 10 - 2]);
    if (rest > 20 && rest % 10)
        strcat(strcat(text, "-"), en_digits[rest % 10]);
    else if (rest > 0 && rest < 10)
        say(text, en_digits[rest]);
}

/* --- Japanese: places are multiplied; three hundreds sound otherwise --- */

static const char *const ja_digits[] = {"ゼロ", "いち", "に", "さん", "よん", "ご", "ろく", "なな", "はち", "きゅう"};

static void ja_number(int number, char *text)
{
    int hundreds = number / 100, tens = number / 10 % 10;
    if (hundreds == 3 || hundreds == 6 || hundreds == 8)
        strcat(text, hundreds == 3 ? "さんびゃく" : hundreds == 6 ? "ろっぴゃく" : "はっぴゃく");
    else if (hundreds > 0)
        strcat(strcat(text, hundreds > 1 ? ja_digits[hundreds] : ""), "ひゃく");
    if (tens > 0)
        strcat(strcat(text, tens > 1 ? ja_digits[tens] : ""), "じゅう");
    if (number % 10)
        strcat(text, ja_digits[number % 10]);
}

static void ja_counter(int number, char *text)
{
    ja_number(number, text);
    strcat(text, " ばん");
}

static const struct tongue tongues[] = {
        {"az",
         {"sıfır", "bir", "iki", "üç", "dörd", "beş", "altı", "yeddi", "səkkiz", "doqquz"},
         "a",
         az_number,
         az_counter,
         false},
        {"ru",
         {"ноль", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять"},
         "а",
         ru_number,
         ru_number,
         false},
        {"en",
         {"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"},
         "ay",
         en_number,
         en_number,
         true},
        {"ja",
         {"ゼロ", "いち", "に", "さん", "よん", "ご", "ろく", "なな", "はち", "きゅう"},
         "エー",
         ja_number,
         ja_counter,
         true},
};

static void expect(char *text, const char *expected)
{
    assert_string_equal(text, expected);
    free(text);
}

static void ticket_words(const struct tongue *tongue, const char *digits, char *text)
{
    strcpy(text, tongue->letter);
    size_t at = 0;
    for (; digits[at] && (tongue->by_digits || digits[at] == '0'); at++)
        say(text, tongue->digits[digits[at] - '0']);
    char number[200] = "";
    if (digits[at]) {
        tongue->number(atoi(digits + at), number);
        say(text, number);
    }
}

static void every_ticket(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(tongues); i++) {
        _cleanup_(i18n_freep) struct i18n *i18n = help_language(tongues[i].code);
        for (int number = 1; number <= 999; number++) {
            char ticket[8], expected[300];
            snprintf(ticket, sizeof(ticket), "A%03d", number);
            ticket_words(&tongues[i], ticket + 1, expected);
            expect(language_spell(i18n_at(i18n, 0), ticket), expected);
            snprintf(ticket, sizeof(ticket), "A%d", number);
            ticket_words(&tongues[i], ticket + 1, expected);
            expect(language_spell(i18n_at(i18n, 0), ticket), expected);
        }
    }
}

static void every_counter(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(tongues); i++) {
        _cleanup_(i18n_freep) struct i18n *i18n = help_language(tongues[i].code);
        for (int number = 1; number <= 999; number++) {
            char label[8], expected[300] = "";
            snprintf(label, sizeof(label), "%d", number);
            tongues[i].counter(number, expected);
            expect(language_counter(i18n_at(i18n, 0), label, true), expected);
        }
    }
}

/* --- sentences --- */

static char *sentence(const char *code, enum announcement_kind kind, const char *ticket, const char *counter,
                      const char *place)
{
    _cleanup_(i18n_freep) struct i18n *i18n = help_language(code);
    struct announcement announcement = {.kind = kind, .count = 1};
    strcpy(announcement.ticket, ticket);
    strcpy(announcement.counter, counter);
    announcement.sayings[0].text = place ? mem_strdup(place) : NULL;
    char *words = words_of(i18n_at(i18n, 0), &announcement, 0);
    announcement_done(&announcement);
    return words;
}

static void sentences(void **state)
{
    (void)state;
    expect(sentence("az", ANNOUNCEMENT_FIRST, "A042", "5", NULL),
           "a sıfır qırx iki nömrəli növbə, zəhmət olmasa, beşinci pəncərəyə yaxınlaşın.");
    expect(sentence("az", ANNOUNCEMENT_MOVED, "BA100", "105", "2-ci mərtəbə"),
           "be a yüz nömrəli növbə, zəhmət olmasa, yüz beşinci pəncərəyə yaxınlaşın, ikinci mərtəbə.");
    expect(sentence("az", ANNOUNCEMENT_AGAIN, "A042", "7A", "2-ci mərtəbə"),
           "Təkrar edirik: a sıfır qırx iki nömrəli növbə, yeddi a pəncərə.");
    expect(sentence("ru", ANNOUNCEMENT_FIRST, "H007", "21", ""),
           "Талон аш ноль ноль семь, пожалуйста, пройдите к окну номер двадцать один.");
    expect(sentence("ru", ANNOUNCEMENT_FIRST, "H007", "Касса", "1 этаж"),
           "Талон аш ноль ноль семь, пожалуйста, пройдите к окну номер Касса, один этаж.");
    expect(sentence("en", ANNOUNCEMENT_FIRST, "A042", "21", "2nd floor"),
           "Ticket ay zero four two, please go to counter twenty-one, second floor.");
    expect(sentence("ja", ANNOUNCEMENT_FIRST, "A042", "21", NULL),
           "ばんごうふだ エー ゼロ よん に ばんの かた、にじゅういち ばん まどぐちへ おこしください。");
    expect(sentence("az", ANNOUNCEMENT_OF_TEXT, "", "", "A042: 14:30"), "a sıfır qırx iki: on dörd:otuz");
    expect(sentence("az", ANNOUNCEMENT_OF_TEXT, "", "", NULL), "");
}

static void plain_texts(void **state)
{
    (void)state;
    static const struct {
        const char *code, *text, *words;
    } rows[] = {
            {"en", "", ""},
            {"en", "A person waits", "A person waits"},
            {"en", "ID card", "ID card"},
            {"en", "12 people, A4 paper", "twelve people, ay four paper"},
            {"en", "the 21st, 112th and 3rd", "the twenty-first, one hundred and twelfth and third"},
            {"en", "23/11/2026", "twenty-three/eleven/two zero two six"},
            {"en", "0.5 and 1,000 and 5.", "0.5 and 1,000 and five."},
            {"en", "call 012 4930000", "call zero twelve four nine three zero zero zero zero"},
            {"en", "B12x and x12", "B12x and x12"},
            {"az", "5-ci pəncərə, 40-cı", "beşinci pəncərə, qırxıncı"},
            {"az", "05-ci", "sıfır beş-ci"},
            {"az", "5-cinin", "beş-cinin"},
            {"az", "KA004", "ke a sıfır sıfır dörd"},
            {"ru", "5-й этаж, 40-й", "пятый этаж, сороковой"},
            {"ru", "В013 и B013", "В013 и бэ ноль тринадцать"}, /* the first is Cyrillic */
            {"ru", "№5, ё5 и —7", "№пять, ё5 и —семь"},
            {"ja", "5番目 3", "5番目 さん"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        _cleanup_(i18n_freep) struct i18n *i18n = help_language(rows[i].code);
        expect(words_plain(i18n_at(i18n, 0), rows[i].text), rows[i].words);
    }
}

/* --- minutes --- */

static void russian_minutes(int number, char *text)
{
    int last = number % 10;
    bool teen = number % 100 >= 11 && number % 100 <= 14;
    if (last != 0 && last <= 2 && !teen) {
        if (number > 10)
            ru_tens(number / 10, text);
        say(text, last == 1 ? "одну" : "две");
    } else {
        ru_number(number, text);
    }
    say(text, teen || last == 0 || last > 4 ? "минут" : last == 1 ? "минуту" : "минуты");
}

static void japanese_minutes(int number, char *text)
{
    static const char *const last[] = {"っぷん", "いっぷん", "にふん",   "さんぷん", "よんぷん",
                                       "ごふん", "ろっぷん", "ななふん", "はっぷん", "きゅうふん"};
    ja_number(number - number % 10, text);
    if (number % 10 == 0)
        text[strlen(text) - strlen("う")] = '\0';
    strcat(text, last[number % 10]);
}

static void every_minute(void **state)
{
    (void)state;
    static const struct {
        const char *code;
        void (*minutes)(int number, char *text);
    } rows[] = {{"ru", russian_minutes}, {"ja", japanese_minutes}};
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        _cleanup_(i18n_freep) struct i18n *i18n = help_language(rows[i].code);
        for (int number = 1; number <= 60; number++) {
            char expected[200] = "";
            rows[i].minutes(number, expected);
            _cleanup_free_ char *text = i18n_speak(i18n_at(i18n, 0), MESSAGE_VOICE_CLOSING_SOON,
                                                   (struct i18n_argument[]){I18N_NUMBER("minutes", number)}, 1);
            if (!strstr(text, expected))
                fail_msg("%s: expected %s", text, expected);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(every_ticket), cmocka_unit_test(every_counter), cmocka_unit_test(sentences),
            cmocka_unit_test(plain_texts),  cmocka_unit_test(every_minute),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
