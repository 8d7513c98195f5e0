//! The closed lists of an action item: its state and its priority. Its horizon is the ticket's.

string_enum! {
    /// Where an action item is on its way to having proved itself.
    State, "a state" {
        /// Promised; nobody has begun.
        Open = "open", "Open";
        /// Somebody works on it.
        InProgress = "in_progress", "In progress";
        /// Something is in the way.
        Blocked = "blocked", "Blocked";
        /// The work is done; the proof is not in yet.
        AwaitingEvidence = "awaiting_evidence", "Awaiting evidence";
        /// It has proved itself.
        Verified = "verified", "Verified";
        /// Somebody answers for leaving it, until a day.
        AcceptedRisk = "accepted_risk", "Risk accepted";
    }
}

string_enum! {
    /// Priority.
    Priority, "a priority" {
        /// Holds up a release when it is overdue.
        High = "high", "High";
        /// As most.
        Medium = "medium", "Medium";
        /// When there is time.
        Low = "low", "Low";
    }
}
