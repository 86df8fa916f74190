/* SPDX-License-Identifier: MIT
 *
 * Stands in the place of what the build makes of daemon/schema.sql: the linker takes the first it finds.
 */
#include "tests/daemon/faults/schema.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

extern char store_schema_sql[];
char store_schema_sql[1 << 16];

/* As migrations are meant to be: a column, a table, a row in one. */
static const char growth[] = "CREATE TABLE grown (number INTEGER PRIMARY KEY, text TEXT);\n"
                             "INSERT INTO grown VALUES (1, 'grown');\n"
                             "ALTER TABLE booking ADD COLUMN grown INTEGER;\n";

void schema_set(bool grown)
{
    _cleanup_free_ char *path = mem_printf("%s/daemon/schema.sql", getenv("NOVBE_SOURCE"));
    FILE *file = fopen(path, "re");
    assert(file);
    size_t length = fread(store_schema_sql, 1, sizeof(store_schema_sql) - 1, file);
    fclose(file);
    assert(length > 0 && length + sizeof(growth) + 64 < sizeof(store_schema_sql));
    store_schema_sql[length] = '\0';
    int newest = 0;
    for (const char *at = store_schema_sql; (at = strstr(at, "\n-- migration ")); at++)
        newest++;
    if (grown)
        snprintf(store_schema_sql + length, sizeof(store_schema_sql) - length, "\n-- migration %d\n%s", newest + 1,
                 growth);
}
