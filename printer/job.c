/* SPDX-License-Identifier: MIT
 *
 * Keys of jobs: words with a slash between them. Keys of the catalogue have none (base.h: key_is_sound).
 */
#include "printer/job.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
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

void job_key(const struct job_name *name, char ret_key[JOB_KEY_SIZE])
{
    snprintf(ret_key, JOB_KEY_SIZE, KEY_PRINT, name->centre, name->order, name->at_ms, name->printer);
}

/* What keys of the catalogue are made of, and more: blanks, controls and what is no ASCII are nobody's key. */
static bool is_word(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (text[i] <= ' ' || text[i] >= 0x7F)
            return false;
    }
    return length > 0;
}

/* The next word of `*rest`, at most size - 1 bytes, and the slash behind it. */
static int take_word(const char **rest, char *word, size_t size)
{
    size_t length = strcspn(*rest, "/");
    if (length >= size || !is_word(*rest, length))
        return -EINVAL;
    memcpy(word, *rest, length);
    word[length] = '\0';
    *rest += length + ((*rest)[length] == '/');
    return 0;
}

static int take_number(const char **rest, int64_t *ret_number)
{
    char word[32];
    char *end;
    if (take_word(rest, word, sizeof(word)) < 0)
        return -EINVAL;
    *ret_number = strtoll(word, &end, 10);
    return *end ? -EINVAL : 0;
}

/* What is not printed the same way again (a sign, a zero, something behind it) is not ours. */
int job_key_parse(const char *key, struct job_name *ret_name)
{
    char again[JOB_KEY_SIZE], word[8];
    struct job_name name;
    const char *rest = key;
    if (take_word(&rest, word, sizeof(word)) < 0 || take_word(&rest, name.centre, sizeof(name.centre)) < 0 ||
        take_number(&rest, &name.order) < 0 || take_number(&rest, &name.at_ms) < 0 ||
        take_word(&rest, name.printer, sizeof(name.printer)) < 0)
        return -EINVAL;
    job_key(&name, again);
    if (strcmp(again, key) != 0)
        return -EINVAL;
    *ret_name = name;
    return 0;
}
