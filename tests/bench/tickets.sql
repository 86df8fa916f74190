-- SPDX-License-Identifier: MIT
--
-- What PostgreSQL has to do for a ticket that novbe issues, in one function and so one round trip; numbers are without
-- gaps, which a sequence cannot promise: the counter's row is locked until the commit.
CREATE TABLE counter (service int PRIMARY KEY, number int NOT NULL);
INSERT INTO counter SELECT service, 0 FROM generate_series(0, 299) AS service;
CREATE TABLE request (id text PRIMARY KEY, answer text NOT NULL);
CREATE TABLE ticket (
    service int NOT NULL, number int NOT NULL, channel text, class text, language text, party int, code text,
    issued bigint, state text, due bigint, PRIMARY KEY (service, number)
);
CREATE INDEX queue ON ticket (service, due) WHERE state = 'waiting';
CREATE TABLE ledger (
    seq bigserial PRIMARY KEY, at bigint, kind text, service int, number int, channel text, class text, language text,
    party int, code text, base bigint, due bigint, tier int, promote bigint, target bigint
);
CREATE TABLE print (number bigserial PRIMARY KEY, service int, ticket int, printer text, state text);
CREATE FUNCTION issue(wish text, wanted int, now bigint) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    given int;
    before text;
BEGIN
    SELECT answer INTO before FROM request WHERE id = wish;
    IF FOUND THEN
        RETURN before;
    END IF;
    UPDATE counter SET number = number + 1 WHERE service = wanted RETURNING number INTO given;
    INSERT INTO ticket VALUES (wanted, given, 'kiosk', 'regular', 'az', 1, 'K7M2Q', now, 'waiting', now + 900000);
    INSERT INTO ledger (at, kind, service, number, channel, class, language, party, code)
        VALUES (now, 'issued', wanted, given, 'kiosk', 'regular', 'az', 1, 'K7M2Q');
    INSERT INTO ledger (at, kind, service, number, base, due, tier, promote, target)
        VALUES (now, 'step_entered', wanted, given, now, now + 900000, 0, 0, 900000);
    INSERT INTO print (service, ticket, printer, state) VALUES (wanted, given, 'entrance', 'waiting');
    INSERT INTO request VALUES (wish, given::text);
    RETURN given::text;
END $$;
