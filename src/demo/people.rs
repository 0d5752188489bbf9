//! The people of the demo. None of them exists.

use entity::user_account::Role;

pub struct Agency {
    /// What the stories call it.
    pub short: &'static str,
    pub name: &'static str,
    pub users: &'static [(Role, &'static str)],
}

impl Agency {
    pub fn name_of(&self, role: Role) -> &'static str {
        self.users.iter().find(|(known, _)| *known == role).map_or("", |(_, name)| name)
    }
}

pub const AGENCIES: [Agency; 3] = [
    Agency {
        short: "lakeside",
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
    },
    Agency {
        short: "harbor",
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
    },
    Agency {
        short: "northgate",
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
    },
];
