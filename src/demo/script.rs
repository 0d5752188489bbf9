//! How the stories are written: steps with a time, a person and a request.
//!
//! In the texts of a step, `$name` stands for what an earlier step has kept:
//! alone for its id, with a path for a part of it (`$plan.goals.0.id`, or
//! `$plan.interventions[kind=referral].id` for the first one of that kind).
//! A text that begins with `@` is a day or an instant told from today:
//! `@+5b` the fifth business day from today, `@-40d` forty days ago, `@+1b 10:00` the
//! instant at which clocks in the agencies show that time, `@now-30m` thirty
//! minutes ago.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc, Weekday};
use chrono_tz::Tz;
use entity::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value};

/// Where all agencies of the demo are.
const ZONE: Tz = chrono_tz::America::Chicago;

/// What each step without a time of its own comes after the one before it.
const PACE: TimeDelta = TimeDelta::minutes(3);

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// When it happens, as `@…` without the sign; soon after the step before, if absent.
    #[serde(default)]
    pub at: Option<String>,
    /// Whose hand it is: `lakeside.care_manager`.
    #[serde(rename = "as")]
    pub by: String,
    /// Method and path of the request.
    #[serde(rename = "do")]
    pub request: String,
    #[serde(default)]
    pub body: Option<Value>,
    /// Answers to an assessment's items, by link id: the request creates the
    /// assessment, and it is completed when they are all saved.
    #[serde(default)]
    pub answers: Option<Map<String, Value>>,
    /// Leave the assessment unfinished after its answers.
    #[serde(default)]
    pub unfinished: bool,
    /// The name by which later steps know the answer.
    #[serde(default)]
    pub keep: Option<String>,
}

/// A step that knows its story and its time.
pub struct Scene {
    pub story: &'static str,
    pub at: Timestamp,
    pub step: Step,
}

/// What is wrong with a story; it is written by us, so it may be quoted.
#[derive(Debug, thiserror::Error)]
#[error("{story}: {what}")]
pub struct Mistake {
    pub story: &'static str,
    pub what: String,
}

