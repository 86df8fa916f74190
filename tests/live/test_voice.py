# SPDX-License-Identifier: MIT
"""The real novbe-voice with the real espeak-ng: what is spoken, in which language and how long; and what becomes of it when a
synthesizer hangs, dies or lies, when there is no sound, and when orders come in floods."""
import array
import contextlib
import json
import math
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import unittest
import wave

import centre
from centre import BUILD, SOURCE

PROGRAM = BUILD / "bin" / "novbe-voice"
PATIENCE_S = 60
LANGUAGES = ("az", "ru", "en", "ja")
SANITIZED = "NOVBE_SANITIZE:BOOL=ON" in (BUILD / "CMakeCache.txt").read_text()


def until(fact, what):
    return centre.until(fact, what, PATIENCE_S)


def sayings(*languages):
    return [{"language": language} for language in languages]


def call(number, ticket="A042", counter="5", languages=("az",), **others):
    return {"order": "call", "call": number, "ticket": ticket, "counter": counter, "sayings": sayings(*languages),
            **others}


def text(number, words, language="az", **others):
    return {"order": "text", "call": number, "sayings": [{"language": language, "text": words}], **others}


class Sound:
    """A WAV: its length in seconds, and how loud it is where it is not silent."""

    def __init__(self, path):
        with wave.open(str(path)) as file:
            assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 22050), path
            samples = array.array("h", file.readframes(file.getnframes()))
        self.seconds = len(samples) / 22050
        windows = [samples[at:at + 441] for at in range(0, len(samples), 441)]
        powers = [sum(sample * sample for sample in window) / len(window) for window in windows]
        loud = [power for power in powers if power >= 200 * 200]
        self.power = math.sqrt(sum(loud) / len(loud)) if loud else 0
        self.spoken_seconds = len(loud) * 0.02


class Voice:
    """A running novbe-voice: orders in, fates out."""

    def __init__(self, folder, *options, output=True):
        self.folder = folder
        self.sounds = folder / "sounds"
        self.sounds.mkdir(exist_ok=True)
        self.log = folder / "log"
        command = [PROGRAM, "--languages", SOURCE / "conf/lang", "--bank", folder / "bank", *options]
        command += ["--output", self.sounds] if output else []
        with self.log.open("ab") as log:
            self.process = subprocess.Popen([str(word) for word in command], stdin=subprocess.PIPE,
                                            stdout=subprocess.PIPE, stderr=log)
        self.told = []
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.process.stdout:
            self.told.append(json.loads(line))

    def order(self, *orders):
        for order in orders:
            line = order if isinstance(order, bytes) else json.dumps(order, ensure_ascii=False).encode()
            self.process.stdin.write(line + b"\n")
        self.process.stdin.flush()

    def fates(self):
        return {told["call"]: told["fate"] for told in list(self.told) if "fate" in told}

    def fate(self, number):
        return until(lambda: self.fates().get(number), f"the fate of {number}: {self.log.read_text()}")

    def sound(self, number):
        return Sound(self.sounds / f"{number:06}.wav")

    def files(self):
        return sorted(path.name for path in self.sounds.iterdir())

    def logged(self, event):
        return self.log.read_text().count(f"event={event} ")

    def peak_kib(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0])

    def end(self):
        """Its input ends."""
        self.process.stdin.close()
        code = self.process.wait(PATIENCE_S)
        self.reader.join(PATIENCE_S)
        self.process.stdout.close()
        return code

    def close(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(PATIENCE_S)
        with contextlib.suppress(OSError):
            self.process.stdin.close()
        self.reader.join(PATIENCE_S)
        self.process.stdout.close()
        log = self.log.read_text(errors="replace")
        assert "Sanitizer" not in log and "runtime error" not in log, log
        assert self.process.returncode == 0, f"{self.process.returncode}: {log}"


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="novbe-voice-"))
        self.addCleanup(shutil.rmtree, self.folder)

    def voice(self, *options, output=True):
        voice = Voice(self.folder, *options, output=output)
        self.addCleanup(voice.close)
        return voice

    def program(self, name, script):
        path = self.folder / name
        path.write_text("#!/bin/sh\n" + script + "\n")
        path.chmod(0o755)
        return path

    def counting(self, name, script):
        """A program that notes each of its runs before it goes on."""
        return self.program(name, f'echo run >>"{self.folder}/{name}.runs"\n{script}')

    def runs(self, name):
        path = self.folder / (name + ".runs")
        return path.read_text().count("run") if path.exists() else 0

    def assert_gone(self, name):
        """The process that wrote its number there is no more."""
        number = int(until(lambda: (self.folder / name).exists() and (self.folder / name).read_text().strip(), name))
        until(lambda: not pathlib.Path(f"/proc/{number}").exists(), f"{name} to be killed")


