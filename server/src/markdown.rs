//! Markdown as people write it to HTML that is safe to show: raw HTML off, an allow-list, then a sanitiser.

use std::sync::LazyLock;

use ammonia::Builder;
use pulldown_cmark::{CowStr, Event, Tag, TagEnd, html};

/// How deeply lists and quotations may nest; what is deeper is shown flat, so that nobody can exhaust the stack.
const DEEPEST: usize = 32;

static CLEAN: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let tags = [
        "p",
        "br",
        "hr",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "blockquote",
        "pre",
        "code",
        "em",
        "strong",
        "del",
        "a",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "img",
    ];
    let mut builder = Builder::empty();
    builder
        .add_tags(tags)
        .add_tag_attributes("a", ["href", "title"])
        .add_tag_attributes("ol", ["start"])
        .add_tag_attributes("img", ["src", "alt", "title"]);
    builder.url_schemes(["http", "https", "mailto"].into()).link_rel(Some("noopener nofollow"));
    builder.url_relative(ammonia::UrlRelative::PassThrough);
    builder
});

/// Whether an image is one of ours: `/incidents/42/images/9f2c….png`.
fn kept(address: &str) -> bool {
    let Some((number, name)) = address.strip_prefix("/incidents/").and_then(|rest| rest.split_once("/images/")) else { return false };
    !number.is_empty()
        && number.bytes().all(|byte| byte.is_ascii_digit())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.')
}

/// HTML for a Markdown text of any length and content. Headings begin at the third level; task lists show ☐ and ☑;
/// images that Firebreak keeps are shown, others become links, because no page loads anything from elsewhere.
pub fn to_html(markdown: &str) -> String {
    let mut depth = 0_usize;
    // Inside an image that is shown; what else its description holds becomes words.
    let mut shown = false;
    let events = typeset::events(markdown).filter_map(|event| match event {
        Event::Html(text) | Event::InlineHtml(text) => Some(Event::Text(text)),
        Event::TaskListMarker(done) => Some(Event::Text(CowStr::Borrowed(if done { "☑ " } else { "☐ " }))),
        Event::Start(Tag::Image { ref dest_url, .. }) if kept(dest_url) => {
            shown = true;
            Some(event)
        }
        Event::End(TagEnd::Image) if std::mem::take(&mut shown) => Some(event),
        Event::Start(Tag::Image { dest_url, title, id, link_type }) => Some(Event::Start(Tag::Link { link_type, dest_url, title, id })),
        Event::End(TagEnd::Image) => Some(Event::End(TagEnd::Link)),
        Event::Start(Tag::HtmlBlock) => Some(Event::Start(Tag::Paragraph)),
        Event::End(TagEnd::HtmlBlock) => Some(Event::End(TagEnd::Paragraph)),
        Event::Start(Tag::Heading { level, id, classes, attrs }) => {
            Some(Event::Start(Tag::Heading { level: lower(level), id, classes, attrs }))
        }
        Event::End(TagEnd::Heading(level)) => Some(Event::End(TagEnd::Heading(lower(level)))),
        Event::Start(tag @ (Tag::BlockQuote(_) | Tag::List(_) | Tag::Item)) => {
            depth += 1;
            (depth <= DEEPEST).then_some(Event::Start(tag))
        }
        Event::End(tag @ (TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item)) => {
            depth -= 1;
            (depth < DEEPEST).then_some(Event::End(tag))
        }
        other => Some(other),
    });
    let mut out = String::with_capacity(markdown.len() * 3 / 2);
    html::push_html(&mut out, events);
    CLEAN.clean(&out).to_string()
}

/// The words of a Markdown text without its marks, about the first `most` bytes of them.
pub fn to_text(markdown: &str, most: usize) -> String {
    let mut out = String::new();
    for event in typeset::events(markdown) {
        match event {
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => out.push_str(&text),
            Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item | TagEnd::TableCell) => {
                out.push(' ')
            }
            _ => {}
        }
        if out.len() > most {
            break;
        }
    }
    out
}

