//! What is asked in the address of a page: our own links and filters are understood by the pages they lead to, and what is not understood is
//! said to be left out.

use std::collections::BTreeSet;

use scraper::{Html, Selector};

use crate::every_route::policy::{May, PAGES};
use crate::every_route::world::{Subject, World};
use crate::support::{Answer, encoded};

/// Every page of the public incident.
fn pages(world: &World) -> Vec<String> {
    let pages = PAGES.iter().filter(|page| page.1 != May::Whoever && !page.0.contains('*'));
    pages.map(|page| world.path(page.0, Subject::Public)).collect()
}

/// The addresses that the filters of a page lead to, as they are.
fn filters(answer: &Answer) -> Vec<String> {
    let html = Html::parse_document(answer.html());
    let (form, field) = (Selector::parse("form[method=get]").unwrap(), Selector::parse("input[name], select[name]").unwrap());
    let each = html.select(&form).map(|form| {
        let of = |name: &'static str| move |field: scraper::ElementRef<'_>| field.value().attr(name).unwrap_or_default().to_owned();
        let fields: Vec<(String, String)> = form.select(&field).map(|field| (of("name")(field), of("value")(field))).collect();
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        format!("{}?{}", of("action")(form), encoded(&fields))
    });
    each.collect()
}

crate::each_engine! {
    our_own_links_and_filters_are_understood(app) {
        let world = World::build(app).await;
        let mut root = world.browser("Root").await;
        let mut asked = BTreeSet::new();
        for page in pages(&world) {
            let answer = root.get(&page).await;
            asked.extend(answer.links().into_iter().chain(filters(&answer)).filter(|link| link.contains('?')));
        }
        assert!(asked.len() > 60, "{asked:?}");
        for address in asked.into_iter().filter(|address| !address.starts_with("/insights.csv")) {
            let answer = root.get(&address).await;
            assert_eq!(answer.all(".left-out p"), Vec::<String>::new(), "{address}");
        }
    }

    what_a_page_does_not_know_is_said(app) {
        let world = World::build(app).await;
        let mut root = world.browser("Root").await;
        for page in pages(&world) {
            let answer = root.get(&format!("{page}?zzunknown=1&zzunknown=2")).await;
            if answer.status == 200 {
                assert_eq!(answer.all(".left-out p"), ["“zzunknown” in the address is not a parameter of this page, so it was ignored."], "{page}");
            }
        }
        for (address, names) in [
            ("/incidents?status=burning&severity=9&kind=fire&team=us&from=yesterday&until=x&drill=maybe&peak=0&guardrail=x&before=a&counted=2", 11),
            ("/actions?view=x&state=x&owner=x&horizon=x&priority=x&check=x&incident=x&after=1", 8),
            ("/signals?disposition=x&after=1", 2),
            ("/postmortems?state=x&year=x&team=x&asset=x&before=x", 5),
            ("/checks?standing=x", 1),
            ("/assets?kind=x", 1),
            ("/insights?year=x&kind=x&team=x", 3),
            ("/insights/durations?measure=x&state=x&page=x", 3),
        ] {
            let answer = root.get(address).await;
            let said = answer.all(".left-out p");
            assert_eq!((answer.status, said.len()), (200, names.min(5)), "{address}: {said:?}");
            assert!(said.iter().all(|words| words.contains("is not a valid value for")), "{address}: {said:?}");
        }
        let many = root.get(&format!("/incidents?{}=1", "x".repeat(3_000))).await;
        assert!(many.says("“xxx"), "{}", many.text());
    }
}
