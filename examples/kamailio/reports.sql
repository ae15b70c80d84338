-- What Kamailio keeps for Tollgate, beside Kamailio's own table of dialogs. README.md says how to create all of it.

-- Readers and writers do not wait for each other. SQLite remembers this in the file.
PRAGMA journal_mode = WAL;

-- Reports that Tollgate has not taken yet. A row is written when a call is answered, ends or fails, before anything is
-- sent, and deleted when Tollgate has answered.
CREATE TABLE tollgate_reports (
    id VARCHAR(36) PRIMARY KEY NOT NULL,
    path VARCHAR(32) NOT NULL,
    body TEXT NOT NULL,
    -- Seconds since 1970: when the call ended, 0 where that does not matter; when to try (again).
    ended_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL
);

CREATE INDEX tollgate_reports_due_idx ON tollgate_reports (due_at);

-- For the question which calls need more time.
CREATE INDEX dialog_vars_key_idx ON dialog_vars (dialog_key);
