//! What services are found by.

use std::collections::BTreeSet;

use entity::{
    Code, TaxonomyTermId, directory_service, location, organization, service_at_location,
    service_search_key::Kind,
};
use unicode_normalization::UnicodeNormalization;

use super::{effective, open_blocks};

/// Most words of one text that a service is found by.
const MOST_WORDS: usize = 500;

/// Lower case without accents or marks, words separated by single spaces.
pub fn fold(text: &str) -> String {
    let letters =
        text.nfkd().filter(|letter| !unicode_normalization::char::is_combining_mark(*letter));
    let mut folded = String::with_capacity(text.len());
    for letter in letters.flat_map(char::to_lowercase) {
        if letter.is_alphanumeric() {
            folded.push(letter);
        } else if !matches!(letter, '\'' | '’' | '`')
            && !folded.ends_with(' ')
            && !folded.is_empty()
        {
            folded.push(' ');
        }
    }
    folded.trim_end().to_owned()
}

/// The folded words of a text, each once.
pub fn words(text: &str) -> BTreeSet<String> {
    let folded = fold(text);
    let words = folded.split(' ').filter(|word| !word.is_empty() && word.len() <= 100);
    words.take(MOST_WORDS).map(str::to_owned).collect()
}

/// A postal code as it is compared: `SW1A 1AA` and `sw1a1aa` are the same.
pub fn postal_key(code: &str) -> String {
    fold(code).replace(' ', "")
}

/// What a service is found by. `terms` are its taxonomy terms with all above them.
pub fn search_keys(
    service: &directory_service::Model,
    organization: &organization::Model,
    offers: &[(service_at_location::Model, location::Model)],
    terms: &[TaxonomyTermId],
) -> BTreeSet<(Kind, String)> {
    let details = &service.details;
    let mut keys = Keys::default();
    let names = [Some(&service.name), details.alternate_name.as_ref(), Some(&organization.name)];
    keys.words(Kind::Name, names.into_iter().flatten());
    let programs = organization.details.programs.iter();
    let program = programs.filter(|program| program.id == details.program_id).map(|one| &one.name);
    let texts = [
        details.description.as_ref(),
        details.application_process.as_ref(),
        details.interpretation_services.as_ref(),
        organization.details.alternate_name.as_ref(),
    ];
    keys.words(Kind::Word, names.into_iter().chain(texts).flatten().chain(program));
    keys.words(Kind::Word, offers.iter().filter_map(|(_, place)| place.name.as_ref()));
    for domain in service.need_domains.iter() {
        keys.add(Kind::NeedDomain, domain.code());
        keys.words(Kind::Word, [&domain.code()]);
    }
    for term in terms {
        keys.add(Kind::Term, term.to_string());
    }
    for language in &details.languages {
        keys.languages(language);
    }
    for (_, place) in offers {
        place.details.languages.iter().for_each(|language| keys.languages(language));
        for address in &place.details.addresses {
            keys.add(Kind::PostalCode, postal_key(&address.postal_code));
        }
    }
    let costs = details.cost_options.iter().filter_map(|cost| cost.option.as_ref());
    let eligible = [details.eligibility_description.as_ref(), details.fees.as_ref()];
    keys.words(Kind::Eligibility, eligible.into_iter().flatten().chain(costs));
    let areas = details.service_areas.iter().flat_map(|area| [&area.name, &area.description]);
    let areas: Vec<_> = areas.flatten().collect();
    if areas.is_empty() {
        keys.add(Kind::Area, String::new());
    }
    keys.words(Kind::Area, areas);
    let here = offers.iter().filter_map(|(offer, _)| offer.capacity_status);
    for capacity in here.chain(service.capacity_status) {
        keys.add(Kind::Capacity, capacity.code());
    }
    keys.open_blocks(service, offers);
    keys.0
}

#[derive(Default)]
struct Keys(BTreeSet<(Kind, String)>);

impl Keys {
    fn add(&mut self, kind: Kind, value: String) {
        self.0.insert((kind, value));
    }

    fn words<'t>(&mut self, kind: Kind, texts: impl IntoIterator<Item = &'t String>) {
        for word in texts.into_iter().flat_map(|text| words(text)) {
            self.add(kind, word);
        }
    }

    /// By the hours that count at each place; a service without a place has its own.
    fn open_blocks(
        &mut self,
        service: &directory_service::Model,
        offers: &[(service_at_location::Model, location::Model)],
    ) {
        let places = offers.iter().map(|(offer, place)| {
            let zone = place.time_zone.as_deref().and_then(|zone| zone.parse().ok());
            let levels: [&[_]; 3] = [&offer.schedules, &service.schedules, &place.schedules];
            open_blocks(effective(levels), zone)
        });
        let own = offers.is_empty().then(|| open_blocks(&service.schedules, None));
        for block in places.chain(own).flatten() {
            self.add(Kind::OpenBlock, block);
        }
    }

    fn languages(&mut self, language: &entity::directory::DirectoryLanguage) {
        for text in [&language.code, &language.name].into_iter().flatten() {
            self.add(Kind::Language, fold(text));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_without_accents_capitals_and_marks() {
        let expected: BTreeSet<_> =
            ["cafe", "cook", "county", "nino", "st"].map(str::to_owned).into();
        assert_eq!(words("Café — Cook County, Niño (St.)"), expected);
    }
}
