//! Four-sided patches of surfaces of revolution: direct rows and columns.
//!
//! A patch is bounded by circles about the axis (bottom, top) and by meridians (left, right); sides may
//! be missing where the patch closes on itself or ends in a pole. Sides are named in parameter space
//! seen from the side of the surface's own normal: bottom runs with `u`, right with `v`, top against `u`, left against `v`.
//! Invariant: a patch is only meshed here when its opposite sides have equal, aligned vertices.

use glam::DVec3;

use super::FaceMesh;
use super::options::{MeshOptions, segments_for};
use super::outline::{Outline, radii};
use crate::geom::brep::{Body, BodyFace, Coedge, Curve3, Surface};
use crate::model::{Frame, tolerance, trig};

/// The sides of a patch, each in the direction of its name.
#[derive(Default)]
pub(super) struct Patch {
    pub(super) bottom: Vec<Coedge>,
    pub(super) right: Vec<Coedge>,
    pub(super) top: Vec<Coedge>,
    pub(super) left: Vec<Coedge>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Side {
    Bottom,
    Right,
    Top,
    Left,
}

impl Patch {
    /// The sides of a face, when it is such a patch by the shape of its edges.
    pub(super) fn of(body: &Body, face: &BodyFace) -> Option<Patch> {
        if matches!(face.surface, Surface::Plane { .. }) || face.loops.len() > 2 {
            return None;
        }
        let mut patch = Patch::default();
        let mut sides: [Vec<(Side, f64)>; 2] = Default::default();
        for (coedges, sides) in face.loops.iter().zip(&mut sides) {
            let mut walk: Vec<Coedge> = coedges.clone();
            if !face.outward {
                walk.reverse();
                walk.iter_mut().for_each(|coedge| coedge.forward = !coedge.forward);
            }
            let mut kinds = Vec::with_capacity(walk.len());
            for &coedge in &walk {
                kinds.push(side(body, &face.surface, coedge)?);
            }
            // Begin where the side changes.
            let same = |a: (Side, f64), b: (Side, f64)| a.0 == b.0 && (a.1 - b.1).abs() < 1e-6;
            let start = (0..kinds.len()).find(|&i| !same(kinds[i], kinds[(i + kinds.len() - 1) % kinds.len()]));
            let start = start.unwrap_or(0);
            for i in 0..kinds.len() {
                let at = (start + i) % kinds.len();
                if sides.last().is_none_or(|&last| !same(last, kinds[at])) {
                    sides.push(kinds[at]);
                }
                patch.side(kinds[at].0).push(walk[at]);
            }
        }
        let names = |sides: &[(Side, f64)]| sides.iter().map(|(side, _)| *side).collect::<Vec<_>>();
        let (mut first, mut second) = (names(&sides[0]), names(&sides[1]));
        for list in [&mut first, &mut second] {
            if let Some(least) = list.iter().position(|&side| list.iter().all(|&other| side as u8 <= other as u8)) {
                list.rotate_left(least);
            }
        }
        if first.len() == 1 && second.len() == 1 && first[0] as u8 > second[0] as u8 {
            std::mem::swap(&mut first, &mut second);
        }
        use Side::{Bottom, Left, Right, Top};
        let torus = matches!(face.surface, Surface::Torus { .. });
        let [below, above] = face.surface.tips();
        let sphere = matches!(face.surface, Surface::Sphere { .. });
        let (poles, both) =
            (sphere || below.is_some() || above.is_some(), sphere || below.is_some() && above.is_some());
        let fits = match (&first[..], &second[..]) {
            ([Bottom, Right, Top, Left], []) | ([Bottom], [Top]) => true,
            ([Bottom, Right, Left] | [Right, Top, Left] | [Bottom] | [Top], []) => poles && face.loops.len() == 1,
            ([Right, Left], []) => both && face.loops.len() == 1,
            ([Right], [Left]) => torus && !both,
            ([], []) => face.loops.is_empty() && (torus || sphere),
            _ => false,
        };
        fits.then_some(patch)
    }

