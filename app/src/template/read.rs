//! A template as a Markdown text: a heading for each page, a heading below it for each section with its attributes in
//! braces, and what to write as its first paragraph.
//!
//! Attributes are those of Pandoc and PHP Markdown Extra: `{#key .optional .drafted lines=5 shows=impact}`. A list below the
//! paragraph holds questions, each beginning with its name in bold. The list below `# Review {#review}` is the checklist.

use std::collections::BTreeSet;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::{POINTS, Page, Part, Prose, Spec, Template};

/// The longest text of a template, in characters.
pub const LONGEST: usize = 20_000;
/// Sections on a page.
const MOST: usize = 12;
/// Lines a section should take when its heading does not say.
const LINES: u16 = 4;
/// What Firebreak can draft from the record.
const DRAFTED: [&str; 3] = ["summary", "impact", "surprised"];
/// What no postmortem goes without.
const SHOWN: [(Part, &str); 2] = [(Part::Factors, "the contributing factors"), (Part::Actions, "the action items")];

/// Reads a template.
///
/// # Errors
/// One sentence that names the line, when it is no template.
pub fn read(key: &str, version: i64, title: &str, source: &str) -> Result<Template, String> {
    let mut outline = Outline::default();
    for (event, at) in Parser::new_ext(source, Options::ENABLE_HEADING_ATTRIBUTES).into_offset_iter() {
        let line = || 1 + source[..at.start].matches('\n').count();
        outline.take(event).map_err(|sentence| format!("Line {}: {sentence}", line()))?;
    }
    let points = outline.checklist.len();
    let template = Template {
        key: key.to_owned(),
        version,
        title: title.to_owned(),
        pages: outline.pages.try_into().map_err(|pages: Vec<Page>| {
            format!("A postmortem has three pages, each with a heading that begins with one #; this text has {}.", pages.len())
        })?,
        checklist: POINTS.into_iter().zip(outline.checklist).collect(),
    };
    if points == 0 || points > POINTS.len() {
        let most = POINTS.len();
        return Err(format!("The checklist has {points} points; 1 to {most} are possible, as a list below “# Review {{#review}}”."));
    }
    whole(&template).map(|()| template)
}

/// What holds for every template, whatever its lines say.
fn whole(template: &Template) -> Result<(), String> {
    if let Some(page) = template.pages.iter().find(|page| page.sections.is_empty() || page.sections.len() > MOST) {
        return Err(format!(
            "The page “{}” has {} sections; 1 to {MOST} are possible, each with a heading that begins with ##.",
            page.title,
            page.sections.len()
        ));
    }
    let mut seen = BTreeSet::new();
    for spec in template.sections() {
        if !seen.insert(&spec.key) {
            return Err(format!("Two sections are called #{}: give one of them another name in its braces.", spec.key));
        }
        if spec.part.is_none() && spec.prose.is_none() {
            return Err(format!("“{}” neither says what to write, in a paragraph below it, nor shows anything of the record.", spec.title));
        }
        if spec.prose.as_ref().is_some_and(|prose| prose.drafted) && !DRAFTED.contains(&spec.key.as_str()) {
            return Err(format!("Firebreak can draft only #summary, #impact and #surprised, and not #{}.", spec.key));
        }
    }
    if template.find("summary").is_none() {
        return Err("One section is called #summary, with a paragraph on what to write: the library shows how it begins.".to_owned());
    }
    for (part, words) in SHOWN {
        if !template.sections().any(|spec| spec.part == Some(part)) {
            return Err(format!("One section shows {words}: write shows={} into the braces of its heading.", part.as_str()));
        }
    }
    Ok(())
}

#[derive(Default)]
struct Outline {
    pages: Vec<Page>,
    checklist: Vec<String>,
    /// Behind the heading of the checklist.
    review: bool,
    heading: Option<Heading>,
    /// Attributes of the present section that count once it has prose.
    asked: Option<Asked>,
    depth: usize,
    text: String,
    bold: Option<String>,
}

#[derive(Default)]
struct Heading {
    page: bool,
    key: Option<String>,
    classes: Vec<String>,
    values: Vec<(String, String)>,
}

#[derive(Clone, Copy)]
struct Asked {
    required: bool,
    lines: u16,
    drafted: bool,
}

