//! Common area under boundaries, without predicates.
//!
//! The indicator of a plane region is the signed sum, over the pieces of its boundary, of the half strips below
//! them. So the common area of two regions is `Σ Σ w·w'·∫ min(y, y') dx` over pairs of pieces, and the common
//! volume of two stacks of horizontal faces the same with every pair weighted by the heights of its faces. Every
//! term is continuous in both boundaries: coincident, touching or overlapping edges need no special case, and
//! pieces that cancel (an edge between two triangles of one face) may stay in or be left out.

use glam::DVec2;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::budget::Budget;
use crate::geom::planar::{Segment, SegmentKind};
use crate::model::{ArcGeometry, Transform2};

/// The heights of the horizontal faces that a piece bounds, with the weight of the piece in each.
pub(in crate::geom::compare) type Profile = SmallVec<[(f64, f64); 2]>;

/// A part of a boundary that is a function of x.
#[derive(Clone, Copy, Debug)]
struct Piece {
    /// Ends in x, ascending.
    from: f64,
    to: f64,
    /// Least and greatest y.
    low: f64,
    high: f64,
    shape: Curve,
    /// `∫ y dx` from end to end.
    whole: f64,
    profile: u32,
}

#[derive(Clone, Copy, Debug)]
enum Curve {
    /// Through `(from, y)` with a slope.
    Line { y: f64, slope: f64 },
    /// On the upper (`side` 1) or lower (−1) half of a circle.
    Arc { center: DVec2, radius: f64, side: f64 },
}

/// Boundaries as functions of x, ready to be paired with others.
#[derive(Clone, Debug, Default)]
pub(in crate::geom::compare) struct Pieces {
    pieces: Vec<Piece>,
    profiles: Vec<Profile>,
}

/// Strokes in the making: equal pieces of faces at different heights become one with several heights.
pub(in crate::geom::compare) struct Collector {
    pieces: Vec<(Piece, Profile)>,
    known: FxHashMap<[i64; 5], u32>,
    /// Pieces that differ by less are the same.
    grain: f64,
}

impl Collector {
    /// For boundaries that reach `extent` from the origin.
    pub fn new(extent: f64) -> Collector {
        Collector { pieces: Vec::new(), known: FxHashMap::default(), grain: (1e-13 * extent).max(f64::MIN_POSITIVE) }
    }

