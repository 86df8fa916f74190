/* SPDX-License-Identifier: MIT
 *
 * What an administrator edits, read through libconfig and checked against option tables.
 *
 * One option is one row: name, kind, unit, range, default, help, where it may be reloaded. From the same row come the
 * parser, the error text and the commented sample. All mistakes of meaning are reported at once, each with file, line
 * and what was expected; libconfig itself stops at the first mistake of syntax.
 *
 * Before libconfig sees a file, config_scan.c looks at its text and refuses what libconfig 1.5 swallows in silence:
 * strings joined by a missing comma, integers out of range or with a leading zero, bad UTF-8, bidirectional control
 * characters; and it finds where an unclosed string, group or comment began.
 */
#pragma once

#include <libconfig.h>
#include <stdio.h>

#include "common/base.h"

struct arena;

/* --- mistakes --- */

enum config_severity { CONFIG_WARNING, CONFIG_ERROR };

struct config_mistake {
    enum config_severity severity;
    const char *file;   /* as the administrator would open it */
    unsigned line;      /* from 1; 0: the file as a whole */
    const char *text;   /* "limits.connections: 0 is out of range, expected 1 to 65536" */
    size_t file_number; /* of `file` in the order of reading */
    size_t number;      /* in the order of adding */
};

/* Collected over all files of a centre; config_mistakes_sort() orders them by file (in the order of reading) and line.
 * After CONFIG_MISTAKES_KEPT of them the rest is only counted. */
struct config_mistakes {
    struct config_mistake *items;
    size_t count, room;
    size_t errors; /* of severity CONFIG_ERROR, those not kept included */
    size_t dropped;
    char **files; /* in the order of reading */
    size_t file_count, file_room;
};

enum { CONFIG_MISTAKES_KEPT = 1000 };

void config_mistakes_done(struct config_mistakes *mistakes);
void config_mistake_add(struct config_mistakes *mistakes, enum config_severity severity, const char *file,
                        unsigned line, const char *format, ...) attr_printf(5, 6);
/* The same at a setting's file and line. */
void config_mistake_at(struct config_mistakes *mistakes, enum config_severity severity, const config_setting_t *setting,
                       const char *format, ...) attr_printf(4, 5);
/* Remembers that this file is read now, for the order of mistakes; returns its name, valid as long as `mistakes`. */
const char *config_mistakes_file(struct config_mistakes *mistakes, const char *file);
void config_mistakes_sort(struct config_mistakes *mistakes);
/* Another place, as a mistake in the file `here` names it: "line 12", or "conf/catalogue/tax.conf:12" in another file.
 * Free the result. */
char *config_place_text(const char *here, const char *file, unsigned line) __attribute__((returns_nonnull));
/* "conf/novbe.conf:12: error: ..." a line, and how many were not kept. */
void config_mistakes_print(const struct config_mistakes *mistakes, FILE *out);

/* The one of `words` that `word` is probably a slip of; NULL if none is near. */
const char *config_nearest(const char *word, const char *const *words, size_t count);
/* The end of a mistake that says so: "; did you mean \"hall-a\"?", or "" if none is near. */
const char *config_suggestion(const char *word, const char *const *words, size_t count, struct arena *arena);

/* --- options --- */

enum config_kind {
    CONFIG_BOOL,   /* bool */
    CONFIG_INT,    /* int64_t, minimum..maximum (equal: any) */
    CONFIG_STRING, /* const char *; minimum..maximum is its length in bytes (equal: any) */
    CONFIG_WORD,   /* int: index into `words` */
    CONFIG_TIME,   /* int: "HH:MM" as minutes since midnight, 0..1440 */
    CONFIG_DATE,   /* struct date of clock.h: "2026-11-23" */
    CONFIG_LIST,   /* struct config_list of strings, none of them empty; a single string is a list of one;
                      minimum..maximum is how many (equal: any) */
    CONFIG_TEXT,   /* struct config_text: a string per language */
    CONFIG_ANY,    /* const config_setting_t *: known by name, read by the owner of the table; NULL if not given */
};

struct config_list {
    size_t count;
    const char **items;
};

/* { az = "..."; ru = "..."; en = "..."; } */
struct config_text {
    size_t count;
    struct config_translation {
        const char *language;
        const char *text;
    } * items;
};

/* The text in a language, or NULL if it is missing or empty. */
const char *config_text_in(const struct config_text *text, const char *language);

enum config_reload { CONFIG_LIVE, CONFIG_RESTART };

struct config_option {
    const char *name; /* "connections"; in the top table with its group: "limits.connections" */
    enum config_kind kind;
    size_t offset; /* of the value in the struct that the table fills */
    const char *unit;
    int64_t minimum, maximum;
    const char *fallback;     /* as it would stand in the file: "64", "\"/run/novbe\"", "[ ]"; NULL: must be given */
    const char *const *words; /* CONFIG_WORD: ends with NULL */
    enum config_reload reload;
    const char *help; /* one or more sentences; the sample wraps them */
};

/* --- files --- */

struct config_file; /* a parsed file and its included ones */

enum { CONFIG_NO_INCLUDE = 1 };

/* Reads, scans and parses `path`. On trouble adds mistakes and returns -EBADMSG (or -errno if it cannot be read, which
 * is a mistake too). `@include` paths are relative to the folder of the file. */
int config_file_read(const char *path, unsigned flags, struct config_mistakes *mistakes, struct config_file **ret_file)
        attr_must_check;
/* The same from memory, `name` standing for the path; for tests and fuzzers. Includes are refused. */
int config_file_parse(const char *name, const char *text, size_t length, struct config_mistakes *mistakes,
                      struct config_file **ret_file) attr_must_check;
struct config_file *config_file_free(struct config_file *file);
DEFINE_CLEANUP(struct config_file *, config_file_free)
config_setting_t *config_file_root(const struct config_file *file);

/* The text pre-scan alone (config_scan.c): adds mistakes for everything libconfig would swallow. */
void config_scan(const char *name, const char *text, size_t length, struct config_mistakes *mistakes);

/* Fills the struct at `target` from the group by the table, defaults included; strings and lists live in `arena`.
 * Reports every unknown key, wrong kind, value out of range and missing key; `target` is whole in any case, so that
 * reading can go on to find more mistakes. Names with dots are looked up in nested groups. */
void config_read_group(const config_setting_t *group, const struct config_option *options, size_t count,
                       struct arena *arena, struct config_mistakes *mistakes, void *target);

/* What stands there, for a mistake: "12", "\"abc\"", "a group { }". */
#define CONFIG_FOUND_SIZE 80
const char *config_found(const config_setting_t *setting, char room[CONFIG_FOUND_SIZE]);

/* The value at `value` (the option's place in the struct) as it would stand in a file: "64", "\"/run/novbe\"". Not for
 * CONFIG_ANY. */
const char *config_option_text(const struct config_option *option, const void *value, struct arena *arena);

/* Copies the value at `from` to `to`; what it points to is copied into `arena`. Not for CONFIG_TEXT and CONFIG_ANY. */
void config_option_copy(const struct config_option *option, const void *from, struct arena *arena, void *to);

/* The commented sample of a table: each option with help, unit, range, reload and its default. */
void config_write_sample(const char *heading, const struct config_option *options, size_t count, FILE *out);
/* Text as comments, a paragraph a line of it, wrapped; `hang`: further lines of a paragraph are indented by so much. */
void config_write_comment(const char *text, size_t hang, FILE *out);
