//! Extractors that hand over only valid input.
//!
//! A body is checked against its schema in the published document: what is
//! published is what is enforced. What no schema can say, `validator` checks.
//! [`Json`] bears the name of actix's own, because utoipa finds request bodies
//! by the extractor's name.

use std::{borrow::Cow, future::Future, pin::Pin, time::Duration};

use actix_web::{
    FromRequest, HttpMessage, HttpRequest,
    dev::Payload,
    http::header,
    web::{Bytes, BytesMut},
};
use futures_util::StreamExt;
use jsonschema::{ValidationError, error::ValidationErrorKind};
use serde::de::DeserializeOwned;
use serde_json::Value;
use validator::{
    Validate, ValidationError as ValidatorError, ValidationErrors, ValidationErrorsKind,
};

use super::{
    Ctx, FieldProblem, Problem, catalogue,
    ctx::IdempotencyKey,
    operations::Operation,
    page::PageQuery,
    seal,
    strict_json::{self, is_plain_name},
};

/// Most problems that one answer lists.
const MOST_PROBLEMS: usize = 50;

/// The key that the request carries, until the body's hash is known.
#[derive(Clone)]
pub(super) struct PendingKey(pub String);

/// Limits of reading a body.
#[derive(Clone, Copy)]
pub struct BodyLimits {
    pub bytes: usize,
    pub time: Duration,
}

pub struct Json<T>(pub T);

impl<T: DeserializeOwned + Validate + 'static> FromRequest for Json<T> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let mut payload = payload.take();
        Box::pin(async move {
            let operation = operation(&request)?;
            let merge_patch = check_media_type(&request, &operation)?;
            let body = read_body(&request, &mut payload).await?;
            let mut value = strict_json::parse(&body)?;
            if merge_patch {
                name_cleared_fields(&mut value);
            }
            drop_nulls(&mut value);
            check_schema(&operation, &value)?;
            if operation.can_repeat(request.headers()) {
                note_idempotency(&request, &value, &body)?;
            }
            let input: T =
                serde_path_to_error::deserialize(value).map_err(|error| wrong(&error))?;
            input.validate().map_err(|errors| rule_problems(&errors))?;
            Ok(Self(input))
        })
    }
}

pub(super) fn operation(request: &HttpRequest) -> Result<std::sync::Arc<Operation>, Problem> {
    let operation = request.extensions().get::<std::sync::Arc<Operation>>().cloned();
    operation.ok_or_else(|| Problem::internal("the pipeline has not run"))
}

/// Whether the body is a merge patch.
pub(super) fn check_media_type(
    request: &HttpRequest,
    operation: &Operation,
) -> Result<bool, Problem> {
    let refused = || Problem::new(&catalogue::UNSUPPORTED_MEDIA_TYPE);
    let header = request.headers().get(header::CONTENT_TYPE).ok_or_else(refused)?;
    let header = header.to_str().map_err(|_| refused())?;
    let (essence, parameters) = header.split_once(';').unwrap_or((header, ""));
    let charset = parameters.trim().to_ascii_lowercase();
    let utf8 =
        charset.is_empty() || matches!(charset.as_str(), "charset=utf-8" | "charset=\"utf-8\"");
    let essence = essence.trim().to_ascii_lowercase();
    if !utf8 || !operation.media_types.contains(&essence) {
        return Err(refused());
    }
    Ok(essence == "application/merge-patch+json")
}

pub(super) async fn read_body(
    request: &HttpRequest,
    payload: &mut Payload,
) -> Result<Bytes, Problem> {
    let limits = request.app_data::<BodyLimits>().copied();
    let limits = limits.unwrap_or(BodyLimits { bytes: 1024 * 1024, time: Duration::from_secs(15) });
    let too_large = || Problem::new(&catalogue::BODY_TOO_LARGE);
    let announced = request.headers().get(header::CONTENT_LENGTH);
    let announced = announced.and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > limits.bytes) {
        return Err(too_large());
    }
    let read = async {
        let mut body = BytesMut::with_capacity(announced.unwrap_or(1024));
        while let Some(part) = payload.next().await {
            let part = part.map_err(|_| Problem::new(&catalogue::MALFORMED_JSON))?;
            if body.len() + part.len() > limits.bytes {
                return Err(too_large());
            }
            body.extend_from_slice(&part);
        }
        Ok(body.freeze())
    };
    // Told before the request's own deadline, which would blame the server.
    let left = request.extensions().get::<Ctx>().and_then(Ctx::time_left);
    let left = left.map(|left| left.saturating_sub(Duration::from_millis(500)));
    let time = left.map_or(limits.time, |left| left.min(limits.time));
    let late = |_| Problem::new(&catalogue::REQUEST_TIMEOUT);
    tokio::time::timeout(time, read).await.map_err(late)?
}

