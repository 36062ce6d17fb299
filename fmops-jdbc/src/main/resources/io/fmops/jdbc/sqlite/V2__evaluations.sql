-- Apart from the other runs, those of chains. dataset_hash is SHA-256 of dataset, so that all databases have
-- one index of it. Times are milliseconds since 1970.
-- A row whose text is longer than a million characters has several parts, because H2 takes no longer ones.

CREATE TABLE ${prefix}evaluation (
  id            INTEGER PRIMARY KEY,
  run_id        TEXT NOT NULL UNIQUE,
  added         INTEGER NOT NULL,
  dataset_hash  TEXT NOT NULL,
  dataset       TEXT NOT NULL,
  row_count     INTEGER NOT NULL,
  summary       TEXT NOT NULL
);

CREATE INDEX ${prefix}evaluation_dataset ON ${prefix}evaluation (dataset_hash, run_id);

CREATE TABLE ${prefix}evaluation_row (
  evaluation_id  INTEGER NOT NULL REFERENCES ${prefix}evaluation (id),
  number         INTEGER NOT NULL,
  part           INTEGER NOT NULL,
  example        TEXT NOT NULL,
  candidate      TEXT NOT NULL,
  content        TEXT NOT NULL,
  PRIMARY KEY (evaluation_id, number, part)
);
