//! Who may be the same person: found when a record is made or changed, shown
//! to people, settled by them.

use entity::{
    ClientId, DuplicateCandidateId,
    client::Model,
    duplicate_candidate::{Event, MatchReason, Model as Pair, Status},
    transition,
};

use crate::{
    domains::clients::{
        dto::{
            CandidateClient, ClientMatchQuery, DuplicateCandidateFilter, DuplicateDismissal,
            MatchCandidate, NewIdentifier,
        },
        matching::{self, Person},
        repository::{self, duplicates},
        rules,
    },
    platform::{
        Access, Change, Ctx, IfMatch, PageQuery, Permission, Problem, Slice, UnitOfWork, history,
        restriction::{self, Whole},
        store,
    },
};

pub use crate::domains::clients::repository::duplicates::PairRecord;

/// Most candidates that one answer shows, and that one change raises.
const MOST_SHOWN: usize = 20;

/// A client on file, compared with a person.
pub(super) struct Compared {
    pub client: Model,
    pub score: f64,
    pub reasons: Vec<MatchReason>,
}

/// Looks for a person among the clients on file.
pub async fn find_matches(
    ctx: &Ctx,
    query: ClientMatchQuery,
) -> Result<Vec<MatchCandidate>, Problem> {
    let reading = ctx.read(Permission::ReadClients)?;
    let alike = alike(&reading, Person::from(&query), &query.identifiers).await?;
    shown(&reading, alike).await
}

/// The clients on file who may be the person, the likeliest first.
pub(super) async fn alike(
    access: &impl Access,
    person: Person<'_>,
    identifiers: &[NewIdentifier],
) -> Result<Vec<Compared>, Problem> {
    let holders = repository::identifiers::holders(access, identifiers).await?;
    let mut clients = repository::search::candidates(access, person).await?;
    clients.retain(|client| holders.iter().all(|holder| holder.id != client.id));
    let others = clients.into_iter().map(|client| (client, false));
    let compared = holders.into_iter().map(|holder| (holder, true)).chain(others);
    let mut alike: Vec<_> = compared
        .map(|(client, same_identifier)| {
            let (score, reasons) =
                matching::compare(person, Person::from(&client), same_identifier);
            Compared { client, score, reasons }
        })
        .filter(|compared| compared.score >= rules::WORTH_A_LOOK)
        .collect();
    alike.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.client.id.cmp(&b.client.id)));
    alike.truncate(MOST_SHOWN);
    Ok(alike)
}

/// What the caller is told about who may be the person. Of those whom they may not see, only who is
/// in the way is told of: the rest, and how well they fit, would answer guesses at who they are.
pub(super) async fn shown(
    access: &impl Access,
    alike: Vec<Compared>,
) -> Result<Vec<MatchCandidate>, Problem> {
    let ids: Vec<_> = alike.iter().map(|compared| compared.client.id).collect();
    let hidden = restriction::hidden(access, &ids).await?;
    let show = |Compared { client, score, reasons }: Compared| {
        let seen = !hidden.contains(&client.id);
        if !seen && score < rules::SURE {
            return None;
        }
        access.saw(&client);
        Some(if seen {
            MatchCandidate { client: candidate(Some(&client)), score, reasons }
        } else {
            MatchCandidate { client: candidate(None), score: rules::SURE, reasons: Vec::new() }
        })
    };
    Ok(alike.into_iter().filter_map(show).collect())
}

/// What is told of a client who may be somebody; of one whom the caller may not
/// see, that there is one.
pub fn candidate(client: Option<&Model>) -> CandidateClient {
    CandidateClient {
        client_id: client.map(|client| client.id),
        masked: client.is_none(),
        mrn: client.map(|client| client.mrn.clone()),
        display_name: client.map(|client| rules::display_name(&client.names)),
        birth_date: client.and_then(|client| client.birth_date),
        status: client.map(|client| client.status),
    }
}

/// Refuses identifiers that another client has, of the kinds that only one can have.
pub(super) async fn refuse_taken(
    uow: &UnitOfWork<'_>,
    identifiers: &[NewIdentifier],
    own: Option<ClientId>,
) -> Result<(), Problem> {
    let everyone = Whole::of(uow);
    let mut holders = repository::identifiers::holders(&everyone, identifiers).await?;
    holders.retain(|holder| Some(holder.id) != own);
    if holders.is_empty() {
        return Ok(());
    }
    let ids: Vec<_> = holders.iter().map(|holder| holder.id).collect();
    let hidden = restriction::hidden(uow, &ids).await?;
    let tell = |holder: &Model| {
        uow.saw(holder);
        candidate(Some(holder).filter(|_| !hidden.contains(&holder.id)))
    };
    let clients: Vec<_> = holders.iter().map(tell).collect();
    let clients = serde_json::to_value(clients).unwrap_or_default();
    Err(Problem::new(&rules::IN_USE).with_extension("clients", clients))
}

