//! Sketches as the data sets of DeepCAD and Fusion 360 write them: frames, points, profiles and their curves.
//!
//! Both come from one exporter's way of writing: a frame of three axes, profiles of loops, loops of `Line3D`,
//! `Arc3D` and `Circle3D` in the sketch's own coordinates. The two differ in the unit of length.

use super::Report;
use super::chain::{self, ChainFault};
use super::json::{Fault, Node, quoted};
use super::number::shifted;
use crate::corpus::flat::Face;
use crate::diagnostics::registry::{io, limit};
use crate::model::tolerance::{COORDINATE_LIMIT, JOIN, MINIMUM_SIZE};
use crate::model::{CurveKind, DVec2, DVec3, trig};

/// Axes of a sketch may be this far from unit length and right angles.
const AXIS_TOLERANCE: f64 = 1e-6;
/// Members of a point or direction.
const VECTOR: &[&str] = &["x", "y", "z", "type", "length"];

/// The unit in which a format writes its lengths: millimetres times a power of ten.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unit {
    places: i32,
}

/// The frame of a sketch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Placement {
    /// Place of the local origin, mm.
    pub origin: DVec3,
    /// Direction of local x.
    pub x: DVec3,
    /// The normal that makes the frame right-handed.
    pub normal: DVec3,
    /// The script's frame is left-handed: its heights count against `normal`.
    pub flipped: bool,
}

impl Unit {
    /// Metres.
    pub const METRE: Unit = Unit { places: 3 };
    /// Centimetres.
    pub const CENTIMETRE: Unit = Unit { places: 1 };

    /// A length in millimetres.
    pub fn millimetres(self, value: f64) -> f64 {
        shifted(value, self.places)
    }

    /// Millimetres of one unit.
    pub fn factor(self) -> f64 {
        if self == Self::METRE { 1000.0 } else { 10.0 }
    }

    /// A length or coordinate in millimetres.
    pub fn length(self, value: &Node) -> Result<f64, Fault> {
        let length = self.millimetres(value.number()?);
        if length.abs() > COORDINATE_LIMIT {
            let message = format!("is {length:e} mm; coordinates and distances lie within {COORDINATE_LIMIT} mm");
            return Err(value.fault(limit::COORDINATE, message));
        }
        Ok(length)
    }

    /// The frame of a sketch.
    pub fn placement(self, transform: &Node) -> Result<Placement, Fault> {
        transform.has_only(&["origin", "x_axis", "y_axis", "z_axis"])?;
        let origin = transform.field("origin")?;
        origin.has_only(VECTOR)?;
        let origin = DVec3::new(
            self.length(&origin.field("x")?)?,
            self.length(&origin.field("y")?)?,
            self.length(&origin.field("z")?)?,
        );
        let (x, z) = (direction(transform, "x_axis")?, direction(transform, "z_axis")?);
        let y = if transform.get("y_axis").is_some() { Some(direction(transform, "y_axis")?) } else { None };
        oriented(transform, origin, x, y, z)
    }

    /// A point of the sketch plane. Its height above the plane is at most rounding.
    fn point(self, curve: &Node, name: &str) -> Result<DVec2, Fault> {
        let point = curve.field(name)?;
        point.has_only(VECTOR)?;
        if let Some(z) = point.get("z") {
            let height = self.length(&z)?;
            if height.abs() > JOIN {
                let message = format!("lies {height} mm off the sketch plane; at most {JOIN} mm is taken for rounding");
                return Err(point.malformed(message));
            }
        }
        Ok(DVec2::new(self.length(&point.field("x")?)?, self.length(&point.field("y")?)?))
    }

    /// The region of a profile whose lists of curves `join` makes loops of.
    pub fn face(self, profile: &Node, join: Join, report: &mut Report) -> Result<Face, Fault> {
        profile.has_only(&["loops", "properties"])?;
        let loops = profile.field("loops")?;
        let mut chains = Vec::new();
        for item in loops.elements()? {
            item.has_only(&["is_outer", "profile_curves"])?;
            let list = item.field("profile_curves")?;
            chains.extend(walk(&list, |node| self.curve(node), join, report)?);
        }
        region(&loops, chains)
    }

