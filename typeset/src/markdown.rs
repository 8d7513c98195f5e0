//! Markdown as people write it to blocks: the same content as the page shows.

use std::collections::HashMap;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Options, Parser, Tag, TagEnd};
use unicode_bidi::{Direction, get_base_direction};

use crate::node::{Block, Document, Images, Inline, Raster};

/// How deeply lists and quotations may nest; what is deeper is set flat.
const DEEPEST: usize = 6;
/// Letters after which a word may be broken although it has no blank.
const LONGEST_WORD: usize = 24;

/// What is being filled, from the outside in.
enum Open {
    Blocks(Vec<Block>),
    Words { level: Option<u8>, words: Vec<Inline> },
    Span(Span, Vec<Inline>),
    List { start: Option<u64>, items: Vec<Vec<Block>> },
    Item(Vec<Block>),
    Quote(Vec<Block>),
    Code(String),
    Table { head: Vec<String>, rows: Vec<Vec<Vec<Block>>> },
    Row(Vec<Vec<Block>>),
    Cell(Vec<Inline>),
}

enum Span {
    Strong,
    Emphasis,
    Strike,
    Link(String),
    Image(String),
}

/// How much of a column of 170 mm an image takes, in per cent: a pixel is a fifth of a millimetre, and none is higher than 55 mm.
fn wide(image: &Raster) -> u8 {
    let (width, height) = (f64::from(image.width.max(1)), f64::from(image.height.max(1)));
    let millimetres = (width / 5.0).min(55.0 * width / height).clamp(4.0, 170.0);
    (millimetres / 1.7) as u8
}

/// A Markdown text as both page and paper read it: tables, strikethrough, task lists, and footnotes, which become words in
/// both places: `[1]` where one is named, and before the first paragraph of what it says.
pub fn events(markdown: &str) -> impl Iterator<Item = Event<'_>> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS | Options::ENABLE_FOOTNOTES;
    let mut notes: HashMap<String, usize> = HashMap::new();
    let mut number = move |label: &CowStr| {
        let next = notes.len() + 1;
        *notes.entry(label.to_string()).or_insert(next)
    };
    let mut named: Option<String> = None;
    Parser::new_ext(markdown, options).flat_map(move |event| match event {
        Event::FootnoteReference(label) => vec![Event::Text(format!("[{}]", number(&label)).into())],
        Event::Start(Tag::FootnoteDefinition(label)) => {
            let before = named.replace(format!("[{}] ", number(&label)));
            before.map_or_else(Vec::new, alone)
        }
        Event::End(TagEnd::FootnoteDefinition) => named.take().map_or_else(Vec::new, alone),
        Event::Start(Tag::Paragraph) => {
            let note = named.take().map(|note| Event::Text(note.into()));
            std::iter::once(Event::Start(Tag::Paragraph)).chain(note).collect()
        }
        Event::Start(tag) => named.take().map_or_else(Vec::new, alone).into_iter().chain([Event::Start(tag)]).collect(),
        other => vec![other],
    })
}

/// The number of a note whose text does not begin with a paragraph.
fn alone<'a>(note: String) -> Vec<Event<'a>> {
    vec![Event::Start(Tag::Paragraph), Event::Text(note.into()), Event::End(TagEnd::Paragraph)]
}

/// The blocks of a Markdown text of any content. Links keep their address when it is absolute, relative ones begin with
/// `base`; raw HTML is words; an image that is not among `images` is a link; what nests deeper than six levels is set flat.
pub fn written(markdown: &str, base: &str, images: &Images) -> Vec<Block> {
    let mut reader = Reader { open: vec![Open::Blocks(Vec::new())], skipped: Vec::new(), deep: 0, base, images };
    for event in events(markdown) {
        reader.take(event);
    }
    while reader.open.len() > 1 {
        reader.close();
    }
    match reader.open.pop() {
        Some(Open::Blocks(blocks)) => blocks,
        _ => Vec::new(),
    }
}

struct Reader<'a> {
    open: Vec<Open>,
    /// Whether each list, item, quotation or span that is open was left out because it nests too deeply.
    skipped: Vec<bool>,
    deep: usize,
    base: &'a str,
    images: &'a Images,
}

