//! The built-in templates.

use std::sync::LazyLock;

use super::{Template, read};
use crate::incident::Kind;

/// A template that comes with Firebreak.
#[derive(Debug, Clone, Copy)]
pub struct Shipped {
    /// Its name in the database.
    pub key: &'static str,
    /// As people read it.
    pub title: &'static str,
    /// The text it is read from.
    pub source: &'static str,
}

/// All of them. They have the same sections, so that a draft may change from one to another.
pub const SHIPPED: [Shipped; 5] = [
    Shipped { key: "data", title: "Data incident", source: include_str!("shipped/data.md") },
    Shipped { key: "engineering", title: "Engineering incident", source: include_str!("shipped/engineering.md") },
    Shipped { key: "product", title: "Product incident", source: include_str!("shipped/product.md") },
    Shipped { key: "security", title: "Security incident", source: include_str!("shipped/security.md") },
    Shipped { key: "customer", title: "Customer-facing incident", source: include_str!("shipped/customer.md") },
];

static READ: LazyLock<Vec<Template>> = LazyLock::new(|| {
    let template = |one: &Shipped| read(one.key, 1, one.title, one.source).ok();
    SHIPPED.iter().filter_map(template).collect()
});

/// The name of the shipped template for a kind of incident.
pub fn key_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Data => "data",
        Kind::Product => "product",
        Kind::Security => "security",
        Kind::Service | Kind::Engineering | Kind::Other => "engineering",
    }
}

impl Template {
    /// The shipped template called `key`; for another name the first one, whose sections all shipped ones have.
    pub fn named(key: &str) -> &'static Self {
        READ.iter().find(|template| template.key == key).unwrap_or(&READ[0])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_shipped_template_is_read_and_has_the_same_sections() {
        let data = Template::named("data");
        for one in SHIPPED {
            let template = read(one.key, 1, one.title, one.source).unwrap_or_else(|sentence| panic!("{}: {sentence}", one.key));
            assert_eq!(Template::named(one.key), &template);
            let keys: Vec<_> = template.sections().map(|spec| &spec.key).collect();
            assert_eq!(keys.len(), keys.iter().collect::<BTreeSet<_>>().len(), "{}", template.key);
            assert!(template.prose().map(|(spec, _)| &spec.key).eq(data.prose().map(|(spec, _)| &spec.key)), "{}", template.key);
            for key in ["summary", "impact", "causes", "learned"] {
                assert!(template.find(key).is_some_and(|(_, prose)| prose.required), "{key}");
            }
            assert!(template.checklist.len() >= 5, "{:?}", template.checklist);
        }
        assert_eq!(data.find("causes").unwrap().1.questions.len(), 4);
        assert_eq!(data.find("summary").map(|(_, prose)| (prose.drafted, prose.lines)), Some((true, 5)));
        assert!(!data.find("luck").unwrap().1.required);
    }

    #[test]
    fn every_kind_of_incident_has_a_template() {
        for kind in Kind::ALL {
            assert_eq!(Template::named(key_of(*kind)).key, key_of(*kind));
        }
    }
}
