# SPDX-License-Identifier: MIT
"""Private paper for live tests: a CUPS of its own, printers that are ippeveprinter, and a tray for what came out.

    with Cups("entrance", "hall") as cups:
        cups.environment                     # CUPS_SERVER: for programs that shall print here
        printer = cups.printers["entrance"]  # with a queue of the same name before it
        printer.set("paper_out") ... printer.clear("paper_out")
        until(lambda: len(printer.tray()) == 1)

All of it lives in one temporary folder, with a bus, ports and sockets of its own, so many run side by side, as root or
not. (Not as root, cupsd and printers are the caller's own, and socket: is a copy of Debian's backend, which only root
may start.)
What is started here carries the folder's name in its environment, and so do the filters and backends that cupsd starts;
a keeper ends all that carries it and removes the folder, whether the test closes it, fails or is killed.
"""
import contextlib
import itertools
import os
import pathlib
import re
import resource
import shlex
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time

from centre import until
from left import marked
from printer_inside import CANCELLED, FAULTS, Ipp

MARK = "NOVBE_TEST_CUPS"
TRIAL_MARK = "NOVBE_TRY"  # that of conf/try, if it is a part of one
# How it behaves: "slow" (takes so many seconds), "abort" (gives the job up, nothing comes out), "deaf" (prints when that is
# over, and hears nothing before: what it says of a job that was cancelled meanwhile is not so, unless it was frozen).
TEMPERS = ("slow", "abort", "deaf")
CUPSD_PROGRAM, PRINTER_PROGRAM = "/usr/sbin/cupsd", "/usr/sbin/ippeveprinter"
INSIDE = pathlib.Path(__file__).with_name("printer_inside.py")
CONTROL_JOB = "novbe-test-control"
# Lines of CUPS about a job that help nobody: the attributes of every request, the environment of every program.
NOISE = re.compile(r"\] (envp\[|argv\[|---- |\S+ (1setOf )?(boolean|charset|collection|dateTime|enum|integer|keyword|mime\w+|"
                   r"name\w+|natural\w+|noValue|rangeOfInteger|resolution|text\w+|uri) )")

CUPSD_FILES = """
SystemGroup root
FileDevice Yes
ServerRoot {root}
ServerBin {binaries}
DataDir /usr/share/cups
CacheDir {root}/cache
StateDir {root}/state
RequestRoot {root}/spool
TempDir {root}/spool/tmp
ServerKeychain {root}/ssl
AccessLog {root}/log/access_log
ErrorLog {root}/log/error_log
PageLog {root}/log/page_log
SyncOnClose No
PassEnv {mark}
"""
CUPSD = """
LogLevel debug
MaxLogSize 0
Listen {socket}
Browsing Off
WebInterface No
DefaultAuthType None
DefaultEncryption Never
DirtyCleanInterval {clean}
PreserveJobHistory Yes
PreserveJobFiles No
IdleExitTimeout 0
JobRetryInterval 2
JobRetryLimit 5
ErrorPolicy retry-job
<Location />
  Order allow,deny
  Allow all
</Location>
<Location /admin>
  Order allow,deny
  Allow all
</Location>
<Policy default>
  JobPrivateAccess default
  JobPrivateValues default
  SubscriptionPrivateAccess default
  SubscriptionPrivateValues default
  <Limit All>
    Order allow,deny
    Allow all
  </Limit>
</Policy>
"""

# A roll of 80 mm, 72 of which are printed on at 203 dpi, black or nothing; with a cutter. `sizes`: of media-col-database,
# as pairs of 1/100 mm: 8000, or "5000-8000".
def roll(names, *sizes):
    def size(x, y):
        x_tag, y_tag = ("rangeOfInteger" if isinstance(side, str) else "integer" for side in (x, y))
        return f"{{ MEMBER {x_tag} x-dimension {x} MEMBER {y_tag} y-dimension {y} }}"

    margins = " ".join(f"MEMBER integer media-{side}-margin {blank}"
                       for side, blank in (("top", 0), ("bottom", 0), ("left", 400), ("right", 400)))
    media = [f"MEMBER collection media-size {size(*one)} {margins}" for one in sizes]
    ready = f'{{ {media[0]} MEMBER keyword media-source "main-roll" MEMBER keyword media-type "continuous" }}'
    return ROLL_TEXT.format(first=names[0], names=",".join(f'"{name}"' for name in names), ready=ready,
                            sizes=", ".join(size(*one) for one in sizes),
                            database=", ".join(f"{{ {one} }}" for one in media))


