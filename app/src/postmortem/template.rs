//! The pages and sections of a postmortem, as data. A template of a team's own is one more value of [`Template`].

use crate::incident::Kind;

/// What a section shows of the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// The guardrail, what was hit, how much.
    Impact,
    /// The severity ledger with the time at each, and the durations with their definitions.
    Severity,
    /// Pinned entries of the timeline.
    Timeline,
    /// Severity over time, with the backfill if there is one.
    Chart,
    /// Contributing factors: the causal chain as a picture and a table.
    Factors,
    /// Early warnings and their lead time.
    Signals,
    /// Decisions with the options not taken.
    Decisions,
    /// Action items, their checks and evidence; tickets and backfills.
    Actions,
}

/// The prose of a section: what it is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prose {
    /// What to write, in one sentence.
    pub prompt: &'static str,
    /// Questions it answers, one after the other; may be empty.
    pub questions: &'static [(&'static str, &'static str)],
    /// Whether it cannot be published without it.
    pub required: bool,
    /// About how many lines of print it should take, so that its page holds.
    pub lines: u16,
    /// Whether Firebreak drafts it from the record.
    pub drafted: bool,
}

/// One section: facts, prose, or both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spec {
    /// Its name in the database and in addresses.
    pub key: &'static str,
    /// Its heading.
    pub title: &'static str,
    /// What it shows of the record.
    pub part: Option<Part>,
    /// What people write in it.
    pub prose: Option<Prose>,
}

/// One of the three pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// Its heading.
    pub title: &'static str,
    /// Its sections, in order.
    pub sections: &'static [Spec],
}

/// A kind of postmortem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Template {
    /// Its name in the database.
    pub key: &'static str,
    /// As people read it.
    pub title: &'static str,
    /// Three.
    pub pages: [Page; 3],
    /// What a reviewer looks at before approving: the name of its box, and the sentence beside it.
    pub checklist: &'static [(&'static str, &'static str)],
}

const CHECKLIST: &[(&str, &str)] = &[
    ("point_alone", "Somebody who was not there understands the first page."),
    ("point_systems", "Each link of the chain names a system, an interface or a default, and leads to the next."),
    ("point_evidence", "What is claimed can be seen in the timeline, a check or a ticket."),
    ("point_proof", "Each action item has an owner and a date, and says how it will prove itself."),
    ("point_limits", "The limits say what these changes do not prevent."),
];

impl Template {
    /// Every section, in order.
    pub fn sections(&self) -> impl Iterator<Item = &'static Spec> + use<> {
        let [one, two, three] = self.pages;
        one.sections.iter().chain(two.sections).chain(three.sections)
    }

    /// Every section in which people write, in order.
    pub fn prose(&self) -> impl Iterator<Item = (&'static Spec, Prose)> + use<> {
        self.sections().filter_map(|spec| spec.prose.map(|prose| (spec, prose)))
    }

    /// The section called `key`, if people write in it.
    pub fn find(&self, key: &str) -> Option<(&'static Spec, Prose)> {
        self.prose().find(|(spec, _)| spec.key == key)
    }

    /// The template of a kind of incident.
    pub fn of(kind: Kind) -> &'static Self {
        match kind {
            Kind::Data => &DATA,
            Kind::Product => &PRODUCT,
            Kind::Security => &SECURITY,
            Kind::Service | Kind::Engineering | Kind::Other => &ENGINEERING,
        }
    }

    /// The template called `key`; an unknown one is read as the first, whose sections all have.
    pub fn named(key: &str) -> &'static Self {
        ALL.into_iter().find(|template| template.key == key).unwrap_or(&DATA)
    }
}

const fn prose(prompt: &'static str, lines: u16) -> Prose {
    Prose { prompt, questions: &[], required: true, lines, drafted: false }
}

const fn drafted(prompt: &'static str, lines: u16) -> Prose {
    Prose { drafted: true, ..prose(prompt, lines) }
}

