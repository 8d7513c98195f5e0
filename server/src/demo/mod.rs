//! The demo: the STAT6 case told as product data, lived through the same use cases that people call, by a clock that is
//! set to the day on which each thing happened. Nothing is written past the rules, and no number is typed in.

mod history;
mod lessons;
mod people;
mod stat6;

use std::path::Path;

use app::actor::Actor;
use app::error::AppError;
use app::services::Services;
use chrono::{DateTime, TimeZone, Utc};

use crate::{Clock, Firebreak};

pub use people::SignIn;

/// Everything the story needs: the use cases, its clock, its people.
struct Stage {
    services: Services,
    clock: Clock,
    cast: people::Cast,
    /// When the story ends: the real now.
    end: DateTime<Utc>,
}

impl Stage {
    /// Moves the clock to a day and time in UTC.
    fn at(&self, year: i32, month: u32, day: u32, hour: u32, minute: u32) -> DateTime<Utc> {
        let at = Utc.with_ymd_and_hms(year, month, day, hour, minute, 0).single().unwrap_or(self.end);
        self.clock.set(at);
        at
    }

    fn number(actor: &Actor) -> i64 {
        actor.person.unwrap_or_default()
    }
}

/// Loads the demo into an empty database and gives the sign-ins, whose passwords are random. `folder` is where its
/// small source database is made.
///
/// # Errors
/// [`AppError::Conflict`] when somebody has an account here already: a demo never mixes with real data.
pub async fn load(firebreak: &Firebreak, folder: &Path, end: DateTime<Utc>) -> Result<Vec<SignIn>, AppError> {
    let clock = Clock::set_at(end);
    let firebreak = Firebreak { clock: clock.clone(), ..firebreak.clone() };
    if !firebreak.is_empty().await? {
        return Err(AppError::conflict("People have accounts in this database already; the demo is only loaded into an empty one."));
    }
    let (cast, sign_ins) = people::invite(&firebreak, &clock).await?;
    let stage = Stage { services: firebreak.services(), clock, cast, end };
    history::before(&stage).await?;
    stat6::live(&stage, folder).await?;
    history::after(&stage).await?;
    Ok(sign_ins)
}
