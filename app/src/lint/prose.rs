//! What of a Markdown text is prose in its writer's own words, as sentences that know where they stand.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// Stands where code or a quotation was: a letter of no word.
const NOT_SAID: char = '~';

/// A sentence, and where each piece of it stands in the Markdown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sentence {
    /// What is tried: code and quotations are replaced, byte for byte.
    pub said: String,
    /// What was written, with the same length.
    pub written: String,
    /// Beginnings of pieces in `written` and in the Markdown, in bytes.
    pieces: Vec<(usize, usize)>,
}

impl Sentence {
    /// A line that is no Markdown.
    pub fn plain(line: &str) -> Self {
        let mut sentence = Self::default();
        sentence.push(line, 0, true);
        sentence.hide_quotations();
        sentence
    }

    fn push(&mut self, text: &str, source: usize, said: bool) {
        self.pieces.push((self.written.len(), source));
        self.written.push_str(text);
        match said {
            true => self.said.push_str(text),
            false => self.said.extend(std::iter::repeat_n(NOT_SAID, text.len())),
        }
    }

    /// Where a piece of `written` stands in the Markdown.
    pub fn source(&self, at: &Range<usize>) -> Range<usize> {
        let place = |index: usize| {
            let piece = self.pieces.iter().rev().find(|(start, _)| *start <= index);
            piece.map_or(index, |(start, source)| source + (index - start))
        };
        let last = at.end.saturating_sub(1).max(at.start);
        place(at.start)..place(last) + (at.end - last)
    }

    /// Replaces what stands between quotation marks, when it is more than the marks of a word in irony.
    fn hide_quotations(&mut self) {
        let marks = [('“', '”'), ('„', '“'), ('"', '"'), ('«', '»')];
        let text = self.written.clone();
        let mut from = 0;
        while let Some((start, open)) = text[from..].char_indices().find(|(_, c)| marks.iter().any(|(open, _)| open == c)) {
            let inside = from + start + open.len_utf8();
            let close = marks.iter().find(|(mark, _)| *mark == open).map_or('"', |(_, close)| *close);
            let Some(length) = text[inside..].find(close) else { break };
            let hidden: String = std::iter::repeat_n(NOT_SAID, length).collect();
            self.said.replace_range(inside..inside + length, &hidden);
            from = inside + length + close.len_utf8();
        }
    }

    /// Cut where one sentence ends and another begins.
    fn split(self) -> Vec<Self> {
        let mut ends: Vec<usize> = Vec::new();
        let bytes = self.said.as_bytes();
        for (index, c) in self.said.char_indices() {
            let next = index + c.len_utf8();
            let ended = matches!(c, '.' | '!' | '?') && bytes.get(next).is_none_or(u8::is_ascii_whitespace);
            let begins = self.said[next..].trim_start().chars().next().is_none_or(|c| !c.is_lowercase());
            if ended && begins && next < self.said.len() {
                ends.push(next);
            }
        }
        ends.push(self.said.len());
        let mut start = 0;
        let mut cut = Vec::new();
        for end in ends {
            let place = self.source(&(start..end)).start;
            let pieces = self.pieces.iter().filter(|(at, _)| (start + 1..end).contains(at)).map(|(at, source)| (at - start, *source));
            let pieces = [(0, place)].into_iter().chain(pieces).collect();
            cut.push(Self { said: self.said[start..end].to_owned(), written: self.written[start..end].to_owned(), pieces });
            start = end;
        }
        cut.retain(|sentence| !sentence.said.trim().is_empty());
        cut
    }
}

/// The sentences of a Markdown text; headings, code blocks and block quotations are left out.
pub fn sentences(markdown: &str) -> Vec<Sentence> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS | Options::ENABLE_FOOTNOTES;
    let mut done = Vec::new();
    let mut open = Sentence::default();
    let mut silent = 0_usize;
    let mut end = |open: &mut Sentence| {
        let mut whole = std::mem::take(open);
        whole.hide_quotations();
        done.extend(whole.split());
    };
    let mut run_in = false;
    for (event, at) in Parser::new_ext(markdown, options).into_offset_iter() {
        match event {
            // Bold words at the beginning are the heading of their paragraph.
            Event::Start(Tag::Strong) if open.written.is_empty() => run_in = true,
            Event::End(TagEnd::Strong) => run_in = false,
            Event::Start(Tag::Heading { .. } | Tag::CodeBlock(_) | Tag::BlockQuote(_) | Tag::Strikethrough) => silent += 1,
            Event::End(TagEnd::Heading(_) | TagEnd::CodeBlock | TagEnd::BlockQuote(_) | TagEnd::Strikethrough) => {
                silent = silent.saturating_sub(1);
            }
            Event::Start(Tag::Item | Tag::Paragraph | Tag::TableCell)
            | Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::TableCell) => {
                end(&mut open);
            }
            _ if silent > 0 => {}
            Event::Text(text) => open.push(&text, at.start, !run_in),
            Event::Code(text) => open.push(&text, at.start + 1, false),
            Event::SoftBreak | Event::HardBreak => open.push(" ", at.start, true),
            _ => {}
        }
    }
    end(&mut open);
    done
}
