//! Ids of what has none of its own: the social needs as a taxonomy, and what a
//! source knows by no UUID.

use entity::{Code, TaxonomyId, TaxonomyTermId, Uuid, referral::NeedDomain};
use sha2::{Digest, Sha256};

/// The same id for the same name, in every agency and at any time.
pub fn id_of(parts: &[&str]) -> Uuid {
    let digest = Sha256::digest(parts.join("\u{0}").as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// The taxonomy of the social needs, as HSDS shows it.
pub fn need_taxonomy_id() -> TaxonomyId {
    id_of(&["taxonomy", NEED_SYSTEM]).into()
}

/// The term for a social need, as HSDS shows it.
pub fn need_term_id(domain: NeedDomain) -> TaxonomyTermId {
    id_of(&["taxonomy_term", NEED_SYSTEM, &domain.code()]).into()
}

/// Where the codes of the social needs are defined.
pub const NEED_SYSTEM: &str =
    "http://hl7.org/fhir/us/sdoh-clinicalcare/CodeSystem/SDOHCC-CodeSystemTemporaryCodes";

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use entity::Iterable;

    use super::*;

    #[test]
    fn ids_of_needs_differ_and_stay() {
        let ids: BTreeSet<_> = NeedDomain::iter().map(need_term_id).collect();
        assert_eq!(ids.len(), 24);
        assert_eq!(
            need_term_id(NeedDomain::FoodInsecurity),
            id_of(&["taxonomy_term", NEED_SYSTEM, "food-insecurity"]).into()
        );
    }
}
