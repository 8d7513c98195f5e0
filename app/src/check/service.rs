//! The use cases of checks and their sources.

use async_trait::async_trait;

use super::{Kind, Record, Run, Schedule, Source, SourceRecord, Summary, Thresholds};
use crate::actor::Actor;
use crate::edit::{Edit, Seen};
use crate::error::{AppError, Problems};
use crate::text;

/// A check as somebody typed it, not yet parsed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed {
    /// The name.
    pub name: String,
    /// The description.
    pub about: String,
    /// The asset it watches, as a number.
    pub asset: String,
    /// The source it reads, as a number.
    pub source: String,
    /// Who answers for it, as a number.
    pub owner: String,
    /// `rows` or `match`.
    pub kind: String,
    /// One reading statement.
    pub sql: String,
    /// For `match`: the first column, which must equal the second.
    pub left_column: String,
    /// For `match`: the second column.
    pub right_column: String,
    /// More wrong rows than this warn.
    pub warn_above: String,
    /// More wrong rows than this fail.
    pub fail_above: String,
    /// Pause between two runs.
    pub every_minutes: String,
    /// How long an outcome counts.
    pub fresh_minutes: String,
}

/// A check to be made, or to replace one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The name.
    pub name: String,
    /// The description.
    pub about: String,
    /// The asset it watches.
    pub asset: Option<i64>,
    /// The source it reads.
    pub source: i64,
    /// Who accepted it.
    pub owner: Option<i64>,
    /// What it measures.
    pub kind: Kind,
    /// The query.
    pub sql: String,
    /// For a match: the column that must say the same as the other.
    pub left_column: String,
    /// For a match: the other column.
    pub right_column: String,
    /// From when on it warns and fails.
    pub thresholds: Thresholds,
    /// When it runs, and how long an outcome counts.
    pub schedule: Schedule,
}

/// How long an outcome counts when nobody says: a day.
const FRESH_MINUTES: i64 = 24 * 60;

fn chosen(what: &str, typed: &str) -> Result<Option<i64>, String> {
    let typed = typed.trim();
    if typed.is_empty() { Ok(None) } else { typed.parse().map(Some).map_err(|_| format!("Choose {what} from the list.")) }
}

fn query(typed: &str) -> Result<String, String> {
    if typed.trim().is_empty() { Err("Enter a query.".to_owned()) } else { text::prose("the query", typed.trim(), 20_000) }
}

fn thresholds(problems: &mut Problems, warn_above: &str, fail_above: &str) -> Option<Thresholds> {
    let warn = problems.check("warn_above", text::count("the number", warn_above))?;
    let fail = problems.check("fail_above", text::count("the number", fail_above))?;
    problems.check("warn_above", Thresholds::new(warn, fail.unwrap_or_default()))
}

impl Thresholds {
    /// Reads both numbers as typed; a missing one for failing is zero.
    ///
    /// # Errors
    /// [`AppError::Invalid`] on the field that cannot be accepted.
    pub fn parse(warn_above: &str, fail_above: &str) -> Result<Self, AppError> {
        let mut problems = Problems::default();
        let both = thresholds(&mut problems, warn_above, fail_above);
        problems.finish()?;
        both.ok_or(AppError::NotFound)
    }

    /// What is stored in place of `old`, with what its author changed.
    #[must_use]
    pub fn over(self, old: Self, edit: &mut Edit<'_>) -> Self {
        Self {
            warn_above: edit.number("warn_above", old.warn_above, self.warn_above),
            fail_above: edit.count("fail_above", old.fail_above, self.fail_above),
        }
    }
}

impl Draft {
    /// Reads what was typed. Whether the SQL is one reading statement depends on its source and is judged when it is stored.
    ///
    /// # Errors
    /// [`AppError::Invalid`] with a sentence for each field that cannot be accepted.
    pub fn parse(typed: &Typed) -> Result<Self, AppError> {
        let mut problems = Problems::default();
        let name = problems.check("name", text::line("a name", &typed.name, 200));
        let about = problems.check("about", text::prose("the description", &typed.about, 5_000));
        let asset = problems.check("asset", chosen("an asset", &typed.asset)).flatten();
        let owner = problems.check("owner", chosen("an owner", &typed.owner)).flatten();
        let source = problems
            .check("source", chosen("a source", &typed.source).and_then(|source| source.ok_or_else(|| "Choose a source.".to_owned())));
        let kind = problems.check("kind", Kind::try_from(typed.kind.clone()));
        let sql = problems.check("sql", query(&typed.sql));
        let column = |what: &str, typed: &str| if kind == Some(Kind::Match) { text::line(what, typed, 200) } else { Ok(String::new()) };
        let left_column = problems.check("left_column", column("the first column", &typed.left_column));
        let right_column = problems.check("right_column", column("the second column", &typed.right_column));
        let every = problems.check("every_minutes", text::count("the interval", &typed.every_minutes)).flatten();
        let fresh = problems.check("fresh_minutes", text::count("how long a result is valid", &typed.fresh_minutes)).flatten();
        let schedule = Schedule::new(every, fresh.unwrap_or_else(|| FRESH_MINUTES.max(every.unwrap_or_default())));
        let schedule = schedule.map_err(|(field, message)| problems.add(field, message)).ok();
        let thresholds = thresholds(&mut problems, &typed.warn_above, &typed.fail_above);
        problems.finish()?;
        let draft = (|| {
            Some(Self {
                name: name?,
                about: about?,
                asset,
                source: source?,
                owner,
                kind: kind?,
                sql: sql?,
                left_column: left_column?,
                right_column: right_column?,
                thresholds: thresholds?,
                schedule: schedule?,
            })
        })();
        draft.ok_or(AppError::NotFound)
    }

