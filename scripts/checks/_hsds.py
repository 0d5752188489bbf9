"""What HSDS 3.0 says of its records: members, their types, what is demanded.

Facts of the Human Services Data Specification, version 3.0, by Open Referral
(https://docs.openreferral.org/en/v3.0.1/), in a form of our own.
"""

# What no record is without; others have an id at least.
DEMANDED = {
    "address": "id address_1 city state_province postal_code country address_type".split(),
    "location": "id location_type".split(),
    "metadata": "id last_action_date last_action_type field_name previous_value replacement_value updated_by".split(),
    "organization": "id name description".split(),
    "organization_identifier": "id identifier_type identifier".split(),
    "phone": "id number".split(),
    "program": "id name description".split(),
    "service": "id name status".split(),
    "taxonomy": "id name description".split(),
    "taxonomy_term": "id name description".split(),
}

# Members by type, and those that hold other records, one or a list of them.
MEMBERS = {
    "accessibility": {
        "string": "description details id url",
    },
    "address": {
        "string": (
            "address_1 address_2 address_type attention city country id postal_code region "
            "state_province"
        ),
    },
    "attribute": {
        "string": "id link_entity link_type value",
        "record": {
            "taxonomy_term": "taxonomy_term",
        },
    },
    "contact": {
        "string": "department email id name title",
        "list": {
            "phones": "phone",
        },
    },
    "cost_option": {
        "string": "amount_description currency id option valid_from valid_to",
        "number": "amount",
    },
    "funding": {
        "string": "id source",
    },
    "language": {
        "string": "code id name note",
    },
    "location": {
        "string": (
            "alternate_name description external_identifier external_identifier_type id "
            "location_type name transportation url"
        ),
        "number": "latitude longitude",
        "list": {
            "accessibility": "accessibility",
            "addresses": "address",
            "contacts": "contact",
            "languages": "language",
            "phones": "phone",
            "schedules": "schedule",
        },
    },
    "metadata": {
        "string": (
            "field_name id last_action_date last_action_type previous_value replacement_value "
            "resource_type updated_by"
        ),
    },
    "organization": {
        "string": (
            "alternate_name description email id legal_status logo name "
            "parent_organization_id tax_id tax_status uri website"
        ),
        "number": "year_incorporated",
        "list": {
            "contacts": "contact",
            "funding": "funding",
            "locations": "location",
            "organization_identifiers": "organization_identifier",
            "phones": "phone",
            "programs": "program",
            "services": "service",
        },
    },
    "organization_identifier": {
        "string": "id identifier identifier_scheme identifier_type",
    },
    "phone": {
        "string": "description id number type",
        "number": "extension",
        "list": {
            "languages": "language",
        },
    },
    "program": {
        "string": "alternate_name description id name",
    },
    "required_document": {
        "string": "document id uri",
    },
    "schedule": {
        "string": (
            "attending_type byday bymonthday byweekno byyearday closes_at description dtstart "
            "freq id notes opens_at schedule_link until valid_from valid_to wkst"
        ),
        "number": "count interval timezone",
    },
    "service": {
        "string": (
            "accreditations alert alternate_name application_process assured_date "
            "assurer_email description eligibility_description email fees fees_description id "
            "interpretation_services last_modified licenses name status url wait_time"
        ),
        "number": "maximum_age minimum_age",
        "record": {
            "organization": "organization",
            "program": "program",
        },
        "list": {
            "attributes": "attribute",
            "contacts": "contact",
            "cost_options": "cost_option",
            "funding": "funding",
            "languages": "language",
            "metadata": "metadata",
            "phones": "phone",
            "required_documents": "required_document",
            "schedules": "schedule",
            "service_areas": "service_area",
            "service_at_locations": "service_at_location",
        },
    },
    "service_area": {
        "string": "description extent extent_type id name uri",
    },
    "service_at_location": {
        "string": "description id",
        "record": {
            "location": "location",
            "service": "service",
        },
        "list": {
            "contacts": "contact",
            "phones": "phone",
            "schedules": "schedule",
        },
    },
    "taxonomy": {
        "string": "description id name uri version",
    },
    "taxonomy_term": {
        "string": "code description id language name parent_id taxonomy term_uri",
        "record": {
            "taxonomy_detail": "taxonomy",
        },
    },
}

STATUSES = {"active", "inactive", "defunct", "temporarily closed"}
PLACES = {"physical", "postal", "virtual"}
ENUMS = {
    ("service", "status"): STATUSES,
    ("location", "location_type"): PLACES,
    ("address", "address_type"): PLACES,
    ("schedule", "freq"): {"WEEKLY", "MONTHLY"},
}
PAGE = {
    "total_items": int,
    "total_pages": int,
    "page_number": int,
    "size": int,
    "first_page": bool,
    "last_page": bool,
    "empty": bool,
    "contents": list,
}


def page_faults(page):
    """What is wrong with the envelope of a list."""
    return [f"page {name}" for name, kind in PAGE.items() if type(page.get(name)) is not kind]


def faults(kind, record):
    """What HSDS would not have in the record, by kind and member, without values."""
    if not isinstance(record, dict):
        return [f"{kind} is no record"]
    members = MEMBERS[kind]
    texts, numbers = members.get("string", "").split(), members.get("number", "").split()
    found = [f"{kind} lacks {name}" for name in DEMANDED.get(kind, ["id"]) if name not in record]
    for name, value in record.items():
        if name in texts:
            sound = isinstance(value, str)
        elif name in numbers:
            sound = isinstance(value, (int, float)) and not isinstance(value, bool)
        elif name in members.get("record", {}):
            sound = True
            found += faults(members["record"][name], value)
        elif name in members.get("list", {}):
            sound = isinstance(value, list)
            for part in value if sound else []:
                found += faults(members["list"][name], part)
        else:
            sound = False
        allowed = ENUMS.get((kind, name))
        if not sound or allowed and value not in allowed:
            found.append(f"{kind} {name}")
    return found
