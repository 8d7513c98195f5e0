//! The API of insights.

use std::collections::BTreeMap;

use app::incident::{Guardrail, Kind, Severity, Status};
use app::metrics::{CommitmentFilter, Figure, Major, MonthTally, Promises, SameDays, Tally, Year, YearFilter, YearTally};
use axum::Json as Out;
use axum::extract::State;
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::{Answer, Caller, Problem, Query};
use crate::router::Shared;

/// All of them.
pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new().routes(routes!(read_year))
}

/// Which incidents the year is made of.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct YearFilters {
    /// Which year, from 1970 to the present one, which is the default.
    pub year: Option<i32>,
    /// Only this type.
    pub kind: Option<Kind>,
    /// Only of the team with this number.
    pub team: Option<i64>,
}

/// How many incidents.
#[derive(Debug, Serialize, ToSchema)]
pub struct MetricsTally {
    /// All of them.
    pub total: i64,
    /// Those that were SEV1 or SEV2.
    pub major: i64,
    /// By peak severity: `1` to `5`.
    pub by_severity: BTreeMap<String, i64>,
    /// By type.
    pub by_kind: BTreeMap<String, i64>,
}

impl From<Tally> for MetricsTally {
    fn from(tally: Tally) -> Self {
        Self {
            total: tally.total(),
            major: tally.major(),
            by_severity: Severity::ALL.into_iter().map(|severity| (severity.level().to_string(), tally.severity(severity))).collect(),
            by_kind: Kind::ALL.iter().map(|kind| (kind.as_str().to_owned(), tally.kind(*kind))).collect(),
        }
    }
}

/// A year of the overview.
#[derive(Debug, Serialize, ToSchema)]
pub struct MetricsOfYear {
    /// Which.
    pub year: i32,
    /// Its incidents.
    pub count: MetricsTally,
}

impl From<YearTally> for MetricsOfYear {
    fn from(one: YearTally) -> Self {
        Self { year: one.year, count: one.count.into() }
    }
}

/// A month beside the same month a year earlier.
#[derive(Debug, Serialize, ToSchema)]
pub struct MetricsOfMonth {
    /// 1 is January.
    pub month: u32,
    /// In this year.
    pub this: MetricsTally,
    /// A year earlier, the whole month.
    pub last: MetricsTally,
}

impl From<MonthTally> for MetricsOfMonth {
    fn from(one: MonthTally) -> Self {
        Self { month: one.month, this: one.this.into(), last: one.last.into() }
    }
}

/// The year as far as it has come, beside the same days of the year before.
#[derive(Debug, Serialize, ToSchema)]
pub struct MetricsCompared {
    /// In this year.
    pub this: MetricsTally,
    /// The last day counted of this year.
    pub this_through: NaiveDate,
    /// In the same days of the year before.
    pub last: MetricsTally,
    /// The last day counted of the year before.
    pub last_through: NaiveDate,
    /// Whether the year is over, so that whole years are compared.
    pub whole: bool,
}

impl From<SameDays> for MetricsCompared {
    fn from(one: SameDays) -> Self {
        let SameDays { this, this_through, last, last_through, whole } = one;
        Self { this: this.into(), this_through, last: last.into(), last_through, whole }
    }
}

/// A duration over the incidents of the year: only recorded ones count, never a mean.
#[derive(Debug, Serialize, ToSchema)]
pub struct MetricsDuration {
    /// `warning`, `detect`, `declare`, `acknowledge`, `major`, `mitigate` or `resolve`.
    #[schema(example = "resolve")]
    pub measure: String,
    /// Between which moments.
    #[schema(example = "started → resolved")]
    pub definition: String,
    /// The median.
    pub median_seconds: Option<i64>,
    /// The 90th percentile.
    pub p90_seconds: Option<i64>,
    /// The sample size.
    pub recorded: usize,
    /// Of how many the second moment has not come.
    pub pending: usize,
    /// To how many it does not apply.
    pub not_applicable: usize,
    /// How many are invalid: the times are out of order.
    pub invalid: usize,
}

impl From<Figure> for MetricsDuration {
    fn from(one: Figure) -> Self {
        Self {
            measure: one.measure.as_str().to_owned(),
            definition: one.definition.to_owned(),
            median_seconds: one.median,
            p90_seconds: one.ninetieth,
            recorded: one.recorded,
            pending: one.pending,
            not_applicable: one.not_applicable,
            invalid: one.invalid,
        }
    }
}

/// A major incident of the year.
#[derive(Debug, Serialize, ToSchema)]
pub struct MetricsMajor {
    /// 42 of INC-42.
    pub number: i64,
    /// The title.
    pub title: String,
    /// The peak severity: 1 or 2.
    pub peak_severity: i64,
    /// The status.
    pub status: Status,
    /// When it was declared.
    pub declared_at: DateTime<Utc>,
    /// When it first was SEV1 or SEV2.
    pub major_at: Option<DateTime<Utc>>,
    /// Who commands it.
    pub commander: Option<String>,
    /// The state of its postmortem; null before it is started.
    pub postmortem: Option<String>,
}