impl Outline {
    fn take(&mut self, event: Event<'_>) -> Result<(), String> {
        match event {
            Event::Start(Tag::Heading { level, id, classes, attrs }) => {
                if level > HeadingLevel::H2 {
                    return Err("headings begin with # for a page or ## for a section.".to_owned());
                }
                self.text.clear();
                self.heading = Some(Heading {
                    page: level == HeadingLevel::H1,
                    key: id.map(|id| id.to_string()),
                    classes: classes.iter().map(ToString::to_string).collect(),
                    values: attrs.iter().map(|(name, value)| (name.to_string(), value.as_deref().unwrap_or_default().to_owned())).collect(),
                });
            }
            Event::End(TagEnd::Heading(_)) => {
                let title = line("a heading", &std::mem::take(&mut self.text), 80)?;
                let heading = self.heading.take().unwrap_or_default();
                if heading.page { self.page(title, heading)? } else { self.section(title, heading)? }
            }
            Event::Start(Tag::Paragraph) if self.depth == 0 => self.text.clear(),
            Event::End(TagEnd::Paragraph) if self.depth == 0 => self.prompt()?,
            Event::Start(Tag::Item) => {
                self.depth += 1;
                self.text.clear();
                self.bold = None;
            }
            Event::End(TagEnd::Item) => {
                self.depth = self.depth.saturating_sub(1);
                self.item()?;
            }
            Event::Start(Tag::Strong) => self.text.clear(),
            Event::End(TagEnd::Strong) if self.depth > 0 && self.bold.is_none() => self.bold = Some(std::mem::take(&mut self.text)),
            Event::Text(text) | Event::Code(text) => self.text.push_str(&text),
            Event::SoftBreak | Event::HardBreak => self.text.push(' '),
            Event::Html(_) | Event::InlineHtml(_) | Event::Start(Tag::Image { .. } | Tag::BlockQuote(_) | Tag::CodeBlock(_)) => {
                return Err("only headings, paragraphs and lists make a template.".to_owned());
            }
            _ => {}
        }
        Ok(())
    }

    fn page(&mut self, title: String, heading: Heading) -> Result<(), String> {
        if self.review {
            return Err("the checklist of the review comes last.".to_owned());
        }
        self.asked = None;
        if heading.key.as_deref() == Some("review") {
            self.review = true;
        } else {
            self.pages.push(Page { title, sections: Vec::new() });
        }
        Ok(())
    }

    fn section(&mut self, title: String, heading: Heading) -> Result<(), String> {
        let page = self.pages.last_mut().filter(|_| !self.review).ok_or("a section belongs to one of the three pages.")?;
        let key = match heading.key {
            Some(key) => key,
            None => slug(&title),
        };
        let fine = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_' || letter == '-';
        if key.is_empty() || key.len() > 40 || !key.chars().all(fine) {
            return Err(format!("“{title}” needs a name of small letters, digits, - and _ in its braces, such as {{#what-we-kept}}."));
        }
        let mut asked = Asked { required: true, lines: LINES, drafted: false };
        for class in heading.classes {
            match class.as_str() {
                "optional" => asked.required = false,
                "drafted" => asked.drafted = true,
                other => return Err(format!("a section can be .optional or .drafted, and not .{other}.")),
            }
        }
        let mut part = None;
        for (name, value) in heading.values {
            match name.as_str() {
                "lines" => {
                    asked.lines = value.parse().ok().filter(|lines| (1..=60).contains(lines)).ok_or("lines= is a number from 1 to 60.")?
                }
                "shows" => {
                    let words = || Part::ALL.iter().map(|part| part.as_str()).collect::<Vec<_>>().join(", ");
                    part = Some(Part::try_from(value).map_err(|_| format!("shows= is one of: {}.", words()))?);
                }
                other => return Err(format!("the braces can say lines= and shows=, and not {other}.")),
            }
        }
        self.asked = Some(asked);
        page.sections.push(Spec { key, title, part, prose: None });
        Ok(())
    }

    fn prompt(&mut self) -> Result<(), String> {
        let text = line("a paragraph", &std::mem::take(&mut self.text), 400)?;
        if self.review {
            return Err("below the review stands a list.".to_owned());
        }
        let spec = self.pages.last_mut().and_then(|page| page.sections.last_mut()).filter(|_| self.asked.is_some());
        let (spec, asked) = spec.zip(self.asked).ok_or("a paragraph stands below the heading of a section.")?;
        if spec.prose.is_some() {
            return Err(format!("“{}” has a second paragraph; one says what to write, a list asks questions.", spec.title));
        }
        let Asked { required, lines, drafted } = asked;
        spec.prose = Some(Prose { prompt: text, questions: Vec::new(), required, lines, drafted });
        Ok(())
    }

