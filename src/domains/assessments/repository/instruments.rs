//! Instruments as an agency has them: those of the product, its own, and the wording that it
//! loaded.

use std::{collections::BTreeSet, sync::Arc};

use chrono::NaiveDate;
use entity::{
    AgencyInstrumentId, InstrumentWordingId, JsonText, LicenceAttestationId, Row,
    agency_instrument::{self, Status},
    assessment, instrument_wording, licence_attestation,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};

use super::super::{
    definition::Definition,
    dto::instruments::{
        AgencyInstrumentFilter, AgencyInstrumentPatch, AttestationFilter, InstrumentWordingInput,
        NewAgencyInstrument, NewLicenceAttestation,
    },
    instrument::{Instrument, builtin},
};
use crate::platform::{Access, PageQuery, Problem, Shown, Slice, SortKey, Step, UnitOfWork, store};

const SORTS: &[SortKey<agency_instrument::Entity>] =
    &[SortKey { name: "updatedAt", column: agency_instrument::Column::UpdatedAt }];

/// The agency's own versions of some instruments, beside those of the product.
pub struct Known(Vec<Arc<Instrument>>);

impl Known {
    /// Loads those that the product does not have.
    pub async fn of<'c>(
        access: &impl Access,
        codes: impl IntoIterator<Item = &'c str>,
    ) -> Result<Self, Problem> {
        let own: BTreeSet<_> =
            codes.into_iter().filter(|code| builtin::find(code, None).is_none()).collect();
        if own.is_empty() {
            return Ok(Self(Vec::new()));
        }
        let condition = Condition::all()
            .add(agency_instrument::Column::Code.is_in(own))
            .add(agency_instrument::Column::PublishedAt.is_not_null());
        let order = [agency_instrument::Column::Number];
        let rows = store::all::<agency_instrument::Entity>(access, condition, &order).await?;
        rows.iter().map(own_instrument).collect::<Result<_, _>>().map(Self)
    }

    /// The instrument in that version.
    pub fn find(&self, code: &str, version: &str) -> Option<Arc<Instrument>> {
        let fits = |one: &&Arc<Instrument>| one.code == code && one.version == version;
        builtin::find(code, Some(version)).or_else(|| self.0.iter().find(fits)).cloned()
    }

    /// The instrument of an assessment, in the version that it began with.
    pub fn of_assessment(&self, row: &assessment::Model) -> Result<Arc<Instrument>, Problem> {
        // Versions that were ever published stay.
        self.find(&row.instrument_code, &row.instrument_version)
            .ok_or_else(|| Problem::internal("an assessment's instrument is not known any more"))
    }

    pub fn title(&self, code: &str, version: &str) -> String {
        self.find(code, version).map_or_else(|| code.to_owned(), |known| known.title.clone())
    }
}

/// The instrument that a row of the agency's describes; it was checked when it was published.
pub fn own_instrument(row: &agency_instrument::Model) -> Result<Arc<Instrument>, Problem> {
    let instrument = definition(row)?.instrument(&row.code, row.number, &row.title);
    instrument.map(Arc::new).map_err(|_| Problem::internal("a published instrument is unsound"))
}

pub fn definition(row: &agency_instrument::Model) -> Result<Definition, Problem> {
    serde_json::from_value(row.definition.0.clone())
        .map_err(|_| Problem::internal("an instrument's definition has another shape"))
}

/// The agency's instruments that can be taken, by code.
pub async fn published(access: &impl Access) -> Result<Vec<agency_instrument::Model>, Problem> {
    let condition = Condition::all().add(agency_instrument::Column::Status.eq(Status::Published));
    let order = [agency_instrument::Column::Code];
    store::all::<agency_instrument::Entity>(access, condition, &order).await
}

/// All versions of the agency's instrument, oldest first.
pub async fn versions(
    access: &impl Access,
    code: &str,
) -> Result<Vec<agency_instrument::Model>, Problem> {
    let condition = Condition::all().add(agency_instrument::Column::Code.eq(code));
    let order = [agency_instrument::Column::Number];
    store::all::<agency_instrument::Entity>(access, condition, &order).await
}

impl Shown for agency_instrument::Model {
    const KIND: &'static str = <Self as Row>::KIND;

    fn id(&self) -> entity::Uuid {
        Row::id(self)
    }

    fn version(&self) -> i64 {
        Row::version(self)
    }

    async fn shown(access: &impl Access, id: entity::Uuid) -> Result<Self, Problem> {
        store::find::<agency_instrument::Entity>(access, id).await
    }
}