class Speech(Case):
    def test_every_language_is_spoken_long_enough_and_equally_loud(self):
        """Number, counter and language give a sound of a length that a person would need."""
        voice = self.voice("--cache", self.folder / "cache")
        rows = [(ticket, counter, language) for language in LANGUAGES
                for ticket, counter in (("A042", "5"), ("B100", "21"), ("KA999", "99"))]
        for number, (ticket, counter, language) in enumerate(rows, 1):
            voice.order(call(number, ticket, counter, (language,), chime=False))
            self.assertEqual(voice.fate(number), "spoken")
            sound = voice.sound(number)
            with self.subTest(ticket=ticket, counter=counter, language=language):
                self.assertTrue(3 < sound.seconds < 13, sound.seconds)
                self.assertGreater(sound.spoken_seconds, sound.seconds * 0.6)
                self.assertTrue(3400 < sound.power < 3800, sound.power)
        self.assertEqual(len(list((self.folder / "cache").iterdir())), len(rows))

    def test_two_languages_and_one_chime(self):
        voice = self.voice()
        voice.order(call(1, languages=("ru", "az", "en"), chime=False))
        voice.fate(1)
        alone = voice.sound(1).seconds
        voice.order(call(2, languages=("ru",), chime=False), call(3, languages=("az",), chime=False))
        voice.fate(3)
        self.assertAlmostEqual(alone, voice.sound(2).seconds + voice.sound(3).seconds + 0.3, delta=0.15)
        until(lambda: self.quiet(voice), "2 s of silence")

    def quiet(self, voice):
        """What is said after 2 s of silence has the chime: 1.15 s more."""
        number = len(voice.files()) + 1
        voice.order(call(number, languages=("az",)))
        voice.fate(number)
        longer = voice.sound(number).seconds - voice.sound(3).seconds
        self.assertTrue(abs(longer) < 0.05 or abs(longer - 1.15) < 0.05, longer)
        if longer < 1:
            time.sleep(2)  # the silence itself is what is tested
        return longer > 1

    def test_what_was_made_is_not_made_again(self):
        maker = self.counting("maker", 'exec espeak-ng "$@"')
        options = ("--synthesizer", maker, "--cache", self.folder / "cache")
        voice = self.voice(*options)
        voice.order(call(1, languages=("az", "ru")), call(2, languages=("az", "ru")))
        voice.fate(2)
        self.assertEqual(self.runs("maker"), 2)
        self.assertEqual(voice.end(), 0)
        again = self.voice(*options)
        again.order(call(1, languages=("az", "ru")), call(2, counter="6", languages=("az",)))
        again.fate(2)
        self.assertEqual(self.runs("maker"), 3)
        for path in (self.folder / "cache").iterdir():  # a power cut
            path.write_bytes(path.read_bytes()[:-1000])
        again.order(call(3, languages=("az", "ru")))
        self.assertEqual(again.fate(3), "spoken")
        self.assertEqual(self.runs("maker"), 5)

    def test_the_cache_is_bounded(self):
        voice = self.voice("--cache", self.folder / "cache", "--cache-size", "1")
        for number in range(1, 13):
            voice.order(call(number, f"A{number:03}"))
            voice.fate(number)
            kept = sum(path.stat().st_size for path in (self.folder / "cache").iterdir())
            self.assertLessEqual(kept, 1024 * 1024)
        self.assertGreater(kept, 512 * 1024)

    def test_without_a_cache_folder_it_speaks_all_the_same(self):
        voice = self.voice("--cache", "/proc/none")
        voice.order(call(1), call(2, "A043"))
        self.assertEqual([voice.fate(1), voice.fate(2)], ["spoken", "spoken"])
        self.assertEqual(voice.logged("voice_cache_failed"), 1)

    def test_recorded_words_come_first(self):
        maker = self.counting("maker", 'exec espeak-ng "$@"')
        bank = self.folder / "bank" / "az"
        bank.mkdir(parents=True)
        for word in ("a", "sıfır", "qırx", "iki", "nömrəli növbə", "zəhmət olmasa", "beşinci", "pəncərəyə", "yaxınlaşın"):
            subprocess.run(["espeak-ng", "-v", "az", "-w", bank / f"{word}.wav", word], check=True)
        voice = self.voice("--synthesizer", maker)
        voice.order(call(1, "A042", "5"))
        self.assertEqual(voice.fate(1), "spoken")
        self.assertEqual(self.runs("maker"), 0)
        self.assertTrue(4 < voice.sound(1).seconds < 12, voice.sound(1).seconds)
        voice.order(call(2, "A043", "5"))  # nobody has recorded "üç"
        self.assertEqual(voice.fate(2), "spoken")
        self.assertEqual(self.runs("maker"), 1)

    def test_a_language_that_is_not_there_is_left_out(self):
        voice = self.voice()
        voice.order(call(1, languages=("xx", "az")), call(2, "A043", languages=("xx",), chime=False))
        self.assertEqual([voice.fate(1), voice.fate(2)], ["spoken", "failed"])
        self.assertEqual(voice.logged("language_not_read"), 1)

    def test_no_text_is_an_option_or_a_command(self):
        voice = self.voice()
        voice.order(text(1, "--version"), text(2, f"$(touch {self.folder}/x) `touch {self.folder}/x`; touch {self.folder}/x"),
                    text(3, "-w " + str(self.folder / "x")))
        self.assertEqual([voice.fate(number) for number in (1, 2, 3)], ["spoken"] * 3)
        self.assertFalse((self.folder / "x").exists())


