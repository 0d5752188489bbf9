//! The instruments that come with the product, from the files under `instruments/`.

use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};

use super::{Instrument, checks};

/// Published with the product, one file per version.
pub const FILES: [&str; 16] = [
    include_str!("../instruments/adherence-check.json"),
    include_str!("../instruments/ahc-hrsn.json"),
    include_str!("../instruments/asq.json"),
    include_str!("../instruments/audit-c.json"),
    include_str!("../instruments/basic-daily-living-check.json"),
    include_str!("../instruments/caregiver-check.json"),
    include_str!("../instruments/fall-check.json"),
    include_str!("../instruments/gad-2.json"),
    include_str!("../instruments/gad-7.json"),
    include_str!("../instruments/gds-15.json"),
    include_str!("../instruments/hunger-vital-sign.json"),
    include_str!("../instruments/independent-living-check.json"),
    include_str!("../instruments/phq-2.json"),
    include_str!("../instruments/phq-9.json"),
    include_str!("../instruments/ucla-3.json"),
    include_str!("../instruments/who-5.json"),
];

static BUILTIN: LazyLock<Vec<Arc<Instrument>>> = LazyLock::new(|| {
    let load = |file: &&str| Arc::new(parse(file).expect("a test loads every embedded instrument"));
    FILES.iter().map(load).collect()
});

/// The instruments that every agency has from the start, by code, older versions first.
pub fn builtin() -> &'static [Arc<Instrument>] {
    &BUILTIN
}

/// The instrument in that version, or in its newest.
pub fn find(code: &str, version: Option<&str>) -> Option<&'static Arc<Instrument>> {
    let fits = |instrument: &&Arc<Instrument>| {
        instrument.code == code && version.is_none_or(|version| instrument.version == version)
    };
    builtin().iter().rfind(fits)
}

/// The newest version of each instrument.
pub fn newest() -> Vec<&'static Arc<Instrument>> {
    let all: BTreeMap<_, _> =
        builtin().iter().map(|instrument| (&instrument.code, instrument)).collect();
    all.into_values().collect()
}

#[derive(Debug, thiserror::Error)]
pub enum InvalidInstrument {
    #[error("the file is not an instrument: {0}")]
    Malformed(#[from] serde_json::Error),
    #[error("the instrument is inconsistent: {0:?}")]
    Inconsistent(Vec<checks::Finding>),
}

pub fn parse(file: &str) -> Result<Instrument, InvalidInstrument> {
    let instrument: Instrument = serde_json::from_str(file)?;
    let findings = checks::findings(&instrument);
    if findings.is_empty() {
        Ok(instrument)
    } else {
        Err(InvalidInstrument::Inconsistent(findings))
    }
}