const fn optional(prompt: &'static str, lines: u16) -> Prose {
    Prose { required: false, ..prose(prompt, lines) }
}

const fn written(key: &'static str, title: &'static str, prose: Prose) -> Spec {
    Spec { key, title, part: None, prose: Some(prose) }
}

const fn shown(key: &'static str, title: &'static str, part: Part) -> Spec {
    Spec { key, title, part: Some(part), prose: None }
}

const fn both(key: &'static str, title: &'static str, part: Part, prose: Prose) -> Spec {
    Spec { key, title, part: Some(part), prose: Some(prose) }
}

const SUMMARY: Spec =
    written("summary", "Summary", drafted("What happened, to whom, how long, and how it ended: five lines that stand on their own.", 5));
const SEVERITY: Spec = shown("severity", "Severity history", Part::Severity);
const TIMELINE: Spec = shown("timeline", "Key timeline", Part::Timeline);
const CHART: Spec = shown("chart", "Severity over time", Part::Chart);
const SIGNALS: Spec = both(
    "signals",
    "Signals missed",
    Part::Signals,
    optional("What did each signal look like to the people who saw it then, and what made it reasonable to let it lie?", 4),
);
const SURPRISED: Spec =
    written("surprised", "Why were we surprised?", drafted("What did we believe about the system that turned out not to be so?", 4));
const WELL: Spec = written("went_well", "What went well", prose("What limited the harm, and should be kept on purpose?", 4));
const LUCK: Spec = written("luck", "Where luck helped", optional("What could as well have gone the other way?", 3));
const DECISION: Spec = both(
    "decision",
    "The decision and the options not taken",
    Part::Decisions,
    optional("What should a reader know about how the choice was made that the record does not say?", 3),
);
const ACTIONS: Spec = shown("actions", "What changes, until when, and by what evidence", Part::Actions);
const LIMITS: Spec =
    written("limits", "Limits we acknowledge", prose("What do these changes not prevent, what did they cost, and what may decay?", 4));
const LEARNED: Spec = written("learned", "What we learned", prose("What would you tell another team in three sentences?", 4));

const CHAIN: Prose = Prose {
    questions: &[
        ("Trigger", "What set it off, and when?"),
        ("Conditions", "What had to be so for the trigger to do harm? Name systems, interfaces and defaults, not people."),
        ("Why it was not caught", "Which test, check or review could have seen it, and why did it not?"),
        ("Why it lasted", "What made finding, deciding or repairing slow?"),
    ],
    ..prose("A causal chain through systems, not people: each link says how it led to the next.", 14)
};

const DATA: Template = Template {
    key: "data",
    title: "Data incident",
    pages: [
        Page {
            title: "What happened",
            sections: &[
                SUMMARY,
                both(
                    "impact",
                    "Impact and guardrail",
                    Part::Impact,
                    drafted("Who could not do what, and did anybody get wrong data or were they halted?", 4),
                ),
                SEVERITY,
                TIMELINE,
                CHART,
            ],
        },
        Page { title: "Why", sections: &[both("causes", "Contributing factors", Part::Factors, CHAIN), SIGNALS, SURPRISED, WELL, LUCK] },
        Page { title: "What changes", sections: &[DECISION, ACTIONS, LIMITS, LEARNED] },
    ],
    checklist: CHECKLIST,
};

const ENGINEERING: Template = Template {
    key: "engineering",
    title: "Engineering incident",
    pages: [
        Page {
            title: "What happened",
            sections: &[
                SUMMARY,
                both("impact", "Impact", Part::Impact, drafted("Who could not do what, for how long, and was anything lost?", 4)),
                SEVERITY,
                TIMELINE,
                CHART,
            ],
        },
        DATA.pages[1],
        DATA.pages[2],
    ],
    checklist: CHECKLIST,
};

