/* SPDX-License-Identifier: MIT
 *
 * An interface as plain lines, for checks written in any language.
 */
#pragma once

#include <stdio.h>

#include "common/varlink/idl.h"

/* One fact a line, in the order of the text. What has no name is written by its path, "kind", "steps[].service",
 * "texts[string].az":
 *
 *     interface org.novbe.Admin
 *     type org.novbe.Admin.Change struct
 *     type org.novbe.Admin.Change field kind enum
 *     type org.novbe.Admin.Change word kind added
 *     method org.novbe.Admin.Reload
 *     method org.novbe.Admin.Reload in preview ?bool
 *     method org.novbe.Admin.Reload out changes []Change
 *     error org.novbe.Fault.Overloaded field limit string
 */
void dump_facts(FILE *out, const struct idl *idl);

/* The members and fields without a comment, as the same lines. A field that its member's comment tells of as `name` has
 * one. */
void dump_undocumented(FILE *out, const struct idl *idl);
