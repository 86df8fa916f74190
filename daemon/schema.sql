-- SPDX-License-Identifier: MIT
--
-- The tables of the store, as numbered migrations: a line `-- migration N` begins each. A store is brought from its
-- number to the newest when it is opened, one transaction a migration. What was released is never edited; a change is
-- a migration of its own, and O(1): ALTER TABLE ADD COLUMN, CREATE TABLE. Columns that need back-filling are filled
-- later, in slices.
--
-- Moments are milliseconds since 1970 UTC; a day is counted in days since 1970-01-01; ids are those of `name`.

-- migration 1

-- centre: its key. schema: the last migration. kept_from: rows of the ledger below this seq were deleted by retention.
CREATE TABLE meta (key TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;
INSERT INTO meta VALUES ('schema', 0), ('kept_from', 1);

-- The ledger: struct event, the hash of its text, and the chain over it (daemon/ledger.h).
CREATE TABLE event (
    seq INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL, kind INTEGER NOT NULL, day INTEGER NOT NULL, ticket INTEGER NOT NULL,
    step INTEGER NOT NULL, service INTEGER NOT NULL, counter INTEGER NOT NULL, operator_id INTEGER NOT NULL,
    class INTEGER NOT NULL, reason INTEGER NOT NULL, text INTEGER NOT NULL, value_0 INTEGER NOT NULL,
    value_1 INTEGER NOT NULL, value_2 INTEGER NOT NULL, value_3 INTEGER NOT NULL, value_4 INTEGER NOT NULL,
    value_5 INTEGER NOT NULL, value_6 INTEGER NOT NULL, value_7 INTEGER NOT NULL,
    text_hash BLOB,
    hash BLOB NOT NULL
);
-- A number is given once a day: ISSUED is kind 20, value_0 its prefix, value_1 its number.
CREATE UNIQUE INDEX event_number ON event (day, value_0, value_1) WHERE kind = 20;
CREATE TRIGGER event_stays_as_it_is BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'event: rows are only added'); END;
CREATE TRIGGER event_stays BEFORE DELETE ON event WHEN old.seq >= (SELECT value FROM meta WHERE key = 'kept_from')
BEGIN SELECT RAISE(ABORT, 'event: rows are only added'); END;

-- A row a final step; seq is that of its STEP_FINAL.
CREATE TABLE step (
    seq INTEGER PRIMARY KEY,
    day INTEGER NOT NULL, ticket INTEGER NOT NULL, step INTEGER NOT NULL, prefix INTEGER NOT NULL,
    number INTEGER NOT NULL, series INTEGER NOT NULL, channel INTEGER NOT NULL, needs INTEGER NOT NULL,
    language INTEGER NOT NULL, party INTEGER NOT NULL, booking INTEGER NOT NULL, issued_ms INTEGER NOT NULL,
    service INTEGER NOT NULL, class INTEGER NOT NULL, ending INTEGER NOT NULL, entry INTEGER NOT NULL,
    counter INTEGER NOT NULL, operator_id INTEGER NOT NULL, tier INTEGER NOT NULL, base_ms INTEGER NOT NULL,
    due_ms INTEGER NOT NULL, target_ms INTEGER NOT NULL, entered_ms INTEGER NOT NULL,
    first_called_ms INTEGER NOT NULL, ended_ms INTEGER NOT NULL, put_off_ms INTEGER NOT NULL,
    parked_ms INTEGER NOT NULL, aside_ms INTEGER NOT NULL, waited_ms INTEGER NOT NULL, way_ms INTEGER NOT NULL, service_ms INTEGER NOT NULL,
    recalls INTEGER NOT NULL, returns INTEGER NOT NULL, put_offs INTEGER NOT NULL, outcome INTEGER NOT NULL,
    quantity INTEGER NOT NULL, marks INTEGER NOT NULL
);
CREATE TRIGGER step_stays_as_it_is BEFORE UPDATE ON step
BEGIN SELECT RAISE(ABORT, 'step: rows are only added'); END;
CREATE TRIGGER step_stays BEFORE DELETE ON step WHEN old.seq >= (SELECT value FROM meta WHERE key = 'kept_from')
BEGIN SELECT RAISE(ABORT, 'step: rows are only added'); END;

