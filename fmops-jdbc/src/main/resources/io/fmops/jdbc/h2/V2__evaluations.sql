-- Apart from the other runs, those of chains. dataset_hash is SHA-256 of dataset, so that all databases have
-- one index of it.
-- A row whose text is longer than a million characters has several parts: a VARCHAR takes no longer ones, and
-- a CLOB is several times slower.
-- H2 makes each table for itself; a process that dies in between leaves some, which the next passes over.

CREATE TABLE IF NOT EXISTS ${prefix}evaluation (
  id            BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run_id        VARCHAR NOT NULL UNIQUE,
  added         TIMESTAMP (3) WITH TIME ZONE NOT NULL,
  dataset_hash  VARCHAR NOT NULL,
  dataset       VARCHAR NOT NULL,
  row_count     BIGINT NOT NULL,
  summary       CLOB NOT NULL
);

CREATE INDEX IF NOT EXISTS ${prefix}evaluation_dataset ON ${prefix}evaluation (dataset_hash, run_id);

CREATE TABLE IF NOT EXISTS ${prefix}evaluation_row (
  evaluation_id  BIGINT NOT NULL REFERENCES ${prefix}evaluation (id),
  number         BIGINT NOT NULL,
  part           INTEGER NOT NULL,
  example        VARCHAR NOT NULL,
  candidate      VARCHAR NOT NULL,
  content        VARCHAR NOT NULL,
  PRIMARY KEY (evaluation_id, number, part)
);