impl Reader<'_> {
    fn take(&mut self, event: Event) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(end) => self.end(end),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.text(text),
            Event::Code(text) => self.word(Inline::Code { text: breakable(&text) }),
            Event::SoftBreak => self.word(Inline::text(" ")),
            Event::HardBreak => self.word(Inline::Break),
            Event::Rule => self.block(Block::Rule),
            Event::TaskListMarker(done) => self.word(Inline::text(if done { "☑ " } else { "☐ " })),
            Event::FootnoteReference(text) | Event::InlineMath(text) | Event::DisplayMath(text) => self.text(text),
        }
    }

    fn start(&mut self, tag: Tag) {
        match tag {
            Tag::Paragraph | Tag::HtmlBlock => self.open.push(Open::Words { level: None, words: Vec::new() }),
            Tag::Heading { level, .. } => self.open.push(Open::Words { level: Some(level as u8), words: Vec::new() }),
            Tag::BlockQuote(_) => self.nest(Open::Quote(Vec::new())),
            Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) => self.open.push(Open::Code(String::new())),
            Tag::List(start) => self.nest(Open::List { start, items: Vec::new() }),
            Tag::Item => {
                self.loose();
                let inside = matches!(self.open.last(), Some(Open::List { .. }));
                self.skipped.push(!inside);
                if inside {
                    self.open.push(Open::Item(Vec::new()));
                }
            }
            Tag::Table(_) => self.open.push(Open::Table { head: Vec::new(), rows: Vec::new() }),
            Tag::TableHead | Tag::TableRow => self.open.push(Open::Row(Vec::new())),
            Tag::TableCell => self.open.push(Open::Cell(Vec::new())),
            Tag::Strong => self.open_span(Span::Strong),
            Tag::Emphasis => self.open_span(Span::Emphasis),
            Tag::Strikethrough => self.open_span(Span::Strike),
            Tag::Image { dest_url, .. } if self.images.contains_key(dest_url.as_ref()) => {
                self.open_span(Span::Image(dest_url.into_string()))
            }
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                let href = absolute(&dest_url, self.base);
                self.open_span(Span::Link(href));
            }
            _ => {}
        }
    }

    /// A list or quotation, unless it nests too deeply.
    fn nest(&mut self, open: Open) {
        self.loose();
        self.deep += 1;
        self.skipped.push(self.deep > DEEPEST);
        if self.deep <= DEEPEST {
            self.open.push(open);
        }
    }

    fn open_span(&mut self, span: Span) {
        self.line();
        let spans = self.open.iter().rev().take_while(|open| matches!(open, Open::Span(..))).count();
        self.skipped.push(spans >= DEEPEST);
        if spans < DEEPEST {
            self.open.push(Open::Span(span, Vec::new()));
        }
    }

    fn end(&mut self, end: TagEnd) {
        match end {
            TagEnd::List(_) | TagEnd::BlockQuote(_) | TagEnd::Item => {
                self.loose();
                if !matches!(end, TagEnd::Item) {
                    self.deep = self.deep.saturating_sub(1);
                }
                if self.skipped.pop() == Some(false) {
                    self.close();
                }
            }
            TagEnd::Paragraph | TagEnd::HtmlBlock | TagEnd::Heading(_) | TagEnd::CodeBlock => self.close(),
            TagEnd::Table | TagEnd::TableHead | TagEnd::TableRow | TagEnd::TableCell => self.close(),
            TagEnd::Strong | TagEnd::Emphasis | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image
                if self.skipped.pop() == Some(false) =>
            {
                self.close();
            }
            _ => {}
        }
    }

    /// Ends a paragraph that a tight list did not name.
    fn loose(&mut self) {
        if matches!(self.open.last(), Some(Open::Words { .. })) {
            self.close();
        }
    }

    /// Begins a line where words come without a paragraph.
    fn line(&mut self) {
        if !matches!(self.open.last(), Some(Open::Words { .. } | Open::Span(..) | Open::Cell(_) | Open::Code(_))) {
            self.open.push(Open::Words { level: None, words: Vec::new() });
        }
    }

    fn text(&mut self, text: CowStr) {
        if let Some(Open::Code(code)) = self.open.last_mut() {
            code.push_str(&text);
        } else {
            self.word(Inline::text(breakable(&text)));
        }
    }

    fn word(&mut self, word: Inline) {
        self.line();
        if let Some(Open::Words { words, .. } | Open::Span(_, words) | Open::Cell(words)) = self.open.last_mut() {
            words.push(word);
        }
    }

    fn block(&mut self, block: Block) {
        if let Some(Open::Blocks(blocks) | Open::Item(blocks) | Open::Quote(blocks)) = self.open.last_mut() {
            blocks.push(block);
        } else if let Some(Open::List { items, .. }) = self.open.last_mut() {
            items.push(vec![block]);
        }
    }

    fn close(&mut self) {
        match self.open.pop() {
            Some(Open::Words { level, words }) => {
                let rtl = runs_left(&words);
                let empty = words.iter().all(|word| matches!(word, Inline::Text { text } if text.trim().is_empty()));
                if !empty {
                    self.block(level.map_or_else(
                        || Block::Paragraph { rtl, words: words.clone() },
                        |level| Block::Heading { level, rtl, words: words.clone() },
                    ));
                }
            }
            Some(Open::Span(span, words)) => self.word(match span {
                Span::Strong => Inline::Strong { words },
                Span::Emphasis => Inline::Emphasis { words },
                Span::Strike => Inline::Strike { words },
                Span::Link(href) if href.is_empty() => Inline::Emphasis { words },
                Span::Link(href) => Inline::Link { href, words },
                Span::Image(file) => Inline::Image { width: self.images.get(&file).map_or(100, wide), alt: plain(&words), file },
            }),
            Some(Open::List { start, items }) => self.block(Block::List { start, items }),
            Some(Open::Item(blocks)) => {
                if let Some(Open::List { items, .. }) = self.open.last_mut() {
                    items.push(blocks);
                }
            }
            Some(Open::Quote(blocks)) => self.block(Block::Quote { blocks }),
            Some(Open::Code(text)) => self.block(Block::Code { text: text.trim_end().lines().map(broken).collect::<Vec<_>>().join("\n") }),
            Some(Open::Table { head, rows }) => {
                self.block(table(head, rows));
            }
            Some(Open::Row(cells)) => match self.open.last_mut() {
                Some(Open::Table { head, .. }) if head.is_empty() => {
                    *head = cells.iter().map(|cell| cell.iter().map(said).collect()).collect()
                }
                Some(Open::Table { rows, .. }) => rows.push(cells),
                _ => {}
            },
            Some(Open::Cell(words)) => {
                if let Some(Open::Row(cells)) = self.open.last_mut() {
                    cells.push(vec![Block::Paragraph { rtl: runs_left(&words), words }]);
                }
            }
            Some(Open::Blocks(_)) | None => {}
        }
    }
}

