//! Successful answers, and the precondition that changes need.

use std::future::{Ready, ready};

use actix_web::{
    FromRequest, HttpMessage, HttpRequest, HttpResponse, Responder,
    body::BoxBody,
    dev::Payload,
    http::{
        StatusCode,
        header::{self, HeaderMap},
    },
};
use serde::Serialize;
use utoipa::{
    IntoParams, ToSchema,
    openapi::{
        ObjectBuilder, Required, Type,
        path::{Parameter, ParameterBuilder, ParameterIn},
    },
};

use super::{
    Ctx, Problem, Shown, catalogue,
    ctx::Replay,
    page::{Page, Slice},
};

/// How a record is shown to callers. Views are made in handlers only.
pub trait View: Serialize + ToSchema {
    /// What services give: a row, or a row with its parts.
    type Record;

    fn view(record: Self::Record, ctx: &Ctx) -> Self;
}

/// A successful answer.
pub struct Reply<V> {
    status: StatusCode,
    version: Option<i64>,
    location: Option<String>,
    next_cursor: Option<String>,
    view: V,
}

impl<V> Reply<V> {
    /// An answer that is not a resource with a version.
    pub fn plain(view: V) -> Self {
        Self { status: StatusCode::OK, version: None, location: None, next_cursor: None, view }
    }
}

impl<V: View> Reply<V> {
    pub fn ok(ctx: &Ctx, record: V::Record) -> Self
    where
        V::Record: Shown,
    {
        let version = Some(record.version());
        Self { version, ..Self::plain(V::view(record, ctx)) }
    }

    /// A resource that now exists in `collection`, the path of its kind.
    pub fn created(ctx: &Ctx, collection: &str, record: V::Record) -> Self
    where
        V::Record: Shown,
    {
        let location = Some(format!("{collection}/{}", record.id()));
        // A repeated create with a client-made id made nothing now.
        let again = ctx.replayed() == Some(Replay::Id);
        let status = if again { StatusCode::OK } else { StatusCode::CREATED };
        Self { status, location, ..Self::ok(ctx, record) }
    }
}

impl<V: View> Reply<Page<V>> {
    pub fn page(ctx: &Ctx, slice: Slice<V::Record>) -> Self {
        let next_cursor = slice.next.clone();
        let items = slice.rows.into_iter().map(|record| V::view(record, ctx)).collect();
        let page = Page { items, next_cursor: slice.next, total: slice.total };
        Self { next_cursor, ..Reply::plain(page) }
    }
}

impl<V: Serialize> Responder for Reply<V> {
    type Body = BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        let etag = self.version.map(|version| format!("\"{version}\""));
        let unchanged = request.method() == actix_web::http::Method::GET
            && etag.as_deref().is_some_and(|etag| none_match(request.headers(), etag));
        let mut response =
            HttpResponse::build(if unchanged { StatusCode::NOT_MODIFIED } else { self.status });
        if let Some(etag) = etag {
            response.insert_header((header::ETAG, etag));
        }
        if let Some(location) = self.location {
            response.insert_header((header::LOCATION, location));
        }
        if let Some(cursor) = self.next_cursor {
            let link = format!("<{}>; rel=\"next\"", next_page(request, &cursor));
            response.insert_header((header::LINK, link));
        }
        let ctx = request.extensions().get::<Ctx>().cloned();
        if ctx.is_some_and(|ctx| ctx.replayed().is_some()) {
            response.insert_header(("idempotency-replayed", "true"));
        }
        if unchanged { response.finish() } else { response.json(self.view) }
    }
}

/// A picture in SVG.
pub struct Drawing(pub String);

impl Responder for Drawing {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::Ok().content_type("image/svg+xml").body(self.0)
    }
}

fn none_match(headers: &HeaderMap, etag: &str) -> bool {
    let seen = headers.get_all(header::IF_NONE_MATCH).filter_map(|value| value.to_str().ok());
    seen.flat_map(|value| value.split(','))
        .map(str::trim)
        .any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag)
}

/// The same request with the next cursor: a POST search takes it in its body.
fn next_page(request: &HttpRequest, cursor: &str) -> String {
    let query = request.query_string();
    let kept = query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("cursor="));
    let pairs: Vec<_> = kept.map(str::to_owned).chain([format!("cursor={cursor}")]).collect();
    format!("{}?{}", request.path(), pairs.join("&"))
}

/// The version of the resource that the caller has seen. It is demanded where
/// the row is locked, so that what the answer says about a missing one never
/// depends on whether the resource exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IfMatch(Option<i64>);

impl IfMatch {
    /// A version that the server itself has seen in the same transaction.
    pub fn of(version: i64) -> Self {
        Self(Some(version))
    }

    pub(super) fn check(self, version: i64) -> Result<(), Problem> {
        match self.0 {
            None => Err(Problem::new(&catalogue::PRECONDITION_REQUIRED)),
            Some(seen) if seen == version => Ok(()),
            Some(_) => Err(Problem::new(&catalogue::VERSION_MISMATCH).with_current_etag(version)),
        }
    }
}

impl FromRequest for IfMatch {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let mut values = request.headers().get_all(header::IF_MATCH);
        let (first, second) = (values.next(), values.next());
        ready(match (first, second) {
            (None, _) => Ok(Self(None)),
            (Some(value), None) => value
                .to_str()
                .ok()
                .and_then(parse_tag)
                .map(|version| Self(Some(version)))
                .ok_or_else(|| Problem::new(&catalogue::MALFORMED_IF_MATCH)),
            _ => Err(Problem::new(&catalogue::MALFORMED_IF_MATCH)),
        })
    }
}

/// The version in one tag. Proxies that compress weaken tags, so a weak one is
/// read as strong; a tag that is none of ours matches nothing.
fn parse_tag(value: &str) -> Option<i64> {
    let value = value.trim();
    let tag = value.strip_prefix("W/").unwrap_or(value).strip_prefix('"')?.strip_suffix('"')?;
    if tag.contains(['"', ',']) {
        return None;
    }
    let version = tag.parse::<i64>().ok().filter(|version| version.to_string() == tag);
    Some(version.unwrap_or(-1))
}

impl IntoParams for IfMatch {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let header = ParameterBuilder::new()
            .name("If-Match")
            .parameter_in(ParameterIn::Header)
            .required(Required::True)
            .description(Some("The ETag of the version that you are changing."))
            .schema(Some(
                ObjectBuilder::new()
                    .schema_type(Type::String)
                    .pattern(Some("^(W/)?\"[^\",]*\"$"))
                    .examples([serde_json::json!("\"7\"")]),
            ));
        vec![header.build()]
    }
}

#[cfg(test)]
mod tests {
    use super::parse_tag;

    #[test]
    fn one_tag_is_read_with_its_quotes_strong_or_weakened() {
        assert_eq!(parse_tag("\"7\""), Some(7));
        assert_eq!(parse_tag("W/\"7\""), Some(7));
        for foreign in ["\"abc\"", "\"\"", "\"07\"", "\"+7\"", "\"99999999999999999999\""] {
            assert_eq!(parse_tag(foreign), Some(-1), "a foreign tag matches nothing: {foreign}");
        }
        for malformed in ["7", "*", "\"1\", \"2\"", "\"", ""] {
            assert_eq!(parse_tag(malformed), None, "{malformed}");
        }
    }
}