-- Free texts. seq: the first event that names it. To forget one, salt and body become null.
CREATE TABLE text (id INTEGER PRIMARY KEY, seq INTEGER NOT NULL, salt BLOB, body BLOB);
CREATE TRIGGER text_stays_as_it_is BEFORE UPDATE ON text
WHEN new.id != old.id OR new.seq != old.seq OR new.salt IS NOT NULL OR new.body IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'text: rows are only added'); END;
CREATE TRIGGER text_stays BEFORE DELETE ON text WHEN old.seq >= (SELECT value FROM meta WHERE key = 'kept_from')
BEGIN SELECT RAISE(ABORT, 'text: rows are only added'); END;

-- Answers given, so that the same request again is answered the same. Appended in the order of the turns: a random
-- primary key costs 2-4 times as much; that an id is unique is held in memory.
CREATE TABLE request (
    number INTEGER PRIMARY KEY,
    seq INTEGER NOT NULL, at_ms INTEGER NOT NULL, user INTEGER NOT NULL, method INTEGER NOT NULL,
    id TEXT NOT NULL, parameters BLOB NOT NULL, answer BLOB NOT NULL
);

-- Keys of the configuration as numbers, never given twice; hash is the chain over them.
CREATE TABLE name (
    number INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL, id INTEGER NOT NULL, key TEXT NOT NULL, hash BLOB NOT NULL,
    UNIQUE (kind, id), UNIQUE (kind, key)
);
CREATE TRIGGER name_stays_as_it_is BEFORE UPDATE ON name
BEGIN SELECT RAISE(ABORT, 'name: rows are only added'); END;
CREATE TRIGGER name_stays BEFORE DELETE ON name
BEGIN SELECT RAISE(ABORT, 'name: rows are only added'); END;

-- Seals: struct ledger_seal, and its figures by name.
CREATE TABLE day (
    last_seq INTEGER PRIMARY KEY,
    first_seq INTEGER NOT NULL, day INTEGER NOT NULL, chain INTEGER NOT NULL, step INTEGER NOT NULL,
    events INTEGER NOT NULL, names INTEGER NOT NULL,
    names_head BLOB NOT NULL, head BLOB NOT NULL, mac BLOB NOT NULL
);
CREATE TABLE day_figure (
    last_seq INTEGER NOT NULL, name TEXT NOT NULL, value INTEGER NOT NULL,
    PRIMARY KEY (last_seq, name)
) WITHOUT ROWID;
CREATE TRIGGER day_stays_as_it_is BEFORE UPDATE ON day
BEGIN SELECT RAISE(ABORT, 'day: rows are only added'); END;
CREATE TRIGGER day_stays BEFORE DELETE ON day
BEGIN SELECT RAISE(ABORT, 'day: rows are only added'); END;
CREATE TRIGGER day_figure_stays_as_it_is BEFORE UPDATE ON day_figure
BEGIN SELECT RAISE(ABORT, 'day_figure: rows are only added'); END;
CREATE TRIGGER day_figure_stays BEFORE DELETE ON day_figure
BEGIN SELECT RAISE(ABORT, 'day_figure: rows are only added'); END;

-- What is no event; of each the newest row is what is true now.
-- Every ticket's paper: a row a state.
CREATE TABLE print (
    number INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL, day INTEGER NOT NULL, ticket INTEGER NOT NULL, attempt INTEGER NOT NULL,
    state INTEGER NOT NULL, printer INTEGER NOT NULL, reason INTEGER NOT NULL,
    text TEXT
);
CREATE TRIGGER print_stays_as_it_is BEFORE UPDATE ON print
BEGIN SELECT RAISE(ABORT, 'print: rows are only added'); END;
CREATE TRIGGER print_stays BEFORE DELETE ON print
BEGIN SELECT RAISE(ABORT, 'print: rows are only added'); END;