    /// Adds the boundary of a horizontal face at `height`, moved by `map`. Where the map reflects, the boundary keeps
    /// its direction of travel and so has its face on the right: that is what turning a face upside down means.
    pub fn add<'a>(&mut self, boundary: impl IntoIterator<Item = &'a Segment>, map: &Transform2, height: f64) {
        for segment in boundary {
            let segment = segment.transformed(map);
            match segment.kind {
                SegmentKind::Line { start, end } => self.line(start, end, height),
                _ => self.arc(&segment, height),
            }
        }
    }

    /// Adds a straight piece of the boundary of a face at `height`.
    pub fn line(&mut self, start: DVec2, end: DVec2, height: f64) {
        let ((left, right), weight) = if start.x < end.x { ((start, end), -1.0) } else { ((end, start), 1.0) };
        let width = right.x - left.x;
        if width > 0.0 {
            let piece = Piece {
                from: left.x,
                to: right.x,
                low: left.y.min(right.y),
                high: left.y.max(right.y),
                shape: Curve::Line { y: left.y, slope: (right.y - left.y) / width },
                whole: 0.0,
                profile: 0,
            };
            let key = [left.x, left.y, right.x, right.y, 0.0];
            self.push(piece, key, height, weight);
        }
    }

    /// Splits an arc where it turns back in x.
    fn arc(&mut self, segment: &Segment, height: f64) {
        let Some(arc) = segment.arc() else { return };
        // In half turns: the arc turns back at whole numbers.
        let (mut at, to) = (arc.start_angle / 180.0, (arc.start_angle + arc.sweep) / 180.0);
        let ccw = to > at;
        let mut start = segment.start();
        // A full circle that starts between extremes has three parts.
        for _ in 0..4 {
            let turning = if ccw { (at + 1e-12).floor() + 1.0 } else { (at - 1e-12).ceil() - 1.0 };
            let last = if ccw { turning >= to - 1e-12 } else { turning <= to + 1e-12 };
            let reach = if turning.rem_euclid(2.0) == 0.0 { arc.radius } else { -arc.radius };
            let end = if last { segment.end() } else { arc.center + DVec2::new(reach, 0.0) };
            let middle = 0.5 * (at + if last { to } else { turning });
            let side = if middle.rem_euclid(2.0) < 1.0 { 1.0 } else { -1.0 };
            self.half(start, end, &arc, side, height);
            if last {
                return;
            }
            (at, start) = (turning, end);
        }
    }

    /// Adds a part of one half of a circle.
    fn half(&mut self, start: DVec2, end: DVec2, arc: &ArcGeometry, side: f64, height: f64) {
        let ((left, right), weight) = if start.x < end.x { ((start, end), -1.0) } else { ((end, start), 1.0) };
        if right.x <= left.x {
            return;
        }
        let (center, radius) = (arc.center, arc.radius);
        let (mut low, mut high) = (left.y.min(right.y), left.y.max(right.y));
        if left.x < center.x && center.x < right.x {
            let extreme = center.y + side * radius;
            (low, high) = (low.min(extreme), high.max(extreme));
        }
        let shape = Curve::Arc { center, radius, side };
        let piece = Piece { from: left.x, to: right.x, low, high, shape, whole: 0.0, profile: 0 };
        self.push(piece, [left.x, right.x, center.x, center.y, side * radius], height, weight);
    }

    fn push(&mut self, piece: Piece, key: [f64; 5], height: f64, weight: f64) {
        let next = self.pieces.len() as u32;
        let at = *self.known.entry(key.map(|v| (v / self.grain).round() as i64)).or_insert(next);
        if at == next {
            self.pieces.push((piece, SmallVec::new()));
        }
        let Some((_, profile)) = self.pieces.get_mut(at as usize) else { return };
        match profile.iter_mut().find(|(known, _)| *known == height) {
            Some((_, sum)) => *sum += weight,
            None => profile.push((height, weight)),
        }
    }

    /// The pieces in the order of their left ends.
    pub fn finish(self) -> Pieces {
        let mut profiles: Vec<Profile> = Vec::new();
        let mut known: FxHashMap<SmallVec<[u64; 4]>, u32> = FxHashMap::default();
        let mut pieces = Vec::with_capacity(self.pieces.len());
        for (mut piece, mut profile) in self.pieces {
            profile.retain(|(_, weight)| *weight != 0.0);
            if profile.is_empty() {
                continue;
            }
            let key = profile.iter().flat_map(|(height, weight)| [height.to_bits(), weight.to_bits()]).collect();
            piece.profile = *known.entry(key).or_insert_with(|| {
                profiles.push(profile);
                profiles.len() as u32 - 1
            });
            piece.whole = piece.integrated(piece.from, piece.to);
            pieces.push(piece);
        }
        pieces.sort_by(|a, b| a.from.total_cmp(&b.from));
        Pieces { pieces, profiles }
    }
}

/// `Σ Σ K·∫ min(y, y') dx` over pairs of pieces, where `K` weighs the pair by `weight(height, height')` of the faces
/// they bound. Heights and y are counted from below everything by the caller's choice of `weight` and by `base`.
/// `None` when the budget does not suffice.
pub(in crate::geom::compare) fn common(
    a: &Pieces,
    b: &Pieces,
    weight: impl Fn(f64, f64) -> f64,
    budget: &mut Budget,
) -> Option<f64> {
    let table = Table::new(a, b, weight);
    let low = |pieces: &Pieces| pieces.pieces.iter().fold(f64::INFINITY, |low, piece| low.min(piece.low));
    let base = low(a).min(low(b));
    let mut total = 0.0;
    let (mut active_a, mut active_b): (Vec<&Piece>, Vec<&Piece>) = (Vec::new(), Vec::new());
    let (mut next_a, mut next_b) = (a.pieces.iter().peekable(), b.pieces.iter().peekable());
    loop {
        let first = match (next_a.peek(), next_b.peek()) {
            (Some(p), Some(q)) => p.from <= q.from,
            (Some(_), None) => !active_b.is_empty(),
            (None, Some(_)) => false,
            (None, None) => break,
        };
        let (next, own, others) = if first {
            (next_a.next(), &mut active_a, &mut active_b)
        } else {
            (next_b.next(), &mut active_b, &mut active_a)
        };
        let Some(piece) = next else { break };
        others.retain(|other| other.to > piece.from);
        budget.spend(others.len() + 1)?;
        for other in others.iter() {
            let (p, q) = if first { (piece, *other) } else { (*other, piece) };
            let factor = table.factor(p.profile, q.profile);
            if factor != 0.0 {
                total += factor * lower_area(p, q, base);
            }
        }
        own.push(piece);
    }
    Some(total)
}