    fn side(&mut self, side: Side) -> &mut Vec<Coedge> {
        match side {
            Side::Bottom => &mut self.bottom,
            Side::Right => &mut self.right,
            Side::Top => &mut self.top,
            Side::Left => &mut self.left,
        }
    }
}

/// Which side of a patch a use of an edge is, and the parameter that is constant along it.
fn side(body: &Body, surface: &Surface, coedge: Coedge) -> Option<(Side, f64)> {
    let edge = body.edges.get(coedge.edge as usize)?;
    let axis = surface.frame();
    let parallel = |circle: &Frame| circle.z.cross(axis.z).length() < 1e-9;
    let on_axis = |p: DVec3| {
        let local = axis.local(p);
        libm::hypot(local.x, local.y) < tolerance::LINEAR
    };
    if let Curve3::Circle { frame, .. } = &edge.curve
        && parallel(frame)
        && on_axis(frame.origin)
    {
        let along = (frame.z.dot(axis.z) > 0.0) == coedge.forward;
        let v = surface.parameters(*body.vertices.get(edge.start as usize)?).y;
        return Some((if along { Side::Bottom } else { Side::Top }, v));
    }
    let meridian = match (&edge.curve, surface) {
        (Curve3::Line, Surface::Cylinder { .. } | Surface::Cone { .. }) => true,
        (Curve3::Circle { frame, .. }, Surface::Sphere { .. } | Surface::Torus { .. }) => {
            let across = frame.z.dot(axis.z).abs() < 1e-9;
            across && (axis.origin - frame.origin).dot(frame.z).abs() < tolerance::LINEAR
        }
        _ => false,
    };
    if !meridian {
        return None;
    }
    let at = |s: f64| body.edge_point(edge, if coedge.forward { s } else { 1.0 - s }).map(|p| surface.parameters(p));
    let (a, b, c) = (at(0.25)?, at(0.5)?, at(0.75)?);
    // A whole turn about the tube goes through all angles; otherwise `v` must move one way, all on one meridian.
    let (rise, rise2) = (turn(b.y - a.y, surface), turn(c.y - b.y, surface));
    let ends = [at(0.0)?, at(1.0)?];
    let one_way = rise * rise2 > 0.0
        && turn(a.x - b.x, &Surface::Torus { frame: *axis, major: 1.0, minor: 0.5 }).abs() < 1e-6
        && (matches!(surface, Surface::Torus { .. }) || (ends[0].y - b.y) * (ends[1].y - b.y) < 0.0);
    one_way.then_some((if rise > 0.0 { Side::Right } else { Side::Left }, b.x))
}

/// A difference of `v`, taken the short way round on a torus.
fn turn(difference: f64, surface: &Surface) -> f64 {
    match surface {
        Surface::Torus { .. } => difference - 360.0 * (difference / 360.0).round(),
        _ => difference,
    }
}

/// `angle` brought into (0, 360].
fn positive_turn(angle: f64) -> f64 {
    let turn = angle % 360.0;
    if turn <= 1e-9 { turn + 360.0 } else { turn }
}

/// A ring or row of vertex indices with both ends.
fn row(outline: &Outline, coedges: &[Coedge], backward: bool) -> Vec<u32> {
    let mut ids = Vec::new();
    for &coedge in coedges {
        outline.walk(coedge, &mut ids);
    }
    if let Some(&last) = coedges.last() {
        ids.push(outline.end(last));
    }
    if backward {
        ids.reverse();
    }
    ids
}

/// Radius about the axis and height of a point.
#[derive(Clone, Copy)]
struct Profile {
    rho: f64,
    height: f64,
}

fn profile(frame: &Frame, p: DVec3) -> Profile {
    let local = frame.local(p);
    Profile { rho: libm::hypot(local.x, local.y), height: local.z }
}

fn near(a: Profile, b: Profile) -> bool {
    (a.rho - b.rho).abs() + (a.height - b.height).abs() < 1e-6 * (1.0 + a.rho)
}

/// Whether two points lie on one half-plane through the axis.
fn same_meridian(frame: &Frame, a: DVec3, b: DVec3) -> bool {
    let (a, b) = (a - frame.origin, b - frame.origin);
    let tangent = frame.z.cross(a);
    let outward = tangent.cross(frame.z);
    tangent.dot(b).abs() <= 1e-7 * (tangent.length() * b.length()) && outward.dot(b) > 0.0
}

/// Turns a closed row so that it begins at the first vertex for which `fits` holds.
fn align(row: &mut Vec<u32>, fits: impl Fn(u32) -> bool) -> bool {
    if row.first().is_some_and(|&v| fits(v)) {
        return true;
    }
    row.pop();
    match row.iter().position(|&v| fits(v)) {
        Some(start) => {
            row.rotate_left(start);
            row.push(row[0]);
            true
        }
        None => false,
    }
}

/// Meshes a face as rows and columns; `false` when it is no patch or its sides do not match.
pub(super) fn mesh(outline: &Outline, face: &BodyFace, options: &MeshOptions, out: &mut FaceMesh) -> bool {
    Patch::of(outline.body, face).and_then(|patch| Rows::new(outline, face, &patch, options)).is_some_and(|rows| {
        rows.emit(outline, face, out);
        true
    })
}

/// Everything that is known of the rows and columns before vertices are made.
struct Rows {
    columns: usize,
    rows: usize,
    bottom: Vec<u32>,
    right: Vec<u32>,
    top: Vec<u32>,
    left: Vec<u32>,
    /// The range of a parameter whose sides are missing.
    u: (f64, f64),
    v: (f64, f64),
    closed_u: bool,
    closed_v: bool,
}

impl Rows {
    fn new(outline: &Outline, face: &BodyFace, patch: &Patch, options: &MeshOptions) -> Option<Rows> {
        let frame = face.surface.frame();
        let at = |v: u32| outline.positions[v as usize];
        let (bottom, mut top) = (row(outline, &patch.bottom, false), row(outline, &patch.top, true));
        let (mut right, left) = (row(outline, &patch.right, false), row(outline, &patch.left, true));
        let closed_u = patch.left.is_empty() && patch.right.is_empty();
        let closes = matches!(face.surface, Surface::Torus { major, minor, .. } if major > minor);
        let closed_v = patch.bottom.is_empty() && patch.top.is_empty() && closes;
        // A row that ends in a pole vertex on one side only is no full circle.
        let parameter = |row: &[u32]| row.first().map(|&v| face.surface.parameters(at(v)));
        if closed_u && !bottom.is_empty() && !top.is_empty() {
            let first = at(bottom[0]);
            if !align(&mut top, |v| same_meridian(frame, first, at(v))) {
                return None;
            }
        }
        if closed_v && !left.is_empty() {
            let first = profile(frame, at(left[0]));
            if !align(&mut right, |v| near(first, profile(frame, at(v)))) {
                return None;
            }
        }
        let (u, v) = ranges(face, &bottom, &top, &left, &right, (closed_u, closed_v), parameter)?;
        let columns = match (bottom.len(), top.len()) {
            (0, 0) => segments_for(radii(&face.surface)?.0, u.1 - u.0, &options.doubly_curved()) as usize,
            (0, n) | (n, 0) => n - 1,
            (n, m) if n == m => n - 1,
            _ => return None,
        };
        let rows = match (left.len(), right.len()) {
            (0, 0) => {
                radii(&face.surface).map_or(1.0, |(_, r)| segments_for(r, v.1 - v.0, &options.doubly_curved())) as usize
            }
            (n, m) if n == m => n - 1,
            _ => return None,
        };
        let aligned_columns = bottom.iter().zip(&top).all(|(&a, &b)| same_meridian(frame, at(a), at(b)));
        let aligned_rows = left.iter().zip(&right).all(|(&a, &b)| near(profile(frame, at(a)), profile(frame, at(b))));
        let enough = columns >= if closed_u { 3 } else { 1 } && rows >= if closed_v { 3 } else { 1 };
        (aligned_columns && aligned_rows && enough).then_some(Rows {
            columns,
            rows,
            bottom,
            right,
            top,
            left,
            u,
            v,
            closed_u,
            closed_v,
        })
    }

