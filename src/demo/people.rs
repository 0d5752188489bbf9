//! The people of the demo. None of them exists.

use entity::user_account::Role;
use serde_json::{Value, json};

pub struct Agency {
    pub name: &'static str,
    pub users: &'static [(Role, &'static str)],
    pub clients: fn() -> Vec<Value>,
}

impl Agency {
    pub fn name_of(&self, role: Role) -> &'static str {
        self.users.iter().find(|(known, _)| *known == role).map_or("", |(_, name)| name)
    }
}

pub const AGENCIES: [Agency; 3] = [
    Agency {
        name: "Lakeside Care Management",
        users: &[
            (Role::Admin, "Ines Whitcomb"),
            (Role::Supervisor, "Delphine Osei"),
            (Role::CareManager, "Marta Quill"),
            (Role::Clinician, "Dr. Anselm Roy"),
            (Role::TeamMember, "Kofi Brandt"),
            (Role::PartnerAgency, "Lakeside Intake Desk"),
            (Role::Client, "Rosa Delgado"),
            (Role::Proxy, "Tomas Delgado"),
            (Role::Analyst, "Yuki Farrow"),
            (Role::Integration, "Lakeside Discharge Feed"),
            (Role::Auditor, "Leopold Vance"),
        ],
        clients: lakeside,
    },
    Agency {
        name: "Harbor Community Meals",
        users: &[
            (Role::Admin, "Greta Lindqvist"),
            (Role::Supervisor, "Samuel Achebe"),
            (Role::CareManager, "Noor Haddad"),
            (Role::Clinician, "Dr. Petra Vance"),
            (Role::TeamMember, "Ruben Castillo"),
            (Role::PartnerAgency, "Amara Nwosu"),
            (Role::Client, "Walter Finch"),
            (Role::Proxy, "Edith Finch"),
            (Role::Analyst, "Ivo Marek"),
            (Role::Integration, "Harbor Order System"),
            (Role::Auditor, "Clara Bell"),
        ],
        clients: harbor,
    },
    Agency {
        name: "Northgate Behavioral Health",
        users: &[
            (Role::Admin, "Hana Suzuki"),
            (Role::Supervisor, "Bastien Moreau"),
            (Role::CareManager, "Priya Raman"),
            (Role::Clinician, "Dr. Oleg Sava"),
            (Role::TeamMember, "Lucia Ferro"),
            (Role::PartnerAgency, "Northgate Front Desk"),
            (Role::Client, "Amir Bakri"),
            (Role::Proxy, "Leila Bakri"),
            (Role::Analyst, "Jonas Weil"),
            (Role::Integration, "Northgate Scheduler"),
            (Role::Auditor, "Maeve Doyle"),
        ],
        clients: northgate,
    },
];

fn lakeside() -> Vec<Value> {
    vec![
        json!({
            "names": [{ "use": "official", "given": "Lan", "middle": "Thị", "family": "Nguyễn" }],
            "birthDate": "1951-09-02",
            "sexAtBirth": "female",
            "languages": [{ "language": "vi", "spoken": "native", "written": "good", "preferred": true }],
            "interpreterNeeded": true,
            "telecom": [{ "system": "phone", "value": "+13125550117", "safeHours": "mornings" }],
            "addresses": [{
                "use": "home", "lines": ["2207 Quarry Street", "Apartment 3B"], "city": "Chicago",
                "region": "IL", "postalCode": "60622", "country": "US",
            }],
        }),
        json!({
            "names": [
                { "use": "official", "given": "James", "middle": "Earl", "family": "Whitfield" },
                { "use": "preferred", "given": "Jim", "family": "Whitfield" },
            ],
            "birthDate": "1944-06-30",
            "sexAtBirth": "male",
            "pronouns": "he/him",
            "languages": [{ "language": "en", "spoken": "native", "preferred": true }],
            "addresses": [{
                "use": "home", "lines": ["418 Alder Street"], "city": "Chicago", "region": "IL",
                "postalCode": "60614", "country": "US",
            }],
        }),
        json!({
            "names": [{ "use": "official", "given": "Fatuma", "family": "Abdi" }],
            "birthDate": "1979-01-01",
            "birthDatePrecision": "estimated",
            "languages": [
                { "language": "so", "spoken": "native", "preferred": true },
                { "language": "en", "spoken": "basic" },
            ],
            "interpreterNeeded": true,
            "addresses": [{ "use": "temporary", "city": "Chicago", "noFixedAddress": true }],
        }),
    ]
}

fn harbor() -> Vec<Value> {
    vec![json!({
        "names": [{ "use": "official", "given": "Walter", "family": "Finch" }],
        "birthDate": "1939-11-19",
        "sexAtBirth": "male",
        "telecom": [{ "system": "phone", "value": "+13125550142", "okToLeaveMessage": true }],
    })]
}

fn northgate() -> Vec<Value> {
    vec![json!({
        "names": [{ "use": "official", "given": "Amir", "family": "Bakri" }],
        "birthDate": "1990-04-08",
        "languages": [{ "language": "ar", "spoken": "native", "preferred": true }],
    })]
}
