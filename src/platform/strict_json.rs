//! JSON as strictly as the contract reads it: UTF-8, at most 32 deep, no
//! member twice, no NUL. What is wrong is told without quoting any value.

use std::{cell::RefCell, fmt};

use serde::de::{self, DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::{FieldProblem, Problem, catalogue};

const DEEPEST: usize = 32;

/// Reads one JSON value.
pub fn parse(bytes: &[u8]) -> Result<Value, Problem> {
    let malformed = || Problem::new(&catalogue::MALFORMED_JSON);
    let text = std::str::from_utf8(bytes).map_err(|_| malformed())?;
    let found = RefCell::new(None);
    let mut reader = serde_json::Deserializer::from_str(text);
    let read = Strict { depth: 0, pointer: String::new(), found: &found }
        .deserialize(&mut reader)
        .and_then(|value| reader.end().map(|()| value));
    match (read, found.into_inner()) {
        (Ok(value), _) => Ok(value),
        (Err(_), Some(problem)) => Err(Problem::invalid(vec![problem])),
        (Err(_), None) => Err(malformed()),
    }
}

struct Strict<'f> {
    depth: usize,
    pointer: String,
    /// Where a rule was broken that is about content, not about syntax.
    found: &'f RefCell<Option<FieldProblem>>,
}

impl Strict<'_> {
    fn inner(&self, step: &str) -> Strict<'_> {
        let step = step.replace('~', "~0").replace('/', "~1");
        Strict {
            depth: self.depth + 1,
            pointer: format!("{}/{step}", self.pointer),
            found: self.found,
        }
    }

    fn refuse<E: de::Error>(&self, code: &'static str, detail: &'static str) -> E {
        *self.found.borrow_mut() = Some(FieldProblem::at(self.pointer.clone(), code, detail));
        E::custom("refused")
    }

    fn check_text<E: de::Error>(&self, text: &str) -> Result<(), E> {
        if text.contains('\0') {
            return Err(self.refuse("nul_character", "Leave out the character U+0000."));
        }
        if !text.is_empty() && text.chars().all(is_unseen) {
            return Err(self.refuse("blank_text", "Send a text that can be seen, or leave it out."));
        }
        Ok(())
    }
}

/// Whether a reader sees nothing where the character stands: white space,
/// controls, and Unicode's marks without a glyph or width.
fn is_unseen(character: char) -> bool {
    character.is_whitespace()
        || character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: de::Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    /// JSON has one kind of number: `1.0` is the integer 1.
    #[expect(clippy::cast_possible_truncation, reason = "exact below 2^53")]
    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Value, E> {
        const EXACT: f64 = 9_007_199_254_740_992.0;
        if value.fract() == 0.0 && value.abs() < EXACT {
            return Ok((value as i64).into());
        }
        let number = Number::from_f64(value);
        number.map(Value::Number).ok_or_else(|| E::custom("not a finite number"))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Value, E> {
        self.check_text(value)?;
        Ok(Value::String(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        if self.depth >= DEEPEST {
            return Err(de::Error::custom("too deep"));
        }
        let mut array = Vec::new();
        while let Some(item) = items.next_element_seed(self.inner(&array.len().to_string()))? {
            array.push(item);
        }
        Ok(Value::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        if self.depth >= DEEPEST {
            return Err(de::Error::custom("too deep"));
        }
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            self.check_text(&name)?;
            // The name is told only where it is surely a name.
            let step = if is_plain_name(&name) { name.as_str() } else { "?" };
            let inner = self.inner(step);
            if object.contains_key(&name) {
                return Err(inner.refuse("duplicate_field", "Send each field once."));
            }
            let value = members.next_value_seed(inner)?;
            object.insert(name, value);
        }
        Ok(Value::Object(object))
    }
}

/// Whether a member's name can be told back: it may be personal data otherwise.
pub fn is_plain_name(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn code(body: &str) -> &'static str {
        parse(body.as_bytes()).unwrap_err().kind().code
    }

    #[test]
    fn whole_numbers_are_integers_however_they_are_written() {
        assert_eq!(parse(br#"{"a":1.0,"b":1e2,"c":0.5}"#).unwrap(), json!({"a":1,"b":100,"c":0.5}));
    }

    #[test]
    fn what_is_not_json_is_malformed() {
        let deep = "[".repeat(33) + &"]".repeat(33);
        for body in ["", "{", "{}x", r#"{"a":"\ud800"}"#, deep.as_str(), "{\"a\":01}", "nul"] {
            assert_eq!(code(body), "malformed_json", "{body}");
        }
        assert_eq!(parse(&[b'"', 0xff, b'"']).unwrap_err().kind().code, "malformed_json");
        let allowed = "[".repeat(32) + &"]".repeat(32);
        assert!(parse(allowed.as_bytes()).is_ok());
    }

    #[test]
    fn nul_and_duplicate_members_are_invalid() {
        assert_eq!(code(r#"{"a":"x\u0000"}"#), "validation_failed");
        assert_eq!(code(r#"{"a":1,"a":2}"#), "validation_failed");
    }
}
