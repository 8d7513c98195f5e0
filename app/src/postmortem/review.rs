//! The states of a postmortem: draft, in review, approved, published; and what still blocks publication.

use super::{Remark, Section};
use crate::comment::Comment;
use crate::factor::Factor;
use crate::template::Template;

string_enum! {
    /// Where a postmortem is in its life.
    State, "a state" {
        /// Being written.
        Draft = "draft", "Draft";
        /// Somebody else reads it.
        InReview = "in_review", "In review";
        /// Ready to be published.
        Approved = "approved", "Approved";
        /// Frozen, for everybody to read.
        Published = "published", "Published";
    }
}

impl State {
    /// Why nobody can change its text now; `None` while it is written and reviewed.
    pub fn locked(self) -> Option<&'static str> {
        match self {
            Self::Draft | Self::InReview => None,
            Self::Approved => Some("This postmortem is approved. Request changes to make it a draft again, then edit it."),
            Self::Published => Some("This postmortem is published, so its text is frozen."),
        }
    }
}

/// Something that approval and publication still need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// What, and what to do about it, as one sentence.
    pub sentence: String,
    /// The section it is about, as the template calls it.
    pub section: Option<String>,
}

impl Missing {
    fn of(section: &str, sentence: String) -> Self {
        Self { sentence, section: Some(section.to_owned()) }
    }
}

impl From<String> for Missing {
    fn from(sentence: String) -> Self {
        Self { sentence, section: None }
    }
}

/// What approval and publication still need; empty when nothing is missing.
pub fn missing(template: &Template, sections: &[Section], remarks: &[Remark], factors: &[Factor], comments: &[Comment]) -> Vec<Missing> {
    let of = |key: &str| sections.iter().find(|section| section.key == key);
    let unanswered = remarks.iter().filter(|remark| remark.kept.is_none()).map(|remark| {
        let title = template.sections().find(|spec| spec.key == remark.section).map_or(remark.section.as_str(), |spec| spec.title.as_str());
        Missing::of(&remark.section, format!("“{title}” says “{}”: reword it, or keep it with a reason.", remark.finding.phrase))
    });
    template
        .prose()
        .filter_map(|(spec, prose)| {
            let section = of(&spec.key);
            let empty = section.is_none_or(|section| section.body.trim().is_empty());
            match (empty, section.is_some_and(|section| section.generated)) {
                (true, _) if prose.required => Some(Missing::of(&spec.key, format!("“{}” is empty.", spec.title))),
                (false, true) if section.is_some_and(|section| !section.outdated.is_empty()) => Some(Missing::of(
                    &spec.key,
                    format!("“{}” is an unconfirmed draft, and the record has changed since: refresh the draft or rewrite it.", spec.title),
                )),
                (false, true) => {
                    Some(Missing::of(&spec.key, format!("“{}” is an unconfirmed draft: confirm it or rewrite it.", spec.title)))
                }
                _ => None,
            }
        })
        .chain(unanswered)
        .chain(factors.iter().filter(|factor| !factor.is_answered()).map(|factor| {
            format!("The factor “{}” is not addressed: choose an action item, or enter a reason why nothing is done.", factor.title).into()
        }))
        .chain(match comments.iter().filter(|comment| comment.is_open()).count() {
            0 => None,
            1 => Some("1 comment is open: resolve it, or create an action item from it.".to_owned().into()),
            open => Some(format!("{open} comments are open: resolve them, or create action items from them.").into()),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, Utc};

    fn section(key: &str, body: &str, generated: bool) -> Section {
        Section {
            key: key.to_owned(),
            body: body.to_owned(),
            html: String::new(),
            version: 1,
            generated,
            updated_at: DateTime::<Utc>::UNIX_EPOCH,
            updated_by: None,
            outdated: Vec::new(),
        }
    }

    #[test]
    fn publication_names_what_is_empty_and_what_nobody_confirmed() {
        let template = Template::named("data");
        let full: Vec<Section> = template.prose().map(|(spec, _)| section(&spec.key, "Words.", false)).collect();
        assert_eq!(missing(template, &full, &[], &[], &[]), Vec::new());
        for (index, (spec, prose)) in template.prose().enumerate() {
            let mut one = full.clone();
            one[index].body = "  \n".to_owned();
            assert_eq!(missing(template, &one, &[], &[], &[]).len(), usize::from(prose.required), "{}", spec.key);
            one[index] = section(&spec.key, "Words.", true);
            assert_eq!(
                missing(template, &one, &[], &[], &[]),
                [Missing::of(&spec.key, format!("“{}” is an unconfirmed draft: confirm it or rewrite it.", spec.title))]
            );
            one[index].outdated = vec![crate::postmortem::Change::New("More.".to_owned())];
            assert!(
                missing(template, &one, &[], &[], &[])[0]
                    .sentence
                    .ends_with("the record has changed since: refresh the draft or rewrite it.")
            );
        }
        assert!(missing(template, &[], &[], &[], &[]).iter().all(|one| one.sentence.ends_with("is empty.")));
    }
}
