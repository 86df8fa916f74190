# SPDX-License-Identifier: MIT
"""Every method of every interface, on a live daemon: answered, refused in every way that its comment names and in no other, and
its requests repeated in one turn, over a restart and over the close of the day.

usage: every_call.py [FOLDER]     the record that the live tests wrote (record.py); $NOVBE_RECORD without it

Runs after the live tests. What is known to be missing stands in gaps.txt; a gap that is none any more must leave it.
"""
import os
import pathlib
import re
import sys
from collections import defaultdict

import record

SOURCE = pathlib.Path(os.environ["NOVBE_SOURCE"])
INTERFACES = SOURCE / "common" / "interface"
GAPS = pathlib.Path(__file__).resolve().parent / "gaps.txt"
REPEATED = ("turn", "restart", "day")
# Of these any method may answer any, and Refused has none itself.
ANY = ("org.novbe.Fault.", "org.varlink.service.")
SHARED = ("org.novbe.Fault", "org.novbe.Refused", "org.varlink.service")
# So says the comment of the interface: every method of it may answer that.
ALL_OF = {"org.novbe.Counter": (("NotSignedIn",), ("SignIn", "Regain"))}


def comment_above(lines, number):
    above = []
    while number > 0 and lines[number - 1].startswith("#"):
        number -= 1
        above.insert(0, lines[number].lstrip("# "))
    return " ".join(above)


def errors(interface):
    """name: full name, of those a method of the interface may name."""
    found = {}
    for word in ("org.varlink.service", "org.novbe.Refused", interface):
        text = (INTERFACES / f"{word}.varlink").read_text()
        found.update((name, f"{word}.{name}") for name in re.findall(r"^error (\w+)", text, re.M))
    return found


def refusals_of(comment, known):
    """The errors named after "Refused:", up to the full stop; what stands in brackets explains."""
    said = re.search(r"Refused: (.*)", comment)
    words = re.findall(r"\b[A-Z]\w+", re.sub(r"\([^)]*\)", "", said[1]).split(". ")[0]) if said else []
    unknown = [word for word in words if word not in known]
    assert not unknown, f"no interface has the error {unknown}: {comment}"
    return {known[word] for word in words}


def methods():
    """method: (the refusals its comment names, whether it takes a request)"""
    found = {}
    for path in sorted(INTERFACES.glob("*.varlink")):
        if path.stem in SHARED:
            continue
        known = errors(path.stem)
        every, but = ALL_OF.get(path.stem, ((), ()))
        lines = path.read_text().splitlines()
        for number, line in enumerate(lines):
            if not line.startswith("method "):
                continue
            name = re.match(r"method (\w+)", line)[1]
            comment = comment_above(lines, number)
            same = re.search(r"Refused: as (\w+)", comment)
            names = found[f"{path.stem}.{same[1]}"][0] if same else refusals_of(comment, known)
            names = names | {known[word] for word in (() if name in but else every)}
            parameters = "\n".join(lines[number:]).split("->")[0]
            found[f"{path.stem}.{name}"] = (names, bool(re.search(r"\brequest: \?string", parameters)))
    return found


def seen(folder):
    answers, repeats = defaultdict(set), defaultdict(set)
    for line in record.read(folder):
        if "repeated" in line:
            repeats[line["method"]].add(line["repeated"])
        else:
            answers[line["method"]].add(line["answer"])
    return answers, repeats


def missing(answers, repeats):
    """(method, what): not seen."""
    for method, (refusals, takes_request) in methods().items():
        if "ok" not in answers[method]:
            yield method, "ok"
        for refusal in sorted(refusals - answers[method]):
            yield method, refusal.rsplit(".", 1)[1]
        for how in REPEATED if takes_request else ():
            if how not in repeats[method]:
                yield method, f"repeated ({how})"


def undocumented(answers):
    """(method, error): seen, and not named by the comment."""
    known = methods()
    for method in sorted(set(answers) & set(known)):
        for answer in sorted(answers[method] - known[method][0]):
            if answer != "ok" and not answer.startswith(ANY):
                yield method, answer.rsplit(".", 1)[1]


def gaps():
    found = set()
    for line in GAPS.read_text().splitlines():
        if line and not line.startswith("#"):
            method, what = line.split(": ")
            found |= {(method, one) for one in what.split(", ")}
    return found


def print_table(title, pairs):
    if not pairs:
        return
    print(f"{title}:")
    table = defaultdict(list)
    for method, what in sorted(pairs):
        table[method].append(what)
    for method, what in table.items():
        print(f"  {method}: {', '.join(what)}")


def prove():
    """The check can go red: whatever is taken away is missed, what no comment names is told."""
    answers = defaultdict(set, {method: {"ok", *refusals} for method, (refusals, _) in methods().items()})
    repeats = defaultdict(set, {method: set(REPEATED) for method in answers})
    assert not list(missing(answers, repeats)) and not list(undocumented(answers))
    repeats["org.novbe.Counter.Next"].remove("restart")
    answers["org.novbe.Visitor.Issue"] -= {"ok", "org.novbe.Refused.Halted"}
    answers["org.novbe.Visitor.Cancel"].add("org.novbe.Refused.TooDeep")
    assert sorted(missing(answers, repeats)) == [
        ("org.novbe.Counter.Next", "repeated (restart)"), ("org.novbe.Visitor.Issue", "Halted"),
        ("org.novbe.Visitor.Issue", "ok")]
    assert list(undocumented(answers)) == [("org.novbe.Visitor.Cancel", "TooDeep")]


def main(folder):
    prove()
    answers, repeats = seen(folder)
    lacks, wrong, known = set(missing(answers, repeats)), set(undocumented(answers)), gaps()
    if os.geteuid() != 0:  # nobody could be somebody else
        lacks = {(method, what) for method, what in lacks if what != "OtherAgency"}
        known = {(method, what) for method, what in known if what != "OtherAgency"}
    total = sum(1 + len(refusals) + (len(REPEATED) if request else 0) for refusals, request in methods().values())
    print_table("not seen on a live daemon", lacks - known)
    print_table("answered, and not named by the method's comment", wrong)
    print_table("seen, and still in gaps.txt", known - lacks)
    print(f"{len(methods())} methods, {total} answers and repetitions wanted: {total - len(lacks)} seen, {len(lacks & known)}"
          f" known to be missing, {len(lacks - known)} missing; {len(wrong)} not documented")
    return 1 if lacks - known or wrong or known - lacks else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else os.environ["NOVBE_RECORD"]))
