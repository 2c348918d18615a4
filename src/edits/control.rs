//! Parts whose relations are chance: what a finder of relations is measured against.
//!
//! [`jittered`] moves every number a little, so that no relation of the numbers is left; whatever is found then is found
//! in noise. [`pooled`] gives parts each other's numbers: they are as round and as often equal as numbers of real parts
//! are, the order of places along each axis stays, and what relates the distances to each other is chance.
//! Both work on the text of flat programs, vertices stay together, and a result need not build.

use std::collections::BTreeMap;

use super::literal::{Grouping, Literal, Role, literals, replaced};
use crate::model::ContentHasher;

/// A number from a seed and names, evenly in 0..1.
fn chance(words: &[u64]) -> f64 {
    let mut hasher = ContentHasher::default();
    words.iter().for_each(|word| hasher.word(*word));
    (hasher.finish() as u64 >> 11) as f64 / (1u64 << 53) as f64
}

/// The program with every number moved by up to `share` of the range of its coordinates, zeros included.
pub fn jittered(text: &str, share: f64, seed: u64) -> String {
    let found = literals(text, Grouping::Vertex);
    let size = found.iter().map(|literal| literal.value.abs()).fold(0.0, f64::max);
    let moved = found.iter().enumerate().map(|(index, literal)| {
        // A size moves by a share of itself: it must stay positive.
        let reach = if literal.role == Role::Size { literal.value } else { size };
        let shift = (2.0 * chance(&[seed, index as u64]) - 1.0) * share * reach;
        (literal, literal.value + shift)
    });
    replaced(text, moved).text
}

/// The programs with numbers of each other.
///
/// Equal coordinates of a statement stay equal. The distances between neighbouring ones become distances between
/// neighbouring coordinates of any of the programs, a size becomes a size of any of them that is between half and double.
pub fn pooled(texts: &[&str], seed: u64) -> Vec<String> {
    let parts: Vec<Vec<Literal>> = texts.iter().map(|text| literals(text, Grouping::Vertex)).collect();
    let mut gaps: Vec<f64> = Vec::new();
    let mut sizes: Vec<f64> = Vec::new();
    for part in &parts {
        for levels in axes(part).values() {
            gaps.extend(levels.windows(2).map(|pair| pair[1] - pair[0]));
        }
        sizes.extend(part.iter().filter(|literal| literal.role == Role::Size).map(|literal| literal.value.abs()));
    }
    sizes.sort_by(f64::total_cmp);
    let pick = |pool: &[f64], words: &[u64]| pool.get((chance(words) * pool.len() as f64) as usize).copied();
    let texts = texts.iter().zip(&parts).enumerate();
    texts
        .map(|(number, (text, part))| {
            let number = number as u64;
            let mut maps: BTreeMap<(usize, Role), Vec<(f64, f64)>> = BTreeMap::new();
            for ((statement, role), levels) in axes(part) {
                let mut at = levels[0];
                let mut map = vec![(levels[0], at)];
                for (index, pair) in levels.windows(2).enumerate() {
                    let words = [seed, number, statement as u64, role as u64, index as u64];
                    at += pick(&gaps, &words).unwrap_or(pair[1] - pair[0]);
                    map.push((pair[1], at));
                }
                maps.insert((statement, role), map);
            }
            let values = part.iter().enumerate().filter_map(|(index, literal)| {
                let new = if literal.role == Role::Size {
                    let size = literal.value.abs();
                    let low = sizes.partition_point(|other| *other < size / 2.0);
                    let high = sizes.partition_point(|other| *other <= size * 2.0);
                    pick(&sizes[low..high.max(low)], &[seed, number, index as u64])?.copysign(literal.value)
                } else {
                    let map = maps.get(&(literal.statement, literal.role))?;
                    map.iter().find(|entry| entry.0 == literal.value)?.1
                };
                // Decimal places of sums are those of their terms.
                Some((literal, (new * 1e9).round() / 1e9))
            });
            replaced(text, values).text
        })
        .collect()
}

/// The different values of each coordinate of each statement, ascending.
fn axes(part: &[Literal]) -> BTreeMap<(usize, Role), Vec<f64>> {
    let mut axes: BTreeMap<(usize, Role), Vec<f64>> = BTreeMap::new();
    for literal in part.iter().filter(|literal| matches!(literal.role, Role::X | Role::Y)) {
        axes.entry((literal.statement, literal.role)).or_default().push(literal.value);
    }
    for levels in axes.values_mut() {
        levels.sort_by(f64::total_cmp);
        levels.dedup();
    }
    axes
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLATE: &str = "part p = polygon([(0, 0), (40, 0), (40, 20), (0, 20)]).on(XY).extrude(5)\n";
    const WEDGE: &str = "part p = polygon([(0, 0), (33, 0), (0, 71)]).on(XY).extrude(8)\n";

    #[test]
    fn jitter_moves_every_number_and_repeats_with_its_seed() {
        let text = jittered(PLATE, 0.01, 1);
        assert_eq!(text, jittered(PLATE, 0.01, 1));
        assert_ne!(text, jittered(PLATE, 0.01, 2));
        let (before, after) = (literals(PLATE, Grouping::Vertex), literals(&text, Grouping::Vertex));
        assert_eq!(before.len(), after.len());
        assert!(before.iter().zip(&after).all(|(a, b)| a.value != b.value && (a.value - b.value).abs() <= 0.4));
    }

    #[test]
    fn pooled_parts_keep_their_order_and_take_distances_of_the_pool() {
        let texts = pooled(&[PLATE, WEDGE], 3);
        assert_eq!(texts, pooled(&[PLATE, WEDGE], 3));
        for (text, before) in texts.iter().zip([PLATE, WEDGE]) {
            let (before, after) = (literals(before, Grouping::Vertex), literals(text, Grouping::Vertex));
            for role in [Role::X, Role::Y] {
                let pick = |found: &[Literal]| -> Vec<f64> {
                    found.iter().filter(|l| l.role == role).map(|l| l.value).collect()
                };
                let (before, after) = (pick(&before), pick(&after));
                for (i, a) in before.iter().enumerate() {
                    for (j, b) in before.iter().enumerate() {
                        assert_eq!(a.total_cmp(b), after[i].total_cmp(&after[j]));
                    }
                }
                let span = after.iter().copied().fold(0.0, f64::max);
                assert!([40.0, 20.0, 33.0, 71.0].contains(&span), "{span}");
            }
        }
    }
}
