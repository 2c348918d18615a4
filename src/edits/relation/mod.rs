//! Relations of a part, found in its shape alone.
//!
//! Purpose: what an edit should keep. [`Scene`] lays the curves, outlines and end planes of a part out as entities with a
//! name that survives edits (where the program makes them, and the how-manieth of that place); [`find`] names the
//! relations that hold between them; [`kept`] says which still hold in the part after an edit.
//! Invariants: nothing is asked of the program or of whoever rewrote it; the same shape gives the same relations in the
//! same order; every list is bounded, and what is grouped is sorted first, so the time grows nearly with the number of
//! entities.
//! Absent: programs, parameters, judgement of which relation was meant: a coincidence of numbers is a relation.

mod cluster;
mod find;
mod keep;
mod predicate;
mod scene;
#[cfg(test)]
mod tests;

use serde::Serialize;

pub use find::{Scope, find};
pub use keep::{Change, kept};
pub use scene::{Entity, Form, Outline, Scene};

/// What holds between entities.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A line along the sketch's x.
    Horizontal,
    /// A line along the sketch's y.
    Vertical,
    /// Lines of one sketch with one direction.
    Parallel,
    /// Two lines of one sketch at right angles, for all lines parallel to them.
    Perpendicular,
    /// Lines of different places on one straight line.
    Collinear,
    /// Lines of one outline with one length.
    EqualLength,
    /// Arcs, or full circles, of one sketch with one radius.
    EqualRadius,
    /// Two curves that touch in one direction.
    Tangent,
    /// Arcs and circles about one axis.
    Concentric,
    /// Centres of outlines (and points) with the same x.
    AlignedX,
    /// Centres of outlines (and points) with the same y.
    AlignedY,
    /// Outlines of one size and form that act alike.
    Congruent,
    /// An outline that is its own mirror image about its middle in x, or two congruent outlines beside the middle of
    /// the one around them: `[outline]` or `[around, one, other]`.
    SymmetricX,
    /// The same about the middle in y.
    SymmetricY,
    /// Three or more congruent outlines, evenly spaced on a line.
    LinearPitch,
    /// Three or more congruent outlines, evenly spaced on a circle.
    CircularPitch,
    /// An outline inside another without touching it: `[around, inside]`.
    Contained,
    /// Begin or end planes of extrusions that are one plane.
    Coplanar,
    /// Points in one place.
    Coincident,
    /// A point on a curve: `[point, curve]`.
    OnCurve,
    /// A point midway: `[point, line]` or `[point, one, other]`.
    Midpoint,
}

impl Kind {
    /// Every kind, in the order of reports.
    pub const ALL: [Kind; 21] = [
        Kind::Horizontal,
        Kind::Vertical,
        Kind::Parallel,
        Kind::Perpendicular,
        Kind::Collinear,
        Kind::EqualLength,
        Kind::EqualRadius,
        Kind::Tangent,
        Kind::Concentric,
        Kind::AlignedX,
        Kind::AlignedY,
        Kind::Congruent,
        Kind::SymmetricX,
        Kind::SymmetricY,
        Kind::LinearPitch,
        Kind::CircularPitch,
        Kind::Contained,
        Kind::Coplanar,
        Kind::Coincident,
        Kind::OnCurve,
        Kind::Midpoint,
    ];

    /// The kind in a report.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Horizontal => "horizontal",
            Kind::Vertical => "vertical",
            Kind::Parallel => "parallel",
            Kind::Perpendicular => "perpendicular",
            Kind::Collinear => "collinear",
            Kind::EqualLength => "equal_length",
            Kind::EqualRadius => "equal_radius",
            Kind::Tangent => "tangent",
            Kind::Concentric => "concentric",
            Kind::AlignedX => "aligned_x",
            Kind::AlignedY => "aligned_y",
            Kind::Congruent => "congruent",
            Kind::SymmetricX => "symmetric_x",
            Kind::SymmetricY => "symmetric_y",
            Kind::LinearPitch => "linear_pitch",
            Kind::CircularPitch => "circular_pitch",
            Kind::Contained => "contained",
            Kind::Coplanar => "coplanar",
            Kind::Coincident => "coincident",
            Kind::OnCurve => "on_curve",
            Kind::Midpoint => "midpoint",
        }
    }

    /// How many members a relation has at least.
    fn least(self) -> usize {
        match self {
            Kind::Horizontal | Kind::Vertical => 1,
            Kind::LinearPitch | Kind::CircularPitch => 3,
            _ => 2,
        }
    }

    /// Whether a relation may have any number of members.
    fn is_open(self) -> bool {
        !matches!(self, Kind::Tangent | Kind::Contained | Kind::Perpendicular | Kind::OnCurve | Kind::Midpoint)
    }

    /// Whether the kind is about directions and places along axes. How many members a pattern has and by which angle
    /// something is turned decides by design which of them fall in line, so edits of such values are not held to it.
    pub fn is_directional(self) -> bool {
        matches!(
            self,
            Kind::Horizontal
                | Kind::Vertical
                | Kind::Parallel
                | Kind::Perpendicular
                | Kind::Collinear
                | Kind::AlignedX
                | Kind::AlignedY
                | Kind::SymmetricX
                | Kind::SymmetricY
        )
    }
}

/// One relation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// What holds.
    pub kind: Kind,
    /// Between which entities of the scene: ordered where the kind says so, ascending otherwise.
    pub members: Vec<u32>,
}
