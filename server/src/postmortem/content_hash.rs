//! The hash of a published postmortem: SHA-256 over its facts and prose, each with its length, so that nothing can move
//! from one to the other.

use app::postmortem::Section;
use app::template::Template;
use sha2::{Digest, Sha256};

/// In hexadecimal. Sections count in the order of the template, whatever order they come in.
pub fn hash(facts: &str, template: &Template, sections: &[Section]) -> String {
    let mut hasher = Sha256::new();
    let mut add = |name: &str, text: &str| {
        for part in [name, text] {
            hasher.update((part.len() as u64).to_be_bytes());
            hasher.update(part.as_bytes());
        }
    };
    add("firebreak postmortem", "1");
    add("facts", facts);
    for (spec, _) in template.prose() {
        let body = sections.iter().find(|section| section.key == spec.key).map_or("", |section| &section.body);
        add(&spec.key, body);
    }
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