class Trouble(Case):
    def test_a_synthesizer_that_hangs_is_killed_and_left_alone(self):
        hanging = self.counting("hanging", f'echo $$ >"{self.folder}/pid"; sleep 1000 & echo $! >"{self.folder}/child"; wait')
        voice = self.voice("--synthesizer", hanging, "--time", "200")
        for number in range(1, 7):
            voice.order(call(number, f"A{number:03}"))
            self.assertEqual(voice.fate(number), "failed")
        self.assertEqual(self.runs("hanging"), 3)  # then it rests
        self.assertEqual(voice.logged("synthesizer_failed"), 2)
        self.assert_gone("pid")
        self.assert_gone("child")  # and what it had started
        self.assertGreater(len(voice.files()), 0)  # the chime calls for eyes
        self.assertTrue(1 < voice.sound(1).seconds < 1.5)

    def test_one_that_dies_lies_or_is_not_there(self):
        makers = {"dies": "exit 3", "dies by a signal": "kill -9 $$", "says nothing": "exit 0",
                  "no WAV": "echo hello", "silence": f'cat "{self.folder}/silence.wav"',
                  "torn": f'head -c 1000 "{self.folder}/silence.wav"',
                  "endless": "exec cat /dev/zero"}  # held in memory: a limit ends it, not the time
        with wave.open(str(self.folder / "silence.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(22050)
            file.writeframes(bytes(44100))
        for name, script in {**makers, "missing": None}.items():
            with self.subTest(name):
                maker = self.program("maker", script) if script else self.folder / "none"
                voice = self.voice("--synthesizer", maker, "--time", "100000")
                voice.order(call(1))
                self.assertEqual(voice.fate(1), "failed")
                self.assertEqual(voice.end(), 0)

    def test_one_that_comes_back_is_used_again(self):
        maker = self.program("maker", "exit 1")
        voice = self.voice("--synthesizer", maker)
        voice.order(call(1))
        self.assertEqual(voice.fate(1), "failed")
        self.program("new", 'exec espeak-ng "$@"').rename(maker)
        voice.order(call(2))
        self.assertEqual(voice.fate(2), "spoken")
        self.assertEqual(voice.logged("synthesizer_works"), 1)

    def test_without_a_sound_device_it_goes_on_in_silence(self):
        player = self.counting("player", 'cat >/dev/null; echo "aplay: audio open error" >&2; exit 1')
        maker = self.counting("maker", 'exec espeak-ng "$@"')
        voice = self.voice("--player", player, "--synthesizer", maker, output=False)
        for number in range(1, 6):
            voice.order(call(number, f"A{number:03}"))
            self.assertEqual(voice.fate(number), "silent")
        self.assertEqual(voice.logged("no_sound"), 1)
        self.assertEqual(self.runs("player"), 1)  # and again in a minute
        self.assertEqual(self.runs("maker"), 1)   # nothing is made that nobody can hear

    def test_the_real_player_without_a_device(self):
        voice = self.voice("--device", "novbe-test-none", output=False)
        voice.order(call(1))
        self.assertEqual(voice.fate(1), "silent")
        self.assertEqual(voice.logged("no_sound"), 1)

    def test_a_player_that_hangs_is_killed(self):
        player = self.program("player", f'echo $$ >"{self.folder}/pid"; exec sleep 1000')
        voice = self.voice("--player", player, output=False)
        began = time.monotonic()
        voice.order(text(1, "a"), call(2))
        self.assertEqual([voice.fate(1), voice.fate(2)], ["silent", "silent"])
        self.assertTrue(5 < time.monotonic() - began < 30)
        self.assert_gone("pid")

    def test_what_is_played_is_what_was_made(self):
        player = self.program("player", f'cat >"{self.folder}/played.wav"')
        voice = self.voice("--player", player, output=False)
        voice.order(call(1, chime=False))
        self.assertEqual(voice.fate(1), "spoken")
        self.assertTrue(3 < Sound(self.folder / "played.wav").seconds < 10)


class Orders(Case):
    def playing(self):
        """A player that plays until it is killed or `go` is there."""
        script = (f'cat >/dev/null; echo $$ >"{self.folder}/pid.new"; mv "{self.folder}/pid.new" "{self.folder}/pid"; '
                  f'cat "{self.folder}/go"')
        os.mkfifo(self.folder / "go")
        return self.program("player", script)

    def let_go(self):
        with open(self.folder / "go", "w", encoding="ascii"):
            pass

    def await_playing(self):
        until(lambda: (self.folder / "pid").exists(), "a sound")

    def test_a_new_text_stops_what_is_being_said(self):
        voice = self.voice("--player", self.playing(), output=False)
        voice.order(text(-1, "bir"), text(-2, "iki"))
        self.await_playing()
        (self.folder / "pid").unlink()
        voice.order(text(-3, "üç", interrupt=True))
        self.assertEqual([voice.fate(-1), voice.fate(-2)], ["stopped", "stopped"])
        self.await_playing()
        self.assertNotIn(-3, voice.fates())
        voice.order({"order": "stop"})
        self.assertEqual(voice.fate(-3), "stopped")

    def test_stopping_while_it_is_made(self):
        maker = self.counting("maker", "exec sleep 1000")
        voice = self.voice("--synthesizer", maker, "--time", "100000")
        voice.order(call(1))
        until(lambda: self.runs("maker"), "the synthesizer")
        voice.order({"order": "stop"})
        self.assertEqual(voice.fate(1), "stopped")
        self.assertEqual(voice.files(), [])

    def test_late_merged_and_withdrawn(self):
        voice = self.voice("--player", self.playing(), output=False)
        now = int(time.clock_gettime(time.CLOCK_MONOTONIC) * 1000)
        voice.order(call(1, "A001"))
        self.await_playing()
        voice.order(call(2, "A002", at=now - 61000), call(3, "A003"), call(4, "A004"), call(5, "A003", "7"),
                    {"order": "withdraw", "ticket": "A004"})
        self.assertEqual([voice.fate(3), voice.fate(4)], ["merged", "withdrawn"])
        (self.folder / "pid").unlink()
        self.let_go()
        self.assertEqual([voice.fate(1), voice.fate(2)], ["spoken", "late"])
        self.await_playing()
        self.let_go()
        self.assertEqual(voice.fate(5), "spoken")
        self.assertEqual(len(voice.told), 5)

    def test_when_its_input_ends_it_ends_with_what_is_playing(self):
        voice = self.voice("--player", self.playing(), output=False)
        voice.order(call(1, "A001"), call(2, "A002"), call(3, "A003"))
        self.await_playing()
        voice.process.stdin.close()
        self.assertEqual([voice.fate(2), voice.fate(3)], ["stopped", "stopped"])
        self.assertIsNone(voice.process.poll())
        self.let_go()
        self.assertEqual(voice.process.wait(PATIENCE_S), 0)
        self.assertEqual(voice.fate(1), "spoken")

    def test_a_signal_ends_it_at_once_with_its_children(self):
        voice = self.voice("--player", self.playing(), output=False)
        voice.order(call(1))
        self.await_playing()
        voice.process.send_signal(signal.SIGTERM)
        self.assertEqual(voice.process.wait(PATIENCE_S), 0)
        self.assert_gone("pid")

    def test_by_hand_from_a_file(self):
        orders = self.folder / "orders"
        orders.write_text("\n".join(json.dumps(call(number, f"A00{number}")) for number in (1, 2, 3)))
        sounds = self.folder / "by-hand"
        sounds.mkdir()
        with orders.open("rb") as file:
            ran = subprocess.run([PROGRAM, "--all", "--languages", SOURCE / "conf/lang", "--output", sounds],
                                 stdin=file, capture_output=True, timeout=PATIENCE_S, check=True)
        self.assertEqual([json.loads(line)["fate"] for line in ran.stdout.splitlines()], ["spoken"] * 3)
        self.assertEqual(len(list(sounds.iterdir())), 3)
        nothing = subprocess.run([PROGRAM], stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE_S, check=True)
        self.assertEqual(nothing.stdout, b"")

    def test_wrong_command_lines(self):
        for words in (["--nothing"], ["x"], ["--time", "0"], ["--time", "1x"], ["--cache-size", ""]):
            ran = subprocess.run([PROGRAM, *words], stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE_S)
            self.assertEqual(ran.returncode, 2, words)

    def test_a_flood_with_rubbish_in_it(self):
        """Each call has one fate, rubbish is told, and memory stays small."""
        voice = self.voice("--player", self.program("player", "exec cat >/dev/null"), output=False)
        rubbish = [b"\xff\xfe", b"{", b"[" * 20000, b"x" * 100000, b'{"order":"call"}', b'{"call":1,"fate":"spoken"}']
        count = 6000
        for number in range(1, count + 1):
            voice.order(call(number, f"A{number % 200:03}", str(number % 30 + 1)))
            if number % 300 == 0:
                voice.order(*rubbish)
        voice.order({"order": "stop"})
        until(lambda: len(voice.fates()) == count, f"{count} fates: {len(voice.fates())}")
        self.assertEqual(sum("fate" in told for told in voice.told), count)
        self.assertEqual(sum("bad" in told for told in voice.told), count // 300 * len(rubbish))
        self.assertEqual({told["fate"] for told in voice.told if "fate" in told} - {"full", "merged", "spoken", "stopped"},
                         set())
        if not SANITIZED:
            self.assertLess(voice.peak_kib(), 16 * 1024)

    def test_who_does_not_read_holds_nothing_up(self):
        """Half a million bytes of answers that nobody takes: it goes on speaking."""
        sounds = self.folder / "unread"
        sounds.mkdir()
        process = subprocess.Popen([PROGRAM, "--languages", SOURCE / "conf/lang", "--output", sounds],
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        try:
            process.stdin.write(b"{}\n" * 16000 + json.dumps(call(1)).encode() + b"\n")
            process.stdin.flush()
            until(lambda: list(sounds.glob("*.wav")), "a sound")
        finally:
            process.terminate()
            self.assertEqual(process.wait(PATIENCE_S), 0)
            process.stdin.close()
            process.stdout.close()


if __name__ == "__main__":
    unittest.main()
