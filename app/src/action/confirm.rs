//! Who confirms that another version of a check still shows what was agreed: a second person.

/// Judges whether `person` may confirm a version of the check: not the owner, and nobody who wrote one of the versions since
/// the one that was agreed on.
///
/// # Errors
/// One sentence that says who may.
pub fn may_confirm(person: Option<i64>, owner: Option<i64>, authors: &[Option<i64>]) -> Result<(), String> {
    let Some(person) = person else { return Err("Only a person can confirm that the changed check still shows it.".to_owned()) };
    if owner == Some(person) {
        return Err("You own this action item, so a second person has to confirm the changed check.".to_owned());
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
        assert_eq!(may_confirm(Some(3), Some(1), &[Some(2), None]), Ok(()));
        for (person, owner, authors) in [(Some(1), Some(1), vec![]), (Some(2), Some(1), vec![None, Some(2), Some(3)]), (None, None, vec![])] {
            assert!(may_confirm(person, owner, &authors).is_err());
        }
    }
}
