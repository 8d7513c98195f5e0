//! How every closed list of words is written: once, with what is stored and what people read.

/// Makes an enum of a closed list: stored word and title of each, and one sentence for a word that is not in it.
macro_rules! words {
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

        impl TryFrom<String> for $name {
            type Error = String;

            fn try_from(text: String) -> Result<Self, String> {
                Self::ALL.iter().copied().find(|one| one.as_str() == text).ok_or_else(|| format!(concat!("Please choose ", $what, "; there is no “{}”."), text))
            }
        }
    };
}
