//! The fonts: those that every copy of Firebreak carries, and those an operator adds for other scripts.

use std::path::Path;

use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

use crate::markdown::spoken;
use crate::node::Document;

/// Latin, Greek, Cyrillic, Hebrew, Arabic, symbols and emoji; licences beside them.
static CARRIED: [&[u8]; 11] = [
    include_bytes!("../fonts/Inter-Regular.otf"),
    include_bytes!("../fonts/Inter-Italic.otf"),
    include_bytes!("../fonts/Inter-SemiBold.otf"),
    include_bytes!("../fonts/Inter-SemiBoldItalic.otf"),
    include_bytes!("../fonts/NotoSansMono-Regular.ttf"),
    include_bytes!("../fonts/NotoSansArabic-Regular.ttf"),
    include_bytes!("../fonts/NotoSansArabic-Bold.ttf"),
    include_bytes!("../fonts/NotoSansHebrew-Regular.ttf"),
    include_bytes!("../fonts/NotoSansHebrew-Bold.ttf"),
    include_bytes!("../fonts/NotoSansSymbols2-Regular.ttf"),
    include_bytes!("../fonts/NotoEmoji-Regular.ttf"),
];

/// Fonts a document may be set in.
pub struct Fonts {
    pub(crate) book: LazyHash<FontBook>,
    pub(crate) all: Vec<Font>,
}

impl Fonts {
    /// The carried ones, and every OpenType font found in `more` and the folders below it.
    ///
    /// # Errors
    /// When `more` cannot be read.
    pub fn load(more: Option<&Path>) -> std::io::Result<Self> {
        let mut all: Vec<Font> = CARRIED.iter().flat_map(|font| Font::iter(Bytes::new(*font))).collect();
        if let Some(folder) = more {
            add(folder, 8, &mut all)?;
        }
        Ok(Self { book: LazyHash::new(FontBook::from_fonts(&all)), all })
    }

    /// Characters of `document` that no font has: each once, at most twenty.
    pub(crate) fn lacking(&self, document: &Document) -> String {
        let mut lacking = String::new();
        spoken(document, &mut |text| {
            for character in text.chars().filter(|character| !unseen(*character)) {
                let known = || self.all.iter().any(|font| font.info().coverage.contains(character.into()));
                if !lacking.contains(character) && lacking.chars().count() < 20 && !known() {
                    lacking.push(character);
                }
            }
        });
        lacking
    }
}

/// Blanks, controls and characters that only change their neighbours.
fn unseen(character: char) -> bool {
    let number = u32::from(character);
    character.is_whitespace()
        || character.is_control()
        || matches!(number, 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x206F | 0xFE00..=0xFE0F | 0xFEFF | 0xAD | 0x20..=0x7E)
}

fn add(folder: &Path, deeper: u8, all: &mut Vec<Font>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let named = path.extension().and_then(|end| end.to_str()).map(str::to_lowercase);
        if path.is_dir() {
            if deeper > 0 {
                add(&path, deeper - 1, all)?;
            }
        } else if matches!(named.as_deref(), Some("otf" | "ttf" | "ttc" | "otc")) {
            all.extend(Font::iter(Bytes::new(std::fs::read(&path)?)));
        }
    }
    Ok(())
}