impl Shown for licence_attestation::Model {
    const KIND: &'static str = <Self as Row>::KIND;

    fn id(&self) -> entity::Uuid {
        Row::id(self)
    }

    fn version(&self) -> i64 {
        Row::version(self)
    }

    async fn shown(access: &impl Access, id: entity::Uuid) -> Result<Self, Problem> {
        store::find::<licence_attestation::Entity>(access, id).await
    }
}

impl Shown for instrument_wording::Model {
    const KIND: &'static str = <Self as Row>::KIND;

    fn id(&self) -> entity::Uuid {
        Row::id(self)
    }

    fn version(&self) -> i64 {
        Row::version(self)
    }

    async fn shown(access: &impl Access, id: entity::Uuid) -> Result<Self, Problem> {
        store::find::<instrument_wording::Entity>(access, id).await
    }
}

pub async fn page(
    access: &impl Access,
    filter: &AgencyInstrumentFilter,
    page: &PageQuery,
) -> Result<Slice<agency_instrument::Model>, Problem> {
    let statuses = filter.status.as_ref().map(|any| any.0.as_slice());
    let codes = filter.code.as_ref().map(|any| any.0.as_slice());
    let condition = Condition::all()
        .add(store::any_of(agency_instrument::Column::Status, statuses))
        .add(store::any_of(agency_instrument::Column::Code, codes));
    store::page::<agency_instrument::Entity>(access, condition, SORTS, page).await
}

pub async fn insert_draft(
    uow: &UnitOfWork<'_>,
    new: &NewAgencyInstrument,
    number: i32,
) -> Result<agency_instrument::Model, Problem> {
    let mut row = agency_instrument::ActiveModel {
        id: Set(uow.id_or_new::<agency_instrument::Entity>(new.id)),
        code: Set(new.code.clone()),
        number: Set(number),
        title: Set(new.title.clone()),
        definition: Set(stored(&new.definition)?),
        status: Set(Status::Draft),
        published_at: Set(None),
        retired_at: Set(None),
        retirement_reason: Set(None),
        ..Default::default()
    };
    store::stamp::<agency_instrument::Entity>(uow, &mut row);
    store::insert::<agency_instrument::Entity>(uow, row).await
}

fn stored(definition: &Definition) -> Result<JsonText<serde_json::Value>, Problem> {
    serde_json::to_value(definition).map(JsonText).map_err(Problem::internal)
}

pub async fn revise(
    uow: &UnitOfWork<'_>,
    from: &agency_instrument::Model,
    number: i32,
) -> Result<agency_instrument::Model, Problem> {
    let draft = NewAgencyInstrument {
        id: Some(AgencyInstrumentId::new(uow.now())),
        code: from.code.clone(),
        title: from.title.clone(),
        definition: definition(from)?,
    };
    insert_draft(uow, &draft, number).await
}

pub async fn apply_patch(
    uow: &UnitOfWork<'_>,
    current: &agency_instrument::Model,
    patch: &AgencyInstrumentPatch,
) -> Result<agency_instrument::Model, Problem> {
    let definition = patch.definition.as_ref().map(stored).transpose()?;
    store::update_if_changed::<agency_instrument::Entity>(uow, current, |row| {
        store::set_if(&mut row.title, patch.title.clone());
        store::set_if(&mut row.definition, definition);
    })
    .await
}

pub async fn apply_step(
    uow: &UnitOfWork<'_>,
    current: &agency_instrument::Model,
    step: &Step<Status>,
    reason: Option<&str>,
) -> Result<agency_instrument::Model, Problem> {
    store::update::<agency_instrument::Entity>(uow, current, |row| {
        row.status = Set(step.to);
        if step.to == Status::Published {
            row.published_at = Set(Some(uow.now()));
        } else {
            row.retired_at = Set(Some(uow.now()));
            row.retirement_reason = Set(reason.map(str::to_owned));
        }
    })
    .await
}

/// Whether the agency has attested that it may use the instrument's wording.
pub async fn is_attested(
    access: &impl Access,
    code: &str,
    today: NaiveDate,
) -> Result<bool, Problem> {
    let condition = holding(today).add(licence_attestation::Column::InstrumentCode.eq(code));
    store::exists::<licence_attestation::Entity>(access, condition).await
}

