//! What a benchmark found: our figure, what it is held against, and whether the target is met.

use std::fmt;

/// One measurement. Its ratio is ours divided by what it is held against.
pub struct Outcome {
    /// As `./dev bench` and the target name it.
    pub name: &'static str,
    /// Our figure.
    pub ours: f64,
    /// The figure it is held against.
    pub against: Against,
    /// Of both figures.
    pub unit: &'static str,
    /// What the ratio has to be.
    pub target: Target,
}

/// What our figure is held against.
#[derive(Clone, Copy)]
pub enum Against {
    /// What this machine can do at best, measured in the same run.
    Limit(f64),
    /// What another program does.
    Peer(f64),
}

/// Which ratio is good enough.
#[derive(Clone, Copy)]
pub enum Target {
    /// More is better: a rate.
    AtLeast(f64),
    /// Less is better: a time or a size.
    AtMost(f64),
}

impl Outcome {
    /// Ours divided by the other's.
    pub fn ratio(&self) -> f64 {
        let (Against::Limit(other) | Against::Peer(other)) = self.against;
        self.ours / other
    }

    /// Whether the target is met.
    pub fn met(&self) -> bool {
        match self.target {
            Target::AtLeast(least) => self.ratio() >= least,
            Target::AtMost(most) => self.ratio() <= most,
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = if self.met() { "met" } else { "missed" };
        match self.target {
            Target::AtLeast(least) => writeln!(f, "target {}: ratio at least {least}: {verdict}", self.name)?,
            Target::AtMost(most) => writeln!(f, "target {}: ratio at most {most}: {verdict}", self.name)?,
        }
        let (word, other) = match self.against {
            Against::Limit(limit) => ("limit", limit),
            Against::Peer(peer) => ("peer", peer),
        };
        let Self { name, ours, unit, .. } = self;
        let digits = |figure: f64| if figure < 100.0 { 2 } else { 0 };
        write!(
            f,
            "bench {name}: ratio {:.2} (ours {ours:.*} {unit}, {word} {other:.*} {unit})",
            self.ratio(),
            digits(*ours),
            digits(other),
        )
    }
}

/// The middle one of several figures: what a disturbed machine leaves of a measurement.
pub fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(ours: f64, target: Target) -> Outcome {
        Outcome {
            name: "ingest",
            ours,
            against: Against::Limit(20_000.0),
            unit: "messages/s",
            target,
        }
    }

    #[test]
    fn the_last_line_names_the_benchmark_its_ratio_and_both_figures() {
        let text = outcome(12_345.6, Target::AtLeast(0.5)).to_string();
        assert_eq!(
            text.lines().last(),
            Some("bench ingest: ratio 0.62 (ours 12346 messages/s, limit 20000 messages/s)")
        );
    }

    #[test]
    fn a_rate_has_to_be_high_and_a_cost_low() {
        assert!(outcome(10_000.0, Target::AtLeast(0.5)).met());
        assert!(!outcome(9_999.0, Target::AtLeast(0.5)).met());
        assert!(outcome(26_000.0, Target::AtMost(1.3)).met());
        assert!(!outcome(26_001.0, Target::AtMost(1.3)).met());
    }

    #[test]
    fn one_disturbed_round_does_not_move_the_median() {
        assert!((median(vec![1.0, 900.0, 2.0]) - 2.0).abs() < f64::EPSILON);
    }
}