/// A table whose columns are as wide as what stands in them wants.
pub fn table(head: Vec<String>, rows: Vec<Vec<Vec<Block>>>) -> Block {
    let wide = widths(&head, &rows);
    Block::Table { head, wide, rows }
}

/// The characters of the longest cell of each column, at least six.
fn widths(head: &[String], rows: &[Vec<Vec<Block>>]) -> Vec<u32> {
    let longest = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.iter().map(|block| said(block).chars().count()).sum());
        let named = head.get(column).map_or(0, |name| name.chars().count());
        cells.chain([named]).max().unwrap_or_default()
    };
    (0..head.len()).map(|column| u32::try_from(longest(column)).unwrap_or(u32::MAX).clamp(6, 400)).collect()
}

/// The words of a block without their shape.
fn said(block: &Block) -> String {
    let mut words = String::new();
    block_words(block, &mut |text| words.push_str(text));
    words
}

fn plain(line: &[Inline]) -> String {
    let mut words = String::new();
    line.iter().for_each(|word| inline_words(word, &mut |text| words.push_str(text)));
    words
}

fn runs_left(words: &[Inline]) -> bool {
    let mut text = String::new();
    for word in words {
        inline_words(word, &mut |more| text.push_str(more));
    }
    get_base_direction(text.as_str()) == Direction::Rtl
}

/// An address that also leads somewhere from paper; empty when there is none.
pub fn absolute(href: &str, base: &str) -> String {
    let lower = href.trim().to_lowercase();
    if ["http://", "https://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme)) {
        href.trim().to_owned()
    } else if href.starts_with('/') && !href.starts_with("//") && !base.is_empty() {
        format!("{base}{href}")
    } else {
        String::new()
    }
}

/// The same text with places where a word without blanks may be broken, so that an address does not run off the sheet.
pub fn breakable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = 0;
    for character in text.chars().filter(|character| !character.is_control() || character.is_whitespace()) {
        out.push(if character == '\n' || character == '\t' { ' ' } else { character });
        run = if character.is_whitespace() { 0 } else { run + 1 };
        let seam = matches!(character, '/' | '.' | '_' | '-' | '=' | '&' | '?' | ':' | ',' | ';');
        if run >= LONGEST_WORD && (seam || run % LONGEST_WORD == 0) && !matches!(u32::from(character), 0x0300..=0x036F | 0x0590..=0x08FF) {
            out.push('\u{200B}');
        }
    }
    out
}

