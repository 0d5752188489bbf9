//! Finding clients by what they are known by. Each search walks one index, in
//! its order, from the narrowest thing that is asked for, and looks up the rest
//! for each client that it meets: it ends with the page, however many fit.

use entity::{
    AgencyId, ClientId,
    client::{Column, Entity, Model},
    client_search_key::{Column as Key, Entity as Keys, Kind},
};
use sea_orm::{
    ActiveEnum, ColumnTrait, Condition, EntityTrait, JoinType, QueryFilter, QueryOrder,
    QuerySelect, Select,
    sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement},
};

use super::identifiers;
use crate::{
    domains::clients::{
        dto::ClientSearch,
        matching::{self, Person},
        rules,
    },
    platform::{Access, PageQuery, Problem, Slice, store},
};

/// Most candidates of one kind that a match looks at.
const MOST_CANDIDATES: u64 = 500;
/// The same for those who have only one thing in common with the person.
const MOST_OTHERS: u64 = 50;

/// A thing that clients are wanted to have.
#[derive(Clone, Debug)]
struct Wanted {
    kind: Kind,
    values: Values,
}

#[derive(Clone, Debug)]
enum Values {
    Any(Vec<String>),
    Begin(String),
}

impl Wanted {
    fn any(kind: Kind, values: Vec<String>) -> Self {
        Self { kind, values: Values::Any(values) }
    }

    fn name(word: String) -> Self {
        Self { kind: Kind::Name, values: Values::Begin(word) }
    }

    /// Fewer clients have what comes first.
    fn breadth(&self) -> (u8, usize) {
        let rank = match (self.kind, &self.values) {
            (Kind::Identifier | Kind::Mrn, _) => 0,
            (Kind::Phone, _) => 1,
            (Kind::BirthDate, _) => 2,
            (Kind::NamePair, _) => 3,
            (Kind::Name, Values::Begin(word)) if word.chars().count() < 4 => 6,
            (Kind::Name, _) => 4,
            (Kind::Sound, _) => 5,
        };
        let letters = match &self.values {
            Values::Begin(word) => word.chars().count(),
            Values::Any(_) => 0,
        };
        (rank, usize::MAX - letters)
    }

    /// The keys under which `table` has it.
    fn held_in(&self, table: &Alias) -> Condition {
        let column = |column: Key| Expr::col((table.clone(), column));
        let condition = Condition::all().add(column(Key::Kind).eq(self.kind.to_value()));
        match &self.values {
            Values::Any(values) => match values.as_slice() {
                [value] => condition.add(column(Key::Value).eq(value.as_str())),
                values => condition.add(column(Key::Value).is_in(values.iter().cloned())),
            },
            Values::Begin(prefix) => {
                // The highest character there is closes the range.
                let end = format!("{prefix}\u{10FFFF}");
                condition
                    .add(column(Key::Value).gte(prefix.as_str()))
                    .add(column(Key::Value).lt(end))
            }
        }
    }

    /// Whether one client can have it under more than one key.
    fn can_repeat(&self) -> bool {
        match &self.values {
            Values::Any(values) => values.len() > 1,
            Values::Begin(_) => true,
        }
    }

    /// That the client of the key walked has it.
    fn had(&self, agency: AgencyId) -> Expr {
        Expr::exists(self.keys_of_client(agency))
    }

    /// That the client has it under no key that comes before the one walked.
    fn not_met_before(&self, agency: AgencyId) -> Expr {
        let mut earlier = self.keys_of_client(agency);
        let key = Expr::col((Alias::new(OTHER), Key::Value));
        earlier.and_where(key.lt(Expr::col((Keys, Key::Value))));
        Expr::not_exists(earlier)
    }

    /// It refers to the key that is walked, not to its client, whose row then need not be looked
    /// up before it fits.
    fn keys_of_client(&self, agency: AgencyId) -> SelectStatement {
        let other = Alias::new(OTHER);
        let column = |column: Key| Expr::col((other.clone(), column));
        Query::select()
            .expr(Expr::val(1))
            .from_as(Keys, other.clone())
            .and_where(column(Key::AgencyId).eq(agency))
            .and_where(column(Key::ClientId).equals((Keys, Key::ClientId)))
            .cond_where(self.held_in(&other))
            .to_owned()
    }
}

const OTHER: &str = "other";

/// The keys of what is wanted, with their clients.
fn walk(access: &impl Access, wanted: &Wanted) -> Select<Entity> {
    let keys = Entity::belongs_to(Keys)
        .from((Column::AgencyId, Column::Id))
        .to((Key::AgencyId, Key::ClientId))
        .into();
    let table = Alias::new("client_search_key");
    store::within::<Entity>(access.scope())
        .join(JoinType::InnerJoin, keys)
        .filter(Key::AgencyId.eq(access.scope().agency()))
        .filter(wanted.held_in(&table))
}

