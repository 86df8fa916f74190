# SPDX-License-Identifier: MIT
"""A receipt printer on a TCP port, as they are: it speaks ESC/POS, answers real-time questions wherever they stand in the
stream, prints what comes in order, stops in the middle while it has no paper, and keeps what came out in a tray.

    with Receipts() as printer:
        printer.uri                           # "socket://127.0.0.1:9100"
        printer.paper_out = True
        paper, = printer.tray                 # .rows, .cut

And rasters for it: page(), pwg(), cups_raster().
"""
import ctypes
import socket
import struct
import threading
import time

ONE_DOT = {byte: [byte >> (7 - bit) & 1 for bit in range(8)] for byte in range(256)}


class Paper:
    """What came out in one piece: `rows` of bytes, `cut`: "partial", "full", or None (it hangs from the printer)."""

    def __init__(self, rows, cut):
        self.rows, self.cut = rows, cut

    def pbm(self):
        width = max(map(len, self.rows), default=1)
        return b"P4 %d %d\n" % (width * 8, len(self.rows)) + b"".join(row.ljust(width, b"\0") for row in self.rows)

    def __repr__(self):
        return f"<{len(self.rows)} rows, cut {self.cut}>"


class Receipts:
    """`paper_out`, `cover_open`, `low`: as they are. `mute`: answers nothing. `band_s`: so long a band takes. `die_after`:
    it loses its power after so many bands."""

    def __init__(self):
        self.paper_out = self.cover_open = self.low = self.jam = self.mute = False
        self.band_s, self.die_after = 0, None
        self.tray = []
        self.rows = []        # that are not cut off yet
        self.letters = b""    # that came outside of any command: it would print them
        self.bands = 0        # that came out since the start
        self.connections = 0
        self.asked = 0        # real-time questions
        self.lock = threading.Condition()
        self.ending = False
        self.listener = socket.socket()
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.listener.bind(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.uri = f"socket://127.0.0.1:{self.port}"
        self.thread = None
        self.on()

    def __repr__(self):
        return f"<printer: {self.connections} connections, {self.asked} questions, {self.bands} bands, {self.tray}>"

    def on(self):
        self.listener.listen(8)
        self.ending = False
        self.thread = threading.Thread(target=self.accept, args=(self.listener,), daemon=True)
        self.thread.start()

    def off(self):
        """As if unplugged; on() gives it power on the same port."""
        with self.lock:
            self.ending = True
            self.lock.notify_all()
        try:
            self.listener.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # it was off
        if self.thread.is_alive():
            self.thread.join(10)
        self.listener.close()
        self.listener = socket.socket()
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.listener.bind(("127.0.0.1", self.port))

    def close(self):
        self.off()
        self.listener.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def accept(self, listener):
        while not self.ending:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            self.connections += 1
            with connection:
                Talk(self, connection).run()

    def papers(self):
        """All that came out, what is not cut off, too."""
        return self.tray + ([Paper(self.rows, None)] if self.rows else [])

    def hindered(self):
        return self.paper_out or self.cover_open or self.jam

    def status(self, question):
        if question == 1:
            return 0x12 | (0x08 if self.hindered() else 0)
        if question == 2:
            return 0x12 | (0x04 if self.cover_open else 0) | (0x20 if self.paper_out else 0) | (0x40 if self.jam else 0)
        if question == 4:
            return 0x12 | (0x60 if self.paper_out else 0) | (0x0c if self.low else 0)
        return 0x12


class Talk:
    """One connection: a thread that receives and answers at once, and the paper that goes on at its own pace."""

    def __init__(self, printer, connection):
        self.printer, self.connection = printer, connection
        self.bytes, self.ended = bytearray(), False
        self.seen = b""  # the last two bytes, of which a real-time question may be made

    def run(self):
        receiver = threading.Thread(target=self.receive, daemon=True)
        receiver.start()
        try:
            while True:
                self.command()
        except EOFError:
            pass
        try:
            self.connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        receiver.join(10)

    def receive(self):
        while True:
            try:
                data = self.connection.recv(4096)
            except OSError:
                data = b""
            with self.printer.lock:
                self.bytes += data
                self.ended = self.ended or not data
                self.printer.lock.notify_all()
            if not data:
                return
            stream = self.seen + data
            for at in range(len(stream) - 2):
                if stream[at:at + 2] == b"\x10\x04" and stream[at + 2] in (1, 2, 3, 4):
                    self.printer.asked += 1
                    self.answer(self.printer.status(stream[at + 2]))
            self.seen = stream[-2:]

    def answer(self, byte):
        if not self.printer.mute:
            try:
                self.connection.send(bytes([byte]))
            except OSError:
                pass

    def take(self, count):
        with self.printer.lock:
            while len(self.bytes) < count:
                if self.ended or self.printer.ending:
                    raise EOFError
                self.printer.lock.wait(0.05)
            taken = bytes(self.bytes[:count])
            del self.bytes[:count]
            return taken

    def move(self, seconds):
        """Paper moves: not while something hinders it."""
        end = time.monotonic() + seconds
        while self.printer.hindered() or time.monotonic() < end:
            if self.printer.ending:
                raise EOFError
            time.sleep(0.005)

    def command(self):
        first = self.take(1)
        if first == b"\x10":
            self.take(2)  # answered when it came
        elif first == b"\x1b":
            if self.take(1) in b"Jd":
                self.take(1)
        elif first == b"\x1d":
            self.group(self.take(1))
        else:
            self.printer.letters += first

    def group(self, word):
        if word == b"v":
            self.band()
        elif word == b"V":
            mode = self.take(1)
            if mode in b"AB":
                self.take(1)
            self.move(0)
            self.printer.tray.append(Paper(self.printer.rows, "full" if mode in b"\x000A" else "partial"))
            self.printer.rows = []
        elif word == b"r":
            self.take(1)
            self.answer(0x03 if self.printer.low else 0)
        elif word == b"a":
            self.take(1)
        else:
            raise AssertionError(f"GS {word!r}")

    def band(self):
        zero, mode, across, high = struct.unpack("<BBHH", self.take(6))
        assert zero == ord("0") and mode == 0 and high <= 128, (zero, mode, across, high)
        data = self.take(across * high)
        self.move(self.printer.band_s)
        self.printer.rows += [data[at:at + across] for at in range(0, len(data), across)]
        self.printer.bands += 1
        if self.printer.die_after is not None and self.printer.bands >= self.printer.die_after:
            self.printer.die_after = None
            self.printer.ending = True
            raise EOFError


# --- pages ---

class _Code(ctypes.Structure):
    _fields_ = [("version", ctypes.c_int), ("width", ctypes.c_int), ("data", ctypes.POINTER(ctypes.c_ubyte))]


def qr(text):
    """Rows of modules, True is black."""
    library = ctypes.CDLL("libqrencode.so.4")
    library.QRcode_encodeString.restype = ctypes.POINTER(_Code)
    code = library.QRcode_encodeString(text.encode(), 0, 1, 2, 1).contents
    return [[bool(code.data[y * code.width + x] & 1) for x in range(code.width)] for y in range(code.width)]


def page(text, width=576, blank_below=200, modules=8):
    """Rows of dots (0 or 1) with a QR code in the middle, and nothing below it."""
    code = qr(text)
    left = (width - len(code) * modules) // 2
    rows = [[0] * width for _ in range(30)]
    for line in code:
        row = [0] * left + [int(black) for black in line for _ in range(modules)]
        rows += [row + [0] * (width - len(row))] * modules
    return rows + [[0] * width for _ in range(blank_below)]


def packed(row):
    row = row + [0] * (-len(row) % 8)
    return bytes(int("".join(map(str, row[at:at + 8])), 2) for at in range(0, len(row), 8))


def _header(rows, depth, space, dpi, cups_class=b""):
    width = len(rows[0])
    line = (width * depth + 7) // 8
    header = bytearray(1796)
    header[:len(cups_class)] = cups_class
    for at, value in ((276, dpi), (280, dpi), (340, 1), (352, width * 72 // dpi), (356, len(rows) * 72 // dpi), (372, width),
                      (376, len(rows)), (384, depth), (388, depth), (392, line), (400, space), (420, 1)):
        struct.pack_into(">I", header, at, value)
    return bytes(header)


def _runs(data):
    """Of equal bytes, as PWG raster has them."""
    out, at = bytearray(), 0
    while at < len(data):
        count = 1
        while at + count < len(data) and count < 128 and data[at + count] == data[at]:
            count += 1
        out += bytes([count - 1, data[at]])
        at += count
    return bytes(out)


def pwg(*pages, dpi=203):
    """PWG raster of black and white (black_1)."""
    out = b"RaS2"
    for rows in pages:
        out += _header(rows, 1, 3, dpi, b"PwgRaster")
        out += b"".join(b"\0" + _runs(packed(row)) for row in rows)
    return out


def cups_raster(*pages, grey=True, dpi=203):
    """CUPS raster, not compressed: grey of 8 bits (255 is white), or black and white."""
    out = b"RaS3"
    for rows in pages:
        out += _header(rows, 8 if grey else 1, 18 if grey else 3, dpi)
        out += b"".join(bytes(40 if dot else 220 for dot in row) if grey else packed(row) for row in rows)
    return out


def inked(rows):
    """What a printer shall show of a page as wide as its head."""
    lines = [packed(row) for row in rows]
    while lines and not any(lines[-1]):
        lines.pop()
    return lines