    fn curve(self, node: &Node) -> Result<CurveKind, Fault> {
        let kind = node.field("type")?;
        match kind.text()? {
            "Line3D" => {
                node.has_only(&["type", "curve", "start_point", "end_point"])?;
                Ok(CurveKind::Line { start: self.point(node, "start_point")?, end: self.point(node, "end_point")? })
            }
            "Circle3D" => {
                node.has_only(&["type", "curve", "center_point", "radius", "normal"])?;
                let radius = self.radius(&node.field("radius")?)?;
                Ok(CurveKind::Circle { center: self.point(node, "center_point")?, radius })
            }
            "Arc3D" => self.arc(node),
            other => Err(kind.fault(
                io::NOT_EXPRESSIBLE,
                format!("is `{}`: only lines, arcs and circles can be imported", quoted(other)),
            )),
        }
    }

    /// A radius.
    pub fn radius(self, field: &Node) -> Result<f64, Fault> {
        let radius = self.length(field)?;
        if radius < MINIMUM_SIZE {
            return Err(field.malformed(format!("is {radius} mm; a radius is at least {MINIMUM_SIZE} mm")));
        }
        Ok(radius)
    }

    /// An arc: where it runs comes from the reference vector and the angles, its ends are the script's own.
    fn arc(self, node: &Node) -> Result<CurveKind, Fault> {
        node.has_only(&[
            "type",
            "curve",
            "center_point",
            "radius",
            "normal",
            "reference_vector",
            "start_angle",
            "end_angle",
            "start_point",
            "end_point",
        ])?;
        let (center, radius) = (self.point(node, "center_point")?, self.radius(&node.field("radius")?)?);
        let reference = node.field("reference_vector")?;
        let vector = DVec2::new(reference.field("x")?.number()?, reference.field("y")?.number()?);
        if (vector.length() - 1.0).abs() > AXIS_TOLERANCE {
            let message = format!("must have length 1 in the plane; its length there is {}", vector.length());
            return Err(reference.malformed(message));
        }
        let from = node.get("start_angle").map_or(Ok(0.0), |angle| angle.number())?;
        let end_angle = node.field("end_angle")?;
        let to = end_angle.number()?;
        let sweep = (to - from).abs();
        if sweep > std::f64::consts::TAU * (1.0 + 1e-9) {
            return Err(end_angle.malformed(format!("makes the arc sweep {sweep} rad; an arc is at most a full turn")));
        }
        let at = |angle: f64| {
            let (sin, cos) = trig::sin_cos(angle.to_degrees());
            center + radius * DVec2::new(vector.x * cos - vector.y * sin, vector.x * sin + vector.y * cos)
        };
        let (computed_start, mid, computed_end) = (at(from), at((from + to) / 2.0), at(to));
        let (start, end) = (self.point(node, "start_point")?, self.point(node, "end_point")?);
        let deviation = |a: DVec2, b: DVec2| a.distance(computed_start).max(b.distance(computed_end));
        let off = deviation(start, end).min(deviation(end, start));
        let allowed = JOIN.max(1e-6 * radius);
        if off > allowed {
            return Err(node.malformed(format!(
                "has end points {off} mm from where its angles put them; at most {allowed} mm is taken for rounding"
            )));
        }
        if radius * sweep > MINIMUM_SIZE && start.distance(end) < MINIMUM_SIZE && sweep > std::f64::consts::PI {
            return Ok(CurveKind::Circle { center, radius });
        }
        Ok(CurveKind::Arc { start, mid, end })
    }
}

fn direction(transform: &Node, name: &str) -> Result<DVec3, Fault> {
    let axis = transform.field(name)?;
    axis.has_only(VECTOR)?;
    let vector = DVec3::new(axis.field("x")?.number()?, axis.field("y")?.number()?, axis.field("z")?.number()?);
    unit(&axis, vector)
}

