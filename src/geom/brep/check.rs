//! The validator of the invariants of a [`Body`]: for tests and as a gate behind operations.

use std::fmt;

use super::{Body, Coedge, Curve3, Edge, Surface};
use crate::geom::measure;
use crate::model::{Frame, tolerance};

/// How far edges may lie off their vertices and faces, mm, on top of the rounding of large coordinates.
const TOLERANCE: f64 = 10.0 * tolerance::LINEAR;

/// The first invariant that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault(pub String);

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn ensure(holds: bool, message: impl FnOnce() -> String) -> Result<(), Fault> {
    if holds { Ok(()) } else { Err(Fault(message())) }
}

impl Body {
    /// Checks every invariant of the boundary representation; linear in the size of the body.
    pub fn check(&self) -> Result<(), Fault> {
        ensure(!self.faces.is_empty(), || "the body has no face".into())?;
        self.check_indices()?;
        let reach = self.vertices.iter().map(|v| v.abs().max_element()).fold(1.0, f64::max);
        ensure(reach.is_finite(), || "a vertex is not finite".into())?;
        let slack = TOLERANCE + 1e-12 * reach;
        self.check_uses()?;
        for (index, edge) in self.edges.iter().enumerate() {
            self.check_edge(edge, slack).map_err(|fault| Fault(format!("edge {index}: {fault}")))?;
        }
        for (index, area) in measure::face_areas(self, 0..self.faces.len() as u32).into_iter().enumerate() {
            self.check_face(index, area, slack)
                .map_err(|fault| Fault(format!("face {index} ({}): {fault}", self.faces[index].surface.name())))?;
        }
        self.check_shells()
    }

    fn check_indices(&self) -> Result<(), Fault> {
        let vertices = self.vertices.len() as u32;
        for (index, edge) in self.edges.iter().enumerate() {
            ensure(edge.start < vertices && edge.end < vertices, || {
                format!("edge {index} names a vertex that is not there")
            })?;
        }
        for (index, face) in self.faces.iter().enumerate() {
            for chain in &face.loops {
                ensure(!chain.is_empty(), || format!("face {index} has an empty loop"))?;
                let known = chain.iter().all(|coedge| (coedge.edge as usize) < self.edges.len());
                ensure(known, || format!("face {index} names an edge that is not there"))?;
            }
        }
        Ok(())
    }

    fn check_uses(&self) -> Result<(), Fault> {
        let mut uses = vec![[0u32; 2]; self.edges.len()];
        for (index, face) in self.faces.iter().enumerate() {
            for chain in &face.loops {
                for (place, &coedge) in chain.iter().enumerate() {
                    uses[coedge.edge as usize][usize::from(coedge.forward)] += 1;
                    let next: Coedge = chain[(place + 1) % chain.len()];
                    ensure(self.coedge_end(coedge) == self.coedge_start(next), || {
                        format!("face {index}: edge {} does not continue in edge {}", coedge.edge, next.edge)
                    })?;
                }
            }
        }
        for (index, used) in uses.iter().enumerate() {
            ensure(*used == [1, 1], || {
                format!("edge {index} is used {} times forward and {} times backward", used[1], used[0])
            })?;
        }
        Ok(())
    }

    fn check_edge(&self, edge: &Edge, slack: f64) -> Result<(), Fault> {
        let (start, end) = (self.vertices[edge.start as usize], self.vertices[edge.end as usize]);
        match &edge.curve {
            Curve3::Line => ensure(start.distance(end) > tolerance::LINEAR, || "a line without length".into())?,
            Curve3::Circle { frame, radius, from, to } => {
                check_frame(frame)?;
                ensure(*radius > 0.0 && from < to && *to <= from + 360.0 + 1e-9, || {
                    "a circle with a wrong range".into()
                })?;
            }
            Curve3::Ellipse { frame, major, minor, from, to } => {
                check_frame(frame)?;
                let sizes = *major > 0.0 && *minor > 0.0;
                ensure(sizes && from < to && *to <= from + 360.0 + 1e-9, || "an ellipse with a wrong range".into())?;
            }
            Curve3::Points(points) => {
                ensure(points.len() >= 2 && points.iter().all(|p| p.is_finite()), || "a curve without points".into())?;
            }
        }
        for (s, vertex) in [(0.0, start), (1.0, end)] {
            let gap = self.edge_point(edge, s).map_or(f64::INFINITY, |p| p.distance(vertex));
            ensure(gap <= slack, || format!("an end lies {gap:e} mm off its vertex"))?;
        }
        if let Some((from, to)) = edge.curve.range() {
            let full = (to - from - 360.0).abs() < 1e-9;
            ensure(full == edge.is_closed(), || format!("{}° from vertex {} to {}", to - from, edge.start, edge.end))?;
        }
        Ok(())
    }

