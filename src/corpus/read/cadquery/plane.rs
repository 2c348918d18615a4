//! Planes by their names, and what scripts do to planes.

use super::shape::rotation;
use crate::model::{DVec3, Frame};

/// A plane of CadQuery by its name.
pub fn named(name: &str, origin: DVec3) -> Option<Frame> {
    let (x, normal) = match name {
        "XY" | "front" => (DVec3::X, DVec3::Z),
        "YZ" => (DVec3::Y, DVec3::X),
        "ZX" => (DVec3::Z, DVec3::Y),
        "XZ" | "bottom" => (DVec3::X, DVec3::NEG_Y),
        "YX" => (DVec3::Y, DVec3::NEG_Z),
        "ZY" | "left" => (DVec3::Z, DVec3::NEG_X),
        "back" => (DVec3::NEG_X, DVec3::NEG_Z),
        "right" => (DVec3::NEG_Z, DVec3::X),
        "top" => (DVec3::X, DVec3::Y),
        _ => return None,
    };
    Frame::new(origin, x, normal)
}

/// The normal of the plane that `mirror` calls by this name.
pub fn mirror_normal(name: &str) -> Option<DVec3> {
    match name {
        "XY" | "YX" => Some(DVec3::Z),
        "XZ" | "ZX" => Some(DVec3::Y),
        "YZ" | "ZY" => Some(DVec3::X),
        _ => None,
    }
}

/// The x direction that a workplane on a face gets.
pub fn x_on_face(normal: DVec3) -> DVec3 {
    let x = DVec3::Z.cross(normal);
    if x.length() < 1e-4 { DVec3::X } else { x }
}

/// The plane turned about its own axes: first z, then y, then x, degrees.
pub fn turned(plane: &Frame, angles: DVec3) -> Option<Frame> {
    let x = rotation(DVec3::ZERO, plane.x, angles.x)?;
    let y = rotation(DVec3::ZERO, plane.y, angles.y)?;
    let z = rotation(DVec3::ZERO, plane.z, angles.z)?;
    let all = x.after(&y).after(&z);
    Frame::new(plane.origin, all.direction(plane.x), all.direction(plane.z))
}
