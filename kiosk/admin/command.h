/* SPDX-License-Identifier: MIT
 *
 * The administrator's commands: each is one const descriptor and one line in main.c's table; a file holds a family.
 */
#pragma once

#include "common/varlink/idl.h"
#include "kiosk/admin/talk.h"

struct command_line {
    int count;
    char **words;       /* the command's own: options and arguments, words[0] is the last word of its name */
    const char *socket; /* of the daemon */
};

struct command {
    const char *name;      /* one word, or two: "operator add" */
    const char *arguments; /* "METHOD [JSON] [--more]" */
    const char *summary;   /* one line */
    enum exit_code (*run)(const struct command_line *line);
};

extern const struct command command_info;
extern const struct command command_interfaces;
extern const struct command command_call;
extern const struct command command_status;
extern const struct command command_reload;
extern const struct command command_check;
extern const struct command command_operator_add;
extern const struct command command_operator_pin;
extern const struct command command_operator_remove;
extern const struct command command_operator_list;
extern const struct command command_kiosk_pin;
extern const struct command command_paper_pin;
extern const struct command command_kiosk_close;
extern const struct command command_kiosk_open;
extern const struct command command_rota;
extern const struct command command_profile;
extern const struct command command_day;
extern const struct command command_halt;
extern const struct command command_resume;
extern const struct command command_close_day;
extern const struct command command_service_close;
extern const struct command command_service_open;
extern const struct command command_book;
extern const struct command command_adopt;
extern const struct command command_void;
extern const struct command command_explain;
extern const struct command command_story;
extern const struct command command_return_code;
extern const struct command command_paper;
extern const struct command command_accuracy;
extern const struct command command_report;
extern const struct command command_whatif;
extern const struct command command_verify;
extern const struct command command_bridge;
extern const struct command command_backup;
extern const struct command command_restore;
extern const struct command command_promote;
extern const struct command command_printer_add;
extern const struct command command_printer_test;

/* The words after an option that may come again, or parts of one word; they are those of the command line. */
enum { COMMAND_WORDS_LIMIT = 16 };
struct command_words {
    size_t count;
    const char *items[COMMAND_WORDS_LIMIT];
};

/* An option may stand anywhere after the command. One of the three tells what it is: given or not; a word after it;
 * a word after it, and the option may come again. */
struct command_option {
    const char *name; /* "--more" */
    bool *given;
    const char **word;
    struct command_words *words;
};

/* Tells options from arguments, of which there are from `least` to `most`. Says what is wrong and answers EXIT_MISUSED,
 * or EXIT_FINE; arguments that are not there stay as they were. */
enum exit_code command_parse(const struct command *command, const struct command_line *line,
                             const struct command_option *options, size_t option_count, const char **ret_arguments,
                             size_t least, size_t most);

/* Says how the command is used, after a sentence if there is one; EXIT_MISUSED. */
enum exit_code command_misused(const struct command *command, const char *sentence);

/* "az,ru" into its parts, in place: `text` is cut up and must live on. Returns false if a part is empty or there are
 * too many. NULL text: no parts. */
bool command_split(char *text, struct command_words *ret_words);

/* "3", from 1 to 9999; NULL text: not set. Returns false of anything else. */
bool command_count(const char *text, struct idl_maybe_int *ret_count);

/* One field of an object a line, the names in one column; lists one item a line. */
void command_print_fields(const json_t *object);

/* Pretty JSON and a newline, on stdout. */
void command_print(json_t *value);
