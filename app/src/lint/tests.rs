use std::collections::BTreeMap;
use std::io::Write as _;

use super::*;

const LABELLED: &str = include_str!("labelled.tsv");

fn rules(markdown: &str) -> Vec<String> {
    lint(markdown, &["Tomás Reyes"]).into_iter().map(|finding| finding.rule).collect()
}

#[test]
fn precision_and_recall_hold_on_the_labelled_sentences() {
    let mut worst = 1.0_f64;
    for set in ["written", "held"] {
        let (mut right, mut wrong, mut lost) = (0_u32, 0_u32, 0_u32);
        let mut weak: BTreeMap<&str, u32> = BTreeMap::new();
        for line in LABELLED.lines().filter(|line| !line.starts_with('#')) {
            let [of, label, rule, sentence] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("not four columns: {line}") };
            if of != set {
                continue;
            }
            let found = lint(sentence, &[]);
            // What is held back stays unseen: rules that were made for it would measure nothing.
            let tell = |line: &str| {
                if set == "written" {
                    println!("{line}")
                }
            };
            match (label, found.is_empty()) {
                ("blame", false) => right += 1,
                ("blame", true) => {
                    lost += 1;
                    *weak.entry(rule).or_default() += 1;
                    tell(&format!("lost ({rule}): {sentence}"));
                }
                (_, false) => {
                    wrong += 1;
                    tell(&format!("wrong ({}, “{}”): {sentence}", found[0].rule, found[0].phrase));
                }
                (_, true) => {}
            }
        }
        let share = |part: u32, other: u32| f64::from(part) / f64::from(part + other);
        let (precision, recall) = (share(right, wrong), share(right, lost));
        let _ = writeln!(
            std::io::stderr(),
            "blameless lint, {set}: precision {precision:.3}, recall {recall:.3} ({right} found, {wrong} wrong, {lost} lost {weak:?})"
        );
        assert!(right + lost >= 60, "{set}: too few");
        worst = worst.min(precision - 0.9).min(recall - 0.8);
    }
    assert!(worst >= 0.0, "precision at least 0.9, recall at least 0.8");
}

#[test]
fn a_finding_says_where_why_and_how_else() {
    let text = "It began at **nine**.\n\n- Tomás failed to check the logs, and it lasted.";
    let [finding] = &lint(text, &["Tomás Reyes"])[..] else { panic!("one finding") };
    assert_eq!(&text[finding.at.clone()], "Tomás failed to check the logs");
    assert_eq!((finding.phrase.as_str(), finding.rule.as_str()), ("Tomás failed to check the logs", "person"));
    assert_eq!(finding.instead, "What made it hard to check the logs? Say that.");
    assert!(finding.why.starts_with("It names who") && finding.sentence.ends_with("it lasted."));
}

#[test]
fn what_is_not_said_by_the_writer_is_left_alone() {
    for text in [
        "# It was human error",
        "```\nthe operator failed to check\n```",
        "The log says `operator error: failed to read`.",
        "> It was Tomás who forgot to check.",
        "The alert read “human error suspected” all day.",
        "No one is to blame.",
        "This was not human error, and there is no single root cause.",
        "~~Tomás forgot to check.~~",
        "**Why it was not caught.** No test compared the two.",
    ] {
        assert_eq!(rules(text), Vec::<String>::new(), "{text}");
    }
    assert_eq!(rules("# Why\n\nTomás forgot to check."), ["person"]);
}