    /// Unit direction from the axis of column `i`.
    fn direction(&self, outline: &Outline, frame: &Frame, i: usize) -> DVec3 {
        let known = if self.bottom.is_empty() { &self.top } else { &self.bottom };
        if let Some(&v) = known.get(i) {
            let local = frame.local(outline.positions[v as usize]);
            let rho = libm::hypot(local.x, local.y);
            return (frame.x * local.x + frame.y * local.y) / rho;
        }
        let (sin, cos) = trig::sin_cos(self.u.0 + (self.u.1 - self.u.0) * (i as f64 / self.columns as f64));
        frame.x * cos + frame.y * sin
    }

    fn profile(&self, outline: &Outline, surface: &Surface, j: usize) -> Profile {
        let frame = surface.frame();
        let known = if self.left.is_empty() { &self.right } else { &self.left };
        match known.get(j) {
            Some(&v) => profile(frame, outline.positions[v as usize]),
            None => {
                let v = self.v.0 + (self.v.1 - self.v.0) * (j as f64 / self.rows as f64);
                profile(frame, surface.point(0.0, v))
            }
        }
    }

    fn emit(&self, outline: &Outline, face: &BodyFace, out: &mut FaceMesh) {
        let surface = &face.surface;
        let frame = surface.frame();
        let (columns, rows) = (self.columns, self.rows);
        if rows == 1 && !self.bottom.is_empty() && !self.top.is_empty() {
            for i in 0..columns {
                let (a, b, c, d) = (self.bottom[i], self.bottom[i + 1], self.top[i + 1], self.top[i]);
                out.triangle(face.outward, [a, b, c]);
                out.triangle(face.outward, [a, c, d]);
            }
            return;
        }
        let directions: Vec<DVec3> = (0..=columns).map(|i| self.direction(outline, frame, i)).collect();
        let mut first: Vec<u32> = Vec::new();
        let mut below: Vec<u32> = Vec::new();
        for j in 0..=rows {
            let Profile { rho, height } = self.profile(outline, surface, j);
            let known = if j == 0 { &self.bottom } else { &self.top };
            let line = if (j == 0 || j == rows) && !known.is_empty() {
                known.clone()
            } else if self.closed_v && j == rows {
                std::mem::take(&mut first)
            } else if (j == 0 || j == rows) && !self.closed_v {
                // A pole.
                let known = self.left.get(j).or(self.right.get(j)).copied();
                let place = frame.origin + frame.z * height;
                let pole = known.or_else(|| outline.tip(place)).unwrap_or_else(|| out.point(place));
                vec![pole; columns + 1]
            } else {
                let mut line = Vec::with_capacity(columns + 1);
                for (i, direction) in directions.iter().enumerate() {
                    let known = match i {
                        0 => self.left.get(j).copied(),
                        _ if i == columns && self.closed_u => line.first().copied(),
                        _ if i == columns => self.right.get(j).copied(),
                        _ => None,
                    };
                    let id = known.unwrap_or_else(|| out.point(frame.origin + *direction * rho + frame.z * height));
                    line.push(id);
                }
                line
            };
            if j == 0 && self.closed_v {
                first.clone_from(&line);
            }
            for i in 0..if j == 0 { 0 } else { columns } {
                let (a, b, c, d) = (below[i], below[i + 1], line[i + 1], line[i]);
                out.triangle(face.outward, [a, b, c]);
                out.triangle(face.outward, [a, c, d]);
            }
            below = line;
        }
    }
}

type Range = (f64, f64);

/// The ranges of `u` and `v` of a patch; only used where no vertices give them.
fn ranges(
    face: &BodyFace,
    bottom: &[u32],
    top: &[u32],
    left: &[u32],
    right: &[u32],
    (closed_u, closed_v): (bool, bool),
    parameter: impl Fn(&[u32]) -> Option<glam::DVec2>,
) -> Option<(Range, Range)> {
    let middle = |row: &[u32]| parameter(row.get(row.len() / 2..)?).map(|p| p.x);
    let u = match (middle(left), middle(right)) {
        (Some(a), Some(b)) => (a, a + positive_turn(b - a)),
        _ if closed_u => (0.0, 360.0),
        _ => return None,
    };
    let (low, high) = (parameter(bottom).map(|p| p.y), parameter(top).map(|p| p.y));
    let tips = face.surface.tips();
    let v = match (&face.surface, low, high) {
        (Surface::Torus { .. }, ..) if tips != [None, None] => (low.or(tips[0])?, high.or(tips[1])?),
        (Surface::Torus { .. }, Some(a), Some(b)) => (a, a + positive_turn(b - a)),
        (Surface::Torus { .. }, ..) if closed_v => (0.0, 360.0),
        (Surface::Sphere { .. }, ..) => (low.unwrap_or(-90.0), high.unwrap_or(90.0)),
        (Surface::Cone { .. }, ..) => (low.or(tips[0])?, high.or(tips[1])?),
        (_, Some(a), Some(b)) => (a, b),
        _ => return None,
    };
    let ordered = left.is_empty() == right.is_empty() && v.0 < v.1;
    ordered.then_some((u, v))
}
