use super::*;

fn fonts() -> Fonts {
    Fonts::load(None).expect("the carried fonts")
}

fn page(title: &str, prose: &str) -> Page {
    let section = Section {
        title: "Summary".to_owned(),
        prose: written(prose, "https://firebreak.example", &Images::new()),
        meant: 5,
        source: None,
        facts: Vec::new(),
    };
    Page { title: title.to_owned(), sections: vec![section] }
}

fn document(prose: &str) -> Document {
    Document {
        images: Images::new(),
        paper: Paper::A4,
        title: "Pipeline wrote stale rates".to_owned(),
        overline: "INC-1 postmortem".to_owned(),
        authors: vec!["Ada".to_owned()],
        date: (2025, 7, 18),
        about: vec![Inline::Severity { level: 1, text: "SEV1 critical".to_owned() }],
        people: vec![("Commander".to_owned(), "Ada".to_owned())],
        errata: Vec::new(),
        pages: [page("What happened", prose), page("Why", "Because of *three* conditions."), page("What changes", "")],
        foot: "INC-1 postmortem".to_owned(),
        seal: String::new(),
    }
}

/// Pages as the file itself counts them.
fn sheets(pdf: &Pdf) -> usize {
    String::from_utf8_lossy(&pdf.bytes).matches("/Type/Page/").count()
        + String::from_utf8_lossy(&pdf.bytes).matches("/Type /Page\n").count()
}

#[test]
fn a_short_document_takes_three_sheets_in_full_print() {
    let made = pdf(&document("It was late."), &fonts()).expect("a PDF");
    assert!(made.bytes.starts_with(b"%PDF-"));
    assert_eq!(made.fullness.len(), 3);
    assert!(made.fullness.iter().all(|page| page.size == 100 && page.over == 0), "{:?}", made.fullness);
    assert_eq!(sheets(&made), 3);
}

#[test]
fn print_shrinks_before_anything_is_refused_and_nothing_is_cut() {
    let sentence = "The upstream table was complete at nine, yet the check that looks at it compared counts and not dates. ";
    let sizes: Vec<u8> = [40, 60, 80]
        .iter()
        .map(|times| pdf(&document(&sentence.repeat(*times)), &fonts()).map_or(0, |made| made.fullness[0].size))
        .collect();
    assert!(sizes.is_sorted_by(|a, b| a >= b) && sizes[0] == 100, "{sizes:?}");
    let refused = pdf(&document(&sentence.repeat(250)), &fonts());
    let Err(Refused::TooLong(too_long)) = refused else { panic!("{refused:?}") };
    let words = too_long.to_string();
    assert!(words.starts_with("“What happened” is about ") && words.contains("longer than meant: Summary (by "), "{words}");
}

#[test]
fn what_fits_on_a4_fits_on_letter() {
    let fonts = fonts();
    let texts = [
        "The upstream table was complete at nine, yet the check that looks at it compared counts and not dates. ",
        "The loader counts the rows it writes.\n\n",
        "- An inner join drops what does not match, and nobody is told of it: neither the caller nor the owner of the table.\n",
    ];
    let mut fullest = 0;
    for text in texts {
        for times in (20..200).step_by(15) {
            let document = document(&text.repeat(times));
            let Ok(made) = pdf(&document, &fonts) else { break };
            fullest = fullest.max(100 - made.fullness[0].size);
            let letter = pdf(&Document { paper: Paper::Letter, ..document }, &fonts);
            assert!(letter.is_ok(), "{times} times {text:?}: {:?} on A4, on Letter {letter:?}", made.fullness[0]);
        }
    }
    assert!(fullest >= 20, "the smallest print was tried");
}

#[test]
fn errata_make_the_print_smaller_than_writers_may() {
    let (fonts, sentence) =
        (fonts(), "The upstream table was complete at nine, yet the check that looks at it compared counts and not dates. ");
    let full = (60..170).rev().step_by(10).map(|times| document(&sentence.repeat(times))).find(|document| pdf(document, &fonts).is_ok());
    let mut full = full.expect("something fits");
    let erratum = |prose: &str| Section { meant: 0, ..page("", prose).sections.remove(0) };
    full.errata = vec![erratum(&sentence.repeat(9)), erratum(&sentence.repeat(9)), erratum(&sentence.repeat(9))];
    for paper in [Paper::A4, Paper::Letter] {
        let made = pdf(&Document { paper, ..full.clone() }, &fonts).expect("it still fits");
        assert!(made.fullness[0].size < 76 && sheets(&made) == 3, "{:?}", made.fullness[0]);
    }
}

#[test]
fn a_document_without_end_is_refused_at_once() {
    let begun = std::time::Instant::now();
    let refused = pdf(&document(&"word ".repeat(220_000)), &fonts());
    assert!(matches!(refused, Err(Refused::TooLong(_))), "{refused:?}");
    assert!(begun.elapsed().as_secs() < 5, "{:?}", begun.elapsed());
}

#[test]
fn a_page_without_end_is_told_as_the_page_it_is() {
    let mut long = document("It was late.");
    long.pages[1] = page("Why", &"word ".repeat(20_000));
    let told = fullness(&long, &fonts()).expect("measured");
    let told: Vec<(&str, bool)> = told.iter().map(|page| (page.page.as_str(), page.over > 0)).collect();
    assert_eq!(told, [("What happened", false), ("Why", true), ("What changes", false)]);
}

#[test]
fn hostile_text_is_only_text() {
    let hostile = [
        "#panic(\"x\") #read(\"/etc/passwd\") $x^2$ \\ `code` _a_ <script>alert(1)</script> [x](javascript:alert(1)) ![i](https://evil.example/i.png)",
        "مرحبا بالعالم، الجدول كان متأخراً\n\nשלום עולם\n\nمرحبا **INC-1** و `code`",
        "🔥🚒 done ✅ and 👩🏽‍🚒 and ☑ ✓ → ≥ 5 µs",
        &"> ".repeat(400),
        &format!("{}x", "- ".repeat(300)),
        &"**_".repeat(500),
        &format!("https://example.com/{}", "a".repeat(3_000)),
        "| a | b |\n|---|---|\n| 1 | 2 | 3 |\n| only |",
        "# one\n\n###### six\n\n1. a\n2. b\n\n   - c\n\n```\nlet x = 1;\n```\n\n---\n\n- [x] done\n- [ ] open",
        "\u{0}\u{1}\u{7f}\u{202e}evil\u{feff}",
    ];
    let fonts = fonts();
    for text in hostile {
        let made = pdf(&document(text), &fonts);
        let name = text.chars().take(60).collect::<String>();
        let made = made.unwrap_or_else(|refused| panic!("{refused:?} of {name}"));
        assert!(String::from_utf8_lossy(&made.bytes).contains("pdfuaid"), "not PDF/UA: {name}");
    }
}

#[test]
fn characters_without_a_font_are_named() {
    let refused = pdf(&document("漢字"), &fonts());
    assert!(matches!(&refused, Err(Refused::NoGlyph(lacking, _)) if lacking == "漢字"), "{refused:?}");
}