fn holding(today: NaiveDate) -> Condition {
    use licence_attestation::Column;

    let lasting =
        Condition::any().add(Column::ValidUntil.is_null()).add(Column::ValidUntil.gte(today));
    Condition::all().add(Column::Status.eq(licence_attestation::Status::Active)).add(lasting)
}

/// The instruments whose wording the agency has attested that it may use.
pub async fn attested(access: &impl Access, today: NaiveDate) -> Result<BTreeSet<String>, Problem> {
    let rows = store::all::<licence_attestation::Entity>(access, holding(today), &[]).await?;
    Ok(rows.into_iter().map(|row| row.instrument_code).collect())
}

pub async fn page_of_attestations(
    access: &impl Access,
    filter: &AttestationFilter,
    page: &PageQuery,
) -> Result<Slice<licence_attestation::Model>, Problem> {
    use licence_attestation::Column;

    let statuses = filter.status.as_ref().map(|any| any.0.as_slice());
    let codes = filter.instrument_code.as_ref().map(|any| any.0.as_slice());
    let condition = Condition::all()
        .add(store::any_of(Column::Status, statuses))
        .add(store::any_of(Column::InstrumentCode, codes));
    store::page::<licence_attestation::Entity>(access, condition, &[], page).await
}

pub async fn insert_attestation(
    uow: &UnitOfWork<'_>,
    new: &NewLicenceAttestation,
) -> Result<licence_attestation::Model, Problem> {
    let mut row = licence_attestation::ActiveModel {
        id: Set(new.id.unwrap_or_else(|| LicenceAttestationId::new(uow.now()))),
        instrument_code: Set(new.instrument_code.clone()),
        reference: Set(new.reference.clone()),
        note: Set(new.note.clone()),
        valid_until: Set(new.valid_until),
        status: Set(licence_attestation::Status::Active),
        revoked_at: Set(None),
        revoked_by: Set(None),
        revocation_reason: Set(None),
        ..Default::default()
    };
    store::stamp::<licence_attestation::Entity>(uow, &mut row);
    store::insert::<licence_attestation::Entity>(uow, row).await
}

pub async fn revoke(
    uow: &UnitOfWork<'_>,
    current: &licence_attestation::Model,
    step: &Step<licence_attestation::Status>,
    reason: &str,
) -> Result<licence_attestation::Model, Problem> {
    store::update::<licence_attestation::Entity>(uow, current, |row| {
        row.status = Set(step.to);
        row.revoked_at = Set(Some(uow.now()));
        row.revoked_by = Set(Some(uow.actor()));
        row.revocation_reason = Set(Some(reason.to_owned()));
    })
    .await
}

/// The wording that the agency has loaded for this version, by language.
pub async fn wordings(
    access: &impl Access,
    code: &str,
    version: &str,
) -> Result<Vec<instrument_wording::Model>, Problem> {
    use instrument_wording::Column;

    let condition = Condition::all()
        .add(Column::InstrumentCode.eq(code))
        .add(Column::InstrumentVersion.eq(version));
    store::all::<instrument_wording::Entity>(access, condition, &[Column::Language]).await
}

/// The versions of instruments for which the agency has loaded wording.
pub async fn worded(access: &impl Access) -> Result<BTreeSet<(String, String)>, Problem> {
    let rows = store::all::<instrument_wording::Entity>(access, Condition::all(), &[]).await?;
    Ok(rows.into_iter().map(|row| (row.instrument_code, row.instrument_version)).collect())
}

/// Keeps the wording in place of what was there in that language.
pub async fn write_wording(
    uow: &UnitOfWork<'_>,
    instrument: &Instrument,
    language: &str,
    input: &InstrumentWordingInput,
) -> Result<instrument_wording::Model, Problem> {
    let known = wordings(uow, &instrument.code, &instrument.version).await?;
    if let Some(known) = known.iter().find(|one| one.language == language) {
        return store::update::<instrument_wording::Entity>(uow, known, |row| {
            row.stem = Set(input.stem.clone());
            row.items = Set(JsonText(input.items.clone()));
        })
        .await;
    }
    let mut row = instrument_wording::ActiveModel {
        id: Set(InstrumentWordingId::new(uow.now())),
        instrument_code: Set(instrument.code.clone()),
        instrument_version: Set(instrument.version.clone()),
        language: Set(language.to_owned()),
        stem: Set(input.stem.clone()),
        items: Set(JsonText(input.items.clone())),
        ..Default::default()
    };
    store::stamp::<instrument_wording::Entity>(uow, &mut row);
    store::insert::<instrument_wording::Entity>(uow, row).await
}
