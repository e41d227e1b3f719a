//! How many tests ran: read off the closing lines of cargo, pytest and vitest.

use std::ops::AddAssign;

/// Tests that passed, failed and were left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Green.
    pub passed: u64,
    /// Red.
    pub failed: u64,
    /// Not run.
    pub skipped: u64,
}

impl Counts {
    /// One check that is either right or wrong.
    pub fn check(right: bool) -> Self {
        Self {
            passed: u64::from(right),
            failed: u64::from(!right),
            skipped: 0,
        }
    }

    /// Adds what a closing line says; any other line says nothing.
    pub fn read(&mut self, line: &str) {
        let line = plain(line);
        let line = line.trim();
        // cargo: "test result: ok. 3 passed; 0 failed; 1 ignored; …"
        // vitest: "Tests  2 failed | 5 passed (7)"
        // pytest: "===== 1 failed, 5 passed, 2 skipped in 3.21s ====="
        let pytest = line.starts_with("==") && line.ends_with("==") && line.contains(" in ");
        if line.starts_with("test result:") || line.starts_with("Tests ") || pytest {
            self.passed += number_before(line, &["passed"]);
            self.failed += number_before(line, &["failed", "error", "errors"]);
            self.skipped += number_before(line, &["ignored", "skipped", "todo"]);
        }
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

/// The sum of the numbers that stand right before one of `words`.
fn number_before(line: &str, words: &[&str]) -> u64 {
    let tokens: Vec<&str> = line
        .split(|c: char| !c.is_alphanumeric())
        .filter(|token| !token.is_empty())
        .collect();
    let pairs = tokens.iter().zip(tokens.iter().skip(1));
    pairs
        .filter(|(_, word)| words.contains(word))
        .filter_map(|(number, _)| number.parse::<u64>().ok())
        .sum()
}

/// A line without terminal colours.
fn plain(line: &str) -> String {
    let mut parts = line.split('\u{1b}');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        text + part.split_once('m').map_or("", |(_, rest)| rest)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &[&str]) -> Counts {
        let mut counts = Counts::default();
        lines.iter().for_each(|line| counts.read(line));
        counts
    }

    #[test]
    fn every_runner_is_understood() {
        let cargo = "test result: FAILED. 3 passed; 2 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s";
        assert_eq!(
            read(&[cargo]),
            Counts {
                passed: 3,
                failed: 2,
                skipped: 1
            }
        );
        let pytest = "=========== 1 failed, 5 passed, 2 skipped, 1 error in 3.21s ===========";
        assert_eq!(
            read(&[pytest]),
            Counts {
                passed: 5,
                failed: 2,
                skipped: 2
            }
        );
        let vitest = "\u{1b}[2m      Tests \u{1b}[22m \u{1b}[1m\u{1b}[31m2 failed\u{1b}[39m\u{1b}[22m | \u{1b}[32m5 passed\u{1b}[39m (7)";
        assert_eq!(
            read(&[vitest]),
            Counts {
                passed: 5,
                failed: 2,
                skipped: 0
            }
        );
    }

    #[test]
    fn what_a_test_prints_is_not_counted() {
        assert_eq!(
            read(&["5 passed", "running 3 tests", "Test Files  1 passed (1)"]),
            Counts::default()
        );
    }
}