/// A direction, which must have length 1.
pub fn unit(axis: &Node, vector: DVec3) -> Result<DVec3, Fault> {
    if (vector.length() - 1.0).abs() > AXIS_TOLERANCE {
        return Err(axis.malformed(format!("must have length 1; its length is {}", vector.length())));
    }
    // Adding zero turns −0 into 0.
    Ok(vector + DVec3::ZERO)
}

/// The frame with these axes, which must stand at right angles; `at` is where faults are told.
pub fn oriented(at: &Node, origin: DVec3, x: DVec3, y: Option<DVec3>, z: DVec3) -> Result<Placement, Fault> {
    if x.dot(z).abs() > AXIS_TOLERANCE {
        return Err(at.malformed(format!(
            "must have an x axis at right angles to its z axis; the cosine between them is {:e}",
            x.dot(z)
        )));
    }
    let mut flipped = false;
    if let Some(y) = y {
        let along = z.cross(x);
        flipped = y.dot(along) < 0.0;
        let expected = if flipped { -along } else { along };
        if y.distance(expected) > 10.0 * AXIS_TOLERANCE {
            return Err(at.malformed("must have a y axis at right angles to its x and z axes"));
        }
    }
    // Adding zero turns −0 into 0.
    Ok(Placement { origin, x, normal: if flipped { DVec3::ZERO - z } else { z }, flipped })
}

/// Makes loops of a list of curves, and says how many of the curves bound nothing.
pub type Join = fn(Vec<CurveKind>) -> Result<(Vec<Vec<CurveKind>>, usize), ChainFault>;

/// The one loop of curves that stand in its order.
pub fn in_order(curves: Vec<CurveKind>) -> Result<(Vec<Vec<CurveKind>>, usize), ChainFault> {
    Ok((vec![chain::chain(curves)?], 0))
}

/// The loops of a list of curves, most often one; curves that are too short or bound nothing are told and left out.
pub fn walk(
    list: &Node,
    curve: impl Fn(&Node) -> Result<CurveKind, Fault>,
    join: Join,
    report: &mut Report,
) -> Result<Vec<Vec<CurveKind>>, Fault> {
    let mut curves = Vec::new();
    // Index of each kept curve in the script.
    let mut places = Vec::new();
    for (index, node) in list.elements()?.enumerate() {
        let curve = curve(&node)?;
        if chain::is_negligible(&curve) {
            let message = format!("is a curve shorter than {MINIMUM_SIZE} mm");
            report.fault(node.fault(io::LEFT_OUT, message));
            continue;
        }
        curves.push(curve);
        places.push(index);
    }
    let (index, message) = match join(curves) {
        Ok((walked, 0)) => return Ok(walked),
        Ok((walked, left_out)) => {
            let message = format!("has {left_out} curves with the region on both sides, which bound nothing");
            report.fault(list.fault(io::LEFT_OUT, message));
            return Ok(walked);
        }
        Err(ChainFault::Empty) => (None, "has no curve".to_owned()),
        Err(ChainFault::CircleAmongOthers(index)) => {
            (Some(index), "is a circle in a loop with other curves; a circle is a loop by itself".to_owned())
        }
        Err(ChainFault::Gap(index, gap)) => {
            (Some(index), format!("ends {gap} mm from the next curve of its loop; at most {JOIN} mm joins"))
        }
    };
    let path = index.and_then(|index| list.elements().ok()?.nth(*places.get(index)?).map(|node| node.path()));
    Err(Fault { name: io::MALFORMED, path: path.unwrap_or_else(|| list.path()), message })
}

/// The face of a profile's loops, of which the one with the largest box is the outside.
pub fn region(loops: &Node, chains: Vec<Vec<CurveKind>>) -> Result<Face, Fault> {
    if chains.is_empty() {
        return Err(loops.malformed("has no loop"));
    }
    chain::face(chains).map_err(|index| {
        let path = loops.elements().ok().and_then(|mut nodes| nodes.nth(index).map(|node| node.path()));
        let message = "reaches outside the largest loop of its profile; a profile is one region with holes".to_owned();
        Fault { name: io::MALFORMED, path: path.unwrap_or_else(|| loops.path()), message }
    })
}
