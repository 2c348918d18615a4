//! Two faces, one of each operand, and the seams in which they cross.
//!
//! A seam begins and ends where an edge of one face pierces the other ([`Landing`]), or closes on itself. It runs
//! along the product of the outward normals, so the first face has the inside of the second body on its left.
//! Where the surfaces meet in lines, circles or ellipses, the landings on each of them are paired in order; other
//! seams are followed step by step ([`super::trace`]), and closed ones looked for by dividing the surface ([`super::cells`]).

use glam::DVec3;

use super::bounds::Bounds;
use super::meeting::{Meeting, meeting};
use super::operand::Operand;
use super::{Doubt, MATCH, NEAR, cells, trace};
use crate::geom::boolean::curve::Conic;
use crate::geom::brep::{Curve3, Surface};

/// A face of each operand.
pub(super) struct Pair<'a> {
    /// The operands.
    pub(super) operands: [&'a Operand<'a>; 2],
    /// A face of each.
    pub(super) faces: [u32; 2],
    /// Their surfaces.
    pub(super) surfaces: [&'a Surface; 2],
    /// What their boxes have in common.
    pub(super) bounds: Bounds,
}

/// Where a seam begins or ends.
#[derive(Clone, Copy, Debug)]
pub(super) struct Landing {
    /// The vertex there.
    pub(super) vertex: u32,
    /// Its place.
    pub(super) point: DVec3,
    /// Whether it begins there.
    pub(super) starts: bool,
}

/// A piece of the curve in which two faces cross, along the product of their outward normals.
#[derive(Clone, Debug)]
pub(super) struct Seam {
    /// A face of each operand.
    pub(super) faces: [u32; 2],
    /// The curve.
    pub(super) curve: Curve3,
    /// First vertex.
    pub(super) start: u32,
    /// Last vertex.
    pub(super) end: u32,
}

/// Seams and the vertices they make.
#[derive(Default)]
pub(super) struct Seams {
    /// Places of all vertices on seams.
    pub(super) vertices: Vec<DVec3>,
    /// The seams.
    pub(super) all: Vec<Seam>,
}

impl Seams {
    fn vertex(&mut self, p: DVec3) -> u32 {
        self.vertices.push(p);
        self.vertices.len() as u32 - 1
    }
}