ROLL_TEXT = """
ATTR textWithoutLanguage printer-make-and-model "Test Roll 80"
ATTR boolean color-supported false
ATTR boolean page-ranges-supported true
ATTR integer copies-default 1
ATTR rangeOfInteger copies-supported 1-1
ATTR mimeMediaType document-format-default application/octet-stream
ATTR enum finishings-default 3
ATTR enum finishings-supported 3,11,12
ATTR keyword media-default "{first}"
ATTR keyword media-ready "{first}"
ATTR keyword media-supported {names}
ATTR collection media-size-supported {sizes}
ATTR collection media-col-default {ready}
ATTR collection media-col-ready {ready}
ATTR collection media-col-database {database}
ATTR keyword media-col-supported "media-size","media-top-margin","media-bottom-margin","media-left-margin",\
"media-right-margin","media-source","media-type"
ATTR integer media-bottom-margin-supported 0
ATTR integer media-top-margin-supported 0
ATTR integer media-left-margin-supported 400
ATTR integer media-right-margin-supported 400
ATTR keyword media-source-supported "main-roll"
ATTR keyword media-type-supported "continuous"
ATTR enum orientation-requested-default 3
ATTR enum orientation-requested-supported 3
ATTR keyword output-bin-default "face-up"
ATTR keyword output-bin-supported "face-up"
ATTR keyword print-color-mode-default "monochrome"
ATTR keyword print-color-mode-supported "monochrome","bi-level"
ATTR enum print-quality-default 4
ATTR enum print-quality-supported 4
ATTR keyword print-scaling-supported "none","auto"
ATTR resolution printer-resolution-default 203dpi
ATTR resolution printer-resolution-supported 203dpi
ATTR resolution pwg-raster-document-resolution-supported 203dpi
ATTR keyword pwg-raster-document-type-supported "black_1","sgray_8"
ATTR keyword pwg-raster-document-sheet-back "normal"
ATTR keyword sides-default "one-sided"
ATTR keyword sides-supported "one-sided"
ATTR keyword urf-supported "CP1","MT1","RS203","V1.4","W8","DM1"
ATTR keyword overrides-supported "pages"
ATTR keyword ipp-features-supported "ipp-everywhere"
ATTR keyword job-creation-attributes-supported "copies","media","media-col","print-quality","printer-resolution",\
"job-name","print-color-mode","print-scaling","orientation-requested","sides","ipp-attribute-fidelity","output-bin",\
"finishings"
"""
ROLL = roll(["custom_80x200mm_80x200mm", "custom_min_50x20mm_50x20mm", "custom_max_80x600mm_80x600mm"],
            (8000, 20000), ("5000-8000", "2000-60000"))
# Of one width and two lengths, and none between: what is 79.72 mm wide it refuses.
ROLL_STRICT = roll(["custom_80x200mm_80x200mm", "custom_80x120mm_80x120mm"], (8000, 20000), (8000, 12000))

