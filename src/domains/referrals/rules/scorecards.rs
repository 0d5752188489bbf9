//! Numbers of how recipients do. No I/O: both databases count alike, since
//! neither counts.

use std::collections::BTreeMap;

use entity::{
    AgencyId, ReferralId, Timestamp,
    referral::{LoopStatus, NeedMet, RecipientKind},
};

use super::super::{
    dto::ReferralScorecard,
    repository::{Counted, Moment},
};

/// Fewer cases than these are hidden from who sees numbers only.
const FEWEST: usize = 11;

const DAY: f64 = 86_400_000.0;

/// What is known of one referral.
struct Case {
    answered: Option<Timestamp>,
    accepted: bool,
    rejected_for_capacity: Option<bool>,
    in_time: Option<bool>,
    closed: bool,
    need_met: Option<bool>,
    days_to_answer: Option<f64>,
    days_to_start: Option<f64>,
    days_to_close: Option<f64>,
}

/// One card for each recipient, those with the most referrals first. `hidden` are small numbers.
pub fn scorecards(
    rows: Vec<Counted>,
    moments: &[Moment],
    names: &BTreeMap<AgencyId, String>,
    now: Timestamp,
    hidden: bool,
) -> Vec<ReferralScorecard> {
    let mut by_referral: BTreeMap<ReferralId, Vec<&Moment>> = BTreeMap::new();
    for moment in moments {
        by_referral.entry(moment.resource_id).or_default().push(moment);
    }
    let mut cards: BTreeMap<(Option<AgencyId>, String), (RecipientKind, Vec<Case>)> =
        BTreeMap::new();
    for row in rows {
        let moments = by_referral.get(&row.id).map(Vec::as_slice).unwrap_or_default();
        let case = case(&row, moments, now);
        let agency = row.partner_agency_id;
        let name = agency.and_then(|id| names.get(&id).cloned()).or(row.recipient_name);
        let name = name.unwrap_or_else(|| entity::Code::code(row.recipient_kind));
        let entry = cards.entry((agency, name)).or_insert((row.recipient_kind, Vec::new()));
        entry.1.push(case);
    }
    let mut cards: Vec<_> = cards
        .into_iter()
        .map(|((agency, name), (kind, cases))| {
            (cases.len(), card(kind, agency, name, &cases, hidden))
        })
        .collect();
    cards.sort_by(|(one, first), (two, second)| {
        two.cmp(one).then_with(|| first.name.cmp(&second.name))
    });
    cards.into_iter().map(|(_, card)| card).collect()
}

fn case(row: &Counted, moments: &[&Moment], now: Timestamp) -> Case {
    let first = |machine: &str, events: &[&str]| {
        let mut fitting = moments
            .iter()
            .filter(|one| one.machine == machine && events.contains(&one.event.as_str()));
        fitting.next().copied()
    };
    let days = |moment: Option<&Moment>| {
        let (moment, sent) = (moment?, row.sent_at?);
        Some(days_between(sent, moment.effective_at))
    };
    let answer = first("status", &["accept", "claim", "reject"]);
    let answered = answer.map(|moment| moment.effective_at);
    let rejected = answer.filter(|moment| moment.event == "reject");
    let late = row.ack_due_at.is_some_and(|due| due <= answered.unwrap_or(now));
    Case {
        answered,
        accepted: answer.is_some_and(|moment| moment.event != "reject"),
        rejected_for_capacity: rejected
            .map(|moment| moment.reason_code.as_deref() == Some("no_capacity")),
        // What is not answered and not due yet says nothing.
        in_time: match (answered, late) {
            (Some(_), late) => Some(!late),
            (None, true) => Some(false),
            (None, false) => None,
        },
        closed: row.loop_status == Some(LoopStatus::Closed),
        need_met: match row.need_met {
            Some(NeedMet::Yes | NeedMet::Partly) => Some(true),
            Some(NeedMet::No) => Some(false),
            Some(NeedMet::Unknown) | None => None,
        },
        days_to_answer: days(answer),
        days_to_start: days(first("status", &["start"])),
        days_to_close: days(first("loop", &["close_loop"])),
    }
}

#[expect(clippy::cast_precision_loss, reason = "no referral waits for so many milliseconds")]
fn days_between(from: Timestamp, until: Timestamp) -> f64 {
    until.since(from).num_milliseconds().max(0) as f64 / DAY
}

