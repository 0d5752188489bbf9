#!/usr/bin/env bash
# One story through all of Carewright, told with curl: a person is met, screened, planned
# with, referred to another agency and talked about in a conference, and the records tell it.
#
#   scripts/demo sqlite examples/story.sh sqlite
#   scripts/demo postgres examples/story.sh postgres
#
# It needs bash, curl and python3 (for JSON), and a demo server:
#
#   BASE  the server's URL
#   DEMO  the line that `carewright demo --json` prints
#
# Each answer is checked. The first that is not as told stops the story, with exit status 1.
set -euo pipefail

usage() {
    cat <<'END'
The story runs beside a demo server. This starts one, tells the story, and stops it:

    scripts/demo sqlite examples/story.sh sqlite
    scripts/demo postgres examples/story.sh postgres

Beside a server of your own, give it the server's URL and the line of `demo --json`:

    carewright demo --json | tee /tmp/demo.json    # in another terminal
    BASE=http://127.0.0.1:8080 DEMO=$(cat /tmp/demo.json) examples/story.sh sqlite
END
}

database=${1:-}
case $database in
sqlite) heading='SQLite' ;;
postgres) heading='PostgreSQL' ;;
*)
    usage >&2
    exit 2
    ;;
esac
if [[ -z ${BASE:-} || -z ${DEMO:-} ]]; then
    usage >&2
    exit 2
fi

# --- How the story is told -----------------------------------------------------------------

scratch=$(mktemp -d "${TMPDIR:-/tmp}/carewright-story.XXXXXX")
trap 'rm -rf "$scratch"' EXIT

chapter='' # the step being told
request='' # the last request line
answer=''  # the body of its answer
etag=''    # the version that the answer shows
if_match='' # the version to base the next change on
repeat_key='' # makes the next request safe to send again

stop() {
    printf '\nThe story stops in step %s.\n  Request: %s\n  %s\n' "$chapter" "$request" "$1" >&2
    if [[ -n $answer ]]; then
        printf '  Answer: %.2000s\n' "$answer" >&2
    fi
    exit 1
}

step() {
    chapter=$1
    printf '\n=== %s. %s\n' "$1" "$2"
}

tell() {
    printf '\n%s\n' "$1"
}

# A place in JSON: names and indexes with dots between; `key=value` is the first of a list
# with that value, `length` how many there are, `*` one after the other. Prints "absent" for nothing.
pick_from() { # JSON PLACE [json]
    python3 -IS -c '
import json
import sys


def at(value, steps):
    for index, step in enumerate(steps):
        if value is None:
            return None
        if step == "length" and isinstance(value, list):
            return len(value)
        if step == "*":
            return [at(item, steps[index + 1 :]) for item in value]
        if "=" in step:
            key, wanted = step.split("=", 1)
            value = next((item for item in value if str(item.get(key)) == wanted), None)
        elif isinstance(value, list):
            value = value[int(step)] if int(step) < len(value) else None
        else:
            value = value.get(step)
    return value


found = at(json.load(sys.stdin), sys.argv[1].split("."))
if sys.argv[2:] == ["json"]:
    print(json.dumps(found))
elif found is None:
    print("absent")
elif isinstance(found, str):
    print(found)
elif isinstance(found, list) and all(isinstance(item, str) for item in found):
    print(", ".join(found))
else:
    print(json.dumps(found))
' "${@:2}" <<<"$1"
}

# From the last answer: a field as text, and as JSON to put in the next request.
pick() {
    local found
    found=$(pick_from "$answer" "$1") || stop "There is no place $1 in the answer."
    [[ $found != absent ]] || stop "Expected $1 in the answer."
    printf '%s\n' "$found"
}
pick_json() {
    pick_from "$answer" "$1" json || stop "There is no place $1 in the answer."
}

show() { # PLACE…
    local place value
    for place in "$@"; do
        value=$(pick "$place")
        printf '      %s: %.160s\n' "$place" "$value"
    done
}

check() { # PLACE EXPECTED
    local value
    value=$(pick "$1")
    [[ $value == "$2" ]] || stop "Expected $1 to be \"$2\", it is \"$value\"."
    printf '      %s: %.160s\n' "$1" "$value"
}