-- Bookings, by an id over all days; they enter a day as events when it opens.
CREATE TABLE booking (
    number INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL, booking INTEGER NOT NULL, state INTEGER NOT NULL, day INTEGER NOT NULL,
    service INTEGER NOT NULL, slot_ms INTEGER NOT NULL, class INTEGER NOT NULL, needs INTEGER NOT NULL,
    language INTEGER NOT NULL, party INTEGER NOT NULL, code INTEGER NOT NULL, until_ms INTEGER NOT NULL,
    text TEXT
);
CREATE TRIGGER booking_stays_as_it_is BEFORE UPDATE ON booking
BEGIN SELECT RAISE(ABORT, 'booking: rows are only added'); END;
CREATE TRIGGER booking_stays BEFORE DELETE ON booking
BEGIN SELECT RAISE(ABORT, 'booking: rows are only added'); END;

-- Hours of one day that differ from the configuration: a row a span. Agency and service 0: the whole centre. No spans:
-- one row, closed; -1: one row, what was said before of the same is taken back. user: who said so. text: why, a line
-- "LANGUAGE=TEXT" for each.
CREATE TABLE closure (
    number INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL, day INTEGER NOT NULL, agency INTEGER NOT NULL, service INTEGER NOT NULL,
    span INTEGER NOT NULL, spans INTEGER NOT NULL, from_ms INTEGER NOT NULL, until_ms INTEGER NOT NULL,
    user INTEGER NOT NULL,
    text TEXT
);
CREATE TRIGGER closure_stays_as_it_is BEFORE UPDATE ON closure
BEGIN SELECT RAISE(ABORT, 'closure: rows are only added'); END;
CREATE TRIGGER closure_stays BEFORE DELETE ON closure
BEGIN SELECT RAISE(ABORT, 'closure: rows are only added'); END;

-- Who is planned where.
CREATE TABLE rota (
    number INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL, day INTEGER NOT NULL, shift INTEGER NOT NULL, counter INTEGER NOT NULL,
    operator_id INTEGER NOT NULL, from_ms INTEGER NOT NULL, until_ms INTEGER NOT NULL, what INTEGER NOT NULL,
    text TEXT
);
CREATE TRIGGER rota_stays_as_it_is BEFORE UPDATE ON rota
BEGIN SELECT RAISE(ABORT, 'rota: rows are only added'); END;
CREATE TRIGGER rota_stays BEFORE DELETE ON rota
BEGIN SELECT RAISE(ABORT, 'rota: rows are only added'); END;

-- Lets somebody who was sent home go ahead another day; text is the code.
CREATE TABLE return_code (
    number INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL, day INTEGER NOT NULL, ticket INTEGER NOT NULL, service INTEGER NOT NULL,
    class INTEGER NOT NULL, until_ms INTEGER NOT NULL, used INTEGER NOT NULL,
    text TEXT
);
CREATE TRIGGER return_code_stays_as_it_is BEFORE UPDATE ON return_code
BEGIN SELECT RAISE(ABORT, 'return_code: rows are only added'); END;
CREATE TRIGGER return_code_stays BEFORE DELETE ON return_code
BEGIN SELECT RAISE(ABORT, 'return_code: rows are only added'); END;

-- Operators as the administrator set them; text is what is kept of the PIN.
CREATE TABLE operator (
    number INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL, operator_id INTEGER NOT NULL, profile INTEGER NOT NULL, languages INTEGER NOT NULL,
    removed INTEGER NOT NULL,
    text TEXT
);
CREATE TRIGGER operator_stays_as_it_is BEFORE UPDATE ON operator
BEGIN SELECT RAISE(ABORT, 'operator: rows are only added'); END;
CREATE TRIGGER operator_stays BEFORE DELETE ON operator
BEGIN SELECT RAISE(ABORT, 'operator: rows are only added'); END;

