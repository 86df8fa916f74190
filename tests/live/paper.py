# SPDX-License-Identifier: MIT
"""What the live tests of paper share: a hall with printers that are well, and the words of novbe-printer."""
from centre import OWNER_ROLES, until
from hall import HallCase

REFUSED = "org.novbe.Refused."
INVALID = "org.varlink.service.InvalidParameter"


class Paper(HallCase):
    roles = OWNER_ROLES + ', { role = "counter"; users = [ "@owner" ]; }, { role = "printer"; users = [ "@owner" ]; }'

    def setUp(self):
        super().setUp()
        self.tell("entrance"), self.tell("hall"), self.tell("desk")

    def tell(self, printer, state="ready", **more):
        return self.ask("Printer.ReportPrinter", printer=printer, state=state, **more)

    def orders(self, **filters):
        return self.ask("Printer.WatchOrders", **filters)["orders"]

    def order(self):
        """The only one that is not over."""
        orders = self.orders()
        self.assertEqual(len(orders), 1, orders)
        return orders[0]

    def issue(self, kiosk="door", services=("visa",), **more):
        return self.ask("Visitor.Issue", services=list(services), kiosk=kiosk, **more)["ticket"]

    def take(self, order, printer, **more):
        return self.ask("Printer.Take", order=order, printer=printer, **more)

    def report(self, order, printer, state, **more):
        return self.ask("Printer.Report", order=order, printer=printer, state=state, **more)

    def printer_refused(self, error, method, fields, **parameters):
        self.assert_error(self.reply("Printer." + method, parameters), "org.novbe.Printer." + error, **fields)

    def where(self, ticket):
        return self.ask("Visitor.WhereAmI", ticket=ticket["ticket"], code=ticket["code"])

    def paper(self, ticket):
        where = self.where(ticket)
        return where["paper"], where.get("printer")

    def stream(self, method, **parameters):
        talk = self.centre.talk()
        talk.ask("org.novbe." + method, parameters, more=True)
        return talk

    def until_told(self, talk, fact, what):
        """Reads states of a stream until one of them is so."""
        def is_so():
            state = talk.receive()["parameters"]
            return state if fact(state) else None
        return until(is_so, what)

    def print_all(self):
        for order in self.orders():
            self.take(order["order"], order["turn"])
            self.report(order["order"], order["turn"], "printed")

    def keep_telling(self, seconds):
        """Time goes by, and the printers are well."""
        self.centre.wall.go_by(seconds)
        self.tell("entrance"), self.tell("hall")
