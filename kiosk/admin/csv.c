/* SPDX-License-Identifier: MIT
 *
 * The text is cut into fields in place: a field never grows when its quotes are taken off.
 */
#include "kiosk/admin/csv.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "common/buffer.h"
#include "common/text.h"

#define BYTE_ORDER_MARK "\xef\xbb\xbf" /* spreadsheets begin a file with it */

struct reader {
    struct csv csv;
    const struct csv_column *columns;
    size_t column_count;
    size_t places[CSV_COLUMNS_LIMIT]; /* of the file's columns among those asked for */
    size_t width;                     /* columns of the file */
    char *at;
    size_t line;
    size_t mistakes;
};

void csv_mistake(const struct csv *csv, size_t line, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    _cleanup_free_ char *text = mem_vprintf(format, arguments);
    va_end(arguments);
    fprintf(stderr, "%s:%zu: error: %s\n", csv->path, line, text);
}

static void mistake(struct reader *reader, size_t line, const char *text, const char *what)
{
    csv_mistake(&reader->csv, line, "%s%s", text, what);
    reader->mistakes++;
}

/* --- the file --- */

static int read_stream(FILE *file, char **ret_text, size_t *ret_length)
{
    struct buffer buffer = {0};
    size_t got = 1;
    while (got > 0 && buffer.length <= CSV_FILE_LIMIT) {
        got = fread(buffer_reserve(&buffer, 65536), 1, 65536, file);
        buffer_added(&buffer, got);
    }
    int r = ferror(file) ? -EIO : buffer.length > CSV_FILE_LIMIT ? -EFBIG : 0;
    if (r == 0) {
        *ret_text = mem_strndup(buffer.length > 0 ? buffer_bytes(&buffer) : "", buffer.length);
        *ret_length = buffer.length;
    }
    buffer_done(&buffer);
    return r;
}

static int read_file(struct reader *reader)
{
    size_t length = 0;
    bool is_input = strcmp(reader->csv.path, "-") == 0;
    FILE *file = is_input ? stdin : fopen(reader->csv.path, "re");
    int r = file ? read_stream(file, &reader->csv.text, &length) : -errno;
    if (file && !is_input)
        fclose(file);
    if (r < 0) {
        fprintf(stderr, "novbe: cannot read %s: %s\n", reader->csv.path, strerror(-r));
        return r;
    }
    if (text_is_valid(reader->csv.text, length))
        return 0;
    mistake(reader, 1, "the file is not UTF-8", "");
    return -EBADMSG;
}

/* --- fields --- */

/* Takes the quotes off a field that begins with one; moves on behind the closing one. False if it does not close, or
 * more follows. */
static bool take_quoted(struct reader *reader, char **ret_field)
{
    char *to = reader->at, *from = reader->at + 1;
    *ret_field = to;
    while (*from && (*from != '"' || from[1] == '"')) {
        reader->line += *from == '\n';
        from += *from == '"';
        *to++ = *from++;
    }
    bool closed = *from == '"';
    reader->at = from + closed;
    if (!closed || !strchr(",\r\n", *reader->at))
        return false;
    if (to < reader->at)
        *to = '\0';
    return true;
}

static bool take_plain(struct reader *reader, char **ret_field)
{
    *ret_field = reader->at;
    reader->at += strcspn(reader->at, ",\"\r\n");
    return *reader->at != '"';
}

/* Over the comma, or over the end of the line; *ret_last tells which. False if a line ends in a way that lines do not.
 */
static bool take_end(struct reader *reader, bool *ret_last)
{
    char *end = reader->at;
    *ret_last = *end != ',';
    if (*end == '\r' && end[1] == '\n')
        reader->at++;
    else if (*end == '\r')
        return false;
    reader->line += *reader->at == '\n';
    reader->at += *reader->at != '\0';
    *end = '\0';
    return true;
}

/* The fields of one line, at most as many as there is room for; *ret_count counts all. False: no line, a mistake was
 * told. */
