//! What of signed minutes a recipient is given, and what is withheld and why.

use entity::{
    ClientId, action_item, agenda_item,
    care_conference::Model,
    conference_decision::{self as decision, DecisionType},
    conference_minutes, conference_participant as participant,
    consent::DataClass,
    minutes_distribution::{Content, SentActionItem, SentDecision, SentTopic, WithheldPart},
};

use super::{Record, Sight};
use crate::domains::care_conferences::rules;

/// Who is given the minutes, and which kinds of information they may have.
pub struct Recipient<'r> {
    pub participant: Option<&'r participant::Model>,
    /// Whose part they are given.
    pub client_id: ClientId,
    /// Whether they are that client, who is given plain language where there is some.
    pub is_client: bool,
    /// Why a kind of information is withheld; absent for those that they may have.
    pub withheld: &'r dyn Fn(DataClass) -> Option<String>,
}

/// What they are given, of what the caller sees. Withheld is what is not for
/// them, and what no consent allows; other clients' parts are not even named.
pub fn given(record: &Record, recipient: &Recipient<'_>) -> (Content, Vec<WithheldPart>) {
    let mut content = Content {
        body: None,
        plain_language: None,
        addenda: Vec::new(),
        topics: Vec::new(),
        decisions: Vec::new(),
        action_items: Vec::new(),
    };
    let mut withheld = Vec::new();
    match why_not_text(&record.conference, recipient) {
        None => fill_text(&mut content, record, recipient.is_client),
        Some(reason) => withheld.push(WithheldPart {
            agenda_item_id: None,
            data_class: DataClass::Notes,
            reason,
        }),
    }
    let own = |client_id: Option<ClientId>| client_id == Some(recipient.client_id);
    for item in record.agenda.iter().filter(|item| own(item.client_id)) {
        match why_not(item, recipient) {
            None => content.topics.push(SentTopic {
                agenda_item_id: item.id,
                topic: item.topic.clone(),
                outcome: item.outcome.clone(),
                deferred: item.deferred,
            }),
            Some(reason) => withheld.push(WithheldPart {
                agenda_item_id: Some(item.id),
                data_class: rules::data_class(item.kind),
                reason,
            }),
        }
    }
    let decisions: Vec<_> = record
        .decisions
        .iter()
        .filter(|one| own(one.client_id) && may_have_decision(one, &content, recipient))
        .collect();
    let action_items = record
        .action_items
        .iter()
        .filter(|one| own(one.client_id) && may_have_action(one, &decisions, &content, recipient));
    content.action_items = action_items
        .map(|one| SentActionItem {
            action_item_id: one.id,
            text: one.text.clone(),
            due_on: one.due_on,
        })
        .collect();
    content.decisions = decisions
        .into_iter()
        .map(|one| SentDecision { decision_id: one.id, text: one.text.clone() })
        .collect();
    (content, withheld)
}

/// The text of a caseload review is about other clients too.
fn why_not_text(conference: &Model, recipient: &Recipient<'_>) -> Option<String> {
    if conference.client_id.is_none() {
        return Some("other_clients".to_owned());
    }
    (recipient.withheld)(DataClass::Notes)
}

fn fill_text(content: &mut Content, record: &Record, is_client: bool) {
    let Some(minutes) = &record.minutes else { return };
    match (&minutes.plain_language, is_client) {
        (Some(plain), true) => content.plain_language = Some(plain.clone()),
        _ => content.body = Some(minutes.body.clone()),
    }
    let texts = record.addenda.iter().map(|one: &conference_minutes::Model| one.body.clone());
    content.addenda = texts.collect();
}

fn why_not(item: &agenda_item::Model, recipient: &Recipient<'_>) -> Option<String> {
    if !rules::may_be_given(item, recipient.participant) {
        return Some("audience".to_owned());
    }
    (recipient.withheld)(rules::data_class(item.kind))
}

/// What is decided goes with its topic; without one, it is of the plan or a note.
fn may_have_decision(one: &decision::Model, content: &Content, recipient: &Recipient<'_>) -> bool {
    match one.agenda_item_id {
        Some(topic) => content.topics.iter().any(|sent| sent.agenda_item_id == topic),
        None if one.decision_type == DecisionType::PlanChange => {
            (recipient.withheld)(DataClass::CarePlan).is_none()
        }
        None => (recipient.withheld)(DataClass::Notes).is_none(),
    }
}

fn may_have_action(
    one: &action_item::Model,
    decisions: &[&decision::Model],
    content: &Content,
    recipient: &Recipient<'_>,
) -> bool {
    let topic_sent = one
        .agenda_item_id
        .is_none_or(|topic| content.topics.iter().any(|sent| sent.agenda_item_id == topic));
    let decided =
        one.decision_id.is_none_or(|decision| decisions.iter().any(|sent| sent.id == decision));
    let apart = one.agenda_item_id.is_none() && one.decision_id.is_none();
    topic_sent && decided && (!apart || (recipient.withheld)(DataClass::Notes).is_none())
}

/// Whether there is anything in it.
pub fn is_empty(content: &Content) -> bool {
    content.body.is_none()
        && content.plain_language.is_none()
        && content.topics.is_empty()
        && content.decisions.is_empty()
        && content.action_items.is_empty()
}

/// What somebody was given, as far as the caller may see it.
pub fn seen(content: &Content, sight: &Sight, record: &Record) -> Content {
    let mut content = content.clone();
    content.topics.retain(|sent| sight.topic(sent.agenda_item_id));
    content.decisions.retain(|sent| sight.decision(sent.decision_id));
    content
        .action_items
        .retain(|sent| record.action_items.iter().any(|item| item.id == sent.action_item_id));
    content
}
