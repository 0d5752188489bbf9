//! A plan in plain words, made of its parts, for the client and the family.

use entity::{
    UserId, care_plan, goal, goal_barrier, intervention,
    plan_problem::{self, Status},
};

use super::{
    super::dto::{PlainLanguagePlan, PlainSection},
    completeness::{counts, is_wanted},
    targets::target_words,
    words::{Names, long_day},
};

/// What is told of a plan, and how its people are called.
pub struct Told<'p> {
    pub plan: &'p care_plan::Model,
    pub problems: &'p [plan_problem::Model],
    pub goals: &'p [goal::Model],
    pub interventions: &'p [intervention::Model],
    pub barriers: &'p [goal_barrier::Model],
    pub people: &'p Names,
}

pub fn plain_language(told: &Told<'_>) -> PlainLanguagePlan {
    let plan = told.plan;
    let sections: Vec<_> = [
        ("What you want", plan.client_goals_statement.iter().cloned().collect()),
        ("What makes life harder now", problems(told)),
        ("What you want to reach", goals(told)),
        ("What we do", interventions(told)),
        ("What stands in the way", barriers(told)),
        ("What you can build on", plan.strengths.0.clone()),
        ("What we watch together", plan.risks.0.clone()),
        ("When we look at this again", review(plan)),
    ]
    .into_iter()
    .filter(|(_, lines)| !lines.is_empty())
    .map(|(heading, lines)| PlainSection { heading: heading.to_owned(), lines })
    .collect();
    PlainLanguagePlan {
        care_plan_id: plan.id,
        version_number: plan.current_version,
        written: plan.plain_language_summary.clone(),
        text: text(&sections),
        sections,
    }
}

fn text(sections: &[PlainSection]) -> String {
    let sections: Vec<_> = sections
        .iter()
        .map(|section| {
            let lines = section.lines.iter().map(|line| format!("- {line}"));
            let lines: Vec<_> = [section.heading.clone()].into_iter().chain(lines).collect();
            lines.join("\n")
        })
        .collect();
    sections.join("\n\n")
}

/// What matters most to the client comes first.
fn problems(told: &Told<'_>) -> Vec<String> {
    let lasting = |problem: &&plan_problem::Model| {
        matches!(problem.status, Status::Active | Status::Improving)
    };
    let mut problems: Vec<_> = told.problems.iter().filter(lasting).collect();
    problems.sort_by_key(|problem| problem.client_priority.unwrap_or(i32::MAX));
    let line = |problem: &plan_problem::Model| match problem.status {
        Status::Improving => format!("{} It is getting better.", full_stop(&problem.description)),
        _ => full_stop(&problem.description),
    };
    problems.into_iter().map(line).collect()
}

fn goals(told: &Told<'_>) -> Vec<String> {
    let line = |goal: &goal::Model| {
        let words = goal.client_words.as_ref().unwrap_or(&goal.description);
        let target = goal.target.as_ref();
        let sentences = [
            Some(full_stop(words)),
            target.map(|target| format!("You will see it by this: {}.", target_words(target))),
            goal.due_on.map(|day| format!("By {}.", long_day(day))),
        ];
        said(sentences)
    };
    told.goals.iter().filter(|goal| is_wanted(goal)).map(line).collect()
}

fn interventions(told: &Told<'_>) -> Vec<String> {
    use intervention::Status::Completed;
    let open = |one: &&intervention::Model| counts(one) && one.status != Completed;
    let line = |one: &intervention::Model| {
        let name = person(told.people, one.responsible_user_id);
        let sentences = [
            Some(full_stop(&one.description)),
            one.frequency.as_ref().map(|rule| format!("{}.", capital(&often(rule)))),
            one.due_on.map(|day| format!("By {}.", long_day(day))),
            name.map(|name| format!("{name} sees to it.")),
        ];
        said(sentences)
    };
    told.interventions.iter().filter(open).map(line).collect()
}

