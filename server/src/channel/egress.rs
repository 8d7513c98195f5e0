//! Which addresses channels and sources may be at: public ones, and those inside the operator's networks that the operator named.
//!
//! Decided for the address that is connected to, not for the name: a name may lead elsewhere a moment later.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::pin::Pin;
use std::str::FromStr;
use std::sync::Arc;
use std::task::{Context, Poll};

use hyper_util::client::legacy::connect::dns::{GaiResolver, Name};
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use tower::Service;

const fn v4(a: u8, b: u8, c: u8, prefix: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, 0), prefix)
}

const fn v6(a: u16, b: u16, prefix: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, 0, 0, 0, 0, 0, 0), prefix)
}

/// What is not globally reachable (IANA IPv4 Special-Purpose Address Registry, RFC 6890), and multicast.
const NOT_PUBLIC: [Ipv4Net; 16] = [
    v4(0, 0, 0, 8),
    v4(10, 0, 0, 8),
    v4(100, 64, 0, 10),
    v4(127, 0, 0, 8),
    v4(169, 254, 0, 16),
    v4(172, 16, 0, 12),
    v4(192, 0, 0, 24),
    v4(192, 0, 2, 24),
    v4(192, 31, 196, 24),
    v4(192, 88, 99, 24),
    v4(192, 168, 0, 16),
    v4(198, 18, 0, 15),
    v4(198, 51, 100, 24),
    v4(203, 0, 113, 24),
    v4(224, 0, 0, 4),
    v4(240, 0, 0, 4),
];

/// Global unicast (RFC 4291); everything else is local, multicast, or another address in disguise.
const GLOBAL: Ipv6Net = v6(0x2000, 0, 3);
/// What is not globally reachable of it (IANA IPv6 Special-Purpose Address Registry), and 6to4, which holds IPv4 addresses.
const NOT_GLOBAL: [Ipv6Net; 4] = [v6(0x2001, 0, 23), v6(0x2001, 0x0db8, 32), v6(0x2002, 0, 16), v6(0x3fff, 0, 20)];

/// The operator's hosts and networks, beside what is public.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EgressPolicy {
    hosts: Arc<[String]>,
    networks: Arc<[IpNet]>,
}

impl FromStr for EgressPolicy {
    type Err = String;

    fn from_str(typed: &str) -> Result<Self, String> {
        let (mut hosts, mut networks) = (Vec::new(), Vec::new());
        for part in typed.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let is_name =
                !part.ends_with(|c: char| c.is_ascii_digit()) && part.chars().all(|c| c.is_ascii_alphanumeric() || "-._".contains(c));
            match (part.parse::<IpNet>(), part.parse::<IpAddr>()) {
                (Ok(network), _) => networks.push(network),
                (_, Ok(address)) => networks.push(address.into()),
                _ if is_name => hosts.push(part.to_ascii_lowercase()),
                _ => return Err(format!("{part} is neither a host, such as chat.internal, nor a network, such as 10.2.0.0/16")),
            }
        }
        Ok(Self { hosts: hosts.into(), networks: networks.into() })
    }
}

impl EgressPolicy {
    /// Whether a connection to this address may be made.
    pub fn allows(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        let public = match address {
            IpAddr::V4(address) => !NOT_PUBLIC.iter().any(|network| network.contains(&address)),
            IpAddr::V6(address) => GLOBAL.contains(&address) && !NOT_GLOBAL.iter().any(|network| network.contains(&address)),
        };
        public || self.networks.iter().any(|network| network.contains(&address))
    }

    /// Whether the operator named this host, in small letters.
    pub fn names(&self, host: &str) -> bool {
        self.hosts.iter().any(|named| named == host.trim_end_matches('.'))
    }
}

/// A name that leads only to addresses that may not be reached.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("Its address is inside a network, and FIREBREAK_REACH does not name it.")]
pub struct Inside;

/// Looks names up, and leaves out what may not be reached. Addresses written as numbers never come here.
#[derive(Debug, Clone)]
pub struct Resolver {
    egress: EgressPolicy,
    system: GaiResolver,
}

impl Resolver {
    /// For what `egress` allows.
    pub fn new(egress: EgressPolicy) -> Self {
        Self { egress, system: GaiResolver::new() }
    }
}

type Found = std::vec::IntoIter<SocketAddr>;
type Failure = Box<dyn std::error::Error + Send + Sync>;

impl Service<Name> for Resolver {
    type Response = Found;
    type Error = Failure;
    type Future = Pin<Box<dyn Future<Output = Result<Found, Failure>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Failure>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let (egress, named) = (self.egress.clone(), self.egress.names(&name.as_str().to_ascii_lowercase()));
        let found = self.system.call(name);
        Box::pin(async move {
            let allowed: Vec<SocketAddr> = found.await?.filter(|address| named || egress.allows(address.ip())).collect();
            if allowed.is_empty() { Err(Inside.into()) } else { Ok(allowed.into_iter()) }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_addresses_are_reached_and_others_are_not() {
        let nothing_more = EgressPolicy::default();
        let allowed = |address: &str| nothing_more.allows(address.parse().unwrap());
        for public in ["1.1.1.1", "8.8.8.8", "172.15.255.255", "172.32.0.0", "100.128.0.1", "2606:4700::1111", "::ffff:9.9.9.9"] {
            assert!(allowed(public), "{public}");
        }
        let hostile = [
            "0.0.0.0",
            "10.0.0.1",
            "100.64.0.1",
            "127.0.0.1",
            "127.255.255.254",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:a9fe:a9fe",
            "::127.0.0.1",
            "64:ff9b::a9fe:a9fe",
            "2002:7f00:1::",
            "2001::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "2001:db8::1",
        ];
        for inside in hostile {
            assert!(!allowed(inside), "{inside}");
        }
    }

    #[test]
    fn the_operator_names_hosts_and_networks() {
        let egress: EgressPolicy = "chat.internal, 10.2.0.0/16,fd12::/16 , 192.168.7.7".parse().unwrap();
        for (address, allowed) in [
            ("10.2.3.4", true),
            ("10.3.0.1", false),
            ("fd12::9", true),
            ("192.168.7.7", true),
            ("192.168.7.8", false),
            ("::ffff:10.2.3.4", true),
        ] {
            assert_eq!(egress.allows(address.parse().unwrap()), allowed, "{address}");
        }
        assert!(egress.names("chat.internal") && egress.names("chat.internal.") && !egress.names("internal"));
        for wrong in ["10.2.0.0/40", "http://chat.internal", "chat.internal:443", "10.2", "*"] {
            assert!(wrong.parse::<EgressPolicy>().is_err(), "{wrong}");
        }
    }
}
