//! Kinds of settings that check themselves: database URLs, networks, lists. None of their errors
//! shows the value.

use std::fmt;
use std::marker::PhantomData;
use std::net::IpAddr;
use std::path::Path;

use secrecy::{ExposeSecret, SecretString};
use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

const POSTGRES_SCHEMES: [&str; 2] = ["postgres", "postgresql"];

/// Where the database is. It may hold a password, so it prints as scheme, host and name only.
#[derive(Clone, Deserialize)]
#[serde(try_from = "String")]
pub struct DatabaseUrl(SecretString);

impl DatabaseUrl {
    /// A SQLite file that is made if it is not there.
    pub fn sqlite_file(path: &Path) -> Self {
        // What the URL's reader would take for an escape or for the end of the path.
        let path = path.to_string_lossy().replace('%', "%25").replace('?', "%3F");
        Self(SecretString::from(format!("sqlite://{path}?mode=rwc")))
    }

    /// The whole of it, for the driver; never to be printed.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    pub fn is_sqlite(&self) -> bool {
        self.expose().starts_with("sqlite:")
    }

    /// What can be shown. Where a part of a password might be taken for something else, nothing.
    fn shown(&self) -> Option<&str> {
        let (_, rest) = self.expose().split_once(':')?;
        let rest = rest.strip_prefix("//").unwrap_or(rest);
        let (place, parameters) = rest.split_once('?').unwrap_or((rest, ""));
        if self.is_sqlite() {
            return Some(place);
        }
        let server = place.rsplit('@').next()?;
        let (host, name) = server.split_once('/').unwrap_or((server, ""));
        let (host_name, port) = match host.rsplit_once(':') {
            Some((host_name, port)) if !host.ends_with(']') => (host_name, port),
            _ => (host, ""),
        };
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.[]:%".contains(&byte);
        // With an `@` behind it, the `?` was part of a password.
        let certain = !parameters.contains('@')
            && host_name.bytes().all(plain)
            && name.bytes().all(plain)
            && port.bytes().all(|byte| byte.is_ascii_digit());
        certain.then_some(server)
    }
}

impl TryFrom<String> for DatabaseUrl {
    type Error = &'static str;

    fn try_from(url: String) -> Result<Self, Self::Error> {
        let scheme = url.split_once(':').map_or("", |(scheme, _)| scheme);
        if scheme == "sqlite" {
            // Each connection would have a database of its own, and lose it.
            if url.contains(":memory:") || url.contains("mode=memory") {
                return Err("must name a SQLite file: memory is not kept");
            }
        } else if !POSTGRES_SCHEMES.contains(&scheme) {
            return Err("must begin with postgres:// or sqlite://");
        }
        Ok(Self(SecretString::from(url)))
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.is_sqlite() { "sqlite" } else { "postgres" };
        write!(formatter, "{scheme}://{}", self.shown().unwrap_or("…"))
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "DatabaseUrl({self})")
    }
}

/// An address (`10.0.0.7`) or a range of them (`10.0.0.0/8`, `fd00::/8`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    prefix: u8,
}

impl Network {
    /// An IPv4 address counts as itself also where it is written as IPv6.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(network), IpAddr::V4(address)) => {
                let mask = u32::MAX.checked_shl(32 - u32::from(self.prefix)).unwrap_or(0);
                network.to_bits() & mask == address.to_bits() & mask
            }
            (IpAddr::V6(network), IpAddr::V6(address)) => {
                let mask = u128::MAX.checked_shl(128 - u32::from(self.prefix)).unwrap_or(0);
                network.to_bits() & mask == address.to_bits() & mask
            }
            _ => false,
        }
    }
}

impl TryFrom<String> for Network {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        const FORM: &str = "must be an address or a network such as 10.0.0.0/8";
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text.as_str(), None),
        };
        let address: IpAddr = address.parse().map_err(|_| FORM)?;
        let longest = if address.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.map_or(Ok(longest), str::parse).map_err(|_| FORM)?;
        if prefix > longest { Err(FORM) } else { Ok(Self { address, prefix }) }
    }
}

/// A list, or one text with commas: an environment variable has no better way to write one.
pub(super) fn list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: TryFrom<String, Error: fmt::Display>,
{
    deserializer.deserialize_any(List(PhantomData))
}

struct List<T>(PhantomData<T>);

impl<'de, T: TryFrom<String, Error: fmt::Display>> Visitor<'de> for List<T> {
    type Value = Vec<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list of texts")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
        items.map(|item| T::try_from(item.to_owned()).map_err(E::custom)).collect()
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element::<String>()? {
            list.push(T::try_from(item).map_err(A::Error::custom)?);
        }
        Ok(list)
    }
}