    fn check_face(&self, index: usize, area: f64, slack: f64) -> Result<(), Fault> {
        let face = &self.faces[index];
        check_frame(face.surface.frame())?;
        match face.surface {
            Surface::Plane { .. } => {}
            Surface::Cylinder { radius, .. } | Surface::Sphere { radius, .. } => {
                ensure(radius > 0.0 && radius.is_finite(), || format!("radius {radius}"))?
            }
            Surface::Cone { radius, half_angle, .. } => {
                let angle = half_angle != 0.0 && half_angle.abs() < 90.0;
                ensure(radius >= 0.0 && radius.is_finite() && angle, || {
                    format!("radius {radius}, angle {half_angle}")
                })?;
            }
            Surface::Torus { major, minor, .. } => {
                ensure(major + minor > 0.0 && minor > 0.0 && major.is_finite(), || format!("radii {major}, {minor}"))?
            }
        }
        for coedge in face.loops.iter().flatten() {
            let edge = &self.edges[coedge.edge as usize];
            let known: Vec<_> = match &edge.curve {
                Curve3::Points(points) => points.clone(),
                _ => (0..=4).filter_map(|step| self.edge_point(edge, f64::from(step) / 4.0)).collect(),
            };
            for p in known {
                let off = face.surface.distance(p);
                ensure(off.abs() <= slack, || format!("edge {} lies {off:e} mm off it", coedge.edge))?;
            }
        }
        ensure(area > 0.0, || format!("its area is {area}: the loops run the wrong way"))?;
        if let (Surface::Plane { .. }, [_, holes @ ..]) = (&face.surface, &face.loops[..]) {
            for (hole, _) in holes.iter().enumerate() {
                let area = measure::planar_loop_area(self, face, hole + 1);
                ensure(area < 0.0, || format!("loop {} encloses {area} but is a hole", hole + 1))?;
            }
        }
        Ok(())
    }

    fn check_shells(&self) -> Result<(), Fault> {
        let mut again = self.clone();
        again.find_shells();
        let sorted = |body: &Body| {
            let mut shells = body.shells.clone();
            shells.iter_mut().for_each(|shell| shell.sort_unstable());
            shells.sort();
            shells
        };
        ensure(sorted(&again) == sorted(self), || "the shells are not the connected sets of faces".into())?;
        let mut volume = 0.0;
        for (index, enclosed) in measure::shell_volumes(self).into_iter().enumerate() {
            let characteristic = self.characteristic(index);
            ensure(characteristic % 2 == 0 && characteristic <= 2, || {
                format!("shell {index} has the Euler characteristic {characteristic}")
            })?;
            ensure(enclosed != 0.0, || format!("shell {index} encloses nothing"))?;
            volume += enclosed;
        }
        ensure(volume > 0.0, || format!("the volume is {volume}: the body is inside out"))
    }
}

fn check_frame(frame: &Frame) -> Result<(), Fault> {
    let unit = |v: glam::DVec3| (v.length() - 1.0).abs() < 1e-9;
    let right = unit(frame.x) && unit(frame.y) && frame.x.cross(frame.y).distance(frame.z) < 1e-9;
    ensure(right && frame.origin.is_finite(), || format!("a frame is not orthonormal and right-handed: {frame:?}"))
}
