//! Address pools: which subnet a new network gets, and which address a new endpoint.

use std::collections::BTreeSet;
use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use super::fault::Fault;

/// An IPv4 subnet, such as 172.18.0.0/16.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subnet {
    base: u32,
    prefix: u8,
}

impl std::fmt::Display for Subnet {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}/{}", Ipv4Addr::from(self.base), self.prefix)
    }
}

impl Subnet {
    /// The subnet that holds this address.
    #[must_use]
    pub fn new(address: Ipv4Addr, prefix: u8) -> Subnet {
        let prefix = prefix.min(32);
        Subnet {
            base: u32::from(address) & mask(prefix),
            prefix,
        }
    }

    /// Reads `172.18.0.0/16`; host bits are dropped, as dockerd does.
    #[must_use]
    pub fn parse(text: &str) -> Option<Subnet> {
        let (address, prefix) = text.split_once('/')?;
        let prefix: u8 = prefix.parse().ok().filter(|prefix| *prefix <= 32)?;
        Some(Subnet::new(address.parse().ok()?, prefix))
    }

    /// The length of the prefix.
    #[must_use]
    pub fn prefix(self) -> u8 {
        self.prefix
    }

    fn last(self) -> u32 {
        self.base | !mask(self.prefix)
    }

    /// Whether the address lies in it.
    #[must_use]
    pub fn contains(self, address: Ipv4Addr) -> bool {
        u32::from(address) & mask(self.prefix) == self.base
    }

    /// Whether they have an address in common.
    #[must_use]
    pub fn overlaps(self, other: Subnet) -> bool {
        self.base <= other.last() && other.base <= self.last()
    }
}

fn mask(prefix: u8) -> u32 {
    u32::MAX
        .checked_shl(32 - u32::from(prefix))
        .unwrap_or_default()
}

/// The pools that dockerd divides among networks made without a subnet, in its order.
pub fn default_pools() -> impl Iterator<Item = Subnet> {
    let large = (17..=31).map(|second| Subnet::new(Ipv4Addr::new(172, second, 0, 0), 16));
    let small = (0..16).map(|part| Subnet::new(Ipv4Addr::new(192, 168, part * 16, 0), 20));
    large.chain(small)
}

/// The addresses of one network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pool {
    /// The whole subnet.
    pub subnet: Subnet,
    /// The part of it from which addresses are handed out.
    pub range: Option<Subnet>,
    /// The address of the host in it.
    pub gateway: Ipv4Addr,
    taken: BTreeSet<u32>,
}

impl Pool {
    /// A pool whose gateway is the one asked for, or the first free address.
    pub fn new(
        subnet: Subnet,
        range: Option<Subnet>,
        gateway: Option<Ipv4Addr>,
    ) -> Result<Pool, Fault> {
        // libnetwork keeps only the host part of a range, so one outside the subnet lands inside it.
        let range = range.map(|range| Subnet {
            base: subnet.base | (range.base & !mask(subnet.prefix)),
            prefix: range.prefix.max(subnet.prefix),
        });
        let mut pool = Pool {
            subnet,
            range,
            gateway: Ipv4Addr::UNSPECIFIED,
            taken: BTreeSet::new(),
        };
        pool.gateway = match gateway {
            Some(gateway) if !subnet.contains(gateway) => {
                return Err(Fault::internal(format!(
                    "failed to allocate gateway ({gateway}): Requested address is out of range"
                )));
            }
            Some(gateway) => {
                pool.taken.insert(u32::from(gateway));
                gateway
            }
            None => pool.lowest()?,
        };
        Ok(pool)
    }

    /// Takes the lowest free address.
    pub fn lowest(&mut self) -> Result<Ipv4Addr, Fault> {
        let within = self.range.unwrap_or(self.subnet);
        // The subnet's own first address is its name and its last is for broadcasts.
        let first = within.base.max(self.subnet.base.saturating_add(1));
        let last = within.last().min(self.subnet.last().saturating_sub(1));
        let mut next = first;
        for &taken in self.taken.range(first..) {
            if taken != next {
                break;
            }
            next = next.saturating_add(1);
        }
        if next > last {
            return Err(Fault::internal(
                "no available IPv4 addresses on this network's address pools",
            ));
        }
        self.taken.insert(next);
        Ok(Ipv4Addr::from(next))
    }

