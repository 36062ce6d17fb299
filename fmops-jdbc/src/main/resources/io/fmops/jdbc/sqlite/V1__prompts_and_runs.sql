-- Columns that end in _key tell things apart and put them in order: UTF-16, the big byte first, which
-- is how Java compares text. The readable text stands beside them. Times are milliseconds since 1970.

CREATE TABLE ${prefix}prompt (
  id        INTEGER PRIMARY KEY,
  name_key  BLOB NOT NULL UNIQUE,
  name      TEXT NOT NULL,
  newest    INTEGER NOT NULL,
  revision  INTEGER NOT NULL
);

CREATE TABLE ${prefix}prompt_version (
  prompt_id   INTEGER NOT NULL REFERENCES ${prefix}prompt (id),
  number      INTEGER NOT NULL,
  hash        TEXT NOT NULL,
  changed_by  TEXT NOT NULL,
  changed_at  INTEGER NOT NULL,
  reason      TEXT NOT NULL,
  content     TEXT NOT NULL,
  PRIMARY KEY (prompt_id, number),
  UNIQUE (prompt_id, hash)
);

CREATE TABLE ${prefix}prompt_label (
  prompt_id  INTEGER NOT NULL,
  label_key  BLOB NOT NULL,
  label      TEXT NOT NULL,
  number     INTEGER NOT NULL,
  PRIMARY KEY (prompt_id, label_key),
  FOREIGN KEY (prompt_id, number) REFERENCES ${prefix}prompt_version (prompt_id, number)
);

CREATE TABLE ${prefix}prompt_label_move (
  prompt_id    INTEGER NOT NULL REFERENCES ${prefix}prompt (id),
  revision     INTEGER NOT NULL,
  label        TEXT NOT NULL,
  from_number  INTEGER,
  to_number    INTEGER,
  changed_by   TEXT NOT NULL,
  changed_at   INTEGER NOT NULL,
  reason       TEXT NOT NULL,
  PRIMARY KEY (prompt_id, revision)
);

-- use_hash is SHA-256 of kind and used_by, because together they are longer than an index takes.
CREATE TABLE ${prefix}prompt_use (
  id          INTEGER PRIMARY KEY,
  prompt_id   INTEGER NOT NULL,
  number      INTEGER NOT NULL,
  use_hash    TEXT NOT NULL,
  kind        TEXT NOT NULL,
  used_by     TEXT NOT NULL,
  first_used  INTEGER NOT NULL,
  UNIQUE (prompt_id, number, use_hash),
  FOREIGN KEY (prompt_id, number) REFERENCES ${prefix}prompt_version (prompt_id, number)
);

-- hold is another word each time the run is taken in hand; who does not know it cannot write.
CREATE TABLE ${prefix}run (
  id          INTEGER PRIMARY KEY,
  run_key     BLOB NOT NULL UNIQUE,
  run_name    TEXT NOT NULL,
  chain       TEXT NOT NULL,
  begun       INTEGER NOT NULL,
  state       TEXT NOT NULL,
  changed     INTEGER NOT NULL,
  entries     INTEGER NOT NULL,
  hold        TEXT,
  holder      TEXT,
  held_until  INTEGER
);

-- Apart from the run, because that is written again with every entry, and these are long.
CREATE TABLE ${prefix}run_input (
  run_id      INTEGER PRIMARY KEY REFERENCES ${prefix}run (id),
  definition  TEXT NOT NULL,
  input       TEXT NOT NULL
);

CREATE INDEX ${prefix}run_state ON ${prefix}run (state, begun, run_key);

CREATE TABLE ${prefix}run_entry (
  run_id      INTEGER NOT NULL REFERENCES ${prefix}run (id),
  number      INTEGER NOT NULL,
  kind        TEXT NOT NULL,
  step        TEXT NOT NULL,
  written_at  INTEGER NOT NULL,
  content     TEXT NOT NULL,
  PRIMARY KEY (run_id, number)
);