-- migration 2

-- Retention takes whole days out: kept_day is the first day that is kept of the tables that know days, requests_from the
-- moment from which answers are kept.
INSERT INTO meta VALUES ('kept_day', 0), ('requests_from', 0);
-- epoch: how often the store was begun anew from a copy. epoch_due: 1 until the ledger says so.
INSERT INTO meta VALUES ('epoch', 0), ('epoch_due', 0);
DROP TRIGGER print_stays;
CREATE TRIGGER print_stays BEFORE DELETE ON print WHEN old.day >= (SELECT value FROM meta WHERE key = 'kept_day')
BEGIN SELECT RAISE(ABORT, 'print: rows are only added'); END;
DROP TRIGGER booking_stays;
CREATE TRIGGER booking_stays BEFORE DELETE ON booking WHEN old.day >= (SELECT value FROM meta WHERE key = 'kept_day')
BEGIN SELECT RAISE(ABORT, 'booking: rows are only added'); END;
DROP TRIGGER closure_stays;
CREATE TRIGGER closure_stays BEFORE DELETE ON closure WHEN old.day >= (SELECT value FROM meta WHERE key = 'kept_day')
BEGIN SELECT RAISE(ABORT, 'closure: rows are only added'); END;
DROP TRIGGER rota_stays;
CREATE TRIGGER rota_stays BEFORE DELETE ON rota WHEN old.day >= (SELECT value FROM meta WHERE key = 'kept_day')
BEGIN SELECT RAISE(ABORT, 'rota: rows are only added'); END;
DROP TRIGGER return_code_stays;
CREATE TRIGGER return_code_stays BEFORE DELETE ON return_code
WHEN old.day >= (SELECT value FROM meta WHERE key = 'kept_day')
BEGIN SELECT RAISE(ABORT, 'return_code: rows are only added'); END;

-- migration 3

-- An order of paper begins with a row of state 0 that says what is to be printed: `paper` numbers it, text is its
-- printers, and on a second line its code. Each later row says what became of it: `attempt` is the place of a printer
-- among its own, from 1, and text what that printer said.
ALTER TABLE print ADD COLUMN paper INTEGER NOT NULL DEFAULT 0;
ALTER TABLE print ADD COLUMN kind INTEGER NOT NULL DEFAULT 0;
ALTER TABLE print ADD COLUMN language INTEGER NOT NULL DEFAULT 0;
ALTER TABLE print ADD COLUMN service INTEGER NOT NULL DEFAULT 0;
ALTER TABLE print ADD COLUMN ahead INTEGER NOT NULL DEFAULT 0;
ALTER TABLE print ADD COLUMN proof INTEGER NOT NULL DEFAULT 0;
ALTER TABLE print ADD COLUMN steps INTEGER NOT NULL DEFAULT 0;
ALTER TABLE print ADD COLUMN done INTEGER NOT NULL DEFAULT 0;
ALTER TABLE print ADD COLUMN slot_ms INTEGER NOT NULL DEFAULT 0;

-- migration 4

-- How the store was found when somebody looked, and when it failed. what: 1 verify, 2 backup, 3 it could not be written
-- from since_ms until at_ms (since_ms is 0 of the others). text: what was found; null if all was well.
CREATE TABLE health (
    number INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL, what INTEGER NOT NULL, good INTEGER NOT NULL, since_ms INTEGER NOT NULL,
    text TEXT
);
CREATE TRIGGER health_stays_as_it_is BEFORE UPDATE ON health
BEGIN SELECT RAISE(ABORT, 'health: rows are only added'); END;
CREATE TRIGGER health_stays BEFORE DELETE ON health
BEGIN SELECT RAISE(ABORT, 'health: rows are only added'); END;

-- migration 5