/// The weights of pairs of profiles.
struct Table<'a, W> {
    a: &'a Pieces,
    b: &'a Pieces,
    weight: W,
    known: Vec<f64>,
}

/// Tables of more entries are not made; their entries are computed when they are asked for.
const TABLE_LIMIT: usize = 1 << 16;

impl<'a, W: Fn(f64, f64) -> f64> Table<'a, W> {
    fn new(a: &'a Pieces, b: &'a Pieces, weight: W) -> Table<'a, W> {
        let mut table = Table { a, b, weight, known: Vec::new() };
        let (rows, columns) = (a.profiles.len(), b.profiles.len());
        if rows.saturating_mul(columns) <= TABLE_LIMIT {
            let pairs = (0..rows).flat_map(|row| (0..columns).map(move |column| (row as u32, column as u32)));
            table.known = pairs.map(|(row, column)| table.computed(row, column)).collect();
        }
        table
    }

    fn computed(&self, row: u32, column: u32) -> f64 {
        let mut sum = 0.0;
        for (height, weight) in &self.a.profiles[row as usize] {
            for (other, factor) in &self.b.profiles[column as usize] {
                sum += weight * factor * (self.weight)(*height, *other);
            }
        }
        sum
    }

    fn factor(&self, row: u32, column: u32) -> f64 {
        match self.known.get(row as usize * self.b.profiles.len() + column as usize) {
            Some(factor) => *factor,
            None => self.computed(row, column),
        }
    }
}

/// `∫ min(y, y') − base dx` over the x that two pieces have in common.
fn lower_area(a: &Piece, b: &Piece, base: f64) -> f64 {
    let (from, to) = (a.from.max(b.from), a.to.min(b.to));
    if to <= from {
        return 0.0;
    }
    let whole = -base * (to - from);
    if a.high <= b.low {
        return whole + a.integral(from, to);
    }
    if b.high <= a.low {
        return whole + b.integral(from, to);
    }
    if let (Curve::Line { .. }, Curve::Line { .. }) = (a.shape, b.shape) {
        let (a0, a1, b0, b1) = (a.at(from), a.at(to), b.at(from), b.at(to));
        let (d0, d1) = (a0 - b0, a1 - b1);
        let width = to - from;
        let under_b = 0.5 * (b0 + b1) * width;
        return whole
            + match (d0 < 0.0, d1 < 0.0) {
                (false, false) => under_b,
                (true, true) => 0.5 * (a0 + a1) * width,
                (true, false) => under_b + 0.5 * d0 * width * (d0 / (d0 - d1)),
                (false, true) => under_b + 0.5 * d1 * width * (d1 / (d1 - d0)),
            };
    }
    let mut cuts: SmallVec<[f64; 4]> = SmallVec::new();
    cuts.push(from);
    for x in meetings(&a.shape, &b.shape, a.from, b.from) {
        if x > from && x < to {
            cuts.push(x);
        }
    }
    if let [_, x, y] = cuts[..]
        && x > y
    {
        cuts.swap(1, 2);
    }
    cuts.push(to);
    let mut sum = whole;
    for ends in cuts.windows(2) {
        let middle = 0.5 * (ends[0] + ends[1]);
        let lower = if a.at(middle) <= b.at(middle) { a } else { b };
        sum += lower.integral(ends[0], ends[1]);
    }
    sum
}