# The list has these values in this order; there may be others between them.
in_order() { # PLACE EXPECTED…
    local place=$1 values missing
    shift
    values=$(pick_json "$place")
    missing=$(python3 -IS -c '
import json
import sys

values = iter(json.load(sys.stdin))
print(next((wanted for wanted in sys.argv[1:] if wanted not in values), ""))
' "$@" <<<"$values")
    [[ -z $missing ]] || stop "Expected \"$missing\" in $place, after those before it."
}

# The items of a list, a line each, with names for ids.
table() { # FIELD…
    python3 -IS -c '
import json
import sys

for item in json.load(sys.stdin)["items"]:
    print("     ", "  ".join(str(item[field]) for field in sys.argv[1:] if field in item))
' "$@" <<<"$answer" |
        sed -e "s/$marta_id/Marta/" -e "s/$clinician_id/clinician/" -e "s/$supervisor_id/supervisor/" \
            -e "s/$noor_id/Noor/"
}

# Who speaks from here on.
name='' token=''
as() { # NAME TOKEN
    name=$1 token=$2
}

# Sends a request without telling of it.
send() { # METHOD PATH [BODY]
    local options=(-sS -X "$1" -H "Authorization: Bearer $token" -D "$scratch/headers" -o "$scratch/body")
    request="$1 $2"
    if [[ -n ${3:-} ]]; then
        options+=(-H 'Content-Type: application/json' -d "$3")
    fi
    if [[ -n $if_match ]]; then
        options+=(-H "If-Match: $if_match")
    fi
    if [[ -n $repeat_key ]]; then
        options+=(-H "Idempotency-Key: $repeat_key")
    fi
    answer='' if_match='' repeat_key=''
    : >"$scratch/body"
    status=$(curl "${options[@]}" -w '%{http_code}' "$BASE$2") || stop 'The server does not answer.'
    answer=$(<"$scratch/body")
    etag=$(tr -d '\r' <"$scratch/headers" | sed -n 's/^etag: //Ip')
}

# Sends a request, tells of it, and stops unless the status is the expected one.
call() { # STATUS METHOD PATH [BODY]
    local expected=$1 based_on=$if_match
    shift
    send "$@"
    printf '  %s: %s %s%s -> %s\n' "$name" "$1" "$2" "${based_on:+ (If-Match: $based_on)}" "$status"
    [[ $status == "$expected" ]] || stop "Expected status $expected, it is $status."
}

# Reads the version that the next change is based on, as an app has it from the answer before.
# Without it the change is refused; and so it is when somebody else was quicker.
seen() { # PATH
    send GET "$1"
    [[ $status == 200 ]] || stop "Expected status 200, it is $status."
    if_match=$etag
}

# The same key on a second attempt makes sure that the thing is done once.
with_key() {
    repeat_key=$(python3 -IS -c 'import uuid; print(uuid.uuid4())')
}

day() { # DAYS from today
    python3 -IS -c '
import datetime
import sys

today = datetime.datetime.now(datetime.timezone.utc).date()
print(today + datetime.timedelta(days=int(sys.argv[1])))
' "$1"
}

# --- Who takes part ------------------------------------------------------------------------

lakeside_name=$(pick_from "$DEMO" agencies.0.name)
harbor=$(pick_from "$DEMO" agencies.1.id)
harbor_name=$(pick_from "$DEMO" agencies.1.name)
marta=$(pick_from "$DEMO" agencies.0.tokens.care_manager)
supervisor=$(pick_from "$DEMO" agencies.0.tokens.supervisor)
clinician=$(pick_from "$DEMO" agencies.0.tokens.clinician)
noor=$(pick_from "$DEMO" agencies.1.tokens.care_manager)
harbor_auditor=$(pick_from "$DEMO" agencies.1.tokens.auditor)

# A person nobody has met: the story can be told again on the same server.
read -r family birth_date phone < <(python3 -IS -c '
import random

name = "".join(random.choice("bdfgklmnprstvz") + random.choice("aeiou") for _ in range(4))
year, month, day = random.randint(1930, 1959), random.randint(1, 12), random.randint(1, 28)
print(name.capitalize(), f"{year}-{month:02}-{day:02}", f"+1312555{random.randint(0, 9999):04}")
')

printf 'The story of Rosa %s, on %s\n' "$family" "$heading"

chapter='0: who takes part'
as Marta "$marta"
call 200 GET /v1/users/me
marta_id=$(pick id)
check displayName 'Marta Quill'
as 'The clinician' "$clinician"
call 200 GET /v1/users/me
clinician_id=$(pick id)
show displayName
as 'The supervisor' "$supervisor"
call 200 GET /v1/users/me
supervisor_id=$(pick id)
show displayName
as Noor "$noor"
call 200 GET /v1/users/me
noor_id=$(pick id)
check displayName 'Noor Haddad'
printf '\nMarta manages care at %s, Noor works at %s.\n' "$lakeside_name" "$harbor_name"

# --- 1 -------------------------------------------------------------------------------------

step 1 'A person, once'
as Marta "$marta"
person="\"names\": [{\"use\": \"official\", \"given\": \"Rosa\", \"family\": \"$family\"}],
    \"birthDate\": \"$birth_date\",
    \"telecom\": [{\"system\": \"phone\", \"value\": \"$phone\", \"okToText\": true}]"

tell "Marta looks for the person in front of her. Nobody like her is on file."
call 200 POST /v1/clients/match "{$person}"
check candidates.length 0

tell "So she creates the client, who speaks Spanish and needs an interpreter."
with_key
call 201 POST /v1/clients "{$person,
    \"languages\": [{\"language\": \"es\", \"spoken\": \"native\", \"preferred\": true}],
    \"interpreterNeeded\": true}"
client=$(pick id)
began=$(pick createdAt)
check displayName "Rosa $family"
check birthDate "$birth_date"
check languages.0.language es
check interpreterNeeded true
check status active
check version 1

tell "A second attempt to create the same person is refused, with who it may be and why."
call 409 POST /v1/clients "{$person}"
check code client_possible_duplicate
check candidates.0.clientId "$client"
check candidates.0.score 1.0
check 'candidates.0.reasons.*.field' 'birthDate, familyName, givenName, phone, address, sexAtBirth'

# --- 2 -------------------------------------------------------------------------------------

step 2 'Two screens'

tell "Rosa answers a PHQ-9 on Marta's phone."
call 201 POST "/v1/clients/$client/assessments" '{"instrumentCode": "phq-9", "kind": "screening",
    "respondent": "client", "mode": "in_person"}'
phq=$(pick id)
show status

tell "Each answer is saved as it is given."
for item in 1 2 3 4 5 6 7 8; do
    call 200 PUT "/v1/assessments/$phq/answers/phq9-$item" \
        '{"valueType": "codes", "valueCodes": ["more_than_half_the_days"]}'
done
call 200 PUT "/v1/assessments/$phq/answers/phq9-9" '{"valueType": "codes", "valueCodes": ["several_days"]}'

tell "She completes it. The server scores it, says how, and raises a flag for item 9."
seen "/v1/assessments/$phq"
call 200 POST "/v1/assessments/$phq/complete" '{}'
check status completed
check scores.scale=phq-9.raw 17
check scores.scale=phq-9.max 27
check scores.scale=phq-9.bandCode moderately_severe
check 'scores.scale=phq-9.trace.*.points' '[2, 2, 2, 2, 2, 2, 2, 2, 1]'
check flags.length 1
check flags.0.code SUICIDE_RISK_ITEM
check flags.0.severity critical
check flags.0.linkId phq9-9
check flags.0.status open
show flags.0.acknowledgeBy

tell "The Hunger Vital Sign has two items. Rosa is at risk."
call 201 POST "/v1/clients/$client/assessments" '{"instrumentCode": "hunger-vital-sign",
    "kind": "screening", "respondent": "client", "mode": "in_person"}'
