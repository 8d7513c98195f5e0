//! The enumerations of an incident: its type, its data impact and the roles in it.

string_enum! {
    /// What kind of trouble it is: decides the template of the postmortem.
    Kind, "a type" {
        /// Data is missing, late or wrong.
        Data = "data", "Data";
        /// A service is down or slow.
        Service = "service", "Service";
        /// Somebody got at something.
        Security = "security", "Security";
        /// Building, testing or releasing is broken.
        Engineering = "engineering", "Engineering";
        /// The product does what nobody wanted.
        Product = "product", "Product";
        /// None of these.
        Other = "other", "Other";
    }
}

string_enum! {
    /// Whether consumers got wrong data or were halted: "halted, not wrong" is the guardrail.
    Guardrail, "the data impact" {
        /// Nobody knows yet.
        Unknown = "unknown", "Not known yet";
        /// Consumers noticed nothing.
        Unaffected = "unaffected", "Consumers were not affected";
        /// Consumers were stopped before they could get wrong data.
        Halted = "halted", "Halted, not wrong";
        /// Consumers got wrong data.
        WrongData = "wrong_data", "Wrong data was delivered";
    }
}

string_enum! {
    /// Which time counts when the status changes and the moment was corrected by hand before.
    TimeChoice, "which time counts" {
        /// The corrected one.
        Keep = "keep", "Keep the corrected time";
        /// The time of the change.
        Now = "now", "Replace it with the current time";
    }
}

string_enum! {
    /// What somebody does in an incident.
    Responsibility, "a role" {
        /// Leads; one at a time.
        Commander = "commander", "Incident commander";
        /// Tells the others.
        Communications = "communications", "Communications lead";
        /// Writes it down.
        Scribe = "scribe", "Scribe";
        /// Knows the system.
        Expert = "expert", "Subject expert";
        /// Learns.
        Shadow = "shadow", "Shadow";
    }
}
