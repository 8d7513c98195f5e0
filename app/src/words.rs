//! The macro for enumerations: what is stored, and what people read.

/// Makes an enum of a closed list: stored word and title of each, and one sentence for a word that is not in it.
macro_rules! string_enum {
    ($(#[$doc:meta])* $name:ident, $what:literal { $($(#[$vdoc:meta])* $variant:ident = $text:literal, $title:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $text)] $variant),+ }

        impl $name {
            /// All, in the order they are offered.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// As stored and sent.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// As people read it.
            pub fn title(self) -> &'static str {
                match self { $(Self::$variant => $title),+ }
            }

            /// Value and words of each, for a list to choose from.
            pub fn options() -> Vec<(String, String)> {
                Self::ALL.iter().map(|one| (one.as_str().to_owned(), one.title().to_owned())).collect()
            }
        }

        #[cfg(feature = "ssr")]
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                crate::words::schema(&[$(($text, $title)),+])
            }
        }

        #[cfg(feature = "ssr")]
        impl utoipa::ToSchema for $name {
            fn name() -> std::borrow::Cow<'static, str> {
                crate::words::schema_name(module_path!(), stringify!($name))
            }
        }

        impl TryFrom<String> for $name {
            type Error = String;

            fn try_from(text: String) -> Result<Self, String> {
                Self::ALL.iter().copied().find(|one| one.as_str() == text).ok_or_else(|| format!(concat!("Choose ", $what, ": “{}” is not one of the options."), text))
            }
        }
    };
}

/// A closed list in the API's document: its words, with what people read.
#[cfg(feature = "ssr")]
pub(crate) fn schema(words: &[(&str, &str)]) -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
    let meanings: Vec<String> = words.iter().map(|(word, title)| format!("`{word}`: {title}")).collect();
    let list = utoipa::openapi::schema::ObjectBuilder::new()
        .schema_type(utoipa::openapi::schema::Type::String)
        .description(Some(meanings.join("; ")))
        .enum_values(Some(words.iter().map(|(word, _)| *word)));
    list.into()
}

/// Its name there: with the noun before it, for two nouns may both have kinds.
#[cfg(feature = "ssr")]
pub(crate) fn schema_name(module: &str, name: &str) -> std::borrow::Cow<'static, str> {
    let noun = module.split("::").nth(1).unwrap_or_default();
    let (first, rest) = noun.split_at(noun.len().min(1));
    format!("{}{rest}{}", first.to_uppercase(), name.trim_start_matches(&format!("{}{rest}", first.to_uppercase()))).into()
}
