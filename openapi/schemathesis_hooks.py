"""What the fuzzer is told beside its settings.

A cursor is sealed by the server for one list, one agency and one day. No schema
can describe a good one, so the fuzzer does not know that there are cursors; the
tests of the API send good and bad ones.

Nor can a schema say which ids there are: with made-up ones nearly every request
ends as 404. So most requests whose ids are sound get real ones, with the present
version of the record in If-Match: of records in a status that allows the action,
as far as there are any. The first one of each operation also gets a body that
makes sense (tests/api/reach/bodies.json). Bad input stays as bad as it was made.

The choices come from counting, not from chance: one seed, one run.
"""

import collections
import functools
import json
import os
import pathlib
import sys

import schemathesis
from schemathesis.core.parameters import ParameterLocation

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(__file__))
from schemathesis_records import BODIES, REWORKED, Records, unknown, with_ids

# Which list of the API, or of the parent's own members, holds what an id names.
LISTS = {
    "apiClientId": "api-clients",
    "assessmentId": "assessments",
    "auditEventId": "audit-events",
    "careConferenceId": "care-conferences",
    "carePlanId": "care-plans",
    "clientId": "clients",
    "consentId": "consents",
    "referralId": "referrals",
    "taskId": "tasks",
    "userId": "users",
}
PARTS = {
    "actionItemId": "actionItems",
    "agendaItemId": "agendaItems",
    "decisionId": "decisions",
    "flagId": "flags",
    "goalId": "goals",
    "interventionId": "interventions",
    "participantId": "participants",
    "problemId": "problems",
}
# What an id in a body refers to, where its name is not that of a path parameter.
REFERENCES = {
    "agencyId": "agencies",
    "recipientAgencyId": "agencies",
    "chairId": "users",
    "noteTakerId": "users",
    "organizerId": "users",
    "ownerId": "users",
    "ownerUserId": "users",
    "responsibleUserId": "users",
    "userId": "users",
    "clientId": "clients",
    "carePlanId": "care-plans",
    "assessmentId": "assessments",
    "evidenceAssessmentIds": "assessments",
    "supersedes": "consents",
}
REFERENCES_TO_PARTS = {
    "agendaItemId": "agendaItems",
    "decisionId": "decisions",
    "participantId": "participants",
    "presenterId": "participants",
    "goalIds": "goals",
    "problemIds": "problems",
}
# Another person may lose the rights; those whose tokens are used may not.
RISKY = {"disableUser", "enableUser", "updateUser"}
# So often ids stay as they were made up.
ONE_IN_MADE_UP = 6

COUNTS = collections.defaultdict(collections.Counter)
CALLS = collections.Counter()


@functools.cache
def records():
    return Records()


def name_of(operation):
    return operation.definition.raw["operationId"]


@schemathesis.hook
def before_load_schema(context, raw_schema):
    for item in raw_schema["paths"].values():
        for operation in item.values():
            body = BODIES.get(operation["operationId"], {}).get("body")
            if body is not None:
                content = operation["requestBody"]["content"]["application/json"]
                content["example"] = with_ids(body)
            parameters = operation.get("parameters", [])
            operation["parameters"] = [one for one in parameters if one["name"] != "cursor"]
    for schema in raw_schema["components"]["schemas"].values():
        schema.get("properties", {}).pop("cursor", None)


def sound(case, location):
    """Whether this part of the request was made to be good."""
    return case.meta is None or not case.meta.is_negative_at(location)


@schemathesis.hook
def before_call(context, case, kwargs):
    name = name_of(case.operation)
    path = case.path_parameters or {}
    stateful = case.meta is not None and case.meta.phase.name.value == "stateful"
    CALLS[name] += 1
    if not stateful and CALLS[name] % ONE_IN_MADE_UP and sound(case, ParameterLocation.PATH):
        bad = case.meta is not None and case.meta.generation.mode.is_negative
        # Bad input is refused before the record is looked at, nearly always.
        if not bad or CALLS[name] % 4 == 1:
            fill(case, name)
    if name in RISKY and path.get("userId") in records().people:
        path["userId"] = unknown()


