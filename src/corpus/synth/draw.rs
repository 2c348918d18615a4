//! Random choices and preferred numbers.

/// A stream of choices; equal seeds give equal streams on every machine (SplitMix64).
#[derive(Clone, Debug)]
pub struct Draw(u64);

/// Rounded R20 numbers of one decade (ISO 497, Ra 20).
const FIRST: [f64; 20] =
    [1.0, 1.1, 1.2, 1.4, 1.6, 1.8, 2.0, 2.2, 2.5, 2.8, 3.0, 3.5, 4.0, 4.5, 5.0, 5.5, 6.0, 7.0, 8.0, 9.0];

/// What stands between them, for narrow intervals.
const SECOND: [f64; 14] = [1.3, 1.5, 1.7, 1.9, 2.1, 2.4, 2.6, 3.2, 3.4, 3.6, 3.8, 4.2, 6.5, 7.5];

/// Medium clearance holes of the metric screws M2 to M20, mm (ISO 273).
const CLEARANCE: [f64; 11] = [2.4, 2.9, 3.4, 4.5, 5.5, 6.6, 9.0, 11.0, 13.5, 17.5, 22.0];

/// The share of an interval at either end from which no default is drawn, so that it can be edited both ways.
const MARGIN: f64 = 0.12;

impl Draw {
    /// The stream of `index` under `seed`.
    pub fn new(seed: u64, index: u64) -> Draw {
        let mut draw = Draw(seed ^ 0x5851_f42d_4c95_7f2d);
        let first = draw.word();
        Draw(first ^ index.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    /// 64 random bits.
    pub fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 (inclusive) to 1 (exclusive).
    pub fn unit(&mut self) -> f64 {
        (self.word() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// An index below `count`, 0 when that is 0.
    pub fn below(&mut self, count: usize) -> usize {
        ((self.unit() * count as f64) as usize).min(count.saturating_sub(1))
    }

    /// A whole number from `low` to `high`, both inclusive.
    pub fn whole(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high.saturating_sub(low) + 1)
    }

    /// True with probability `share`.
    pub fn chance(&mut self, share: f64) -> bool {
        self.unit() < share
    }

    /// One of `items`, the first of none.
    pub fn one<T: Copy>(&mut self, items: &[T]) -> Option<T> {
        items.get(self.below(items.len())).copied()
    }

    /// A preferred number well inside `low..=high`, mm or degrees; the finest grid used is 0.01.
    pub fn preferred(&mut self, low: f64, high: f64) -> f64 {
        let margin = (high - low) * MARGIN;
        let (from, to) = (low + margin, high - margin);
        for series in [&FIRST[..], &SECOND[..]] {
            let found = in_decades(series, from, to);
            // Two numbers are no variety.
            if found.len() >= 3 {
                return self.one(&found).unwrap_or(from);
            }
        }
        for grain in [1.0, 2.0, 10.0, 100.0] {
            let (first, last) = ((from * grain).ceil(), (to * grain).floor());
            if last >= first {
                return (first + self.below((last - first) as usize + 1) as f64) / grain;
            }
        }
        (low + high) / 2.0
    }

    /// The clearance hole of a metric screw inside `low..=high`, or another preferred number when there is none.
    pub fn clearance(&mut self, low: f64, high: f64) -> f64 {
        let margin = (high - low) * MARGIN;
        let inside = (low + margin)..=(high - margin);
        let found: Vec<f64> = CLEARANCE.into_iter().filter(|size| inside.contains(size)).collect();
        self.one(&found).unwrap_or_else(|| self.preferred(low, high))
    }
}

fn in_decades(series: &[f64], from: f64, to: f64) -> Vec<f64> {
    // Tenths are written as quotients, so that they are the nearest numbers to their decimals.
    let decades = [(1.0, 10.0), (1.0, 1.0), (10.0, 1.0), (100.0, 1.0)];
    let all = decades
        .iter()
        .flat_map(|(up, down)| series.iter().map(move |number| (number * up * 10.0).round() / 10.0 / down));
    all.filter(|number| (from..=to).contains(number)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn preferred_numbers_lie_inside_and_are_short() {
        let mut draw = Draw::new(3, 4);
        for _ in 0..2000 {
            let low = draw.unit() * 50.0;
            let high = low + 0.5 + draw.unit() * 100.0;
            for value in [draw.preferred(low, high), draw.clearance(low, high)] {
                assert!((low..=high).contains(&value), "{value} in {low}..={high}");
                assert!(value.to_string().len() <= 6, "{value}");
            }
        }
        assert_eq!(draw.preferred(3.0, 3.0), 3.0);
    }
}