impl<'a> Pair<'a> {
    /// Two faces, when their boxes meet.
    pub(super) fn new(operands: [&'a Operand<'a>; 2], faces: [u32; 2]) -> Option<Pair<'a>> {
        let around = |side: usize| operands[side].face_bounds[faces[side] as usize];
        let surface = |side: usize| &operands[side].body.faces[faces[side] as usize].surface;
        let meets = around(0).meets(&around(1));
        meets.then(|| Pair { operands, faces, surfaces: [surface(0), surface(1)], bounds: around(0).common(around(1)) })
    }

    /// The direction of a seam through a point, not normalised.
    pub(super) fn direction(&self, p: DVec3) -> DVec3 {
        self.operands[0].normal(self.faces[0], p).cross(self.operands[1].normal(self.faces[1], p))
    }

    /// Whether a point of both surfaces lies in both faces.
    pub(super) fn holds(&self, p: DVec3) -> Result<bool, Doubt> {
        Ok(self.operands[0].holds(self.faces[0], p)? && self.operands[1].holds(self.faces[1], p)?)
    }

    /// Finds all seams of the pair, which begin and end at the landings.
    pub(super) fn find(&self, landings: &[Landing], seams: &mut Seams) -> Result<(), Doubt> {
        match meeting(self.surfaces[0], self.surfaces[1]) {
            Meeting::Apart if landings.is_empty() => Ok(()),
            Meeting::Apart => Err(Doubt("faces cross whose surfaces do not")),
            Meeting::Along(conics, nodes) => self.along(&conics, &nodes, landings, seams),
            Meeting::Otherwise => self.follow(landings, seams),
        }
    }

    fn along(&self, conics: &[Conic], nodes: &[DVec3], landings: &[Landing], seams: &mut Seams) -> Result<(), Doubt> {
        let mut on: Vec<Vec<Landing>> = vec![Vec::new(); conics.len()];
        for landing in landings {
            let mut near = (0..conics.len()).filter(|&i| conics[i].distance(landing.point) <= MATCH);
            match (near.next(), near.next()) {
                (Some(only), None) => on[only].push(*landing),
                _ => return Err(Doubt("an edge crosses a face where surfaces touch")),
            }
        }
        let mut live: Vec<(DVec3, Option<u32>)> = Vec::with_capacity(nodes.len());
        for &node in nodes {
            let near = self.bounds.reaches(node, NEAR) && self.holds(node)?;
            live.push((node, near.then(|| seams.vertex(node))));
        }
        for (conic, landings) in conics.iter().zip(on) {
            match conic {
                Conic::Line { .. } => {
                    if live.iter().any(|(_, vertex)| vertex.is_some()) {
                        return Err(Doubt("a plane passes through the tip of a cone"));
                    }
                    if let Some(first) = landings.first() {
                        let line = self.oriented(conic, first.point);
                        self.straight(&line, landings, seams)?;
                    }
                }
                _ if live.is_empty() => self.around(conic, landings, seams)?,
                _ => self.between_nodes(conic, &live, landings, seams)?,
            }
        }
        Ok(())
    }

    /// The curve in the direction of the seam at a point of it.
    fn oriented(&self, conic: &Conic, p: DVec3) -> Conic {
        let tangent = match conic {
            Conic::Line { direction, .. } => *direction,
            Conic::Circle { frame, .. } | Conic::Ellipse { frame, .. } => frame.z.cross(p - frame.origin),
        };
        if self.direction(p).dot(tangent) < 0.0 { conic.clone().reversed() } else { conic.clone() }
    }

    fn straight(&self, line: &Conic, landings: Vec<Landing>, seams: &mut Seams) -> Result<(), Doubt> {
        let Conic::Line { point, direction } = line else { return Ok(()) };
        let mut marks: Vec<(f64, Landing)> =
            landings.into_iter().map(|landing| ((landing.point - *point).dot(*direction), landing)).collect();
        marks.sort_by(|a, b| a.0.total_cmp(&b.0));
        self.paired(line, &marks, seams)
    }

    /// A seam from every landing that begins one to the next, which must end it.
    fn paired(&self, conic: &Conic, marks: &[(f64, Landing)], seams: &mut Seams) -> Result<(), Doubt> {
        for pair in marks.chunks(2) {
            let &[(from, first), (to, last)] = pair else { return Err(Doubt("a seam does not end")) };
            if !first.starts || last.starts || first.point.distance(last.point) <= NEAR {
                return Err(Doubt("seams do not begin and end in turn"));
            }
            let curve = conic.piece(from, to);
            seams.all.push(Seam { faces: self.faces, curve, start: first.vertex, end: last.vertex });
        }
        Ok(())
    }

    fn around(&self, conic: &Conic, landings: Vec<Landing>, seams: &mut Seams) -> Result<(), Doubt> {
        let Some(first) = landings.first() else { return self.closed(conic, seams) };
        let conic = self.oriented(conic, first.point);
        let mut marks: Vec<(f64, Landing)> =
            landings.into_iter().map(|landing| (conic.parameter(landing.point).rem_euclid(360.0), landing)).collect();
        marks.sort_by(|a, b| a.0.total_cmp(&b.0));
        if !marks[0].1.starts {
            let (t, landing) = marks.remove(0);
            marks.push((t + 360.0, landing));
        }
        self.paired(&conic, &marks, seams)
    }

    /// A whole circle or ellipse, when it lies in both faces; no edge crosses it.
    fn closed(&self, conic: &Conic, seams: &mut Seams) -> Result<(), Doubt> {
        let mut doubt = Doubt("a closed seam passes too near to an edge");
        for i in 0..7 {
            let t = 51.0 * f64::from(i);
            let Some(p) = conic.piece(0.0, 360.0).angular_point(t) else { continue };
            let inside = match if self.bounds.reaches(p, NEAR) { self.holds(p) } else { Ok(false) } {
                Ok(inside) => inside,
                Err(found) => {
                    doubt = found;
                    continue;
                }
            };
            if inside {
                let conic = self.oriented(conic, p);
                let from = conic.parameter(p);
                let vertex = seams.vertex(p);
                let curve = conic.piece(from, from + 360.0);
                seams.all.push(Seam { faces: self.faces, curve, start: vertex, end: vertex });
            }
            return Ok(());
        }
        Err(doubt)
    }

    /// The arcs of a curve between points where the surfaces touch, at which the direction of the seam turns over.
    fn between_nodes(
        &self,
        conic: &Conic,
        nodes: &[(DVec3, Option<u32>)],
        landings: Vec<Landing>,
        seams: &mut Seams,
    ) -> Result<(), Doubt> {
        let mut params: Vec<(f64, DVec3, Option<u32>)> =
            nodes.iter().map(|&(p, vertex)| (conic.parameter(p).rem_euclid(360.0), p, vertex)).collect();
        params.sort_by(|a, b| a.0.total_cmp(&b.0));
        for (index, &(from, start, start_vertex)) in params.iter().enumerate() {
            let (to, end, end_vertex) = params[(index + 1) % params.len()];
            let to = if to <= from { to + 360.0 } else { to };
            let Some(middle) = conic.piece(0.0, 360.0).angular_point(0.5 * (from + to)) else { continue };
            let oriented = self.oriented(conic, middle);
            let ahead = oriented.parameter(middle);
            // Parameters of the oriented curve within the arc, about its middle.
            let place = |p: DVec3| {
                let off = oriented.parameter(p) - ahead;
                ahead + off - 360.0 * (off / 360.0).round()
            };
            let half = 0.5 * (to - from);
            let mut marks: Vec<(f64, Landing)> = landings
                .iter()
                .map(|landing| (place(landing.point), *landing))
                .filter(|(t, _)| (t - ahead).abs() < half)
                .collect();
            for (p, vertex) in [(start, start_vertex), (end, end_vertex)] {
                if let Some(vertex) = vertex {
                    let t = place(p);
                    let starts = t < ahead;
                    marks.push((t, Landing { vertex, point: p, starts }));
                }
            }
            marks.sort_by(|a, b| a.0.total_cmp(&b.0));
            self.paired(&oriented, &marks, seams)?;
        }
        Ok(())
    }

    /// Seams that are no conics.
    fn follow(&self, landings: &[Landing], seams: &mut Seams) -> Result<(), Doubt> {
        let first = seams.all.len();
        let mut ends: Vec<Landing> = landings.iter().filter(|landing| !landing.starts).copied().collect();
        for start in landings.iter().filter(|landing| landing.starts) {
            let (points, end) = trace::follow(self, start.point, &ends)?;
            let end = ends.swap_remove(end);
            let curve = Curve3::Points(points);
            seams.all.push(Seam { faces: self.faces, curve, start: start.vertex, end: end.vertex });
        }
        if !ends.is_empty() {
            return Err(Doubt("a seam ends that never began"));
        }
        for seed in cells::seeds(self)? {
            let known = seams.all[first..].iter().any(|seam| trace::passes(self, &seam.curve, seed));
            if known || !self.bounds.reaches(seed, 0.0) {
                continue;
            }
            // Beyond the end of a seam the same curve goes on outside of a face.
            if landings.iter().any(|landing| landing.point.distance(seed) <= MATCH) {
                continue;
            }
            if self.holds(seed)? {
                let points = trace::close(self, seed)?;
                let vertex = seams.vertex(seed);
                let curve = Curve3::Points(points);
                seams.all.push(Seam { faces: self.faces, curve, start: vertex, end: vertex });
            }
        }
        Ok(())
    }
}
