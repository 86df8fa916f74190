/* SPDX-License-Identifier: MIT
 *
 * An array by the operators' numbers, written over row by row.
 */
#include "daemon/operators.h"

#include <string.h>

/* In place of a profile: the row is of one who stands in the catalogue, for his PIN. */
#define PROFILE_OF_CATALOGUE (-1)

static struct operator_kept *at(struct operators *operators, int32_t id)
{
    if (id >= operators->limit) {
        operators->items = mem_realloc(operators->items, (size_t)id + 1, sizeof(*operators->items));
        memset(operators->items + operators->limit, 0, (size_t)(id + 1 - operators->limit) * sizeof(*operators->items));
        operators->limit = id + 1;
    }
    return &operators->items[id];
}

static void put(struct operators *operators, const struct operator_kept *kept)
{
    struct operator_kept *to = at(operators, kept->id);
    char *pin = kept->pin ? mem_strdup(kept->pin) : NULL;
    free(to->pin);
    *to = *kept;
    to->pin = pin;
}

static int on_row(const struct store_row *row, void *data)
{
    int64_t profile = row->value[OPERATOR_ROW_PROFILE];
    struct operator_kept kept = {.id = (int32_t)row->value[OPERATOR_ROW_ID],
                                 .added = profile != PROFILE_OF_CATALOGUE,
                                 .removed = row->value[OPERATOR_ROW_REMOVED] != 0,
                                 .profile = profile > 0 ? (int32_t)profile : 0,
                                 .languages = row->value[OPERATOR_ROW_LANGUAGES],
                                 .pin = row->text ? mem_strdup(row->text) : NULL};
    put(data, &kept);
    free(kept.pin);
    return 0;
}

int operators_load(struct operators *operators, struct store *store)
{
    operators_done(operators);
    operators->store = store;
    return store_read_rows(store_database(store), TABLE_OPERATOR, 0, on_row, operators);
}

void operators_done(struct operators *operators)
{
    for (int32_t id = 0; id < operators->limit; id++)
        free(operators->items[id].pin);
    free(operators->items);
    *operators = (struct operators){0};
}

static void apply(const struct operator_kept *kept, struct rulebook *rulebook)
{
    bool in_catalogue = rulebook_object(rulebook, NAME_OPERATOR, kept->id);
    if (kept->added && !in_catalogue)
        rulebook_add_operator(rulebook, kept->id, kept->profile, kept->languages);
    if (kept->removed || in_catalogue)
        rulebook_offer_operator(rulebook, kept->id, !kept->removed);
}

void operators_apply(const struct operators *operators, struct rulebook *rulebook)
{
    for (int32_t id = 1; id < operators->limit; id++) {
        if (operators->items[id].id)
            apply(&operators->items[id], rulebook);
    }
}

const struct operator_kept *operators_find(const struct operators *operators, int32_t id)
{
    return id > 0 && id < operators->limit && operators->items[id].id ? &operators->items[id] : NULL;
}

void operators_keep(struct operators *operators, struct rulebook *rulebook, const struct operator_kept *kept,
                    int64_t at_ms)
{
    struct store_row row = {.table = TABLE_OPERATOR, .at_ms = at_ms, .text = kept->pin};
    row.value[OPERATOR_ROW_ID] = kept->id;
    row.value[OPERATOR_ROW_PROFILE] = kept->added ? kept->profile : PROFILE_OF_CATALOGUE;
    row.value[OPERATOR_ROW_LANGUAGES] = kept->languages;
    row.value[OPERATOR_ROW_REMOVED] = kept->removed;
    store_add_row(operators->store, &row);
    put(operators, kept);
    apply(kept, rulebook);
}
