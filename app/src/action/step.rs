//! The state machine: what people may do with an action item in each state. What evidence does is in `evaluate_evidence.rs`.

use chrono::{DateTime, Utc};

use super::State;

/// What somebody does with an action item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// Begins, or goes on after it was blocked, was not done after all, or its risk was accepted.
    Start,
    /// Says what is in the way.
    Block,
    /// Says that the work is done. That proves nothing yet.
    Finish,
    /// Says, as a second person, that it holds. Only where no check can.
    Verify,
    /// Answers for leaving it until a day.
    AcceptRisk,
    /// Takes a verification back.
    Reopen,
}

impl Step {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 6] = [Self::Start, Self::Block, Self::Finish, Self::Verify, Self::AcceptRisk, Self::Reopen];

    /// To which state it leads.
    pub fn leads_to(self) -> State {
        match self {
            Self::Start => State::InProgress,
            Self::Block => State::Blocked,
            Self::Finish => State::AwaitingEvidence,
            Self::Verify => State::Verified,
            Self::AcceptRisk => State::AcceptedRisk,
            Self::Reopen => State::Open,
        }
    }

    /// Whether it can be done in this state.
    pub fn fits(self, from: State) -> bool {
        match self {
            Self::Start => matches!(from, State::Open | State::Blocked | State::AwaitingEvidence | State::AcceptedRisk),
            Self::Block => matches!(from, State::Open | State::InProgress),
            Self::Finish => matches!(from, State::Open | State::InProgress | State::Blocked),
            Self::Verify => from == State::AwaitingEvidence,
            Self::AcceptRisk => from != State::Verified,
            Self::Reopen => from == State::Verified,
        }
    }

    /// The state after this step.
    ///
    /// # Errors
    /// One sentence when it cannot be done in this state.
    pub fn take(self, from: State) -> Result<State, String> {
        if self.fits(from) {
            return Ok(self.leads_to());
        }
        Err(match (self, from) {
            (_, State::Verified) => "This action item is verified. Reopen it first, with a reason.".to_owned(),
            (Self::Verify, _) => "Mark it as done first: only work that is done can be verified.".to_owned(),
            (Self::Reopen, _) => "Only a verified action item can be reopened.".to_owned(),
            (_, from) if from == self.leads_to() => format!("This action item is already “{}”.", from.title().to_lowercase()),
            (_, from) => format!(
                "An action item that is “{}” cannot become “{}”. Start it first.",
                from.title().to_lowercase(),
                self.leads_to().title().to_lowercase()
            ),
        })
    }
}

/// Who may say, where no check can, that it holds: somebody else than whoever owns it or did, and the one who did it.
///
/// # Errors
/// One sentence that says who may.
pub fn may_verify(by_check: bool, verifier: Option<i64>, owned: bool, finished_by: Option<i64>) -> Result<(), String> {
    if by_check {
        return Err("A check is linked to this action item: only its runs verify it, never a person.".to_owned());
    }
    let Some(verifier) = verifier else { return Err("Only a person can verify what no check can.".to_owned()) };
    if owned {
        return Err("You own this action item, or did, so a second person has to verify it.".to_owned());
    }
    if finished_by == Some(verifier) {
        return Err("You marked this as done, so a second person has to verify it.".to_owned());
    }
    Ok(())
}

/// Who may answer for leaving it: somebody else than whoever owns it or did, and than who proposed it, so that two people agree.
/// `nobodys` says that nobody owns it now.
///
/// # Errors
/// One sentence that says who may.
pub fn may_accept(accepter: Option<i64>, owned: bool, nobodys: bool, proposed_by: Option<i64>) -> Result<(), String> {
    let Some(accepter) = accepter else { return Err("Only a person can accept a risk.".to_owned()) };
    if owned {
        return Err(
            "You own this action item, or did, so a second person has to accept its risk. Propose it with a reason and a day.".to_owned()
        );
    }
    if proposed_by == Some(accepter) {
        return Err("You proposed to accept this risk, so a second person has to accept it.".to_owned());
    }
    if nobodys && proposed_by.is_none() {
        return Err("This action item has no owner. Assign one, or let somebody else propose accepting the risk first.".to_owned());
    }
    Ok(())
}

/// Whether nothing is left to do: verified, or its risk accepted and not expired. Everything else counts as open.
pub fn is_settled(state: State, risk_expires_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    match state {
        State::Verified => true,
        State::AcceptedRisk => risk_expires_at.is_some_and(|expiry| expiry > now),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_work_is_done_before_it_is_verified() {
        let from: Vec<State> = State::ALL.iter().copied().filter(|state| Step::Verify.fits(*state)).collect();
        assert_eq!(from, [State::AwaitingEvidence]);
        assert_eq!(Step::Finish.take(State::Open), Ok(State::AwaitingEvidence), "done means: now show it");
        assert!(Step::Finish.take(State::AwaitingEvidence).is_err_and(|words| words.contains("already")));
    }

    #[test]
    fn a_verified_one_only_reopens() {
        let fits: Vec<Step> = Step::ALL.into_iter().filter(|step| step.fits(State::Verified)).collect();
        assert_eq!(fits, [Step::Reopen]);
    }

    #[test]
    fn nobody_verifies_their_own_work() {
        assert!(may_verify(true, Some(1), false, None).is_err(), "where a check can, no person may");
        assert!(may_verify(false, None, false, None).is_err());
        assert!(may_verify(false, Some(1), true, None).is_err() && may_verify(false, Some(1), false, Some(1)).is_err());
        assert_eq!(may_verify(false, Some(3), false, Some(1)), Ok(()));
    }

    #[test]
    fn a_risk_takes_two_people() {
        assert!(may_accept(Some(1), true, false, None).is_err() && may_accept(Some(1), true, true, Some(2)).is_err(), "never the owner");
        assert!(may_accept(Some(1), false, false, Some(1)).is_err(), "nor who proposed it");
        assert!(may_accept(Some(1), false, true, None).is_err() && may_accept(None, false, false, Some(3)).is_err());
        assert_eq!((may_accept(Some(1), false, false, None), may_accept(Some(1), false, true, Some(2))), (Ok(()), Ok(())));
    }

    #[test]
    fn an_accepted_risk_is_settled_until_its_day() {
        let now = DateTime::UNIX_EPOCH;
        let later = now + chrono::TimeDelta::days(1);
        assert!(is_settled(State::AcceptedRisk, Some(later), now) && !is_settled(State::AcceptedRisk, Some(later), later));
        assert!(!is_settled(State::AcceptedRisk, None, now) && is_settled(State::Verified, None, now));
        assert!(!is_settled(State::AwaitingEvidence, Some(later), now));
    }

    proptest! {
        #[test]
        fn however_people_step_it_is_verified_only_straight_after_it_was_done(steps in proptest::collection::vec(0usize..6, 0..60)) {
            let mut state = State::Open;
            for step in steps.into_iter().map(|index| Step::ALL[index]) {
                match step.take(state) {
                    Ok(next) => {
                        prop_assert!(next != State::Verified || state == State::AwaitingEvidence);
                        prop_assert!(state != State::Verified || next == State::Open);
                        state = next;
                    }
                    Err(words) => prop_assert!(words.ends_with('.') && !step.fits(state)),
                }
            }
        }
    }
}
