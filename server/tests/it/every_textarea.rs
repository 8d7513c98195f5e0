//! What no page may contain: a text field that does not escape its content, and styles that the policy would block.

use crate::support::code;

fn offences(needles: &[&str], except: &[&str]) -> Vec<String> {
    let lines = code::rust("app/src").into_iter().filter(|(name, _)| !except.contains(&name.as_str())).flat_map(|(name, text)| {
        let numbered: Vec<_> = text
            .split("#[cfg(test)]")
            .next()
            .unwrap_or_default()
            .lines()
            .enumerate()
            .map(|(line, text)| (format!("{name}:{}", line + 1), text.to_owned()))
            .collect();
        numbered
    });
    let code = lines.filter(|(_, line)| !line.trim_start().starts_with("//"));
    code.filter(|(_, line)| needles.iter().any(|needle| line.contains(needle)))
        .map(|(place, line)| format!("{place}: {}", line.trim()))
        .collect()
}

#[test]
fn every_text_field_escapes_its_content() {
    // Leptos 0.8 does not escape the content of `<textarea>`: `ui::TextArea` does.
    let found = offences(&["<textarea", "textarea()"], &["app/src/ui/form.rs"]);
    assert!(found.is_empty(), "use ui::TextArea:\n{}", found.join("\n"));
    assert_eq!(offences(&["<textarea"], &[]).len(), 1, "and there is one to use");
}

#[test]
fn no_page_has_inline_styles_or_scripts() {
    let found = offences(&[" style=", " style:w", " style:h", " style:--", "<style", "<script", " onclick=", "javascript:"], &[]);
    assert!(found.is_empty(), "the content security policy blocks these:\n{}", found.join("\n"));
}