/// The scenes of all stories, in the order in which they happen.
pub fn scenes(stories: &[(&'static str, &str)], today: &Today) -> Result<Vec<Scene>, Mistake> {
    let mut scenes = Vec::new();
    for &(story, text) in stories {
        let mistake = |what: String| Mistake { story, what };
        let steps: Vec<Step> =
            serde_json::from_str(text).map_err(|error| mistake(error.to_string()))?;
        let mut last = None;
        for step in steps {
            let at = match (&step.at, last) {
                (Some(text), _) => today.instant(text),
                (None, Some(last)) => Some(last + PACE),
                (None, None) => None,
            };
            let at = at.ok_or_else(|| mistake(format!("no time: {}", step.request)))?;
            if at > today.now || last.is_some_and(|last| at < last) {
                return Err(mistake(format!("out of order: {}", step.request)));
            }
            last = Some(at);
            scenes.push(Scene { story, at: at.into(), step });
        }
    }
    // Stable: the steps of a story stay in their order.
    scenes.sort_by_key(|scene| scene.at);
    Ok(scenes)
}

/// The day on which the stories are told.
pub struct Today {
    now: DateTime<Utc>,
    date: NaiveDate,
}

impl Today {
    pub fn of(now: Timestamp) -> Self {
        let now = now.to_utc();
        Self { now, date: now.with_timezone(&ZONE).date_naive() }
    }

    /// The instant: a day with a time of day, or so many minutes ago.
    pub fn instant(&self, text: &str) -> Option<DateTime<Utc>> {
        if let Some(ago) = text.strip_prefix("now") {
            let minutes = ago.strip_suffix('m')?.parse().ok()?;
            return Some(self.now + TimeDelta::minutes(minutes));
        }
        let (day, time) = text.split_once(' ')?;
        let time = NaiveTime::parse_from_str(time, "%H:%M").ok()?;
        Some(ZONE.from_local_datetime(&self.day(day)?.and_time(time)).earliest()?.to_utc())
    }

    /// `+5b` in business days, `-40d` in days, `+3m` in months.
    pub fn day(&self, text: &str) -> Option<NaiveDate> {
        let unit = text.chars().last()?;
        let count: i32 = text.strip_suffix(unit)?.parse().ok()?;
        match unit {
            'd' if count < 0 => self.date.checked_sub_days(Days::new(count.unsigned_abs().into())),
            'd' => self.date.checked_add_days(Days::new(count.unsigned_abs().into())),
            'b' => business_day(self.date, count),
            'm' => self.date.checked_add_months(chrono::Months::new(count.try_into().ok()?)),
            _ => None,
        }
    }

    fn told(&self, text: &str) -> Option<String> {
        match self.instant(text) {
            Some(instant) => Some(Timestamp::from(instant).to_string()),
            None => self.day(text).map(|day| day.to_string()),
        }
    }
}

fn business_day(from: NaiveDate, count: i32) -> Option<NaiveDate> {
    let mut day = from;
    let mut left = count.unsigned_abs();
    while left > 0 {
        day = if count < 0 { day.pred_opt()? } else { day.succ_opt()? };
        if !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
            left -= 1;
        }
    }
    Some(day)
}

/// What earlier steps have kept.
#[derive(Default)]
pub struct Kept(BTreeMap<String, Value>);

impl Kept {
    pub fn keep(&mut self, name: &str, value: Value) {
        self.0.insert(name.to_owned(), value);
    }

    /// The value with everything put in its place; the text that stands for
    /// nothing, if there is one.
    pub fn fill(&self, value: &Value, today: &Today) -> Result<Value, String> {
        Ok(match value {
            Value::String(text) => match (text.strip_prefix('$'), text.strip_prefix('@')) {
                (Some(name), _) => self.find(name).ok_or_else(|| text.clone())?,
                (_, Some(time)) => Value::String(today.told(time).ok_or_else(|| text.clone())?),
                _ => value.clone(),
            },
            Value::Array(items) => {
                items.iter().map(|item| self.fill(item, today)).collect::<Result<_, _>>()?
            }
            Value::Object(members) => {
                let mut filled = Map::new();
                for (name, member) in members {
                    filled.insert(name.clone(), self.fill(member, today)?);
                }
                Value::Object(filled)
            }
            other => other.clone(),
        })
    }

    /// The path with the ids in their places.
    pub fn path(&self, path: &str) -> Result<String, String> {
        let (path, query) = path.split_once('?').map_or((path, None), |(a, b)| (a, Some(b)));
        let steps = path.split('/').map(|step| self.id_or_text(step));
        let path = steps.collect::<Result<Vec<_>, _>>()?.join("/");
        let Some(query) = query else { return Ok(path) };
        let parts = query.split('&').map(|part| match part.split_once('=') {
            Some((name, value)) => Ok(format!("{name}={}", self.id_or_text(value)?)),
            None => Ok(part.to_owned()),
        });
        Ok(format!("{path}?{}", parts.collect::<Result<Vec<_>, String>>()?.join("&")))
    }

    fn id_or_text(&self, step: &str) -> Result<String, String> {
        let Some(name) = step.strip_prefix('$') else { return Ok(step.to_owned()) };
        let found = self.find(name).and_then(|id| id.as_str().map(str::to_owned));
        found.ok_or_else(|| step.to_owned())
    }

    fn find(&self, path: &str) -> Option<Value> {
        let mut steps = path.split('.');
        let mut found = self.0.get(steps.next()?)?;
        for step in steps {
            let (name, wanted) = match step.strip_suffix(']').and_then(|step| step.split_once('['))
            {
                Some((name, wanted)) => (name, wanted.split_once('=')),
                None => (step, None),
            };
            found = match name.parse::<usize>() {
                Ok(place) => found.get(place)?,
                Err(_) => found.get(name)?,
            };
            if let Some((key, value)) = wanted {
                found = found.as_array()?.iter().find(|item| item[key] == value)?;
            }
        }
        Some(found.get("id").unwrap_or(found).clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn monday() -> Today {
        let now = Utc.with_ymd_and_hms(2026, 1, 12, 18, 0, 0).single().expect("a time");
        Today::of(now.into())
    }

    #[test]
    fn times_are_told_from_today() {
        let today = monday();
        assert_eq!(today.told("-1b").as_deref(), Some("2026-01-09"));
        assert_eq!(today.told("+5b").as_deref(), Some("2026-01-19"));
        assert_eq!(today.told("-40d").as_deref(), Some("2025-12-03"));
        assert_eq!(today.told("-1b 10:05").as_deref(), Some("2026-01-09T16:05:00.000Z"));
        assert_eq!(today.told("now-30m").as_deref(), Some("2026-01-12T17:30:00.000Z"));
        assert_eq!(today.told("soon"), None);
    }

    #[test]
    fn what_was_kept_is_found_by_its_path() {
        let mut kept = Kept::default();
        let goals = serde_json::json!([{ "id": "a", "kind": "x" }, { "id": "b", "kind": "y" }]);
        kept.keep("plan", serde_json::json!({ "id": "p", "goals": goals }));
        let fill = |text: &str| kept.fill(&Value::from(text), &monday());
        assert_eq!(fill("$plan"), Ok(Value::from("p")));
        assert_eq!(fill("$plan.goals.1.id"), Ok(Value::from("b")));
        assert_eq!(fill("$plan.goals[kind=y].id"), Ok(Value::from("b")));
        assert_eq!(fill("$nobody"), Err("$nobody".to_owned()));
        assert_eq!(
            kept.path("/v1/goals/$plan.goals.0.id/accept").as_deref(),
            Ok("/v1/goals/a/accept")
        );
        assert_eq!(
            kept.path("/v1/tasks?status=ready&planId=$plan").as_deref(),
            Ok("/v1/tasks?status=ready&planId=p")
        );
    }

    #[test]
    fn scenes_of_all_stories_come_in_the_order_of_time() {
        let one = r#"[{"at": "-3b 10:00", "as": "a", "do": "one"}, {"at": "-1b 10:00", "as": "a", "do": "three"}]"#;
        let two = r#"[{"at": "-2b 10:00", "as": "b", "do": "two"}]"#;
        let scenes = scenes(&[("one", one), ("two", two)], &monday()).expect("scenes");
        let told: Vec<_> = scenes.iter().map(|scene| scene.step.request.as_str()).collect();
        assert_eq!(told, ["one", "two", "three"]);
    }

    #[test]
    fn a_story_that_goes_back_in_time_is_refused() {
        let story = r#"[{"at": "-1b 10:00", "as": "a", "do": "one"}, {"at": "-2b 10:00", "as": "a", "do": "two"}]"#;
        assert!(scenes(&[("story", story)], &monday()).is_err());
    }
}