# What ippeveprinter starts for each job: $1 is the document, its errors are what the printer says of itself. A job that
# is cancelled is left by ippeveprinter to the end of this, so whatever waits asks. One that is cancelled before its
# document is there is printed all the same, beside the next: so two of these may lay their papers down at once.
MECHANISM = """#!/bin/sh
cd "$NOVBE_TEST_PRINTER" || exit 1
[ "$IPP_JOB_NAME" = {control} ] && job= || job=$IPP_JOB_ID
while [ -n "$job" ] && [ -e control/deaf ]; do touch deaf; sleep 0.03; done
rm -f deaf
now=$(echo control/*)
case $now in *paper_out* | *cover_open* | *jam* | *slow*) waits=$job ;; *) waits= ;; esac
if [ "$now" != "$(cat said)" ] || [ -n "$waits" ]; then
    {python} -B {inside} "$NOVBE_TEST_PORT" $job
    case $? in 0) ;; {cancelled}) exit 0 ;; *) exit 1 ;; esac
fi
[ -z "$job" ] && exit 0
[ -e control/abort ] && {{ echo "ERROR: The print head is too hot" >&2; exit 1; }}
coming=tray/.coming-$$
mkdir "$coming" && cp "$1" "$coming/data" && env >"$coming/environment" || exit 1
place=$(ls tray | wc -l)
until mv -T "$coming" "tray/$(printf %04d "$place")" 2>/dev/null; do
    place=$((place + 1))
    [ "$place" -lt 10000 ] || exit 1
done
echo "ATTR: job-impressions=1 job-impressions-completed=1" >&2
"""


def hold_port():
    """(port, sockets): a free port of this machine, held for IPv4 and IPv6 without listening. Others may listen there who
    also say SO_REUSEADDR, and nobody is given it who asks for any."""
    while True:
        held = [socket.socket(family) for family in (socket.AF_INET, socket.AF_INET6)]
        for one in held:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held[1].setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        try:
            held[0].bind(("127.0.0.1", 0))
            port = held[0].getsockname()[1]
            held[1].bind(("::1", port))
            return port, held
        except OSError:
            for one in held:
                one.close()


