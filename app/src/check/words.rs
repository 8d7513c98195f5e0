//! The enumerations of a check: its kind, its outcome, and what started a run.

string_enum! {
    /// What a check measures.
    Kind, "a kind" {
        /// A query that answers with how many rows are wrong, and of how many that it looked at.
        Rows = "rows", "Wrong rows";
        /// Two columns that must say the same, possibly across a join: the rows in which they do not are counted.
        Match = "match", "Two columns agree";
    }
}

string_enum! {
    /// How a run ended. Stale is not among them: it is not stored but seen, when the last run is too old.
    Outcome, "an outcome" {
        /// Within both thresholds.
        Pass = "pass", "Pass";
        /// Above the lower threshold.
        Warn = "warn", "Warn";
        /// Above the upper threshold.
        Fail = "fail", "Fail";
        /// Nothing was judged: no connection, no time, no number.
        Error = "error", "Error";
    }
}

string_enum! {
    /// Who asked for a run.
    AskedBy, "who asked" {
        /// The clock.
        Schedule = "schedule", "schedule";
        /// Somebody at a page.
        Person = "person", "person";
        /// A program.
        Api = "api", "API";
    }
}

string_enum! {
    /// What is known about a check now.
    Standing, "a standing" {
        /// The last run is fresh and passed.
        Pass = "pass", "Pass";
        /// The last run is fresh and above the lower threshold.
        Warn = "warn", "Warn";
        /// The last run is fresh and above the upper threshold.
        Fail = "fail", "Fail";
        /// The last run judged nothing.
        Error = "error", "Error";
        /// The last run is too old to say anything.
        Stale = "stale", "Stale";
        /// It has not run since it was made or changed.
        Never = "never", "Not run yet";
    }
}
