# SPDX-License-Identifier: MIT
"""PostgreSQL as a yardstick: a server of its own in a folder, with its own settings of durability."""
import contextlib
import os
import pwd
import subprocess
import sys
import time
from pathlib import Path

import bench

BIN = Path("/usr/lib/postgresql/15/bin")


def wait_for(command, wanted, who):
    end = time.monotonic() + 30
    while subprocess.run(command, capture_output=True, text=True).stdout != wanted:
        if time.monotonic() > end:
            sys.exit(f"{who} did not answer within 30 s")
        time.sleep(0.02)


@contextlib.contextmanager
def server(path, *settings):
    """The words of a psql that speaks to it. `path` must be of others' reach: the server does not run as root."""
    owner = pwd.getpwnam("postgres") if os.geteuid() == 0 else None
    who = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}
    if owner:
        os.chown(path, owner.pw_uid, owner.pw_gid)
    data = path / "data"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **who}
    subprocess.run([BIN / "initdb", "-D", data, "-A", "trust"], check=True, **quiet)
    options = [word for setting in ("listen_addresses=", *settings) for word in ("-c", setting)]
    command = [BIN / "postgres", "-D", data, "-k", path, *options]
    bench.show("PostgreSQL", command)
    running = subprocess.Popen(command, cwd=path, **quiet)
    sql = ["psql", "-h", path, "-U", "postgres" if owner else pwd.getpwuid(os.geteuid()).pw_name, "-qAt", "postgres"]
    try:
        wait_for([*sql, "-c", "SELECT 1"], "1\n", "postgres")
        yield sql
    finally:
        running.send_signal(2)
        running.wait(60)
