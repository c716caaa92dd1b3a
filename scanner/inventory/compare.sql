-- Run once an earlier inventory stands beside this one as 'old'. Findings that differ: the same one is
-- the same check, subject and path, whatever line it moved to. One that is gone here and new there, as
-- often as it is gone, has moved with its file: a folder that was renamed is no news.
PRAGMA temp_store = MEMORY;

CREATE TEMP TABLE finding_change AS
WITH
differing AS (
    SELECT 'new' AS state, * FROM main.finding WHERE (check_id, subject, path, revision)
        NOT IN (SELECT check_id, subject, path, revision FROM old.finding)
    UNION ALL
    SELECT 'gone', * FROM old.finding WHERE (check_id, subject, path, revision)
        NOT IN (SELECT check_id, subject, path, revision FROM main.finding)
),
numbered AS (
    SELECT *, row_number() OVER (PARTITION BY state, check_id, subject, severity ORDER BY revision, path)
               AS nth,
           count(*) OVER (PARTITION BY state, check_id, subject, severity) AS many
    FROM (SELECT state, check_id, subject, severity, message, path, min(trail) AS trail, revision
          FROM differing GROUP BY state, check_id, subject, path, revision, severity)
),
moved AS (
    SELECT came.check_id, came.subject, came.severity, came.nth, came.message, came.path, came.trail,
           came.revision, went.path AS old_path
    FROM numbered AS came JOIN numbered AS went USING (check_id, subject, severity, nth)
    WHERE came.state = 'new' AND went.state = 'gone' AND came.many <= went.many
          AND came.subject <> ''
)
SELECT state, check_id, subject, severity, message AS detail, path, trail, revision, '' AS old_path,
       state = 'new' AS is_news
FROM numbered
WHERE (check_id, subject, severity, nth) NOT IN (SELECT check_id, subject, severity, nth FROM moved)
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

-- The same problem is the same path, commit and word.
CREATE TEMP TABLE problem_change AS
SELECT 'new' AS state, code, detail, path, min(trail) AS trail, revision FROM main.problem
WHERE (path, revision, code) NOT IN (SELECT path, revision, code FROM old.problem)
GROUP BY path, revision, code
UNION ALL
SELECT 'gone', code, detail, path, min(trail), revision FROM old.problem
WHERE (path, revision, code) NOT IN (SELECT path, revision, code FROM main.problem)
GROUP BY path, revision, code;
