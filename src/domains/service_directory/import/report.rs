//! What an import has done, and what it could not use. It names files, rows and
//! columns, and repeats nothing of what is in them.

use std::{collections::BTreeMap, fmt, rc::Rc};

use serde::Serialize;

/// Where in the package something is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub file: Rc<str>,
    /// As a spreadsheet counts, the header being 1; in JSON the item, from 1.
    pub row: usize,
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing; nothing is lost.
    Notice,
    /// A value or a part was left out; the record went in.
    Warning,
    /// The row could not be used.
    Error,
}

/// Something that was found in the package.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Finding {
    pub severity: Severity,
    pub file: String,
    pub row: usize,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub column: String,
    /// Stable, for programs.
    pub code: String,
    pub message: String,
}

/// What became of the records of a kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    pub created: usize,
    pub updated: usize,
    pub unchanged: usize,
    /// Rows that could not be used.
    pub errors: usize,
}

/// What an import has done; with `dry_run`, what it would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// `hsds_3_json`, `hsds_3_csv` or `hsds_1_csv`.
    pub format: &'static str,
    pub source: String,
    pub dry_run: bool,
    /// By the name of the table in HSDS.
    pub records: BTreeMap<&'static str, Counts>,
    pub warnings: usize,
    pub errors: usize,
    pub findings: Vec<Finding>,
}

impl Report {
    pub(super) fn tell(
        &mut self,
        severity: Severity,
        place: &Place,
        column: &str,
        (code, message): (&str, &str),
    ) {
        match severity {
            Severity::Notice => {}
            Severity::Warning => self.warnings += 1,
            Severity::Error => self.errors += 1,
        }
        self.findings.push(Finding {
            severity,
            file: place.file.to_string(),
            row: place.row,
            column: column.to_owned(),
            code: code.to_owned(),
            message: message.to_owned(),
        });
    }

    pub(super) fn warn(&mut self, place: &Place, column: &str, what: (&str, &str)) {
        self.tell(Severity::Warning, place, column, what);
    }

    /// The row is not used.
    pub(super) fn refuse(
        &mut self,
        table: &'static str,
        place: &Place,
        column: &str,
        what: (&str, &str),
    ) {
        self.records.entry(table).or_default().errors += 1;
        self.tell(Severity::Error, place, column, what);
    }

    /// Whether at least one record is, or would be, in the directory.
    pub fn has_records(&self) -> bool {
        self.records.values().any(|one| one.created + one.updated + one.unchanged > 0)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Finding { severity, file, row, column, code, message } in &self.findings {
            let severity = match severity {
                Severity::Notice => "notice",
                Severity::Warning => "warning",
                Severity::Error => "error",
            };
            let column = if column.is_empty() { String::new() } else { format!(" {column}:") };
            writeln!(f, "{severity:<8} {file}:{row}{column} {message} [{code}]")?;
        }
        writeln!(
            f,
            "{:<24}{:>9}{:>9}{:>11}{:>8}",
            self.format, "created", "updated", "unchanged", "errors"
        )?;
        for (table, counts) in &self.records {
            let Counts { created, updated, unchanged, errors } = counts;
            writeln!(f, "{table:<24}{created:>9}{updated:>9}{unchanged:>11}{errors:>8}")?;
        }
        let end = if self.dry_run { "nothing was written" } else { "done" };
        write!(f, "{} warnings, {} errors; {end}", self.warnings, self.errors)
    }
}
