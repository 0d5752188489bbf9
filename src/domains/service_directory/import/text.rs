//! Messy text made plain: what other people's programs leave in exports. No I/O.

use std::borrow::Cow;

/// Entities that directories are full of; numbers are read as numbers.
const ENTITIES: [(&str, &str); 30] = [
    ("amp", "&"),
    ("lt", "<"),
    ("gt", ">"),
    ("quot", "\""),
    ("apos", "'"),
    ("nbsp", " "),
    ("ndash", "–"),
    ("mdash", "—"),
    ("lsquo", "‘"),
    ("rsquo", "’"),
    ("ldquo", "“"),
    ("rdquo", "”"),
    ("hellip", "…"),
    ("bull", "•"),
    ("middot", "·"),
    ("copy", "©"),
    ("reg", "®"),
    ("trade", "™"),
    ("deg", "°"),
    ("sect", "§"),
    ("frac12", "½"),
    ("aacute", "á"),
    ("eacute", "é"),
    ("iacute", "í"),
    ("oacute", "ó"),
    ("uacute", "ú"),
    ("ntilde", "ñ"),
    ("uuml", "ü"),
    ("iexcl", "¡"),
    ("iquest", "¿"),
];

/// Tags at which a line ends.
const LINE_ENDS: [&str; 12] =
    ["br", "p", "div", "li", "ul", "ol", "tr", "h1", "h2", "h3", "h4", "table"];

/// The bytes as text: UTF-8, else what Windows writes in Western languages.
pub fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0,
    }
}

/// Without tags, entities, control characters and stray whitespace. Letters stay as they are.
pub fn clean(text: &str) -> String {
    let text = if text.contains('<') { without_tags(text) } else { text.to_owned() };
    let text = if text.contains('&') {
        // What was escaped may be tags.
        without_tags(&without_entities(&text))
    } else {
        text
    };
    let mut lines: Vec<String> = Vec::new();
    for line in text.replace("\r\n", "\n").split(['\n', '\r', '\u{2028}', '\u{2029}']) {
        let visible = line.chars().filter(|c| !is_invisible(*c)).collect::<String>();
        let line = visible.split_whitespace().collect::<Vec<_>>().join(" ");
        // One empty line parts as well as five.
        if !line.is_empty() || lines.last().is_some_and(|last| !last.is_empty()) {
            lines.push(line);
        }
    }
    lines.join("\n").trim().to_owned()
}

fn is_invisible(letter: char) -> bool {
    (letter.is_control() && letter != '\t')
        || matches!(letter, '\u{FEFF}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{AD}')
}

fn without_tags(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        plain.push_str(&rest[..start]);
        let inside = &rest[start + 1..];
        let name = inside.trim_start_matches('/');
        let begins = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '!');
        // `income < 200%` is no tag.
        let end = inside.find(['>', '<']);
        if let Some(end) = end.filter(|end| begins && inside[*end..].starts_with('>')) {
            let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next();
            let name = name.unwrap_or_default().to_ascii_lowercase();
            if LINE_ENDS.contains(&name.as_str()) {
                plain.push('\n');
            }
            rest = &inside[end + 1..];
        } else {
            plain.push('<');
            rest = inside;
        }
    }
    plain.push_str(rest);
    plain
}

fn without_entities(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        plain.push_str(&rest[..start]);
        let inside = &rest[start + 1..];
        let end = inside.find(';').filter(|end| *end <= 10);
        let known = end.and_then(|end| Some((end, entity(&inside[..end])?)));
        if let Some((end, letter)) = known {
            plain.push_str(&letter);
            rest = &inside[end + 1..];
        } else {
            plain.push('&');
            rest = inside;
        }
    }
    plain.push_str(rest);
    plain
}

fn entity(name: &str) -> Option<Cow<'static, str>> {
    let Some(number) = name.strip_prefix('#') else {
        let known = ENTITIES.iter().find(|(known, _)| *known == name);
        return known.map(|(_, letter)| Cow::Borrowed(*letter));
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => number.parse(),
    };
    char::from_u32(code.ok()?).map(|letter| Cow::Owned(letter.to_string()))
}

/// A web address with its scheme, which people leave out.
pub fn url(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    if lower.starts_with("http://") || lower.starts_with("https://") {
        let scheme = text.find(':').unwrap_or_default();
        return format!("{}{}", &lower[..scheme], &text[scheme..]);
    }
    let host = text.split('/').next().unwrap_or_default();
    let likely = host.contains('.') && !host.contains(['@', ':', ' ']) && !host.ends_with('.');
    if likely { format!("http://{text}") } else { text.to_owned() }
}

pub fn email(text: &str) -> String {
    let bare = text.strip_prefix("mailto:").unwrap_or(text);
    bare.trim_matches(['<', '>', ' ']).to_owned()
}

