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

import base64
import collections
import functools
import json
import os
import pathlib
import random
import re
import uuid

import requests
import schemathesis
from schemathesis.core.parameters import ParameterLocation

ROOT = pathlib.Path(__file__).resolve().parent.parent
BODIES = json.loads((ROOT / "tests/api/reach/bodies.json").read_text())

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
# Lists of an amendment whose items name a part of the plan.
REWORKED = re.compile("(change|end)(Goals|Interventions|Problems)")
# Another person may lose the rights; those whose tokens are used may not.
RISKY = {"disableUser", "enableUser", "updateUser"}
ONE_IN_MADE_UP = 6
MOST_STOCK = 24


class Records:
    """The records that the fuzzing person can see, read again now and then."""

    def __init__(self, person=0):
        with open(os.environ["CAREWRIGHT_FUZZ_PEOPLE"]) as document:
            people = json.load(document)["auth"]
        header = people[person]["fixedHeaders"][0]
        self.peer = Records(1) if person == 0 else None
        self.base = os.environ["BASE"]
        self.session = requests.Session()
        self.session.headers[header["name"]] = header["value"]
        self.own = self.get("agencies/current").get("id")
        self.partner = json.loads(os.environ["DEMO"])["agencies"][1 - person]["id"]
        self.lists = {}
        # The statuses in which an operation has succeeded, and the last one tried.
        self.right_status = {}
        self.tried = None
        self.turn = collections.Counter()
        self.people = {
            subject(token)
            for agency in json.loads(os.environ["DEMO"])["agencies"]
            for token in agency["tokens"].values()
        }

    def get(self, path):
        answer = self.session.get(f"{self.base}/v1/{path}", timeout=30)
        return answer.json() if answer.ok else {}

    def post(self, path, body=None, headers=None):
        answer = self.session.post(f"{self.base}/v1/{path}", json=body, headers=headers, timeout=30)
        return answer.json() if answer.ok else {}

    def act(self, collection, record, action, body=None):
        if "version" not in record:
            return {}
        self.turn["key"] += 1
        headers = {"If-Match": f'"{record["version"]}"', "Idempotency-Key": f"stock-{self.turn['key']}"}
        return self.post(f"{collection}/{record['id']}/{action}", body, headers)

    def of(self, collection, wanted=None):
        """Ids of the list; every so often it is read again."""
        self.turn[collection] += 1
        if collection not in self.lists or self.turn[collection] % 40 == 0:
            paged = collection != "agencies"
            body = self.get(f"{collection}?limit=100" if paged else collection)
            self.lists[collection] = body.get("items", [])
        found = self.lists[collection]
        if wanted and collection in STOCK and not any(map(wanted, found)):
            self.turn["stock"] += 1
            if self.turn["stock"] % 5 == 1 and self.turn["client"] < MOST_STOCK:
                stock(self)
                return self.of(collection, wanted)
        if collection == "agencies":
            found = [one for one in found if one["id"] != self.own]
        if collection == "users":
            found = [one for one in found if one["status"] == "active"]
        if wanted:
            found = [one for one in found if wanted(one)] or found
        return [one["id"] for one in found]

    def next(self, place, candidates):
        """One after the other."""
        self.turn[place] += 1
        return candidates[self.turn[place] % len(candidates)] if candidates else None


STOCK = {"assessments", "care-conferences", "care-plans", "consents", "referrals", "tasks"}


def referral(sender, client):
    new = with_ids(BODIES["createReferral"]["body"])
    del new["planInterventionId"]
    return sender.post(
        f"clients/{client}/referrals", {**new, "recipientAgencyId": sender.partner}
    )


def consents(sender, client):
    """One of each: a draft, one that is proposed, one that allows referrals."""
    new = {
        "type": "roi", "grantor": {"kind": "client", "name": "Rosa"}, "method": "written",
        "signedBy": "Rosa", "grantedOn": "2026-01-05", "expiresOn": "2036-01-04",
        "disclosers": [{"agencyId": sender.own}], "recipients": [{"agencyId": sender.partner}],
        "dataClasses": ["demographics", "referral"], "purposes": ["COORD"],
        "rightToRevokeStated": True,
    }
    for action in (None, "propose", "activate"):
        consent = sender.post(f"clients/{client}/consents", new)
        if action:
            sender.act("consents", consent, action)