def fill(case, name):
    """Gives the request real ids."""
    path = case.path_parameters or {}
    record, etag = {}, None
    template = case.operation.path.split("/")
    for place, step in enumerate(template):
        parameter = step[1:-1] if step.startswith("{") else None
        if parameter in LISTS:
            record, etag = choose(name, template[place + 1 :], parameter)
            found = record.get("id")
        elif parameter in PARTS:
            parts = record.get(PARTS[parameter], [])
            action = template[-1] if place == len(template) - 2 else None
            found = records().next(name, allowing(parts, action))
            part = next((one for one in parts if one["id"] == found), {})
            etag = f'"{part["version"]}"' if "version" in part else etag
            record = {**record, "part": part}
        elif parameter == "progressId":
            goal = f"care-plans/{path['carePlanId']}/goals/{path['goalId']}"
            entries = records().get(f"{goal}/progress").get("items", [])
            found = records().next(name, [one["id"] for one in entries])
        elif parameter == "number":
            found = 1
        elif parameter == "linkId" and "instrumentCode" in record:
            items = records().get(f"instruments/{record['instrumentCode']}").get("items", [])
            found = records().next(name, [one["linkId"] for one in items])
        else:
            continue
        if found is not None:
            path[parameter] = found
    if etag and "If-Match" in (case.headers or {}) and sound(case, ParameterLocation.HEADER):
        case.headers["If-Match"] = etag
    if isinstance(case.body, (dict, list)) and sound(case, ParameterLocation.BODY):
        refer(case.body, record)


def allowing(records, action):
    """Ids of those that the action is possible on, else of all."""
    code = (action or "").replace("-", "_")
    return [one["id"] for one in records if code in one.get("allowedActions", [])] or [
        one["id"] for one in records
    ]


def choose(name, rest, parameter):
    """A record that the operation is likely to work on, and its version."""
    collection = LISTS[parameter]
    action = rest[-1].replace("-", "_") if len(rest) == 1 else None

    def fits(one):
        if name in RISKY and one["id"] in records().people:
            return False
        # The others need clients who are there.
        if collection == "clients" and action in ("deactivate", "reactivate"):
            return one is not records().lists[collection][0] and action in one["allowedActions"]
        if collection == "clients" and len(rest) == 1:
            return one["status"] == "active"
        if name in records().right_status:
            return one.get("status") in records().right_status[name]
        return action is None or action in one.get("allowedActions", [action])

    found = records().next(name, records().of(collection, fits))
    if found is None:
        return {}, None
    record = records().get(f"{collection}/{found}")
    records().tried = name, record.get("status")
    return record or {"id": found}, f'"{record["version"]}"' if "version" in record else None


def refer(body, record, owner=""):
    """Gives the references in a body real ids, of the record's parts where they are parts."""
    if isinstance(body, list):
        for item in body:
            refer(item, record, owner)
        return
    if not isinstance(body, dict):
        return
    for key, value in list(body.items()):
        if key == "id" and (reworked := REWORKED.match(owner)):
            parts = record.get(reworked[2].lower(), [])
            # What is changed is not ended as well.
            parts = parts[:1] if reworked[1] == "change" else parts[1:]
            found = records().next(owner, [one["id"] for one in parts])
        elif key == "id":
            found = unknown()
        elif key in REFERENCES_TO_PARTS:
            parts = [one["id"] for one in record.get(REFERENCES_TO_PARTS[key], [])]
            found = records().next(key, parts)
        elif key in REFERENCES:
            found = records().next(key, records().of(REFERENCES[key], near(key, record)))
        elif key == "planInterventionId":
            found = intervention_of(record)
        else:
            refer(value, record, key)
            continue
        if isinstance(value, str) and found:
            body[key] = found
        elif isinstance(value, list) and value and found:
            body[key] = [found]
        elif key in ("agendaItemId", "decisionId", "planInterventionId", "presenterId"):
            # There is none yet, and they may be left out.
            del body[key]


def intervention_of(record):
    plans = records().of("care-plans", near("carePlanId", record))
    plan = records().get(f"care-plans/{plans[0]}") if plans else {}
    return next((one["id"] for one in plan.get("interventions", [])), None)


def near(key, record):
    """Records of the same client come first."""
    client = record.get("clientId", record.get("id"))
    if REFERENCES[key] in ("assessments", "care-plans", "consents"):
        return lambda one: one.get("clientId") == client
    return None


@schemathesis.hook
def after_call(context, case, response):
    """Remembers what worked, and how often: scripts/fuzz tells."""
    name = name_of(case.operation)
    COUNTS[name][response.status_code] += 1
    CALLS["answers"] += 1
    if CALLS["answers"] % 50 == 0:
        pathlib.Path(os.environ["CAREWRIGHT_FUZZ_COUNTS"]).write_text(json.dumps(COUNTS))
    if records().tried and records().tried[0] == name and response.status_code < 300:
        records().right_status.setdefault(name, set()).add(records().tried[1])
    records().tried = None
