# SPDX-License-Identifier: MIT
"""What a visitor is shown, and in which language."""
import unittest

from centre import Case

SERVICES = "org.novbe.Visitor.ListServices"


class Visitor(Case):
    def list(self, language):
        reply = self.centre.talk().call(SERVICES, {"language": language})["parameters"]
        return reply["groups"], reply["services"]

    def test_a_language_of_the_centre_needs_no_fallback(self):
        for language in ("az", "ru", "en"):
            groups, services = self.list(language)
            self.assertEqual([one["key"] for one in groups + services if one.get("fallback")], [], language)

    def test_what_a_language_lacks_is_marked_as_the_one_it_falls_back_to(self):
        """The texts of the programs are Japanese, those of this centre are not: each says so."""
        self.centre.config.write_text(self.centre.config.read_text().replace('"en" ]', '"en", "ja" ]', 1))
        self.assertIn("parameters", self.centre.talk().call("org.novbe.Admin.Reload"))
        english, japanese = self.list("en"), self.list("ja")
        for one, other in zip(english[0] + english[1], japanese[0] + japanese[1]):
            self.assertEqual((other["name"], other.get("fallback")), (one["name"], "en"))
        self.assertNotEqual([one["hours"] for one in english[1]], [one["hours"] for one in japanese[1]])


if __name__ == "__main__":
    unittest.main()
