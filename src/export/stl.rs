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
