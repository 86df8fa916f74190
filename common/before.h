/* SPDX-License-Identifier: MIT
 *
 * "Why was B012 before me?": the words of org.novbe.Visitor.WhyBefore as sentences, the same at a kiosk, a counter and
 * a desk. Nobody's class is named.
 */
#pragma once

struct language;

/* `other` is its number. NULL: a word that this program does not know yet (or a negative value). Free the result. */
char *before_text(const struct language *language, int why, const char *other);