    /// What is stored in place of `old`, with what its author changed; its thresholds stay.
    #[must_use]
    pub fn over(self, old: &Record, edit: &mut Edit<'_>) -> Self {
        let (summary, number) = (&old.summary, |one: &Option<(i64, String)>| one.as_ref().map(|(id, _)| *id));
        Self {
            name: edit.text("name", &summary.name, &self.name),
            about: edit.text("about", &old.about, &self.about),
            asset: edit.number("asset", number(&summary.asset), self.asset),
            source: edit.number("source", Some(summary.source.0), Some(self.source)).unwrap_or(self.source),
            owner: edit.number("owner", number(&summary.owner), self.owner),
            kind: edit.field("kind", summary.kind, self.kind, |kind| kind.as_str().to_owned()),
            sql: edit.text("sql", &old.sql, &self.sql),
            left_column: edit.text("left_column", &old.left_column, &self.left_column),
            right_column: edit.text("right_column", &old.right_column, &self.right_column),
            thresholds: old.thresholds,
            schedule: Schedule {
                every_minutes: edit.number("every_minutes", summary.every_minutes, self.schedule.every_minutes),
                fresh_minutes: edit.count("fresh_minutes", summary.fresh_minutes, self.schedule.fresh_minutes),
            },
        }
    }
}

/// A change of a source that somebody asks for. What is not given stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceEdit {
    /// Its new name.
    pub name: Option<String>,
    /// Its new address.
    pub url: Option<String>,
    /// Why.
    pub reason: String,
    /// What its author saw.
    pub seen: Seen,
}

/// Use cases around checks, their runs and their sources.
#[async_trait]
pub trait Checks: Send + Sync {
    /// All checks, those that need somebody first.
    async fn all(&self, actor: &Actor) -> Result<Vec<Summary>, AppError>;
    /// The checks of one asset.
    async fn of_asset(&self, actor: &Actor, asset: i64) -> Result<Vec<Summary>, AppError>;
    /// One check with its tuning and its runs.
    async fn show(&self, actor: &Actor, check: i64) -> Result<Record, AppError>;
    /// One run with its sample.
    async fn run(&self, actor: &Actor, run: i64) -> Result<Run, AppError>;
    /// Makes a check; it is due at once when it has a schedule.
    async fn add(&self, actor: &Actor, draft: Draft) -> Result<i64, AppError>;
    /// Replaces what a check is, except its thresholds. Another question makes its past outcomes say nothing: it starts anew.
    /// What it judges by becomes a new version, with the reason, and action items that rely on it start their proof again.
    async fn change(&self, actor: &Actor, check: i64, draft: Draft, reason: &str, seen: &Seen) -> Result<(), AppError>;
    /// Tunes the thresholds, which makes a new version; the reason is kept.
    async fn change_thresholds(&self, actor: &Actor, check: i64, thresholds: Thresholds, reason: &str, seen: &Seen)
    -> Result<(), AppError>;
    /// Switches the schedule off, or on again.
    async fn set_active(&self, actor: &Actor, check: i64, active: bool) -> Result<(), AppError>;
    /// Runs it now, whatever its schedule, and gives the number of the run.
    async fn run_now(&self, actor: &Actor, check: i64) -> Result<i64, AppError>;
    /// Runs what is due and not being run by another replica. Gives how many were run.
    async fn run_due(&self) -> Result<usize, AppError>;
    /// A failure was none; gives the check it belongs to. What it reset stays reset.
    async fn mark_false_alarm(&self, actor: &Actor, run: i64, reason: &str) -> Result<i64, AppError>;
    /// All sources, by name.
    async fn sources(&self, actor: &Actor) -> Result<Vec<Source>, AppError>;
    /// One source with its checks and its changes. Admins only.
    async fn source(&self, actor: &Actor, source: i64) -> Result<SourceRecord, AppError>;
    /// Adds a source. Admins only.
    async fn add_source(&self, actor: &Actor, name: &str, url: &str) -> Result<i64, AppError>;
    /// Changes the name or the address of a source, with a reason. Another address is another database: every check that reads it has a new
    /// version, and action items that rely on them start their proof again. Admins only.
    async fn change_source(&self, actor: &Actor, source: i64, edit: SourceEdit) -> Result<(), AppError>;
    /// Removes a source that no check reads. Admins only.
    async fn remove_source(&self, actor: &Actor, source: i64, reason: &str) -> Result<(), AppError>;
    /// Whether a source answers, and what its role may do beyond reading, as a sentence. Admins only.
    async fn try_source(&self, actor: &Actor, source: i64) -> Result<String, AppError>;
}
