/* SPDX-License-Identifier: MIT
 *
 * Programs are found beside this one, where the daemon is when all was installed, or wherever the shell would.
 */
#include "kiosk/admin/run.h"

#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *find(const char *name, char path[PATH_MAX])
{
    static const char *const folders[] = {".", "../sbin"};
    char own[PATH_MAX] = "";
    if (readlink("/proc/self/exe", own, sizeof(own) - 1) < 0)
        return name;
    const char *folder = dirname(own);
    for (size_t i = 0; i < ARRAY_SIZE(folders); i++) {
        int length = snprintf(path, PATH_MAX, "%s/%s/%s", folder, folders[i], name);
        if (length > 0 && length < PATH_MAX && access(path, X_OK) == 0)
            return path;
    }
    return name;
}

bool run_is_there(const char *name)
{
    char path[PATH_MAX];
    return find(name, path) != name;
}

int run_beside(const char *const *words)
{
    char path[PATH_MAX];
    const char *program = find(words[0], path);
    pid_t child;
    int status = 0, r = posix_spawnp(&child, program, NULL, NULL, (char *const *)(uintptr_t)words, environ);
    if (r != 0) {
        fprintf(stderr, "novbe: cannot run %s: %s\n", program, strerror(r));
        return 127;
    }
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}
