/* SPDX-License-Identifier: MIT
 *
 * What is left, a start, and the oracle's questions.
 */
#include "tests/daemon/faults/recovery.h"

#include <assert.h>
#include <dirent.h>
#include <stdio.h>
#include <unistd.h>

#include "tests/daemon/faults/oracle.h"

/* How long the machine was without power. */
#define DARK_MS 1000

char *recovery_folder(const char *name)
{
    const char *temporary = getenv("TMPDIR");
    char *folder = mem_printf("%s/novbe-%s-XXXXXX", temporary ? temporary : "/tmp", name);
    const char *made = mkdtemp(folder);
    assert(made);
    return folder;
}

void recovery_remove(const char *folder)
{
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, NULL, NULL);
    for (int i = 0; i < count; i++) {
        _cleanup_free_ char *path = mem_printf("%s/%s", folder, entries[i]->d_name);
        unlink(path); /* fails for "." and ".." */
        free(entries[i]);
    }
    free(entries);
    rmdir(folder);
}

bool recovery_run(const struct machine *before, const struct medium *medium, size_t change, uint64_t chance,
                  const char *folder, struct machine *ret_machine)
{
    const struct disk *disk = before->disk;
    int64_t moment = change < disk->count ? disk->changes[change].moment : before->now_ms;
    medium_survive(medium, chance, folder);
    machine_init(ret_machine, folder, moment + DARK_MS);
    machine_inherit(ret_machine, before, change);
    bool good = machine_start(ret_machine) && oracle_recall(ret_machine) && oracle_goes_on(ret_machine) &&
                oracle_housekeeps(ret_machine);
    machine_off(ret_machine);
    return good && oracle_verify(ret_machine);
}
