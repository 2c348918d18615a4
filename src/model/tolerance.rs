//! The lengths, in millimetres, that decide what counts as the same place. One set for the whole language.

/// Points closer than this are one point; features thinner than this do not exist.
pub const LINEAR: f64 = 1e-6;
/// The ends of neighbouring curves of a loop may be this far apart and still join; the vertex is the
/// end of the earlier curve, or the end of the arc where a line meets an arc (moving an end of an arc moves
/// all of it). Wide enough for scripts whose coordinates are rounded to 1e-5 mm.
pub const JOIN: f64 = 1e-4;
/// Boundaries of different plane shapes that run closer together than this coincide when the shapes are
/// combined: the edges that neighbouring profiles of a rounded script share.
pub const COINCIDENT: f64 = 2e-5;
/// The shortest curve and the smallest radius.
pub const MINIMUM_SIZE: f64 = 1e-4;
/// The largest absolute coordinate, radius or distance (one kilometre).
pub const COORDINATE_LIMIT: f64 = 1e6;
/// Two directions are parallel when the sine of the angle between them is below this.
pub const ANGULAR: f64 = 1e-9;
/// The default chord tolerance of meshes: the largest distance between a curve and its chord.
pub const DEFAULT_CHORD: f64 = 0.01;