#[test]
fn every_rewrite_is_a_sentence() {
    let labelled = LABELLED.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split('\t').nth(3));
    let shapes = [
        "Ada missed it.",
        "Ada overlooked that the index was gone.",
        "Ada forgot to check his own change.",
        "Ada ignored the alert because the pager was off.",
        "Ada shouldn't have promised refunds.",
        "We should never have shipped it.",
        "Ada failed to and did not.",
        "Ada forgot to renew the certificate before the leave of the other engineer who was on call that week and the next one.",
        "Ada missed the very long list of warnings in the dashboard with the seventeen panels of the ingestion cluster of Zürich.",
    ];
    let mut read = 0;
    for text in labelled.chain(shapes) {
        for finding in lint(text, &["Ada"]) {
            let rewrite = &finding.instead;
            let words: Vec<String> =
                rewrite.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()).collect();
            assert!(words.windows(2).all(|pair| pair[0] != pair[1] || pair[0].is_empty()), "{text}\n{rewrite}");
            assert!(!rewrite.contains('$') && !rewrite.contains("  ") && rewrite.ends_with(['.', '?', '!', '”']), "{text}\n{rewrite}");
            assert!(rewrite.starts_with(char::is_uppercase) && !rewrite.contains(" ?"), "{text}\n{rewrite}");
            assert!(words.iter().all(|word| !["his", "she", "he", "himself"].contains(&word.as_str())), "{text}\n{rewrite}");
            println!("{text}\n    {rewrite}");
            read += 1;
        }
    }
    assert!(read > 300, "{read}");
    let instead = |text: &str| lint(text, &["Ada"]).into_iter().map(|finding| finding.instead).collect::<Vec<_>>().join(" | ");
    assert_eq!(instead("Ada ignored the alert because the pager was off."), "Why did the alert not stand out? Say that.");
    assert_eq!(
        instead("Ada forgot to renew the certificate before the leave."),
        "Nothing in the system reminded anybody to renew the certificate."
    );
    assert_eq!(instead("Ada's failure to patch the server led to the breach."), "What made that step hard to take? Say that.");
    assert_eq!(instead("Ada missed it."), "Say what in the system led there: which signal, default, tool or pressure.");
}

#[test]
fn what_luck_decided_is_an_answer_and_no_wish() {
    for text in [
        "It could as well have gone the other way.",
        "Had the backup run an hour later, it would as easily have held the broken rows.",
        "By luck the export was late; with an earlier one the wrong prices would have been published.",
    ] {
        assert_eq!(rules(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn promises_are_read_as_lines() {
    let rules = |line: &str| lint_line(line, &[]).into_iter().map(|finding| finding.rule).collect::<Vec<_>>();
    assert_eq!(rules("Be more careful with renames"), ["vague_action"]);
    assert_eq!(rules("Refuse rows whose task ID has no name"), Vec::<String>::new());
}

proptest::proptest! {
    #[test]
    fn any_text_is_read_without_falling_over(text in ".{0,300}", person in "[A-Z][a-zé]{0,8}( [A-Z][a-z]{0,8})?") {
        for finding in lint(&text, &[&person]) {
            proptest::prop_assert!(text.get(finding.at.clone()).is_some(), "{finding:?}");
        }
    }
}

#[test]
fn a_long_text_is_read_quickly() {
    let text = "The loader joins on `task_name`, and Tomás forgot to check the renamed tasks. ".repeat(200);
    lint(&text, &[]);
    let begun = std::time::Instant::now();
    assert_eq!(lint(&text, &[]).len(), 200);
    lint(&"word ".repeat(200_000), &[]);
    lint(&"é".repeat(500_000), &[]);
    assert!(begun.elapsed().as_secs() < 5, "{:?}", begun.elapsed());
}

proptest::proptest! {
    /// Names and texts are whatever people type: it ends, says where, and hides every name that stands alone.
    #[test]
    fn it_ends_for_every_name_and_every_text(
        names in proptest::collection::vec("[A-Za-zéß@# .~'-]{0,12}", 0..4),
        text in "([A-Za-zéß@#~“” .,!?*_`>|-]{0,8}|Zed|Zed @@@|should have|\\n\\n){0,40}",
    ) {
        let names: Vec<&str> = names.iter().map(String::as_str).chain(["Zed @@@", "@", "@@@", " ", ""]).collect();
        for finding in lint(&text, &names) {
            assert!(text.get(finding.at.clone()).is_some(), "{finding:?}");
        }
        lint_line(&text, &names);
    }
}

#[test]
fn the_longest_text_with_many_names_takes_a_moment() {
    let names: Vec<String> = (0..50).map(|n| format!("Zed @@@ {n}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    for text in ["Zed @@@ 7 ".repeat(20_000), "@".repeat(200_000), "a. ".repeat(60_000), "*a*. ".repeat(40_000), "“".repeat(60_000)] {
        let began = std::time::Instant::now();
        lint(&text, &names);
        assert!(began.elapsed() < std::time::Duration::from_secs(20), "{} s for {}…", began.elapsed().as_secs(), &text[..10]);
    }
}
