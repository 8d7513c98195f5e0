//! Several boxes of one field: what was ticked survives a refusal, and each box is a change of its own.

use leptos::prelude::*;

use super::form::{FieldProblem, SeenValue, ticked};
use crate::edit::numbers;

/// Boxes to tick, each of which stands for a number.
#[component]
pub fn Ticks(
    /// The argument of the server function: a list of numbers.
    name: &'static str,
    /// What they are.
    #[prop(into)]
    legend: String,
    /// Number and words of each.
    options: Vec<(i64, String)>,
    /// Those that are ticked at first.
    chosen: Vec<i64>,
) -> impl IntoView {
    let before = numbers(&chosen);
    let chosen = ticked(name).unwrap_or(chosen);
    (!options.is_empty()).then(|| {
        let boxes = options.into_iter().enumerate().map(|(index, (id, words))| {
            let checked = chosen.contains(&id);
            view! { <label class="tick"><input type="checkbox" name=format!("{name}[{index}]") value=id checked=checked/>{words}</label> }
        });
        view! {
            <fieldset><legend>{legend}</legend>
                <SeenValue name=name value=before/>
                <FieldProblem name=name/>
                <div class="ticks">{boxes.collect_view()}</div>
            </fieldset>
        }
    })
}