impl From<Major> for MetricsMajor {
    fn from(one: Major) -> Self {
        Self {
            number: one.number,
            title: one.title,
            peak_severity: one.peak_severity.level(),
            status: one.status,
            declared_at: one.declared_at,
            major_at: one.major_at,
            commander: one.commander,
            postmortem: one.postmortem,
        }
    }
}

/// What became of action items, each figure in the year of its own event; ideas are none, and those of merged incidents count.
#[derive(Debug, Serialize, ToSchema)]
pub struct MetricsPromises {
    /// Created in the year: the sum of `made_verified`, `accepted_risk` and `open`.
    pub made: usize,
    /// Of the created: verified, whenever that was.
    pub made_verified: usize,
    /// Of the created: somebody accepted the risk instead, and that has not expired.
    pub accepted_risk: usize,
    /// Of the created: neither verified nor accepted as a risk.
    pub open: usize,
    /// Of the created and open: their due day has passed.
    pub overdue: usize,
    /// The day they were first promised for is in the year and has passed: the sum of `on_time`, `late`, `due_accepted_risk` and
    /// `due_open`.
    pub due: usize,
    /// Of the due: verified by then.
    pub on_time: usize,
    /// Of the due: verified later.
    pub late: usize,
    /// Of the due: somebody accepted the risk instead, and that has not expired.
    pub due_accepted_risk: usize,
    /// Of the due: neither verified nor accepted as a risk.
    pub due_open: usize,
    /// Verified in the year, and not reopened since.
    pub verified: usize,
    /// Opened again in the year after they were verified.
    pub reopened: usize,
}

impl From<Promises> for MetricsPromises {
    fn from(promises: Promises) -> Self {
        let count = |promise: CommitmentFilter| promises.count(promise);
        Self {
            made: count(CommitmentFilter::Made),
            made_verified: count(CommitmentFilter::MadeVerified),
            accepted_risk: count(CommitmentFilter::AcceptedRisk),
            open: count(CommitmentFilter::Open),
            overdue: count(CommitmentFilter::Overdue),
            due: count(CommitmentFilter::Due),
            on_time: count(CommitmentFilter::OnTime),
            late: count(CommitmentFilter::Late),
            due_accepted_risk: count(CommitmentFilter::DueAcceptedRisk),
            due_open: count(CommitmentFilter::DueOpen),
            verified: count(CommitmentFilter::Verified),
            reopened: count(CommitmentFilter::Reopened),
        }
    }
}

/// The insights of a year. Drills, canceled and merged incidents are not counted; private ones only for their members.
#[derive(Debug, Serialize, ToSchema)]
pub struct MetricsYear {
    /// Which.
    pub year: i32,
    /// In whose zone it begins and ends: that of the token's person.
    pub zone: String,
    /// All of its incidents.
    pub count: MetricsTally,
    /// Beside the same days of the year before.
    pub compared: MetricsCompared,
    /// The first year in which anything was declared: before it there is nothing to compare with.
    pub first_year: i32,
    /// Years that have any incident, at most five, and the present and the chosen one; the oldest first.
    pub years: Vec<MetricsOfYear>,
    /// January to December.
    pub months: Vec<MetricsOfMonth>,
    /// Median and 90th percentile of each length of time.
    pub durations: Vec<MetricsDuration>,
    /// Incidents by data impact.
    pub by_guardrail: BTreeMap<String, i64>,
    /// Incidents that were declared as a recurrence of an earlier one.
    pub recurrences: i64,
    /// The latest major incidents of the year, at most fifty.
    pub majors: Vec<MetricsMajor>,
    /// Action items of the year.
    pub promises: MetricsPromises,
}

impl From<Year> for MetricsYear {
    fn from(year: Year) -> Self {
        let guardrail = |(guardrail, count): (Guardrail, i64)| (guardrail.as_str().to_owned(), count);
        Self {
            count: year.count().into(),
            year: year.year,
            zone: year.zone,
            compared: year.compared.into(),
            first_year: year.first,
            years: year.years.into_iter().map(MetricsOfYear::from).collect(),
            months: year.months.into_iter().map(MetricsOfMonth::from).collect(),
            durations: year.durations.into_iter().map(MetricsDuration::from).collect(),
            by_guardrail: year.guardrail.into_iter().map(guardrail).collect(),
            recurrences: year.recurrences,
            majors: year.majors.into_iter().map(MetricsMajor::from).collect(),
            promises: year.promises.into(),
        }
    }
}

/// Reads the insights of a year, compared with the same days of the year before.
#[utoipa::path(get, path = "/metrics/year", tag = "metrics", params(YearFilters), responses((status = 200, description = "The year.", body = MetricsYear)))]
pub async fn read_year(State(shared): State<Shared>, Caller(who): Caller, Query(filters): Query<YearFilters>) -> Answer<MetricsYear> {
    let present = shared.clock.now().with_timezone(&who.zone).year();
    if let Some(year) = filters.year.filter(|year| !(1970..=present).contains(year)) {
        return Err(Problem::field("year", format!("The year must be from 1970 to {present} ({year}).")));
    }
    let filter = YearFilter { year: filters.year, kind: filters.kind, team: filters.team };
    let year = shared.services.metrics.year(&who, &filter).await?;
    Ok(Out(Year::clone(&year).into()))
}
