//! Percentiles: linear interpolation between the two nearest of the sorted values (Hyndman and Fan's type 7, what R, NumPy
//! and spreadsheets call `PERCENTILE` do by default), in whole numbers, so that every machine says the same.

/// The value below which `share` hundredths of the sorted `values` lie; `None` when there are none.
///
/// With `n` values the place is `(n - 1) * share / 100`, counted from zero; between two values it lies as far as the place
/// does, rounded to the nearest whole number.
pub fn percentile(values: &[i64], share: u8) -> Option<i64> {
    let last = i128::try_from(values.len().checked_sub(1)?).ok()?;
    let place = last * i128::from(share.min(100));
    let (below, part) = (usize::try_from(place / 100).ok()?, place % 100);
    let low = i128::from(*values.get(below)?);
    let high = i128::from(*values.get(below + 1).unwrap_or(values.get(below)?));
    let between = (high - low) * part;
    i64::try_from(low + (between + 50).div_euclid(100)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_values_come_out() {
        // R: quantile(c(1, 2, 3, 4) * 100, c(.5, .9), type = 7) is 250 and 370.
        assert_eq!((percentile(&[100, 200, 300, 400], 50), percentile(&[100, 200, 300, 400], 90)), (Some(250), Some(370)));
        assert_eq!(percentile(&[], 50), None);
        assert_eq!((percentile(&[7], 50), percentile(&[7], 90)), (Some(7), Some(7)));
        assert_eq!(percentile(&[1, 2, 100], 50), Some(2), "the middle one of an odd number");
    }

    fn sorted() -> impl Strategy<Value = Vec<i64>> {
        proptest::collection::vec(-1_000_000_000i64..1_000_000_000, 1..60).prop_map(|mut values| {
            values.sort_unstable();
            values
        })
    }

    proptest! {
        #[test]
        fn it_lies_between_the_least_and_the_most_and_grows(values in sorted(), a in 0u8..=100, b in 0u8..=100) {
            let (low, high) = (percentile(&values, a.min(b)).unwrap(), percentile(&values, a.max(b)).unwrap());
            prop_assert!(values[0] <= low && low <= high && high <= values[values.len() - 1]);
            prop_assert_eq!((percentile(&values, 0), percentile(&values, 100)), (Some(values[0]), Some(values[values.len() - 1])));
        }

        #[test]
        fn moving_every_value_moves_it_as_far(values in sorted(), by in -1_000i64..1_000, share in 0u8..=100) {
            let moved: Vec<i64> = values.iter().map(|value| value + by).collect();
            prop_assert_eq!(percentile(&moved, share).unwrap(), percentile(&values, share).unwrap() + by);
        }

        #[test]
        fn enough_values_lie_on_either_side(values in sorted(), share in 0u8..=100) {
            // At least floor(place) + 1 values are not above it (to within rounding), and the rest not below.
            let at = percentile(&values, share).unwrap();
            let place = (values.len() - 1) * usize::from(share) / 100;
            prop_assert!(values.iter().filter(|value| **value <= at).count() > place);
            prop_assert!(values.iter().filter(|value| **value >= at).count() >= values.len() - place - 1);
        }
    }
}
