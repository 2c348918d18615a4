//! Triangles to rows of pixels, without a gap or an overlap between neighbours.

use std::ops::Range;

use glam::DVec3;

/// Calls `span(row, columns)` for each of `rows` in which a triangle covers centres of pixels. Places are in
/// pixels, the third coordinate is not looked at.
///
/// Where a row crosses an edge is computed from the edge's lower end, so that the triangles on both sides of
/// it get the same bits: every centre that a closed surface covers is covered evenly from both sides.
pub(super) fn spans(corners: [DVec3; 3], width: usize, rows: Range<usize>, mut span: impl FnMut(usize, Range<usize>)) {
    let [mut low, mut middle, mut high] = corners;
    if middle.y < low.y {
        std::mem::swap(&mut low, &mut middle);
    }
    if high.y < middle.y {
        std::mem::swap(&mut middle, &mut high);
        if middle.y < low.y {
            std::mem::swap(&mut low, &mut middle);
        }
    }
    let pixel = |v: f64, limit: Range<usize>| (v.max(limit.start as f64).min(limit.end as f64) + 0.5) as usize;
    let row_of = |p: DVec3| pixel(p.y, rows.clone());
    let [first, turn, last] = [low, middle, high].map(row_of);
    let slope = |a: DVec3, b: DVec3| (b.x - a.x) / (b.y - a.y);
    let long = slope(low, high);
    for (range, from, to) in [(first..turn, low, middle), (turn..last, middle, high)] {
        if range.is_empty() {
            continue;
        }
        let short = slope(from, to);
        for row in range {
            let y = row as f64 + 0.5;
            let (a, b) = (low.x + (y - low.y) * long, from.x + (y - from.y) * short);
            let columns = pixel(a.min(b), 0..width)..pixel(a.max(b), 0..width);
            if !columns.is_empty() {
                span(row, columns);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covered(corners: [DVec3; 3]) -> Vec<(usize, usize)> {
        let mut pixels = Vec::new();
        spans(corners, 20, 2..20, |row, columns| pixels.extend(columns.map(|column| (row, column))));
        pixels
    }

    #[test]
    fn the_centres_inside_are_covered_and_no_others() {
        let p = |x, y| DVec3::new(x, y, 0.0);
        assert_eq!(covered([p(3.2, 3.2), p(6.1, 3.2), p(3.2, 6.1)]), [(3, 3), (3, 4), (3, 5), (4, 3), (4, 4), (5, 3)]);
        assert_eq!(covered([p(-9.0, 2.2), p(4.0, 2.2), p(-9.0, 4.0)]), [(2, 0), (2, 1)], "cut off at the left");
        assert_eq!(covered([p(1.0, 0.0), p(1.0, 30.0), p(1.0, 7.0)]), [], "seen edge-on");
        assert_eq!(covered([p(f64::NAN, 0.0), p(1.0, f64::NAN), p(1.0, f64::INFINITY)]), []);
    }

    #[test]
    fn a_fan_covers_every_centre_of_its_outline_once() {
        // All corners on a grid of half pixels, so that many centres lie on edges.
        let hub = DVec3::new(9.5, 10.5, 0.0);
        let rim: Vec<DVec3> =
            [(2.0, 3.0), (10.5, 2.0), (17.5, 4.5), (18.5, 10.5), (16.5, 17.5), (9.5, 18.5), (3.5, 15.5), (1.5, 9.5)]
                .map(|(x, y)| DVec3::new(x, y, 0.0))
                .to_vec();
        let mut counts = vec![0; 400];
        for (a, b) in rim.iter().zip(rim.iter().cycle().skip(1)) {
            for corners in [[hub, *a, *b], [*b, hub, *a], [*b, *a, hub]] {
                for (row, column) in covered(corners) {
                    counts[20 * row + column] += 1;
                }
            }
        }
        assert!(counts.iter().all(|count| *count == 0 || *count == 3), "{counts:?}");
        assert!(counts.iter().filter(|count| **count == 3).count() > 150);
    }
}
