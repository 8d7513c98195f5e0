//! Who confirms that another version of a check still shows what was agreed: a second person.

/// Judges whether `person` may confirm a version of the check: nobody who owns the action item or did, and nobody who wrote one
/// of the versions since the one that was agreed on.
///
/// # Errors
/// One sentence that says who may.
pub fn may_confirm(person: Option<i64>, owned: bool, authors: &[Option<i64>]) -> Result<(), String> {
    let Some(person) = person else { return Err("Only a person can confirm that the changed check still shows it.".to_owned()) };
    if owned {
        return Err("You own this action item, or did, so a second person has to confirm the changed check.".to_owned());
    }
    if authors.contains(&Some(person)) {
        return Err("You changed this check, so a second person has to confirm it.".to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neither_the_owner_nor_an_author_confirms() {
        assert_eq!(may_confirm(Some(3), false, &[Some(2), None]), Ok(()));
        for (person, owned, authors) in [(Some(1), true, vec![]), (Some(2), false, vec![None, Some(2), Some(3)]), (None, false, vec![])] {
            assert!(may_confirm(person, owned, &authors).is_err());
        }
    }
}