    /// Takes the address that somebody asked for.
    pub fn take(&mut self, address: Ipv4Addr) -> Result<(), Fault> {
        if !self.subnet.contains(address) {
            return Err(Fault::bad(format!(
                "Invalid address {address}: It does not belong to any of this network's subnets"
            )));
        }
        if !self.taken.insert(u32::from(address)) {
            return Err(Fault::forbidden("Address already in use"));
        }
        Ok(())
    }

    /// Gives an address back.
    pub fn release(&mut self, address: Ipv4Addr) {
        if address != self.gateway {
            self.taken.remove(&u32::from(address));
        }
    }
}

/// The hardware address that belongs to an address.
#[must_use]
pub fn mac(address: Ipv4Addr) -> String {
    let [a, b, c, d] = address.octets();
    format!("02:42:{a:02x}:{b:02x}:{c:02x}:{d:02x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pool(subnet: &str, range: Option<&str>) -> Pool {
        Pool::new(
            Subnet::parse(subnet).unwrap(),
            range.and_then(Subnet::parse),
            None,
        )
        .unwrap()
    }

    #[test]
    fn the_gateway_is_the_first_address_and_a_container_gets_the_next() {
        let mut pool = pool("172.18.0.0/16", None);
        assert_eq!(pool.gateway, Ipv4Addr::new(172, 18, 0, 1));
        assert_eq!(pool.lowest().unwrap(), Ipv4Addr::new(172, 18, 0, 2));
        assert_eq!(pool.lowest().unwrap(), Ipv4Addr::new(172, 18, 0, 3));
    }

    #[test]
    fn a_released_address_is_given_out_again_at_once() {
        let mut pool = pool("172.18.0.0/16", None);
        let first = pool.lowest().unwrap();
        pool.lowest().unwrap();
        pool.release(first);
        assert_eq!(pool.lowest().unwrap(), first);
    }

    #[test]
    fn a_range_is_where_the_gateway_too_comes_from() {
        let mut inner = pool("10.99.0.0/24", Some("10.99.0.128/25"));
        assert_eq!(inner.gateway, Ipv4Addr::new(10, 99, 0, 128));
        assert_eq!(inner.lowest().unwrap(), Ipv4Addr::new(10, 99, 0, 129));
        let mut outer = pool("10.9.0.0/24", Some("10.8.0.0/28"));
        assert_eq!(outer.gateway, Ipv4Addr::new(10, 9, 0, 1));
        assert_eq!(outer.lowest().unwrap(), Ipv4Addr::new(10, 9, 0, 2));
    }

    #[test]
    fn a_full_pool_says_so() {
        let mut pool = pool("10.0.0.0/30", None);
        pool.lowest().unwrap();
        assert!(pool.lowest().is_err());
    }

    #[test]
    fn an_address_cannot_be_taken_twice_nor_from_elsewhere() {
        let mut pool = pool("10.77.0.0/24", None);
        let address = Ipv4Addr::new(10, 77, 0, 9);
        pool.take(address).unwrap();
        assert_eq!(
            pool.take(address).unwrap_err().message,
            "Address already in use"
        );
        assert_eq!(
            pool.take(Ipv4Addr::new(10, 78, 0, 9)).unwrap_err().message,
            "Invalid address 10.78.0.9: It does not belong to any of this network's subnets"
        );
    }

    #[test]
    fn the_pools_are_those_of_dockerd() {
        let pools: Vec<String> = default_pools().map(|pool| pool.to_string()).collect();
        assert_eq!(pools.first().unwrap(), "172.17.0.0/16");
        assert_eq!(pools.get(14).unwrap(), "172.31.0.0/16");
        assert_eq!(pools.get(15).unwrap(), "192.168.0.0/20");
        assert_eq!(pools.len(), 31);
    }
}