class Printer:
    """One printer, its tray and what is wrong with it. Its address stays when it is off."""

    def __init__(self, cups, name, attributes=ROLL):
        self.cups, self.name = cups, name
        self.folder = cups.folder / "printers" / name
        for folder in ("control", "tray", "spool"):
            (self.folder / folder).mkdir(parents=True)
        (self.folder / "attributes").write_text(attributes)
        (self.folder / "said").write_text("control/*\n")
        self.port, self.held = hold_port()
        self.uri = f"ipp://localhost:{self.port}/ipp/print"
        self.ipp = Ipp(self.port)
        self.process = None
        self.frozen = False
        self.on()

    def on(self):
        """It forgets its jobs, as most do."""
        self.process = self.cups.spawn(
            PRINTER_PROGRAM, "-p", self.port, "-n", "localhost", "-r", "off", "-a", self.folder / "attributes",
            "-c", self.cups.folder / "mechanism", "-d", self.folder / "spool", "-v", self.name,
            log=self.folder / "log", NOVBE_TEST_PRINTER=self.folder, NOVBE_TEST_PORT=self.port)
        (self.folder / "said").write_text("control/*\n")
        until(self.answers, f"the printer {self.name}")
        for fault in FAULTS:
            if self.has(fault):
                self.show(fault, True)

    def off(self):
        """At once, in the middle of whatever it does."""
        self.process.kill()
        self.process.wait()
        self.process, self.frozen = None, False
        end_marked("NOVBE_TEST_PRINTER", self.folder)

    def freeze(self):
        """It takes connections and says nothing."""
        self.process.send_signal(signal.SIGSTOP)
        self.frozen = True

    def thaw(self):
        self.process.send_signal(signal.SIGCONT)
        self.frozen = False

    def is_deaf(self):
        """It has begun a job, and hears nothing."""
        return (self.folder / "deaf").exists()

    def backends(self, signal_number):
        """To those of CUPS that print here: stopped, they tell the printer nothing, not even that a job is cancelled."""
        found = [int(path.parent.name) for path in pathlib.Path("/proc").glob("[0-9]*/cmdline")
                 if first_word(path) == self.uri.encode()]
        for pid in found:
            os.kill(pid, signal_number)
        return found

    def answers(self):
        assert self.process.poll() is None, (self.folder / "log").read_text(errors="replace")
        try:
            return self.ipp.ask(Ipp.GET_PRINTER)[0] == 0
        except OSError:
            return False

    def has(self, name):
        return (self.folder / "control" / name).exists()

    def set(self, name, value=""):
        """One of FAULTS or TEMPERS; waits until the printer says so itself, if it is able to."""
        assert name in FAULTS or name in TEMPERS, name
        (self.folder / "control" / name).write_text(str(value))
        self.show(name, True)

    def clear(self, name):
        (self.folder / "control" / name).unlink()
        self.show(name, False)

    def show(self, fault, there):
        if fault not in FAULTS or self.frozen or not self.process:
            return
        again = time.monotonic() + 2

        def is_shown():
            if self.shows(fault) == there:
                return True
            if time.monotonic() > again:  # ippeveprinter has lost a word: its threads note them without a lock
                (self.folder / "said").write_text("\n")
            return self.poke()
        until(is_shown, f"{self.name} to say {fault}: {there}")

    def shows(self, fault):
        return any(reason.startswith(FAULTS[fault][-1]) for reason in self.reasons())

    def poke(self):
        """A printer with nothing to do looks at itself when it is given an empty job; one that is busy does anyway."""
        self.ipp.ask(Ipp.PRINT_JOB, (Ipp.NAME, "job-name", CONTROL_JOB),
                     (Ipp.MIME, "document-format", "image/pwg-raster"), document=b"RaS2")
        time.sleep(0.02)

    def reasons(self):
        _, groups = self.ipp.ask(Ipp.GET_PRINTER, (Ipp.KEYWORD, "requested-attributes", "printer-state-reasons"))
        return [reason for group in groups for reason in group.get("printer-state-reasons", [])]

    def jobs(self):
        """[(name, state)] of all it remembers, oldest first; states are numbers of IPP: 9 completed, 7 cancelled."""
        found = []
        for which in ("completed", "not-completed"):
            _, groups = self.ipp.ask(Ipp.GET_JOBS, (Ipp.KEYWORD, "which-jobs", which),
                                     (Ipp.KEYWORD, "requested-attributes", "job-id", "job-name", "job-state"))
            found += [(group["job-id"][0], group["job-name"][0], group["job-state"][0]) for group in groups
                      if "job-id" in group]
        return [job[1:] for job in sorted(found) if job[1] != CONTROL_JOB]

    def tray(self):
        """The pages that came out, oldest first."""
        return [Paper(folder) for folder in sorted((self.folder / "tray").glob("[0-9]*"))]

    def names(self):
        """Of their jobs."""
        return [paper.name for paper in self.tray()]


class Paper:
    """What came out once: `name` of its job, `type` and `data` as the printer got them, `options` ("IPP_FINISHINGS")."""

    def __init__(self, folder):
        lines = (folder / "environment").read_text(errors="replace").splitlines()
        self.options = dict(line.split("=", 1) for line in lines if "=" in line)
        self.name = self.options.get("IPP_JOB_NAME", "")
        self.type = self.options.get("CONTENT_TYPE", "")
        self.path = folder / "data"
        self.data = self.path.read_bytes()

    def rows(self):
        """The dots, a byte each (0 is black), row by row: of Apple raster and of PWG raster in 8 bits of grey."""
        if self.type == "image/urf":
            width, height = struct.unpack_from(">II", self.data, 12 + 12)
            at = 12 + 32
        else:
            width, height = struct.unpack_from(">II", self.data, 4 + 372)
            at = 4 + 1796
        rows = []
        while len(rows) < height:
            again, at, row = self.data[at] + 1, at + 1, b""
            while len(row) < width:
                code, at = self.data[at], at + 1
                count = code + 1 if code < 128 else 257 - code
                if code == 128:
                    row = row.ljust(width, b"\xff")
                elif code < 128:
                    row, at = row + self.data[at:at + 1] * count, at + 1
                else:
                    row, at = row + self.data[at:at + count], at + count
            rows += [row] * again
        return rows

    def save(self, path):
        """As a picture for programs that look at some (PGM), with a white margin."""
        rows = self.rows()
        width, blank = len(rows[0]) + 80, b"\xff" * 40
        edge = [b"\xff" * width] * 40
        data = b"".join(edge + [blank + row + blank for row in rows] + edge)
        pathlib.Path(path).write_bytes(b"P5 %d %d 255\n" % (width, len(rows) + 80) + data)

    def __repr__(self):
        return f"<{self.name} {self.type} {len(self.data)} bytes>"


