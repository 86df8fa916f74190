# SPDX-License-Identifier: MIT
"""What the checks of the house share: the files of a tree, a list of mistakes, and the proof that a check can go red.

A check is a function of a Tree that reports what is wrong in it. run() first shows it small trees: one that is right and
some that are not, each with words that must be reported; only then the tree itself.
"""
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

SOURCE = Path(os.environ.get("NOVBE_SOURCE") or Path(__file__).resolve().parents[2])
BUILD = Path(os.environ.get("NOVBE_BUILD") or SOURCE / "build")
SKIP = 77

# Bytes that tests feed to programs, or compare with: not written to please a reader.
DATA = re.compile(r"^tests/(corpus|golden)/|^conf/pictures/.*\.png$")


class Tree:
    """A folder and the files in it that count, as sorted paths relative to it."""

    def __init__(self, root, files):
        self.root = Path(root)
        self.files = sorted(files)
        self.mistakes = []

    def named(self, pattern):
        return [name for name in self.files if re.search(pattern, name)]

    def text(self, name):
        return (self.root / name).read_text(encoding="utf-8")

    def lines(self, name):
        return enumerate(self.text(name).splitlines(), 1)

    def wrong(self, name, line, text):
        self.mistakes.append(f"{name}:{line}: {text}" if line else f"{name}: {text}")


def tracked_files(root):
    """What git knows and what is still there; where there is no git (an unpacked archive), everything but builds."""
    git = ["git", "-c", "safe.directory=*", "-C", str(root), "ls-files", "-z"]
    try:
        listed = subprocess.run(git, capture_output=True, check=True).stdout.decode().split("\0")
    except (OSError, subprocess.CalledProcessError):
        walked = (path.relative_to(root) for path in Path(root).rglob("*") if path.is_file())
        listed = [str(path) for path in walked if not re.match(r"\.git/|build|.*__pycache__", str(path))]
    return [name for name in listed if name and (Path(root) / name).is_file()]


def sample_tree(root, files):
    for name, text in files.items():
        path = Path(root) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Tree(root, files)


def mistakes_of_sample(check, files):
    with tempfile.TemporaryDirectory(prefix="novbe-check-") as root:
        tree = sample_tree(root, files)
        check(tree)
        return tree.mistakes


def prove(check, good, bad):
    """The check is silent about `good`, and for each (changes, words) of `bad` it says the words (a pattern) about the
    good tree with these files put over it (None: taken away)."""
    said = mistakes_of_sample(check, good)
    if said:
        sys.exit(f"The check is broken: of a sample that is right it said {said}")
    for changes, words in bad:
        files = {name: text for name, text in {**good, **changes}.items() if text is not None}
        said = mistakes_of_sample(check, files)
        if not any(re.search(words, mistake) for mistake in said):
            sys.exit(f"The check is broken: of the sample {list(changes)} it should have said {words!r}, it said {said}")


def finish(mistakes):
    for mistake in mistakes:
        print(mistake)
    if mistakes:
        print(f"{len(mistakes)} mistake(s)")
    sys.exit(1 if mistakes else 0)


def skip(why):
    print(f"skipped: {why}")
    sys.exit(SKIP)


def run(check, good, bad):
    prove(check, good, bad)
    tree = Tree(SOURCE, tracked_files(SOURCE))
    check(tree)
    finish(tree.mistakes)
