/* SPDX-License-Identifier: MIT
 *
 * The newest row of each kind, written over as they come.
 */
#include "daemon/health.h"

static void look_done(struct health_look *look)
{
    free(look->text);
    *look = (struct health_look){0};
}

static void look_copy(struct health_look *look)
{
    look->text = look->text ? mem_strdup(look->text) : NULL;
}

void health_copy(void *to, const void *from)
{
    struct health *health = to;
    *health = *(const struct health *)from;
    look_copy(&health->verify);
    look_copy(&health->backup);
    look_copy(&health->to_note);
}

void health_done(void *value)
{
    struct health *health = value;
    look_done(&health->verify);
    look_done(&health->backup);
    look_done(&health->to_note);
    *health = (struct health){0};
}

static void take_look(struct health_look *look, const struct store_row *row)
{
    look_done(look);
    *look = (struct health_look){.at_ms = row->at_ms,
                                 .good = row->value[HEALTH_ROW_GOOD] != 0,
                                 .text = row->text ? mem_strdup(row->text) : NULL};
}

static int take(const struct store_row *row, void *data)
{
    struct health *health = data;
    switch (row->value[HEALTH_ROW_WHAT]) {
    case HEALTH_VERIFY:
        take_look(&health->verify, row);
        break;
    case HEALTH_BACKUP:
        take_look(&health->backup, row);
        break;
    case HEALTH_OUTAGE:
        health->outage_ms = row->value[HEALTH_ROW_SINCE];
        health->outage_ended_ms = row->at_ms;
        break;
    default:
        break;
    }
    return 0;
}

int health_load(struct health *health, struct store *store)
{
    health_done(health);
    health->store = store;
    return store_read_rows(store_database(store), TABLE_HEALTH, 0, take, health);
}

static void note(struct health *health, const struct store_row *row)
{
    store_add_row(health->store, row);
    take(row, health);
}

void health_verified(struct health *health, int64_t at_ms, bool good, const char *text)
{
    look_done(&health->to_note);
    health->to_note = (struct health_look){.at_ms = at_ms, .good = good, .text = text ? mem_strdup(text) : NULL};
}

void health_note_verify(struct health *health)
{
    const struct health_look *look = &health->to_note;
    struct store_row row = {.table = TABLE_HEALTH, .at_ms = look->at_ms, .text = look->text};
    if (!look->at_ms)
        return;
    row.value[HEALTH_ROW_WHAT] = HEALTH_VERIFY;
    row.value[HEALTH_ROW_GOOD] = look->good;
    note(health, &row);
    look_done(&health->to_note);
}

void health_note_backup(struct health *health, int64_t at_ms, bool good, const char *text)
{
    struct store_row row = {.table = TABLE_HEALTH, .at_ms = at_ms, .text = text};
    row.value[HEALTH_ROW_WHAT] = HEALTH_BACKUP;
    row.value[HEALTH_ROW_GOOD] = good;
    note(health, &row);
}

void health_note_outage(struct health *health, int64_t since_ms, int64_t at_ms)
{
    struct store_row row = {.table = TABLE_HEALTH, .at_ms = at_ms};
    row.value[HEALTH_ROW_WHAT] = HEALTH_OUTAGE;
    row.value[HEALTH_ROW_SINCE] = since_ms;
    note(health, &row);
}