class Cups:
    """CUPS with a printer and a queue for each name; a name without printer by add_queue(). Close it, or use `with`.

    `clean_s`: after so many seconds it writes down what it was given (DirtyCleanInterval; by default it takes 30).
    """

    def __init__(self, *printers, clean_s=0, start=True):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="novbe-cups-"))
        self.folder.chmod(0o755)
        self.keeper = subprocess.Popen([sys.executable, "-B", __file__, self.folder], stdin=subprocess.PIPE,
                                       start_new_session=True)
        self.clean_s = clean_s
        self.started = []
        self.socket = self.folder / "socket"
        self.bus = f"unix:path={self.folder}/bus"
        self.environment = {"CUPS_SERVER": str(self.socket)}
        self.process = None
        self.printers = {}
        try:
            self.prepare()
            if start:
                self.start()
            for name in printers:
                self.add_printer(name)
        except BaseException:
            self.close()
            raise

    def prepare(self):
        mechanism = self.folder / "mechanism"
        mechanism.write_text(MECHANISM.format(control=CONTROL_JOB, python=shlex.quote(sys.executable),
                                              inside=shlex.quote(str(INSIDE)), cancelled=CANCELLED))
        mechanism.chmod(0o755)
        root = self.folder / "cups"
        for folder in ("spool/tmp", "state/certs", "cache", "log", "ssl", "ppd", "interfaces"):
            (root / folder).mkdir(parents=True)
        self.write_config(root)
        if os.getuid() == 0:
            for path in itertools.chain([root], root.rglob("*")):
                shutil.chown(path, "lp" if path.name not in ("cupsd.conf", "cups-files.conf") else "root", "lp")
        self.spawn("dbus-daemon", "--session", "--nofork", "--nopidfile", f"--address={self.bus}",
                   log=self.folder / "bus.log")
        until((self.folder / "bus").exists, "the bus")

    def write_config(self, root):
        binaries, own = "/usr/lib/cups", "User lp\nGroup lp\n"
        if os.getuid() != 0:
            binaries, own = self.copy_backends(root), ""
        (root / "cups-files.conf").write_text(CUPSD_FILES.format(root=root, binaries=binaries, mark=f"{MARK} {TRIAL_MARK}") + own)
        (root / "cupsd.conf").write_text(CUPSD.format(socket=self.socket, clean=self.clean_s))

    @staticmethod
    def copy_backends(root):
        binaries = root / "binaries"
        (binaries / "backend").mkdir(parents=True)
        for path in pathlib.Path("/usr/lib/cups").iterdir():
            if path.name != "backend":
                (binaries / path.name).symlink_to(path)
        for name in ("ipp", "socket"):
            shutil.copy(f"/usr/lib/cups/backend/{name}", binaries / "backend")
            (binaries / "backend" / name).chmod(0o755)
        return binaries

    def spawn(self, program, *arguments, log, **environment):
        with open(log, "ab") as file:
            process = subprocess.Popen(
                [program, *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=file, stderr=file,
                env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", MARK: str(self.folder),
                     **{name: os.environ[name] for name in (TRIAL_MARK,) if name in os.environ},
                     "DBUS_SYSTEM_BUS_ADDRESS": self.bus, **{name: str(value) for name, value in environment.items()}})
        self.started.append(process)
        return process

    def start(self):
        root = self.folder / "cups"
        self.process = self.spawn("env", "--ignore-signal=XFSZ", CUPSD_PROGRAM, "-f", "-c", root / "cupsd.conf",
                                  "-s", root / "cups-files.conf", log=self.folder / "cupsd.log")
        until(self.answers, "cupsd")

    def answers(self):
        assert self.process.poll() is None, (self.folder / "cupsd.log").read_text(errors="replace") + self.log()
        return "is running" in self.run("lpstat", "-r", check=False)

    def log(self):
        path = self.folder / "cups" / "log" / "error_log"
        return path.read_text(errors="replace") if path.exists() else ""

    def evidence(self):
        """For whoever has to find out why something failed: the jobs everywhere, and what was written down of them."""
        def state(printer):
            try:
                return printer.jobs() if printer.process else "off"
            except OSError as error:
                return error
        parts = [f"--- CUPS:\n{self.run('timeout', 5, 'lpstat', '-p', '-W', 'all', '-o', check=False)}"]
        parts += [f"--- {name} has {state(printer)}; ippeveprinter:\n"
                  + (self.folder / "printers" / name / "log").read_text(errors="replace")[-3000:]
                  for name, printer in self.printers.items() if not printer.frozen]
        of_jobs = [line for line in self.log().splitlines() if "[Job " in line and not NOISE.search(line)]
        return "\n".join([*parts, "--- CUPS of its last jobs:", *of_jobs[-120:]])

    def stop(self):
        """Kindly; what it started ends too."""
        self.process.terminate()
        self.process.wait(30)
        self.process = None

    def kill9(self):
        """Backends live on and go on printing."""
        self.process.kill()
        self.process.wait()
        self.process = None

    def freeze(self):
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self.process.send_signal(signal.SIGCONT)

    def fill_disk(self):
        """Nothing longer than 512 bytes is kept any more: so a full disk looks to cupsd, and everybody may do it."""
        resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (512, resource.RLIM_INFINITY))

    def free_disk(self):
        resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

    def run(self, *command, check=True):
        """lpadmin, lpstat, cancel .. on this CUPS; what it said."""
        done = subprocess.run(list(map(str, command)), env={**os.environ, **self.environment, "LC_ALL": "C.UTF-8"},
                              capture_output=True, text=True, timeout=60, check=False)
        assert not check or done.returncode == 0, (command, done.stdout, done.stderr, self.log()[-4000:])
        return done.stdout + done.stderr

    def add_printer(self, name, attributes=ROLL, queue=True):
        self.printers[name] = Printer(self, name, attributes)
        if queue:
            self.add_queue(name)
        return self.printers[name]

    def add_queue(self, name, *options, uri=None, policy="abort-job"):
        """A driverless queue to the printer of that name, or any other with `uri` and options of lpadmin. CUPS asks the printer
        when lpadmin has long ended, and dies of asking two at once."""
        driverless = ("-m", "everywhere")
        self.run("lpadmin", "-p", name, "-E", "-v", uri or self.printers[name].uri, *(options or driverless),
                 "-o", f"printer-error-policy={policy}")
        until(lambda: options or "IPP Everywhere" in self.run("lpoptions", "-p", name), f"CUPS to know the printer {name}")

    def delete_queue(self, name):
        self.run("lpadmin", "-x", name)

    def close(self):
        """The keeper does it."""
        self.keeper.stdin.close()
        self.keeper.wait(60)
        for process in self.started:
            process.wait(60)
        for printer in self.printers.values():
            for one in printer.held:
                one.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def first_word(path):
    """Of a command line; that of a backend is where it prints."""
    try:
        return path.read_bytes().split(b"\0")[0]
    except OSError:
        return b""  # it has ended


def kill_marked(mark):
    """Kills every process of ours with this variable in its environment; how many there were."""
    found = marked(b"\0" + mark + b"\0")
    for pid in found:
        with contextlib.suppress(ProcessLookupError):  # it has ended
            os.kill(pid, signal.SIGKILL)
    return len(found)


def end_marked(name, value):
    while kill_marked(f"{name}={value}".encode()):
        time.sleep(0.005)


def keep(folder):
    """Waits until the test is over, in whatever way."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.stdin.buffer.read()
    end_marked(MARK, folder)
    shutil.rmtree(folder)


if __name__ == "__main__":
    keep(sys.argv[1])
