//! Timers of one account: a heap, not a task each.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};
use std::time::{Duration, Instant};

use sotto_engine::Timer;

/// What is to come back when.
#[derive(Default)]
pub(super) struct Timers {
    heap: BinaryHeap<Reverse<(Instant, u64)>>,
    waiting: std::collections::BTreeMap<u64, Timer>,
    at_once: VecDeque<Timer>,
    next: u64,
}

impl Timers {
    pub(super) fn set(&mut self, timer: Timer, after: u64) {
        if after == 0 {
            self.at_once.push_back(timer);
            return;
        }
        self.next += 1;
        self.heap
            .push(Reverse((Instant::now() + Duration::from_millis(after), self.next)));
        self.waiting.insert(self.next, timer);
    }

    /// A timer that is due.
    pub(super) fn due(&mut self, now: Instant) -> Option<Timer> {
        if let Some(timer) = self.at_once.pop_front() {
            return Some(timer);
        }
        let Reverse((when, id)) = *self.heap.peek()?;
        if when > now {
            return None;
        }
        self.heap.pop();
        self.waiting.remove(&id)
    }

    /// When the next one is due.
    pub(super) fn next(&self) -> Option<Instant> {
        if self.at_once.is_empty() {
            self.heap.peek().map(|Reverse((when, _))| *when)
        } else {
            Some(Instant::now())
        }
    }
}
