//! How many calls may be in flight.

use std::collections::HashMap;

/// Counts calls in flight, on the whole and for each service in each region.
#[derive(Debug)]
pub(super) struct Slots {
    total: usize,
    /// What one service in one region may take: where one is slow or throttled, a quarter is left for the others.
    share: usize,
    taken: usize,
    by_service: HashMap<String, usize>,
}

impl Slots {
    pub(super) fn new(total: usize) -> Self {
        let total = total.max(1);
        Self { total, share: (total - total / 4).max(1), taken: 0, by_service: HashMap::new() }
    }

    /// Returns how many more calls a service may make now.
    pub(super) fn free(&self, service: &str) -> usize {
        let by_service = self.by_service.get(service).copied().unwrap_or(0);
        self.total.saturating_sub(self.taken).min(self.share.saturating_sub(by_service))
    }

    pub(super) fn take(&mut self, service: &str) {
        self.taken += 1;
        match self.by_service.get_mut(service) {
            Some(taken) => *taken += 1,
            None => drop(self.by_service.insert(service.to_owned(), 1)),
        }
    }

    pub(super) fn give_back(&mut self, service: &str) {
        self.taken = self.taken.saturating_sub(1);
        if let Some(taken) = self.by_service.get_mut(service) {
            *taken = taken.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_service_never_takes_all() {
        let mut slots = Slots::new(8);
        while slots.free("ec2/eu-west-1") > 0 {
            slots.take("ec2/eu-west-1");
        }
        assert_eq!(slots.free("sqs/eu-west-1"), 2);
        slots.give_back("ec2/eu-west-1");
        assert_eq!(slots.free("ec2/eu-west-1"), 1);
    }
}