/// A line of code that may be broken where it would run off the sheet.
fn broken(line: &str) -> String {
    line.chars().filter(|character| !character.is_control()).collect()
}

/// The words of blocks without their shape, for comparing them with another rendering.
pub fn plain_words(blocks: &[Block]) -> String {
    blocks.iter().map(said).collect::<Vec<_>>().join(" ")
}

/// The section with the widest table, and its columns.
pub(crate) fn widest_table(document: &Document) -> Option<(String, usize)> {
    let of = |section: &crate::Section| {
        let columns = section.prose.iter().map(columns).max().unwrap_or_default();
        (section.title.clone(), columns)
    };
    document.errata.iter().chain(document.pages.iter().flat_map(|page| &page.sections)).map(of).max_by_key(|(_, columns)| *columns)
}

fn columns(block: &Block) -> usize {
    match block {
        Block::Table { head, .. } => head.len(),
        Block::List { items, .. } => items.iter().flatten().map(columns).max().unwrap_or_default(),
        Block::Quote { blocks } => blocks.iter().map(columns).max().unwrap_or_default(),
        _ => 0,
    }
}

/// The headings of sections in which one of these characters stands; the title when it stands outside of them.
pub(crate) fn sections_with(document: &Document, characters: &str) -> Vec<String> {
    let holds = |section: &&crate::Section| {
        let mut found = section.title.contains(|c| characters.contains(c));
        section
            .prose
            .iter()
            .chain(&section.facts)
            .for_each(|block| block_words(block, &mut |text| found |= text.contains(|c| characters.contains(c))));
        found
    };
    let sections = document.errata.iter().chain(document.pages.iter().flat_map(|page| &page.sections)).filter(holds);
    let mut titles: Vec<String> = sections.map(|section| section.title.clone()).collect();
    if titles.is_empty() {
        titles.push("the title and who was there".to_owned());
    }
    titles
}

/// Every text of the document, one after the other.
pub(crate) fn spoken(document: &Document, tell: &mut impl FnMut(&str)) {
    for text in [&document.title, &document.overline, &document.foot, &document.seal] {
        tell(text);
    }
    document.about.iter().for_each(|word| inline_words(word, tell));
    for (name, who) in &document.people {
        tell(name);
        tell(who);
    }
    for section in document.errata.iter().chain(document.pages.iter().flat_map(|page| &page.sections)) {
        tell(&section.title);
        section.prose.iter().chain(&section.facts).for_each(|block| block_words(block, tell));
    }
}

fn block_words(block: &Block, tell: &mut impl FnMut(&str)) {
    match block {
        Block::Paragraph { words, .. } | Block::Heading { words, .. } | Block::Remark { words } => {
            words.iter().for_each(|word| inline_words(word, tell));
        }
        Block::List { items, .. } => items.iter().flatten().for_each(|block| block_words(block, tell)),
        Block::Quote { blocks } => blocks.iter().for_each(|block| block_words(block, tell)),
        Block::Code { text } | Block::Picture { alt: text, .. } => tell(text),
        Block::Rule => {}
        Block::Table { head, rows, .. } => {
            head.iter().for_each(|name| tell(name));
            rows.iter().flatten().flatten().for_each(|block| block_words(block, tell));
        }
        Block::Pairs { pairs } => pairs.iter().flat_map(|(_, blocks)| blocks).for_each(|block| block_words(block, tell)),
        Block::Figures { figures } => figures.iter().flat_map(|(_, words)| words).for_each(|word| inline_words(word, tell)),
    }
}

fn inline_words(word: &Inline, tell: &mut impl FnMut(&str)) {
    match word {
        Inline::Text { text } | Inline::Muted { text } | Inline::Code { text } | Inline::Severity { text, .. } | Inline::Tag { text } => {
            tell(text)
        }
        Inline::Strong { words } | Inline::Emphasis { words } | Inline::Strike { words } | Inline::Link { words, .. } => {
            words.iter().for_each(|word| inline_words(word, tell));
        }
        Inline::Image { .. } => {}
        Inline::Break => tell("\n"),
    }
}
