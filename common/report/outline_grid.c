/* SPDX-License-Identifier: MIT
 *
 * Sections and tables of an outline: columns told as data, rows filled from the structs of the interface.
 */
#include <string.h>

#include "common/report/outline_parts.h"

struct outline_section *outline_add_section(struct outline *outline, const char *id, const char *title)
{
    struct outline_section *section = arena_new(&outline->arena, struct outline_section);
    section->id = id;
    section->title = title;
    arena_grow(&outline->arena, outline->sections, outline->section_count, outline->section_room);
    outline->sections[outline->section_count++] = section;
    return section;
}

struct outline_grid *outline_add_grid(struct outline *outline, struct outline_section *section, const char *title,
                                      size_t columns)
{
    assert(section->grid_count < ARRAY_SIZE(section->grids));
    struct outline_grid *grid = arena_new(&outline->arena, struct outline_grid);
    grid->title = title;
    grid->columns = columns;
    grid->heads = arena_new_n(&outline->arena, struct outline_column, columns);
    section->grids[section->grid_count++] = grid;
    return grid;
}

struct outline_row *outline_add_row(struct outline *outline, struct outline_grid *grid)
{
    arena_grow(&outline->arena, grid->rows, grid->count, grid->room);
    struct outline_row *row = &grid->rows[grid->count++];
    *row = (struct outline_row){.cells = arena_new_n(&outline->arena, struct outline_cell, grid->columns)};
    for (size_t i = 0; i < grid->columns; i++)
        row->cells[i] = outline_no_cell();
    return row;
}

void outline_heads(struct outline *outline, struct outline_grid *grid, const char *first,
                   const struct outline_field *fields, size_t count)
{
    assert(grid->columns == count + 1);
    grid->heads[0] = (struct outline_column){.title = first};
    enum i18n_message last = MESSAGE_COUNT;
    const char *group = NULL;
    for (size_t i = 0; i < count; i++) {
        if (fields[i].group != last)
            group = fields[i].group == MESSAGE_COUNT ? NULL : outline_say(outline, fields[i].group);
        last = fields[i].group;
        grid->heads[i + 1] = (struct outline_column){.group = group,
                                                     .title = outline_say(outline, fields[i].title),
                                                     .number = true,
                                                     .screen = fields[i].screen};
    }
}

static struct outline_cell alarm_cell(struct outline *outline, int64_t count)
{
    struct outline_cell cell = outline_count_cell(outline, count);
    cell.tone = count == 0 ? TONE_FAINT : TONE_BAD;
    return cell;
}

static struct outline_cell difference_cell(struct outline *outline, struct idl_maybe_int difference)
{
    if (!difference.set)
        return outline_no_cell();
    struct outline_cell cell = outline_count_cell(outline, difference.value);
    cell.tone = difference.value == 0 ? TONE_GOOD : TONE_BAD;
    return cell;
}

static int64_t int_at(const void *at)
{
    int64_t number;
    memcpy(&number, at, sizeof(number));
    return number;
}

static struct idl_maybe_int maybe_at(const void *at)
{
    struct idl_maybe_int number;
    memcpy(&number, at, sizeof(number));
    return number;
}

static struct outline_cell field_cell(struct outline *outline, const struct outline_field *field, const void *from)
{
    const char *at = from;
    if (field->part)
        memcpy(&at, at + field->part, sizeof(at));
    if (!at)
        return outline_no_cell();
    at += field->offset;
    switch (field->kind) {
    case OUTLINE_COUNT:
        return outline_count_cell(outline, int_at(at));
    case OUTLINE_ALARM:
        return alarm_cell(outline, int_at(at));
    case OUTLINE_SPAN:
        return outline_span_cell(outline, maybe_at(at));
    case OUTLINE_HOURS:
        return outline_hours_cell(outline, int_at(at));
    case OUTLINE_DIFFERENCE:
        return difference_cell(outline, maybe_at(at));
    case OUTLINE_OTHER:
        break;
    }
    return field->read(outline, from);
}

void outline_fill(struct outline *outline, struct outline_row *row, const char *name,
                  const struct outline_field *fields, size_t count, const void *from)
{
    row->cells[0] = outline_name_cell(name);
    for (size_t i = 0; i < count; i++)
        row->cells[i + 1] = field_cell(outline, &fields[i], from);
}