-- No row of this table was ever written before: it is made anew as it is needed, which takes no time. Made from the
-- ledger: a row when a visitor who was never called gets a code; and one whenever that changes, which says so of the same
-- day and ticket, with code 0 and nothing else. used: the business day on which a ticket was taken with it, 0 none (again,
-- as that ticket was void). prefix, ticket_number and check_code stand on the paper of who was never called. until_day:
-- the last on which it counts.
DROP TABLE return_code;
CREATE TABLE return_code (
    number INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL, day INTEGER NOT NULL, ticket INTEGER NOT NULL, prefix INTEGER NOT NULL,
    ticket_number INTEGER NOT NULL, check_code INTEGER NOT NULL, service INTEGER NOT NULL, class INTEGER NOT NULL,
    waited_ms INTEGER NOT NULL, until_day INTEGER NOT NULL, code INTEGER NOT NULL, used INTEGER NOT NULL,
    text TEXT
);
CREATE INDEX return_code_of_ticket ON return_code (day, ticket);
CREATE TRIGGER return_code_stays_as_it_is BEFORE UPDATE ON return_code
BEGIN SELECT RAISE(ABORT, 'return_code: rows are only added'); END;
CREATE TRIGGER return_code_stays BEFORE DELETE ON return_code
WHEN old.day >= (SELECT value FROM meta WHERE key = 'kept_day')
BEGIN SELECT RAISE(ABORT, 'return_code: rows are only added'); END;

-- migration 6

-- Which rows of a table are of which day, for those whose rows do not follow one another by their days: list 1 booking,
-- 2 closure, 3 rota. An index of the tables themselves would be made in one go, however many rows there are. Rows that
-- are older than this migration are entered in slices; the numbers in meta say from which on all are.
CREATE TABLE of_day (
    list INTEGER NOT NULL, day INTEGER NOT NULL, number INTEGER NOT NULL,
    PRIMARY KEY (list, day, number)
) WITHOUT ROWID;
INSERT INTO meta
SELECT 'booking_of_day_from', ifnull(max(number), 0) + 1 FROM booking UNION ALL
SELECT 'closure_of_day_from', ifnull(max(number), 0) + 1 FROM closure UNION ALL
SELECT 'rota_of_day_from', ifnull(max(number), 0) + 1 FROM rota;
CREATE TRIGGER booking_of_day AFTER INSERT ON booking
BEGIN INSERT OR IGNORE INTO of_day VALUES (1, new.day, new.number); END;
CREATE TRIGGER booking_of_no_day AFTER DELETE ON booking
BEGIN DELETE FROM of_day WHERE list = 1 AND day = old.day AND number = old.number; END;
CREATE TRIGGER closure_of_day AFTER INSERT ON closure
BEGIN INSERT OR IGNORE INTO of_day VALUES (2, new.day, new.number); END;
CREATE TRIGGER closure_of_no_day AFTER DELETE ON closure
BEGIN DELETE FROM of_day WHERE list = 2 AND day = old.day AND number = old.number; END;
CREATE TRIGGER rota_of_day AFTER INSERT ON rota
BEGIN INSERT OR IGNORE INTO of_day VALUES (3, new.day, new.number); END;
CREATE TRIGGER rota_of_no_day AFTER DELETE ON rota
BEGIN DELETE FROM of_day WHERE list = 3 AND day = old.day AND number = old.number; END;

-- migration 7

-- What the visitor was told at issue (struct promise, of STEP_PROMISED, kind 53): moments; promised_ms is the end of the
-- range, 0 if nothing was told.
ALTER TABLE step ADD COLUMN likely_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE step ADD COLUMN promised_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE step ADD COLUMN usual_ms INTEGER NOT NULL DEFAULT 0;

-- migration 8