fn card(
    recipient_kind: RecipientKind,
    recipient_agency_id: Option<AgencyId>,
    name: String,
    cases: &[Case],
    hidden: bool,
) -> ReferralScorecard {
    let shown = |number: usize| !hidden || number >= FEWEST;
    let count = |number: usize| shown(number).then(|| i64::try_from(number).unwrap_or(i64::MAX));
    let rate = |known: Vec<bool>| {
        let yes = known.iter().filter(|one| **one).count();
        // Of a part that is small, the rest would tell what it is.
        let small = !shown(yes) || !shown(known.len() - yes);
        (!known.is_empty() && !small).then(|| part(yes, known.len()))
    };
    let median = |days: Vec<f64>| if shown(days.len()) { median(days) } else { None };
    let of = |value: fn(&Case) -> Option<f64>| cases.iter().filter_map(value).collect();
    let answered: Vec<_> = cases.iter().filter(|case| case.answered.is_some()).collect();
    ReferralScorecard {
        recipient_kind,
        recipient_agency_id,
        name,
        sent: count(cases.len()),
        answered: count(answered.len()),
        acceptance_rate: rate(answered.iter().map(|case| case.accepted).collect()),
        answered_in_time_rate: rate(cases.iter().filter_map(|case| case.in_time).collect()),
        no_capacity_rate: rate(
            cases.iter().filter_map(|case| case.rejected_for_capacity).collect(),
        ),
        closure_rate: rate(cases.iter().map(|case| case.closed).collect()),
        need_met_rate: rate(cases.iter().filter_map(|case| case.need_met).collect()),
        median_days_to_answer: median(of(|case| case.days_to_answer)),
        median_days_to_start: median(of(|case| case.days_to_start)),
        median_days_to_close: median(of(|case| case.days_to_close)),
    }
}

/// To four places, as all shares and medians are.
#[expect(clippy::cast_precision_loss, reason = "no agency has so many referrals")]
fn part(yes: usize, all: usize) -> f64 {
    rounded(yes as f64 / all as f64)
}

fn rounded(value: f64) -> f64 {
    (value * 10_000.0).round() / 10_000.0
}

/// The middle one, or the mean of the two in the middle.
fn median(mut days: Vec<f64>) -> Option<f64> {
    days.sort_by(f64::total_cmp);
    let middle = days.len() / 2;
    let upper = *days.get(middle)?;
    if days.len() % 2 == 1 {
        return Some(rounded(upper));
    }
    Some(rounded(f64::midpoint(days[middle - 1], upper)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_median_is_the_middle_one_or_the_mean_of_the_two_in_the_middle() {
        assert_eq!(median(vec![]), None);
        assert_eq!(median(vec![3.0]), Some(3.0));
        assert_eq!(median(vec![9.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(vec![4.0, 1.0, 3.0, 2.0]), Some(2.5));
    }

    #[test]
    fn small_numbers_and_what_they_would_give_away_are_hidden_from_who_sees_numbers_only() {
        let case = |accepted| Case {
            answered: Some(Timestamp::from(chrono::DateTime::UNIX_EPOCH)),
            accepted,
            rejected_for_capacity: None,
            in_time: Some(true),
            closed: false,
            need_met: None,
            days_to_answer: Some(1.0),
            days_to_start: None,
            days_to_close: None,
        };
        let cases: Vec<_> = (0..22).map(|place| case(place < 12)).collect();
        let made = |cases: &[Case], hidden| {
            card(RecipientKind::PartnerAgency, None, String::new(), cases, hidden)
        };
        let open = made(&cases[..10], false);
        assert_eq!((open.sent, open.acceptance_rate), (Some(10), Some(1.0)));
        let small = made(&cases[..10], true);
        assert_eq!((small.sent, small.answered, small.acceptance_rate), (None, None, None));
        assert_eq!(small.median_days_to_answer, None);
        let large = made(&cases, true);
        assert_eq!((large.sent, large.median_days_to_answer), (Some(22), Some(1.0)));
        // Twelve were accepted; that ten were not would follow from it.
        assert_eq!(large.acceptance_rate, None);
        assert_eq!(made(&cases, false).acceptance_rate, Some(0.5455));
    }
}
