-- Columns that end in _key tell things apart and put them in order: UTF-16, the big byte first, which
-- is how Java compares text. The readable text stands beside them.
-- H2 makes each table for itself; a process that dies in between leaves some, which the next passes over.

CREATE TABLE IF NOT EXISTS ${prefix}prompt (
  id        BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name_key  VARBINARY NOT NULL UNIQUE,
  name      VARCHAR NOT NULL,
  newest    INTEGER NOT NULL,
  revision  BIGINT NOT NULL
);

CREATE TABLE IF NOT EXISTS ${prefix}prompt_version (
  prompt_id   BIGINT NOT NULL REFERENCES ${prefix}prompt (id),
  number      INTEGER NOT NULL,
  hash        VARCHAR NOT NULL,
  changed_by  VARCHAR NOT NULL,
  changed_at  TIMESTAMP (3) WITH TIME ZONE NOT NULL,
  reason      VARCHAR NOT NULL,
  content     VARCHAR NOT NULL,
  PRIMARY KEY (prompt_id, number),
  UNIQUE (prompt_id, hash)
);

CREATE TABLE IF NOT EXISTS ${prefix}prompt_label (
  prompt_id  BIGINT NOT NULL,
  label_key  VARBINARY NOT NULL,
  label      VARCHAR NOT NULL,
  number     INTEGER NOT NULL,
  PRIMARY KEY (prompt_id, label_key),
  FOREIGN KEY (prompt_id, number) REFERENCES ${prefix}prompt_version (prompt_id, number)
);

CREATE TABLE IF NOT EXISTS ${prefix}prompt_label_move (
  prompt_id    BIGINT NOT NULL REFERENCES ${prefix}prompt (id),
  revision     BIGINT NOT NULL,
  label        VARCHAR NOT NULL,
  from_number  INTEGER,
  to_number    INTEGER,
  changed_by   VARCHAR NOT NULL,
  changed_at   TIMESTAMP (3) WITH TIME ZONE NOT NULL,
  reason       VARCHAR NOT NULL,
  PRIMARY KEY (prompt_id, revision)
);

-- use_hash is SHA-256 of kind and used_by, because together they are longer than an index takes.
CREATE TABLE IF NOT EXISTS ${prefix}prompt_use (
  id          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  prompt_id   BIGINT NOT NULL,
  number      INTEGER NOT NULL,
  use_hash    VARCHAR NOT NULL,
  kind        VARCHAR NOT NULL,
  used_by     VARCHAR NOT NULL,
  first_used  TIMESTAMP (3) WITH TIME ZONE NOT NULL,
  UNIQUE (prompt_id, number, use_hash),
  FOREIGN KEY (prompt_id, number) REFERENCES ${prefix}prompt_version (prompt_id, number)
);

-- hold is another word each time the run is taken in hand; who does not know it cannot write.
CREATE TABLE IF NOT EXISTS ${prefix}run (
  id          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run_key     VARBINARY NOT NULL UNIQUE,
  run_name    VARCHAR NOT NULL,
  chain       VARCHAR NOT NULL,
  begun       TIMESTAMP (3) WITH TIME ZONE NOT NULL,
  state       VARCHAR NOT NULL,
  changed     TIMESTAMP (3) WITH TIME ZONE NOT NULL,
  entries     INTEGER NOT NULL,
  hold        VARCHAR,
  holder      VARCHAR,
  held_until  TIMESTAMP (3) WITH TIME ZONE
);

-- Apart from the run, because that is written again with every entry, and these are long.
CREATE TABLE IF NOT EXISTS ${prefix}run_input (
  run_id      BIGINT PRIMARY KEY REFERENCES ${prefix}run (id),
  definition  CLOB NOT NULL,
  input       CLOB NOT NULL
);

CREATE INDEX IF NOT EXISTS ${prefix}run_state ON ${prefix}run (state, begun, run_key);

CREATE TABLE IF NOT EXISTS ${prefix}run_entry (
  run_id      BIGINT NOT NULL REFERENCES ${prefix}run (id),
  number      INTEGER NOT NULL,
  kind        VARCHAR NOT NULL,
  step        VARCHAR NOT NULL,
  written_at  TIMESTAMP (3) WITH TIME ZONE NOT NULL,
  content     CLOB NOT NULL,
  PRIMARY KEY (run_id, number)
);