hvs=$(pick id)
for item in 1 2; do
    call 200 PUT "/v1/assessments/$hvs/answers/hvs-$item" '{"valueType": "codes", "valueCodes": ["often_true"]}'
done
seen "/v1/assessments/$hvs"
call 200 POST "/v1/assessments/$hvs/complete" '{}'
check status completed
check scores.0.bandCode at_risk
check 'scores.0.trace.*.points' '[1, 1]'
check flags.length 0

# --- 3 -------------------------------------------------------------------------------------

step 3 'A plan'

tell "What the PHQ-9 suggests: problems, goals and interventions to choose from."
call 200 GET "/v1/assessments/$phq/suggestions"
show 'items.*.code' items.0.problem.description items.0.goals.0.description items.0.interventions.0.description
mood_code=$(pick_json items.0.code)
mood_problem_kind=$(pick_json items.0.problem.kind)
mood_problem=$(pick_json items.0.problem.description)
mood_goal=$(pick_json items.0.goals.0.description)
mood_domain=$(pick_json items.0.goals.0.domain)
mood_kind=$(pick_json items.0.interventions.0.kind)
mood_intervention=$(pick_json items.0.interventions.0.description)

tell "What the Hunger Vital Sign suggests."
call 200 GET "/v1/assessments/$hvs/suggestions"
check 'items.*.code' food-insecurity
check items.0.interventions.0.kind referral
show items.0.problem.description items.0.goals.0.description items.0.goals.0.clientWordsPrompt
food_problem_kind=$(pick_json items.0.problem.kind)
food_problem=$(pick_json items.0.problem.description)
food_goal=$(pick_json items.0.goals.0.description)
food_domain=$(pick_json items.0.goals.0.domain)
food_need=$(pick_json items.0.interventions.0.needDomain)
food_intervention=$(pick_json items.0.interventions.0.description)

