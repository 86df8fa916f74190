/* SPDX-License-Identifier: MIT
 *
 * Is a store what was written? Reads a file row by row, in constant memory, and names what is wrong: the chain, the
 * seals, the names, the texts; then the ledger is replayed through the engine, and step rows and the figures of each
 * day are compared with what it says.
 *
 * The chain needs nothing from outside. A seal is proved only by the first key of its chain, which the auditor has.
 * That the whole file is an older one that was put back is seen only by a head that was told outside.
 */
#pragma once

#include "daemon/store.h"

enum finding_kind {
    FINDING_EDITED,    /* a row is not as it was written */
    FINDING_DELETED,   /* rows are missing in the middle */
    FINDING_REORDERED, /* a row stands at another's place */
    FINDING_CUT,       /* the last rows are missing */
    FINDING_OLDER,     /* a file from before, whole in itself */
    FINDING_OTHER,     /* another history than the one that was told */
    FINDING_SEAL,      /* a day is not as it was sealed */
    FINDING_KEY,       /* a seal was not made with this chain of keys */
    FINDING_NAME,
    FINDING_TEXT,
    FINDING_STEP,
    FINDING_FIGURES,
    FINDING_RETURN, /* a return code is not as the ledger says */
    FINDING_RULES,  /* the engine cannot have told this row */
    FINDING_ROLLUP, /* a roll-up is not what its day's facts, or its days, say; row: the day */
    FINDING_KINDS
};
/* "edited", "deleted" ... */
extern const char *const finding_words[FINDING_KINDS];

enum { FINDING_TEXT_SIZE = 240 };
struct finding {
    enum finding_kind kind;
    int64_t row;                  /* seq, or the number of a row elsewhere; 0: none in particular */
    char text[FINDING_TEXT_SIZE]; /* a sentence */
};

struct verify_options {
    const char *path;
    bool has_key;
    struct ledger_key first_key; /* of the chain `key_chain` */
    int32_t key_chain;
    const struct store_head *heads; /* as they were told outside */
    size_t head_count;
    void (*found)(const struct finding *finding, void *data);
    void *data;
};

struct verify_result {
    char centre[LEDGER_CENTRE + 1];
    struct store_head head;
    int64_t events, days, sealed_by_key, steps, texts, names;
    int64_t texts_forgotten, names_forgotten;
    int64_t findings;
    bool replayed; /* false: rows were not as written, so there was nothing to replay */
};

/* 0: read to the end, whatever was found; negative: it could not be, `error` says why. */
int store_verify(const struct verify_options *options, struct verify_result *ret_result, char error[STORE_ERROR_SIZE])
        attr_must_check;
