//! The curves of a loop in as few pieces as possible.

use crate::model::{ArcGeometry, Curve, CurveKind, DVec2};

/// Neighbours whose directions differ by less, as a sine, are one line.
const STRAIGHT: f64 = 1e-5;
/// Neighbours whose centres and radii differ by less, relative to the radius, are of one circle.
const CONCENTRIC: f64 = 1e-4;

/// A maximal piece of a boundary.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Piece {
    Line { start: DVec2, end: DVec2 },
    Arc { start: DVec2, end: DVec2, arc: ArcGeometry },
    Circle { center: DVec2, radius: f64 },
}

impl Piece {
    fn of(curve: &Curve) -> Piece {
        match curve.kind {
            CurveKind::Line { start, end } => Piece::Line { start, end },
            CurveKind::Circle { center, radius } => Piece::Circle { center, radius },
            CurveKind::Arc { start, mid, end } => match ArcGeometry::through(start, mid, end) {
                Some(arc) => Piece::Arc { start, end, arc },
                None => Piece::Line { start, end },
            },
        }
    }

    /// The piece together with the one after it, if the two are one.
    fn joined(&self, next: &Piece) -> Option<Piece> {
        match (*self, *next) {
            (Piece::Line { start, end: turn }, Piece::Line { end, .. }) => {
                let (a, b) = (turn - start, end - turn);
                let straight = a.perp_dot(b).abs() <= STRAIGHT * a.length() * b.length() && a.dot(b) >= 0.0;
                straight.then_some(Piece::Line { start, end })
            }
            (Piece::Arc { start, arc, .. }, Piece::Arc { end, arc: after, .. }) => {
                let tolerance = CONCENTRIC * arc.radius;
                let same = (arc.center - after.center).length() <= tolerance
                    && (arc.radius - after.radius).abs() <= tolerance
                    && arc.sweep * after.sweep > 0.0;
                let sweep = arc.sweep + after.sweep;
                same.then(|| {
                    // A closed chain of arcs comes back to its start with rounding.
                    if (end - start).length() <= tolerance && sweep.abs() > 180.0 {
                        Piece::Circle { center: arc.center, radius: arc.radius }
                    } else {
                        Piece::Arc { start, end, arc: ArcGeometry { sweep, ..arc } }
                    }
                })
            }
            _ => None,
        }
    }

    /// Its length, mm.
    pub fn length(&self) -> f64 {
        match self {
            Piece::Line { start, end } => (*end - *start).length(),
            Piece::Arc { arc, .. } => arc.radius * arc.sweep.abs().to_radians(),
            Piece::Circle { radius, .. } => radius * std::f64::consts::TAU,
        }
    }

    /// Points whose box is about that of the piece.
    pub fn points(&self) -> [DVec2; 4] {
        match *self {
            Piece::Line { start, end } => [start, end, start, end],
            Piece::Arc { start, end, arc } => [start, end, arc.point(0.5), end],
            Piece::Circle { center, radius } => {
                [DVec2::X, DVec2::Y, DVec2::NEG_X, DVec2::NEG_Y].map(|side| center + side * radius)
            }
        }
    }
}

/// The pieces of a chain of curves, of a closed one all the way round.
pub(super) fn pieces(curves: &[Curve], closed: bool) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::with_capacity(curves.len());
    for piece in curves.iter().map(Piece::of) {
        match pieces.last_mut().and_then(|last| Some((last.joined(&piece)?, last))) {
            Some((joined, last)) => *last = joined,
            None => pieces.push(piece),
        }
    }
    while let (true, [first, .., last]) = (closed, &pieces[..]) {
        let Some(joined) = last.joined(first) else { break };
        pieces.pop();
        pieces[0] = joined;
    }
    pieces
}
