#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Reports as people read them: the HTML in a real Chromium, clicked, measured, printed and looked at; the PDF read back by
poppler. What they must say is counted from the JSON of the same report. To look yourself: NOVBE_PICTURES=/tmp python3 -B ..."""
import json
import math
import os
import pathlib
import re
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree as xml

from browser import Browser
from centre import BUILD, SOURCE

SAMPLES = SOURCE / "tests" / "corpus" / "report"
PICTURES = os.environ.get("NOVBE_PICTURES")
ROWS_OF_PAPER = 30  # OUTLINE_ROWS_OF_PAPER


def sample(name):
    return json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))


def length(ms):
    """Minutes and seconds, as tables have them."""
    seconds = (ms + 500) // 1000
    if seconds < 3600:
        return f"{seconds // 60}:{seconds % 60:02}"
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def hours(ms):
    minutes = (ms + 30000) // 60000
    return f"{minutes // 60}:{minutes % 60:02}"


def rounded(number):
    """To one decimal, halves up."""
    tenths = math.floor(number * 10 + 0.5)
    return f"{tenths // 10}.{tenths % 10}%"


def percent(part, whole):
    return rounded(100 * part / whole) if whole else "–"


def table_of(report, by):
    return next(table for table in report["tables"] if table["by"] == by and not table["each"])


class Pages(unittest.TestCase):
    """A folder of pages, made as they are asked for."""

    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory(prefix="novbe-report-")
        cls.addClassCleanup(cls.temporary.cleanup)
        cls.folder = pathlib.Path(cls.temporary.name)

    def page(self, name, language="en", form="html", change=None):
        source, path = SAMPLES / f"{name}.json", self.folder / f"{self.id()}-{name}-{language}.{form}"
        if change:
            report = sample(name)
            change(report)
            source = self.folder / f"{self.id()}-{name}.json"
            source.write_text(json.dumps(report, ensure_ascii=False), encoding="utf-8")
        with open(path, "wb") as out:
            subprocess.run([BUILD / "tests" / "report-page", source, language, form], stdout=out, check=True, timeout=60,
                           env={**os.environ, "NOVBE_SOURCE": str(SOURCE)})
        return path


def sheets_of(path):
    said = subprocess.run(["pdfinfo", path], check=True, capture_output=True, text=True, timeout=60).stdout
    assert re.search(r"^Page size: .*\(A4\)$", said, re.M), said
    return int(re.search(r"^Pages: +(\d+)$", said, re.M).group(1))


ROWS = """(id) => Array.from(document.querySelectorAll(`#${id} table`)[0].tBodies[0].rows, (row) =>
    Array.from(row.cells, (cell) => cell.firstChild ? cell.firstChild.data.trim() : ""))"""
HEADS = """(id) => { const table = document.querySelectorAll(`#${id} table`)[0], found = {};
    for (const head of table.querySelectorAll("thead th[scope=col]")) found[head.textContent.trim()] = head.ariaSort;
    return found; }"""
CONTRAST = """(() => {
    const parse = (text) => { const found = text.match(/[\\d.]+/g).map(Number); return found; };
    const light = (colour) => { const [r, g, b] = colour.slice(0, 3).map((part) => { part /= 255;
        return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4; });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
    const ground = (node) => { for (; node; node = node.parentElement) {
        const colour = parse(getComputedStyle(node).backgroundColor);
        if (colour.length < 4 || colour[3] > 0) return colour; } return [255, 255, 255]; };
    for (const details of document.querySelectorAll("details")) details.open = true;
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), bad = {};
    let seen = 0;
    while (walker.nextNode()) {
        const node = walker.currentNode.parentElement;
        if (!walker.currentNode.data.trim() || node.closest("script, style, title")) continue;
        const style = getComputedStyle(node), svg = node.namespaceURI.includes("svg");
        const [a, b] = [light(parse(svg ? style.fill : style.color)), light(ground(node))];
        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        seen++;
        if (ratio < 4.5) bad[`${node.tagName}.${node.className.baseVal ?? node.className}`] = ratio;
    }
    return [seen, bad]; })()"""


class Html(Pages):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.browser = Browser()
        cls.addClassCleanup(cls.browser.close)

    def open(self, name, language="en", change=None, **looks):
        path = self.page(name, language, change=change)
        self.browser.open(path, **looks)
        return path

    def rows(self, section):
        return self.browser.evaluate(f"({ROWS})('{section}')")

    def head(self, section, title):
        return (f"Array.from(document.querySelectorAll('#{section} table')[0].querySelectorAll('th[scope=col]'))"
                f".find((head) => head.textContent.trim() === {json.dumps(title)})")

    def sort(self, section, title, nth=0):
        heads = (f"Array.from(document.querySelectorAll('#{section} table')[0].querySelectorAll('th[scope=col]'))"
                 f".filter((head) => head.textContent.trim() === {json.dumps(title)})[{nth}]")
        self.browser.click(f"{heads}.querySelector('button')")
        return self.browser.evaluate(f"{heads}.getAttribute('aria-sort')")

    def assert_quiet(self):
        self.assertEqual(self.browser.complaints(), [])

    def test_tables_say_what_the_report_says(self):
        self.open("day")
        report = sample("day")
        lines = table_of(report, "service")["lines"]
        rows = self.rows("services")
        self.assertEqual(len(rows), len(lines))
        for row, line in zip(rows, lines):
            figures, ends, waiting = line["figures"], line["figures"]["step_ends"], line["figures"]["waiting"]
            self.assertEqual(row[:10], [line["name"], *map(str, (figures["issued"], figures["people"], ends["served"],
                                        ends["no_show"], ends["never_called"])),
                                        *(length(waiting[f"{kind}_ms"]) for kind in ("mean", "median", "p90", "max"))])
            self.assertEqual(row[10], rounded(figures["level_percent"]))
            done, failed = figures["fulfilled"], sum(figures["not_fulfilled"].values())
            self.assertEqual(row[-1], percent(done, done + failed))
        self.assert_quiet()

    def test_a_click_sorts(self):
        self.open("day")
        lines = table_of(sample("day"), "service")["lines"]
        names = [line["name"] for line in lines]
        self.assertEqual(self.sort("services", "Visits"), "descending")
        by_visits = sorted(lines, key=lambda line: -line["figures"]["issued"])  # both keep what is equal as it stood
        self.assertEqual([row[0] for row in self.rows("services")], [line["name"] for line in by_visits])
        self.assertEqual(self.sort("services", "Visits"), "ascending")
        by_visits = sorted(lines, key=lambda line: line["figures"]["issued"])
        self.assertEqual([row[0] for row in self.rows("services")], [line["name"] for line in by_visits])
        self.assertEqual(self.sort("services", "p90"), "descending")
        by_p90 = sorted(lines, key=lambda line: -line["figures"]["waiting"]["p90_ms"])
        self.assertEqual([row[0] for row in self.rows("services")], [line["name"] for line in by_p90])
        heads = self.browser.evaluate(f"({HEADS})('services')")
        self.assertIsNone(heads["Visits"], "one column at a time says that it sorts")
        self.assertEqual(self.sort("services", "Service"), "ascending")
        self.assertEqual([row[0] for row in self.rows("services")], sorted(names, key=str.casefold))
        total = self.browser.evaluate("document.querySelector('#services table').tFoot.rows[0].cells[1].textContent")
        self.assertEqual(total, str(sample("day")["figures"]["issued"]))
        self.assert_quiet()

    def test_every_column_of_every_table_sorts(self):
        def lack(report):
            figures = table_of(report, "service")["lines"][3]["figures"]
            figures["waiting"].update(count=0, mean_ms=None, median_ms=None, p90_ms=None, max_ms=None)
            figures["level_percent"] = None
        self.open("day", change=lack)
        wrong = self.browser.evaluate("""(() => { const wrong = [];
            for (const details of document.querySelectorAll("details")) details.open = true;
            const columnsOf = (table) => { const [first, second] = table.tHead.rows, found = []; let under = 0;
                for (const head of first.cells) if (!head.classList.contains("group")) found.push(head);
                    else for (let i = 0; i < head.colSpan; i++) found.push(second.cells[under++]);
                return found; };
            const value = (cell) => { const told = cell.getAttribute("data-v") ?? cell.textContent;
                return told === "" ? null : Number(told); };
            let count = 0;
            for (const table of document.querySelectorAll("table.sort")) columnsOf(table).forEach((head, column) => {
                for (let twice = 0; twice < 2; twice++) {
                    head.querySelector("button").click();
                    count++;
                    if (!head.hasAttribute("data-n")) continue;
                    const down = head.getAttribute("aria-sort") === "descending";
                    const values = Array.from(table.tBodies[0].rows, (row) => value(row.cells[column]));
                    const known = values.filter((one) => one !== null);
                    const right = known.slice().sort((a, b) => down ? b - a : a - b);
                    if (known.some(Number.isNaN)) wrong.push([head.textContent, "no number"]);
                    if (values.slice(0, known.length).some((one, at) => one !== right[at]))
                        wrong.push([head.textContent, down, values]);
                } });
            return [count, wrong]; })()""")
        self.assertGreater(wrong[0], 800)
        self.assertEqual(wrong[1], [])
        self.assertEqual(self.sort("services", "p90"), "descending")
        self.assertEqual(self.rows("services")[-1][8], "–", "what is not known stands last")
        self.assertEqual(self.sort("services", "p90"), "ascending")
        self.assertEqual(self.rows("services")[-1][8], "–")
        self.assert_quiet()

    def test_keys_sort(self):
        self.open("day")
        self.browser.evaluate(f"{self.head('agencies', 'People')}.querySelector('button').focus()")
        self.browser.press_enter()
        lines = table_of(sample("day"), "agency")["lines"]
        expected = sorted(lines, key=lambda line: -line["figures"]["people"])
        self.assertEqual([row[0] for row in self.rows("agencies")], [line["name"] for line in expected])

    def test_charts_have_the_values(self):
        self.open("day")
        report = sample("day")
        waiting = {line["key"]: line["figures"]["waiting"] for line in table_of(report, "hour")["lines"]}
        for kind, field in (("p50", "median_ms"), ("p90", "p90_ms")):
            found = self.browser.evaluate(f"""Array.from(document.querySelectorAll("#waiting circle.{kind}"), (dot) =>
                [dot.dataset.key, Number(dot.dataset.ms), dot.cy.baseVal.value])""")
            self.assertEqual({key: ms for key, ms, _ in found}, {key: spread[field] for key, spread in waiting.items()})
            higher = [ms for _, ms, _ in sorted(found, key=lambda dot: dot[2])]
            self.assertEqual(higher, sorted(higher, reverse=True), "what is longer stands higher")
        heat = self.browser.evaluate("""Array.from(document.querySelectorAll("#heat tbody tr"), (row) =>
            [row.cells[0].textContent, Array.from(row.querySelectorAll("td[data-v]"), (cell) => Number(cell.dataset.v))])""")
        late = {}
        for line in table_of(report, "service_hour")["lines"]:
            figures = line["figures"]
            late.setdefault(line["key"].rpartition(" ")[0], []).append(figures["measured"] - figures["within"])
        names = {line["key"]: line["name"] for line in table_of(report, "service")["lines"]}
        most = sorted(late, key=lambda key: -sum(late[key]))[:len(heat)]
        self.assertEqual(heat, [[names[key], late[key]] for key in most])
        bars = self.browser.evaluate("""Array.from(document.querySelectorAll("#operators_time .stack tr"), (row) =>
            [row.cells[0].textContent, Array.from(row.querySelectorAll("rect"), (part) => Number(part.dataset.ms)),
             row.cells[2].textContent])""")
        for (name, parts, whole), operator in zip(bars, report["operators"], strict=True):
            self.assertEqual((name, whole), (operator["name"], hours(operator["signed_in_ms"])))
            self.assertEqual(sum(parts), operator["signed_in_ms"])
        self.assert_quiet()

    def test_range_has_weekdays_and_days(self):
        self.open("range", "az")
        report = sample("range")
        dots = self.browser.evaluate("""Array.from(document.querySelectorAll("#waiting circle.p90"), (dot) =>
            [dot.dataset.key, Number(dot.dataset.ms)])""")
        self.assertEqual(dots, [[line["key"], line["figures"]["waiting"]["p90_ms"]]
                                for line in table_of(report, "day")["lines"]])
        cells = self.browser.evaluate("""Array.from(document.querySelectorAll("#heat td[data-v]"), (cell) =>
            Number(cell.dataset.v))""")
        self.assertEqual(cells, [line["figures"]["waiting"]["p90_ms"] for line in table_of(report, "weekday_hour")["lines"]])
        self.assert_quiet()

    def test_sentences_lead_to_their_tables(self):
        self.open("day")
        leads = self.browser.evaluate("""Array.from(document.querySelectorAll(".sentences a"), (link) =>
            [link.getAttribute("href").slice(1), document.querySelector(link.getAttribute("href")) !== null])""")
        self.assertEqual(leads, [[name, True] for name in ("comparison", "waiting", "services", "service_hours", "events")])
        worst = sample("day")["worst"]
        hour = next(line for line in table_of(sample("day"), "service_hour")["lines"] if line["key"] == f"{worst['service']} 10")
        self.assertEqual(self.rows("service_hours")[0],
                         [f"{worst['name']}, 10:00", str(worst["late"]), str(worst["measured"]),
                          percent(worst["measured"] - worst["late"], worst["measured"]),
                          hours(hour["counters_open_ms"]), hours(hour["counters_planned_ms"])])

    def test_no_page_scrolls_sideways(self):
        def widen(report):
            line = table_of(report, "service")["lines"][0]
            line["name"] = "W" * 120
            report["centre"] = "Əə" * 60
        for name, language, change in (("day", "ru", None), ("range", "az", None), ("one", "en", None), ("empty", "ja", None),
                                       ("each", "ru", None), ("day", "en", widen)):
            for width in (360, 768, 1280):
                with self.subTest(name, width=width):
                    self.open(name, language, change=change, width=width)
                    self.assertEqual(self.browser.evaluate("document.documentElement.scrollWidth"), width)
                    self.assert_quiet()

    def test_contrast(self):
        for dark in (False, True):
            for name in ("day", "range"):
                with self.subTest(name, dark=dark):
                    def break_it(report):
                        report["figures"]["visit_difference"] = 1
                    self.open(name, dark=dark, change=break_it)
                    seen, bad = self.browser.evaluate(CONTRAST)
                    self.assertGreater(seen, 5000)
                    self.assertEqual(bad, {})

    def test_without_script(self):
        self.open("day", script=False)
        self.assertEqual(self.browser.evaluate("document.querySelectorAll('button').length"), 0)
        self.assertEqual(len(self.rows("services")), len(table_of(sample("day"), "service")["lines"]))
        self.assertTrue(self.browser.evaluate("document.querySelector('details').checkVisibility()"))

    def test_its_policy_forbids_what_is_not_its_own(self):
        self.open("day")
        self.browser.evaluate("""(() => { const script = document.createElement("script"); script.textContent = "window.bad = 1";
            document.body.append(script); document.body.setAttribute("style", "color: red");
            const image = document.createElement("img"); image.src = "https://example.org/a.png"; document.body.append(image); })()""")
        self.assertEqual(self.browser.evaluate("[typeof window.bad, getComputedStyle(document.body).color === 'rgb(255, 0, 0)']"),
                         ["undefined", False])
        self.assertGreaterEqual(len(self.browser.complaints()), 3)

    def test_prints_on_two_sheets(self):
        for name, language, most in (("day", "en", 2), ("day", "az", 2), ("day", "ru", 2), ("range", "az", 2), ("range", "ru", 2),
                                     ("one", "ru", 1), ("empty", "en", 1)):
            with self.subTest(name, language=language):
                self.open(name, language)
                path = self.folder / "printed.pdf"
                self.browser.print(path)
                self.assertLessEqual(sheets_of(path), most)
        self.open("day")
        self.browser.print(path)
        text = subprocess.run(["pdftotext", "-layout", path, "-"], check=True, capture_output=True, text=True).stdout
        lines = sorted(table_of(sample("day"), "service")["lines"],
                       key=lambda line: -line["figures"]["issued"] - line["figures"]["called"])
        for line in lines[:ROWS_OF_PAPER]:
            self.assertIn(line["name"], re.sub(r"\s+", " ", text))
        self.assertIn(f"{len(lines) - ROWS_OF_PAPER} more rows are in the file", text)
        last = " ".join(text.split("\f")[1].split())
        self.assertIn("Waiting: from entering the queue to the first call.", last)
        self.assertIn("printers are exact; all others come from histograms, with an error of at most 1%.", last)

    def test_pictures(self):
        """Nothing is judged here but that there is something to see; people look at them."""
        folder = pathlib.Path(PICTURES or self.folder)
        for name, language in (("day", "en"), ("range", "az"), ("one", "ru"), ("empty", "en")):
            for width in (360, 1280):
                for dark in (False, True):
                    self.open(name, language, width=width, dark=dark)
                    path = folder / f"report-{name}-{width}-{'dark' if dark else 'light'}.png"
                    self.browser.picture(path)
                    self.assertGreater(path.stat().st_size, 5000)


class Pdf(Pages):
    def text(self, path):
        return subprocess.run(["pdftotext", "-layout", path, "-"], check=True, capture_output=True, text=True,
                              timeout=60).stdout

    def assert_row(self, text, *cells):
        """A line of the text with these beside one another."""
        if not re.search(r"(?:^|\s)" + r"\s+".join(map(re.escape, cells)) + r"(?:\s|$)", text, re.M):
            self.fail(f"no line has {cells}")

    def test_says_what_the_report_says(self):
        for name in ("day", "one"):
            report, text = sample(name), self.text(self.page(name, form="pdf"))
            for by in ("service", "agency", "hour", "class"):
                for line in table_of(report, by)["lines"]:
                    figures, ends, waiting = line["figures"], line["figures"]["step_ends"], line["figures"]["waiting"]
                    self.assert_row(text, *map(str, (figures["issued"], figures["people"], ends["served"], ends["no_show"],
                                                     ends["never_called"])),
                                    *(length(waiting[f"{kind}_ms"]) for kind in ("mean", "median", "p90", "max")),
                                    rounded(figures["level_percent"]))
            for operator in report["operators"]:
                self.assert_row(text, operator["name"], str(operator["served"]),
                                *(hours(operator[f"{part}_ms"]) for part in (
                                    "signed_in", "serving", "way", "task", "help", "pause", "halted", "lost",
                                    "idle_waiting", "idle_empty")))
            for printer in report["printers"]:
                self.assert_row(text, printer["printer"], *(str(printer[kind]) for kind in (
                    "printed", "uncertain", "failed", "void", "twice", "copies")))

    def test_names_are_whole(self):
        """All words of all names, in every language of its names."""
        for name, language in (("day", "en"), ("range", "az"), ("one", "ru"), ("each", "ru")):
            words = set(self.text(self.page(name, language, form="pdf")).split())
            for table in sample(name)["tables"]:
                for line in table["lines"] if table["by"] in ("agency", "service", "class") else ():
                    lacking = [word for word in line["name"].split() if word not in words]
                    self.assertEqual(lacking, [], line["name"])

    def test_nothing_stands_beyond_the_margins(self):
        def many(report):
            table = table_of(report, "service")
            table["lines"] = [{**line, "key": f"a/{number}", "name": f"{number} " + "Ağ" * (number % 90)}
                              for number, line in enumerate(table["lines"] * 5)]
            table["lines"][1]["figures"] = {**table["lines"][1]["figures"], "issued": 10 ** 15}
        for name, language, change in (("day", "ru", None), ("range", "az", None), ("day", "en", many)):
            path = self.page(name, language, "pdf", change)
            tree = xml.fromstring(re.sub(r"<!DOCTYPE[^>]*>| xmlns=\"[^\"]*\"", "", subprocess.run(
                ["pdftotext", "-bbox", path, "-"], check=True, capture_output=True, text=True, timeout=60).stdout))
            for page in tree.iter("page"):
                for word in page.iter("word"):
                    left, top, right, bottom = (float(word.get(side)) for side in ("xMin", "yMin", "xMax", "yMax"))
                    self.assertTrue(left > 30 and right < 565 and top > 25 and bottom < 830, (word.text, left, right))

    def sheets(self, path):
        """The words of each sheet, with single spaces."""
        return [" ".join(sheet.split()) for sheet in self.text(path).split("\f")]

    def leads(self, path):
        """{beginning of a line of the first sheet: the sheet (from 1) that it leads to}"""
        said = subprocess.run(["pdftohtml", "-xml", "-stdout", "-i", "-f", "1", "-l", "1", path], check=True,
                              capture_output=True, text=True, timeout=60).stdout
        return {text: int(sheet) for sheet, text in re.findall(r'<a href="[^"]*#(\d+)">([^<]+)</a>', said)}

    def test_sentences_lead_to_the_sheets_of_their_tables(self):
        report = sample("day")
        worst = f"{report['worst']['name']}, 10:00 {report['worst']['late']} {report['worst']['measured']}"
        path = self.page("day", form="pdf")
        sheets, leads = self.sheets(path), self.leads(path)
        for begin, *tells in (("Monday, 23 November", "Comparison", "This report 1312 1240"),
                              ("Half of those called", "Waiting through the day", "45 min"),
                              ("Called within the target", "Services", "First identity card 78 93"),
                              ("Worst hour", "Services by the hour, late ones", worst),
                              ("What broke or stopped", "What broke or was changed", "Evacuation")):
            found = [sheet for text, sheet in leads.items() if text.startswith(begin)]
            self.assertEqual(len(found), 1, begin)
            for text in tells:
                self.assertIn(text, sheets[found[0] - 1])
        for name, language in (("range", "az"), ("each", "ru"), ("one", "ru"), ("left_open", "en"), ("empty", "en")):
            with self.subTest(name):
                path = self.page(name, language, "pdf")
                self.assertGreaterEqual(len(self.leads(path)), 5)
                self.assertEqual(subprocess.run(["pdfinfo", path], check=True, capture_output=True, text=True).stderr, "")

    def test_a_changed_target_is_told_under_hours(self):
        text = self.text(self.page("day", form="pdf"))
        hours_of_day = text[re.search(r"^ *17:00 +\d", text, re.M).end():]
        below = hours_of_day[:re.search(r"^Services$", hours_of_day, re.M).start()]
        self.assertIn("Target changed: Temporary residence permit, 20 min to 30 min", below)

    def test_the_second_sheet_says_what_words_mean(self):
        """novbe report --due prints two sheets of however many there are."""
        for name, language, words in (("day", "en", "Waiting: from entering the queue to the first call. p90: "),
                                      ("range", "az", "Gözləmə: növbəyə durmaqdan ilk çağırışadək. p90: "),
                                      ("day", "ru", "Ожидание: от входа в очередь до первого вызова. p90: ")):
            sheets = self.sheets(self.page(name, language, "pdf"))
            self.assertEqual([words in sheet for sheet in sheets[:3]], [False, True, False])
        self.assertIn("all others come from histograms, with an error of at most 1%. ASAN service No. 5",
                      self.sheets(self.page("day", form="pdf"))[1], "it stands at the foot")

    def test_numbered_with_fonts_and_contents(self):
        path = self.page("day", "az", "pdf")
        sheets, text = sheets_of(path), self.text(path)
        for number in range(1, sheets + 1):
            self.assertIn(f"Səhifə {number} / {sheets}", text)
        fonts = subprocess.run(["pdffonts", path], check=True, capture_output=True, text=True).stdout.splitlines()[2:]
        self.assertTrue(fonts)
        for font in fonts:
            self.assertRegex(font, r"DejaVuSans.* yes yes yes +\d+ +\d+$", "embedded, a part, with Unicode")
        said = subprocess.run(["pdfinfo", path], check=True, capture_output=True, text=True)
        self.assertEqual(said.stderr, "", "it is well-formed")
        self.assertIn("Title:           ASAN service No. 5: hesabat, 23 noyabr 2026", said.stdout)
        self.assertIn(b"/Lang (az)", path.read_bytes())

    def test_picture(self):
        folder = pathlib.Path(PICTURES or self.folder)
        subprocess.run(["pdftoppm", "-r", "80", "-png", "-singlefile", self.page("day", form="pdf"), folder / "report-pdf"],
                       check=True, timeout=60)
        self.assertGreater((folder / "report-pdf.png").stat().st_size, 20000)


if __name__ == "__main__":
    unittest.main()