static bool take_line(struct reader *reader, char *fields[CSV_COLUMNS_LIMIT], size_t *ret_count)
{
    size_t line = reader->line;
    size_t count = 0;
    for (bool last = false; !last; count++) {
        char *field = NULL;
        bool taken = *reader->at == '"' ? take_quoted(reader, &field) : take_plain(reader, &field);
        if (!taken || !take_end(reader, &last)) {
            mistake(reader, line, "quotes that do not close, or stand within a field", "");
            return false;
        }
        if (text_has_control(field, false)) {
            mistake(reader, line, "a control character in a field", "");
            return false;
        }
        if (count < CSV_COLUMNS_LIMIT)
            fields[count] = field;
    }
    *ret_count = count;
    return true;
}

/* --- columns and rows --- */

static size_t find_column(const struct reader *reader, const char *name)
{
    size_t i = 0;
    while (i < reader->column_count && strcmp(reader->columns[i].name, name) != 0)
        i++;
    return i;
}

static bool take_header(struct reader *reader)
{
    char *names[CSV_COLUMNS_LIMIT];
    bool there[CSV_COLUMNS_LIMIT] = {false};
    if (!take_line(reader, names, &reader->width))
        return false;
    if (reader->width > CSV_COLUMNS_LIMIT) {
        mistake(reader, 1, "too many columns", "");
        return false;
    }
    for (size_t i = 0; i < reader->width; i++) {
        size_t place = reader->places[i] = find_column(reader, names[i]);
        if (place == reader->column_count)
            mistake(reader, 1, "there is no column ", names[i]);
        else if (there[place])
            mistake(reader, 1, "twice the column ", names[i]);
        else
            there[place] = true;
    }
    for (size_t i = 0; i < reader->column_count; i++) {
        if (reader->columns[i].needed && !there[i])
            mistake(reader, 1, "it lacks the column ", reader->columns[i].name);
    }
    return reader->mistakes == 0;
}

static void add_row(struct reader *reader, size_t line, char *fields[CSV_COLUMNS_LIMIT])
{
    struct csv *csv = &reader->csv;
    mem_grow(csv->rows, csv->count, csv->room);
    struct csv_row *row = &csv->rows[csv->count++];
    *row = (struct csv_row){.line = line};
    for (size_t i = 0; i < reader->width; i++) {
        const struct csv_column *column = &reader->columns[reader->places[i]];
        if (*fields[i])
            row->fields[reader->places[i]] = fields[i];
        else if (column->needed)
            mistake(reader, line, "empty: ", column->name);
    }
}

/* False if the rest cannot be read. */
static bool take_row(struct reader *reader)
{
    char *fields[CSV_COLUMNS_LIMIT];
    size_t count, line = reader->line;
    if (!take_line(reader, fields, &count))
        return false;
    if (count == reader->width)
        add_row(reader, line, fields);
    else
        mistake(reader, line, count < reader->width ? "too few fields" : "too many fields", "");
    return true;
}

int csv_read(const char *path, const struct csv_column *columns, size_t column_count, struct csv *ret_csv)
{
    struct reader reader = {
            .csv = {.path = mem_strdup(path)}, .columns = columns, .column_count = column_count, .line = 1};
    int r = read_file(&reader);
    bool has_mark = r == 0 && strncmp(reader.csv.text, BYTE_ORDER_MARK, strlen(BYTE_ORDER_MARK)) == 0;
    reader.at = r == 0 ? reader.csv.text + (has_mark ? strlen(BYTE_ORDER_MARK) : 0) : NULL;
    bool readable = r == 0 && take_header(&reader);
    while (readable && *reader.at)
        readable = take_row(&reader);
    if (r == 0 && reader.mistakes > 0)
        r = -EBADMSG;
    if (r < 0)
        csv_done(&reader.csv);
    else
        *ret_csv = reader.csv;
    return r;
}

void csv_done(struct csv *csv)
{
    free(csv->path);
    free(csv->text);
    free(csv->rows);
    *csv = (struct csv){0};
}

void csv_write(const char *field)
{
    if (!strpbrk(field, ",\"\r\n")) {
        fputs(field, stdout);
        return;
    }
    putchar('"');
    for (; *field; field++) {
        if (*field == '"')
            putchar('"');
        putchar(*field);
    }
    putchar('"');
}
