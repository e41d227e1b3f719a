//! Finding a server: RFC 6120 §3.2 with the direct-TLS records of XEP-0368 (1.1.0).

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use hickory_resolver::TokioResolver;
use hickory_resolver::proto::rr::RData;
use tokio::time::timeout;

use super::lost::Lost;
use super::settings::{Server, TlsMode};

/// However many records a domain has, only so many are looked at.
const MAX_RECORDS: usize = 64;
/// However many hosts those name, only so many are tried, and so many addresses of each.
const MAX_TARGETS: usize = 8;
const MAX_ADDRESSES: usize = 4;
/// A resolver that does not answer must not keep us from trying the domain itself.
const SRV_PATIENCE: Duration = Duration::from_secs(4);
/// RFC 6120 §14.7.
const DEFAULT_PORT: u16 = 5222;

/// A host to try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    host: String,
    port: u16,
    tls: TlsMode,
}

/// One service record.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Record {
    priority: u16,
    weight: u16,
    target: Target,
}

/// The answer to one service query.
#[derive(Debug, PartialEq, Eq)]
enum Records {
    /// There are such records.
    Some(Vec<Record>),
    /// A single record with the root as target: this service is decidedly not offered (RFC 2782).
    Refused,
    /// No such records, or no answer.
    Unknown,
}

/// The addresses of a server in the order to try them, each with the way to begin TLS there.
///
/// # Errors
/// `UnknownHost` if nothing has an address; `Refused` if the domain says it offers no such service.
pub(crate) async fn addresses(domain: &str, server: &Server) -> Result<Vec<(SocketAddr, TlsMode)>, Lost> {
    let targets = match server {
        Server::At { host, port, tls } => vec![Target {
            host: host.clone(),
            port: *port,
            tls: *tls,
        }],
        Server::Discover => discover(domain).await?,
    };
    let mut found = Vec::new();
    for target in targets {
        match tokio::net::lookup_host((target.host.as_str(), target.port)).await {
            Ok(addresses) => {
                let addresses: Vec<_> = addresses.collect();
                found.extend(
                    interleave(addresses)
                        .into_iter()
                        .take(MAX_ADDRESSES)
                        .map(|at| (at, target.tls)),
                );
            }
            Err(error) => log::debug!("no address for a target: {error}"),
        }
    }
    if found.is_empty() {
        Err(Lost::UnknownHost)
    } else {
        Ok(found)
    }
}

async fn discover(domain: &str) -> Result<Vec<Target>, Lost> {
    let ascii = idna::domain_to_ascii(domain).map_err(|_| Lost::UnknownHost)?;
    let fallback = Target {
        host: ascii.clone(),
        port: DEFAULT_PORT,
        tls: TlsMode::StartTls,
    };
    if ascii.parse::<std::net::IpAddr>().is_ok() {
        return Ok(vec![fallback]);
    }
    let resolver = match TokioResolver::builder_tokio().and_then(|builder| builder.build()) {
        Ok(resolver) => resolver,
        Err(error) => {
            log::debug!("no resolver for service records: {error}");
            return Ok(vec![fallback]);
        }
    };
    let (direct, upgraded) = tokio::join!(
        query(&resolver, "_xmpps-client", &ascii, TlsMode::Direct),
        query(&resolver, "_xmpp-client", &ascii, TlsMode::StartTls),
    );
    let mut random = [0; 4];
    // Without randomness only the load is balanced worse.
    let _ = ring::rand::SecureRandom::fill(&ring::rand::SystemRandom::new(), &mut random);
    merge(direct, upgraded, fallback, u32::from_le_bytes(random))
}

async fn query(resolver: &TokioResolver, service: &str, domain: &str, tls: TlsMode) -> Records {
    let lookup = resolver.srv_lookup(format!("{service}._tcp.{domain}."));
    let answer = match timeout(SRV_PATIENCE, lookup).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(error)) => {
            log::debug!("no {service} records: {error}");
            return Records::Unknown;
        }
        Err(_) => return Records::Unknown,
    };
    let records = answer.answers().iter().filter_map(|record| match &record.data {
        RData::SRV(srv) => Some((srv.priority, srv.weight, srv.port, srv.target.to_ascii())),
        _ => None,
    });
    read_records(records, tls)
}

fn read_records(records: impl Iterator<Item = (u16, u16, u16, String)>, tls: TlsMode) -> Records {
    let records: Vec<_> = records
        .take(MAX_RECORDS)
        .map(|(priority, weight, port, host)| {
            let host = host.trim_end_matches('.').to_owned();
            Record {
                priority,
                weight,
                target: Target { host, port, tls },
            }
        })
        .collect();
    match records.as_slice() {
        [] => Records::Unknown,
        [only] if only.target.host.is_empty() => Records::Refused,
        _ => Records::Some(
            records
                .into_iter()
                .filter(|record| !record.target.host.is_empty())
                .collect(),
        ),
    }
}

