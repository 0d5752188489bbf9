"""The records that the fuzzer works on: those that the person can see, and new
ones when none is left in a status that a request needs.
"""

import base64
import collections
import itertools
import json
import os
import pathlib
import random
import re
import uuid

import requests

ROOT = pathlib.Path(__file__).resolve().parent.parent
# A body that makes sense for each operation; `$goalId` stands for such an id.
BODIES = json.loads((ROOT / "tests/api/reach/bodies.json").read_text())
# Lists of an amendment whose items name a part of the plan.
REWORKED = re.compile("(change|end)(Goals|Interventions|Problems)")
# What `stock` lays in, and for how many clients at most: it takes time.
STOCK = {"assessments", "care-conferences", "care-plans", "consents", "referrals", "tasks"}
MOST_STOCK = 24
NUMBERS = itertools.count()


def unknown():
    """An id that nothing has yet."""
    chance = random.Random(f"{os.environ['FUZZ_ROLE']} {next(NUMBERS)}")
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