/// One unit of work of an agency at a time says who its clients are, so that
/// two who take in the same person see each other.
pub(super) async fn one_at_a_time(uow: &UnitOfWork<'_>) -> Result<(), Problem> {
    store::one_at_a_time(uow, "who clients are").await
}

/// Raises the pairs that the client and those who are alike make, each of them
/// once and for all, and compares anew those that are open.
pub(super) async fn raise(
    uow: &UnitOfWork<'_>,
    client: &Model,
    alike: Vec<Compared>,
) -> Result<(), Problem> {
    let everyone = Whole::of(uow);
    let known = duplicates::of(&everyone, client.id).await?;
    for pair in known.iter().filter(|pair| pair.status == Status::Open) {
        let others = repository::of_ids(&everyone, &[other_of(pair, client.id)]).await?;
        let Some(other) = others.first() else { continue };
        let compared = matching::compare(Person::from(client), Person::from(other), false);
        if let Some(pair) = duplicates::rescore(uow, pair, compared).await? {
            uow.also(Change::updated(&pair));
        }
    }
    for Compared { client: other, score, reasons } in alike {
        let is_known = known.iter().any(|pair| other_of(pair, client.id) == other.id);
        if score >= rules::ALIKE && other.id != client.id && !is_known {
            let pair = duplicates::insert(uow, (client.id, other.id), (score, reasons)).await?;
            uow.also(Change::created(&pair).entering(pair.status));
        }
    }
    Ok(())
}

fn other_of(pair: &Pair, client: ClientId) -> ClientId {
    if pair.client_id == client { pair.other_client_id } else { pair.client_id }
}

pub async fn list(
    ctx: &Ctx,
    filter: DuplicateCandidateFilter,
    page: PageQuery,
) -> Result<Slice<PairRecord>, Problem> {
    let reading = ctx.read(Permission::ReadClients)?;
    page_of(&reading, &filter, &page).await
}

/// The pairs that a client is one of.
pub async fn list_of_client(
    ctx: &Ctx,
    id: ClientId,
    mut filter: DuplicateCandidateFilter,
    page: PageQuery,
) -> Result<Slice<PairRecord>, Problem> {
    let reading = ctx.read(Permission::ReadClients)?;
    filter.client_id = Some(super::find(&reading, id).await?.id);
    page_of(&reading, &filter, &page).await
}

async fn page_of(
    access: &impl Access,
    filter: &DuplicateCandidateFilter,
    page: &PageQuery,
) -> Result<Slice<PairRecord>, Problem> {
    let slice = duplicates::page(access, filter, page).await?;
    let mut ids: Vec<_> =
        slice.rows.iter().flat_map(|pair| [pair.client_id, pair.other_client_id]).collect();
    ids.sort_unstable();
    ids.dedup();
    let clients = repository::of_ids(access, &ids).await?;
    for client in &clients {
        access.saw(client);
    }
    Ok(slice.map(|pair| {
        let both = [pair.client_id, pair.other_client_id];
        let clients = clients.iter().filter(|client| both.contains(&client.id)).cloned().collect();
        PairRecord { pair, clients }
    }))
}

pub async fn get(ctx: &Ctx, id: DuplicateCandidateId) -> Result<PairRecord, Problem> {
    let reading = ctx.read(Permission::ReadClients)?;
    let pair = store::find::<entity::duplicate_candidate::Entity>(&reading, id).await?;
    duplicates::with_clients(&reading, pair).await
}

/// Settles that the two are two people, for good.
pub async fn dismiss(
    ctx: &Ctx,
    id: DuplicateCandidateId,
    seen: IfMatch,
    input: DuplicateDismissal,
) -> Result<PairRecord, Problem> {
    ctx.write(Permission::WriteClients, async |uow| {
        let current = store::lock::<entity::duplicate_candidate::Entity>(uow, id, seen).await?;
        let step = rules::PAIR_MACHINE.fire(current.status, Event::Dismiss)?;
        let pair = duplicates::dismiss(uow, &current, &step, &input.reason).await?;
        let change =
            Change::of("dismissed", &pair).by(&step).because(None, Some(input.reason.clone()));
        Ok((duplicates::with_clients(uow, pair).await?, change))
    })
    .await
}

pub async fn history(
    ctx: &Ctx,
    id: DuplicateCandidateId,
    page: PageQuery,
) -> Result<Slice<transition::Model>, Problem> {
    let reading = ctx.read(Permission::ReadClients)?;
    let pair = store::find::<entity::duplicate_candidate::Entity>(&reading, id).await?;
    history::of_row(&reading, &pair, &page).await
}

/// What the caller can do with the pair now.
pub fn allowed_actions(ctx: &Ctx, pair: &Pair) -> Vec<String> {
    if ctx.may(Permission::WriteClients) {
        rules::PAIR_MACHINE.allowed_actions(pair.status)
    } else {
        Vec::new()
    }
}
