//! Severity and status as badges: words and shapes, not colours alone.

use leptos::prelude::*;

use super::{Severity, Status};
use crate::ui::Icon;

/// `SEV1 critical`, with a shape that says how bad.
#[component]
pub fn SeverityBadge(
    /// Which.
    severity: Severity,
) -> impl IntoView {
    let icon = match severity.level() {
        1 => icondata_lu::LuFlame,
        2 => icondata_lu::LuTriangleAlert,
        3 => icondata_lu::LuCircleAlert,
        4 => icondata_lu::LuCircleDot,
        _ => icondata_lu::LuInfo,
    };
    view! { <span class="badge sev" data-sev=severity.level()><Icon of=icon/>{severity.code()}<span class="sev-word">" " {severity.word()}</span></span> }
}

/// The status, with a shape that says how far.
#[component]
pub fn StatusBadge(
    /// Which.
    status: Status,
) -> impl IntoView {
    let icon = match status {
        Status::Triage => icondata_lu::LuCircleDashed,
        Status::Investigating => icondata_lu::LuSearch,
        Status::Identified => icondata_lu::LuScanSearch,
        Status::Mitigated => icondata_lu::LuShield,
        Status::Resolved => icondata_lu::LuCircleCheck,
        Status::Closed => icondata_lu::LuArchive,
        Status::Canceled => icondata_lu::LuCircleX,
        Status::Merged => icondata_lu::LuMerge,
    };
    view! { <span class="badge status" data-status=status.as_str()><Icon of=icon/>{status.as_str()}</span> }
}
