//! The use cases of assets.

use async_trait::async_trait;

use super::{AssetSummary, Kind, Record};
use crate::actor::Actor;
use crate::edit::{Edit, Seen};
use crate::error::{AppError, Problems};
use crate::text;

/// An asset to be added, or what one becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The name.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// What it is, in a few lines.
    pub about: String,
    /// How much depends on it: 1 to 4.
    pub tier: i64,
    /// Who accepted it.
    pub owner: Option<i64>,
    /// The team behind them.
    pub team: Option<i64>,
}

impl Draft {
    /// Reads what was typed.
    ///
    /// # Errors
    /// [`AppError::Invalid`] with a sentence for each field that cannot be accepted.
    pub fn parse(name: &str, kind: &str, about: &str, tier: &str, owner: &str, team: &str) -> Result<Self, AppError> {
        let chosen = |what: &str, typed: &str| match typed.trim() {
            "" => Ok(None),
            number => number.parse::<i64>().map(Some).map_err(|_| format!("Choose {what} from the list.")),
        };
        let mut problems = Problems::default();
        let name = problems.check("name", text::line("a name", name, 200));
        let kind = problems.check("kind", Kind::try_from(kind.to_owned()));
        let about = problems.check("about", text::prose("the description", about, 5_000));
        let tier = text::count("the tier", tier).map(|tier| tier.unwrap_or(3));
        let tier = tier.ok().filter(|tier| (1..=4).contains(tier)).ok_or_else(|| "Tier must be from 1 (critical) to 4 (low).".to_owned());
        let tier = problems.check("tier", tier);
        let owner = problems.check("owner", chosen("an owner", owner)).flatten();
        let team = problems.check("team", chosen("a team", team)).flatten();
        problems.finish()?;
        match (name, kind, about, tier) {
            (Some(name), Some(kind), Some(about), Some(tier)) => Ok(Self { name, kind, about, tier, owner, team }),
            _ => Err(AppError::NotFound),
        }
    }

    /// What is stored in place of `old`, which is about `about`, with what its author changed.
    #[must_use]
    pub fn over(self, old: &AssetSummary, about: &str, edit: &mut Edit<'_>) -> Self {
        let number = |one: &Option<(i64, String)>| one.as_ref().map(|(id, _)| *id);
        Self {
            name: edit.text("name", &old.name, &self.name),
            kind: edit.field("kind", old.kind, self.kind, |kind| kind.as_str().to_owned()),
            about: edit.text("about", about, &self.about),
            tier: edit.count("tier", old.tier, self.tier),
            owner: edit.number("owner", number(&old.owner), self.owner),
            team: edit.number("team", number(&old.team), self.team),
        }
    }
}

/// Which assets a list shows. The URL is the state.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Part of the name or description.
    pub text: String,
    /// Only of this kind.
    pub kind: Option<Kind>,
    /// Only those without an owner.
    pub unowned: bool,
}

/// Use cases around assets.
#[async_trait]
pub trait Assets: Send + Sync {
    /// All assets, by name.
    async fn all(&self, actor: &Actor) -> Result<Vec<AssetSummary>, AppError>;
    /// Those that match, by name; at most five hundred.
    async fn list(&self, actor: &Actor, filter: &Filter) -> Result<Vec<AssetSummary>, AppError>;
    /// How many nobody owns.
    async fn unowned(&self, actor: &Actor) -> Result<i64, AppError>;
    /// One asset with what is around it.
    async fn show(&self, actor: &Actor, asset: i64) -> Result<Record, AppError>;
    /// Adds an asset.
    async fn add(&self, actor: &Actor, draft: Draft) -> Result<i64, AppError>;
    /// Changes what an asset is and who owns it.
    async fn change(&self, actor: &Actor, asset: i64, draft: Draft, seen: &Seen) -> Result<(), AppError>;
    /// Draws an edge; one that would close a circle is refused.
    async fn connect(&self, actor: &Actor, upstream: i64, downstream: i64) -> Result<(), AppError>;
    /// Takes an edge away.
    async fn disconnect(&self, actor: &Actor, upstream: i64, downstream: i64) -> Result<(), AppError>;
}
