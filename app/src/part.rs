//! A part of a list that may be longer than a page should be.

/// How many items a page of such a list has at most.
pub const MOST: usize = 100;

/// Neighbours of a list, and whether there is more on either side of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part<T> {
    /// In the order of the list.
    pub items: Vec<T>,
    /// How many the whole list has.
    pub total: i64,
    /// Whether the list has items before these.
    pub before: bool,
    /// Whether the list goes on after these.
    pub after: bool,
}

impl<T> Part<T> {
    /// The beginning or continuation of a list of `total`, of which up to `most` were wanted and one more was asked for.
    pub fn forwards(mut items: Vec<T>, most: usize, before: bool, total: i64) -> Self {
        let after = items.len() > most;
        items.truncate(most);
        Self { items, total, before, after }
    }

    /// Part `page`, counted from 0, of a list that is known as a whole; one beyond its end is empty.
    pub fn numbered(all: Vec<T>, page: usize, most: usize) -> Self {
        let (total, first) = (all.len(), page.saturating_mul(most));
        let items: Vec<T> = all.into_iter().skip(first).take(most).collect();
        let after = first.saturating_add(items.len()) < total && !items.is_empty();
        Self { items, total: i64::try_from(total).unwrap_or(i64::MAX), before: page > 0, after }
    }

    /// The end of a list of `total`, or what came before a place in it, read backwards; otherwise as [`Self::forwards`].
    pub fn backwards(mut items: Vec<T>, most: usize, after: bool, total: i64) -> Self {
        let before = items.len() > most;
        items.truncate(most);
        items.reverse();
        Self { items, total, before, after }
    }
}

#[cfg(test)]
mod tests {
    use super::Part;

    #[test]
    fn one_more_than_wanted_says_that_there_is_more() {
        let part = Part::forwards(vec![1, 2, 3], 2, false, 9);
        assert_eq!((part.items, part.before, part.after, part.total), (vec![1, 2], false, true, 9));
        let part = Part::backwards(vec![9, 8, 7], 2, true, 9);
        assert_eq!((part.items, part.before, part.after), (vec![8, 9], true, true));
        assert!(!Part::forwards(vec![1, 2], 2, true, 2).after);
        let numbered = |page| Part::numbered((1..=5).collect(), page, 2);
        assert_eq!((numbered(1).items, numbered(1).before, numbered(1).after, numbered(1).total), (vec![3, 4], true, true, 5));
        assert_eq!((numbered(2).items, numbered(2).after, numbered(usize::MAX).items.len()), (vec![5], false, 0));
    }
}