/// A member of a merge patch that is null is a field to clear.
fn name_cleared_fields(value: &mut Value) {
    let Value::Object(members) = value else { return };
    let mut cleared: Vec<_> =
        members.iter().filter(|(_, value)| value.is_null()).map(|(name, _)| name.clone()).collect();
    if cleared.is_empty() {
        return;
    }
    cleared.sort();
    let names = members.entry("clearFields").or_insert_with(|| Value::Array(Vec::new()));
    if let Value::Array(names) = names {
        names.extend(cleared.into_iter().map(Value::String));
    }
}

/// Null is the same as absent: generated SDKs send it for what was not set.
fn drop_nulls(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|_, member| !member.is_null());
            members.values_mut().for_each(drop_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_nulls),
        _ => {}
    }
}

pub(super) fn check_schema(operation: &Operation, value: &Value) -> Result<(), Problem> {
    let Some(schema) = &operation.body_schema else { return Ok(()) };
    if schema.is_valid(value) {
        return Ok(());
    }
    let mut problems = Vec::new();
    for error in schema.iter_errors(value) {
        explain(&error, &mut problems);
        if problems.len() >= MOST_PROBLEMS {
            break;
        }
    }
    problems.dedup();
    let only_unknown = problems.iter().all(|problem| problem.code == "unknown_field");
    let kind = if only_unknown { &catalogue::UNKNOWN_FIELD } else { &catalogue::VALIDATION_FAILED };
    Err(Problem::new(kind).with_errors(problems))
}

/// What the schema says is wrong, without the value that is wrong.
fn explain(error: &ValidationError<'_>, problems: &mut Vec<FieldProblem>) {
    use ValidationErrorKind as Kind;

    let pointer = safe_pointer(&error.instance_path().to_string());
    let (code, detail) = match error.kind() {
        Kind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            let problem =
                FieldProblem::at(format!("{pointer}/{name}"), "required", "This field is needed.");
            problems.push(problem);
            return;
        }
        Kind::AdditionalProperties { unexpected } | Kind::UnevaluatedProperties { unexpected } => {
            for name in unexpected {
                let name = if is_plain_name(name) { name.as_str() } else { "?" };
                let detail = "There is no such field.";
                problems.push(FieldProblem::at(
                    format!("{pointer}/{name}"),
                    "unknown_field",
                    detail,
                ));
            }
            return;
        }
        Kind::Enum { .. } | Kind::Constant { .. } => {
            ("not_in_list", "Send one of the documented values.".to_owned())
        }
        Kind::Type { .. } => ("wrong_type", "Send the documented type.".to_owned()),
        Kind::Format { format } if format.starts_with("date") => {
            ("wrong_format", format!("Send a valid {format} of the years 1880 to 2200."))
        }
        Kind::Format { format } => ("wrong_format", format!("Send a valid {format}.")),
        Kind::Pattern { .. } => ("wrong_format", "Send the documented form.".to_owned()),
        Kind::MinLength { limit } => ("too_short", format!("At least {limit} characters.")),
        Kind::MaxLength { limit } => ("too_long", format!("At most {limit} characters.")),
        Kind::MinItems { limit } => ("too_few_items", format!("At least {limit} items.")),
        Kind::MaxItems { limit } => ("too_many_items", format!("At most {limit} items.")),
        Kind::Minimum { limit } => ("out_of_range", format!("At least {limit}.")),
        Kind::Maximum { limit } => ("out_of_range", format!("At most {limit}.")),
        Kind::UniqueItems => ("duplicate_item", "Send each item once.".to_owned()),
        _ => ("invalid", "See the operation's description.".to_owned()),
    };
    problems.push(FieldProblem::at(pointer, code, detail));
}

