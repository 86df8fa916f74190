/* SPDX-License-Identifier: MIT
 *
 * Keys of jobs: words with a slash between them. Keys of the catalogue have none (base.h: key_is_sound).
 */
#include "printer/job.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

const char *const job_state_words[JOB_STATES] = {
        [JOB_ACTIVE] = "active", [JOB_PRINTED] = "printed", [JOB_NOT_PRINTED] = "not_printed",
        [JOB_NONE] = "none",     [JOB_UNCLEAR] = "unclear", [JOB_UNREACHABLE] = "unreachable",
};

const char *const job_handing_words[JOB_HANDINGS] = {
        [JOB_ACCEPTED] = "accepted",
        [JOB_REFUSED] = "refused",
        [JOB_UNSURE] = "unsure",
};

#define KEY_PRINT "novbe/%s/%" PRId64 "/%" PRId64 "/%s"
#define KEY_SCAN  "novbe/%63[^/]/%" SCNd64 "/%" SCNd64 "/%127[^/]"

void job_key(const struct job_name *name, char ret_key[JOB_KEY_SIZE])
{
    snprintf(ret_key, JOB_KEY_SIZE, KEY_PRINT, name->centre, name->order, name->at_ms, name->printer);
}

/* What is not printed the same way again (a sign, a zero, something behind it) is not ours. */
int job_key_parse(const char *key, struct job_name *ret_name)
{
    char again[JOB_KEY_SIZE];
    struct job_name name;
    if (strlen(key) >= JOB_KEY_SIZE || sscanf(key, KEY_SCAN, name.centre, &name.order, &name.at_ms, name.printer) != 4)
        return -EINVAL;
    job_key(&name, again);
    if (strcmp(again, key) != 0)
        return -EINVAL;
    *ret_name = name;
    return 0;
}