tell "Marta and Rosa make a plan of them, with the goals in Rosa's own words."
mood_source="{\"assessmentId\": \"$phq\", \"suggestionCode\": $mood_code}"
food_source="{\"assessmentId\": \"$hvs\", \"suggestionCode\": \"food-insecurity\"}"
with_key
call 201 POST "/v1/clients/$client/care-plans" "{\"title\": \"Eating well again\",
    \"clientGoalsStatement\": \"I want to cook for my family again.\",
    \"problems\": [
        {\"key\": \"mood\", \"kind\": $mood_problem_kind, \"description\": $mood_problem,
            \"evidenceAssessmentIds\": [\"$phq\"], \"source\": $mood_source},
        {\"key\": \"food\", \"kind\": $food_problem_kind, \"description\": $food_problem,
            \"evidenceAssessmentIds\": [\"$hvs\"], \"source\": $food_source}],
    \"goals\": [
        {\"key\": \"feel\", \"problemKeys\": [\"mood\"], \"domain\": $mood_domain, \"description\": $mood_goal,
            \"clientWords\": \"I want to get up in the morning and want to.\", \"source\": $mood_source},
        {\"key\": \"eat\", \"problemKeys\": [\"food\"], \"domain\": $food_domain, \"description\": $food_goal,
            \"clientWords\": \"I want to stop skipping dinner.\", \"source\": $food_source}],
    \"interventions\": [
        {\"goalKeys\": [\"feel\"], \"kind\": $mood_kind, \"description\": $mood_intervention,
            \"responsibleUserId\": \"$clinician_id\", \"source\": $mood_source}]}"
plan=$(pick id)
eat_goal=$(pick "goals.1.id")
check status draft
check problems.length 2
check goals.1.clientWords 'I want to stop skipping dinner.'
check interventions.0.responsibleUserId "$clinician_id"

tell "What is missing before the plan can be activated?"
call 200 GET "/v1/care-plans/$plan/completeness"
check readyForActivation false
check missing.0.code goal_without_intervention
check missing.0.pointer '#/goals/1'
show missing.0.detail

tell "Nothing is done yet about the food. Marta takes the suggested referral upon herself."
seen "/v1/care-plans/$plan"
call 201 POST "/v1/care-plans/$plan/interventions" "{\"goalIds\": [\"$eat_goal\"], \"kind\": \"referral\",
    \"needDomain\": $food_need, \"description\": $food_intervention, \"responsibleUserId\": \"$marta_id\",
    \"source\": $food_source}"
meals=$(pick id)
show description
call 200 GET "/v1/care-plans/$plan/completeness"
check readyForActivation true
check missing.length 0

tell "The plan is activated: version 1."
seen "/v1/care-plans/$plan"
call 200 POST "/v1/care-plans/$plan/activate"
check status active
check currentVersion 1

tell "Rosa asks for low-salt food. An amendment, with its reason, makes version 2."
seen "/v1/care-plans/$plan"
call 200 POST "/v1/care-plans/$plan/amend" '{"reasonCode": "client_request", "reason": "Rosa asked for it.",
    "changeSummary": "Low-salt meals.",
    "plan": {"plainLanguageSummary": "Someone brings a warm, low-salt meal every day."}}'
check currentVersion 2
call 200 GET "/v1/care-plans/$plan/versions/2"
check number 2
check reasonCode client_request
check reason 'Rosa asked for it.'

tell "What version 2 changed."
call 200 GET "/v1/care-plans/$plan/versions/2/diff"
check fromNumber 1
check changes.length 1
check changes.0.change changed
check changes.0.fields.0.field plainLanguageSummary
check changes.0.fields.0.to 'Someone brings a warm, low-salt meal every day.'

# --- 4 -------------------------------------------------------------------------------------

step 4 'A referral, until the loop is closed'

tell "Rosa agrees that $harbor_name may know what it needs. Her consent is recorded, then takes effect."
call 201 POST "/v1/clients/$client/consents" "{\"type\": \"roi\",
    \"grantor\": {\"kind\": \"client\", \"name\": \"Rosa $family\"}, \"method\": \"written\",
    \"grantedOn\": \"$(day -1)\", \"expiresOn\": \"$(day 365)\", \"recipients\": [{\"agencyId\": \"$harbor\"}],
    \"dataClasses\": [\"demographics\", \"referral\", \"assessment\"], \"purposes\": [\"COORD\"]}"
consent=$(pick id)
show status
seen "/v1/consents/$consent"
call 200 POST "/v1/consents/$consent/activate"
check status active

tell "The plan's intervention becomes a referral."
with_key
call 201 POST "/v1/clients/$client/referrals" "{\"recipientAgencyId\": \"$harbor\",
    \"needDomain\": $food_need, \"reason\": \"Food has not lasted until the end of the month.\",
    \"requestedService\": \"Home-delivered meals\", \"payloadProfile\": \"service\",
    \"planInterventionId\": \"$meals\"}"
referral=$(pick id)
check status draft
check planInterventionId "$meals"
exchange=$(pick exchangeId)

tell "Marta looks at what would be sent, and what would be withheld, before anything is."
call 200 POST "/v1/referrals/$referral/preview"
check sendable true
check withheld.length 0
check consentIds.0 "$consent"
check packet.person.names.0.family "$family"

tell "She sends it. The packet has the year of birth, not the date; the screen's result, not its answers."
seen "/v1/referrals/$referral"
with_key
call 200 POST "/v1/referrals/$referral/send"
check status requested
check loopStatus open
check packet.person.birthYear "${birth_date%%-*}"
check 'packet.screenResults.*.instrument' hunger-vital-sign
check packet.screenResults.0.band at_risk
show sentAt

tell "The other agency has some business days to answer, by its own calendar. When they are over
and it has not, acknowledgementOverdue turns true, and ?overdue=true finds the referral."
show acknowledgementDueAt
check acknowledgementOverdue false

tell "What was disclosed, to whom and on which ground is in a ledger that the supervisor can read."
as 'The supervisor' "$supervisor"
call 200 GET "/v1/clients/$client/disclosures"
check items.length 1
check items.0.recipientName "$harbor_name"
check items.0.purpose COORD
check items.0.basis consent
check 'items.0.dataClasses' 'demographics, referral, assessment'
show items.0.payloadHash

tell "Noor finds the referral among her incoming ones."
as Noor "$noor"
call 200 GET '/v1/referrals?direction=incoming&status=requested'
theirs=$(pick "items.exchangeId=$exchange.id")
call 200 GET "/v1/referrals/$theirs"
check packet.person.names.0.family "$family"
check requestedService 'Home-delivered meals'

tell "Nothing else of Rosa's record exists for her."
call 404 GET "/v1/clients/$client"
check code not_found
call 404 GET "/v1/assessments/$phq"
call 404 GET "/v1/care-plans/$plan"
call 404 GET "/v1/clients/$client/timeline"

tell "She accepts, starts, and completes it with what was delivered."
seen "/v1/referrals/$theirs"
call 200 POST "/v1/referrals/$theirs/accept" '{"contactPerson": "Noor Haddad"}'
check status accepted
seen "/v1/referrals/$theirs"
call 200 POST "/v1/referrals/$theirs/start" '{}'
check status in_progress
seen "/v1/referrals/$theirs"
call 200 POST "/v1/referrals/$theirs/complete" "{\"services\": [{\"description\": \"Warm meal, delivered\",
    \"deliveredOn\": \"$(day -1)\", \"units\": 5}], \"enrollmentStatus\": \"enrolled\"}"
check status completed
check outcome.services.0.description 'Warm meal, delivered'
check outcome.services.0.units 5
check outcome.enrollmentStatus enrolled

tell "Marta sees it too. She asks Rosa, and closes the loop."
as Marta "$marta"
call 200 GET "/v1/referrals/$referral"
check status completed
check loopStatus result_received
check outcome.services.0.units 5
seen "/v1/referrals/$referral"
call 200 POST "/v1/referrals/$referral/close-loop" '{"closureReason": "service_received", "needMet": "yes",
    "needMetSource": "client"}'
check loopStatus closed
check closureReason service_received
check needMet yes

tell "With the loop, the intervention is concluded that the referral carried out."
call 200 GET "/v1/care-plans/$plan/interventions/$meals"
check status completed
check outcome 'The need was met.'

# A referral to Harbor, sent; its id is left in `referral`, the other side's in `theirs`.
refer() { # SERVICE
    as Marta "$marta"
    call 201 POST "/v1/clients/$client/referrals" "{\"recipientAgencyId\": \"$harbor\",
        \"needDomain\": $food_need, \"reason\": \"She would like company at the table.\",
        \"requestedService\": \"$1\", \"payloadProfile\": \"contact\"}"
    referral=$(pick id)
    exchange=$(pick exchangeId)
    seen "/v1/referrals/$referral"
    with_key
    call 200 POST "/v1/referrals/$referral/send"
    check status requested
    as Noor "$noor"
    call 200 GET '/v1/referrals?direction=incoming&status=requested'
    theirs=$(pick "items.exchangeId=$exchange.id")
}

tell "A second referral is rejected: there is no room. Marta sees why."
refer 'Lunch club'
seen "/v1/referrals/$theirs"
call 200 POST "/v1/referrals/$theirs/reject" '{"reasonCode": "no_capacity", "reason": "The club is full until spring."}'
check status rejected
as Marta "$marta"
call 200 GET "/v1/referrals/$referral"
check status rejected
check statusReasonCode no_capacity

tell "A third one is cancelled by Marta. Noor sees that."
refer 'Cooking class'
as Marta "$marta"
seen "/v1/referrals/$referral"
call 200 POST "/v1/referrals/$referral/cancel" '{"reasonCode": "client_declined", "reason": "She would rather cook at home."}'
check status cancelled
as Noor "$noor"
call 200 GET "/v1/referrals/$theirs"
check status cancelled

tell "None of Rosa's referrals is overdue."
as Marta "$marta"
call 200 GET "/v1/referrals?direction=outgoing&clientId=$client&overdue=true"
check items.length 0

tell "Rosa takes her consent back. From now on nothing of hers goes to $harbor_name."
seen "/v1/consents/$consent"
call 200 POST "/v1/consents/$consent/revoke" '{"reason": "She has what she needs."}'
check status revoked
call 201 POST "/v1/clients/$client/referrals" "{\"recipientAgencyId\": \"$harbor\",
    \"needDomain\": $food_need, \"reason\": \"To see what happens.\",
    \"requestedService\": \"Groceries\", \"payloadProfile\": \"contact\"}"
referral=$(pick id)
call 200 POST "/v1/referrals/$referral/preview"
check sendable false
show reasons
seen "/v1/referrals/$referral"
with_key
call 403 POST "/v1/referrals/$referral/send"
check code consent_required

# --- 5 -------------------------------------------------------------------------------------

step 5 'A conference'

tell "Marta plans a conference about the plan, with an agenda and those who should be there."
with_key
call 201 POST "/v1/clients/$client/care-conferences" "{\"type\": \"periodic_review\",
    \"title\": \"How the meals go\", \"carePlanId\": \"$plan\", \"clientInvited\": true,
    \"interpreterBooking\": \"Spanish, by phone\",
    \"participants\": [{\"kind\": \"client\", \"requirement\": \"required\"},
        {\"kind\": \"staff\", \"userId\": \"$marta_id\", \"requirement\": \"required\"},
        {\"kind\": \"staff\", \"userId\": \"$clinician_id\", \"requirement\": \"required\"}],
    \"agendaItems\": [{\"topic\": \"Food at home\", \"kind\": \"goal\", \"minutesPlanned\": 20}]}"
conference=$(pick id)
agenda_item=$(pick agendaItems.0.id)
with_client=$(pick participants.kind=client.id)
with_marta=$(pick "participants.userId=$marta_id.id")
with_clinician=$(pick "participants.userId=$clinician_id.id")
check status draft
check agendaItems.0.topic 'Food at home'

tell "It is scheduled, and the invitations are out."
seen "/v1/care-conferences/$conference"
call 200 POST "/v1/care-conferences/$conference/schedule" "{\"startsAt\": \"$(day 14)T16:00:00Z\",
    \"endsAt\": \"$(day 14)T16:30:00Z\", \"timeZone\": \"America/Chicago\"}"
check status scheduled
check 'participants.*.invitationStatus' 'needs_action, needs_action, needs_action'

tell "The clinician and Marta answer for themselves, and Marta writes down Rosa's answer."
as 'The clinician' "$clinician"
seen "/v1/care-conferences/$conference"
call 200 POST "/v1/care-conferences/$conference/participants/$with_clinician/respond" '{"answer": "accepted"}'
as Marta "$marta"
for participant in "$with_marta" "$with_client"; do
    seen "/v1/care-conferences/$conference"
    call 200 POST "/v1/care-conferences/$conference/participants/$participant/respond" '{"answer": "accepted"}'
done
call 200 GET "/v1/care-conferences/$conference"
check 'participants.*.invitationStatus' 'accepted, accepted, accepted'

tell "They meet."
seen "/v1/care-conferences/$conference"
call 200 POST "/v1/care-conferences/$conference/start" "{}"
show status startedAt
seen "/v1/care-conferences/$conference"
call 200 PATCH "/v1/care-conferences/$conference/agenda-items/$agenda_item" \
    '{"outcome": "The meals come every day. She misses cooking.", "minutesUsed": 15}'
seen "/v1/care-conferences/$conference"
call 201 POST "/v1/care-conferences/$conference/decisions" "{\"text\": \"Rosa cooks on Sundays.\",
    \"type\": \"plan_change\", \"decidedBy\": \"client_choice\", \"clientAgrees\": \"yes\",
    \"agendaItemId\": \"$agenda_item\",
    \"amendment\": {\"reasonCode\": \"conference\", \"reason\": \"She wants to cook again.\",
        \"changeSummary\": \"Rosa cooks on Sundays.\",
        \"addInterventions\": [{\"goalIds\": [\"$eat_goal\"], \"kind\": \"self_management\",
            \"description\": \"Cook for the family on Sundays.\", \"responsibleUserId\": \"$marta_id\"}]}}"
decision=$(pick id)
seen "/v1/care-conferences/$conference"
call 201 POST "/v1/care-conferences/$conference/action-items" "{\"text\": \"Ask how the first Sunday went\",
    \"ownerId\": \"$clinician_id\", \"dueOn\": \"$(day 21)\", \"decisionId\": \"$decision\"}"
show text dueOn
seen "/v1/care-conferences/$conference"
call 200 POST "/v1/care-conferences/$conference/end" "{\"attendance\": [
    {\"participantId\": \"$with_client\", \"attended\": \"full\"},
    {\"participantId\": \"$with_marta\", \"attended\": \"full\"},
    {\"participantId\": \"$with_clinician\", \"attended\": \"part\"}]}"
show status endedAt

tell "Marta writes the minutes. Nothing has been done to the plan yet."
seen "/v1/care-conferences/$conference"
call 200 POST "/v1/care-conferences/$conference/record-minutes" '{"body": "Meals arrive daily. Rosa will cook on Sundays.",
    "plainLanguage": "You cook on Sundays. Meals come on the other days."}'
show minutesStatus
call 200 GET "/v1/care-plans/$plan"
check currentVersion 2

tell "She signs them. In the same transaction the plan is amended and the task made."
seen "/v1/care-conferences/$conference"
with_key
call 200 POST "/v1/care-conferences/$conference/sign"
check minutesStatus signed
check minutes.signedBy "$marta_id"
check "decisions.id=$decision.amendedPlanId" "$plan"
check "decisions.id=$decision.amendedPlanVersion" 3
task=$(pick actionItems.0.taskId)

tell "The plan has moved to version 3."
call 200 GET "/v1/care-plans/$plan"
check currentVersion 3
call 200 GET "/v1/care-plans/$plan/versions/3"
check reasonCode conference
call 200 GET "/v1/care-plans/$plan/versions/3/diff"
check changes.change=added.part intervention
check 'changes.change=added.fields.field=description.to' 'Cook for the family on Sundays.'

tell "The clinician owns the task, and sees when it is due."
as 'The clinician' "$clinician"
call 200 GET "/v1/tasks/$task"
check title 'Ask how the first Sunday went'
check ownerId "$clinician_id"
check dueOn "$(day 21)"
check status ready
call 200 GET "/v1/tasks?ownerId=$clinician_id&clientId=$client"
check "items.id=$task.title" 'Ask how the first Sunday went'

tell "Signed minutes stay as they are."
as Marta "$marta"
seen "/v1/care-conferences/$conference"
call 409 PATCH "/v1/care-conferences/$conference/minutes" '{"body": "It was otherwise."}'
show code
call 200 GET "/v1/care-conferences/$conference"
check minutes.body 'Meals arrive daily. Rosa will cook on Sundays.'

# --- 6 -------------------------------------------------------------------------------------

step 6 'What happened'

tell "The timeline tells it from its beginning."
call 200 GET "/v1/clients/$client/timeline?sort=createdAt&limit=200"
in_order 'items.*.summary' 'Client created' 'Assessment completed' 'Assessment completed' 'Care plan created' \
    'Care plan activated' 'Care plan amended' 'Consent activated' 'Referral sent' 'Referral accepted' \
    'Referral started' 'Referral completed' 'Referral loop: closed' 'Intervention completed' 'Referral sent' 'Referral rejected' \
    'Referral sent' 'Referral cancelled' 'Consent revoked' 'Care conference created' \
    'Care conference scheduled' 'Conference participant invitation: accepted' 'Care conference started' \
    'Care conference ended' 'Care conference minuted' 'Care conference signed' 'Care plan amended'
table recordedAt actorId summary

tell "Each resource has its history. The plan's:"
call 200 GET "/v1/care-plans/$plan/history?sort=createdAt"
check 'items.*.event' 'create, activate, amend, amend'
table recordedAt actorId event reasonCode reason
tell "The conference's:"
call 200 GET "/v1/care-conferences/$conference/history?sort=createdAt"
in_order 'items.*.event' create schedule start end
table recordedAt actorId machine event

tell "The audit log says who saw Rosa's record and who did what, the refused attempts too."
as 'The supervisor' "$supervisor"
call 200 GET "/v1/audit-events?clientId=$client&since=$began&sort=createdAt&limit=200"
in_order 'items.*.operation' createClient saveAnswer completeAssessment listSuggestions createCarePlan \
    activateCarePlan amendCarePlan activateConsent sendReferral listClientDisclosures acceptReferral \
    completeReferral closeReferralLoop rejectReferral cancelReferral revokeConsent signConferenceMinutes \
    listClientTimeline
check items.status=409.operation createClient
check items.status=403.operation sendReferral
check items.operation=activateCarePlan.actorId "$marta_id"
check items.operation=acceptReferral.actorId "$noor_id"
check items.operation=acceptReferral.actorAgencyId "$harbor"
check items.operation=signConferenceMinutes.items.kind=care_plan.id "$plan"
check "items.operation=signConferenceMinutes.items.id=$task.action" created
printf '      Who did what, each once:\n'
table actorId operation outcome status | awk '!seen[$0]++'

tell "At $harbor_name, the auditor sees that Noor asked for a record that is not hers to see."
as 'The auditor' "$harbor_auditor"
call 200 GET "/v1/audit-events?actorId=$noor_id&operation=getClient&since=$began"
check items.length 1
check items.0.status 404
show items.0.outcome

printf '\nThe story is told.\n'