-- Kiosks: out of use (closed 1) or not, as a user said. A row of kiosk 0 is about all: text is what is kept of the PIN of
-- their corners.
CREATE TABLE kiosk (
    number INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL, kiosk INTEGER NOT NULL, closed INTEGER NOT NULL, user INTEGER NOT NULL,
    text TEXT
);
CREATE TRIGGER kiosk_stays_as_it_is BEFORE UPDATE ON kiosk
BEGIN SELECT RAISE(ABORT, 'kiosk: rows are only added'); END;
CREATE TRIGGER kiosk_stays BEFORE DELETE ON kiosk
BEGIN SELECT RAISE(ABORT, 'kiosk: rows are only added'); END;

-- migration 9

-- Of a try that is printed: how many papers came out of it so far (0 in older rows: one), and how long one is (0: not
-- known). It may be printed again then, with more of them.
ALTER TABLE print ADD COLUMN papers INTEGER NOT NULL DEFAULT 0;
ALTER TABLE print ADD COLUMN length_mm INTEGER NOT NULL DEFAULT 0;

-- Kiosks have two PINs: a row of kiosk 0 is about that of their corners (paper 0) or that of the paper (paper 1).
ALTER TABLE kiosk ADD COLUMN paper INTEGER NOT NULL DEFAULT 0;

-- The rolls in the printers (daemon/rolls.h). what: 1 papers came out (so many, each of length_mm; 0: not told); all
-- others say all that is known of the roll from then on: 2 a business day began or ended, 3 the paper is out, 4 the cover
-- is open, 5 it prints again, 6 a new roll, 7 the old roll, as a user said. papers and used_mm: since the roll was new at
-- began_ms (0: never said). out_mm: used when it ran out; -1: it did not. ask: nobody has said which roll it is. mean_um:
-- of so many lengths. held: by the last rolls that ran out.
CREATE TABLE roll (
    number INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL, day INTEGER NOT NULL, printer INTEGER NOT NULL, what INTEGER NOT NULL,
    user INTEGER NOT NULL, length_mm INTEGER NOT NULL, papers INTEGER NOT NULL, began_ms INTEGER NOT NULL,
    used_mm INTEGER NOT NULL, out_mm INTEGER NOT NULL, opened INTEGER NOT NULL, ask INTEGER NOT NULL,
    mean_um INTEGER NOT NULL, lengths INTEGER NOT NULL, low_ms INTEGER NOT NULL, held_1_mm INTEGER NOT NULL,
    held_2_mm INTEGER NOT NULL, held_3_mm INTEGER NOT NULL,
    text TEXT
);
CREATE TRIGGER roll_stays_as_it_is BEFORE UPDATE ON roll
BEGIN SELECT RAISE(ABORT, 'roll: rows are only added'); END;
CREATE TRIGGER roll_stays BEFORE DELETE ON roll WHEN old.day >= (SELECT value FROM meta WHERE key = 'kept_day')
BEGIN SELECT RAISE(ABORT, 'roll: rows are only added'); END;

-- migration 10

-- What reports count (daemon/rollup.h). Of each seal a row for every enum tally_by, which is written once; bytes: of each
-- key its tally, daemon/rollup_pack.c. rollup: the sums of months (level 2) and years (level 3), rewritten as days come to
-- them. meta: rolled is the number of the last row of rollup_day that is in these sums; rolled_until is one that was
-- given before, so that no number is given twice when rows are made anew (--rebuild-rollups), which alone may delete them.
CREATE TABLE rollup_day (
    number INTEGER PRIMARY KEY,
    last_seq INTEGER NOT NULL, day INTEGER NOT NULL, tally_by INTEGER NOT NULL, bytes BLOB NOT NULL,
    UNIQUE (last_seq, tally_by)
);
CREATE INDEX rollup_day_of ON rollup_day (tally_by, day);
CREATE TRIGGER rollup_day_stays_as_it_is BEFORE UPDATE ON rollup_day
BEGIN SELECT RAISE(ABORT, 'rollup_day: rows are only added'); END;
CREATE TRIGGER rollup_day_stays BEFORE DELETE ON rollup_day
WHEN NOT EXISTS (SELECT 1 FROM meta WHERE key = 'rolling_anew')
BEGIN SELECT RAISE(ABORT, 'rollup_day: rows are only added'); END;
CREATE TABLE rollup (
    tally_by INTEGER NOT NULL, level INTEGER NOT NULL, first_day INTEGER NOT NULL, bytes BLOB NOT NULL,
    PRIMARY KEY (tally_by, level, first_day)
);
INSERT INTO meta VALUES ('rolled', 0), ('rolled_until', 0);

