//! From numbers to places on the paper, and numbers as people read them.

use super::{BOTTOM, HEIGHT, TOP};

/// The vertical axis of a chart: from zero to a round number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Axis {
    /// Where lines are drawn, zero first.
    pub ticks: Vec<i64>,
}

impl Axis {
    /// Up to the next round number above `most`, in at most five steps of 1, 2 or 5 times a power of ten.
    pub fn up_to(most: i64) -> Self {
        let most = most.max(1);
        let mut step: i64 = 1;
        let mut turn = [2, 5, 10].into_iter().cycle();
        let mut base = 1;
        while step.saturating_mul(4) < most && step < i64::MAX / 10 {
            let factor = turn.next().unwrap_or(10);
            step = base * factor;
            if factor == 10 {
                base = step;
            }
        }
        let count = most / step + i64::from(most % step != 0);
        Self { ticks: (0..=count).map(|n| n.saturating_mul(step)).collect() }
    }

    /// Where `value` is on the paper, in tenths of a unit so that nothing is drawn twice as thick as its neighbour.
    pub fn y(&self, value: i64) -> f64 {
        let top = self.ticks.last().copied().unwrap_or(1).max(1);
        let share = value.clamp(0, top) as f64 / top as f64;
        let room = (HEIGHT - TOP - BOTTOM) as f64;
        tenth((HEIGHT - BOTTOM) as f64 - share * room)
    }
}

/// Rounded to a tenth.
pub fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// A number that fits beside an axis: `950`, `1.2k`, `258M`.
pub fn compact(number: i64) -> String {
    let units = [(1_000_000_000_000, "T"), (1_000_000_000, "B"), (1_000_000, "M"), (1_000, "k")];
    match units.into_iter().find(|(size, _)| number >= *size) {
        Some((size, unit)) if number % size == 0 || number >= size * 100 => format!("{}{unit}", number / size),
        Some((size, unit)) => format!("{}.{}{unit}", number / size, number % size * 10 / size),
        None => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn axes_end_at_round_numbers() {
        assert_eq!(Axis::up_to(0).ticks, [0, 1]);
        assert_eq!(Axis::up_to(3).ticks, [0, 1, 2, 3]);
        assert_eq!(Axis::up_to(7).ticks, [0, 2, 4, 6, 8]);
        assert_eq!(Axis::up_to(258_000_000).ticks, [0, 100_000_000, 200_000_000, 300_000_000]);
    }

    #[test]
    fn numbers_are_read_at_a_glance() {
        assert_eq!((compact(950), compact(1_250), compact(258_000_000)), ("950".into(), "1.2k".into(), "258M".into()));
    }

    proptest! {
        #[test]
        fn every_value_is_on_the_paper(most in 0i64..=i64::MAX / 100, part in 0.0f64..=1.0) {
            let axis = Axis::up_to(most);
            prop_assert!(axis.ticks.len() <= 6 && axis.ticks.last() >= Some(&most));
            let y = axis.y((most as f64 * part) as i64);
            prop_assert!(y >= TOP as f64 && y <= (HEIGHT - BOTTOM) as f64);
        }
    }
}