impl Piece {
    /// y at x.
    fn at(&self, x: f64) -> f64 {
        match self.shape {
            Curve::Line { y, slope } => y + slope * (x - self.from),
            Curve::Arc { center, radius, side } => {
                let u = x - center.x;
                center.y + side * (radius * radius - u * u).max(0.0).sqrt()
            }
        }
    }

    /// `∫ y dx` between two places, which often are its ends.
    fn integral(&self, from: f64, to: f64) -> f64 {
        if from == self.from && to == self.to { self.whole } else { self.integrated(from, to) }
    }

    fn integrated(&self, from: f64, to: f64) -> f64 {
        let (y0, y1) = (self.at(from), self.at(to));
        let chord = 0.5 * (y0 + y1) * (to - from);
        match self.shape {
            Curve::Line { .. } => chord,
            Curve::Arc { center, radius, side } => {
                let (dx, dy) = (to - from, y1 - y0);
                let sine = 0.5 * (dx * dx + dy * dy).sqrt() / radius;
                // Near a diameter the area is steep in the length of the chord; two quarters are not.
                if sine > QUARTER && from < center.x && center.x < to {
                    return self.integrated(from, center.x) + self.integrated(center.x, to);
                }
                chord + side * radius * radius * segment(sine.min(1.0))
            }
        }
    }
}

/// Chords longer than this share of the diameter span more than a quarter of a turn.
const QUARTER: f64 = 0.75;

/// Area between the unit circle and a chord of length `2·sine`: `asin s − s·√(1 − s²)`, for at most half a turn.
fn segment(sine: f64) -> f64 {
    if sine > 0.3 {
        return libm::asin(sine) - sine * (1.0 - sine * sine).sqrt();
    }
    // Series in s²: coefficients (2k)!/(4^k k!²)·(1/(2k+1) + 1/(2k−1)), whose next term is below 1e-16 here.
    const SERIES: [f64; 13] = [
        2.0 / 3.0,
        1.0 / 5.0,
        3.0 / 28.0,
        5.0 / 72.0,
        35.0 / 704.0,
        63.0 / 1664.0,
        77.0 / 2560.0,
        429.0 / 17408.0,
        6435.0 / 311_296.0,
        12155.0 / 688_128.0,
        46189.0 / 3_014_656.0,
        88179.0 / 6_553_600.0,
        676_039.0 / 56_623_104.0,
    ];
    let square = sine * sine;
    SERIES.iter().rev().fold(0.0, |sum, factor| sum * square + factor) * sine * square
}

/// Every x where two curves meet, and possibly others, at most two.
fn meetings(a: &Curve, b: &Curve, from_a: f64, from_b: f64) -> SmallVec<[f64; 2]> {
    let mut found = SmallVec::new();
    match (a, b) {
        (Curve::Line { y, slope }, Curve::Arc { center, radius, .. }) => {
            on_line(&mut found, *y, *slope, from_a, *center, *radius);
        }
        (Curve::Arc { center, radius, .. }, Curve::Line { y, slope }) => {
            on_line(&mut found, *y, *slope, from_b, *center, *radius);
        }
        (Curve::Arc { center: c, radius: r, .. }, Curve::Arc { center: d, radius: s, .. }) => {
            let way = *d - *c;
            let square = way.length_squared();
            let along = 0.5 * (square + r * r - s * s) / square;
            let across = r * r / square - along * along;
            if across >= 0.0 {
                let (foot, swing) = (c.x + along * way.x, across.sqrt() * way.y);
                found.push(foot - swing);
                found.push(foot + swing);
            }
        }
        (Curve::Line { .. }, Curve::Line { .. }) => {}
    }
    found
}

/// Every x where a line meets a whole circle.
fn on_line(found: &mut SmallVec<[f64; 2]>, y: f64, slope: f64, from: f64, center: DVec2, radius: f64) {
    let above = y + slope * (center.x - from) - center.y;
    let square = 1.0 + slope * slope;
    let discriminant = square * radius * radius - above * above;
    if discriminant >= 0.0 {
        let root = discriminant.sqrt();
        found.push(center.x + (-slope * above - root) / square);
        found.push(center.x + (-slope * above + root) / square);
    }
}