-- migration 11

-- How kiosks were used (daemon/kiosk_sessions.h). what: 1 what a kiosk told of the time from from_ms on, which lasted so
-- long: sessions by how they ended, text: how long each of those with a ticket took to it, in ms; 2 a call for a person
-- at from_ms, answered so long later; 3 one that nobody answered, over so long later.
CREATE TABLE kiosk_use (
    number INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL, day INTEGER NOT NULL, kiosk INTEGER NOT NULL, what INTEGER NOT NULL,
    from_ms INTEGER NOT NULL, lasted_ms INTEGER NOT NULL, open_ms INTEGER NOT NULL, busy_ms INTEGER NOT NULL,
    tickets INTEGER NOT NULL, answered INTEGER NOT NULL, helped INTEGER NOT NULL, refused INTEGER NOT NULL,
    given_up INTEGER NOT NULL, abandoned INTEGER NOT NULL,
    text TEXT
);
CREATE INDEX kiosk_use_of_day ON kiosk_use (day);
CREATE TRIGGER kiosk_use_stays_as_it_is BEFORE UPDATE ON kiosk_use
BEGIN SELECT RAISE(ABORT, 'kiosk_use: rows are only added'); END;
CREATE TRIGGER kiosk_use_stays BEFORE DELETE ON kiosk_use WHEN old.day >= (SELECT value FROM meta WHERE key = 'kept_day')
BEGIN SELECT RAISE(ABORT, 'kiosk_use: rows are only added'); END;

-- Anonymising (daemon/store_forget.c). meta: named_from, named_day: of facts below that seq and of business days before
-- that day nobody is to be known by name; own_...: how far this very file has come with it, which no copy takes over.
INSERT INTO meta VALUES ('named_from', 1), ('named_day', 0), ('own_texts', 0), ('own_bookings', 0), ('own_folded', 0),
    ('own_folds', 0);
DROP TRIGGER rollup_day_stays_as_it_is;
CREATE TRIGGER rollup_day_stays_as_it_is BEFORE UPDATE ON rollup_day
WHEN old.number != new.number OR old.last_seq != new.last_seq OR old.day != new.day OR old.tally_by != new.tally_by
    OR old.tally_by != 5 OR old.day >= (SELECT value FROM meta WHERE key = 'named_day')
BEGIN SELECT RAISE(ABORT, 'rollup_day: rows are only added'); END;
DROP TRIGGER booking_stays_as_it_is;
CREATE TRIGGER booking_stays_as_it_is BEFORE UPDATE ON booking
WHEN new.text IS NOT NULL OR old.day >= (SELECT value FROM meta WHERE key = 'named_day') OR old.number != new.number
    OR old.at_ms != new.at_ms OR old.booking != new.booking OR old.state != new.state OR old.day != new.day
    OR old.service != new.service OR old.slot_ms != new.slot_ms OR old.class != new.class OR old.needs != new.needs
    OR old.language != new.language OR old.party != new.party OR old.code != new.code OR old.until_ms != new.until_ms
BEGIN SELECT RAISE(ABORT, 'booking: rows are only added'); END;
-- The key of an operator (kind 10) who is to be forgotten becomes "#" and his number, which no key can be.
DROP TRIGGER name_stays_as_it_is;
CREATE TRIGGER name_stays_as_it_is BEFORE UPDATE ON name
WHEN old.number != new.number OR old.kind != new.kind OR old.id != new.id OR old.hash != new.hash OR old.kind != 10
    OR new.key != '#' || old.id
BEGIN SELECT RAISE(ABORT, 'name: rows are only added'); END;
