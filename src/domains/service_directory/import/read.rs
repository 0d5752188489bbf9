//! Reads a package from a folder or a file.

use std::{
    collections::BTreeMap,
    ffi::OsStr,
    fs, io,
    path::{Path, PathBuf},
    rc::Rc,
};

use super::{
    json,
    report::{Place, Report, Severity},
    tables::{Row, Tables, table_of},
    text,
};

/// Why a package cannot be read at all.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    #[error("the package cannot be read: {0}")]
    Io(#[from] io::Error),
    #[error(
        "there is nothing of HSDS: no CSV file that is named like a table and has its columns, and \
         no JSON of its records"
    )]
    Nothing,
    #[error("there is nothing of HSDS that can be read: {file} is no JSON from line {line} on")]
    Malformed { file: String, line: usize },
    #[error("a source has 1 to 100 characters")]
    Source,
}

/// Files that only HSDS before 2.0 had.
const OF_VERSION_1: [&str; 4] =
    ["regular_schedules", "physical_addresses", "postal_addresses", "holiday_schedules"];

/// Reads what is there: CSV if a file of the folder is a table, else JSON.
pub fn package(path: &Path, report: &mut Report) -> Result<Tables, Unreadable> {
    let mut files = vec![path.to_owned()];
    if path.is_dir() {
        let entries = fs::read_dir(path)?.map(|entry| entry.map(|entry| entry.path()));
        files = entries.collect::<Result<_, _>>()?;
        files.sort();
    }
    let mut tables = Tables::default();
    let csv: Vec<_> =
        of_kind(&files, "csv").filter_map(|file| Some((file, table(file)?))).collect();
    if csv.is_empty() {
        report.format = "hsds_3_json";
        for file in of_kind(&files, "json") {
            json::read(&fs::read(file)?, &name(file), &mut tables, report);
        }
    } else {
        let old = csv.iter().any(|(_, table)| OF_VERSION_1.contains(table));
        report.format = if old { "hsds_1_csv" } else { "hsds_3_csv" };
        for (file, table) in csv {
            comma_separated(&fs::read(file)?, &name(file), table, &mut tables, report)?;
        }
    }
    if super::tables::RECORDS.iter().all(|table| tables.rows(table).is_empty()) {
        let malformed = report.findings.iter().find(|finding| finding.code == "malformed_json");
        return Err(malformed.map_or(Unreadable::Nothing, |finding| Unreadable::Malformed {
            file: finding.file.clone(),
            line: finding.row,
        }));
    }
    tables.tell_of_unread(report);
    tables.modernize(report);
    for table in super::tables::RECORDS.into_iter().chain(["programs"]) {
        tables.merge(table, report, report.format == "hsds_3_json");
    }
    tables.tell_of_orphans(report);
    Ok(tables)
}

fn of_kind<'f>(files: &'f [PathBuf], ending: &str) -> impl Iterator<Item = &'f PathBuf> {
    files.iter().filter(move |file| {
        file.is_file() && file.extension().is_some_and(|known| known.eq_ignore_ascii_case(ending))
    })
}

fn name(file: &Path) -> Rc<str> {
    file.file_name().map(OsStr::to_string_lossy).unwrap_or_default().into()
}

fn table(file: &Path) -> Option<&'static str> {
    table_of(&file.file_stem()?.to_string_lossy().to_ascii_lowercase())
}

fn comma_separated(
    bytes: &[u8],
    file: &Rc<str>,
    table: &'static str,
    tables: &mut Tables,
    report: &mut Report,
) -> Result<(), Unreadable> {
    let wide = encoding_rs::Encoding::for_bom(bytes);
    let decoded = wide.filter(|(encoding, _)| *encoding != encoding_rs::UTF_8);
    let decoded = decoded.map(|(encoding, _)| encoding.decode(bytes).0.into_owned());
    let bytes = decoded.as_deref().map_or(bytes, str::as_bytes);
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .has_headers(false)
        .delimiter(delimiter(bytes))
        .from_reader(bytes);
    let mut rows = reader.byte_records().zip(1..);
    let Some((header, _)) = rows.next() else { return Ok(()) };
    let header: Vec<String> = header.map_err(as_io)?.iter().map(column).collect();
    let (table, kind) = match table {
        "physical_addresses" => ("addresses", Some("physical")),
        "postal_addresses" => ("addresses", Some("postal")),
        other => (other, None),
    };
    tables.declare(table, header.iter().map(String::as_str));
    for (record, row) in rows {
        let record = record.map_err(as_io)?;
        let place = Place { file: Rc::clone(file), row };
        if record.len() != header.len() {
            let what = ("cell_count", "The row has more or fewer cells than the header.");
            report.tell(Severity::Notice, &place, "", what);
        }
        let cells = header.iter().cloned().zip(record.iter());
        let cells = cells.map(|(name, cell)| (name, text::clean(&text::decoded(cell))));
        let mut cells: BTreeMap<_, _> = cells.filter(|(_, text)| !text.is_empty()).collect();
        if cells.is_empty() {
            continue;
        }
        if let Some(kind) = kind {
            cells.insert("address_type".to_owned(), kind.to_owned());
        }
        tables.add(table, Row { place, cells });
    }
    Ok(())
}

fn as_io(error: csv::Error) -> io::Error {
    // A row of CSV can be anything; what fails is the reading.
    io::Error::from(error)
}

fn column(name: &[u8]) -> String {
    text::clean(&text::decoded(name)).to_ascii_lowercase().replace([' ', '-'], "_")
}

/// What parts the header's names.
fn delimiter(bytes: &[u8]) -> u8 {
    let header = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |delimiter: u8| header.split(|byte| *byte == delimiter).count();
    [b',', b';', b'\t'].into_iter().rev().max_by_key(|one| count(*one)).unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_that_cannot_be_read_says_where_it_is_broken() {
        let folder = tempfile::tempdir().expect("a folder");
        let read = || package(folder.path(), &mut Report::default()).map(|_| ()).unwrap_err();
        assert!(matches!(read(), Unreadable::Nothing));
        let broken = "[{\"id\": \"a\", \"name\": \"A\"},\n{\"id\": \"b\", \"name\": \"\\ud800\"}]";
        fs::write(folder.path().join("organizations.json"), broken).expect("a file");
        let Unreadable::Malformed { file, line } = read() else { panic!("it is malformed") };
        assert_eq!((file.as_str(), line), ("organizations.json", 2));
    }
}
