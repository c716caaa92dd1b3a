-- Run once an earlier inventory stands beside this one as 'old'. Findings that differ: the same one is
-- the same check, subject and path, whatever line it moved to. One that is gone here and new there, as
-- often as it is gone, has moved with its file: a folder that was renamed is no news.
PRAGMA temp_store = MEMORY;

CREATE TEMP TABLE finding_change AS
WITH
came AS (
    SELECT check_id, subject, path, revision, severity, message, trail,
           row_number() OVER same AS nth, count(*) OVER (PARTITION BY check_id, subject, severity) AS many
    FROM (SELECT check_id, subject, path, revision, severity, message, min(trail) AS trail
          FROM main.finding AS finding
          WHERE (check_id, subject, path, revision)
                NOT IN (SELECT check_id, subject, path, revision FROM old.finding)
          GROUP BY check_id, subject, path, revision, severity)
    WINDOW same AS (PARTITION BY check_id, subject, severity ORDER BY revision, path)
),
went AS (
    SELECT check_id, subject, path, revision, severity, message, trail,
           row_number() OVER same AS nth, count(*) OVER (PARTITION BY check_id, subject, severity) AS many
    FROM (SELECT check_id, subject, path, revision, severity, message, min(trail) AS trail
          FROM old.finding AS finding
          WHERE (check_id, subject, path, revision)
                NOT IN (SELECT check_id, subject, path, revision FROM main.finding)
          GROUP BY check_id, subject, path, revision, severity)
    WINDOW same AS (PARTITION BY check_id, subject, severity ORDER BY revision, path)
),
moved AS (
    SELECT came.check_id, came.subject, came.severity, came.nth, came.message, came.path, came.trail,
           came.revision, went.path AS old_path
    FROM came JOIN went USING (check_id, subject, severity, nth)
    WHERE came.many <= went.many AND came.subject <> ''
)
SELECT 'new' AS state, check_id, subject, severity, message AS detail, path, trail, revision,
       '' AS old_path, 1 AS is_news
FROM came WHERE (check_id, subject, severity, nth) NOT IN (SELECT check_id, subject, severity, nth FROM moved)
UNION ALL
SELECT 'gone', check_id, subject, severity, message, path, trail, revision, '', 0
FROM went WHERE (check_id, subject, severity, nth) NOT IN (SELECT check_id, subject, severity, nth FROM moved)
UNION ALL
SELECT 'moved', check_id, subject, severity, message, path, trail, revision, old_path, 0
FROM moved
UNION ALL
SELECT DISTINCT 'changed', here.check_id, here.subject, here.severity,
       earlier.severity || ' before: ' || here.message, here.path, here.trail, here.revision, '',
       CASE here.severity WHEN 'error' THEN 1 WHEN 'warning' THEN earlier.severity = 'note' ELSE 0 END
FROM main.finding AS here JOIN old.finding AS earlier USING (check_id, subject, path, revision)
WHERE here.severity NOT IN (SELECT severity FROM old.finding AS one
    WHERE (one.check_id, one.subject, one.path, one.revision)
        = (here.check_id, here.subject, here.path, here.revision));
