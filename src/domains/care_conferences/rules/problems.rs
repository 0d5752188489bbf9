//! What may stand against a step of a conference.

use crate::platform::ProblemKind;

pub const CLASH: ProblemKind = ProblemKind::conflict(
    "conference_clash",
    "The client has a conference of this type at nearly the same time",
    "Look at `clashingConferenceIds`. If both are meant, send the request again with `clashOverride` and a reason.",
);

pub const TOO_FEW_PARTICIPANTS: ProblemKind = ProblemKind::conflict(
    "conference_needs_participants",
    "A conference needs at least two participants",
    "Add participants first.",
);

pub const PART_FIXED: ProblemKind = ProblemKind::conflict(
    "conference_part_fixed",
    "This part of the conference cannot be changed in its present status",
    "Each operation's description says in which statuses it is possible.",
);

pub const MINUTES_SIGNED: ProblemKind = ProblemKind::conflict(
    "minutes_signed",
    "The minutes are signed",
    "What is signed stays as it is. Correct it with an addendum.",
);

pub const AGENDA_OPEN: ProblemKind = ProblemKind::conflict(
    "agenda_item_open",
    "An agenda item has no outcome",
    "Give each of `agendaItemIds` an outcome, or mark it as deferred.",
);

pub const AMENDMENT_MISSING: ProblemKind = ProblemKind::conflict(
    "decision_amendment_missing",
    "A decision to change the plan does not say how",
    "Give each of `decisionIds` its amendment, or another type.",
);

pub const NO_PLAN: ProblemKind = ProblemKind::conflict(
    "conference_plan_missing",
    "There is no care plan to amend",
    "Activate a care plan of the client, or change the type of the decision.",
);

pub const PART_IN_USE: ProblemKind = ProblemKind::conflict(
    "conference_part_in_use",
    "Another part of the conference refers to it",
    "Change or remove the parts that refer to it first.",
);

pub const TOO_MANY_PARTS: ProblemKind = ProblemKind::conflict(
    "conference_parts_full",
    "The conference has as many parts of this kind as it can have",
    "Remove some, or plan a second conference.",
);

pub const IN_CHARGE_MISSING: ProblemKind = ProblemKind::conflict(
    "conference_needs_chair",
    "A mediation is led by someone",
    "Set `chairId` to a person who takes no side.",
);

pub const FAMILY_MISSING: ProblemKind = ProblemKind::conflict(
    "conference_needs_family",
    "A family meeting needs the client or someone of the family",
    "Add the client or a related person to the participants.",
);

pub const QUORUM: ProblemKind = ProblemKind::conflict(
    "conference_quorum",
    "A required participant has declined",
    "Look at `participantIds`. To go on without them, send `quorumOverride` with a reason.",
);

pub const CONSENT_MISSING: ProblemKind = ProblemKind::conflict(
    "conference_consent_missing",
    "Nothing allows a participant from outside to hear about the client",
    "For each of `participants`, say in `consents` what allows it, or remove them.",
);

pub const NOT_OVER: ProblemKind = ProblemKind::conflict(
    "conference_not_over",
    "The conference could still take place",
    "Wait until it should have ended, or cancel it.",
);

pub const NOTHING_TO_CARRY: ProblemKind = ProblemKind::conflict(
    "conference_nothing_to_carry",
    "No topic waits to be carried over",
    "`carry-over-items` lists those that do.",
);

pub const NEXT_PLANNED: ProblemKind = ProblemKind::conflict(
    "conference_next_planned",
    "The next conference is planned already",
    "It is `careConferenceId`. Cancel it first if it is not to be held.",
);

pub const NOT_OVER_YET: ProblemKind = ProblemKind::conflict(
    "conference_not_held",
    "The next conference is planned after this one",
    "Plan it when this one was held or missed.",
);

pub const NO_TIME: ProblemKind = ProblemKind::conflict(
    "conference_has_no_time",
    "The conference has no time yet",
    "Schedule it first.",
);

pub const MINUTES_NOT_SIGNED: ProblemKind = ProblemKind::conflict(
    "minutes_not_signed",
    "Only signed minutes are given to people",
    "Sign the minutes first.",
);

pub const DECIDED_IN_PRIVATE: ProblemKind = ProblemKind::conflict(
    "conference_decision_hidden",
    "The care plan is for everyone to see, and so is a decision to change it",
    "Put the decision under a topic that everyone or the whole staff may see.",
);