fn lower(level: pulldown_cmark::HeadingLevel) -> pulldown_cmark::HeadingLevel {
    use pulldown_cmark::HeadingLevel::{H3, H4, H5, H6};
    match level as usize {
        1 => H3,
        2 => H4,
        3 => H5,
        _ => H6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raw_html_and_script_links_are_shown_not_run() {
        let html = to_html("<script>alert(1)</script>\n\n<img src=x onerror=alert(1)> [x](javascript:alert(1)) ![p](https://e.org/p.png)");
        assert!(!html.contains("<script") && !html.contains("<img") && !html.contains("javascript:"), "{html}");
        assert!(html.contains("&lt;script&gt;") && html.contains(r#"href="https://e.org/p.png""#), "{html}");
    }

    #[test]
    fn deep_nesting_ends() {
        let html = to_html(&">".repeat(50_000));
        assert!(html.matches("<blockquote>").count() <= DEEPEST);
        assert_eq!(html.matches("<blockquote>").count(), html.matches("</blockquote>").count());
    }

    #[test]
    fn what_people_use_works() {
        let html = to_html("# Title\n\n- [x] done\n- [ ] not\n\n| a | b |\n|---|---|\n| 1 | ~~2~~ |\n");
        assert!(html.contains("<h3>Title</h3>") && html.contains("☑ done") && html.contains("<td><del>2</del></td>"), "{html}");
    }

    /// A text with each construct that Markdown has: page and paper say the same words.
    #[test]
    fn what_the_page_shows_is_on_paper() {
        let constructs = [
            "A *word* **more** ~~less~~ `code`  \nbreak\nsoft",
            "# One\n\n## Two\n\n###### Six",
            "> quoted\n> > twice",
            "- a\n- b\n  1. c\n  2. d\n\n- [x] done\n- [ ] not",
            "7. seven\n8. eight",
            "```rust\nlet a = 1;\n```\n\n    indented",
            "[a link](https://e.org) <https://e.org/auto> [by name][n] ![alt](https://e.org/p.png)\n\n[n]: https://e.org/n",
            "| a | b |\n|:--|--:|\n| 1 | *2* |",
            "Seen twice[^a], once[^b], never[^c].\n\n[^b]: The second note.\n[^a]: The first note\n    goes on.\n",
            "[^only]: A note that nothing names.\n\n[^word]: single",
            "<b>raw</b> &amp; &copy;\n\n<div>\nblock\n</div>",
            "one\n\n---\n\ntwo",
            "$x$ H~2~O ==no== :smile:",
        ];
        for text in constructs {
            let page = without_tags(&to_html(text));
            let paper = typeset::plain_words(&typeset::written(text, "", &typeset::Images::new()));
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace() && *c != '\u{200B}').collect::<String>();
            assert_eq!(letters(&page), letters(&paper), "{text}");
        }
        let notes = to_html("Seen[^a].\n\n[^a]: Why.");
        assert!(notes.contains("<p>Seen[1].</p>") && notes.contains("<p>[1] Why.</p>"), "{notes}");
    }

    /// The text of HTML without its tags.
    fn without_tags(html: &str) -> String {
        let mut out = String::new();
        let mut inside = false;
        for c in html.chars() {
            match c {
                '<' => inside = true,
                '>' if inside => inside = false,
                c if !inside => out.push(c),
                _ => {}
            }
        }
        out.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&nbsp;", " ").replace("&amp;", "&")
    }

    #[test]
    fn hostile_texts_cost_little() {
        let n = 100_000;
        let long = "https://e.org/".to_owned() + &"x".repeat(2_000);
        let hostile = [
            ("references", format!("[a]: {long}\n\n{}", "[a]".repeat((n - 2_100) / 3))),
            ("references with words", format!("[a]: {long} \"{}\"\n\n{}", "t".repeat(2_000), "[x][a] ".repeat(n / 8))),
            ("definitions", (0..n / 12).map(|i| format!("[{i}]: /{i}\n")).collect::<String>()),
            ("tables", format!("|{}\n|{}\n{}", "a|".repeat(n / 6), "-|".repeat(n / 6), "|\n".repeat(n / 6))),
            ("emphasis", "*a_".repeat(n / 3)),
            ("stars", "*".repeat(n)),
            ("open brackets", "[".repeat(n)),
            ("links in links", "[a](".repeat(n / 4)),
            ("backticks", (0..450).map(|i| "`".repeat(i) + " ").collect::<String>()),
            ("quotations", "> ".repeat(n / 2)),
            ("lists", (0..300).map(|i| format!("{}- a\n", " ".repeat(i * 2))).collect::<String>()),
            ("tags", "<a ".repeat(n / 3)),
            ("images", "![a](/incidents/1/images/a.png)".repeat(n / 31)),
            ("footnotes", (0..n / 16).map(|i| format!("[^{i}] a\n\n[^{i}]: b\n")).collect::<String>()),
            ("one footnote", format!("[^a]: {}\n\n{}", "x ".repeat(n / 4), "[^a] ".repeat(n / 10))),
            ("nested footnotes", "[^a]: ".repeat(n / 6)),
            ("entities", "&amp;".repeat(n / 5)),
        ];
        for (name, text) in hostile {
            let began = std::time::Instant::now();
            let html = to_html(&text);
            // A tenth of a second with optimisation; the parser itself bounds what references may multiply.
            assert!(began.elapsed() < std::time::Duration::from_secs(3), "{name} took {:?}", began.elapsed());
            assert!(html.len() <= text.len() * 3 + 1_000, "{name}: {} bytes became {}", text.len(), html.len());
        }
    }
}
