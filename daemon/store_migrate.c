/* SPDX-License-Identifier: MIT
 *
 * The schema, brought from its number to the newest, a transaction a migration.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "daemon/store_private.h"

/* "novb": marks a file as ours, where file(1) and SQLite look for it. */
enum { APPLICATION_ID = 0x6e6f7662 };

static const char marker[] = "\n-- migration ";

/* The text of a migration, up to the next one; NULL: there is none of this number. */
static char *migration(int64_t number)
{
    const char *begin = store_schema_sql;
    while ((begin = strstr(begin, marker))) {
        begin += strlen(marker);
        if (strtoll(begin, NULL, 10) == number)
            break;
    }
    if (!begin)
        return NULL;
    begin = strchr(begin, '\n');
    const char *end = strstr(begin, marker);
    return end ? mem_strndup(begin, (size_t)(end - begin)) : mem_strdup(begin);
}

int store_schema(void)
{
    int newest = 0;
    for (const char *at = store_schema_sql; (at = strstr(at, marker)); at++)
        newest++;
    return newest;
}

int store_set_meta(struct database *database, const char *key, const char *text, int64_t number)
{
    _cleanup_(statement_freep) struct statement *statement = NULL;
    int r = database_prepare(database, "INSERT OR REPLACE INTO meta VALUES (?, ?)", &statement);
    if (r < 0)
        return r;
    statement_set_text(statement, 1, key);
    if (text)
        statement_set_text(statement, 2, text);
    else
        statement_set_number(statement, 2, number);
    return statement_run(statement);
}

int store_fail(char error[STORE_ERROR_SIZE], int r, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error, STORE_ERROR_SIZE, format, arguments);
    va_end(arguments);
    return r;
}

int store_read_centre(struct database *database, char ret_centre[LEDGER_CENTRE + 1])
{
    _cleanup_(statement_freep) struct statement *statement = NULL;
    int r = database_prepare(database, "SELECT value FROM meta WHERE key = 'centre'", &statement);
    if (r == 0)
        r = statement_next(statement);
    const char *centre = r > 0 ? statement_text(statement, 0) : NULL;
    if (!centre)
        return r < 0 ? r : -EBADMSG;
    snprintf(ret_centre, LEDGER_CENTRE + 1, "%s", centre);
    return 0;
}

int store_check_centre(struct database *database, const char *path, const char *centre, char error[STORE_ERROR_SIZE])
{
    char found[LEDGER_CENTRE + 1];
    int r = store_read_centre(database, found);
    if (r < 0)
        return store_fail(error, r, "%s is no store of novbe, or is damaged: %s", path, database_error(database));
    if (strcmp(found, centre) != 0)
        return store_fail(error, -EXDEV, "%s belongs to the centre %s, not to %s", path, found, centre);
    return 0;
}

static int migrate_to(struct database *database, int64_t number, const char *centre)
{
    _cleanup_free_ char *sql = migration(number), *mark = mem_printf("PRAGMA application_id = %d", APPLICATION_ID);
    int r = database_run(database, "BEGIN IMMEDIATE");
    if (r == 0)
        r = database_run(database, sql);
    if (r == 0 && number == 1)
        r = database_run(database, mark);
    if (r == 0 && number == 1)
        r = store_set_meta(database, "centre", centre, 0);
    if (r == 0)
        r = store_set_meta(database, "schema", NULL, number);
    if (r == 0)
        r = database_run(database, "COMMIT");
    if (r < 0)
        database_rollback(database);
    return r;
}

int store_migrate(struct database *database, const char *centre)
{
    int64_t application = 0, tables = 0, schema = 0;
    int r = database_number(database, "PRAGMA application_id", &application);
    if (r == 0)
        r = database_number(database, "SELECT count(*) FROM sqlite_master", &tables);
    if (r < 0)
        return r;
    if (application != APPLICATION_ID && (application != 0 || tables > 0))
        return -EBADMSG;
    if (application == APPLICATION_ID)
        r = database_number(database, "SELECT value FROM meta WHERE key = 'schema'", &schema);
    if (r < 0)
        return r == -ENOENT ? -EBADMSG : r;
    if (schema > store_schema())
        return -ENOTSUP;
    /* From here on the file is ours. A WAL that a long reader made longer than this is cut; usually it stays below, as
     * writing over it is faster than making it longer again. */
    r = database_run(database, "PRAGMA journal_mode = WAL; PRAGMA journal_size_limit = 33554432");
    while (r == 0 && schema < store_schema())
        r = migrate_to(database, ++schema, centre);
    return r;
}