/// A pointer whose steps are surely names, not data.
fn safe_pointer(pointer: &str) -> String {
    let steps = pointer.split('/').skip(1);
    steps
        .map(|step| if is_plain_name(step) { format!("/{step}") } else { "/?".to_owned() })
        .collect()
}

/// What the schema could not see. The parser's own text would quote the value.
fn wrong(error: &serde_path_to_error::Error<serde_json::Error>) -> Problem {
    use serde_path_to_error::Segment;

    let steps = error.path().iter().map(|segment| match segment {
        Segment::Seq { index } => format!("/{index}"),
        Segment::Map { key } if is_plain_name(key) => format!("/{key}"),
        _ => String::new(),
    });
    Problem::field(steps.collect::<String>(), "invalid", "This value is not possible.")
}

/// The validator's findings as pointers into the body.
fn rule_problems(errors: &ValidationErrors) -> Problem {
    let mut problems = Vec::new();
    collect("", errors, &mut problems);
    problems.sort_by(|a, b| (&a.pointer, &a.code).cmp(&(&b.pointer, &b.code)));
    Problem::invalid(problems)
}

/// A broken rule that no schema can say, of the field that `pointer` names. For
/// `validator`'s functions of a whole body, which know no field of their own.
pub fn broken_rule(
    pointer: impl Into<Cow<'static, str>>,
    code: &'static str,
    detail: &'static str,
) -> ValidatorError {
    let mut error = ValidatorError::new(code).with_message(Cow::Borrowed(detail));
    error.add_param(Cow::Borrowed(POINTER), &pointer.into());
    error
}

const POINTER: &str = "pointer";

fn collect(parent: &str, errors: &ValidationErrors, problems: &mut Vec<FieldProblem>) {
    for (name, kind) in errors.errors() {
        let pointer = if name == "__all__" {
            parent.to_owned()
        } else {
            format!("{parent}/{}", camel_case(name))
        };
        match kind {
            ValidationErrorsKind::Field(errors) => {
                problems.extend(errors.iter().map(|error| rule_problem(&pointer, error)));
            }
            ValidationErrorsKind::Struct(nested) => collect(&pointer, nested, problems),
            ValidationErrorsKind::List(items) => {
                for (index, nested) in items {
                    collect(&format!("{pointer}/{index}"), nested, problems);
                }
            }
        }
    }
}

/// What a rule of `validator` finds wrong, outside of the check of a body;
/// `place` is where in the body the rule looked.
pub fn broken_at(place: &str, error: &ValidatorError) -> Problem {
    Problem::invalid(vec![rule_problem(place, error)])
}

fn rule_problem(place: &str, error: &ValidatorError) -> FieldProblem {
    let detail = error.message.clone().unwrap_or("This value is not possible.".into());
    let inner = error.params.get(POINTER).and_then(Value::as_str).unwrap_or_default();
    FieldProblem::at(format!("{place}{inner}"), error.code.clone(), detail)
}

fn camel_case(name: &str) -> String {
    let mut words = name.trim_end_matches('_').split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |mut camel, word| {
        let mut letters = word.chars();
        camel.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        camel.push_str(letters.as_str());
        camel
    })
}

/// Makes a repetition of the request recognisable: by its key, and by the id
/// that the caller made for what is created.
fn note_idempotency(request: &HttpRequest, value: &Value, body: &[u8]) -> Result<(), Problem> {
    let Some(ctx) = request.extensions().get::<Ctx>().cloned() else { return Ok(()) };
    if request.method() != actix_web::http::Method::POST {
        return Ok(());
    }
    if let Some(PendingKey(key)) = request.extensions().get::<PendingKey>() {
        expect_key(&ctx, request.path(), key, body);
    }
    if let Some(id) = value.get("id").and_then(Value::as_str) {
        let id: uuid::Uuid = id
            .parse()
            .map_err(|_| Problem::field("/id", "wrong_format", "Send a UUID of version 4 or 7."))?;
        if !matches!(id.get_version_num(), 4 | 7) {
            return Err(Problem::field("/id", "wrong_format", "Send a UUID of version 4 or 7."));
        }
        // Below another parent, the same body asks for something else.
        let parts = [b"id".as_slice(), request.path().as_bytes(), body];
        let fingerprints = seal::fingerprints(&ctx.app().keys, &parts);
        ctx.expect_key(IdempotencyKey { key: format!("id:{id}"), fingerprints, is_id: true });
    }
    Ok(())
}

