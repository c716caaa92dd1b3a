-- Gives everything in staging its path: what lies in git objects, wherever a tree names them.

-- A file that holds a key is changed again and again: what counts is the commit that brought the key
-- to this path, and the state at HEAD. A git object lies wherever a tree or the index
-- names it; what only the index names is told by its container. One that nothing names lies in the
-- repository itself.
INSERT INTO temp.located (kind, identity, path, container, trail, revision, date, source, at_head,
    reachable, position, encoding, structure, locked, lock)
SELECT p.kind, p.identity, p.path, p.container, p.trail, '' AS revision, '' AS date, p.source,
       NULL AS at_head, NULL AS reachable, p.position, p.encoding, p.structure, p.locked, p.lock
FROM staging.place AS p WHERE p.object IS NULL
UNION ALL
SELECT kind, identity, path,
       iif(only_staged, 'staged' || iif(container = '', '', '!' || container), container),
       iif(only_staged, 'staged' || iif(trail = '', '', '!' || trail), trail), revision, date, source,
       at_head, reachable, position, encoding, structure, locked, lock
FROM (
    SELECT p.kind, p.identity, a.path, p.container, p.trail, a.revision, a.date, p.source,
           a.at_head, a.reachable, p.position, p.encoding, p.structure, p.locked, p.lock,
           a.is_staged AND a.revision = '' AS only_staged,
           rank() OVER (PARTITION BY p.kind, p.identity, a.path, p.container
                        ORDER BY a.rank, a.revision) AS nth
    FROM staging.place AS p
    JOIN staging.appearance AS a ON a.repository = p.repository AND a.object = p.object
    WHERE a.path <> '')
WHERE nth = 1 OR at_head
UNION ALL
SELECT p.kind, p.identity, p.repository,
       'object ' || lower(hex(p.object)) || iif(p.container = '', '', '!' || p.container),
       'object ' || lower(hex(p.object)) || iif(p.trail = '', '', '!' || p.trail),
       coalesce(a.revision, ''), coalesce(a.date, ''), p.source, coalesce(a.at_head, 0),
       coalesce(a.reachable, 0), p.position, p.encoding, p.structure, p.locked, p.lock
FROM staging.place AS p
LEFT JOIN staging.appearance AS a ON a.repository = p.repository AND a.object = p.object
WHERE p.object IS NOT NULL AND (a.path IS NULL OR a.path = '');

INSERT INTO temp.located_problem (path, trail, revision, stage, code, detail)
SELECT p.path, p.trail, '' AS revision, p.stage, p.code, p.detail
FROM staging.problem AS p WHERE p.object IS NULL
UNION
SELECT a.path, p.trail, a.revision, p.stage, p.code, p.detail
FROM staging.problem AS p
JOIN staging.appearance AS a ON a.repository = p.repository AND a.object = p.object
WHERE a.path <> ''
UNION
SELECT p.repository,
       'object ' || lower(hex(p.object)) || iif(p.trail = '', '', '!' || p.trail),
       coalesce(a.revision, ''), p.stage, p.code, p.detail
FROM staging.problem AS p
LEFT JOIN staging.appearance AS a ON a.repository = p.repository AND a.object = p.object
WHERE p.object IS NOT NULL AND (a.path IS NULL OR a.path = '');

INSERT INTO temp.located_observation (path, container, trail, revision, live, code, line, column,
    detail)
SELECT o.path, o.container, o.trail, '' AS revision, 1 AS live, o.code, o.line, o.column,
       o.detail
FROM staging.observation AS o WHERE o.object IS NULL
UNION
SELECT a.path, o.container, o.trail, a.revision, a.at_head, o.code, o.line, o.column, o.detail
FROM staging.observation AS o
JOIN staging.appearance AS a ON a.repository = o.repository AND a.object = o.object
WHERE a.path <> '' AND a.at_head;

-- What is configured now: on disk, or at HEAD.
INSERT INTO temp.located_reference (path, container, trail, revision, family, directive, role,
    line, block, name)
SELECT r.path, r.container, r.trail, '' AS revision, r.family, r.directive, r.role, r.line,
       r.block, r.name
FROM staging.reference AS r WHERE r.object IS NULL
UNION
SELECT a.path, r.container, r.trail, a.revision, r.family, r.directive, r.role, r.line, r.block,
       r.name
FROM staging.reference AS r
JOIN staging.appearance AS a ON a.repository = r.repository AND a.object = r.object
WHERE a.path <> '' AND a.at_head;

INSERT INTO temp.located_appearance (path, object, first_commit, first_date, last_commit, last_date,
    refs, state, in_work_tree, repository, work_tree)
SELECT iif(a.path = '', a.repository, a.path), lower(hex(a.object)), a.revision, a.date, a.last,
    a.last_date, a.refs,
    CASE WHEN a.at_head THEN 'at HEAD' WHEN a.is_staged THEN 'staged' WHEN a.reachable THEN 'reachable' ELSE 'unreachable' END,
    (a.repository, a.object, a.path) IN (
        SELECT b.repository, b.object, b.path
        FROM staging.place AS p
        JOIN staging.appearance AS b ON b.repository = p.repository AND b.object = p.object
        JOIN staging.place AS f ON f.path = b.path AND f.kind = p.kind AND f.identity = p.identity
            AND f.object IS NULL),
    a.repository, a.work_tree
FROM staging.appearance AS a;
