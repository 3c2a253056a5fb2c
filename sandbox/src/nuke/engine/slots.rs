//! How many calls may be in flight.

/// Names what shares a service's limits: one service in one region.
pub(super) type Service = usize;

/// The slots that checks share; they belong to no single service.
pub(super) const CHECKS: Service = 0;

/// Counts calls in flight, on the whole and for each service in each region.
///
/// Calls that wait for their turn at a throttled service hold slots too: as long as others have something to ask for, each has its share.
#[derive(Debug)]
pub(super) struct Slots {
    total: usize,
    /// What one service may take at most: where one is slow or throttled, a quarter is left for the others.
    most: usize,
    taken: usize,
    by_service: Vec<usize>,
    /// What each service that has something to ask for may take first; beyond that it takes what is not needed for the shares of the others.
    share: usize,
    wanting: Vec<bool>,
    /// What is still missing in the shares of all that have something to ask for.
    missing: usize,
}

impl Slots {
    /// Starts with nothing in flight, for so many services beside the checks.
    pub(super) fn new(total: usize, services: usize) -> Self {
        let total = total.max(1);
        let most = (total - total / 4).max(1);
        let (by_service, wanting) = (vec![0; services + 1], vec![false; services + 1]);
        Self { total, most, taken: 0, by_service, share: most, wanting, missing: 0 }
    }

    /// Shares what there is among the services that have something to ask for.
    pub(super) fn share(&mut self, wanting: impl IntoIterator<Item = Service>) {
        self.wanting.fill(false);
        for service in wanting {
            self.wanting[service] = true;
        }
        let count = self.wanting.iter().filter(|wants| **wants).count();
        self.share = (self.total / count.max(1)).clamp(1, self.most);
        let missing = |(wants, taken): (&bool, &usize)| if *wants { self.share.saturating_sub(*taken) } else { 0 };
        self.missing = self.wanting.iter().zip(&self.by_service).map(missing).sum();
    }

    /// Returns how many more calls a service may make now.
    pub(super) fn free(&self, service: Service) -> usize {
        let free = self.total.saturating_sub(self.taken);
        let taken = self.by_service[service];
        let own = self.share.saturating_sub(taken);
        let others = self.missing.saturating_sub(if self.wanting[service] { own } else { 0 });
        let spare = free.saturating_sub(own + others);
        (own + spare).min(free).min(self.most.saturating_sub(taken))
    }

    pub(super) fn take(&mut self, service: Service) {
        if self.wanting[service] && self.by_service[service] < self.share {
            self.missing = self.missing.saturating_sub(1);
        }
        self.taken += 1;
        self.by_service[service] += 1;
    }

    pub(super) fn give_back(&mut self, service: Service) {
        self.taken = self.taken.saturating_sub(1);
        self.by_service[service] = self.by_service[service].saturating_sub(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take_all(slots: &mut Slots, service: Service) -> usize {
        let mut taken = 0;
        while slots.free(service) > 0 {
            slots.take(service);
            taken += 1;
        }
        taken
    }

    #[test]
    fn one_service_never_takes_all() {
        let mut slots = Slots::new(8, 2);
        slots.share([1]);
        assert_eq!(take_all(&mut slots, 1), 6);
        assert_eq!(slots.free(2), 2);
        slots.give_back(1);
        assert_eq!(slots.free(1), 1);
    }

    #[test]
    fn those_that_come_first_leave_the_others_their_share() {
        let mut slots = Slots::new(32, 9);
        slots.share(1..=9);
        let taken: Vec<usize> = (1..=9).map(|service| take_all(&mut slots, service)).collect();
        assert_eq!(taken.iter().sum::<usize>(), 32);
        assert!(taken.iter().all(|taken| *taken >= 3), "{taken:?}");
    }

    #[test]
    fn what_nobody_else_asks_for_may_be_taken_beyond_a_share() {
        let mut slots = Slots::new(32, 2);
        slots.share([1, 2]);
        assert_eq!(take_all(&mut slots, 1), 16);
        slots.share([1]);
        assert_eq!(take_all(&mut slots, 1), 8);
    }
}