pub(super) fn expect_key(ctx: &Ctx, path: &str, key: &str, body: &[u8]) {
    let parts = [b"POST".as_slice(), path.as_bytes(), body];
    let fingerprints = seal::fingerprints(&ctx.app().keys, &parts);
    ctx.expect_key(IdempotencyKey { key: format!("key:{key}"), fingerprints, is_id: false });
}

/// The filter of a list, and which page of it is asked for.
pub struct ListQuery<F> {
    pub filter: F,
    pub page: PageQuery,
}

impl<F: DeserializeOwned + 'static> FromRequest for ListQuery<F> {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(list_query(request))
    }
}

const PAGING: [&str; 4] = ["limit", "cursor", "sort", "includeTotal"];

fn list_query<F: DeserializeOwned>(request: &HttpRequest) -> Result<ListQuery<F>, Problem> {
    let invalid = |problem| Problem::new(&catalogue::INVALID_QUERY).with_errors(vec![problem]);
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(request.query_string())
        .map_err(|_| Problem::new(&catalogue::INVALID_QUERY))?;
    for (place, (name, value)) in pairs.iter().enumerate() {
        let shown = if is_plain_name(name) { name.as_str() } else { "?" };
        if pairs.iter().take(place).any(|(earlier, _)| earlier == name) {
            let detail = "Send it once; separate values by commas.";
            return Err(invalid(FieldProblem::parameter(shown, "duplicate_parameter", detail)));
        }
        if value.contains('\0') {
            let detail = "Leave out the character U+0000.";
            return Err(invalid(FieldProblem::parameter(shown, "nul_character", detail)));
        }
    }
    let (paging, filter): (Vec<_>, Vec<_>) =
        pairs.into_iter().partition(|(name, _)| PAGING.contains(&name.as_str()));
    let mut page: PageQuery = parameters(&paging)?;
    page.check()?;
    // Sorted, so that the order of parameters does not matter to a cursor.
    let mut sorted = filter.clone();
    sorted.sort();
    page.fingerprint = serde_urlencoded::to_string(&sorted).unwrap_or_default();
    Ok(ListQuery { filter: parameters(&filter)?, page })
}

fn parameters<T: DeserializeOwned>(pairs: &[(String, String)]) -> Result<T, Problem> {
    let text = serde_urlencoded::to_string(pairs).unwrap_or_default();
    let reader = serde_urlencoded::Deserializer::new(form_urlencoded(&text));
    serde_path_to_error::deserialize(reader).map_err(|error| {
        let name = error.path().to_string();
        let name = if is_plain_name(&name) { name } else { "?".to_owned() };
        let detail = "Send one of the documented values.";
        Problem::new(&catalogue::INVALID_QUERY).with_errors(vec![FieldProblem::parameter(
            name,
            "invalid_value",
            detail,
        )])
    })
}

fn form_urlencoded(text: &str) -> form_urlencoded::Parse<'_> {
    form_urlencoded::parse(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_null_in_a_merge_patch_clears_and_elsewhere_means_absent() {
        let mut patch = json!({"pronouns": null, "names": [{"given": null, "family": "A"}]});
        name_cleared_fields(&mut patch);
        drop_nulls(&mut patch);
        assert_eq!(patch, json!({"names": [{"family": "A"}], "clearFields": ["pronouns"]}));
    }

    #[test]
    fn names_of_rust_become_names_of_json() {
        assert_eq!(camel_case("birth_date"), "birthDate");
        assert_eq!(camel_case("use_"), "use");
    }
}
