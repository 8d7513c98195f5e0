//! What the blameless lint says about a document, and how it was answered: a text that is reworded is found no more; one that
//! stays is kept with a reason.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::lint::Finding;

/// Words that stay, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptPhrase {
    /// The section they stand in.
    pub section: String,
    /// The rule that finds them.
    pub rule: String,
    /// The words.
    pub phrase: String,
    /// Why they stay.
    pub reason: String,
    /// Who keeps them.
    pub person: Option<String>,
    /// Since when.
    pub at: DateTime<Utc>,
}

/// A finding in a section, and its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// The section, as the template calls it.
    pub section: String,
    /// What was found.
    pub finding: Finding,
    /// Why it stays; `None` while nobody answered.
    pub kept: Option<KeptPhrase>,
}

#[cfg(feature = "ssr")]
pub use ssr::{remarks, section_findings};

#[cfg(feature = "ssr")]
mod ssr {
    use super::{Finding, KeptPhrase, Remark};
    use crate::lint::{lint, lint_line};
    use crate::postmortem::{Facts, Section};
    use crate::template::{Part, Template};

    /// What the lint finds in the text of a section. Where a template asks what chance decided, what did not happen is the answer.
    pub fn section_findings(key: &str, body: &str, people: &[&str]) -> Vec<Finding> {
        let answers = |finding: &Finding| key == "luck" && finding.rule == "counterfactual";
        lint(body, people).into_iter().filter(|finding| !answers(finding)).collect()
    }

    /// Everything the lint finds in the prose, and in the promises that a reader will hold somebody to.
    pub fn remarks(template: &Template, sections: &[Section], facts: &Facts, kept: &[KeptPhrase]) -> Vec<Remark> {
        let people = facts.people();
        let prose =
            sections.iter().flat_map(|section| answered(&section.key, section_findings(&section.key, &section.body, &people), kept));
        let promises = template.sections().filter(|spec| spec.part == Some(Part::Actions)).flat_map(|spec| {
            let found = facts.promises().flat_map(|action| lint_line(&action.title, &people)).collect();
            answered(&spec.key, found, kept)
        });
        let chain = template.sections().filter(|spec| spec.part == Some(Part::Factors)).flat_map(|spec| {
            let found = facts.factors.iter().flat_map(|factor| lint(&factor.title, &people)).collect();
            answered(&spec.key, found, kept)
        });
        prose.chain(chain).chain(promises).collect()
    }

    /// The same words twice in a section are one remark.
    fn answered(section: &str, findings: Vec<Finding>, kept: &[KeptPhrase]) -> Vec<Remark> {
        let mut remarks: Vec<Remark> = Vec::new();
        for finding in findings {
            if remarks.iter().any(|one| one.finding.rule == finding.rule && one.finding.phrase == finding.phrase) {
                continue;
            }
            let answers = |one: &&KeptPhrase| one.section == section && one.rule == finding.rule && one.phrase == finding.phrase;
            let kept = kept.iter().find(answers).cloned();
            remarks.push(Remark { section: section.to_owned(), finding, kept });
        }
        remarks
    }
}
