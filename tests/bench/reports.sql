-- SPDX-License-Identifier: MIT
--
-- The yardstick of reports: final steps as rows, and of them the same roll-ups as novbe keeps, by month and year, as a
-- database keeps them: a row of sums, and a row a bucket of each histogram (the buckets of daemon/tally.c). And once more
-- as somebody keeps them who has a year in mind: a row holds the sums and, within it, the histograms that a line tells, as
-- arrays of buckets and of how many lie up to each, so that a percentile is a binary search (width_bucket) and nothing is
-- added up, sorted or joined. It is read as it stands: the arrays of several rows cannot be merged without taking them apart.

-- The power of two below it by a float: a 10,000,000,000th more, as the logarithm of a power of two may come out below it.
CREATE FUNCTION power(ms BIGINT) RETURNS INT LANGUAGE SQL IMMUTABLE PARALLEL SAFE AS $$
    SELECT floor(ln(greatest(ms, 1)::FLOAT8) * 1.4426950408889634 + 1e-10)::INT - 6
$$;
CREATE FUNCTION bucket(ms BIGINT) RETURNS INT LANGUAGE SQL IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN ms < 128 THEN greatest(ms, 0)::INT ELSE power(ms) * 64 + (ms >> power(ms))::INT END
$$;

CREATE VIEW counted AS
SELECT *, first_called_ms > 0 AND entry NOT IN (5, 6) AS was_called, ending = 1 AS served FROM step;

CREATE FUNCTION roll(source_period TEXT) RETURNS VOID LANGUAGE PLPGSQL AS $$
BEGIN
    EXECUTE format('CREATE TABLE sums_%1$s AS SELECT %1$s AS period, service, count(*) AS steps, sum(party) FILTER (WHERE served) AS people,
        count(*) FILTER (WHERE served) AS served, count(*) FILTER (WHERE ending = 2) AS no_show,
        count(*) FILTER (WHERE ending = 3) AS cancelled, count(*) FILTER (WHERE ending = 4) AS void,
        count(*) FILTER (WHERE ending = 5) AS transferred, count(*) FILTER (WHERE ending = 6) AS never_called,
        count(*) FILTER (WHERE ending = 7) AS unfinished, count(*) FILTER (WHERE ending = 8) AS joined,
        count(*) FILTER (WHERE was_called) AS called, count(*) FILTER (WHERE was_called AND waited_ms <= target_ms) AS within,
        sum(returns) AS returned, sum(recalls) AS recalls, sum(put_offs) AS put_offs, sum(quantity) AS quantity,
        sum(waited_ms) FILTER (WHERE was_called) AS waited_ms, max(waited_ms) FILTER (WHERE was_called) AS waited_most_ms,
        sum(way_ms) FILTER (WHERE served) AS way_ms, max(way_ms) FILTER (WHERE served) AS way_most_ms,
        sum(service_ms) FILTER (WHERE served) AS service_ms, max(service_ms) FILTER (WHERE served) AS service_most_ms
        FROM counted GROUP BY 1, 2', source_period);
    EXECUTE format('CREATE TABLE buckets_%1$s AS
        SELECT %1$s AS period, service, 1 AS what, bucket(waited_ms) AS bucket, count(*) AS n FROM counted WHERE was_called GROUP BY 1, 2, 4
        UNION ALL
        SELECT %1$s, service, 2, bucket(way_ms), count(*) FROM counted WHERE served GROUP BY 1, 2, 4
        UNION ALL
        SELECT %1$s, service, 3, bucket(service_ms), count(*) FROM counted WHERE served GROUP BY 1, 2, 4', source_period);
    EXECUTE format('CREATE TABLE histograms_%1$s (LIKE sums_%1$s, waited_buckets SMALLINT[], waited_upto INT[],
        service_buckets SMALLINT[], service_upto INT[]) WITH (toast_tuple_target = 8160)', source_period);
    EXECUTE format('INSERT INTO histograms_%1$s
        WITH cumulated AS (SELECT period, service, what, array_agg(bucket::SMALLINT ORDER BY bucket) AS buckets,
                array_agg(upto::INT ORDER BY bucket) AS upto
            FROM (SELECT *, sum(n) OVER (PARTITION BY period, service, what ORDER BY bucket) AS upto FROM buckets_%1$s) AS running
            GROUP BY 1, 2, 3)
        SELECT sums.*, waited.buckets, waited.upto, served.buckets, served.upto FROM sums_%1$s AS sums
        LEFT JOIN cumulated AS waited ON (waited.period, waited.service, waited.what) = (sums.period, sums.service, 1)
        LEFT JOIN cumulated AS served ON (served.period, served.service, served.what) = (sums.period, sums.service, 3)
        ORDER BY period, service', source_period);
    EXECUTE format('ALTER TABLE histograms_%1$s ADD PRIMARY KEY (period, service)', source_period);
    EXECUTE format('ALTER TABLE sums_%1$s ADD PRIMARY KEY (period, service)', source_period);
    EXECUTE format('ALTER TABLE buckets_%1$s ADD PRIMARY KEY (period, service, what, bucket)', source_period);
END $$;

SELECT roll('month');
SELECT roll('year');
CREATE INDEX step_day ON step (day);
VACUUM ANALYZE;