/// Clients who fit all that is searched for, by what they were found by: of those
/// found by one word, whose name is nearest to what was typed come first.
pub async fn search(
    access: &impl Access,
    search: &ClientSearch,
    page: &PageQuery,
) -> Result<Slice<Model>, Problem> {
    let mut wanted = criteria(access, search);
    wanted.sort_by_key(Wanted::breadth);
    let Some((narrowest, others)) = wanted.split_first() else {
        return Ok(Slice { rows: Vec::new(), next: None, total: None });
    };
    let mut select = walk(access, narrowest);
    let agency = access.scope().agency();
    for other in others {
        select = select.filter(other.had(agency));
    }
    if narrowest.can_repeat() {
        select = select.filter(narrowest.not_met_before(agency));
    }
    if !search.status.is_empty() {
        select = select.filter(Column::Status.is_in(search.status.iter().copied()));
    }
    if let Some(keys) = page.resume(access, 2)? {
        let [value, id] = [keys[0].clone(), keys[1].clone()];
        let same_value =
            Condition::all().add(Key::Value.eq(value.clone())).add(Key::ClientId.gt(id));
        select = select.filter(Key::Value.gte(value.clone()));
        select = select.filter(Condition::any().add(Key::Value.gt(value)).add(same_value));
    }
    let limit = page.limit();
    let select = select.order_by_asc(Key::Value).order_by_asc(Key::ClientId);
    let select = select.select_only().column(Key::Value).column(Key::ClientId).limit(limit + 1);
    let mut found: Vec<(String, ClientId)> = select.into_tuple().all(access.connection()).await?;
    let more = found.len() as u64 > limit;
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next = found
        .last()
        .filter(|_| more)
        .map(|(value, id)| page.cursor_at(access, vec![value.as_str().into(), (*id).into()]));
    let ids: Vec<_> = found.into_iter().map(|(_, id)| id).collect();
    let mut rows = super::of_ids(access, &ids).await?;
    rows.sort_by_key(|row| ids.iter().position(|id| *id == row.id));
    for row in &rows {
        access.saw(row);
    }
    Ok(Slice { rows, next, total: None })
}

fn criteria(access: &impl Access, search: &ClientSearch) -> Vec<Wanted> {
    let mut words = search.name.as_deref().map(rules::words).unwrap_or_default();
    words.sort_unstable();
    words.dedup();
    let both = rules::longest_pair(&words).map(|pair| Wanted::any(Kind::NamePair, vec![pair]));
    let mut wanted: Vec<_> = words.into_iter().map(Wanted::name).chain(both).collect();
    wanted.extend(
        [
            (Kind::Sound, search.sounds_like.as_deref().map(matching::sounds)),
            (Kind::BirthDate, search.birth_date.map(|date| vec![date.to_string()])),
            (Kind::Phone, search.phone.as_deref().map(|phone| vec![matching::digits(phone)])),
            (Kind::Mrn, search.mrn.clone().map(|mrn| vec![mrn])),
            (
                Kind::Identifier,
                search.identifier.as_ref().map(|wanted| identifiers::hashes_of(access, wanted)),
            ),
        ]
        .into_iter()
        .filter_map(|(kind, values)| Some(Wanted::any(kind, values?))),
    );
    wanted
}

/// Clients who have enough in common with the person to be compared.
///
/// Nobody reaches a score that counts without the birth date, or one that is a
/// slip of it; those who have only a phone or a name in common are looked at to
/// be shown.
pub async fn candidates(access: &impl Access, person: Person<'_>) -> Result<Vec<Model>, Problem> {
    let sounds: Vec<_> =
        person.names.iter().flat_map(|name| matching::sounds(&name.family)).collect();
    let sounds = Wanted::any(Kind::Sound, sounds);
    let givens = person.names.iter().filter_map(|name| name.given.as_deref());
    let givens = Wanted::any(Kind::Name, givens.flat_map(rules::words).collect());
    let phones = Wanted::any(Kind::Phone, matching::phones(person.telecom));
    let agency = access.scope().agency();
    let mut found = Vec::new();
    if let Some(date) = person.birth_date {
        let days = std::iter::once(date).chain(matching::slips(date));
        let born = Wanted::any(Kind::BirthDate, days.map(|day| day.to_string()).collect());
        let mut any = Condition::any();
        for thing in [&sounds, &givens, &phones] {
            any = any.add(thing.had(agency));
        }
        for name in person.names {
            let start: String = rules::fold(&name.family).chars().take(2).collect();
            any = any.add(Wanted::name(start).had(agency));
        }
        found.extend(clients(access, walk(access, &born).filter(any), MOST_CANDIDATES).await?);
    }
    found.extend(clients(access, walk(access, &phones), MOST_OTHERS).await?);
    let named = walk(access, &sounds).filter(givens.had(agency));
    found.extend(clients(access, named, MOST_OTHERS).await?);
    found.sort_unstable();
    found.dedup();
    super::of_ids(access, &found).await
}

async fn clients(
    access: &impl Access,
    select: Select<Entity>,
    most: u64,
) -> Result<Vec<ClientId>, Problem> {
    let select = select.select_only().column(Column::Id).limit(most);
    Ok(select.into_tuple().all(access.connection()).await?)
}
