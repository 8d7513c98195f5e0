//! The shape of a causal chain: how far each factor is from the impact.

use std::collections::HashMap;

use super::Factor;

/// Links from a first cause to the impact: more would be a story and no picture.
pub const LONGEST_CHAIN: usize = 4;

/// Why `factor` cannot lead to `to`, given what the others lead to (`factor` is 0 while it is new).
pub fn blocker(factor: i64, to: i64, others: &HashMap<i64, Option<i64>>) -> Option<&'static str> {
    if to == factor {
        return Some("A factor cannot lead to itself.");
    }
    if !others.contains_key(&to) {
        return Some("This factor has been removed.");
    }
    let onwards = |from: i64| std::iter::successors(Some(from), |at| others.get(at).copied().flatten()).take(others.len() + 1);
    if onwards(to).any(|at| at == factor) {
        return Some("This would create a cycle: the factor already leads to this one.");
    }
    let before = others.keys().filter(|start| **start != factor).map(|start| {
        let path: Vec<i64> = onwards(*start).collect();
        path.iter().position(|at| *at == factor).unwrap_or(0)
    });
    let longest = onwards(to).count() + 1 + before.max().unwrap_or(0);
    (longest > LONGEST_CHAIN).then_some("A causal chain can have at most four links. Shorten it, or start another chain.")
}

/// The factors in columns, the ones that lead to the impact last; within a column those that lead to the same one stand together.
pub fn columns(factors: &[Factor]) -> Vec<Vec<&Factor>> {
    let known: HashMap<i64, Option<i64>> = factors.iter().map(|factor| (factor.id, factor.leads_to)).collect();
    let far = |factor: &Factor| {
        std::iter::successors(factor.leads_to, |at| known.get(at).copied().flatten())
            .take_while(|at| known.contains_key(at))
            .take(LONGEST_CHAIN)
            .count()
    };
    let mut columns: Vec<Vec<&Factor>> = Vec::new();
    for distance in 0..=LONGEST_CHAIN {
        let mut column: Vec<&Factor> = factors.iter().filter(|factor| far(factor) == distance).collect();
        if column.is_empty() {
            break;
        }
        let nearer = columns.last().cloned().unwrap_or_default();
        let row = |factor: &Factor| nearer.iter().position(|other| Some(other.id) == factor.leads_to).unwrap_or(usize::MAX);
        column.sort_by_key(|factor| (row(factor), factor.kind, factor.id));
        columns.push(column);
    }
    columns.reverse();
    columns
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::factor::FactorKind;
    use proptest::prelude::*;

    pub fn factor(id: i64, leads_to: Option<i64>) -> Factor {
        let title = format!("Factor {id}");
        Factor {
            id,
            kind: FactorKind::Condition,
            title,
            theme: String::new(),
            leads_to,
            evidence: None,
            action: None,
            no_action: String::new(),
        }
    }

    #[test]
    fn a_chain_does_not_go_in_circles_and_stays_short() {
        let others = HashMap::from([(1, None), (2, Some(1)), (3, Some(2)), (4, Some(3)), (5, None)]);
        assert_eq!(blocker(0, 3, &others), None);
        assert!(blocker(0, 4, &others).unwrap().contains("at most four"));
        assert!(blocker(1, 2, &others).unwrap().contains("cycle"));
        assert!(blocker(1, 1, &others).unwrap().contains("itself"));
        assert!(blocker(0, 9, &others).unwrap().contains("has been removed"));
        assert!(blocker(1, 5, &others).unwrap().contains("at most four"), "what leads to it moves with it");
    }

    #[test]
    fn columns_end_at_the_impact() {
        let factors = [factor(1, None), factor(2, Some(1)), factor(3, Some(1)), factor(4, None), factor(5, Some(4))];
        let ids: Vec<Vec<i64>> = columns(&factors).iter().map(|column| column.iter().map(|factor| factor.id).collect()).collect();
        assert_eq!(ids, [vec![2, 3, 5], vec![1, 4]]);
        assert!(columns(&[]).is_empty());
    }

    proptest! {
        #[test]
        fn every_factor_is_drawn_once_whatever_leads_where(links in prop::collection::vec(prop::option::of(0_i64..12), 0..12)) {
            let factors: Vec<Factor> = links.iter().enumerate().map(|(id, to)| factor(id as i64, *to)).collect();
            let mut drawn: Vec<i64> = columns(&factors).iter().flatten().map(|factor| factor.id).collect();
            drawn.sort_unstable();
            let distinct = drawn.len();
            drawn.dedup();
            prop_assert_eq!(distinct, drawn.len());
        }
    }
}
