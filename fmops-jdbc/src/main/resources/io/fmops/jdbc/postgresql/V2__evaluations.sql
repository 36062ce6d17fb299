-- Apart from the other runs, those of chains. dataset_hash is SHA-256 of dataset, which may be longer
-- than an index takes; examples and candidates have no index for the same reason.
-- A row whose text is longer than a million characters has several parts, because H2 takes no longer ones.

CREATE TABLE ${prefix}evaluation (
  id            BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run_id        TEXT COLLATE "C" NOT NULL UNIQUE,
  added         TIMESTAMP (3) WITH TIME ZONE NOT NULL,
  dataset_hash  TEXT COLLATE "C" NOT NULL,
  dataset       TEXT NOT NULL,
  row_count     BIGINT NOT NULL,
  summary       TEXT NOT NULL
);

CREATE INDEX ${prefix}evaluation_dataset ON ${prefix}evaluation (dataset_hash, run_id);

CREATE TABLE ${prefix}evaluation_row (
  evaluation_id  BIGINT NOT NULL REFERENCES ${prefix}evaluation (id),
  number         BIGINT NOT NULL,
  part           INTEGER NOT NULL,
  example        TEXT NOT NULL,
  candidate      TEXT NOT NULL,
  content        TEXT NOT NULL,
  PRIMARY KEY (evaluation_id, number, part)
);