fn said<const N: usize>(sentences: [Option<String>; N]) -> String {
    sentences.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn person(people: &Names, id: Option<UserId>) -> Option<&String> {
    people.get(&id?.uuid())
}

fn barriers(told: &Told<'_>) -> Vec<String> {
    use goal_barrier::Status::{Accepted, InProgress, Open};
    let standing = told.barriers.iter().filter(|barrier| {
        let goal = told.goals.iter().find(|goal| goal.id == barrier.goal_id);
        goal.is_some_and(is_wanted) && matches!(barrier.status, Open | InProgress | Accepted)
    });
    standing
        .map(|barrier| match barrier.status {
            InProgress => format!("{} We are working on it.", full_stop(&barrier.text)),
            _ => full_stop(&barrier.text),
        })
        .collect()
}

fn review(plan: &care_plan::Model) -> Vec<String> {
    plan.next_review_on.map(|day| format!("On {}.", long_day(day))).into_iter().collect()
}

fn full_stop(text: &str) -> String {
    let text = text.trim();
    if text.ends_with(['.', '!', '?']) { text.to_owned() } else { format!("{text}.") }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    first + letters.as_str()
}

/// A recurrence rule as people say it: `every two weeks on Monday and Thursday`.
/// What no short sentence can say is told as `regularly`.
pub fn often(rule: &str) -> String {
    let part = |name: &str| {
        let mut parts = rule.split(';').filter_map(|part| part.split_once('='));
        parts.find(|(known, _)| *known == name).map(|(_, value)| value)
    };
    let simple = rule.split(';').all(|part| {
        let name = part.split('=').next().unwrap_or_default();
        matches!(name, "FREQ" | "INTERVAL" | "BYDAY" | "COUNT" | "WKST")
    });
    let unit = match part("FREQ") {
        Some("DAILY") => "day",
        Some("WEEKLY") => "week",
        Some("MONTHLY") => "month",
        Some("YEARLY") => "year",
        _ => return "regularly".to_owned(),
    };
    let named = part("BYDAY").unwrap_or_default().split(',').filter(|day| !day.is_empty());
    let days: Option<Vec<_>> = named.map(weekday).collect();
    let Some(days) = days.filter(|days| simple && (days.is_empty() || unit == "week")) else {
        return "regularly".to_owned();
    };
    let every = match part("INTERVAL") {
        None | Some("1") => format!("every {unit}"),
        Some("2") => format!("every two {unit}s"),
        Some("3") => format!("every three {unit}s"),
        Some(number) => format!("every {number} {unit}s"),
    };
    let days = match days.split_last() {
        None => String::new(),
        Some((only, [])) => format!(" on {only}"),
        Some((last, others)) => format!(" on {} and {last}", others.join(", ")),
    };
    let times = match part("COUNT") {
        None => String::new(),
        Some("1") => ", once".to_owned(),
        Some(count) => format!(", {count} times"),
    };
    format!("{every}{days}{times}")
}

fn weekday(code: &str) -> Option<&'static str> {
    let day = match code {
        "MO" => "Monday",
        "TU" => "Tuesday",
        "WE" => "Wednesday",
        "TH" => "Thursday",
        "FR" => "Friday",
        "SA" => "Saturday",
        "SU" => "Sunday",
        _ => return None,
    };
    Some(day)
}

#[cfg(test)]
mod tests {
    use super::{super::snapshot::samples, *};

    #[test]
    fn a_recurrence_is_told_as_people_say_it() {
        for (rule, words) in [
            ("FREQ=DAILY", "every day"),
            ("FREQ=WEEKLY;BYDAY=MO", "every week on Monday"),
            (
                "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE,FR",
                "every two weeks on Monday, Wednesday and Friday",
            ),
            ("FREQ=MONTHLY;INTERVAL=6", "every 6 months"),
            ("FREQ=WEEKLY;COUNT=8", "every week, 8 times"),
            ("FREQ=MONTHLY;BYDAY=1MO", "regularly"),
            ("FREQ=MONTHLY;BYMONTHDAY=1", "regularly"),
        ] {
            assert_eq!(often(rule), words, "{rule}");
        }
    }

    #[test]
    fn a_plan_is_told_in_the_clients_words_and_order() {
        let (mut first, mut second) = (samples::problem(), samples::problem());
        first.description = "Sleeps badly".to_owned();
        first.client_priority = Some(2);
        second.client_priority = Some(1);
        let mut goal = samples::goal(&second);
        goal.client_words = Some("I want to stop skipping dinner.".to_owned());
        goal.due_on = "2026-03-31".parse().ok();
        let mut help = samples::intervention(&goal);
        help.frequency = Some("FREQ=WEEKLY;BYDAY=MO".to_owned());
        let mut over = samples::intervention(&goal);
        over.status = intervention::Status::Cancelled;
        let people = [(help.responsible_user_id.unwrap().uuid(), "Dana".to_owned())].into();
        let found = plain_language(&Told {
            plan: &samples::plan(),
            problems: &[first, second],
            goals: &[goal],
            interventions: &[help, over],
            barriers: &[],
            people: &people,
        });
        assert_eq!(
            found.text,
            "What makes life harder now\n- Food runs out.\n- Sleeps badly.\n\n\
             What you want to reach\n- I want to stop skipping dinner. By 31 March 2026.\n\n\
             What we do\n- Refer to the pantry. Every week on Monday. Dana sees to it."
        );
    }
}