const PRODUCT: Template = Template {
    key: "product",
    title: "Product incident",
    pages: [
        Page {
            title: "What happened",
            sections: &[
                SUMMARY,
                both(
                    "impact",
                    "Impact on people who use it",
                    Part::Impact,
                    drafted("What did people expect, what did they get, and what did it cost them?", 4),
                ),
                SEVERITY,
                TIMELINE,
                CHART,
            ],
        },
        DATA.pages[1],
        DATA.pages[2],
    ],
    checklist: CHECKLIST,
};

const WAY_IN: Prose = Prose {
    questions: &[
        ("Way in", "Which door was used, and what kept it open?"),
        ("Reach", "Which rights, defaults and trust let it go further? Name systems, not people."),
        ("Why it was not caught", "Which alert, log or review could have seen it, and why did it not?"),
        ("Why it lasted", "What made it slow to contain, and to rotate what was known outside?"),
    ],
    ..CHAIN
};

const SECURITY: Template = Template {
    key: "security",
    title: "Security incident",
    pages: [
        Page {
            title: "What happened",
            sections: &[
                written(
                    "summary",
                    "Summary",
                    drafted("What could be read or changed, by whom, for how long, and how it ended: five lines that help no attacker.", 5),
                ),
                both(
                    "impact",
                    "Exposure",
                    Part::Impact,
                    drafted("What was exposed, what is known to have been used, and how do we know?", 4),
                ),
                SEVERITY,
                TIMELINE,
                CHART,
            ],
        },
        Page { title: "Why", sections: &[both("causes", "Contributing factors", Part::Factors, WAY_IN), SIGNALS, SURPRISED, WELL, LUCK] },
        DATA.pages[2],
    ],
    checklist: &[
        CHECKLIST[0],
        CHECKLIST[1],
        CHECKLIST[2],
        CHECKLIST[3],
        CHECKLIST[4],
        ("point_disclosure", "Nothing in it helps an attacker, and nothing that has to be reported is left out."),
    ],
};

const CUSTOMER: Template = Template {
    key: "customer",
    title: "Customer-facing incident",
    pages: [
        Page {
            title: "What happened",
            sections: &[
                written(
                    "summary",
                    "Summary",
                    drafted("What customers saw, for how long, and how it ended: five lines that could be sent to them.", 5),
                ),
                both(
                    "impact",
                    "Impact on customers",
                    Part::Impact,
                    drafted("What could they not do, who was told when, and what was promised to them?", 4),
                ),
                SEVERITY,
                TIMELINE,
                CHART,
            ],
        },
        DATA.pages[1],
        DATA.pages[2],
    ],
    checklist: &[
        CHECKLIST[0],
        CHECKLIST[1],
        CHECKLIST[2],
        CHECKLIST[3],
        CHECKLIST[4],
        ("point_customer", "A customer could read it as it stands."),
    ],
};

/// All built-in templates. They have the same sections, so that a draft may change from one to another.
pub const ALL: [&Template; 5] = [&DATA, &ENGINEERING, &PRODUCT, &SECURITY, &CUSTOMER];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_template_has_the_same_named_sections_once() {
        for template in ALL {
            let keys: Vec<_> = template.sections().map(|spec| spec.key).collect();
            assert_eq!(keys.len(), keys.iter().collect::<BTreeSet<_>>().len(), "{}", template.key);
            assert!(template.sections().all(|spec| spec.part.is_some() || spec.prose.is_some()));
            assert_eq!(Template::named(template.key), template);
            assert!(template.prose().map(|(spec, _)| spec.key).eq(DATA.prose().map(|(spec, _)| spec.key)), "{}", template.key);
            for key in ["summary", "impact", "causes", "learned"] {
                assert!(template.find(key).is_some_and(|(_, prose)| prose.required), "{key}");
            }
        }
    }

    #[test]
    fn every_kind_of_incident_has_a_template() {
        for kind in Kind::ALL {
            assert!(ALL.contains(&Template::of(*kind)));
        }
    }
}
