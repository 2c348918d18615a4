//! STL, binary.

use super::MeshPart;

/// All parts as one binary STL: 80 bytes of header, a count, 50 bytes a triangle.
/// Coordinates are millimetres; each triangle's normal is its own.
pub fn binary(parts: &[MeshPart]) -> Vec<u8> {
    let count: usize = parts.iter().map(|part| part.mesh.triangles.len()).sum();
    let mut bytes = Vec::with_capacity(84 + 50 * count);
    let mut header = [b' '; 80];
    let title = b"recad binary STL, millimetres";
    header[..title.len()].copy_from_slice(title);
    bytes.extend_from_slice(&header);
    bytes.extend_from_slice(&u32::try_from(count).unwrap_or(u32::MAX).to_le_bytes());
    for part in parts {
        for corners in &part.mesh.triangles {
            let [a, b, c] = corners.map(|index| part.mesh.positions[index as usize]);
            let normal = (b - a).cross(c - a).normalize_or_zero();
            for point in [normal, a, b, c] {
                for coordinate in point.to_array() {
                    // A sum with zero turns −0 into 0, so that equal places have equal bytes.
                    bytes.extend_from_slice(&(coordinate as f32 + 0.0).to_le_bytes());
                }
            }
            bytes.extend_from_slice(&[0, 0]);
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use glam::DVec3;

    use super::super::sample::block;
    use super::*;
    use crate::mesh_io::{Format, parse};

    #[test]
    fn reads_back_as_the_same_closed_mesh() {
        let size = DVec3::new(10.0, 20.0, 30.0);
        let (one, two) = (block(size), block(size / 4.0));
        let bytes = binary(&[MeshPart { name: "one", mesh: &one }, MeshPart { name: "two", mesh: &two }]);
        assert_eq!(bytes.len(), 84 + 24 * 50);
        let only = parse(&binary(&[MeshPart { name: "one", mesh: &one }]), Format::Stl).unwrap();
        assert!(only.is_watertight());
        assert_eq!((only.positions.len(), only.volume()), (8, 6000.0));
        assert_eq!(parse(&bytes, Format::Stl).unwrap().volume(), 6000.0 * (1.0 + 1.0 / 64.0));
    }

    #[test]
    fn normals_point_outward_and_have_unit_length() {
        let mesh = block(DVec3::ONE);
        let bytes = binary(&[MeshPart { name: "one", mesh: &mesh }]);
        for record in bytes[84..].chunks(50) {
            let number = |k: usize| f32::from_le_bytes(record[4 * k..4 * k + 4].try_into().unwrap());
            let normal = DVec3::new(number(0).into(), number(1).into(), number(2).into());
            let first = DVec3::new(number(3).into(), number(4).into(), number(5).into());
            assert_eq!(normal.length(), 1.0);
            assert!((first - DVec3::splat(0.5)).dot(normal) > 0.0);
        }
    }
}