    fn item(&mut self) -> Result<(), String> {
        let text = line("a point of a list", &std::mem::take(&mut self.text), 300)?;
        let bold = self.bold.take();
        if self.review {
            self.checklist.push(bold.into_iter().chain([text]).collect::<Vec<_>>().join(" "));
            return Ok(());
        }
        let prose = self.pages.last_mut().and_then(|page| page.sections.last_mut()?.prose.as_mut()).filter(|_| self.asked.is_some());
        let prose = prose.ok_or("a list stands below the paragraph of a section.")?;
        let name = bold.ok_or("a question begins with its name in bold: “- **Trigger** What set it off?”")?;
        prose.questions.push((line("the name of a question", &name, 60)?, text));
        Ok(())
    }
}

fn line(what: &str, text: &str, most: usize) -> Result<String, String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.chars().count() {
        0 => Err(format!("{what} is empty.")),
        count if count > most => Err(format!("{what} has {count} characters; {most} are possible.")),
        _ => Ok(text),
    }
}

/// A name made of a title.
fn slug(title: &str) -> String {
    let words: String = title.to_lowercase().chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { ' ' }).collect();
    words.split_whitespace().collect::<Vec<_>>().join("-").chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LEAST: &str = "# One\n\n## Summary\n\nWhat happened?\n\n# Two\n\n## Why {shows=factors}\n\n# Three\n\n## Promises {shows=actions}\n\n# Review {#review}\n\n- It is true.\n";

    #[test]
    fn the_least_template_is_read() {
        let template = read("least", 3, "Least", LEAST).unwrap();
        assert_eq!(template.sections().map(|spec| spec.key.as_str()).collect::<Vec<_>>(), ["summary", "why", "promises"]);
        assert_eq!(template.checklist, [("point_1", "It is true.".to_owned())]);
        assert!(template.find("summary").is_some_and(|(_, prose)| prose.required && !prose.drafted && prose.lines == LINES));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        let cases = [
            (
                "## Summary\n\nWhat happened?",
                "## Summary {.maybe}\n\nWhat happened?",
                "Line 3: a section can be .optional or .drafted, and not .maybe.",
            ),
            ("{shows=factors}", "{shows=stars}", "Line 9: shows= is one of:"),
            ("{shows=factors}", "{lines=900 shows=factors}", "Line 9: lines= is a number from 1 to 60."),
            ("{shows=factors}", "{.drafted}\n\nWhy?", "Firebreak can draft only"),
            ("{shows=factors}", "\n\nWhy?", "One section shows the contributing factors"),
            ("{shows=actions}", "", "“Promises” neither says what to write"),
            ("## Summary", "## Обзор", "Line 3: “Обзор” needs a name"),
            ("## Summary\n\nWhat", "## Beginning\n\nWhat", "One section is called #summary"),
            ("## Why", "## Summary", "Two sections are called #summary"),
            ("# Three\n\n", "", "A postmortem has three pages"),
            ("- It is true.\n", "", "The checklist has 0 points"),
            ("What happened?", "What happened?\n\nAnd then?", "Line 7: “Summary” has a second paragraph"),
            ("What happened?", "What happened?\n\n- Who?", "Line 7: a question begins with its name in bold"),
            ("What happened?", "<script>", "Line 5: only headings"),
            ("- It is true.", "- It is true.\n\n# Four", "Line 19: the checklist of the review comes last"),
        ];
        for (from, to, expected) in cases {
            let text = LEAST.replacen(from, to, 1);
            let said = read("x", 1, "X", &text).expect_err(to);
            assert!(said.starts_with(expected) || said.to_lowercase().starts_with(&expected.to_lowercase()), "{said}\nfor {text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused_in_a_sentence(text in "([#{} .=\\-*\n]|[a-z]{1,6}|shows=|lines=|\\PC){0,60}") {
            if let Err(sentence) = read("x", 1, "X", &text) {
                prop_assert!(!sentence.is_empty());
            }
        }
    }
}
