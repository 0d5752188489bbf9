//! The service directory: kept, searched, reported on, and served as HSDS.

mod hsds;
mod import;
mod records;
mod search;

use serde_json::{Value, json};

use crate::harness::{Answer, Caller, Role, TestApp};

/// Who keeps the directory.
fn keeper(app: &TestApp) -> Caller {
    app.caller(Role::Supervisor)
}

async fn create(app: &TestApp, path: &str, body: Value) -> Answer {
    keeper(app).post(&format!("/v1/{path}"), body).await.expect(201)
}

/// An organization with a service at a place; gives organization, service, place and offer.
async fn offered(app: &TestApp, service: Value, place: Value) -> [Answer; 4] {
    let kitchen = json!({
        "name": "Harbor Community Kitchen", "description": "Food for the lakeside.",
        "phones": [{ "number": "+1 312 555 0142", "extension": "204" }],
    });
    let kitchen = create(app, "organizations", kitchen).await;
    let mut service = service;
    service["organizationId"] = json!(kitchen.id());
    let service = create(app, "services", service).await;
    let place = create(app, "locations", place).await;
    let offer = json!({ "serviceId": service.id(), "locationId": place.id() });
    let offer = create(app, "service-at-locations", offer).await;
    [kitchen, service, place, offer]
}

fn meals() -> Value {
    json!({
        "name": "Home-delivered meals", "description": "Warm lunches, brought by volunteers.",
        "needDomains": ["food-insecurity"], "minimumAge": 60,
        "eligibilityDescription": "People with Medicaid, or who cannot cook.",
        "languages": [{ "name": "Spanish", "code": "es" }],
        "serviceAreas": [{ "name": "Cook County" }],
        "schedules": [{
            "freq": "WEEKLY", "byday": "MO,TU,WE,TH,FR", "opensAt": "09:00", "closesAt": "17:00",
        }],
    })
}

fn oak_street() -> Value {
    json!({
        "name": "Oak Street kitchen", "locationType": "physical",
        "latitude": 41.8781, "longitude": -87.6298, "timeZone": "America/Chicago",
        "addresses": [{
            "address1": "120 Oak Street", "city": "Chicago", "stateProvince": "IL",
            "postalCode": "60601", "country": "US", "addressType": "physical",
        }],
    })
}
