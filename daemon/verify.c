/* SPDX-License-Identifier: MIT
 *
 * Arguments to a verify, findings to lines.
 */
#include "daemon/verify.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "daemon/store_verify.h"

/* NUMBER:64 hexadecimal digits, perhaps with the end of a line behind. */
static bool parse_pair(const char *text, int64_t *ret_number, uint8_t ret_bytes[32])
{
    char *end, hex[LEDGER_HEX_SIZE];
    errno = 0;
    long long number = strtoll(text, &end, 10);
    if (errno || end == text || *end != ':' || number <= 0)
        return false;
    end++;
    size_t length = strcspn(end, "\r\n");
    if (length != LEDGER_HEX_SIZE - 1)
        return false;
    memcpy(hex, end, length);
    hex[length] = '\0';
    *ret_number = number;
    return ledger_from_hex(hex, ret_bytes) == 0;
}

struct heads {
    struct store_head *items;
    size_t count, room;
};

static bool add_head(struct heads *heads, const char *text)
{
    struct store_head head;
    if (!parse_pair(text, &head.seq, head.hash.bytes))
        return false;
    mem_grow(heads->items, heads->count, heads->room);
    heads->items[heads->count++] = head;
    return true;
}

static int read_heads(const char *text, struct heads *heads)
{
    char line[256];
    if (!text || add_head(heads, text))
        return EX_OK;
    FILE *file = fopen(text, "re");
    if (!file) {
        fprintf(stderr, "novbed: '%s' is no head (SEQ:HEX), nor a file of heads: %s\n", text, strerror(errno));
        return EX_USAGE;
    }
    while (fgets(line, sizeof(line), file))
        add_head(heads, line);
    fclose(file);
    if (heads->count > 0)
        return EX_OK;
    fprintf(stderr, "novbed: %s holds no line SEQ:HEX\n", text);
    return EX_USAGE;
}

static int read_key(const char *text, struct verify_options *options)
{
    int64_t chain;
    if (!text)
        return EX_OK;
    options->has_key = parse_pair(text, &chain, options->first_key.bytes) && chain <= INT32_MAX;
    if (options->has_key) {
        options->key_chain = (int32_t)chain;
        return EX_OK;
    }
    fputs("novbed: the key must be as it was printed, CHAIN:HEX\n", stderr);
    return EX_USAGE;
}

static void print_finding(const struct finding *finding, attr_unused void *data)
{
    printf("%s: %s\n", finding_words[finding->kind], finding->text);
}

static void print_result(const struct verify_options *options, const struct verify_result *result)
{
    char hex[LEDGER_HEX_SIZE];
    printf("centre %s\nrows %lld\ndays %lld\n", result->centre, (long long)result->events, (long long)result->days);
    if (options->has_key)
        printf("sealed by the key %lld\n", (long long)result->sealed_by_key);
    printf("steps %lld\ntexts %lld\nnames %lld\n", (long long)result->steps, (long long)result->texts,
           (long long)result->names);
    if (result->texts_forgotten || result->names_forgotten)
        printf("forgotten: texts %lld names %lld\n", (long long)result->texts_forgotten,
               (long long)result->names_forgotten);
    printf("head %lld:%s\n", (long long)result->head.seq, ledger_hex(result->head.hash.bytes, hex));
    if (!result->replayed)
        puts("not replayed: rows are not as they were written");
    if (result->findings)
        printf("findings %lld\n", (long long)result->findings);
    else
        puts("whole");
}

int verify_print(const struct verify_arguments *arguments)
{
    struct heads heads = {0};
    struct verify_result result;
    struct verify_options options = {.path = arguments->path, .found = print_finding};
    char error[STORE_ERROR_SIZE];
    int code = read_key(arguments->key, &options);
    if (code == EX_OK)
        code = read_heads(arguments->head, &heads);
    if (code == EX_OK) {
        options.heads = heads.items;
        options.head_count = heads.count;
        int r = store_verify(&options, &result, error);
        if (r == 0)
            print_result(&options, &result);
        else
            fprintf(stderr, "novbed: %s\n", error);
        if (r < 0)
            code = r == -EIO ? EX_IOERR : EX_NOINPUT;
        else if (result.findings)
            code = EX_DATAERR;
    }
    ledger_key_erase(&options.first_key);
    free(heads.items);
    return code;
}