/// One list out of both kinds, as if they were records of one service (XEP-0368 §5).
fn merge(direct: Records, upgraded: Records, fallback: Target, seed: u32) -> Result<Vec<Target>, Lost> {
    let refused = upgraded == Records::Refused;
    let mut by_priority: BTreeMap<u16, Vec<Record>> = BTreeMap::new();
    for records in [direct, upgraded] {
        if let Records::Some(records) = records {
            for record in records {
                by_priority.entry(record.priority).or_default().push(record);
            }
        }
    }
    let mut targets: Vec<Target> = Vec::new();
    for group in by_priority.into_values() {
        targets.extend(by_weight(group, seed));
    }
    targets.truncate(MAX_TARGETS);
    match (targets.is_empty(), refused) {
        (false, _) => Ok(targets),
        (true, true) => Err(Lost::Refused),
        (true, false) => Ok(vec![fallback]),
    }
}

/// RFC 2782: the heavier the likelier to come early. Of two alike, direct TLS first: it saves a round trip.
fn by_weight(mut group: Vec<Record>, mut seed: u32) -> Vec<Target> {
    let mut ordered = Vec::with_capacity(group.len());
    while !group.is_empty() {
        let total: u32 = group.iter().map(|record| u32::from(record.weight)).sum();
        let mut left = seed % (total + 1);
        let at = group.iter().position(|record| {
            let here = left <= u32::from(record.weight) && (record.weight > 0 || total == 0);
            left = left.saturating_sub(u32::from(record.weight));
            here
        });
        ordered.push(group.remove(at.unwrap_or(0)).target);
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
    }
    ordered
}

/// IPv6 and IPv4 in turn, the system's favourite first (RFC 8305 §4).
fn interleave(addresses: Vec<SocketAddr>) -> Vec<SocketAddr> {
    let first_is_v6 = addresses.first().is_some_and(SocketAddr::is_ipv6);
    let (mut favourite, mut other): (Vec<_>, Vec<_>) = addresses
        .into_iter()
        .partition(|address| address.is_ipv6() == first_is_v6);
    favourite.reverse();
    other.reverse();
    let mut ordered = Vec::new();
    while !(favourite.is_empty() && other.is_empty()) {
        ordered.extend(favourite.pop());
        ordered.extend(other.pop());
    }
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(list: &[(u16, u16, &str)], tls: TlsMode) -> Records {
        read_records(
            list.iter()
                .map(|(priority, weight, host)| (*priority, *weight, 5222, (*host).to_owned())),
            tls,
        )
    }

    fn fallback() -> Target {
        Target {
            host: "example.org".into(),
            port: DEFAULT_PORT,
            tls: TlsMode::StartTls,
        }
    }

    fn hosts(targets: Result<Vec<Target>, Lost>) -> Vec<String> {
        targets.unwrap().into_iter().map(|target| target.host).collect()
    }

    #[test]
    fn both_kinds_of_records_are_one_list_by_priority() {
        let direct = records(&[(5, 1, "a.org."), (20, 1, "d.org.")], TlsMode::Direct);
        let upgraded = records(&[(10, 1, "b.org."), (15, 1, "c.org.")], TlsMode::StartTls);
        assert_eq!(
            hosts(merge(direct, upgraded, fallback(), 7)),
            ["a.org", "b.org", "c.org", "d.org"]
        );
    }

    #[test]
    fn a_domain_without_records_is_tried_itself() {
        assert_eq!(
            merge(Records::Unknown, Records::Unknown, fallback(), 0),
            Ok(vec![fallback()])
        );
        assert_eq!(
            merge(Records::Refused, Records::Unknown, fallback(), 0),
            Ok(vec![fallback()])
        );
    }

    #[test]
    fn a_root_target_means_that_the_service_is_not_offered() {
        let upgraded = records(&[(0, 0, ".")], TlsMode::StartTls);
        assert_eq!(merge(Records::Unknown, upgraded, fallback(), 0), Err(Lost::Refused));
    }

    #[test]
    fn t21_ten_thousand_records_are_bounded() {
        let many = read_records((0..10_000).map(|n| (0, u16::MAX, 1, format!("h{n}."))), TlsMode::Direct);
        assert_eq!(hosts(merge(many, Records::Unknown, fallback(), 3)).len(), MAX_TARGETS);
    }

    #[test]
    fn of_equal_records_every_one_comes_up_and_a_heavy_one_usually_first() {
        let mut heavy_first = 0;
        for seed in 0..1000u32 {
            let group = records(
                &[(0, 90, "heavy."), (0, 10, "light."), (0, 0, "none.")],
                TlsMode::Direct,
            );
            let order = hosts(merge(
                group,
                Records::Unknown,
                fallback(),
                seed.wrapping_mul(2_654_435_761),
            ));
            assert_eq!(order.len(), 3);
            heavy_first += u32::from(order[0] == "heavy");
        }
        assert!((800..=960).contains(&heavy_first), "{heavy_first}");
    }

    #[test]
    fn t22_the_second_address_tried_is_of_the_other_family() {
        let all = ["[::1]:1", "[::2]:1", "1.1.1.1:1"].map(|text| text.parse::<SocketAddr>().unwrap());
        assert_eq!(interleave(all.to_vec()), [all[0], all[2], all[1]]);
    }

    #[tokio::test]
    async fn an_explicit_host_without_an_address_is_an_unknown_host() {
        let server = Server::At {
            host: "no such host".into(),
            port: 1,
            tls: TlsMode::Direct,
        };
        assert_eq!(addresses("example.org", &server).await, Err(Lost::UnknownHost));
    }
}