def stock(own):
    """New records about a new client, in the statuses that requests use up."""
    own.turn["client"] += 1
    family = f"{os.environ['FUZZ_ROLE']} {own.turn['client']}"
    names = [{"use": "official", "given": "Rosa", "family": family}]
    birth = f"{1900 + own.turn['client'] % 100}-03-14"
    client = own.post("clients", {"names": names, "birthDate": birth}).get("id")
    if client is None:
        return
    bodies = {name: with_ids(BODIES[name]["body"]) for name in BODIES if "body" in BODIES[name]}
    screening = bodies["createAssessment"]
    own.post(f"clients/{client}/assessments", {**screening, "start": False, "dueOn": "2036-01-04"})
    own.post(f"clients/{client}/assessments", {**screening, "start": True})
    consents(own, client)
    own.act("referrals", referral(own, client), "send")
    referral(own, client)
    theirs = own.peer.post("clients", {"names": names, "birthDate": birth}).get("id")
    if theirs:
        consents(own.peer, theirs)
        own.peer.act("referrals", referral(own.peer, theirs), "send")
    meeting = {**bodies["createCareConference"]}
    for reference in ("carePlanId", "chairId", "noteTakerId", "organizerId"):
        del meeting[reference]
    meeting["agendaItems"] = [{"topic": "Food", "kind": "goal"}]
    meeting["participants"] = [
        {"kind": "client", "requirement": "required"},
        {"kind": "related_person", "name": "Ana", "requirement": "optional"},
    ]
    for steps in range(5):
        if steps == 4:
            # Minutes with an open topic cannot be signed.
            meeting["agendaItems"] = []
        conference = own.post(f"clients/{client}/care-conferences", meeting)
        times = bodies["scheduleCareConference"]
        for action, body in [
            ("schedule", {**times, "force": True}),
            ("start", None),
            ("end", None),
            ("record-minutes", {"body": "We met."}),
        ][:steps]:
            if action == "end":
                people = [one["id"] for one in conference.get("participants", [])]
                came = [{"participantId": one, "attended": "full"} for one in people]
                body = {"attendance": came}
            conference = own.act("care-conferences", conference, action, body)
    plan = {
        "title": "Eating well",
        "problems": [{"key": "food", "kind": "social_need", "description": "Food runs out."}],
        "goals": [{"key": "meals", "description": "Warm meals.", "domain": "food", "problemKeys": ["food"]}],
        "interventions": [
            {"kind": "service", "description": "Meals.", "goalKeys": ["meals"],
             "responsibleUserId": own.of("users")[0]},
        ],
    }
    draft = own.post(f"clients/{client}/care-plans", plan)
    if own.turn["client"] % 2:
        active = own.act("care-plans", draft, "activate")
        if goals := active.get("goals"):
            goal = f"care-plans/{active['id']}/goals/{goals[0]['id']}/progress"
            own.post(goal, {"note": "Cooked twice this week."})
    for draft in (True, False):
        own.post("tasks", {"title": "Call", "type": "contact", "clientId": client, "draft": draft})
    task = own.post("tasks", {"title": "Call", "type": "contact", "clientId": client})
    own.act("tasks", task, "claim")
    own.lists.clear()


def subject(token):
    claims = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["sub"]


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


def unknown():
    """An id that nothing has yet."""
    CALLS["unknown"] += 1
    chance = random.Random(f"{os.environ['FUZZ_ROLE']} {CALLS['unknown']}")
    return str(uuid.UUID(int=chance.getrandbits(128), version=4))


def with_ids(body, owner=""):
    """The names of ids, which other tests replace, are ids to the fuzzer."""
    if isinstance(body, dict):
        # The id of something new is left to the server: a second run would find it taken.
        kept = [key for key in body if key != "id" or REWORKED.match(owner)]
        return {key: with_ids(body[key], key) for key in kept}
    if isinstance(body, list):
        return [with_ids(value, owner) for value in body]
    return unknown() if isinstance(body, str) and body.startswith("$") else body


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
