//! Bodies as browsers and OAuth send them: `application/x-www-form-urlencoded`.

use std::{future::Future, pin::Pin};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use serde::de::DeserializeOwned;

use super::{
    Problem, catalogue,
    input::{check_media_type, operation, read_body},
};

/// A form, read by the rules of RFC 6749, 3.2: each parameter once, an empty
/// one is an absent one, unknown ones are passed over.
pub struct Form<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Form<T> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let mut payload = payload.take();
        Box::pin(async move {
            let operation = operation(&request)?;
            check_media_type(&request, &operation).map_err(|_| {
                let advice = "Send application/x-www-form-urlencoded.";
                Problem::saying(&catalogue::UNSUPPORTED_MEDIA_TYPE, advice)
            })?;
            let body = read_body(&request, &mut payload).await?;
            parse(&body).map(Self)
        })
    }
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    let malformed = || Problem::new(&catalogue::MALFORMED_FORM);
    let mut pairs: Vec<(String, String)> = Vec::new();
    for (name, value) in form_urlencoded::parse(body) {
        // What is not UTF-8 has become U+FFFD.
        let unreadable = |text: &str| text.contains(['\u{FFFD}', '\0']);
        let again = pairs.iter().any(|(earlier, _)| *earlier == name);
        if again || unreadable(&name) || unreadable(&value) {
            return Err(malformed());
        }
        pairs.push((name.into_owned(), value.into_owned()));
    }
    pairs.retain(|(_, value)| !value.is_empty());
    let text = serde_urlencoded::to_string(&pairs).map_err(|_| malformed())?;
    // The parser's own text would quote the value.
    serde_urlencoded::from_str(&text).map_err(|_| malformed())
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, PartialEq, Eq, Deserialize)]
    struct Sample {
        grant_type: Option<String>,
        scope: Option<String>,
    }

    fn sample(body: &[u8]) -> Option<Sample> {
        parse(body).ok()
    }

    #[test]
    fn a_form_is_read_with_its_escapes_and_without_what_is_unknown() {
        let form = sample(b"grant_type=client%5Fcredentials&scope=a+b&colour=red").unwrap();
        assert_eq!(form.grant_type.as_deref(), Some("client_credentials"));
        assert_eq!(form.scope.as_deref(), Some("a b"));
    }

    #[test]
    fn an_empty_parameter_is_an_absent_one() {
        assert_eq!(sample(b"grant_type=&scope"), Some(Sample { grant_type: None, scope: None }));
        assert_eq!(sample(b""), Some(Sample { grant_type: None, scope: None }));
    }

    #[test]
    fn a_parameter_that_comes_twice_or_is_not_text_is_refused() {
        for body in [&b"scope=a&scope=a"[..], b"colour=a&colour=b", b"scope=%FF", b"scope=%00"] {
            assert_eq!(sample(body), None);
        }
    }
}