/// A number without the quotes around it, and its extension if it names one at its end.
pub fn phone(text: &str) -> (String, Option<String>) {
    let number = text.trim_matches(['"', ' ']);
    let lower = number.to_ascii_lowercase();
    let digits = lower.len() - lower.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    if (1..=10).contains(&digits) && lower.is_ascii() {
        let before = lower[..lower.len() - digits].trim_end();
        for word in ["extension", "ext.", "ext", "x"] {
            if let Some(rest) = before.strip_suffix(word) {
                let rest = rest.trim_end_matches([' ', ',', ';']);
                let whole = rest.ends_with(|c: char| c.is_ascii_digit());
                if whole {
                    let extension = lower[lower.len() - digits..].to_owned();
                    return (number[..rest.len()].to_owned(), Some(extension));
                }
            }
        }
    }
    (number.to_owned(), None)
}

/// `9:00`, `9 AM`, `0900`, `09:00:00-05:00` as `HH:MM…`; anything else as it is.
pub fn time(text: &str) -> String {
    let lower = text.to_ascii_lowercase().replace([' ', '.'], "");
    let (clock, half) = match lower.strip_suffix("am").or(lower.strip_suffix('a')) {
        Some(clock) => (clock, Some(0)),
        None => match lower.strip_suffix("pm").or(lower.strip_suffix('p')) {
            Some(clock) => (clock, Some(12)),
            None => (lower.as_str(), None),
        },
    };
    let split = clock.find(|c: char| !c.is_ascii_digit()).unwrap_or(clock.len());
    let (first, rest) = clock.split_at(split);
    let read = match (first.len(), rest.is_empty()) {
        (3 | 4, true) => {
            let (hours, minutes) = first.split_at(first.len() - 2);
            hours.parse::<u32>().ok().map(|hours| (hours, format!(":{minutes}")))
        }
        (1 | 2, true) if half.is_some() => {
            first.parse().ok().map(|hours| (hours, ":00".to_owned()))
        }
        (1 | 2, false) => first.parse().ok().map(|hours| (hours, rest.to_uppercase())),
        _ => None,
    };
    match (read, half) {
        (Some((hours, rest)), None) => format!("{hours:02}{rest}"),
        (Some((hours @ 1..=12, rest)), Some(half)) => format!("{:02}{rest}", hours % 12 + half),
        _ => text.to_owned(),
    }
}

const DAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/// Its place in the week, from Monday.
pub fn weekday_number(day: &str) -> Option<usize> {
    DAYS.iter().position(|known| *known == day)
}

/// The day of the week as calendars write it.
pub fn weekday(text: &str) -> Option<&'static str> {
    if let Ok(number) = text.parse::<usize>() {
        return DAYS.get(number.checked_sub(1)?).copied();
    }
    let begins = text.get(..2)?.to_ascii_uppercase();
    DAYS.into_iter().find(|day| *day == begins)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_without_what_programs_left_in_it() {
        for (messy, plain) in [
            ("  Food\u{a0}&amp; shelter \r\n\r\n\r\n for&nbsp;all\t", "Food & shelter\n\nfor all"),
            ("<p>One</p><p>Two<br/>Three</p>", "One\n\nTwo\nThree"),
            ("income < 200% of <b>poverty</b>", "income < 200% of poverty"),
            ("&lt;p&gt;Caf&eacute; &#8211; R&D &#x41;&lt;/p&gt;", "Café – R&D A"),
            ("\u{feff}SHOUTED NAMES STAY", "SHOUTED NAMES STAY"),
        ] {
            assert_eq!(clean(messy), plain);
        }
        assert_eq!(decoded(b"Caf\xe9 \x93quoted\x94"), "Café “quoted”");
        assert_eq!(decoded("Café".as_bytes()), "Café");
    }

    #[test]
    fn phones_give_up_their_extensions_and_quotes() {
        for (messy, number, extension) in [
            ("(312) 555-0142 x331", "(312) 555-0142", Some("331")),
            ("312-555-0142 ext. 21", "312-555-0142", Some("21")),
            ("\"+44 1234 234567\"", "+44 1234 234567", None),
            ("1-800-555-HELP", "1-800-555-HELP", None),
            ("(618) 555-0100 or (877) 555-0101", "(618) 555-0100 or (877) 555-0101", None),
        ] {
            assert_eq!(phone(messy), (number.to_owned(), extension.map(str::to_owned)));
        }
    }

    #[test]
    fn times_have_two_digits_and_no_halves_of_days() {
        for (messy, plain) in [
            ("9:00", "09:00"),
            ("9 AM", "09:00"),
            ("12:30 p.m.", "12:30"),
            ("12am", "00:00"),
            ("1730", "17:30"),
            ("10:00:00", "10:00:00"),
            ("08:00-05:00", "08:00-05:00"),
            ("noon", "noon"),
            ("13 PM", "13 PM"),
        ] {
            assert_eq!(time(messy), plain, "{messy}");
        }
    }

    #[test]
    fn web_addresses_get_their_scheme() {
        assert_eq!(url("www.example.org/a"), "http://www.example.org/a");
        assert_eq!(url("HTTPS://example.org"), "https://example.org");
        assert_eq!(url("ask at the desk"), "ask at the desk");
        assert_eq!(email("mailto:desk@example.org"), "desk@example.org");
        assert_eq!(weekday("Thursday"), Some("TH"));
        assert_eq!(weekday("7"), Some("SU"));
        assert_eq!(weekday("x"), None);
    }
}
