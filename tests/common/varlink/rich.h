/* SPDX-License-Identifier: MIT
 *
 * An interface with every kind of type, for the tests of values and their fuzzer. All fields of Take may be left out,
 * so that a value of the corpus holds only what it is about.
 */
#pragma once

static const char rich_text[] =
        "interface org.example.rich\n"
        "type Colour (red, green, blue)\n"
        "type Point (x: int, y: int)\n"
        "type Tree (name: string, left: ?Tree, children: []Tree, by_name: [string]Tree)\n"
        "type Rich (\n"
        "  b: bool, i: int, f: float, s: string, o: object, e: Colour, p: Point, empty: (), list: []int,\n"
        "  texts: [string]string, inner: (kind: (one, two), steps: []?(service: string, note: ?string)), mb: ?bool,\n"
        "  mi: ?int, mf: ?float, ms: ?string, mo: ?object, me: ?Colour, mp: ?Point, ml: ?[]?int, mm: ?[string]?bool\n"
        ")\n"
        "method Take(\n"
        "  rich: ?Rich, tree: ?Tree, b: ?bool, i: ?int, f: ?float, s: ?string, o: ?object, e: ?Colour, p: ?Point,\n"
        "  empty: ?(), list: ?[]int, points: ?[]Point, texts: ?[string]string, set: ?[string](), grid: ?[][]float,\n"
        "  words: ?[string][]?Colour, inner: ?(kind: (one, two), steps: []?(service: string, note: ?string))\n"
        ") -> ()\n";
